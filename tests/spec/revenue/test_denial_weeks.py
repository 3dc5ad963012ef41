"""Denials by week. Sources: HFMA Claim Integrity Task Force 2021 (initial denial); ISO 8601 (weeks begin on Monday)."""

from __future__ import annotations

import datetime as dt

import pytest

from wellrun.departments.revenue.rules.at_source import Source, origin_of, source_of
from wellrun.departments.revenue.rules.denial_weeks import Told, Week, by_week, initial

MONDAY = dt.date(2026, 3, 2)
DAY, WEEK = dt.timedelta(days=1), dt.timedelta(days=7)


def told(claim: int, on: dt.date, cents: int = 100, category: str = "coding") -> Told:
    return Told(claim, on, cents, category, "ALPHA", "99213")


def test_a_claim_is_denied_for_the_first_time_once() -> None:
    first, same_day = told(1, MONDAY, 100), told(1, MONDAY, 60)
    later, other = told(1, MONDAY + WEEK, 40), told(2, MONDAY + WEEK, 70)
    assert initial([later, first, same_day, other]) == (first, same_day, other)


def test_a_week_counts_claims_and_money_and_one_without_any_is_a_nought() -> None:
    lines = [told(1, MONDAY, 100), told(1, MONDAY, 60), told(2, MONDAY + 6 * DAY, 40), told(3, MONDAY + 2 * WEEK, 7)]
    assert by_week(lines, since=MONDAY, until=MONDAY + 3 * WEEK) == (
        Week(MONDAY, 2, 200),
        Week(MONDAY + WEEK, 0, 0),
        Week(MONDAY + 2 * WEEK, 1, 7),
    )


@pytest.mark.parametrize(
    ("since", "until", "weeks"),
    [
        (MONDAY, MONDAY + WEEK, [MONDAY]),
        (MONDAY, MONDAY + WEEK - DAY, []),
        (MONDAY + DAY, MONDAY + 2 * WEEK, [MONDAY + WEEK]),
        (MONDAY, MONDAY + 2 * WEEK + DAY, [MONDAY, MONDAY + WEEK]),
    ],
)
def test_only_whole_weeks_are_told(since: dt.date, until: dt.date, weeks: list[dt.date]) -> None:
    assert [one.start for one in by_week([], since=since, until=until)] == weeks


@pytest.mark.parametrize(
    ("source", "covers"),
    [
        (Source(), True),
        (Source("coding"), True),
        (Source("", "ALPHA"), True),
        (Source("coding", "ALPHA"), True),
        (Source("authorisation", "ALPHA"), False),
        (Source("coding", "BETA"), False),
    ],
)
def test_a_source_covers_what_it_names(source: Source, covers: bool) -> None:
    assert source.covers("coding", "ALPHA") is covers


@pytest.mark.parametrize("source", [Source(), Source("timely filing", "A:B"), Source("", "ALPHA")])
def test_an_action_remembers_its_source(source: Source) -> None:
    assert source_of(origin_of(source)) == source


@pytest.mark.parametrize("origin", ["", "revenue.underpaid", "revenue.denials", "quality.denials:coding:ALPHA"])
def test_other_actions_have_no_source_of_denials(origin: str) -> None:
    assert source_of(origin) is None
