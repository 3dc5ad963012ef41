"""The 276, the 277 and the 277CA as records (005010X212, 005010X214)."""

from __future__ import annotations

import datetime as dt
import io
from decimal import Decimal

from wellrun.engines.x12 import ClaimStatus, Reason, Service, Trace, Unread, claim_status_of, read

D = Decimal


def told(*segments: str, set_id: str = "277") -> ClaimStatus:
    text = "".join(f"{one}~" for one in (f"ST*{set_id}*0001", *segments))
    (piece,) = [one for one in read(io.BytesIO(text.encode())) if one.set_id]
    return claim_status_of(piece)


def test_statuses_of_a_claim_and_of_its_line() -> None:
    found = told(
        "BHT*0010*08*ANS1*20261127*0930*DG",
        "HL*1**20*1",
        "NM1*PR*2*PAYER FOUR*****PI*P04",
        "HL*2*1*22*0",
        "NM1*IL*1*LOVELL*ADA****MI*W123",
        "TRN*2*T1",
        "STC*F2:88:QC*20261126*WQ*150*20.5*20261120*CHK*20261125*991*A3:21*A6:1*SEEN",
        "REF*1K*PC1",
        "DTP*472*RD8*20261101-20261102",
        "SVC*HC:99213:25*150*20.5*0510***2",
        "STC*F0:3*20261126",
        "REF*FJ*L1",
        "DTP*472*D8*20261101",
        "TRN*2*T2",
        "STC*A4:35*20261126",
        "SE*17*0001",
    )
    assert (found.structure, found.purpose, found.reference, found.created) == ("0010", "08", "ANS1", "20261127")
    payer, member = found.levels
    assert (payer.level, payer.party and payer.party.number, payer.claims) == ("20", "P04", ())
    assert (member.number, member.above, member.party and member.party.first) == ("2", "1", "ADA")
    first, second = member.claims
    assert (first.trace, second.trace) == (Trace("2", "T1", "", ""), Trace("2", "T2", "", ""))
    (status,) = first.statuses
    assert status.reasons == (Reason("F2", "88", "QC", ""), Reason("A3", "21", "", ""), Reason("A6", "1", "", ""))
    assert (status.effective, status.action, status.charge, status.paid) == (
        dt.date(2026, 11, 26),
        "WQ",
        D(150),
        D("20.5"),
    )
    assert (status.adjudicated, status.paid_on, status.check, status.message) == (
        dt.date(2026, 11, 20),
        dt.date(2026, 11, 25),
        "991",
        "SEEN",
    )
    assert (first.references, first.dates) == ({"1K": "PC1"}, {"472": (dt.date(2026, 11, 1), dt.date(2026, 11, 2))})
    (line,) = first.lines
    assert (line.service, line.charge, line.paid) == (Service("HC", "99213", ("25",)), D(150), D("20.5"))
    assert (line.revenue_code, line.units, line.references) == ("0510", D(2), {"FJ": "L1"})
    assert line.statuses[0].reasons == (Reason("F0", "3", "", ""),)
    assert (second.lines, found.unread, found.faults) == ((), (), ())


def test_a_277ca_tells_of_the_whole_file_and_of_each_claim() -> None:
    found = told(
        "BHT*0085*08*ANS1*20261127*0930*TH",
        "HL*1**20*1",
        "NM1*PR*2*P",
        "TRN*1*R1",
        "DTP*050*D8*20261127",
        "HL*2*1*21*1",
        "NM1*41*2*CLINIC*****46*E1",
        "TRN*2*B1",
        "STC*A1:20*20261127*WQ*200",
        "QTY*90*1",
        "QTY*AA*2",
        "AMT*YU*125",
        "AMT*YY*75",
        "HL*3*2*PT",
        "NM1*QC*1*LOVELL*ADA",
        "TRN*2*CLAIM7",
        "STC*A7:562:85*20261127*U*75",
        "SE*19*0001",
    )
    received, whole, claim = (level.claims[0] for level in found.levels)
    assert received.dates == {"050": (dt.date(2026, 11, 27), dt.date(2026, 11, 27))}
    assert (whole.quantities, whole.amounts) == ({"90": D(1), "AA": D(2)}, {"YU": D(125), "YY": D(75)})
    assert (claim.trace.number, claim.statuses[0].action, claim.statuses[0].reasons) == (
        "CLAIM7",
        "U",
        (Reason("A7", "562", "85", ""),),
    )
    assert found.faults == ()


def test_a_276_tells_birth_before_the_name_it_belongs_to() -> None:
    found = told(
        *(
            "HL*1**22*0",
            "DMG*D8*19301210*M",
            "NM1*IL*1*LOVELL*GREG",
            "TRN*1*T1",
            "AMT*T3*8513.88",
            "REF*BLT*111",
            "SE*8*1",
        ),
        set_id="276",
    )
    (level,) = found.levels
    assert level.party is not None
    assert (level.party.birth, level.party.sex) == (dt.date(1930, 12, 10), "M")
    assert level.claims[0].amounts == {"T3": D("8513.88")}


def test_what_is_odd_is_told_where_it_is_and_nothing_is_refused() -> None:
    found = told("STC*A1:20", "NM1*IL*1*X", "HL*1**99", "TRN*1*A", "STC*A1:20*20261399", "SVC*HC:1*x", "ZZ", "SE*9*1")
    assert [(one.segment, one.position, one.code) for one in found.faults] == [
        ("STC", 2, "7"),
        ("NM1", 3, "7"),
        ("HL", 4, "7"),
        ("STC", 6, "8"),
        ("SVC", 7, "6"),
    ]
    assert found.unread == (Unread("ZZ", 8, 8),)
    assert len(found.levels[0].claims[0].lines) == 1
