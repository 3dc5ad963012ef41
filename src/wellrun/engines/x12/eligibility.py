"""The 270 and the 271 as records: who asks whom of which member, and what benefits there are.

Layouts: 005010X279A1 as the public record shows them. A member is the subscriber or a dependent; whose dependent stands
in ``subscriber``. Nothing is worked out: a benefit says what its EB says.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any, NamedTuple

from wellrun.engines.x12.envelope import Piece, Segment, element
from wellrun.engines.x12.faults import Fault, Level
from wellrun.engines.x12.parties import MORE, Draft, Naming, Party, named, party
from wellrun.engines.x12.unread import Unread, unread_of
from wellrun.engines.x12.values import amount, days, frozen

SOURCE, RECEIVER, SUBSCRIBER, DEPENDENT = "20", "21", "22", "23"
"""Levels of the hierarchy (HL03): who has the information, who asks, and of whom."""

Dates = Mapping[str, tuple[dt.date, dt.date]]


class Trace(NamedTuple):
    """A number by which an answer finds its question (TRN): 1 this transaction's, 2 the one it answers."""

    kind: str
    number: str
    originator: str
    extra: str


class Refusal(NamedTuple):
    """Why nothing can be said (AAA): whether the question was valid, reject reason, what to do next."""

    valid: str
    reason: str
    follow_up: str
    at: int


class Service(NamedTuple):
    """A procedure as a composite names it."""

    qualifier: str
    code: str
    modifiers: tuple[str, ...]


class Query(NamedTuple):
    """What is asked (EQ): service types or a procedure, coverage level, insurance type, and what goes with them."""

    services: tuple[str, ...]
    procedure: Service | None
    coverage: str
    insurance: str
    references: Mapping[str, str]
    dates: Dates
    conditions: tuple[tuple[str, str], ...]
    at: int


class Delivery(NamedTuple):
    """How a benefit is given (HSD): quantity qualifier, quantity, unit, frequency, period qualifier, periods."""

    qualifier: str
    quantity: Decimal | None
    unit: str
    frequency: Decimal | None
    period: str
    periods: Decimal | None


class Benefit(NamedTuple):
    """A benefit (EB). ``code``: what kind, such as active, co-payment, limit. ``share``: a part of one (0.2 for 20 %).

    ``authorisation`` and ``in_network``: Y, N, U, or W where it makes no difference. ``related``: whoever else is named
    (LS to LE). ``conditions``: (qualifier, code) of III.
    """

    code: str
    coverage: str
    services: tuple[str, ...]
    insurance: str
    plan: str
    period: str
    amount: Decimal | None
    share: Decimal | None
    quantity_qualifier: str
    quantity: Decimal | None
    authorisation: str
    in_network: str
    procedure: Service | None
    deliveries: tuple[Delivery, ...]
    references: Mapping[str, str]
    dates: Dates
    refusals: tuple[Refusal, ...]
    messages: tuple[str, ...]
    conditions: tuple[tuple[str, str], ...]
    related: tuple[Party, ...]
    at: int


class Member(NamedTuple):
    """Of whom is asked or told: at which level, between whom, and what. ``subscriber``: whose dependent, if one."""

    level: str
    source: Party | None
    receiver: Party | None
    subscriber: Party | None
    person: Party | None
    traces: tuple[Trace, ...]
    dates: Dates
    diagnoses: tuple[tuple[str, str], ...]
    refusals: tuple[Refusal, ...]
    queries: tuple[Query, ...]
    benefits: tuple[Benefit, ...]
    at: int


class Eligibility(NamedTuple):
    """A 270 or 271. ``refusals``: those of source or receiver as a whole. ``unread``: segments that were not read."""

    purpose: str
    reference: str
    created: str
    refusals: tuple[Refusal, ...]
    members: tuple[Member, ...]
    unread: tuple[Unread, ...]
    faults: tuple[Fault, ...]


def eligibility_of(piece: Piece) -> Eligibility:
    """The records of a 270 or 271. Nothing is refused: what is missing or cannot be read is in ``faults``."""
    building = _Building(piece)
    for at, segment in enumerate(piece.segments, start=1):
        building.take(segment, at)
    return building.done()


