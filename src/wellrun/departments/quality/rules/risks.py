"""The life of a risk: how it is rated, when it is looked at again, and what each step asks for.

Ratings follow the matrix of the National Patient Safety Agency (NPSA), A risk matrix for risk managers, January 2008:
likelihood 1 to 5 times consequence 1 to 5; 1 to 3 low, 4 to 6 moderate, 8 to 12 high, 15 to 25 extreme.
"""

from __future__ import annotations

import datetime as dt
from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from wellrun.values.faults import Fault


class Band(StrEnum):
    """How grave a score is, least first."""

    LOW = "low"
    MODERATE = "moderate"
    HIGH = "high"
    EXTREME = "extreme"


class Stage(StrEnum):
    """What a rating is about: before any control, as it is now, and where it should come to."""

    INHERENT = "inherent"
    RESIDUAL = "residual"
    TARGET = "target"


class Status(StrEnum):
    """Where a risk stands."""

    OPEN = "open"
    ACCEPTED = "accepted"
    CLOSED = "closed"


class Move(StrEnum):
    """What is done to a risk."""

    RAISE = "raise"
    AMEND = "amend"
    RATE = "rate"
    CONTROL = "control"
    TEST = "test"
    WITHDRAW = "withdraw"
    LINK = "link"
    UNLINK = "unlink"
    ACT = "act"
    REVIEW = "review"
    ACCEPT = "accept"
    CLOSE = "close"
    REOPEN = "reopen"


class ControlKind(StrEnum):
    """When a control works: before the event, as it happens, or after it."""

    PREVENTIVE = "preventive"
    DETECTIVE = "detective"
    CORRECTIVE = "corrective"


class Works(StrEnum):
    """How well a control was found to work."""

    WORKS = "works"
    PARTLY = "partly"
    NOT = "not"
    UNTESTED = "untested"


STEPS = range(1, 6)
"""The steps of likelihood and of consequence."""

FLOORS: Mapping[Band, int] = MappingProxyType({Band.EXTREME: 15, Band.HIGH: 8, Band.MODERATE: 4, Band.LOW: 1})
"""The lowest score of each band, gravest first (NPSA 2008)."""

MONTHS: Mapping[Band, int] = MappingProxyType({Band.EXTREME: 1, Band.HIGH: 3, Band.MODERATE: 6, Band.LOW: 12})
"""Months from one review to the next. A house rule."""

LONGEST_ACCEPTANCE = 12
"""Months for which a risk above appetite may be accepted at most. A house rule."""

LEAST_WORDS = 10
"""Characters of a cause, an event or an effect below which nothing has been said."""

SAME = frozenset(Move) - {Move.RAISE, Move.ACCEPT, Move.CLOSE, Move.REOPEN}
"""What leaves a live risk where it stands."""

MOVES: Mapping[tuple[Status, Move], Status] = MappingProxyType(
    {(status, move): status for status in (Status.OPEN, Status.ACCEPTED) for move in SAME}
    | {
        (Status.OPEN, Move.ACCEPT): Status.ACCEPTED,
        (Status.ACCEPTED, Move.ACCEPT): Status.ACCEPTED,
        (Status.OPEN, Move.CLOSE): Status.CLOSED,
        (Status.ACCEPTED, Move.CLOSE): Status.CLOSED,
        (Status.ACCEPTED, Move.REOPEN): Status.OPEN,
        (Status.CLOSED, Move.REOPEN): Status.OPEN,
    }
)
"""What may be done where, and where it leads."""


@dataclass(frozen=True)
class Rated:
    """A likelihood and a consequence, each from 1 to 5."""

    likelihood: int
    consequence: int

    @property
    def score(self) -> int:
        return self.likelihood * self.consequence

    @property
    def band(self) -> Band:
        return band_of(self.score)


def band_of(score: int) -> Band:
    """The band a score lies in."""
    return next(band for band, floor in FLOORS.items() if score >= floor)


def moved(status: Status, move: Move) -> Status | None:
    """Where a move leads, or none where it may not be made."""
    return MOVES.get((status, move))


def outgrown(accepted_score: int | None, now: Rated) -> bool:
    """True where a risk has become graver than what was accepted: it is open again."""
    return accepted_score is not None and now.score > accepted_score


def covered(*, status: Status, until: dt.date | None, score: int, appetite: int, day: dt.date) -> bool:
    """Whether an acceptance speaks for this score on this day; one without an end speaks only within appetite."""
    if status is not Status.ACCEPTED:
        return False
    return score <= appetite if until is None else day <= until


