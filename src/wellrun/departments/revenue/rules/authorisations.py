"""Prior authorisations: which moves they make, until when a payer has to answer, and what of a charge none covers.

Sources: CMS-0057-F (89 FR 8758), 42 CFR 422.568 and others, each in ``content/authorisation_clocks.yaml``; the number
goes on the claim as REF G1 (005010X222A1 and 005010X223A2, loop 2300).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

import yaml

from wellrun.departments.revenue.rules.edit_lists import Need
from wellrun.departments.revenue.rules.scrubbing.findings import Action, Finding
from wellrun.engines.x12 import BilledClaim

CONTENT = Path(__file__).parents[1] / "content" / "authorisation_clocks.yaml"
OTHER = "other"
SOON = 7
"""Days before a planned service from which a case without an answer is told of (house)."""


class State(StrEnum):
    """Where a case stands."""

    NEEDED = "needed"
    ASKED = "asked"
    PENDING = "pending"
    APPROVED = "approved"
    PARTLY = "partly"
    DENIED = "denied"
    EXPIRED = "expired"
    WITHDRAWN = "withdrawn"


class Move(StrEnum):
    """What is done to a case."""

    ASK = "ask"
    WAIT = "wait"
    INFORM = "inform"
    APPROVE = "approve"
    APPROVE_PART = "approve-part"
    DENY = "deny"
    EXPIRE = "expire"
    WITHDRAW = "withdraw"


MOVES: Mapping[tuple[State, Move], State] = {
    (State.NEEDED, Move.ASK): State.ASKED,
    (State.NEEDED, Move.WITHDRAW): State.WITHDRAWN,
    **{
        (waiting, move): reached
        for waiting in (State.ASKED, State.PENDING)
        for move, reached in (
            (Move.APPROVE, State.APPROVED),
            (Move.APPROVE_PART, State.PARTLY),
            (Move.DENY, State.DENIED),
            (Move.WITHDRAW, State.WITHDRAWN),
        )
    },
    (State.ASKED, Move.WAIT): State.PENDING,
    (State.PENDING, Move.INFORM): State.ASKED,
    (State.APPROVED, Move.EXPIRE): State.EXPIRED,
    (State.PARTLY, Move.EXPIRE): State.EXPIRED,
    # A refusal or an end is asked about anew, on the same case: what went before stays in its history.
    (State.DENIED, Move.ASK): State.ASKED,
    (State.EXPIRED, Move.ASK): State.ASKED,
}
"""What may be done in which state, and what it leads to."""

WAITING = frozenset({State.ASKED, State.PENDING})
GRANTED = frozenset({State.APPROVED, State.PARTLY})


def allowed(state: State) -> tuple[Move, ...]:
    """The moves of a state, in their order."""
    return tuple(move for move in Move if (state, move) in MOVES)


@dataclass(frozen=True)
class ClockLaw:
    """How long a kind of payer has for requests from a day on, and by what."""

    key: str
    since: dt.date
    days: int
    hours: int
    extension: int
    source: str


@lru_cache(maxsize=1)
def clock_laws() -> tuple[ClockLaw, ...]:
    """The clocks as shipped. Raises ``ValueError`` for a row without a source, or a house without a rule."""
    rows = tuple(ClockLaw(**row) for row in yaml.safe_load(CONTENT.read_text(encoding="utf-8")))
    if not all(row.source and row.days > 0 and row.hours > 0 for row in rows) or OTHER not in {row.key for row in rows}:
        raise ValueError("Each clock needs its length and source, and the house a rule.")
    return rows


def law_on(kind: str, day: dt.date) -> ClockLaw:
    """The clock of a kind of payer for a request of a day; where there is none yet, the house's."""
    held = [row for row in clock_laws() if row.key == kind and row.since <= day]
    return max(held, key=lambda row: row.since) if held else law_on(OTHER, max(day, dt.date(1990, 1, 1)))


def answer_due(
    asked_at: dt.datetime, *, kind: str = OTHER, expedited: bool = False, own_days: int | None = None, put_off: bool
) -> dt.datetime:
    """Until when the payer has to answer a request, which came at a local moment.

    Calendar days run to the end of the last one, hours from the moment. ``own_days``: agreed with the payer, for
    standard requests. ``put_off``: it has asked for information and may take the extension.
    """
    law = law_on(kind, asked_at.date())
    more = dt.timedelta(days=law.extension if put_off else 0)
    if expedited:
        return asked_at + dt.timedelta(hours=law.hours) + more
    last = asked_at.date() + dt.timedelta(days=own_days or law.days) + more
    return dt.datetime.combine(last, dt.time(23, 59), asked_at.tzinfo)


class Case(NamedTuple):
    """A case as charges are held against it. ``units``: approved; none where the approval names no number."""

    key: int
    state: State
    services: tuple[str, ...]
    begins: dt.date
    ends: dt.date
    units: Decimal | None
    number: str = ""

    def speaks_of(self, service: str) -> bool:
        return any(service.startswith(one) for one in self.services)


