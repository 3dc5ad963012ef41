"""The 837 as records: whose claim it is, who else pays, and its lines."""

from __future__ import annotations

import datetime as dt
import io
from decimal import Decimal

from wellrun.engines.x12 import Billing, billing_of, read

D = Decimal
PROFESSIONAL = (
    "ST*837*0021*005010X222A1",
    "BHT*0019*00*244579*20261127*1023*CH",
    "NM1*41*2*HARBOUR VIEW*****46*TGJ23",
    "NM1*40*2*PAYER FOUR*****46*66783",
    "HL*1**20*1",
    "NM1*85*2*HARBOUR CLINIC*****XX*1234567893",
    "HL*2*1*22*1",
    "SBR*P**2222-SJ******CI",
    "NM1*IL*1*LOVELL*GREG****MI*W123",
    "NM1*PR*2*PAYER FOUR*****PI*P04",
    "HL*3*2*23*0",
    "PAT*19",
    "NM1*QC*1*LOVELL*ADA",
    "CLM*26463774*142.5***11:B:7*Y*A*Y*I",
    "DTP*431*D8*20261101",
    "REF*D9*17312345600006351",
    "REF*G1*AUTH77",
    "AMT*F5*20",
    "NTE*ADD*SEEN TWICE",
    "HI*ABK:J02.0*ABF:Z20.828",
    "NM1*82*1*KILDARE*BEN****XX*1999996666",
    "SBR*S*18*******MB",
    "CAS*PR*1*7.93",
    "AMT*D*30",
    "NM1*IL*1*LOVELL*ADA****MI*H9",
    "NM1*PR*2*MEDICARE*****PI*M1",
    "LX*1",
    "SV1*HC:99213:25*40*UN*1***1:2",
    "DTP*472*D8*20261103",
    "REF*6R*L1",
    "SVD*M1*30*HC:99213**1",
    "CAS*CO*45*2.07",
    "LX*2",
    "SV1*HC:87070*102.5*UN*2*81**2",
    "DTP*472*RD8*20261103-20261104",
    "HL*4*1*22*0",
    "SBR*P*18*******MC",
    "NM1*IL*1*MARSH*BEN****MI*W9",
    "NM1*PR*2*PAYER NINE*****PI*P09",
    "CLM*26463775*10***22:B:1",
    "LX*1",
    "SV1*HC:99211*10*UN*1",
    "SE*42*0021",
)


def told(*segments: str) -> Billing:
    text = "".join(f"{one}~" for one in segments)
    (piece,) = [one for one in read(io.BytesIO(text.encode())) if one.set_id == "837"]
    return billing_of(piece)


def test_whose_claim_it_is_stands_in_the_hierarchy() -> None:
    found = told(*PROFESSIONAL)
    assert (found.reference, found.submitter and found.submitter.number, found.receiver and found.receiver.name) == (
        "244579",
        "TGJ23",
        "PAYER FOUR",
    )
    first, second = found.claims
    assert (first.billing, second.billing) == (second.billing, first.billing)
    assert first.billing is not None
    assert first.billing.number == "1234567893"
    assert [(one and one.first, one and one.number) for one in (first.subscriber, first.patient, first.payer)] == [
        ("GREG", "W123"),
        ("ADA", ""),
        ("", "P04"),
    ]
    assert second.patient == second.subscriber
    assert second.payer is not None
    assert (second.payer.number, second.sequence, second.filing) == ("P09", "P", "MC")
    assert (found.unknown, found.faults) == ((), ())


def test_what_a_claim_says() -> None:
    claim = told(*PROFESSIONAL).claims[0]
    assert (claim.number, claim.charge, claim.place, claim.place_qualifier, claim.frequency) == (
        "26463774",
        D("142.5"),
        "11",
        "B",
        "7",
    )
    assert (claim.sequence, claim.filing, claim.at) == ("P", "CI", 14)
    assert claim.diagnoses == (("ABK", "J02.0"), ("ABF", "Z20.828"))
    assert claim.references == {"D9": "17312345600006351", "G1": "AUTH77"}
    assert claim.dates == {"431": (dt.date(2026, 11, 1), dt.date(2026, 11, 1))}
    assert (claim.amounts, claim.notes, claim.parties["82"].name) == ({"F5": D(20)}, ("SEEN TWICE",), "KILDARE")


def test_another_payer_keeps_its_own_people_and_sums() -> None:
    claim = told(*PROFESSIONAL).claims[0]
    (other,) = claim.others
    assert (other.sequence, other.filing, other.paid) == ("S", "MB", D(30))
    assert [(one.group, one.reason, one.amount) for one in other.adjustments] == [("PR", "1", D("7.93"))]
    assert (other.parties["PR"].number, other.parties["IL"].number) == ("M1", "H9")
    assert "PR" not in claim.parties


def test_its_lines() -> None:
    first, second = told(*PROFESSIONAL).claims[0].lines
    assert (first.number, first.procedure, first.modifiers, first.charge, first.unit, first.units) == (
        "1",
        "99213",
        ("25",),
        D(40),
        "UN",
        D(1),
    )
    assert (first.pointers, first.control, first.adjudicated) == ((1, 2), "L1", {"M1": D(30)})
    assert [(one.group, one.amount) for one in first.adjustments] == [("CO", D("2.07"))]
    assert (second.place, second.begins, second.ends) == ("81", dt.date(2026, 11, 3), dt.date(2026, 11, 4))


def test_an_institutions_line_has_a_revenue_code_and_procedures_are_no_diagnoses() -> None:
    found = told(
        "ST*837*1*005010X223A2",
        "HL*1**20*1",
        "HL*2*1*22*0",
        "CLM*A*1500***11:A:1",
        "DTP*434*RD8*20261101-20261105",
        "DTP*435*DT*202611011430",
        "HI*ABK:I50.9*PR:R06",
        "HI*BBR:02100:D8:20261102",
        "LX*1",
        "SV2*0120**1200*DA*4",
        "LX*2",
        "SV2*0300*HC:80053*300*UN*1",
        "SE*12*1",
    )
    (claim,) = found.claims
    assert claim.diagnoses == (("ABK", "I50.9"), ("PR", "R06"))
    assert claim.dates == {"434": (dt.date(2026, 11, 1), dt.date(2026, 11, 5))}
    assert [(one.revenue_code, one.procedure, one.charge, one.units) for one in claim.lines] == [
        ("0120", "", D(1200), D(4)),
        ("0300", "80053", D(300), D(1)),
    ]
    assert (claim.billing, claim.subscriber, found.faults) == (None, None, ())


def test_what_is_odd_is_told_where_it_is_and_nothing_is_refused() -> None:
    found = told("ST*837*1", "HL*1**99*0", "LX*1", "CAS*CO*45*1", "CLM*A*x", "DTP*431*D8*2026", "ZZ*1", "SE*8*1")
    assert [(one.segment, one.position, one.code) for one in found.faults] == [
        ("HL", 2, "7"),
        ("LX", 3, "7"),
        ("CAS", 4, "7"),
        ("CLM", 5, "6"),
        ("DTP", 6, "8"),
    ]
    assert ([claim.number for claim in found.claims], found.unknown) == (["A"], ("ZZ",))
