"""HL7 v2.5.1 chapter 2: construction, escapes, batches; and nothing is lost on the way."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wellrun.engines.hl7v2 import Delimiters, Unreadable, read, write

ADT = (
    "MSH|^~\\&|PAS|HV|WELLRUN|HV|20260105101500||ADT^A01^ADT_A01|1|P|2.5.1\r"
    "PID|1||77^^^HV^MR~9^^^NHS||O\\T\\Hara^Ann||19400102|F\r"
    "PV1|1|I|W05^12^A&B|||||||||||||||||V1\r"
)


def test_fields_components_repetitions_and_escapes() -> None:
    message = read(ADT).messages[0]
    assert message.value("MSH", 9, 2) == "A01"
    assert message.value("MSH", 1) == "|"
    assert message.value("MSH", 2) == "^~\\&"
    assert message.value("PID", 5) == "O&Hara"
    assert message.value("PV1", 3, 3, 2) == "B"
    assert message.value("PV1", 19) == ""
    assert message.value("PV1", 20) == "V1"
    pid = message.first("PID")
    assert pid is not None
    assert pid.repetitions(3) == ("77^^^HV^MR", "9^^^NHS")
    assert pid.value(3, repetition=2) == "9"
    assert message.value("ZZZ", 1) == ""


@pytest.mark.parametrize("end", ["\r", "\n", "\r\n"])
def test_any_line_ending_and_envelopes_are_taken(end: str) -> None:
    text = f"FHS|^~\\&\rBHS|^~\\&\r{ADT}{ADT}BTS|2\rFTS|1\r".replace("\r", end)
    batch = read(text)
    assert len(batch.messages) == 2
    assert batch.numbers == (3, 6)
    assert batch.messages[0].text == ADT
    assert batch.faults == ()
    assert write(batch) == text


def test_delimiters_come_from_the_header() -> None:
    text = ADT.replace("^", "@").replace("|", "#")
    assert read(text).messages[0].value("MSH", 9, 2) == "A01"


def test_lines_without_a_header_are_named_and_kept() -> None:
    text = f"PID|1\r{ADT}BTS|1\rPV1|1\rMSH|||x\r"
    batch = read(text)
    assert len(batch.messages) == 1
    assert [number for number, _why in batch.faults] == [1, 6, 7]
    assert write(batch) == text


def test_repeated_delimiters_are_refused() -> None:
    with pytest.raises(Unreadable, match="repeat"):
        Delimiters.of("MSH|^^\\&|")


@given(st.text(alphabet="ab|^~\\&"))
def test_what_is_escaped_comes_back(text: str) -> None:
    assert Delimiters().unescaped(Delimiters().escaped(text)) == text


@given(st.text(alphabet="MSHPID|^~\\&\r\n \x0b\x1ca", max_size=80))
def test_writing_what_was_read_changes_nothing(text: str) -> None:
    assert write(read(text)) == text
