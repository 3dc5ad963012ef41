"""The 837, 270 and 276 as they are sent: hierarchy, counts, what is refused (005010X222A1, X223A2, X279A1, X212)."""

from __future__ import annotations

import datetime as dt
import io
from decimal import Decimal

import pytest

from wellrun.engines.x12 import (
    Address,
    Controls,
    Fault,
    Level,
    Written,
    billing_of,
    claim_status_of,
    eligibility_of,
    read,
    write,
    write_claims,
    write_eligibility_inquiries,
    write_status_inquiries,
)
from wellrun.engines.x12.writing import Composing, Repeated

NOW = dt.datetime(2026, 11, 28, 9, 30, tzinfo=dt.UTC)
ADDRESS = Address("ZZ", "SENDER", "30", "RECEIVER", "FROM", "TO", "T")

CLAIMS = (
    "BHT*0019*00*244579*20261128*0930*CH",
    "NM1*41*2*HARBOUR VIEW*****46*TGJ23",
    "PER*IC*HELP*TE*5551234",
    "NM1*40*2*PAYER FOUR*****46*66783",
    "HL*1**20*1",
    "PRV*BI*PXC*203BF0100Y",
    "NM1*85*2*HARBOUR CLINIC*****XX*1234567893",
    "N3*1 QUAY",
    "N4*MIDHAVEN*NY*10001",
    "REF*EI*587654321",
    "HL*2*1*22*1",
    "SBR*P**2222-SJ******CI",
    "NM1*IL*1*LOVELL*GREG****MI*W123",
    "DMG*D8*19800229*M",
    "NM1*PR*2*PAYER FOUR*****PI*P04",
    "HL*3*2*23*0",
    "PAT*19",
    "NM1*QC*1*LOVELL*ADA",
    "CLM*A1*142.5***11:B:7*Y*A*Y*I**AA:OA",
    "DTP*431*D8*20261101",
    "AMT*F5*20",
    "REF*G1*AUTH77",
    "NTE*ADD*SEEN TWICE",
    "HI*ABK:J020*ABF:Z20828",
    "NM1*82*1*KILDARE*BEN****XX*1999996666",
    "PRV*PE*PXC*207Q00000X",
    "SBR*S*18*******MB",
    "CAS*PR*1*7.93**2*1",
    "AMT*D*30",
    "OI***Y*P**Y",
    "NM1*PR*2*MEDICARE*****PI*M1",
    "LX*1",
    "SV1*HC:99213:25*40*UN*1***1:2",
    "DTP*472*RD8*20261103-20261104",
    "REF*6R*L1",
    "SVD*M1*30*HC:99213:25**1",
    "CAS*CO*45*10",
    "DTP*573*D8*20261120",
    "HL*4*1*22*0",
    "SBR*P*18*******MC",
    "NM1*IL*1*MARSH*BEN****MI*W9",
    "NM1*PR*2*PAYER NINE*****PI*P09",
    "CLM*A2*10***22:B:1*Y*A*Y*Y",
    "LX*1",
    "SV1*HC:99211*10*UN*1***1",
)
INSTITUTION = (
    *CLAIMS[:10],
    "HL*2*1*22*0",
    "SBR*P*18*******MA",
    "NM1*IL*1*MARSH*BEN****MI*W9",
    "NM1*PR*2*PAYER NINE*****PI*P09",
    "CLM*B1*1500***11:A:1*Y*A*Y*Y",
    "DTP*434*RD8*20261101-20261105",
    "DTP*435*DT*202611011430",
    "DTP*096*TM*1130",
    "CL1*1*7*01",
    "HI*ABK:I509:::::::Y",
    "HI*ABF:E119*ABF:I10",
    "HI*BBR:02100:D8:20261102",
    "LX*1",
    "SV2*0120**1200*DA*4",
    "LX*2",
    "SV2*0300*HC:80053*300*UN*1",
)
BENEFITS = (
    "BHT*0022*13*ASK1*20261128*0930",
    "HL*1**20*1",
    "NM1*PR*2*PAYER FOUR*****PI*P04",
    "HL*2*1*21*1",
    "NM1*1P*2*HARBOUR CLINIC*****XX*1234567893",
    "HL*3*2*22*1",
    "NM1*IL*1******MI*W1",
    "HL*4*3*23*0",
    "TRN*1*T1*9CLINIC",
    "NM1*03*1*LOVELL*ADA",
    "DMG*D8*19800229",
    "HI*ABK:J020*ABF:E119",
    "DTP*291*D8*20261127",
    "EQ*98^30**FAM*HM",
    "REF*9F*AUTH1",
    "EQ**HC:99213:25",
    "III*ZZ*11",
    "HL*5*2*22*0",
    "NM1*IL*1*MARSH*BEN****MI*W9",
    "EQ*30",
)
STATUS = (
    "BHT*0010*13*ASK2*20261128*0930",
    "HL*1**20*1",
    "NM1*PR*2*PAYER FOUR*****PI*P04",
    "HL*2*1*22*0",
    "DMG*D8*19301210*M",
    "NM1*IL*1*LOVELL*GREG****MI*W1",
    "TRN*1*T1",
    "REF*BLT*111",
    "AMT*T3*8513.88",
    "DTP*472*RD8*20050831-20050906",
    "SVC*HC:99203*150*****1",
    "DTP*472*D8*20050501",
)


