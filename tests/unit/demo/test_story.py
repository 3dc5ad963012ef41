"""The story on any day: its weeks, its months, and what the figures of its files must show."""

from __future__ import annotations

import datetime as dt
from functools import cache
from itertools import pairwise
from statistics import mean, median

import pytest

from wellrun.demo import elsewhere, harm, staffing
from wellrun.demo.hospital import Hospital, hospital
from wellrun.demo.patients import Registry
from wellrun.demo.places import WARDS
from wellrun.demo.staffing import HOSPITAL_UNITS
from wellrun.demo.story import DAY, Story, next_month

TODAY = dt.date(2026, 11, 26)
STORY = Story(TODAY)


@cache
def played() -> Hospital:
    return hospital(STORY)


@pytest.mark.parametrize("today", [dt.date(2026, 1, 1), dt.date(2026, 2, 28), dt.date(2024, 2, 29), TODAY])
def test_the_story_begins_with_a_month_eighteen_months_ago(today: dt.date) -> None:
    story = Story(today)
    assert story.first.day == 1
    assert (today.year - story.first.year) * 12 + today.month - story.first.month == 18
    assert len(list(story.months())) == 18
    assert story.outbreak.weekday() == 0
    assert 56 <= (today - story.outbreak).days < 63
    assert list(story.days())[-1] == today - DAY


def test_the_outbreak_is_still_felt() -> None:
    assert STORY.ill(STORY.outbreak - DAY) == 0
    assert STORY.ill(TODAY) > 0.8
    assert next_month(dt.date(2026, 12, 1)) == dt.date(2027, 1, 1)


def falls(start: dt.date, end: dt.date, ward: str = "") -> tuple[int, int]:
    """Falls and patient days of wards between two days."""
    rows = harm.incidents(STORY, played().census, tuple(WARDS.values()), "IR")
    fell = sum(1 for row in rows if row[2] == "fall" and ward in ("", row[1]) and start <= row[6].date() < end)  # type: ignore[attr-defined]
    days = sum(n for (unit, day), n in played().census.items() if ward in ("", unit) and start <= day < end)
    return fell, days


def rate(counted: tuple[int, int]) -> float:
    return counted[0] / counted[1]


def test_alarms_cut_falls_until_the_outbreak() -> None:
    before, between = falls(STORY.first, STORY.alarms), falls(STORY.alarms, STORY.outbreak)
    since = falls(STORY.outbreak, TODAY)
    assert 0.003 < rate(before) < 0.0065
    assert rate(between) < 0.8 * rate(before)
    assert rate(since) >= 1.5 * rate(between)


def test_ward_5_carries_more_than_half_of_the_rise() -> None:
    def rise(ward: str) -> float:
        earlier, later = falls(STORY.first, STORY.outbreak, ward), falls(STORY.outbreak, TODAY, ward)
        return later[0] - rate(earlier) * later[1]

    assert rise("W05") > 0.5 * rise("")


def test_ward_4_sends_people_home_earlier() -> None:
    def early(after: bool) -> float:
        ends = [s.ended for s in played().stays if s.unit == "W04" and s.ended and s.disposition != "exp"]
        return mean(end.hour < 12 for end in ends if (end.date() >= STORY.second_round) is after)

    assert early(True) - early(False) >= 0.08


def test_the_hospital_is_as_full_as_such_hospitals_are() -> None:
    census = played().census
    days = len(list(STORY.days()))
    assert 0.78 < sum(census.values()) / days / 180 < 0.93
    # Who is to leave intensive care and finds no ward bed stays, though the place was promised to the next.
    corridor = {"ICU": 3}
    assert all(n <= WARDS[unit].beds + corridor.get(unit, 0) for (unit, _day), n in census.items())
    stays = [(s.ended - s.started).total_seconds() / 86400 for s in played().stays if s.ended]
    assert 4.3 < mean(stays) < 5.3


def test_more_visits_make_longer_waits_for_a_bed() -> None:
    boarded = [(v.arrived.date(), v.left - v.decided) for v in played().visits if v.decided and v.left]
    before = median(time for day, time in boarded if day < STORY.outbreak)
    since = median(time for day, time in boarded if day >= STORY.outbreak)
    assert since > 1.3 * before
    assert (
        100
        < sum(1 for v in played().visits if v.arrived.date() < STORY.outbreak) / (STORY.outbreak - STORY.first).days
        < 120
    )


def test_this_morning_has_people_in_beds_in_emergency_and_waiting() -> None:
    here = [visit for visit in played().visits if visit.left is None]
    assert here
    assert any(visit.decided for visit in here)
    assert 130 < sum(1 for stay in played().stays if stay.ended is None) <= 180
    assert all(stay.ended is None or stay.ended <= STORY.as_of for stay in played().stays)


def test_nobody_lies_in_two_beds() -> None:
    by_patient: dict[str, list[tuple[dt.datetime, dt.datetime]]] = {}
    for stay in played().stays:
        by_patient.setdefault(stay.patient, []).append((stay.started, stay.ended or STORY.as_of))
    for spans in by_patient.values():
        spans.sort()
        assert all(end <= start for (_, end), (start, _) in pairwise(spans))


def share(rows: list[tuple[dt.date, float, float]], start: dt.date, end: dt.date) -> float:
    chosen = [(part, whole) for day, part, whole in rows if start <= day < end]
    return sum(part for part, _ in chosen) / sum(whole for _, whole in chosen)


def test_sickness_and_agency_rise_and_surgery_keeps_its_own() -> None:
    sick = [(row[1], row[4], row[3]) for row in staffing.absences(STORY, HOSPITAL_UNITS)]
    assert share(sick, STORY.outbreak, TODAY) > share(sick, STORY.first, STORY.outbreak) + 0.015  # type: ignore[arg-type]
    worked = list(staffing.worked_hours(STORY, HOSPITAL_UNITS))

    def agency(*departments: str) -> list[tuple[dt.date, float, float]]:
        return [
            (row[1], row[4] if row[3] == "agency" else 0, row[4])  # type: ignore[misc]
            for row in worked
            if (WARDS[str(row[0])].department if row[0] in WARDS else "emergency") in departments
        ]

    medicine, surgery = agency("medicine"), agency("surgery")
    assert share(medicine, STORY.outbreak, TODAY) > share(medicine, STORY.first, STORY.outbreak) + 0.02
    assert abs(share(surgery, STORY.outbreak, TODAY) - share(surgery, STORY.first, STORY.outbreak)) < 0.015


@pytest.mark.parametrize(("clinic", "low", "high"), [("BC", 0.03, 0.07), ("NC", -0.015, 0.015)])
def test_only_baysides_no_shows_drift(clinic: str, low: float, high: float) -> None:
    booked = elsewhere.appointments(STORY, clinic, Registry(prefix=clinic, reference=STORY.first))
    due = [(b.starts.date(), float(b.status == "noshow"), 1.0) for b in booked if b.status in ("noshow", "fulfilled")]
    late = share(due, TODAY - 56 * DAY, TODAY)
    assert low < late - share(due, STORY.first, STORY.drift) < high


def test_shifts_run_a_week_ahead_and_have_gaps() -> None:
    rows = [row for row in staffing.shift_cover(STORY, HOSPITAL_UNITS) if row[1] >= TODAY]  # type: ignore[operator]
    assert {row[1] for row in rows} == {TODAY + n * DAY for n in range(8)}
    assert any(row[5] < row[4] for row in rows)  # type: ignore[operator]
