"""What each term of a payer's contract pays.

Terms and their order: public contract notes and the study of 524 hospital contracts (AJMC, February 2024); carve-outs
and stop-loss as published rate notes have them. Figures are worked by hand.
"""

from __future__ import annotations

import datetime as dt
from decimal import Decimal as D
from typing import Any

import pytest

from wellrun.engines.reimbursement.checker import contradictions
from wellrun.engines.reimbursement.claim import Claim, Line, PatientShare, Setting
from wellrun.engines.reimbursement.contract import (
    ApcRate,
    Basis,
    CarveOut,
    CaseRate,
    Codes,
    Combined,
    Contract,
    Count,
    DrgRate,
    FeeSchedule,
    How,
    LesserOf,
    Level,
    Match,
    Missing,
    ModifierCut,
    Pays,
    PercentOfCharges,
    PerDiem,
    RankCut,
    StopLoss,
    Tier,
    Trigger,
    Version,
    Withhold,
    WithholdBasis,
)
from wellrun.engines.reimbursement.expected import Expected, Why
from wellrun.engines.reimbursement.pricing import price
from wellrun.engines.reimbursement.tables import ApcPrice, ApcTable, DrgTable, DrgWeight, Fee, FeeTable

FIRST = dt.date(2026, 3, 1)
FEES = FeeTable("fees", (Fee("X1000", D("100.05")), Fee("X2000", D(60)), Fee("X1000", D(30), "26")))
DRGS = DrgTable("drgs", (DrgWeight("470", D("1.9"), D(4), D("4.6")), DrgWeight("871", D(2), D(5), D("6.5"))))
REST = PercentOfCharges("rest", D("0.4"))
IMPLANTS = Match(revenue_codes=(Codes("0275", "0278"),))


def contract(*terms: Any, tables: Any = (FEES, DRGS), **parts: Any) -> Contract:
    return Contract("C1", "PAYER", (Version(dt.date(2026, 1, 1), None, terms, **parts),), tables=tables)


def line(number: str, charge: str, **parts: Any) -> Line:
    return Line(number, D(charge), **parts)


def claim(*lines: Line, days: int = 1, drg: str = "", **parts: Any) -> Claim:
    setting = Setting.INPATIENT if drg or days > 1 else Setting.OUTPATIENT
    return Claim("A1", "PAYER", "HV", setting, FIRST, FIRST + dt.timedelta(days), lines, drg=drg, **parts)


def priced(one: Claim, by: Contract) -> Expected:
    answer = price(one, by)
    assert contradictions(answer, one, by) == ()
    return answer


def by_line(answer: Expected) -> dict[str, D]:
    return {one.number: one.allowed for one in answer.lines}


def test_percent_of_charges_is_rounded_by_line_half_a_cent_up() -> None:
    answer = priced(
        claim(line("1", "10.01"), line("2", "10.02"), line("3", "0.05")), contract(PercentOfCharges("p", D("0.50")))
    )
    assert by_line(answer) == {"1": D("5.01"), "2": D("5.01"), "3": D("0.03")}


def test_a_fee_is_multiplied_by_factor_and_units() -> None:
    answer = priced(
        claim(line("1", "900", procedure="X1000", units=D(2))), contract(FeeSchedule("f", "fees", D("1.25")))
    )
    assert answer.allowed == D("250.13")  # 100.05 × 1.25 × 2 = 250.125


def test_a_modifier_with_a_fee_of_its_own_is_paid_that_fee_and_not_cut_again() -> None:
    by = contract(FeeSchedule("f", "fees"), modifier_cuts=(ModifierCut("professional part", "26", D("0.4")),))
    lines = (
        line("1", "500", procedure="X1000", modifiers=("26",)),
        line("2", "500", procedure="X2000", modifiers=("26",)),
    )
    assert by_line(priced(claim(*lines), by)) == {"1": D("30.00"), "2": D("24.00")}