def again(set_id: str, release: str, body: tuple[str, ...]) -> Written:
    """A transaction read into records and written from them."""
    text = "".join(f"{one}~" for one in (f"ST*{set_id}*0001*{release}", *body, f"SE*{len(body) + 2}*0001"))
    (piece,) = [one for one in read(io.BytesIO(text.encode())) if one.set_id]
    if set_id == "837":
        return write_claims([billing_of(piece)], ADDRESS, Controls(31, 32, 33), NOW)
    if set_id == "270":
        return write_eligibility_inquiries([eligibility_of(piece)], ADDRESS, Controls(31, 32, 33), NOW)
    return write_status_inquiries([claim_status_of(piece)], ADDRESS, Controls(31, 32, 33), NOW)


@pytest.mark.parametrize(
    ("set_id", "functional", "release", "body"),
    [
        ("837", "HC", "005010X222A1", CLAIMS),
        ("837", "HC", "005010X223A2", INSTITUTION),
        ("270", "HS", "005010X279A1", BENEFITS),
        ("276", "HR", "005010X212", STATUS),
    ],
    ids=["professional", "institutional", "benefits", "status"],
)
def test_what_is_written_stands_as_a_sender_has_it(
    set_id: str, functional: str, release: str, body: tuple[str, ...]
) -> None:
    done = again(set_id, release, body)
    assert done.faults == ()
    assert write(done.pieces, line_end="\n").splitlines() == [
        "ISA*00*          *00*          *ZZ*SENDER         *30*RECEIVER       *261128*0930*^*00501*000000031*0*T*:~",
        f"GS*{functional}*FROM*TO*20261128*0930*32*X*{release}~",
        f"ST*{set_id}*0033*{release}~",
        *(f"{one}~" for one in body),
        f"SE*{len(body) + 2}*0033~",
        "GE*1*32~",
        "IEA*1*000000031~",
    ]


def test_both_kinds_of_claims_go_in_groups_of_their_own_and_never_in_one_transaction() -> None:
    pieces = [
        one
        for body in (CLAIMS, INSTITUTION)
        for one in read(io.BytesIO("".join(f"{one}~" for one in ("ST*837*0001", *body, "SE*1*0001")).encode()))
        if one.set_id
    ]
    billings = [billing_of(one) for one in pieces]
    done = write_claims(billings, ADDRESS, Controls(1, 5), NOW)
    groups = [(one.segments[0][6], one.segments[0][8]) for one in done.pieces if one.segments[0][0] == "GS"]
    assert groups == [("5", "005010X222A1"), ("6", "005010X223A2")]
    assert done.pieces[-1].segments == [["IEA", "2", "000000001"]]
    mixed = billings[0]._replace(claims=(*billings[0].claims, *billings[1].claims))
    assert [one.code for one in write_claims([mixed], ADDRESS, Controls(1, 1), NOW).faults] == ["mixed"]


def test_whoever_is_missing_is_told() -> None:
    (piece,) = [one for one in read(io.BytesIO(b"ST*837*1~CLM*A*1***11:B:1~SE*3*1~")) if one.set_id]
    done = write_claims([billing_of(piece)], ADDRESS, Controls(1, 1), NOW)
    assert {(one.level, one.code, one.segment) for one in done.faults} == {(Level.SEGMENT, "3", "NM1")}
    assert len(done.faults) == 5


def test_a_dependent_without_their_subscriber_is_told() -> None:
    text = "".join(f"{one}~" for one in ("ST*270*0001", *BENEFITS, "SE*1*1"))
    (piece,) = [one for one in read(io.BytesIO(text.encode())) if one.set_id]
    found = eligibility_of(piece)
    alone = found._replace(members=found.members[1:])
    done = write_eligibility_inquiries([alone], ADDRESS, Controls(1, 1), NOW)
    assert [(one.segment, one.code) for one in done.faults] == [("HL", "7")]


def test_an_address_that_holds_a_delimiter_is_told() -> None:
    done = write_status_inquiries([], ADDRESS._replace(sender="A*B", group_receiver="X:Y"), Controls(1, 1), NOW)
    assert [(one.segment, one.element, one.value) for one in done.faults] == [("ISA", 2, "A*B"), ("GS", 3, "X:Y")]
    assert done.pieces[0].segments[0][6] == " " * 15


def test_values_as_text() -> None:
    composing = Composing()
    composing.add("X", Decimal("1.50"), Decimal(100), Decimal("1E+2"), Decimal("-0.10"), Decimal("0.00"), 7, None)
    composing.add("Y", ("A", "", "B", ""), Repeated(("1", "2")), dt.date(999, 1, 2), None, "")
    composing.add("Z", "’")
    assert composing.segments == [
        ["X", "1.5", "100", "100", "-0.1", "0", "7"],
        ["Y", "A::B", "1^2", "09990102"],
        ["Z"],
    ]
    assert [type(one) for one in composing.faults] == [Fault]
    assert (composing.faults[0].position, composing.faults[0].element) == (4, 1)
