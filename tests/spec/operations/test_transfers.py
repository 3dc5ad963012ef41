"""Transfers from and to other facilities: what may be done where (42 CFR 489.24(e)(2)), and how long each part took."""

from __future__ import annotations

import datetime as dt

import pytest

from wellrun.departments.operations.rules.transfers import (
    MOVES,
    OPEN,
    Direction,
    Move,
    Moved,
    State,
    possible,
    times,
)

NOON = dt.datetime(2026, 3, 2, 12, tzinfo=dt.UTC)
MINUTE = dt.timedelta(minutes=1)


@pytest.mark.parametrize(
    ("state", "coming", "going"),
    [
        (State.ASKED, "accept decline cancel", "accept decline cancel"),
        (State.ACCEPTED, "assign depart cancel", "depart cancel"),
        (State.BED, "assign depart cancel", "cancel"),
        (State.ON_WAY, "assign arrive cancel", "arrive cancel"),
        (State.ARRIVED, "", ""),
        (State.DECLINED, "reopen", "reopen"),
        (State.CANCELLED, "reopen", "reopen"),
    ],
)
def test_what_may_be_done_where(state: State, coming: str, going: str) -> None:
    assert [move.value for move in possible(Direction.IN, state)] == coming.split()
    assert [move.value for move in possible(Direction.OUT, state)] == going.split()


def test_nobody_arrives_who_was_not_accepted() -> None:
    for direction, moves in MOVES.items():
        reached = {State.ASKED}
        while True:
            more = {to for (state, move), to in moves.items() if state in reached and move is not Move.ACCEPT}
            if more <= reached:
                break
            reached |= more
        assert not reached & {State.ON_WAY, State.ARRIVED, State.BED}, direction


def moved(*moves: tuple[Move, float]) -> list[Moved]:
    return [Moved(move, NOON + minutes * MINUTE) for move, minutes in moves]


def test_each_part_has_its_clock_and_what_is_not_over_runs() -> None:
    told = moved((Move.ASK, 0), (Move.ACCEPT, 20))
    found = times(told, state=State.ACCEPTED, now=NOON + 60 * MINUTE)
    assert found == (20 * MINUTE, 40 * MINUTE, 60 * MINUTE)
    told += moved((Move.ASSIGN, 50), (Move.DEPART, 70), (Move.ARRIVE, 130))
    assert times(told, state=State.ARRIVED, now=NOON + 999 * MINUTE) == (20 * MINUTE, 30 * MINUTE, 130 * MINUTE)


def test_another_bed_does_not_begin_the_wait_for_one_again() -> None:
    told = moved((Move.ASK, 0), (Move.ACCEPT, 20), (Move.ASSIGN, 50), (Move.ASSIGN, 90))
    assert times(told, state=State.BED, now=NOON + 99 * MINUTE).to_bed == 30 * MINUTE


def test_what_was_declined_has_ended_and_what_is_asked_again_begins_again() -> None:
    told = moved((Move.ASK, 0), (Move.DECLINE, 15))
    assert times(told, state=State.DECLINED, now=NOON + 99 * MINUTE) == (15 * MINUTE, None, 15 * MINUTE)
    told += moved((Move.REOPEN, 60))
    assert times(told, state=State.ASKED, now=NOON + 70 * MINUTE) == (10 * MINUTE, None, 10 * MINUTE)


def test_open_is_what_can_still_be_cancelled() -> None:
    for direction in Direction:
        assert {state for state in State if Move.CANCEL in possible(direction, state)} == OPEN
