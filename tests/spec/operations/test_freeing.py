"""What would free most beds: who is held by one thing alone, empty beds, and a range learnt from the past."""

from __future__ import annotations

import datetime as dt

import pytest

from wellrun.departments.operations.rules.freeing import MOST, Freeing, Idle, Leaving, Means, Went, freeing, leaves

SEVEN = dt.datetime(2026, 3, 2, 7, tzinfo=dt.UTC)
NINE = SEVEN + dt.timedelta(hours=2)


def held(unit: str, *reasons: str, seen_to: bool = False) -> Leaving:
    return Leaving(unit, frozenset(reasons), seen_to)


def told(found: tuple[Freeing, ...]) -> list[tuple[str, str, int]]:
    return [(one.means, one.about, one.beds) for one in found]


def test_what_alone_holds_most_patients_frees_most_beds() -> None:
    leaving = [held("W3", "medicines"), held("W4", "medicines"), held("W3", "medicines"), held("W5", "transport")]
    first, second = freeing(leaving, [], {})
    assert (first.means, first.about, first.beds, first.units) == (Means.BARRIER, "medicines", 3, ("W3", "W4"))
    assert (second.about, second.beds) == ("transport", 1)


def test_whom_two_things_hold_neither_frees() -> None:
    assert told(freeing([held("W3", "medicines", "transport")], [], {})) == []


def test_of_whom_nobody_has_said_what_holds_them_that_is_to_be_asked() -> None:
    assert told(freeing([held("W3"), held("W3")], [], {})) == [("unsaid", "", 2)]


def test_beds_to_be_cleaned_count_together_and_shut_ones_by_unit() -> None:
    idle = [
        Idle("W1", Means.CLEANING, NINE),
        Idle("W2", Means.CLEANING, SEVEN, asked=True),
        Idle("W5", Means.CLOSED, SEVEN),
        Idle("W5", Means.CLOSED, NINE),
        Idle("W6", Means.CLOSED, NINE),
    ]
    first, second, third = freeing([], idle, {})
    assert first == Freeing(Means.CLEANING, "", 2, 2.0, 2, 2, 1, ("W1", "W2"), SEVEN)
    assert told((second, third)) == [("closed", "W5", 2), ("closed", "W6", 1)]


def test_more_are_expected_of_what_went_well_before() -> None:
    """Three of whom nearly all leave free more than four of whom hardly any does."""
    leaving = [held("W1", "medicines")] * 3 + [held("W1", "place")] * 4
    found = freeing(leaving, [], {"medicines": Went(95, 100), "place": Went(10, 100)})
    assert [one.about for one in found] == ["medicines", "place"]
    assert found[0].expected == pytest.approx(3 * 95.5 / 101)
    assert found[1].expected == pytest.approx(4 * 10.5 / 101)


def test_what_is_certain_goes_before_what_is_likely_and_three_are_enough() -> None:
    leaving = [held("W1", "medicines"), held("W1", "test"), held("W1", "doctor"), held("W1", "family")]
    found = freeing(leaving, [Idle("W2", Means.CLEANING, SEVEN)], {"test": Went(9, 10)})
    assert [one.about for one in found] == ["", "test", "doctor"]
    assert len(found) == MOST


@pytest.mark.parametrize(
    ("patients", "went", "low", "high"),
    [
        # With no past, and one patient, either may come: half leave, half do not.
        (1, Went(0, 0), 0, 1),
        # Four, and no past: the arcsine law leaves a fifth beyond the ends nowhere but at the ends.
        (4, Went(0, 0), 0, 4),
        # A long past with a share of one half is the binomial of 4: 1, 4, 6, 4, 1 sixteenths.
        (4, Went(50_000, 100_000), 1, 3),
        (5, Went(99_999, 100_000), 5, 5),
        (5, Went(0, 100_000), 0, 0),
    ],
)
def test_the_range_holds_four_fifths_of_what_can_come(patients: int, went: Went, low: int, high: int) -> None:
    found = leaves(patients, went)
    assert (found[0], found[2]) == (low, high)


def test_nobody_asked_yet_is_counted() -> None:
    (one,) = freeing([held("W1", "test", seen_to=True), held("W1", "test")], [], {})
    assert (one.beds, one.open) == (2, 1)
