"""Theatres: what may be done with a case, release of blocks, first cases, turnover, utilisation, cancellations.

Times and turnover: Association of Anesthesia Clinical Directors, Procedural Times Glossary. Utilisation: in-room
minutes in the block over allocated minutes, adjusted with turnover; 330 and 60 minutes in 480 are 69 % and 81 %.
"""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

import pytest

from wellrun.departments.operations.rules.theatre import figures
from wellrun.departments.operations.rules.theatre.blocks import Block, BlockDay, block_days
from wellrun.departments.operations.rules.theatre.cases import Case, State, Times, out_of_order, possible, taken_back
from wellrun.departments.operations.rules.theatre.running import rooms_today

ZONE = ZoneInfo("America/New_York")
MONDAY = dt.date(2026, 3, 2)
BLOCK = Block("b", "T1", "Ortho", 0, dt.time(8), dt.time(16), 3, dt.date(2026, 1, 1))


def at(text: str, day: dt.date = MONDAY) -> dt.datetime:
    return dt.datetime.combine(day, dt.time.fromisoformat(text), tzinfo=ZONE)


def case(starts: str, ends: str, entered: str = "", left: str = "", **more: object) -> Case:
    times = Times(entered=at(entered) if entered else None, left=at(left) if left else None)
    given = {"key": starts, "room": "T1", "service": "Ortho", "times": times, **more}
    return Case(starts=at(starts), ends=at(ends), **given)  # type: ignore[arg-type]


def of(*cases: Case, today: dt.date = MONDAY, day: dt.date = MONDAY, **more: object) -> list[BlockDay]:
    return list(block_days([BLOCK], cases, first=day, last=day, today=today, zone=ZONE, **more))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("state", "moves"),
    [
        (State.PLANNED, "enter cancel room"),
        (State.IN_ROOM, "anaesthetise open leave cancel back"),
        (State.ANAESTHETISED, "open leave cancel back"),
        (State.OPEN, "close leave back"),
        (State.CLOSED, "leave back"),
        (State.OUT, "back"),
        (State.CANCELLED, "back"),
    ],
)
def test_what_may_be_done_in_which_state(state: State, moves: str) -> None:
    assert [move.value for move in possible(state)] == moves.split()


def test_the_last_thing_said_is_taken_back_and_no_time_lies_before_an_earlier_one() -> None:
    times = Times(entered=at("08:00"), opened=at("08:30"), left=at("10:00"))
    assert taken_back(times) == times._replace(left=None)
    assert taken_back(Times(entered=at("08:00"), cancelled=at("08:10"))).cancelled is None
    assert out_of_order(times) == ()
    assert out_of_order(times._replace(opened=at("07:59"))) == ("opened",)
    assert out_of_order(times._replace(opened=at("10:01"))) == ("left",)


def test_a_first_case_is_on_time_up_to_five_minutes_after_its_plan() -> None:
    cases = [
        case("08:00", "09:00", "08:05", "09:00"),
        case("09:20", "10:00", "09:40", "10:20"),
        case("08:00", "09:00", "08:06", "09:00", room="T2"),
    ]
    assert [(one.case.room, one.late, one.on_time) for one in figures.first_cases(cases, zone=ZONE)] == [
        ("T1", 5, True),
        ("T2", 6, False),
    ]


def test_an_urgent_case_is_no_first_case_and_a_cancelled_one_gives_its_place() -> None:
    off = case("08:00", "09:00")._replace(times=Times(cancelled=at("07:00")))
    urgent = case("07:00", "07:30", "07:00", "07:30", urgent=True)
    (start,) = figures.first_cases([off, urgent, case("09:00", "10:00", "09:02", "10:00")], zone=ZONE)
    assert (start.case.key, start.late) == ("09:00", 2)


def test_turnover_is_from_out_to_in_of_the_same_room_and_day_up_to_an_hour() -> None:
    cases = [
        case("08:00", "09:00", "08:00", "09:00"),
        case("09:30", "10:00", "09:25", "10:00"),
        case("11:00", "12:00", "11:00", "12:00"),
        case("13:00", "14:00", "13:01", "14:00"),
        case("09:10", "10:00", "09:10", "10:00", room="T2"),
    ]
    assert [(one.case.key, one.minutes) for one in figures.turnovers(cases, zone=ZONE)] == [
        ("09:30", 25),
        ("11:00", 60),
    ]


