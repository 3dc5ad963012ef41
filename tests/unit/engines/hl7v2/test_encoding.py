"""HL7 table 0211 and what senders do instead: bytes into text and back, the same bytes."""

from __future__ import annotations

import codecs

import pytest

from wellrun.engines.hl7v2 import read_bytes, write_bytes

HEAD = "MSH|^~\\&|A|B|C|D|20260301||ADT^A01|1|P|2.5.1||||||{}\rPID|1||7||Löwe^Ünal\r"


@pytest.mark.parametrize(
    ("said", "codec"),
    [("UNICODE UTF-8", "utf-8"), ("8859/1", "latin-1"), ("8859/15", "iso8859-15"), ("", "utf-8"), ("utf-8", "utf-8")],
)
def test_the_character_set_of_the_header_is_used(said: str, codec: str) -> None:
    raw = HEAD.format(said).encode(codec)
    batch = read_bytes(raw)
    assert batch.messages[0].value("PID", 5) == "Löwe"
    assert batch.faults == ()
    assert write_bytes(batch) == raw


@pytest.mark.parametrize(
    ("mark", "codec"),
    [(codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be")],
)
def test_a_byte_order_mark_goes_before_what_the_header_says(mark: bytes, codec: str) -> None:
    raw = mark + HEAD.format("8859/1").encode(codec)
    batch = read_bytes(raw)
    assert batch.messages[0].value("PID", 5, 2) == "Ünal"
    assert write_bytes(batch) == raw


def test_bytes_of_another_set_than_declared_are_read_and_told() -> None:
    raw = HEAD.format("UNICODE UTF-8").encode("latin-1")
    batch = read_bytes(raw)
    assert batch.messages[0].value("PID", 5) == "Löwe"
    assert [(fault.place, fault.refuses) for fault in batch.faults] == [("MSH-18", False)]
    assert write_bytes(batch) == raw


def test_a_set_that_nobody_knows_is_told() -> None:
    raw = HEAD.format("KLINGON").encode()
    batch = read_bytes(raw)
    assert [fault.code for fault in batch.faults] == ["hl7.unknown_character_set"]
    assert write_bytes(batch) == raw


def test_bytes_that_are_no_text_come_back_as_they_were() -> None:
    raw = b"MSH|^~\\&|A\rOBX|1|ED|x||" + bytes(range(0x7F, 0x100)) + b"\r"
    assert write_bytes(read_bytes(raw)) == raw