@pytest.mark.parametrize(
    ("missing", "allowed", "why"),
    [
        (Missing.UNPRICED, D(0), [Why.NO_FEE]),
        (Missing.PERCENT, D("70.00"), []),
        (Missing.NOTHING, D("0.00"), []),
    ],
)
def test_a_code_without_fee_is_what_the_contract_says(missing: Missing, allowed: D, why: list[Why]) -> None:
    answer = priced(
        claim(line("1", "200", procedure="X9999")), contract(FeeSchedule("f", "fees", missing=missing, share=D("0.35")))
    )
    assert (answer.allowed, [one.why for one in answer.unpriced]) == (allowed, why)


def test_a_stay_is_weight_times_base_rate_and_its_lines_share_it_by_charge() -> None:
    answer = priced(
        claim(line("1", "100"), line("2", "100"), line("3", "100"), days=4, drg="470"),
        contract(DrgRate("d", "drgs", D("5263.16"))),
    )
    assert answer.allowed == D("10000.00")  # 10,000.004
    assert sorted(by_line(answer).values()) == [D("3333.33"), D("3333.33"), D("3333.34")]


@pytest.mark.parametrize(
    ("days", "paid"),
    # 2 × 5,000 = 10,000; by day 2,000 at a mean stay of five; the first day double, and never more than in full.
    [(1, "4000.00"), (2, "6000.00"), (3, "8000.00"), (4, "10000.00"), (9, "10000.00")],
)
def test_a_transferred_patient_is_paid_by_day_the_first_double(days: int, paid: str) -> None:
    """42 CFR 412.4(f)(1)."""
    rate = DrgRate("d", "drgs", D(5000), transfer=True)
    assert priced(claim(line("1", "1"), days=days, drg="871", transferred=True), contract(rate)).allowed == D(paid)


@pytest.mark.parametrize(("days", "paid"), [(1, "1500.00"), (2, "3000.00"), (3, "10000.00")])
def test_a_short_stay_is_paid_by_day_if_that_is_less(days: int, paid: str) -> None:
    rate = DrgRate("d", "drgs", D(5000), short_stay_days=2, short_stay_rate=D(1500))
    assert priced(claim(line("1", "1"), days=days, drg="871"), contract(rate)).allowed == D(paid)


def test_a_case_rate_pays_everything_but_what_is_out_of_it() -> None:
    case = CaseRate("knee", D(900), Match(procedures=(Codes("X1000", "X1999"),)), without=IMPLANTS)
    lines = line("1", "3000", procedure="X1000"), line("2", "0"), line("3", "1000", revenue_code="0278")
    assert by_line(priced(claim(*lines), contract(case, REST))) == {"1": D("900.00"), "2": D("0.00"), "3": D("400.00")}
    assert by_line(priced(claim(line("1", "100", procedure="X2000")), contract(case, REST))) == {"1": D("40.00")}


ROOMS = (
    Level("intensive", (Codes("0200", "0209"),), (Tier(1, D(3000)),)),
    Level("ward", (Codes("0120", "0129"),), (Tier(1, D(1000)), Tier(4, D(800)), Tier(6, D(500)))),
)


@pytest.mark.parametrize(
    ("count", "ward"),
    [
        # Two days of intensive care go before: the ward has days 3 to 7, or its own 1 to 5.
        (Count.STAY, D(1000) + 2 * D(800) + 2 * D(500)),
        (Count.LEVEL, 3 * D(1000) + 2 * D(800)),
    ],
)
def test_a_day_is_paid_by_level_and_tier(count: Count, ward: D) -> None:
    lines = (
        line("1", "9000", revenue_code="0120", units=D(5), on=FIRST + dt.timedelta(2)),
        line("2", "7000", revenue_code="0200", units=D(2), on=FIRST),
        line("3", "123", revenue_code="0250"),
    )
    answer = priced(claim(*lines, days=7), contract(PerDiem("days", ROOMS, count)))
    assert by_line(answer) == {"1": ward, "2": D("6000.00"), "3": D("0.00")}


