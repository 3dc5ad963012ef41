"""Bytes into text and back: by byte-order mark, by MSH-18, by what they can be (HL7 table 0211)."""

from __future__ import annotations

import codecs
import re
from typing import NamedTuple

from wellrun.engines.hl7v2.faults import Condition, Fault, Severity

CHARACTER_SETS = {
    "": "utf-8",
    "ASCII": "ascii",
    "UNICODE UTF-8": "utf-8",
    "UNICODE UTF-16": "utf-16",
    "UNICODE": "utf-8",
    "UTF-8": "utf-8",
    "UTF8": "utf-8",
    **{f"8859/{part}": f"iso8859-{part}" for part in (*range(1, 10), 15)},
    **{f"ISO-8859-{part}": f"iso8859-{part}" for part in (*range(1, 10), 15)},
    "ISO IR87": "iso2022_jp",
    "ISO IR159": "iso2022_jp_1",
    "ISO IR14": "shift_jis",
    "GB 18030-2000": "gb18030",
    "KS X 1001": "euc_kr",
    "BIG-5": "big5",
}
"""Names of table 0211, and those that senders write instead, by the codec that reads them."""

MARKS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
"""Codecs that keep the mark as a letter, so that it comes back."""
HEADER = re.compile(rb"MSH([^\w\s])[^\r\n]*")


class Decoded(NamedTuple):
    """``text`` in the codec that gives back exactly the bytes it came from, and what is to be told of it."""

    text: str
    codec: str
    faults: tuple[Fault, ...] = ()


def declared(raw: bytes) -> str:
    """MSH-18 of the first header in the bytes, in upper case; only the first repetition."""
    found = HEADER.search(raw)
    if found is None:
        return ""
    fields = found[0].split(found[1])
    # MSH-1 is the delimiter itself, so field 18 stands one place sooner.
    text = fields[17] if len(fields) > 17 else b""
    return text.split(b"~")[0].decode("latin-1").strip().upper()


def decoded(raw: bytes) -> Decoded:
    """The text of a file or message. Nothing raises: bytes that fit no declared set are read by another, and told.

    In the last resort each byte is a letter of Latin-1, so that nothing is lost and the bytes can be given back.
    """
    marked = next((codec for mark, codec in MARKS if raw.startswith(mark)), "")
    said = "" if marked else declared(raw)
    codec = marked or CHARACTER_SETS.get(said, "")
    faults = () if codec else (_unknown(said),)
    for tried in dict.fromkeys((codec, "utf-8", "cp1252", "latin-1")):
        text = _read(raw, tried) if tried else None
        if text is not None:
            # Bytes of another set under no declaration are common enough; under a wrong one they are a fault.
            wrong = codec and tried != codec
            return Decoded(text, tried, (*faults, _other(said or codec, tried)) if wrong else faults)
    return Decoded(raw.decode("latin-1"), "latin-1", faults)


def encoded(text: str, codec: str) -> bytes:
    """The bytes again; what the codec has no letter for becomes a question mark."""
    return text.encode(codec, errors="replace")


def _read(raw: bytes, codec: str) -> str | None:
    try:
        text = raw.decode(codec)
        return text if text.encode(codec) == raw else None
    except (UnicodeError, LookupError):
        return None


def _unknown(said: str) -> Fault:
    return Fault(
        "hl7.unknown_character_set",
        "MSH-18 names a character set that is not known here.",
        segment="MSH",
        field=18,
        value=said,
        expected="a name of HL7 table 0211, such as UNICODE UTF-8",
        remedy="Look whether letters with accents came over well.",
        condition=Condition.TABLE,
        severity=Severity.WARNING,
    )


def _other(said: str, codec: str) -> Fault:
    return Fault(
        "hl7.other_character_set",
        f"The message is not in the character set it names; it was read as {codec}.",
        segment="MSH",
        field=18,
        value=said,
        expected="the character set that the sender really writes",
        remedy="Correct MSH-18 in the sending system.",
        condition=Condition.TYPE,
        severity=Severity.WARNING,
    )
