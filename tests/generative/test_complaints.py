"""Whatever is done to a complaint in whatever order: its clocks and counts stay of one piece."""

from __future__ import annotations

import datetime as dt

from hypothesis import event, given, settings
from hypothesis import strategies as some

from wellrun.departments.quality.rules.complaint_clocks import Step, Where, clocks, due
from wellrun.departments.quality.rules.complaints import LIVE, MOVES, Move, Standing, Status, after, taken

CAME = dt.datetime(2026, 3, 2, 9, tzinfo=dt.UTC)
PLACES = some.sampled_from([("US-NY", "hospital"), ("US", "nursing_home"), ("GB-ENG", "hospital"), ("", "clinic")])
STEPS = some.lists(some.tuples(some.sampled_from(sorted(set(Move) - {Move.TAKE})), some.integers(1, 40)), max_size=14)


@settings(max_examples=300, deadline=None)
@given(place=PLACES, steps=STEPS)
def test_clocks_and_counts_agree_whatever_was_done(place: tuple[str, str], steps: list[tuple[Move, int]]) -> None:
    where, standing, now = Where(*place), taken(CAME), CAME
    answers: list[tuple[dt.datetime, dt.datetime]] = []
    reopened = 0
    for move, hours in steps:
        now += dt.timedelta(hours=hours * 7)
        owed = clocks(standing, where)[-1].due
        agreed = owed.date() + dt.timedelta(days=3)
        later = after(standing, move, at=now, due=owed, agreed=agreed)
        assert (later is not None) == ((standing.status, move) in MOVES)
        if later is None:
            continue
        standing = later
        answers += [(now, owed)] if move is Move.ANSWER else []
        reopened += move is Move.REOPEN
        if move is Move.EXTEND:
            assert clocks(standing, where)[-1].due.date() == agreed
        if move is Move.REOPEN:
            assert clocks(standing, where)[-1].due == due(Step.ANSWER, now, where)[1]
        _of_one_piece(standing, where, now)
    event(f"{len(answers)} answers")
    assert standing.reopened == reopened
    assert (standing.first_answered_at, standing.first_due) == (answers[0] if answers else (None, None))


def _of_one_piece(standing: Standing, where: Where, now: dt.datetime) -> None:
    running = clocks(standing, where)
    assert standing.received_at <= standing.began_at <= now
    # Somebody waits for an answer exactly where a clock for it runs.
    assert any(clock.runs and clock.law.step is Step.ANSWER for clock in running) == (standing.status in LIVE)
    assert all(clock.runs + clock.stopped + (clock.met_at is not None) == 1 for clock in running)
    assert (standing.ended_at is not None) == (standing.status in (Status.CLOSED, Status.WITHDRAWN))
    assert (standing.status is Status.ANSWERED) <= (standing.answered_at is not None)
    assert (standing.answered_at is not None) <= (standing.acknowledged_at is not None)
    # The acknowledgement is owed from receipt, whatever came after.
    assert running[0].due == due(Step.ACKNOWLEDGE, CAME, where)[1]
    assert standing.settled <= (standing.status is Status.CLOSED and len(running) == 1)
