"""HL7 v2.5.1 chapter 2: construction, escapes, batches; and nothing is lost on the way."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wellrun.engines.hl7v2 import NULL, Delimiters, read, write

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
    text = f"PID|1\r{ADT}BTS|1\rPV1|1\rMSH\r"
    batch = read(text)
    assert len(batch.messages) == 1
    assert [(fault.code, fault.line) for fault in batch.faults] == [("hl7.stray", at) for at in (1, 6, 7)]
    assert write(batch) == text


@pytest.mark.parametrize("given", ["^~\\\\&", "^^~\\&", "^^\\&", "^~\\^"])
def test_repeated_delimiters_give_way_to_the_recommended_ones_and_are_told(given: str) -> None:
    batch = read(ADT.replace("^~\\&", given, 1))
    assert batch.messages[0].first("PID").delimiters == Delimiters()  # type: ignore[union-attr]
    assert batch.messages[0].value("PID", 5) == "O&Hara"
    assert [(fault.place, fault.refuses) for fault in batch.faults] == [("MSH-2", False)]


def test_a_short_header_has_no_more_delimiters_than_it_names() -> None:
    (message,) = read("MSH|^~|PAS\rPID|1||a^b\\T\\c&d\r").messages
    assert message.segments[0].delimiters == Delimiters("|", "^", "~", "", "")
    assert message.value("PID", 3, 2) == "b\\T\\c&d"
    (empty,) = read("MSH|\rPID|1||a^b\r").messages
    assert empty.value("PID", 3, 2) == "b"


def test_the_fifth_character_of_version_2_7_is_taken() -> None:
    batch = read(ADT.replace("^~\\&", "^~\\&#", 1))
    assert batch.faults == ()
    assert batch.messages[0].value("MSH", 9, 2) == "A01"


@pytest.mark.parametrize("end", ["\r", "\n", "\r\n"])
def test_a_line_end_within_a_field_is_kept_in_it(end: str) -> None:
    text = ADT + f"NTE|1||first{end}second line{end}|L\r" + "ZZ1|1\r"
    batch = read(text)
    (message,) = batch.messages
    assert message.value("NTE", 3) == f"first{end}second line{end}"
    assert message.value("NTE", 4) == "L"
    assert message.value("ZZ1", 1) == "1"
    assert [fault.code for fault in batch.faults] == ["hl7.line_end_within"] * 2
    assert write(batch) == text


def test_null_is_not_empty() -> None:
    (message,) = read(ADT.replace("|F\r", '|""\r')).messages
    assert message.value("PID", 8) == NULL != message.value("PID", 9) == ""


def test_envelopes_that_count_wrongly_are_told() -> None:
    told = read(f"FHS|^~\\&\rBHS|^~\\&\r{ADT}BTS|2\rBHS|^~\\&\r{ADT}{ADT}BTS|2\rFTS|3\r").faults
    assert [(fault.segment, fault.value, fault.expected) for fault in told] == [("BTS", "2", "1"), ("FTS", "3", "2")]


def test_a_field_in_full() -> None:
    pid = read(ADT.replace("W05^12^A&B", "W05^12^A&B~C\\F\\D")).messages[0].first("PV1")
    assert pid is not None
    assert pid.parsed()[3] == [["W05", "12", ["A", "B"]], "C|D"]
    assert pid.whole(3) == "W05^12^A&B~C|D"
    assert pid.components(3) == ["W05", "12", "A"]
    assert pid.values(3, 99) == ["W05", ""]


def test_nothing_of_a_patient_stands_where_it_might_be_logged() -> None:
    (message,) = read(ADT).messages
    assert "Hara" not in repr(message) + repr(message.segments)


@pytest.mark.parametrize(
    ("sent", "meant"),
    [
        ("a\\.br\\b", "a\nb"),
        ("\\H\\high\\N\\ low", "high low"),
        ("\\X0D0A\\", "\r\n"),
        ("\\XC3A4\\", "ä"),
        ("\\XE4\\", "ä"),
        ("\\X4\\", "\\X4\\"),
        ("\\Zown\\", "\\Zown\\"),
        ("\\C2842\\", "\\C2842\\"),
        ("C:\\temp \\F\\ x", "C:\\temp | x"),
        ("\\.sp2\\x", "\n\nx"),
        ("\\E\\F\\E\\", "\\F\\"),
        ("end\\", "end\\"),
    ],
)
def test_escape_sequences(sent: str, meant: str) -> None:
    """HL7 v2.5.1, 2.7."""
    assert Delimiters().unescaped(sent) == meant


@given(st.text(alphabet="ab|^~\\&\r\n"))
def test_what_is_escaped_comes_back(text: str) -> None:
    assert Delimiters().unescaped(Delimiters().escaped(text)) == text


@given(st.text(alphabet="MSHPID|^~\\&\r\n \x0b\x1ca", max_size=80))
def test_writing_what_was_read_changes_nothing(text: str) -> None:
    assert write(read(text)) == text
