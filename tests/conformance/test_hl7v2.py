"""Public HL7 v2 messages of three sources: every one read, given back byte for byte, its faults explained."""

from __future__ import annotations

import datetime as dt
import os
import re
from pathlib import Path

import pytest

from wellrun.engines.hl7v2 import (
    Batch,
    Verdict,
    acknowledgement,
    answer_of,
    checked,
    header_of,
    read,
    read_bytes,
    record_of,
    verdict_on,
    write_bytes,
)

SHARED = Path(os.environ.get("WELLRUN_SHARED_DATA", Path(__file__).parents[3] / "shared" / "data"))
SAMPLES = SHARED / "hl7v2"
FILES = sorted(file for file in SAMPLES.glob("*/*") if file.is_file())

pytestmark = [
    pytest.mark.conformance,
    pytest.mark.skipif(not SAMPLES.is_dir(), reason=f"no HL7 v2 samples at {SAMPLES}"),
]

every_file = pytest.mark.parametrize("file", FILES, ids=lambda file: f"{file.parent.name}/{file.name}")
NOW = dt.datetime(2026, 11, 28, 8, 0, tzinfo=dt.UTC)


def batch_of(file: Path) -> Batch:
    return read_bytes(file.read_bytes())


def test_there_are_as_many_as_published() -> None:
    assert len(FILES) == 73


@every_file
def test_every_message_comes_back_as_it_was(file: Path) -> None:
    raw = file.read_bytes()
    batch = read_bytes(raw)
    assert write_bytes(batch) == raw
    (message,) = batch.messages
    # From its segments: the same but for line ends, the byte-order mark and empty lines.
    plain = re.sub(r"[\r\n]+", "\r", raw.decode(batch.codec).lstrip("\ufeff")).strip("\r") + "\r"
    assert message.text == plain
    assert read(message.text).messages == (message,)


@every_file
def test_every_message_is_read_as_what_it_is(file: Path) -> None:
    (message,) = batch_of(file).messages
    header, record = header_of(message), record_of(message)
    assert record is not None
    # The names of the files say what they hold, but for those of the two sources that named them otherwise.
    named = re.match(r"([A-Z]{3})-([A-Z]\d\d)", file.name)
    if named:
        assert header.type == named[1]
        assert header.event == named[2]
    assert record.person.identifiers or record.missing


@every_file
def test_what_is_told_of_a_sample_says_where_and_what_to_do(file: Path) -> None:
    batch = batch_of(file)
    for fault in (*batch.faults, *checked(batch.messages[0])):
        assert fault.place
        assert fault.message
        assert fault.remedy


def test_no_sample_is_refused_falsely() -> None:
    found = {}
    for file in FILES:
        faults = [fault for fault in checked(batch_of(file).messages[0]) if fault.refuses]
        if faults:
            found[file.name] = (verdict_on(faults), sorted(fault.place for fault in faults))
    assert found == REFUSED


REFUSED: dict[str, tuple[Verdict, list[str]]] = {}


@every_file
def test_an_answer_to_a_sample_is_sound_itself(file: Path) -> None:
    (message,) = batch_of(file).messages
    header = header_of(message)
    answer = acknowledgement(header, "AE", checked(message), control="1", at=NOW)
    again = read(answer.text).messages[0]
    assert [fault for fault in checked(again) if fault.refuses] == []
    said = answer_of(again)
    assert said is not None
    assert (said.code, said.control, said.verdict) == ("AE", header.control, Verdict.ERROR)
