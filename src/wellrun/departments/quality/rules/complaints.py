"""The life of a complaint: which step leads where, what a step asks for, and what is complained of more often.

Plain values only. ``Standing`` is everything that clocks and counts are made of; ``after`` gives the next one, so that
no step can move one part and forget another.

What staff who are present put right at once, and was told by word of mouth, needs no written answer (CMS State
Operations Manual, appendix A, A-0118; SI 2009/309 regulation 8(1)(c)).
"""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from math import comb
from types import MappingProxyType

from wellrun.values.faults import Fault


class Status(StrEnum):
    """Where a complaint stands."""

    RECEIVED = "received"
    ACKNOWLEDGED = "acknowledged"
    INVESTIGATED = "investigated"
    ANSWERED = "answered"
    CLOSED = "closed"
    WITHDRAWN = "withdrawn"


class Move(StrEnum):
    """What is done to a complaint."""

    TAKE = "take"
    ACKNOWLEDGE = "acknowledge"
    SETTLE = "settle"
    INVESTIGATE = "investigate"
    EXTEND = "extend"
    ANSWER = "answer"
    CLOSE = "close"
    REOPEN = "reopen"
    WITHDRAW = "withdraw"


class Channel(StrEnum):
    """How it came."""

    IN_PERSON = "in_person"
    PHONE = "phone"
    LETTER = "letter"
    MAIL = "mail"
    FORM = "form"
    OTHERS = "others"


class Outcome(StrEnum):
    """What was found of it."""

    UPHELD = "upheld"
    PARTLY = "partly"
    NOT_UPHELD = "not_upheld"


SPOKEN = frozenset({Channel.IN_PERSON, Channel.PHONE})
LIVE = frozenset({Status.RECEIVED, Status.ACKNOWLEDGED, Status.INVESTIGATED})
"""Those whose clocks run."""

MOVES: Mapping[tuple[Status, Move], Status] = MappingProxyType(
    {
        (Status.RECEIVED, Move.ACKNOWLEDGE): Status.ACKNOWLEDGED,
        (Status.RECEIVED, Move.SETTLE): Status.CLOSED,
        (Status.ACKNOWLEDGED, Move.INVESTIGATE): Status.INVESTIGATED,
        (Status.INVESTIGATED, Move.INVESTIGATE): Status.INVESTIGATED,
        **{(status, Move.EXTEND): status for status in LIVE},
        **{(status, Move.ANSWER): Status.ANSWERED for status in LIVE},
        **{(status, Move.WITHDRAW): Status.WITHDRAWN for status in LIVE},
        (Status.ANSWERED, Move.CLOSE): Status.CLOSED,
        **{(status, Move.REOPEN): Status.INVESTIGATED for status in (Status.ANSWERED, Status.CLOSED, Status.WITHDRAWN)},
    }
)
"""What may be done where. An answer to what nobody has acknowledged acknowledges it."""

LEAST_WORDS = 20
"""Characters of a text below which nothing has been said."""

LONGEST_AGO = dt.timedelta(days=366)
"""How long ago a complaint that is entered now may have come."""

RECENT, BEFORE = dt.timedelta(weeks=4), dt.timedelta(weeks=26)
"""A rise is looked for in the last four weeks, against the twenty-six before them."""

FEWEST, CHANCE = 3, 0.01
"""A rise is at least three complaints, of which chance alone would make so many in at most one comparison of 100."""


@dataclass(frozen=True)
class Standing:
    """Where a complaint is and how it came there. Moments are aware.

    ``began_at`` is when the clock of the answer began: on receipt, or when it was last opened again. ``first_due`` is
    when the first answer was due when it was given; a later round neither mends nor spoils the first.
    """

    status: Status
    received_at: dt.datetime
    began_at: dt.datetime
    acknowledged_at: dt.datetime | None = None
    agreed_until: dt.date | None = None
    answered_at: dt.datetime | None = None
    first_answered_at: dt.datetime | None = None
    first_due: dt.datetime | None = None
    ended_at: dt.datetime | None = None
    settled: bool = False
    reopened: int = 0

    @property
    def live(self) -> bool:
        """Somebody still waits for an answer."""
        return self.status in LIVE


def taken(received_at: dt.datetime) -> Standing:
    """A complaint that has just come."""
    return Standing(Status.RECEIVED, received_at, received_at)


def after(
    standing: Standing, move: Move, *, at: dt.datetime, due: dt.datetime | None = None, agreed: dt.date | None = None
) -> Standing | None:
    """Where a move leads, or none where it may not be made.

    ``due`` is when the answer is due as it stands, which an answer needs; ``agreed`` the day an extension names.
    """
    to = MOVES.get((standing.status, move))
    if to is None:
        return None
    changes: dict[str, object] = {"status": to}
    if move in (Move.ACKNOWLEDGE, Move.SETTLE, Move.ANSWER):
        changes["acknowledged_at"] = standing.acknowledged_at or at
    if move is Move.EXTEND:
        changes["agreed_until"] = agreed
    if move is Move.ANSWER:
        changes |= {"answered_at": at}
        if standing.first_answered_at is None:
            changes |= {"first_answered_at": at, "first_due": due}
    if move in (Move.SETTLE, Move.CLOSE, Move.WITHDRAW):
        changes |= {"ended_at": at, "settled": move is Move.SETTLE}
    if move is Move.REOPEN:
        changes |= {"began_at": at, "agreed_until": None, "answered_at": None, "ended_at": None, "settled": False}
        # Whoever opens it again has spoken with the complainant.
        changes |= {"reopened": standing.reopened + 1, "acknowledged_at": standing.acknowledged_at or at}
    return dataclasses.replace(standing, **changes)  # type: ignore[arg-type]


