"""The risk register: how a risk is rated, how much is borne, when it is looked at again, what each step asks for.

Source of the matrix and its bands: National Patient Safety Agency, A risk matrix for risk managers, January 2008.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

import pytest

from wellrun.departments.quality.models.risks import CONSEQUENCES, LIKELIHOODS, RISK_KINDS
from wellrun.departments.quality.rules.appetite import Appetite, appetite, appetites, faults_of_setting
from wellrun.departments.quality.rules.risks import (
    STEPS,
    Band,
    Move,
    Rated,
    Stage,
    Status,
    Works,
    band_of,
    covered,
    faults_of_acceptance,
    faults_of_ratings,
    faults_of_review,
    faults_of_test,
    faults_of_words,
    months_after,
    moved,
    next_review,
    outgrown,
)

DAY = dt.date(2026, 11, 27)
L, M, H, X = Band.LOW, Band.MODERATE, Band.HIGH, Band.EXTREME


def test_the_matrix_of_2008() -> None:
    """Rows: likelihood from almost certain (5) to rare (1). Columns: consequence from 1 to catastrophic (5)."""
    drawn = [[Rated(likelihood, consequence).band for consequence in STEPS] for likelihood in reversed(STEPS)]
    assert drawn == [
        [M, H, X, X, X],
        [M, H, H, X, X],
        [L, M, H, H, X],
        [L, M, M, H, H],
        [L, L, L, M, M],
    ]
    assert list(LIKELIHOODS) == list(CONSEQUENCES) == list(STEPS)


@pytest.mark.parametrize(("score", "band"), [(1, L), (3, L), (4, M), (6, M), (8, H), (12, H), (15, X), (25, X)])
def test_bands_by_score(score: int, band: Band) -> None:
    assert band_of(score) is band


def test_every_kind_has_an_appetite_of_the_house() -> None:
    assert {one.kind for one in appetites()} == set(RISK_KINDS)
    assert borne("safety", "H1/W1", DAY, appetites()) == 6


def test_the_narrowest_place_wins_then_the_latest_day_and_before_the_first_nothing_is_borne() -> None:
    table = (
        Appetite("safety", 6, dt.date(2024, 1, 1)),
        Appetite("safety", 8, dt.date(2025, 1, 1)),
        Appetite("safety", 4, dt.date(2024, 1, 1), "H1"),
        Appetite("safety", 5, dt.date(2027, 1, 1), "H1"),
        Appetite("money", 25, dt.date(2024, 1, 1), "H1/W1"),
    )
    assert borne("safety", "H1/W1", DAY, table) == 4
    assert borne("safety", "H2", DAY, table) == 8
    assert borne("safety", "H2", dt.date(2024, 6, 1), table) == 6
    assert borne("safety", "H2", dt.date(2023, 6, 1), table) is None


def test_of_one_day_the_last_said_holds_and_an_empty_score_does_as_the_wider_place() -> None:
    house, first, second = Appetite("money", 10, DAY), Appetite("money", 4, DAY, "H1"), Appetite("money", 5, DAY, "H1")
    assert borne("money", "H1/W1", DAY, (house, first, second)) == 5
    assert borne("money", "H1/W1", DAY, (house, first, Appetite("money", None, DAY, "H1"))) == 10
    assert borne("money", "H1/W1", DAY, (house, first, Appetite("money", None, DAY, "H1/W1"))) == 4
    assert borne("money", "H1/W1", DAY, (house, Appetite("money", 0, DAY, "H1/W1"))) == 0


def test_a_place_sets_a_score_of_the_matrix_for_days_to_come_with_a_reason() -> None:
    def faults(**more: object) -> list[tuple[str, str]]:
        given = {"kind": "money", "highest": 8, "since": DAY, "why": "Board of May", "today": DAY}
        return [(one.code, one.place) for one in faults_of_setting(**{**given, **more})]  # type: ignore[arg-type]

    assert faults() == faults(highest=0) == faults(highest=25) == faults(highest=None) == []
    assert faults(highest=26) == faults(highest=-1) == [("quality.risk_appetite", "highest")]
    assert faults(since=DAY - dt.timedelta(days=1)) == [("quality.appetite_past", "since")]
    assert faults(kind="luck", why=" ") == [("quality.risk_kind", "kind"), ("quality.no_reason", "why")]


def borne(kind: str, place: str, day: dt.date, table: Iterable[Appetite]) -> int | None:
    """The score in force at a place of the network NET."""
    path = ("NET", *(place[:end] for end in (2, 5) if len(place) >= end))
    held = appetite(kind, path, day, table)
    return held.highest if held else None


@pytest.mark.parametrize(
    ("band", "day"),
    [(X, dt.date(2026, 12, 27)), (H, dt.date(2027, 2, 27)), (M, dt.date(2027, 5, 27)), (L, dt.date(2027, 11, 27))],
)
def test_extreme_is_reviewed_monthly_high_quarterly_moderate_half_yearly_low_yearly(band: Band, day: dt.date) -> None:
    assert next_review(DAY, band) == day


def test_a_month_that_is_shorter_ends_with_its_last_day() -> None:
    assert months_after(dt.date(2026, 1, 31), 1) == dt.date(2026, 2, 28)
    assert months_after(dt.date(2027, 11, 30), 3) == dt.date(2028, 2, 29)


def test_a_review_may_come_sooner_but_not_later_than_its_band_asks() -> None:
    assert faults_of_review(on=None, today=DAY, band=X) == []
    assert faults_of_review(on=dt.date(2026, 12, 27), today=DAY, band=X) == []
    for day in (DAY, dt.date(2026, 12, 28)):
        assert [fault.code for fault in faults_of_review(on=day, today=DAY, band=X)] == ["quality.risk_review"]


@pytest.mark.parametrize(
    ("status", "move", "to"),
    [
        (Status.OPEN, Move.RATE, Status.OPEN),
        (Status.OPEN, Move.ACCEPT, Status.ACCEPTED),
        (Status.ACCEPTED, Move.ACCEPT, Status.ACCEPTED),
        (Status.ACCEPTED, Move.REVIEW, Status.ACCEPTED),
        (Status.ACCEPTED, Move.REOPEN, Status.OPEN),
        (Status.ACCEPTED, Move.CLOSE, Status.CLOSED),
        (Status.CLOSED, Move.REOPEN, Status.OPEN),
        (Status.CLOSED, Move.RATE, None),
        (Status.CLOSED, Move.ACCEPT, None),
        (Status.OPEN, Move.REOPEN, None),
    ],
)
def test_where_a_move_leads(status: Status, move: Move, to: Status | None) -> None:
    assert moved(status, move) is to


def accepting(**more: object) -> list[str]:
    given = {"above": True, "why": "No other way", "until": dt.date(2027, 3, 1), "today": DAY, "senior": True}
    return [fault.code for fault in faults_of_acceptance(**{**given, **more})]  # type: ignore[arg-type]


def test_above_appetite_it_takes_a_reason_an_end_and_who_decides_for_the_facility() -> None:
    assert accepting() == []
    assert accepting(why=" ") == ["quality.no_reason"]
    assert accepting(until=None) == ["quality.risk_until"]
    assert accepting(senior=False) == ["quality.risk_acceptor"]
    assert accepting(until=DAY) == accepting(until=dt.date(2027, 11, 28)) == ["quality.risk_until"]


def test_within_appetite_it_takes_nothing() -> None:
    assert accepting(above=False, why="", until=None, senior=False) == []


def speaks(*, until: dt.date | None, score: int, status: Status = Status.ACCEPTED) -> bool:
    return covered(status=status, until=until, score=score, appetite=6, day=DAY)


def test_an_acceptance_speaks_to_its_last_day_and_without_one_only_within_appetite() -> None:
    assert speaks(until=DAY, score=12) and speaks(until=None, score=6)
    assert not speaks(until=DAY - dt.timedelta(days=1), score=12)
    # The appetite was lowered after it was accepted.
    assert not speaks(until=None, score=8)
    assert not speaks(until=DAY, score=12, status=Status.OPEN)


def test_a_risk_outgrows_its_acceptance_when_it_becomes_graver_than_what_was_accepted() -> None:
    assert outgrown(8, Rated(3, 3)) and not outgrown(9, Rated(3, 3)) and not outgrown(None, Rated(5, 5))


def rated(**ratings: tuple[int, int]) -> list[tuple[str, str]]:
    faults = faults_of_ratings({Stage(stage): Rated(*steps) for stage, steps in ratings.items()})
    return [(fault.code, fault.place) for fault in faults]


def test_controls_do_not_make_it_graver() -> None:
    assert rated(inherent=(4, 4), residual=(2, 4), target=(1, 4)) == []
    assert rated(inherent=(2, 3), residual=(3, 3), target=(1, 3)) == [("quality.risk_worse", "residual_consequence")]
    assert rated(inherent=(2, 3), residual=(2, 3), target=(4, 4)) == [("quality.risk_worse", "target_consequence")]


def test_a_risk_may_be_below_its_target() -> None:
    assert rated(inherent=(4, 4), residual=(1, 2), target=(2, 2)) == []


def test_a_step_lies_between_one_and_five() -> None:
    assert rated(residual=(0, 6)) == [
        ("quality.risk_range", "residual_likelihood"),
        ("quality.risk_range", "residual_consequence"),
    ]


def test_cause_event_and_effect_are_said_in_words() -> None:
    faults = faults_of_words({"cause": "Cables are short", "event": "Alarm", "effect": "  "})
    assert [fault.place for fault in faults] == ["event", "effect"]


def test_a_test_has_a_result_and_a_day_that_has_come() -> None:
    assert faults_of_test(works=Works.PARTLY, on=DAY, today=DAY) == []
    faults = faults_of_test(works=Works.UNTESTED, on=DAY + dt.timedelta(days=1), today=DAY)
    assert [fault.place for fault in faults] == ["works", "tested_on"]