class Asked(NamedTuple):
    """A service that was or will be given: ``key`` says which."""

    key: int
    service: str
    on: dt.date
    units: Decimal = Decimal(1)


class Lack(StrEnum):
    """What is wrong with the authorisation of a service."""

    MISSING = "missing"
    UNDECIDED = "undecided"
    DENIED = "denied"
    WRONG_DAY = "wrong day"
    EXPIRED = "expired"
    USED_UP = "used up"


class Lacking(NamedTuple):
    """A service without the authorisation it needs, why, and the case that comes nearest (none: nobody asked)."""

    asked: Asked
    lack: Lack
    case: Case | None
    note: str = ""


def need_of(service: str, on: dt.date, needs: Iterable[Need]) -> Need | None:
    """The row by which a payer wants an authorisation for a service on a day; the longest code says it best."""
    held = [
        one
        for one in needs
        if service.startswith(one.code) and one.since <= on and (one.until is None or on <= one.until)
    ]
    return max(held, key=lambda one: len(one.code), default=None)


def lacking(services: Iterable[Asked], needs: Sequence[Need], cases: Sequence[Case]) -> tuple[Lacking, ...]:
    """Which of these services lack the authorisation that they need. Units are used up in the order of days."""
    left = {one.key: one.units for one in cases}
    return tuple(_judged(services, needs, cases, left))


def _judged(
    services: Iterable[Asked], needs: Sequence[Need], cases: Sequence[Case], left: dict[int, Decimal | None]
) -> Iterator[Lacking]:
    for one in sorted(services, key=lambda each: (each.on, each.key)):
        need = need_of(one.service, one.on, needs)
        if need is None:
            continue
        speak = [case for case in cases if case.speaks_of(one.service) and case.state is not State.WITHDRAWN]
        covering = [case for case in speak if case.state in GRANTED and case.begins <= one.on <= case.ends]
        enough = next((case for case in covering if _enough(left[case.key], one.units)), None)
        if enough is not None:
            held = left[enough.key]
            left[enough.key] = None if held is None else held - one.units
        elif covering:
            yield Lacking(one, Lack.USED_UP, covering[0], need.note)
        else:
            yield Lacking(one, *_nearest(speak), need.note)


def _enough(held: Decimal | None, units: Decimal) -> bool:
    return held is None or held >= units


NEAREST: Sequence[tuple[frozenset[State], Lack]] = (
    (WAITING, Lack.UNDECIDED),
    (GRANTED, Lack.WRONG_DAY),
    (frozenset({State.EXPIRED}), Lack.EXPIRED),
    (frozenset({State.DENIED}), Lack.DENIED),
    (frozenset({State.NEEDED}), Lack.MISSING),
)
"""What comes nearest to an authorisation, and what it lacks."""


def _nearest(speak: Sequence[Case]) -> tuple[Lack, Case | None]:
    for states, lack in NEAREST:
        for case in speak:
            if case.state in states:
                return lack, case
    return Lack.MISSING, None


def used(case: Case, services: Iterable[Asked]) -> Decimal:
    """How many units of a case these services use."""
    return sum(
        (one.units for one in services if case.speaks_of(one.service) and case.begins <= one.on <= case.ends),
        Decimal(0),
    )


NUMBER = "G1"
"""Of a prior authorisation (REF01)."""


def unproven(claim: BilledClaim, needs: Sequence[Need]) -> Iterator[Finding]:
    """Lines whose service the payer wants to authorise, of a claim that carries no number of an authorisation."""
    if claim.references.get(NUMBER):
        return
    for at, one in enumerate(claim.lines, start=1):
        service = one.procedure or one.revenue_code
        if one.begins is None or one.references.get(NUMBER) or need_of(service, one.begins, needs) is None:
            continue
        yield Finding(
            rule=f"authorisation.{service}",
            place=f"2400/{at}/REF02",
            value="",
            words=f"The payer wants to authorise {service} before it is given, and the claim has no number of it.",
            action=Action.WARN,
            expected="the number of the authorisation (REF G1)",
            remedy="Enter the number on the account, or ask the payer now; some grant it after the fact.",
            line=at,
        )


class Urgency(StrEnum):
    """What the morning says of a case."""

    ANSWER_LATE = "answer late"
    NOT_ASKED = "not asked"
    ENDS_BEFORE = "ends before"
    QUIET = "quiet"


def urgency(
    state: State, *, begins: dt.date, ends: dt.date, due: dt.datetime | None, now: dt.datetime, service_on: dt.date
) -> Urgency:
    """Whether a case has to be looked at: its clock has run out, its service is near, or it ends before its service."""
    if state in WAITING and due is not None and now > due:
        return Urgency.ANSWER_LATE
    near = service_on - dt.timedelta(days=SOON) <= now.date() <= service_on
    if state is State.NEEDED and (near or service_on < now.date()):
        return Urgency.NOT_ASKED
    if state in GRANTED and not begins <= service_on <= ends and service_on >= now.date():
        return Urgency.ENDS_BEFORE
    return Urgency.QUIET