class _Building:
    """The members while their segments come."""

    def __init__(self, piece: Piece) -> None:
        self.piece = piece
        self.component, self.repetition = piece.delimiters.component, piece.delimiters.repetition
        self.faults: list[Fault] = []
        self.head = ("", "", "")
        self.level = ""
        self.at_level: dict[str, Draft] = {}
        self.naming = Naming(self.faults)
        self.refusals: list[Refusal] = []
        self.members: list[Member] = []
        self.member: dict[str, Any] | None = None
        self.inner: dict[str, Any] | None = None
        self.within = ""

    def take(self, segment: Segment, at: int) -> None:
        if self.naming.takes(segment, at):
            return
        handler = HANDLERS.get(segment[0])
        if handler is not None:
            handler(self, segment, at)

    def done(self) -> Eligibility:
        self._close_member()
        return Eligibility(
            *self.head,
            refusals=tuple(self.refusals),
            members=tuple(self.members),
            unread=unread_of(self.piece.segments, KNOWN),
            faults=tuple(self.faults),
        )

    def bht(self, segment: Segment, _at: int) -> None:
        self.head = (element(segment, 2), element(segment, 3), element(segment, 4))

    def hl(self, segment: Segment, at: int) -> None:
        self._close_member()
        self.level = element(segment, 3)
        below = {SOURCE: 0, RECEIVER: 1, SUBSCRIBER: 2, DEPENDENT: 3}.get(self.level)
        if below is None:
            message = "This is no level of this hierarchy."
            expected = "20, 21, 22 or 23"
            self.faults.append(Fault(Level.ELEMENT, "7", message, "HL", at, 3, value=self.level, expected=expected))
            return
        for level in (SOURCE, RECEIVER, SUBSCRIBER, DEPENDENT)[below:]:
            self.at_level.pop(level, None)
        if below >= 2:
            self.member = {"traces": [], "dates": {}, "diagnoses": [], "refusals": [], "queries": [], "benefits": []}
            self.member |= {"level": self.level, "at": at}

    def nm1(self, segment: Segment, _at: int) -> None:
        self.naming.draft = named(segment)
        if self.inner is not None:
            self.inner.setdefault("related", []).append(self.naming.draft)
        else:
            self.at_level[self.level] = self.naming.draft

    def trn(self, segment: Segment, at: int) -> None:
        member = self._inside(segment, at)
        if member is not None:
            member["traces"].append(Trace(*(element(segment, number) for number in range(1, 5))))

    def aaa(self, segment: Segment, at: int) -> None:
        refusal = Refusal(element(segment, 1), element(segment, 3), element(segment, 4), at)
        owner = self.inner if self.inner is not None else self.member
        (owner["refusals"] if owner is not None else self.refusals).append(refusal)

    def dtp(self, segment: Segment, at: int) -> None:
        found = days(segment, 2, 3, at, self.faults)
        owner = self.inner if self.inner is not None else self._inside(segment, at)
        if found is not None and owner is not None:
            owner["dates"][element(segment, 1)] = found

    def hi(self, segment: Segment, at: int) -> None:
        member = self._inside(segment, at)
        if member is not None:
            pairs = (one.split(self.component) for one in segment[1:])
            member["diagnoses"] += [(pair[0], pair[1]) for pair in pairs if len(pair) > 1]

    def eq(self, segment: Segment, at: int) -> None:
        if self._inside(segment, at) is None:
            return
        self._open("queries", at).update(
            {
                "services": self._repeated(element(segment, 1)),
                "procedure": self._service(element(segment, 2)),
                "coverage": element(segment, 3),
                "insurance": element(segment, 4),
            }
        )

    def eb(self, segment: Segment, at: int) -> None:
        if self._inside(segment, at) is None:
            return
        self._open("benefits", at).update(
            {
                "code": element(segment, 1),
                "coverage": element(segment, 2),
                "services": self._repeated(element(segment, 3)),
                "insurance": element(segment, 4),
                "plan": element(segment, 5),
                "period": element(segment, 6),
                "amount": amount(segment, 7, at, self.faults),
                "share": amount(segment, 8, at, self.faults),
                "quantity_qualifier": element(segment, 9),
                "quantity": amount(segment, 10, at, self.faults),
                "authorisation": element(segment, 11),
                "in_network": element(segment, 12),
                "procedure": self._service(element(segment, 13)),
                **{name: [] for name in ("deliveries", "messages", "related")},
            }
        )

    def hsd(self, segment: Segment, at: int) -> None:
        benefit = self._benefit(segment, at)
        if benefit is not None:
            one, three, five = (element(segment, number) for number in (1, 3, 5))
            two, four, six = (amount(segment, number, at, self.faults) for number in (2, 4, 6))
            benefit["deliveries"].append(Delivery(one, two, three, four, five, six))

    def msg(self, segment: Segment, at: int) -> None:
        benefit = self._benefit(segment, at)
        if benefit is not None:
            benefit["messages"].append(element(segment, 1))

    def iii(self, segment: Segment, at: int) -> None:
        if self.inner is None:
            self._outside(segment, at, "EQ or EB before it")
        else:
            self.inner["conditions"].append((element(segment, 1), element(segment, 2)))

    def ref(self, segment: Segment, _at: int) -> None:
        if self.inner is not None:
            self.inner["references"][element(segment, 1)] = element(segment, 2)

    def passed(self, _segment: Segment, _at: int) -> None:
        """A segment that is known and tells nothing the records hold."""

    def _repeated(self, text: str) -> tuple[str, ...]:
        if not text:
            return ()
        return tuple(text.split(self.repetition)) if self.repetition else (text,)

    def _service(self, text: str) -> Service | None:
        if not text:
            return None
        parts = [*text.split(self.component), ""]
        return Service(parts[0], parts[1], tuple(one for one in parts[2:6] if one))

    def _inside(self, segment: Segment, at: int) -> dict[str, Any] | None:
        if self.member is None:
            self._outside(segment, at, "HL of a member before it")
        return self.member

    def _benefit(self, segment: Segment, at: int) -> dict[str, Any] | None:
        if self.inner is not None and self.within == "benefits":
            return self.inner
        self._outside(segment, at, "EB before it")
        return None

    def _outside(self, segment: Segment, at: int, expected: str) -> None:
        message = "This stands outside of what it belongs to."
        self.faults.append(Fault(Level.SEGMENT, "7", message, segment[0], at, expected=expected))

    def _open(self, within: str, at: int) -> dict[str, Any]:
        """A question or benefit of the member; the one before is closed."""
        self._close_inner()
        self.within = within
        self.inner = {"references": {}, "dates": {}, "conditions": [], "refusals": [], "at": at}
        return self.inner

    def _close_inner(self) -> None:
        if self.inner is not None and self.member is not None:
            related = tuple(Party._make(one) for one in self.inner.pop("related", ()))
            if self.within == "benefits":
                self.member["benefits"].append(Benefit(**frozen(self.inner), related=related))
            else:
                # What a question's NM1 or AAA would tell has no place in it; it stays in the piece.
                self.inner.pop("refusals")
                self.member["queries"].append(Query(**frozen(self.inner)))
        self.inner = None

    def _close_member(self) -> None:
        self._close_inner()
        if self.member is not None:
            whose = party(self.at_level.get(SUBSCRIBER)) if self.level == DEPENDENT else None
            self.members.append(
                Member(
                    **frozen(self.member),
                    source=party(self.at_level.get(SOURCE)),
                    receiver=party(self.at_level.get(RECEIVER)),
                    subscriber=whose,
                    person=party(self.at_level.get(self.level)),
                )
            )
        self.member, self.naming.draft = None, None


HANDLERS: Mapping[str, Callable[[_Building, Segment, int], None]] = {
    "BHT": _Building.bht,
    "HL": _Building.hl,
    "NM1": _Building.nm1,
    "TRN": _Building.trn,
    "AAA": _Building.aaa,
    "DTP": _Building.dtp,
    "HI": _Building.hi,
    "EQ": _Building.eq,
    "EB": _Building.eb,
    "HSD": _Building.hsd,
    "MSG": _Building.msg,
    "III": _Building.iii,
    "REF": _Building.ref,
    **dict.fromkeys(("ST", "SE", "INS", "MPI", "AMT", "LS", "LE", "N2"), _Building.passed),
}
"""What is done with a segment, by its id."""

KNOWN = frozenset({*HANDLERS, *MORE})
"""Segments that are read, or known to tell nothing the records hold."""
