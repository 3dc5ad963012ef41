"""Fiscal calendars: months, 4-4-5 and thirteen periods, and where the 53rd week goes (26 CFR 1.441-2)."""

from __future__ import annotations

import datetime as dt
import itertools

import pytest

from wellrun.departments.finance.rules.calendars import Division, FiscalCalendar

RETAIL = FiscalCalendar(Division.QUARTERS_445, closing_month=1, weekday=5, nearest=True)
"""Ends on the Saturday nearest to the end of January, as the calendar of the National Retail Federation."""


def test_a_year_of_months_is_named_by_the_year_in_which_it_closes() -> None:
    july = FiscalCalendar(closing_month=6).periods(2026)
    assert len(july) == 12
    assert (july[0].start, july[-1].end) == (dt.date(2025, 7, 1), dt.date(2026, 7, 1))
    assert july[7].start == dt.date(2026, 2, 1)
    assert FiscalCalendar().periods(2026)[1][2:] == (dt.date(2026, 2, 1), dt.date(2026, 3, 1))


@pytest.mark.parametrize(
    ("year", "start", "last", "weeks"),
    [
        (2018, dt.date(2017, 1, 29), dt.date(2018, 2, 3), 53),
        (2023, dt.date(2022, 1, 30), dt.date(2023, 1, 28), 52),
        (2024, dt.date(2023, 1, 29), dt.date(2024, 2, 3), 53),
        (2025, dt.date(2024, 2, 4), dt.date(2025, 2, 1), 52),
    ],
)
def test_weeks_that_end_on_the_saturday_nearest_to_the_end_of_january(
    year: int, start: dt.date, last: dt.date, weeks: int
) -> None:
    """The published years of the National Retail Federation's calendar; those of 53 weeks are its 2017 and 2023."""
    periods = RETAIL.periods(year)
    assert (periods[0].start, periods[-1].end - dt.timedelta(days=1)) == (start, last)
    lengths = [(one.end - one.start).days // 7 for one in periods]
    assert lengths == [4, 4, 5, 4, 4, 5, 4, 4, 5, 4, 4, 5 + weeks - 52]


@pytest.mark.parametrize(
    ("year", "last", "weeks"), [(2022, dt.date(2022, 9, 24), 52), (2023, dt.date(2023, 9, 30), 53)]
)
def test_thirteen_periods_to_the_last_saturday_of_september(year: int, last: dt.date, weeks: int) -> None:
    periods = FiscalCalendar(Division.THIRTEEN, closing_month=9, weekday=5).periods(year)
    assert periods[-1].end - dt.timedelta(days=1) == last
    assert [(one.end - one.start).days // 7 for one in periods] == [4] * 12 + [4 + weeks - 52]


@pytest.mark.parametrize(
    "calendar",
    [
        RETAIL,
        FiscalCalendar(closing_month=6),
        FiscalCalendar(Division.THIRTEEN, closing_month=12, weekday=6),
        FiscalCalendar(Division.THIRTEEN, closing_month=12, weekday=6, nearest=True),
    ],
)
def test_every_day_lies_in_one_period_and_years_follow_without_gap(calendar: FiscalCalendar) -> None:
    periods = [one for year in range(2020, 2032) for one in calendar.periods(year)]
    assert all(before.end == after.start for before, after in itertools.pairwise(periods))
    for number in range(0, 3000, 7):
        day = dt.date(2021, 6, 1) + dt.timedelta(days=number)
        period = calendar.period_of(day)
        assert period.start <= day < period.end
        assert period in periods
