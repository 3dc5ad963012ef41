"""Requests: what may be done where, their clocks against targets of the house, and how quickly they are answered."""

from __future__ import annotations

import datetime as dt
from itertools import product

import pytest

from wellrun.departments.operations.rules import requests as rules
from wellrun.departments.operations.rules.requests import (
    OPEN,
    Answered,
    Kind,
    Move,
    Standing,
    State,
    Urgency,
    after,
    asked,
    completion,
    faults_of_asking,
    percentile,
    possible,
    response,
    target,
    targets,
    weeks,
)

NOON = dt.datetime(2026, 3, 2, 12, tzinfo=dt.UTC)
PORTER = target(Kind.PORTER, Urgency.SOON, NOON.date())


def minute(number: float) -> dt.datetime:
    return NOON + dt.timedelta(minutes=number)


def played(*moves: tuple[Move, float, str]) -> Standing:
    now = asked(NOON)
    for move, when, owner in moves:
        then = after(now, move, at=minute(when), owner=owner)
        assert then is not None, f"{move} from {now.state}"
        now = then
    return now


@pytest.mark.parametrize(
    ("state", "moves"),
    [
        (State.ASKED, "accept start finish reassign refuse cancel note"),
        (State.ACCEPTED, "start finish hand-back reassign refuse cancel note"),
        (State.STARTED, "finish hand-back reassign cancel note"),
        (State.DONE, "reopen note"),
        (State.REFUSED, "reopen note"),
        (State.CANCELLED, "reopen note"),
    ],
)
def test_what_may_be_done_where(state: State, moves: str) -> None:
    assert [move.value for move in possible(state)] == moves.split()


def test_no_other_move_leads_anywhere() -> None:
    for state, move in product(State, Move):
        found = after(Standing(state, NOON, NOON), move, at=NOON, owner="p")
        assert (found is not None) == (move in possible(state))


def test_who_accepts_sees_to_it_until_it_is_handed_back_or_given_to_another() -> None:
    assert played((Move.ACCEPT, 2, "ana")).owner == "ana"
    assert played((Move.ACCEPT, 2, "ana"), (Move.REASSIGN, 3, "bo")).owner == "bo"
    back = played((Move.ACCEPT, 2, "ana"), (Move.START, 3, "ana"), (Move.HAND_BACK, 4, "ana"))
    assert (back.state, back.owner, back.started_at) == (State.ASKED, "", None)
    assert played((Move.START, 2, "ana")).owner == "ana"


def test_the_response_clock_runs_from_asking_until_somebody_takes_or_refuses_it() -> None:
    for move in (Move.ACCEPT, Move.START, Move.FINISH, Move.REFUSE, Move.REASSIGN):
        clock = response(played((move, 7, "ana")), PORTER, now=minute(60))
        assert (clock.ran, clock.runs, clock.late) == (dt.timedelta(minutes=7), False, False)
    waits = response(asked(NOON), PORTER, now=minute(PORTER.respond))
    assert (waits.runs, waits.late) == (True, False)
    assert response(asked(NOON), PORTER, now=minute(PORTER.respond + 0.1)).late


def test_handing_back_does_not_begin_the_response_again() -> None:
    """Otherwise a request that is passed round would always have been answered just now."""
    held = played((Move.ACCEPT, 3, "ana"), (Move.HAND_BACK, 10, "ana"), (Move.ACCEPT, 30, "bo"))
    assert response(held, PORTER, now=minute(60)).ran == dt.timedelta(minutes=3)


def test_what_is_asked_again_is_answered_anew_and_was_not_done_before() -> None:
    again = played(
        (Move.FINISH, 10, "ana"), (Move.REOPEN, 50, "bo"), (Move.ACCEPT, 54, "ana"), (Move.FINISH, 80, "ana")
    )
    assert response(again, PORTER, now=minute(90)).ran == dt.timedelta(minutes=4)
    assert completion(again, PORTER, now=minute(90)).ran == dt.timedelta(minutes=80)
    assert again.reopened == 1


def test_a_note_changes_nothing() -> None:
    for held in (asked(NOON), played((Move.FINISH, 10, "ana"))):
        assert after(held, Move.NOTE, at=minute(20), owner="bo") == held


def test_every_kind_and_urgency_has_a_target_and_the_more_urgent_is_never_slower() -> None:
    for kind in Kind:
        aims = [target(kind, urgency, NOON.date()) for urgency in Urgency]
        assert [one.respond for one in aims] == sorted(one.respond for one in aims)
        assert all(one.respond < one.complete and one.source for one in aims)


def test_a_target_holds_from_its_day_and_a_later_one_replaces_it(monkeypatch: pytest.MonkeyPatch) -> None:
    newer = rules.Target(Kind.PORTER, Urgency.NOW, 3, 15, dt.date(2026, 3, 2), "Agreement")
    known = (*targets(), newer)
    monkeypatch.setattr(rules, "targets", lambda: known)
    assert rules.target(Kind.PORTER, Urgency.NOW, dt.date(2026, 3, 1)).respond == 5
    assert rules.target(Kind.PORTER, Urgency.NOW, dt.date(2026, 3, 2)) is newer
    with pytest.raises(LookupError):
        rules.target(Kind.PORTER, Urgency.NOW, dt.date(1999, 1, 1))


def test_everything_that_is_missing_is_told_at_once() -> None:
    found = faults_of_asking(kind=Kind.PORTER, unit="", to=" ", asset="", what="")
    assert [fault.place for fault in found] == ["unit", "what", "to"]
    found = faults_of_asking(kind=Kind.EQUIPMENT, unit="W1", to="", asset="", what="Leaks")
    assert [fault.place for fault in found] == ["asset"]
    assert faults_of_asking(kind=Kind.CLEANING, unit="W1", to="", asset="", what="Spill") == []


def test_times_of_a_week_are_the_middle_one_and_the_one_that_nine_of_ten_keep() -> None:
    monday = dt.date(2026, 3, 2)
    some = [Answered(Kind.PORTER, monday + dt.timedelta(days=n % 7), float(n + 1), n < 9) for n in range(10)]
    other = Answered(Kind.CLEANING, monday - dt.timedelta(days=1), 5.0, True)
    newest, older = weeks([*some, other])
    assert (newest.n, newest.median, newest.ninetieth, newest.in_time) == (10, 5.5, 9.0, 9)
    assert (older.kind, older.monday) == (Kind.CLEANING, monday - dt.timedelta(days=7))
    assert percentile([4.0], 90) == 4.0


def test_open_is_what_somebody_still_waits_for() -> None:
    assert {state for state in State if Move.FINISH in possible(state)} == OPEN