def months_after(day: dt.date, months: int) -> dt.date:
    """The same day so many months later, or the last of a shorter month."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return dt.date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def next_review(day: dt.date, band: Band) -> dt.date:
    """The last day for the review after one on this day."""
    return months_after(day, MONTHS[band])


def fault_of_move(status: Status, move: Move) -> Fault:
    """Why a move cannot be made."""
    return Fault(
        "quality.risk_move",
        f"A risk that is {status.value} cannot be changed so: {move.value}.",
        place="move",
        value=status.value,
        expected=", ".join(sorted(move.value for (at, move) in MOVES if at is status)),
        remedy="Read it again: somebody may have been quicker.",
    )


def faults_of_words(words: Mapping[str, str]) -> list[Fault]:
    """Which of cause, event and effect say too little."""
    return [
        Fault(
            "quality.risk_words",
            "A few more words are needed.",
            place=part,
            value=said,
            expected=f"at least {LEAST_WORDS} characters",
            remedy="Say it so that somebody from another ward understands it.",
        )
        for part, said in words.items()
        if len(said.strip()) < LEAST_WORDS
    ]


def faults_of_ratings(ratings: Mapping[Stage, Rated]) -> list[Fault]:
    """What is impossible in the ratings of a risk, all stages together."""
    faults = [
        Fault(
            "quality.risk_range",
            f"{step} is no step of the matrix.",
            place=f"{stage.value}_{part}",
            value=str(step),
            expected="1–5",
            remedy="Choose a step from 1 to 5.",
        )
        for stage, rated in ratings.items()
        for part, step in (("likelihood", rated.likelihood), ("consequence", rated.consequence))
        if step not in STEPS
    ]
    before = ratings.get(Stage.INHERENT)
    for stage in (Stage.RESIDUAL, Stage.TARGET):
        after = ratings.get(stage)
        if before and after and after.score > before.score:
            faults.append(
                Fault(
                    "quality.risk_worse",
                    f"With controls it cannot be graver ({after.score}) than without them ({before.score}).",
                    place=f"{stage.value}_consequence",
                    value=str(after.score),
                    expected=f"≤ {before.score}",
                    remedy="Correct this rating, or rate it without controls anew.",
                )
            )
    return faults


def faults_of_acceptance(*, above: bool, why: str, until: dt.date | None, today: dt.date, senior: bool) -> list[Fault]:
    """What an acceptance lacks. Above appetite it takes a reason, an end and whoever decides for the facility."""
    faults = []
    if above and not why.strip():
        faults.append(fault_of_reason("Above appetite it is accepted only with a reason."))
    if above and until is None:
        faults.append(_fault_of_end("Above appetite it is accepted only until a day."))
    if until is not None and not today < until <= months_after(today, LONGEST_ACCEPTANCE):
        faults.append(_fault_of_end("That day does not fit.", until))
    if above and not senior:
        faults.append(
            Fault(
                "quality.risk_acceptor",
                "Above appetite it is accepted by whoever decides for the whole facility.",
                place="why",
                remedy="Ask the quality lead or the manager of the facility.",
            )
        )
    return faults


def _fault_of_end(message: str, until: dt.date | None = None) -> Fault:
    return Fault(
        "quality.risk_until",
        message,
        place="until",
        value=until.isoformat() if until else "",
        remedy=f"Choose a day after today and within {LONGEST_ACCEPTANCE} months.",
    )


def fault_of_reason(message: str) -> Fault:
    """A reason is missing."""
    return Fault("quality.no_reason", message, place="why", remedy="It stays with the risk.")


def faults_of_review(*, on: dt.date | None, today: dt.date, band: Band) -> list[Fault]:
    """Whether the day chosen for the next review is one its band allows."""
    last = next_review(today, band)
    if on is None or today < on <= last:
        return []
    return [
        Fault(
            "quality.risk_review",
            "That is no day for the next review.",
            place="review_on",
            value=on.isoformat(),
            expected=f"≤ {last.isoformat()}",
            remedy=f"Choose a day after today and within {MONTHS[band]} months, as its band asks.",
        )
    ]


def faults_of_test(*, works: Works, on: dt.date, today: dt.date) -> list[Fault]:
    """What is wrong with the test of a control."""
    faults = []
    if works is Works.UNTESTED:
        faults.append(
            Fault(
                "quality.control_untested",
                "A test has a result.",
                place="works",
                remedy="Say whether it works, works partly or does not.",
            )
        )
    if on > today:
        faults.append(
            Fault(
                "quality.future",
                "It cannot have been tested later than today.",
                place="tested_on",
                value=on.isoformat(),
                remedy="Correct the day.",
            )
        )
    return faults