@pytest.mark.parametrize(
    ("room", "why"),
    [
        (line("1", "1", revenue_code="0250"), Why.NO_ROOM_DAYS),
        (line("1", "1", revenue_code="0190"), Why.NO_LEVEL),
        (line("1", "1", revenue_code="0120", units=D("1.5")), Why.BROKEN_DAYS),
    ],
)
def test_days_that_no_level_pays_are_said(room: Line, why: Why) -> None:
    assert [one.why for one in priced(claim(room, days=2), contract(PerDiem("days", ROOMS))).unpriced] == [why]


APCS = ApcTable(
    "apc",
    (
        ApcPrice("T1", "5071", "T", D(600)),
        ApcPrice("T2", "5072", "T", D(1400)),
        ApcPrice("S1", "5521", "S", D(80)),
        ApcPrice("N1", "", "N", D(0)),
        ApcPrice("Q1", "5733", "Q1", D(50)),
        ApcPrice("J1", "5115", "J1", D(12000)),
        ApcPrice("J2", "5114", "J1", D(6000)),
        ApcPrice("G1", "0701", "G", D("340.50")),
        ApcPrice("A1", "", "A", D(0)),
    ),
)


@pytest.mark.parametrize(
    ("codes", "paid"),
    [
        # Of procedures that are cut when multiple, the dearest is whole and the others half (42 CFR 419.44(a)).
        ("T1 T2 S1", "300 1400 80"),
        # Packaged always (N), or beside a procedure or visit (Q1).
        ("T1 N1 Q1", "600 0 0"),
        ("Q1 N1", "50 0"),
        # One comprehensive service pays for all but pass-through drugs; the dearest of several is it.
        ("J2 J1 T1 G1", "0 12000 0 340.50"),
        # What Medicare pays by another schedule goes to the next term, 40% of a charge of 100.
        ("S1 A1 ZZ", "80 40 40"),
    ],
)
def test_ambulatory_classes_package_and_cut_by_status(codes: str, paid: str) -> None:
    lines = [line(str(at), "100", procedure=code) for at, code in enumerate(codes.split())]
    answer = priced(claim(*lines), contract(ApcRate("apc", "apc"), REST, tables=(APCS,)))
    assert [one.allowed for one in answer.lines] == [D(one) for one in paid.split()]


@pytest.mark.parametrize(("how", "paid"), [(How.LESSER, "2000.00"), (How.GREATER, "4000.00"), (How.SUM, "6000.00")])
def test_prices_are_combined(how: How, paid: str) -> None:
    """Lesser of percent and per diem, or per diem and percent."""
    both = Combined("both", how, (PerDiem("days", ROOMS), PercentOfCharges("part", D("0.4"))))
    room = line("1", "8000", revenue_code="0120", units=D(2)), line("2", "2000")
    assert priced(claim(*room, days=2), contract(both)).allowed == D(paid)


@pytest.mark.parametrize(
    ("term", "implant"),
    [
        (CarveOut("cost plus", IMPLANTS, D("1.10"), Basis.COST), "550.00"),
        (CarveOut("percent", IMPLANTS, D("0.30")), "600.00"),
        (CarveOut("above", IMPLANTS, D("0.30"), threshold=D("1999.99")), "600.00"),
        # Not above the threshold: the implant is in the case rate, by its charge.
        (CarveOut("not above", IMPLANTS, D("0.30"), threshold=D(2000)), "600.02"),
        (CarveOut("together", IMPLANTS, D("0.30"), threshold=D(2000), together=True), "600.00"),
    ],
)
def test_implants_are_paid_apart_above_their_threshold(term: CarveOut, implant: str) -> None:
    lines = (
        line("1", "2000", revenue_code="0278", cost=D(500)),
        line("2", "1000"),
        line("3", "1", revenue_code="0278", cost=D(1)),
    )
    answer = priced(claim(*lines), contract(CaseRate("case", D("900.33")), carve_outs=(term,)))
    assert by_line(answer)["1"] == D(implant)


def test_the_first_carve_out_that_holds_takes_the_line() -> None:
    two = CarveOut("first", IMPLANTS, D("0.30")), CarveOut("second", IMPLANTS, D("0.90"))
    assert priced(claim(line("1", "100", revenue_code="0278")), contract(REST, carve_outs=two)).allowed == D("30.00")