def test_330_minutes_and_60_of_turnover_in_480_are_69_and_81_per_cent() -> None:
    cases = [
        case("08:00", "10:00", "08:00", "10:00"),
        case("10:30", "12:30", "10:30", "12:30"),
        case("13:00", "14:30", "13:00", "14:30"),
    ]
    uses = figures.uses(of(*cases))
    raw, adjusted = figures.raw_utilisation(uses), figures.adjusted_utilisation(uses)
    assert raw is not None and adjusted is not None
    assert (raw.value, adjusted.value) == (330 / 480, 390 / 480)
    assert (raw.lower, raw.upper, raw.days) == (None, None, 1)


def test_time_before_and_after_the_block_is_not_in_it_and_the_rest_is_over_run() -> None:
    (use,) = figures.uses(of(case("08:00", "09:00", "07:40", "08:40"), case("15:00", "16:00", "15:00", "16:25")))
    assert (use.used, use.over, use.turnover) == (40 + 60, 25, 0)


def test_another_service_fills_nobody_elses_block() -> None:
    (use,) = figures.uses(
        of(case("08:00", "09:00", "08:00", "09:00"), case("10:00", "11:00", "10:00", "11:00", service="ENT"))
    )
    assert use.used == 60


def test_a_block_is_released_three_days_ahead_if_nothing_of_its_owner_stands_in_it() -> None:
    def released(before: int, *cases: Case) -> bool:
        return of(*cases, today=MONDAY - dt.timedelta(days=before))[0].released

    assert [released(4), released(3), released(0)] == [False, True, True]
    assert not released(3, case("08:00", "09:00"))
    assert released(3, case("08:00", "09:00", service="ENT"))
    (said,) = of(case("08:00", "09:00"), today=MONDAY - dt.timedelta(days=9), by_hand={("b", MONDAY)})
    assert said.released and figures.uses([said]) == []


def test_a_block_is_held_on_its_weekday_from_its_first_to_its_last_day() -> None:
    assert of(day=MONDAY + dt.timedelta(days=1)) == []
    assert not BLOCK.on(dt.date(2025, 12, 29)) and BLOCK._replace(until=MONDAY).on(MONDAY)
    assert not BLOCK._replace(until=MONDAY - dt.timedelta(days=1)).on(MONDAY)


def test_a_case_cancelled_before_its_day_was_not_on_the_list_and_one_on_its_day_was() -> None:
    def off(moment: dt.datetime, **more: object) -> Case:
        return case("08:00", "09:00", **more)._replace(times=Times(cancelled=moment))

    day_before = at("23:59", MONDAY - dt.timedelta(days=1))
    said = [off(day_before), off(at("00:00")), off(at("12:00"), urgent=True), case("08:00", "09:00")]
    assert [figures.cancelled_on_the_day(one, zone=ZONE) for one in said] == [False, True, False, False]
    assert [figures.on_the_list(one, zone=ZONE) for one in said] == [False, True, False, True]


def test_few_block_days_say_little_and_the_interval_is_the_same_each_time() -> None:
    full, empty = case("08:00", "16:00", "08:00", "16:00"), case("08:00", "16:00", "08:00", "10:00")
    few = [use for one in (full, empty, full, empty, full) for use in figures.uses(of(one))]
    said = figures.raw_utilisation(few)
    assert said is not None and said.lower is not None and said.upper is not None
    assert said == figures.raw_utilisation(few)
    assert said.value == pytest.approx(0.7) and said.lower < 0.5 and said.upper == 1.0
    more = figures.raw_utilisation(few * 20)
    assert more is not None and more.lower is not None and more.upper is not None
    assert more.upper - more.lower < (said.upper - said.lower) / 3


def test_a_theatre_that_runs_40_minutes_late_hands_it_on_to_its_last_case() -> None:
    cases = [
        case("08:00", "10:00", "08:00", "10:40"),
        case("10:25", "12:00"),
        case("15:00", "17:30"),
    ]
    (room,) = rooms_today(cases[:2], now=at("10:45"))
    assert [(run.begins, run.ends) for run in room.runs][1] == (at("11:05"), at("12:40"))
    assert room.late == dt.timedelta(minutes=40) and room.runs_late
    (longer,) = rooms_today(cases, now=at("10:45"))
    assert (longer.ends, longer.runs_late) == (at("17:30"), False)


def test_whoever_is_longer_in_the_room_than_planned_is_expected_out_now_and_the_cancelled_take_no_time() -> None:
    off = case("10:00", "12:00")._replace(times=Times(cancelled=at("09:00")))
    (room,) = rooms_today([case("08:00", "09:00", "08:00"), off, case("12:30", "13:30")], now=at("09:20"))
    assert room.runs[0].ends == at("09:20")
    assert room.late == dt.timedelta(0) and room.planned_end == at("13:30")
    (alone,) = rooms_today([off], now=at("09:20"))
    assert alone.ends is None and not alone.runs_late
