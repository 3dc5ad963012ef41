"""Chapter: what a claim brought, told from the ledger, as it is compared with the contract.

Actual allowed is what the payer paid and what it left to the patient (X12 835: paid and group PR), over all
remittances, take-backs included; not the payment alone.
"""

from __future__ import annotations

import datetime as dt
from decimal import Decimal as D

import pytest

from wellrun.departments.revenue.rules.expected import Moved, Service, brought_by, is_revenue_code, priced_claim
from wellrun.departments.revenue.rules.shortfalls import shortfall
from wellrun.engines.reimbursement.claim import Setting
from wellrun.engines.reimbursement.expected import Expected, PricedLine, Step
from wellrun.engines.reimbursement.underpayment import Comparison, LineDifference, Verdict

DAY = dt.date(2026, 1, 5)
PAID, SHARE, GIVEN, DENIED = "payer payment", "transfer of responsibility", "contractual adjustment", "denial"


def leg(entry: int, book: str, cents: int, kind: str, *, line: str = "1", by: str = "primary", on: int = 0) -> Moved:
    source = "charges" if kind == "charge" else "835"
    return Moved(entry, book, cents, line, by, kind, source, DAY + dt.timedelta(on))


CHARGE = [leg(1, "receivable", 100_00, "charge")]
PAYMENT = [leg(2, "cash", 64_00, PAID, line="", by="", on=9), leg(2, "receivable", -64_00, PAID, on=9)]
SHARED = [leg(3, "receivable", -16_00, SHARE, on=9), leg(3, "receivable", 16_00, SHARE, by="patient", on=9)]
CUT = [leg(4, "contractual adjustments", 20_00, GIVEN, line="", by=""), leg(4, "receivable", -20_00, GIVEN, on=9)]


def test_allowed_is_what_was_paid_and_what_the_patient_owes() -> None:
    brought = brought_by([*CHARGE, *PAYMENT, *SHARED, *CUT])
    assert brought.final and brought.actual is not None
    (line,) = brought.actual.lines
    assert (line.paid, line.patient, brought.actual.allowed) == (D(64), D(16), D(80))
    assert brought.actual.paid_on == DAY + dt.timedelta(9)


def test_what_the_patient_pays_changes_nothing() -> None:
    """It was allowed when the payer said so; whoever pays it, and whether, is another matter."""
    pays = [
        leg(5, "cash", 16_00, "patient payment", line="", by=""),
        leg(5, "receivable", -16_00, "patient payment", by="patient"),
    ]
    assert brought_by([*CHARGE, *PAYMENT, *SHARED, *CUT, *pays]) == brought_by([*CHARGE, *PAYMENT, *SHARED, *CUT])


def test_a_reversal_counts_as_what_it_undoes() -> None:
    undone = [one._replace(entry=one.entry + 10, cents=-one.cents) for one in (*PAYMENT, *SHARED, *CUT)]
    brought = brought_by([*CHARGE, *PAYMENT, *SHARED, *CUT, *undone])
    assert brought.actual is not None and brought.actual.allowed == 0
    assert brought.undecided == D(100) and not brought.final


def test_what_is_owed_yet_is_not_decided() -> None:
    brought = brought_by([*CHARGE, *PAYMENT, *SHARED])
    assert brought.undecided == D(20) and not brought.final


def test_what_was_never_answered_brought_nothing() -> None:
    assert brought_by(CHARGE) == (None, D(100))


def test_paid_above_what_is_owed_was_paid() -> None:
    over = [
        leg(6, "cash", 5_00, "unapplied cash", line="", by=""),
        leg(6, "unapplied cash", -5_00, "unapplied cash"),
    ]
    brought = brought_by([*CHARGE, *PAYMENT, *SHARED, *CUT, *over])
    assert brought.actual is not None and brought.actual.allowed == D(85)
    applied = [
        leg(7, "unapplied cash", 5_00, "unapplied cash"),
        leg(7, "receivable", -5_00, "unapplied cash", by="patient"),
    ]
    assert brought_by([*CHARGE, *PAYMENT, *SHARED, *CUT, *over, *applied]).actual == brought.actual


def test_what_a_person_moves_was_not_allowed_by_the_payer() -> None:
    moved = [one._replace(entry=8, source="person") for one in SHARED]
    brought = brought_by([*CHARGE, *PAYMENT, *CUT, *moved])
    assert brought.actual is not None and brought.actual.allowed == D(64)


def test_taken_back_outside_of_the_claim_is_missing_of_it_as_a_whole() -> None:
    actual = brought_by([*CHARGE, *PAYMENT, *SHARED, *CUT], D("30.00")).actual
    assert actual is not None and actual.allowed == D(50)


@pytest.mark.parametrize(
    ("code", "so"),
    [("0120", True), ("0450", True), ("3101", True), ("99213", False), ("G0105", False), ("4120", False)],
)
def test_a_revenue_code_has_four_digits(code: str, so: bool) -> None:
    """NUBC, form locator 42; a HCPCS code has five characters."""
    assert is_revenue_code(code) is so


@pytest.mark.parametrize(
    ("codes", "drg", "setting"),
    [
        (("0120", "0250"), "", Setting.INPATIENT),
        (("0250",), "", Setting.OUTPATIENT),
        (("0250",), "470", Setting.INPATIENT),
        (("0219",), "", Setting.INPATIENT),
        (("0220",), "", Setting.OUTPATIENT),
        (("99213",), "", Setting.OUTPATIENT),
    ],
)
def test_a_room_makes_a_stay(codes: tuple[str, ...], drg: str, setting: Setting) -> None:
    services = [Service(str(at), code, D(10)) for at, code in enumerate(codes)]
    claim = priced_claim("C", payer="A", facility="H", begins=DAY, ends=DAY, services=services, drg=drg)
    assert claim.setting is setting


def test_a_procedure_keeps_its_revenue_code() -> None:
    services = [Service("1", "J0100", D(10), revenue_code="0636"), Service("2", "0450", D(10))]
    first, second = priced_claim("C", payer="A", facility="H", begins=DAY, ends=DAY, services=services).lines
    assert (first.procedure, first.revenue_code) == ("J0100", "0636")
    assert (second.procedure, second.revenue_code) == ("", "0450")


def _line(number: str, term: str) -> PricedLine:
    return PricedLine(number, D(100), D(80), D(0), D(0), "fees", term)


def test_the_term_that_lacks_most_explains() -> None:
    steps = (
        Step("base", "fees", ("1", "2", "3"), D(0), D(240), (("factor", D(1)),)),
        Step("rank cut", "multiple", ("2",), D(80), D(40), (("share", D("0.5")),)),
    )
    expected = Expected("C", "k", DAY, (_line("1", "fees"), _line("2", "multiple"), _line("3", "fees")), steps)
    lines = (
        LineDifference("1", D(80), D(75), "fees"),
        LineDifference("2", D(40), D(20), "multiple"),
        LineDifference("3", D(80), D(80), "fees"),
    )
    found = Comparison("C", Verdict.UNDERPAID, D(200), D(175), D(0), lines)
    answer = shortfall(expected, found)
    assert (answer.term, answer.lines) == ("multiple", ("2",))
    assert answer.steps == (steps[1],)


def test_lines_paid_as_expected_leave_no_term() -> None:
    lines = (LineDifference("1", D(80), D(80), "fees"),)
    found = Comparison("C", Verdict.UNDERPAID, D(80), D(50), D(0), lines)
    assert shortfall(Expected("C", "k", DAY, (_line("1", "fees"),), ()), found).term == ""
