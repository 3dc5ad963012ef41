"""Damaged X12: whatever is cut out, doubled, swapped or overwritten, nothing breaks or is lost, and it is told."""

from __future__ import annotations

import io
import random

from wellrun.engines.x12 import Piece, balance_of, read, remittance_of, write

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