def test_cost_plus_without_a_cost_is_said() -> None:
    by = contract(REST, carve_outs=(CarveOut("cost plus", IMPLANTS, D("1.10"), Basis.COST),))
    assert [one.why for one in priced(claim(line("1", "2000", revenue_code="0278")), by).unpriced] == [Why.NO_COST]


def test_further_procedures_are_cut_by_rank_and_each_unit_has_its_own() -> None:
    """100%, 50%, 25%: the dearest unit is first wherever it stands; both units of X2000 have a rank."""
    ranks = RankCut("multiple", (D(1), D("0.5"), D("0.25")))
    lines = line("1", "900", procedure="X2000", units=D(2)), line("2", "900", procedure="X1000")
    assert by_line(priced(claim(*lines), contract(FeeSchedule("f", "fees"), rank_cuts=(ranks,)))) == {
        "1": D("45.00"),  # 60 × (0.5 + 0.25)
        "2": D("100.05"),
    }


def test_a_cut_that_comes_to_half_a_cent_is_rounded_up() -> None:
    """0.05 × (6 × 0.5) / 6 is 0.025; divided before it is multiplied it would be a hair less."""
    fees = FeeTable("fees", (Fee("X1000", D("0.05")),))
    by = contract(FeeSchedule("f", "fees", 1 / D(6)), tables=(fees,), rank_cuts=(RankCut("half", (D("0.5"),)),))
    assert priced(claim(line("1", "9", procedure="X1000", units=D(6))), by).allowed == D("0.03")


def test_modifiers_are_cut_before_ranks() -> None:
    """Both sides (150%) make 60 the dearer one: 90 is paid in full and 80 by half."""
    fees = FeeTable("fees", (Fee("X1000", D(80)), Fee("X2000", D(60))))
    cuts = {
        "modifier_cuts": (ModifierCut("both sides", "50", D("1.5")),),
        "rank_cuts": (RankCut("m", (D(1), D("0.5"))),),
    }
    lines = line("1", "900", procedure="X1000"), line("2", "900", procedure="X2000", modifiers=("50",))
    answer = priced(claim(*lines), contract(FeeSchedule("f", "fees"), tables=(fees,), **cuts))
    assert by_line(answer) == {"1": D("40.00"), "2": D("90.00")}
    assert [step.kind for step in answer.steps] == ["base", "base", "modifier cut", "rank cut"]


def stop_loss(trigger: Trigger, threshold: str, pays: Pays, **parts: Any) -> StopLoss:
    return StopLoss("outlier", trigger, D(threshold), pays, **parts)


@pytest.mark.parametrize(
    ("term", "paid"),
    [
        # The rate is 10,000, charges are 60,000, of which 10,000 are implants; the stay is 20 days, the cost 30,000.
        (stop_loss(Trigger.DOLLARS, "60000", Pays.FIRST_DOLLAR, share=D("0.5")), "10000.00"),
        (stop_loss(Trigger.DOLLARS, "50000", Pays.FIRST_DOLLAR, share=D("0.5")), "30000.00"),
        (stop_loss(Trigger.DOLLARS, "50000", Pays.SECOND_DOLLAR, share=D("0.5")), "15000.00"),
        (stop_loss(Trigger.DOLLARS, "40000", Pays.SECOND_DOLLAR, share=D("0.5"), without=IMPLANTS), "15000.00"),
        (stop_loss(Trigger.RATE_MULTIPLE, "4.5", Pays.FIRST_DOLLAR, share=D("0.4")), "24000.00"),
        (stop_loss(Trigger.RATE_MULTIPLE, "6", Pays.FIRST_DOLLAR, share=D("0.4")), "10000.00"),
        (stop_loss(Trigger.DAYS, "15", Pays.FIRST_DOLLAR, share=D("0.3")), "18000.00"),
        (stop_loss(Trigger.DAYS, "15", Pays.DAILY, daily=D(800)), "14000.00"),
        # Twice the arithmetic mean stay of 6.5 days is 13.
        (stop_loss(Trigger.STAY_MULTIPLE, "2", Pays.DAILY, daily=D(800)), "15600.00"),
        # Cost above the rate and the fixed loss, by 80% (42 CFR 412.84): 10,000 + 0.8 × (30,000 - 25,000).
        (stop_loss(Trigger.RATE_PLUS, "15000", Pays.SECOND_DOLLAR, share=D("0.8"), basis=Basis.COST), "14000.00"),
        (stop_loss(Trigger.DOLLARS, "50000", Pays.FIRST_DOLLAR, share=D("0.1")), "6000.00"),
        (stop_loss(Trigger.DOLLARS, "50000", Pays.FIRST_DOLLAR, share=D("0.1"), never_less=True), "10000.00"),
    ],
)
def test_a_very_dear_or_long_stay_is_protected(term: StopLoss, paid: str) -> None:
    lines = line("1", "50000"), line("2", "10000", revenue_code="0278")
    stay = claim(*lines, days=20, drg="871", cost=D(30000))
    assert priced(stay, contract(DrgRate("d", "drgs", D(5000)), stop_losses=(term,))).allowed == D(paid)


