"""The 820 as records (005010X218)."""

from __future__ import annotations

import datetime as dt
import io
from decimal import Decimal

from wellrun.engines.x12 import PremiumAdjustment, PremiumPayment, Unread, premium_of, read

D = Decimal
PAID_ON = dt.date(2026, 11, 27)


def told(*segments: str) -> PremiumPayment:
    text = "".join(f"{one}~" for one in ("ST*820*0001*005010X218", *segments))
    (piece,) = [one for one in read(io.BytesIO(text.encode())) if one.set_id]
    return premium_of(piece)


def test_a_payment_and_what_it_is_for() -> None:
    found = told(
        "BPR*C*100.5*C*ACH************20261127",
        "TRN*3*TRACE1",
        "REF*14*PLAN1",
        "DTM*582****RD8*20261101-20261130",
        "DTM*009*20261127",
        "N1*PE*PAYER FOUR*FI*111",
        "N3*1 QUAY",
        "N1*PR*TIDEWATER*FI*222",
        "ENT*1*2J*EI*S1",
        "NM1*EY*1*LOVELL*ADA****34*333",
        "RMR*AZ*POL1**90*95",
        "REF*18*B",
        "DTM*582****RD8*20261101-20261130",
        "ADX*-5*52",
        "RMR*AZ*POL2**10.5",
        "ENT*2",
        "RMR*IK*INV1**0",
        "SE*18*0001",
    )
    assert (found.handling, found.paid, found.credit, found.method, found.paid_on, found.trace) == (
        "C",
        D("100.5"),
        "C",
        "ACH",
        dt.date(2026, 11, 27),
        "TRACE1",
    )
    month = (dt.date(2026, 11, 1), dt.date(2026, 11, 30))
    assert (found.references, found.dates) == ({"14": "PLAN1"}, {"582": month, "009": (PAID_ON, PAID_ON)})
    payee = found.parties["PE"]
    assert (payee.number, payee.place and payee.place.lines, found.parties["PR"].name) == (
        "111",
        ("1 QUAY",),
        "TIDEWATER",
    )
    first, second = found.entities
    assert (first.entity, first.qualifier, first.number, first.party and first.party.first) == ("2J", "EI", "S1", "ADA")
    assert [(one.reference, one.paid, one.billed) for one in first.items] == [
        ("POL1", D(90), D(95)),
        ("POL2", D("10.5"), None),
    ]
    assert (first.items[0].references, first.items[0].dates) == ({"18": "B"}, {"582": month})
    assert first.items[0].adjustments == (PremiumAdjustment(D(-5), "52", 15),)
    assert (second.party, second.items[0].qualifier, found.unread, found.faults) == (None, "IK", (), ())


def test_what_is_odd_is_told_where_it_is_and_nothing_is_refused() -> None:
    found = told("BPR*C*x", "RMR*AZ*1**5", "ENT*1", "ADX*1*52", "NM1*EY*1*A", "RMR*AZ*1", "DTM*1*2026", "ZZ", "SE*9*1")
    assert [(one.segment, one.position, one.code) for one in found.faults] == [
        ("BPR", 2, "6"),
        ("RMR", 3, "7"),
        ("ADX", 5, "7"),
        ("RMR", 7, "1"),
        ("DTM", 8, "8"),
    ]
    assert (found.paid, found.unread) == (D(0), (Unread("ZZ", 9, 9),))
