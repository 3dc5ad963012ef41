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


OTHERS = (
    "ST*271*0001~BHT*0022*11*A*20261127~HL*1**20*1~NM1*PR*2*P~HL*2*1*22*0~TRN*2*T~NM1*IL*1*L*A~N3*1 QUAY~"
    "DMG*D8*19800101*F~DTP*346*D8*20260101~EQ*30^35~EB*B*IND*98^30***27*25.5~HSD*VS*2~MSG*X~III*ZZ*1~LS*2120~NM1*P3*1*K~LE*2120~"
    "AAA*N**67*C~HL*3*2*23*0~NM1*03*1*L*B~SE*22*0001~",
    "ST*277*0001~BHT*0010*08*A*20261127~HL*1**20*1~NM1*PR*2*P~HL*2*1*PT~DMG*D8*19800101*F~NM1*QC*1*L*A~TRN*2*T~"
    "STC*A1:20:PR*20261127*WQ*5~QTY*90*1~AMT*YU*5~REF*1K*1~DTP*472*D8*20261101~SVC*HC:1*5*5~STC*F0:3*20261101~SE*16*0001~",
    "ST*834*0001~BGN*00*F*20261127~N1*P5*T*FI*1~INS*Y*18*021*20*A*A:1**FT*F*Y*D8*20261120~REF*0F*S~NM1*IL*1*L*A~"
    "DMG*D8*19800101~HD*021**HLT~DTP*348*D8*20260101~AMT*P3*4~COB*P*1*1*30^35~NM1*IN*2*O~LS*2700~LX*1~LE*2700~SE*16*0001~",
    "ST*820*0001~BPR*C*1*C*ACH************20261127~TRN*3*T~N1*PE*P*FI*1~ENT*1*2J*EI*S~NM1*EY*1*L~RMR*AZ*1**9*9~"
    "DTM*582****RD8*20261101-20261130~ADX*-5*52~SE*10*0001~",
    "ST*837*0001~BHT*0019*00*2*20261127*1023*CH~HL*1**20*1~NM1*85*2*C*****XX*1~N3*1 QUAY~HL*2*1*22*0~SBR*P*18*******CI~"
    "NM1*IL*1*L*A~CLM*A*40***11:B:1*Y*A*Y*Y~DTP*431*D8*20261101~HI*ABK:J020~SBR*S*18~CAS*PR*1*2~AMT*D*3~LX*1~"
    "SV1*HC:1:25*40*UN*1***1:2~SVD*M*3*HC:1~CAS*CO*45*1~REF*6R*1~SE*20*0001~",
    "ST*999*0001~AK1*HC*1*V~AK2*837*0001~IK3*CLM*22**8~CTX*CLM01:1~IK4*5:1*1331*7*9~IK5*R*5~AK9*R*1*1*0~SE*9*0001~",
)
"""A transaction of each other set that is read."""


def damaged(chance: random.Random, text: str = SOUND) -> bytes:
    """A sound file with one to four things done to it."""
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


def test_no_damage_breaks_any_reader() -> None:
    chance = random.Random(271)
    for text in OTHERS:
        told = 0
        for _each in range(ANSWERED // 4):
            raw = damaged(chance, ISA + "GS*HP*S*R*20261127*0712*7*X*005010~" + text + "GE*1*7~IEA*1*000000905~")
            told += any(faults for _piece, faults in judged(read(io.BytesIO(raw))))
        assert told > ANSWERED // 8


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
            if tables.sounds(ends)[name]("*".join(segment)):
                assert found == [], segment
                taken += 1
            told += bool(found)
    assert taken > 500
    assert told > 5_000
