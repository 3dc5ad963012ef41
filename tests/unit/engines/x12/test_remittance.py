"""The 835 as records, and whether it balances (005010X221A1, 1.10.2)."""

from __future__ import annotations

import datetime as dt
import io
from decimal import Decimal

import pytest

from wellrun.engines.x12 import Remittance, balance_of, read, remittance_of

D = Decimal
WHOLE = (
    "ST*835*0001",
    "BPR*I*1045.37*C*ACH*CCP***********20261127",
    "TRN*1*9020-1184*1999999999",
    "N1*PR*PAYER FOUR*XV*P04",
    "N1*PE*HARBOUR VIEW*XX*1234567893",
    "LX*1",
    "CLP*48210773*1*1200*1071.5*28.5*12*PC1*11*1",
    "CAS*CO*45*75**253*10*2",
    "CAS*PR*2*15",
    "NM1*QC*1*LOVELL*ADA****MI*W123",
    "REF*EA*MRN1",
    "DTM*232*20261103",
    "MOA***MA01*MA18",
    "SVC*HC:99213:25:GT*200*171.5*0510*1**2",
    "DTM*472*20261103",
    "CAS*CO*45*15",
    "CAS*PR*1*13.5",
    "REF*6R*L1",
    "AMT*B6*185",
    "LQ*HE*N19",
    "SVC*HC:70450*1000*1000***HC:70460",
    "DTM*150*20261101",
    "DTM*151*20261102",
    "CLP*48210774*22*-100*-100**12*PC2",
    "PLB*1234567893*20261231*WO:48170402*60.13*L6*-134",
    "SE*26*0001",
)


def told(*segments: str, without: str = "", **by: str) -> Remittance:
    """The remittance, with other segments in place of those that begin so."""
    kept = [by.get(one.split("*")[0], one) for one in (segments or WHOLE)]
    text = "".join(f"{one}~" for one in kept if one and not (without and one.startswith(without)))
    (piece,) = [one for one in read(io.BytesIO(text.encode())) if one.set_id == "835"]
    return remittance_of(piece)


def test_the_payment_and_who_pays_whom() -> None:
    found = told()
    assert (found.paid, found.credit, found.method, found.paid_on, found.trace) == (
        D("1045.37"),
        "C",
        "ACH",
        dt.date(2026, 11, 27),
        "9020-1184",
    )
    assert (found.payer, found.payer_number, found.payee, found.payee_number) == (
        "PAYER FOUR",
        "P04",
        "HARBOUR VIEW",
        "1234567893",
    )
    assert (found.unknown, found.faults) == ((), ())


def test_a_claim_with_several_reasons_in_one_segment() -> None:
    claim = told().claims[0]
    assert (claim.number, claim.status, claim.charge, claim.paid, claim.patient_share) == (
        "48210773",
        "1",
        D(1200),
        D("1071.5"),
        D("28.5"),
    )
    assert [(one.group, one.reason, one.amount, one.quantity) for one in claim.adjustments] == [
        ("CO", "45", D(75), None),
        ("CO", "253", D(10), D(2)),
        ("PR", "2", D(15), None),
    ]
    assert claim.names["QC"] == ("LOVELL", "ADA", "W123")
    assert (claim.references, claim.dates, claim.remarks) == (
        {"EA": "MRN1"},
        {"232": dt.date(2026, 11, 3)},
        ("MA01", "MA18"),
    )
    assert (claim.payer_control, claim.filing, claim.facility_kind, claim.frequency) == ("PC1", "12", "11", "1")


def test_its_lines_with_modifiers_days_remarks_and_what_was_changed() -> None:
    first, second = told().claims[0].lines
    assert (first.qualifier, first.procedure, first.modifiers) == ("HC", "99213", ("25", "GT"))
    assert (first.charge, first.paid, first.revenue_code, first.units) == (D(200), D("171.5"), "0510", D(1))
    assert (first.begins, first.ends, first.control) == (dt.date(2026, 11, 3), dt.date(2026, 11, 3), "L1")
    assert [(one.group, one.reason, one.amount) for one in first.adjustments] == [
        ("CO", "45", D(15)),
        ("PR", "1", D("13.5")),
    ]
    assert (first.amounts, first.remarks, first.at) == ({"B6": D(185)}, ("N19",), 14)
    assert (second.submitted, second.begins, second.ends) == ("70460", dt.date(2026, 11, 1), dt.date(2026, 11, 2))


def test_a_reversal_and_money_outside_of_any_claim() -> None:
    found = told()
    assert [claim.reversal for claim in found.claims] == [False, True]
    assert found.claims[1].lines == ()
    assert [(one.provider, one.reason, one.reference, one.amount) for one in found.provider_adjustments] == [
        ("1234567893", "WO", "48170402", D("60.13")),
        ("1234567893", "L6", "", D(-134)),
    ]
    assert found.provider_adjustments[0].fiscal_year_end == dt.date(2026, 12, 31)


