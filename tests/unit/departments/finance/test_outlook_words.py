"""What a year will come to is said by its figures, and a range never without its sides."""

from __future__ import annotations

import pytest

from wellrun.departments.finance.rules.outlook.accuracy import Accuracy, accuracy
from wellrun.departments.finance.rules.outlook.judging import judged
from wellrun.departments.finance.rules.outlook.panel import plain_panel
from wellrun.departments.finance.rules.outlook.ranges import Range
from wellrun.departments.finance.rules.outlook.year_end import YearEnd
from wellrun.departments.finance.rules.savings import Proof
from wellrun.departments.finance.rules.variance import Kind
from wellrun.departments.finance.words.outlook import accuracy_words, amount, range_words, statement
from wellrun.departments.finance.words.savings import proof_words


def end(over: float, lower: float | None, upper: float | None) -> YearEnd:
    return YearEnd(0, Range(over, lower, upper), 0.0, None)


@pytest.mark.parametrize(
    ("year", "kind", "most", "said"),
    [
        (
            end(84_000_00, 30_000_00, 140_000_00),
            Kind.EXPENSE,
            ["agency staff", "own nurses"],
            "At the end of 2026 Ward 5 will be $84,000 over budget, between $30,000 and $140,000: mostly agency staff, "
            "then own nurses.",
        ),
        (
            end(-5_123_00, -40_000_00, 2_000_00),
            Kind.EXPENSE,
            ["supplies"],
            "At the end of 2026 Ward 5 will be $5,120 under budget, between $40,000 under and $2,000 over: mostly "
            "supplies.",
        ),
        (
            end(-80_00, -90_00, -70_00),
            Kind.EXPENSE,
            [],
            "At the end of 2026 Ward 5 will be $80 under budget, between $70 and $90.",
        ),
        (
            end(-80_00, None, None),
            Kind.REVENUE,
            [],
            "By the end of 2026 Ward 5 will have brought $80 less than planned.",
        ),
    ],
)
def test_the_sentence_says_how_much_between_what_and_where_from(
    year: YearEnd, kind: Kind, most: list[str], said: str
) -> None:
    assert statement("Ward 5", year, year=2026, currency="USD", most=most, kind=kind) == said


def test_without_a_budget_the_sentence_says_what_it_comes_to() -> None:
    year = YearEnd(10_000_00, Range(5_000_00), None, None)
    assert statement("Ward 5", year, year=2026, currency="USD") == "By the end of 2026 Ward 5 will come to $15,000."


def test_prose_has_three_digits_that_count() -> None:
    said = [amount(cents, "USD") for cents in (12_345_67, -12_345_678_90, 99_99, 0)]
    assert said == ["$12,300", "$12,300,000", "$100", "$0"]
    assert range_words(Range(1, None, None), "USD") == ""


def test_accuracy_is_told_beside_what_needs_no_thought() -> None:
    found = Accuracy(200.0, 0.71, 0.84, 8, 9, 11)
    assert accuracy_words(found, rest=10_000.0) == (
        "11 earlier forecasts of the same length missed 2.0 % of the rest of the year on average. That is 0.71 of what "
        "last year’s periods missed, 0.84 of what the run rate missed. 8 of the 9 that had a range came within it; "
        "4 of 5 should."
    )
    assert "No earlier forecast" in accuracy_words(None, rest=1.0)
    few = Accuracy(200.0, None, None, 1, 1, 1)
    assert accuracy_words(few, rest=0.0).startswith("1 earlier forecast of the same length missed")
    assert "came within" not in accuracy_words(few, rest=0.0)


def test_accuracy_is_that_of_the_sum_and_unknown_where_nothing_has_come() -> None:
    import numpy as np

    rng = np.random.default_rng(2)
    amounts = 100 + 5 * rng.standard_normal((2, 30))
    found = judged(plain_panel(amounts, ahead=3))
    told = accuracy(found.missed, found.naive, found.run, 3)
    assert told is not None
    sums = found.missed.sum(axis=(0, 2))
    assert told.mean_miss == pytest.approx(np.nanmean(np.abs(sums)))
    assert told.origins == int(np.isfinite(sums).sum())
    assert 0 < told.inside <= told.ranged < told.origins
    short = judged(plain_panel(amounts[:, :4], ahead=11))
    assert accuracy(short.missed, short.naive, short.run, 11) is None


def test_a_saving_says_what_was_promised_and_what_the_ledger_shows() -> None:
    shown = Proof(74_000_00, 50_000_00, 98_000_00, 500_000_00, 3, True)
    said = proof_words(shown, promised=120_000_00, booked=3, periods=6, currency="USD")
    assert said == "Promised $120,000; the ledger shows $74,000 ($50,000 to $98,000), 3 periods of 6."
    lost = shown._replace(cents=-2_000_00, lower=-9_000_00)
    assert "shows $2,000 more spent (−$9,000 to $98,000)" in proof_words(
        lost, promised=1, booked=3, periods=6, currency="USD"
    )
    assert "cannot show it yet, 0 periods of 6" in proof_words(None, promised=0, booked=0, periods=6, currency="USD")