def fault_of_move(status: Status, move: Move) -> Fault:
    """Why a move cannot be made."""
    return Fault(
        "complaint.move",
        f"A complaint that is {status.value} cannot be changed so: {move.value}.",
        place="move",
        value=status.value,
        expected=", ".join(sorted(move.value for (at, move) in MOVES if at is status)),
        remedy="Read it again: somebody may have been quicker.",
    )


def faults_of_taking(*, what: str, received_at: dt.datetime, now: dt.datetime) -> list[Fault]:
    """What is missing or impossible in a new complaint."""
    faults = _few_words(what, "what", "Say what happened, as the complainant tells it.")
    if received_at > now:
        faults.append(
            Fault(
                "complaint.future",
                "It cannot have come later than now.",
                place="received_at",
                value=received_at.isoformat(),
                remedy="Correct day or hour.",
            )
        )
    if received_at < now - LONGEST_AGO:
        faults.append(
            Fault(
                "complaint.long_ago",
                "It cannot have come more than a year ago.",
                place="received_at",
                value=received_at.isoformat(),
                remedy="Say when it came to the facility; when it happened belongs into the words.",
            )
        )
    return faults


def faults_of_settling(*, channel: Channel, done: str) -> list[Fault]:
    """Why a complaint cannot be said to be put right at once."""
    faults = _few_words(done, "done", "Say what was done, and that the complainant is content with it.")
    if channel not in SPOKEN:
        faults.append(
            Fault(
                "complaint.in_writing",
                "What came in writing is answered in writing.",
                place="done",
                value=channel.value,
                remedy="Acknowledge it, and answer it.",
            )
        )
    return faults


def faults_of_extending(*, agreed: dt.date, due: dt.datetime, now: dt.datetime) -> list[Fault]:
    """Why an answer cannot be put off to a day."""
    if now > due:
        return [
            Fault(
                "complaint.run_out",
                "The clock has run out; a later day can only be agreed before it does.",
                place="agreed",
                value=due.isoformat(),
                remedy="Answer now, and say why it is late.",
            )
        ]
    if agreed <= due.date():
        return [
            Fault(
                "complaint.not_later",
                "That day is no later than the one that holds.",
                place="agreed",
                value=agreed.isoformat(),
                expected=f"after {due.date().isoformat()}",
                remedy="Choose a later day.",
            )
        ]
    return []


def faults_of_answer(*, answer: str) -> list[Fault]:
    """What an answer still owes its reader."""
    return _few_words(answer, "answer", "Say what was looked into, what was found and what is done about it.")


def faults_of_closing(*, outcome: Outcome, learned: str, promised: int) -> list[Fault]:
    """What is owed before a complaint is closed: one that was right, even in part, changes something."""
    if outcome is Outcome.NOT_UPHELD or promised or len(learned.strip()) >= LEAST_WORDS:
        return []
    return [
        Fault(
            "complaint.nothing_learned",
            "A complaint that is upheld, even in part, ends with what was learned or with an action.",
            place="learned",
            expected=f"at least {LEAST_WORDS} characters, or an action that somebody has promised",
            remedy="Say what is different now, or promise an action.",
        )
    ]


def _few_words(text: str, place: str, remedy: str) -> list[Fault]:
    if len(text.strip()) >= LEAST_WORDS:
        return []
    expected = f"at least {LEAST_WORDS} characters"
    return [Fault("complaint.no_words", "A few more words are needed.", place=place, expected=expected, remedy=remedy)]


@dataclass(frozen=True)
class Rise:
    """Something complained of more often of late: how often, and how often that would be as before."""

    about: str
    count: int
    usual: float
    chance: float


def rises(received: Iterable[tuple[str, dt.date]], *, day: dt.date) -> tuple[Rise, ...]:
    """What is complained of more often in the four weeks that end with a day than in the half year before them.

    Two Poisson counts over unlike spans, by the conditional binomial test (Przyborowski and Wilenski 1940), one-sided.
    """
    recent: dict[str, int] = {}
    before: dict[str, int] = {}
    for about, on in received:
        if day - RECENT < on <= day:
            recent[about] = recent.get(about, 0) + 1
        elif day - RECENT - BEFORE < on <= day - RECENT:
            before[about] = before.get(about, 0) + 1
    share, found = RECENT / (RECENT + BEFORE), []
    for about, count in recent.items():
        earlier = before.get(about, 0)
        chance = at_least(count, of=count + earlier, share=share)
        if count >= FEWEST and chance <= CHANCE:
            found.append(Rise(about, count, earlier * (RECENT / BEFORE), chance))
    return tuple(sorted(found, key=lambda rise: (rise.chance, rise.about)))


def at_least(count: int, *, of: int, share: float) -> float:
    """The probability of so many or more of a number, each by itself with a probability of ``share``."""
    return sum(comb(of, n) * share**n * (1 - share) ** (of - n) for n in range(count, of + 1))