def test_nothing_is_refused_and_what_is_odd_is_told_where_it_is() -> None:
    found = told(BPR="BPR*I*1,045.37*C", DTM="DTM*232*20261340", TS9="", LX="*1")
    assert [(one.segment, one.position, one.element, one.code) for one in found.faults] == [
        ("BPR", 2, 2, "6"),
        *(("DTM", at, 2, "8") for at in (12, 15, 22, 23)),
    ]
    assert found.faults[0].value == "1,045.37"
    assert found.faults[0].place == "BPR02 of segment 2"
    assert (found.paid, found.unknown) == (D(0), ("",))


@pytest.mark.parametrize("text", ["1e5", "+5", "1.2.3", "٣", "--1", "1 0", "NaN", "Infinity", "5-"])
def test_what_only_looks_like_an_amount_is_none(text: str) -> None:
    found = told(BPR=f"BPR*I*{text}*C")
    assert [(one.code, one.value) for one in found.faults if one.segment == "BPR"] == [
        ("6", text.encode().decode("latin-1"))
    ]


@pytest.mark.parametrize(("text", "amount"), [("5", D(5)), ("-5.", D(-5)), (".5", D("0.5")), ("-0.05", D("-0.05"))])
def test_amounts_as_they_are_written(text: str, amount: Decimal) -> None:
    assert told(BPR=f"BPR*I*{text}*C").paid == amount


def test_without_its_payment_or_a_claim_before_its_line() -> None:
    assert [one.code for one in told(without="BPR").faults] == ["3"]
    assert [
        (one.segment, one.code) for one in told("ST*835*1", "BPR*I*0*C", "SVC*HC:1*1*1", "CAS*CO*45*1", "SE*5*1").faults
    ] == [
        ("SVC", "7"),
        ("CAS", "7"),
    ]


def test_it_balances() -> None:
    sums = balance_of(told())
    assert (sums.claims, sums.provider_adjustments, sums.paid, sums.difference) == (
        D("971.50"),
        D("-73.87"),
        D("1045.37"),
        D(0),
    )
    assert sums.holds


@pytest.mark.parametrize(
    ("by", "segment", "expected"),
    [
        ({"BPR": "BPR*I*1045.38*C"}, "BPR", "1045.37"),
        ({"BPR": "BPR*I*1045.36*C"}, "BPR", "1045.37"),
    ],
)
def test_a_cent_is_enough(by: dict[str, str], segment: str, expected: str) -> None:
    (fault,) = balance_of(told(**by)).faults
    assert (fault.segment, fault.expected, fault.code) == (segment, expected, "unbalanced")


def claim_of(*segments: str, paid: str) -> list[tuple[str, str, str]]:
    found = told("ST*835*1", f"BPR*I*{paid}*C", *segments, "SE*9*1")
    return [(one.segment, one.value, one.expected) for one in balance_of(found).faults]


def test_a_claim_whose_adjustments_do_not_explain_what_was_paid() -> None:
    assert claim_of("CLP*A*1*100*80", "CAS*CO*45*19.99", paid="80") == [("CLP", "80", "80.01")]
    assert claim_of("CLP*A*1*100*80", "CAS*CO*45*20", paid="80") == []


def test_a_line_that_does_not_balance_though_its_claim_does() -> None:
    lines = ("SVC*HC:1*60*40", "CAS*CO*45*10", "SVC*HC:2*40*40", "CAS*CO*45*10")
    assert claim_of("CLP*A*1*100*80", *lines, paid="80") == [("SVC", "40", "50"), ("SVC", "40", "30")]


def test_a_claim_adjusted_as_a_whole_leaves_just_that_open_in_its_lines() -> None:
    assert claim_of("CLP*A*1*100*80", "CAS*CO*45*20", "SVC*HC:1*60*50", "SVC*HC:2*40*30", paid="80") == []
    assert claim_of("CLP*A*1*100*80", "CAS*CO*45*20", "SVC*HC:1*60*50", "SVC*HC:2*40*29", paid="80") == [
        ("SVC", "50", "60"),
        ("SVC", "29", "40"),
    ]


def test_a_payment_below_zero_is_stopped_though_its_sums_agree() -> None:
    (fault,) = balance_of(told("ST*835*1", "BPR*I*-5*C", "CLP*A*22*-5*-5", "SE*4*1")).faults
    assert (fault.code, fault.segment) == ("negative_payment", "BPR")
    assert "FB" in fault.message