def test_only_the_first_stop_loss_that_is_triggered_pays() -> None:
    two = tuple(stop_loss(Trigger.DOLLARS, "1", Pays.SECOND_DOLLAR, share=D(share)) for share in ("0.5", "0.9"))
    stay = claim(line("1", "1001"), days=2, drg="871")
    assert priced(stay, contract(DrgRate("d", "drgs", D(5000)), stop_losses=two)).allowed == D("10500.00")


@pytest.mark.parametrize(
    ("per", "paid"),
    [(LesserOf.NO, ["100.05", "60.00"]), (LesserOf.LINE, ["40.00", "60.00"]), (LesserOf.CLAIM, ["75.01", "44.99"])],
)
def test_the_charge_is_the_most_by_line_or_by_claim(per: LesserOf, paid: list[str]) -> None:
    """Charges of 40 and 80 against fees of 100.05 and 60: the claim as a whole is charged 120."""
    lines = line("1", "40", procedure="X1000"), line("2", "80", procedure="X2000")
    answer = priced(claim(*lines), contract(FeeSchedule("f", "fees"), lesser_of=per))
    assert [one.allowed for one in answer.lines] == [D(one) for one in paid]


def test_lines_paid_as_one_are_compared_as_one() -> None:
    lines = line("1", "400"), line("2", "600")
    by = contract(CaseRate("case", D(900)), lesser_of=LesserOf.LINE)
    assert priced(claim(*lines), by).allowed == D("900.00")
    assert priced(claim(line("1", "200"), line("2", "600")), by).allowed == D("800.00")


def test_the_patient_owes_deductible_then_copayment_then_coinsurance_and_never_more_than_is_allowed() -> None:
    by = contract(PercentOfCharges("p", D("0.5")))
    plan = PatientShare(D(100), D(20), D("0.2"))
    assert priced(claim(line("1", "1000"), patient=plan), by).patient == D("196.00")  # 100 + 20 + 0.2 × 380
    assert priced(claim(line("1", "230"), patient=plan), by).patient == D("115.00")


@pytest.mark.parametrize(
    ("basis", "withheld", "payer"),
    [(WithholdBasis.PAYMENT, "8.00", "392.00"), (WithholdBasis.ALLOWED, "10.00", "390.00")],
)
def test_sequestration_is_of_what_the_payer_pays_and_lowers_nothing_else(
    basis: WithholdBasis, withheld: str, payer: str
) -> None:
    """2 U.S.C. 901a: two in a hundred of the payment. The patient owes a hundred of five hundred as before."""
    by = contract(PercentOfCharges("p", D("0.5")), withholds=(Withhold("sequestration", D("0.02"), basis),))
    answer = priced(claim(line("1", "1000"), patient=PatientShare(D(100))), by)
    assert (answer.allowed, answer.withheld, answer.payer) == (D("500.00"), D(withheld), D(payer))
