"""Damaged X12: whatever is cut out, doubled, swapped or overwritten, nothing breaks or is lost, and it is told."""

from __future__ import annotations

import datetime as dt
import io
import random

from wellrun.engines.x12 import (
    Controls,
    Delimiters,
    Piece,
    answers_to,
    balance_of,
    group_answer_of,
    judged,
    read,
    remittance_of,
    write,
    written,
)
from wellrun.engines.x12 import elements as tables

EXAMPLES = 20_000
ISA = "ISA*00*          *00*          *ZZ*SENDER         *ZZ*RECEIVER       *261127*0712*^*00501*000000905*0*P*:~"
SOUND = ISA + (
    "GS*HP*S*R*20261127*0712*7*X*005010X221A1~ST*835*0001~BPR*I*171.5*C*ACH~TRN*1*9020*1999~N1*PR*PAYER~LX*1~"
    "CLP*A1*1*200*171.5*13.5*12*PC1~CAS*CO*45*5~NM1*QC*1*LOVELL*ADA~SVC*HC:99213:25*195*171.5**1~DTM*472*20261103~"
    "CAS*CO*45*10**253*0~CAS*PR*1*13.5~REF*6R*L1~AMT*B6*185~LQ*HE*N19~PLB*1*20261231*WO:X*0~SE*17*0001~GE*1*7~"
    "IEA*1*000000905~"
)
PIECES = (
    "~",
    "*",
    ":",
    "^",
    "\n",
    "\x00",
    "ISA",
    "IEA*1*1~",
    "ST*835*2~",
    "SE*1*1~",
    "CAS*CO~",
    "CLP~",
    "é",
    "~~",
    "-",
    "9" * 40,
)


def damaged(chance: random.Random) -> bytes:
    """A sound file with one to four things done to it."""
    text = SOUND
    for _each in range(chance.randrange(1, 5)):
        at = chance.randrange(len(text) + 1)
        to = min(len(text), at + chance.choice((0, 1, 1, 2, 7, 40, 200)))
        other = chance.randrange(len(text) + 1)
        text = {
            "cut": text[:at] + text[to:],
            "end": text[:at],
            "double": text[:to] + text[at:],
            "put": text[:at] + chance.choice(PIECES) + text[at:],
            "over": text[:at] + chance.choice(PIECES) + text[to:],
            "move": text[:at] + text[to:other] + text[at:to] + text[max(other, to) :],
        }[chance.choice(("cut", "end", "double", "put", "over", "move"))]
    return text.encode("latin-1")


def whole(raw: bytes, found: list[Piece]) -> bool:
    """Whether all that means something is in the pieces."""
    kept = write(found)
    plain = str.maketrans("", "", " \t\r\n\x1a\x00~")
    return kept.translate(plain) == raw.decode("latin-1").removeprefix("\u00ef\u00bb\u00bf").translate(plain)


def test_no_damage_breaks_the_reading_and_no_character_is_lost() -> None:
    chance = random.Random(24)
    told = 0
    for _each in range(EXAMPLES):
        raw = damaged(chance)
        found = list(read(io.BytesIO(raw)))
        faults = [fault for piece in found for fault in piece.faults]
        for piece in found:
            if piece.set_id == "835":
                remittance = remittance_of(piece)
                faults += [*remittance.faults, *balance_of(remittance).faults]
                assert all(isinstance(segment, list) for segment in piece.segments)
        assert all(fault.message and fault.code for fault in faults)
        ends = {piece.delimiters.segment for piece in found}
        if ends <= {"~"}:
            assert whole(raw, found), raw
        told += bool(faults)
    # What is left sound by its damage, such as a changed name, has nothing to be told.
    assert told > EXAMPLES * 0.7


ANSWERED = 2_000
NOW = dt.datetime(2026, 11, 28, tzinfo=dt.UTC)


def test_whatever_is_damaged_is_answered_and_the_answer_is_sound() -> None:
    chance = random.Random(999)
    refused = 0
    for _each in range(ANSWERED):
        raw = damaged(chance)
        for answer in answers_to(judged(read(io.BytesIO(raw)))):
            done = written(answer, Controls(1, 1), NOW)
            if done.faults:
                continue
            again = list(read(io.BytesIO(write(done.pieces).encode("latin-1"))))
            assert [fault for piece in again for fault in piece.faults] == [], raw
            said = [group_answer_of(piece) for piece in again if piece.set_id == "999"]
            assert [one.code for one in said] == [one.code for one in answer.groups], raw
            refused += not answer.sound
    assert refused > ANSWERED * 0.5


VALUES = ("", "A", "AB", "12", "-1.5", "20261127", "20261131", "1023", "2460", "D8", "RD8", "20261101-20261130", "A:B")
MORE = ("A" * 61, "1" * 19, "\x01", "x^y", "TM", "DT", "202611271023", "HC:99213:25", ":", "B:20261101", "0", "9.99")


def test_what_a_pattern_takes_for_sound_has_no_fault() -> None:
    chance = random.Random(403)
    ends, taken, told = Delimiters(), 0, 0
    for name in sorted(tables.SLOTS):
        judging = tables._Judging(Piece(kind="", segments=[], at=1, delimiters=ends), tables.LAYOUTS["837"])  # type: ignore[arg-type]
        slots = tables.SLOTS[name]
        for _each in range(300):
            segment = [name, *(chance.choice(VALUES + MORE) for _slot in range(chance.randrange(len(slots) + 2)))]
            found = list(judging._elements(segment, slots, 1))
            if tables.sounds(name, ends).fullmatch("*".join(segment)):
                assert found == [], segment
                taken += 1
            told += bool(found)
    assert taken > 500
    assert told > 5_000
