"""What the answers to a batch say of each claim in it: from the typed 999, TA1 and 277 to moves and notes.

Categories of a status (STC01-1) by their first letter and number, as the public guides of payers use them: A0 to A2
went on or was taken, A3 to A8 was not; P waits, R asks, F is decided, D is not found, E could not be answered.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any, NamedTuple

from wellrun.departments.revenue.rules.claim_states import Move
from wellrun.engines.x12.acknowledgement import (
    ACCEPTED,
    NOTED,
    REFUSED,
    GroupAnswer,
    InterchangeAnswer,
    SegmentNote,
    SetAnswer,
)
from wellrun.engines.x12.status import ClaimStatus, Status, StatusClaim

ACKNOWLEDGED = "0085"
"""Structure of a 277 that acknowledges claims (BHT01); any other answers a 276."""

RECEIVER, PAYER_CONTROL, CLEARING_HOUSE = "21", "1K", "D9"
REFUSED_ACTION = "U"

RECEIVED, TAKEN = frozenset({"A0", "A1"}), frozenset({"A2", "A5"})
BY_LETTER: Mapping[str, Move] = MappingProxyType(
    {"A": Move.REJECTION, "P": Move.PENDING, "R": Move.PENDING, "F": Move.DECISION}
)


class Note(NamedTuple):
    """Something that is wrong or told. ``kind``: interchange, group, set, segment, element, status or message.

    ``value`` is a copy of what was wrong and may tell of a patient.
    """

    kind: str
    code: str
    segment: str = ""
    position: int = 0
    loop: str = ""
    element: int = 0
    component: int = 0
    status: str = ""
    entity: str = ""
    value: str = ""


class Receipt(NamedTuple):
    """What a 999 says of a group: by control number of a transaction, and of those it does not name."""

    functional: str
    group: str
    sets: Mapping[str, tuple[Move, tuple[Note, ...]]]
    others: Move
    notes: tuple[Note, ...]

    def of(self, control: str) -> tuple[Move, tuple[Note, ...]]:
        """What became of a transaction. Leading zeros make no other number."""
        return self.sets.get(control.lstrip("0"), (self.others, self.notes))


class Told(NamedTuple):
    """What a 277 says of a claim, or of all that a transaction brought (``whole``).

    ``reference``: of the transaction it answers; ``number``: ours of the claim, or the trace of a question;
    ``passed_on``: the number we gave for whoever passes it on; ``payer_control``: the payer's own.
    """

    reference: str
    number: str
    passed_on: str
    payer_control: str
    move: Move
    on: dt.date | None
    notes: tuple[Note, ...]
    whole: bool = False
    asked: bool = False


def receipt_of(answer: GroupAnswer) -> Receipt:
    """A 999 as what becomes of the transactions of its group."""
    notes = tuple(Note("group", code) for code in answer.reasons)
    refused = answer.code == REFUSED
    return Receipt(
        answer.functional,
        answer.control.lstrip("0"),
        MappingProxyType({one.control.lstrip("0"): _of_set(one, refused, notes) for one in answer.sets}),
        Move.RETURN if refused else Move.RECEIPT,
        notes,
    )


def interchange_move(answer: InterchangeAnswer) -> tuple[Move, tuple[Note, ...]]:
    """What a TA1 makes of everything in the interchange: only a refusal says anything of the claims."""
    taken = answer.code in (ACCEPTED, NOTED)
    return (Move.RECEIPT if taken else Move.RETURN), (() if answer.note in ("", "000") else (_interchange(answer),))


def told_of(status: ClaimStatus) -> Iterator[Told]:
    """Every claim that a 277 tells of. A refusal of the whole transaction stands alone."""
    reference = ""
    asked = status.structure != ACKNOWLEDGED
    for level in status.levels:
        for claim in level.claims:
            if level.level == RECEIVER:
                reference = claim.trace.number or reference
                if not asked and claim.statuses and move_of(claim.statuses[-1]) is Move.REJECTION:
                    yield _told(claim, reference, asked=asked, whole=True)
            elif claim.statuses and level.level not in ("19", "20"):
                yield _told(claim, reference, asked=asked)


def move_of(status: Status) -> Move:
    """What a status does to a claim. The categories decide; the action only where it refuses."""
    categories = [one.category.upper() for one in status.reasons]
    moves = [_of_category(one) for one in categories] or [Move.UNKNOWN]
    if status.action == REFUSED_ACTION or Move.REJECTION in moves:
        return Move.REJECTION
    return moves[0]


def _of_category(category: str) -> Move:
    if category in RECEIVED:
        return Move.RECEIPT
    if category in TAKEN:
        return Move.ACCEPTANCE
    if category == "A4":
        return Move.UNKNOWN
    return BY_LETTER.get(category[:1], Move.UNKNOWN)


def _told(claim: StatusClaim, reference: str, *, asked: bool, whole: bool = False) -> Told:
    last = claim.statuses[-1]
    notes = [note for status in claim.statuses for note in _of_status(status)]
    notes += [note for line in claim.lines for status in line.statuses for note in _of_status(status)]
    return Told(
        reference=reference,
        number=claim.trace.number,
        passed_on=claim.references.get(CLEARING_HOUSE, ""),
        payer_control=claim.references.get(PAYER_CONTROL, ""),
        move=move_of(last),
        on=last.effective,
        notes=tuple(dict.fromkeys(notes)),
        whole=whole,
        asked=asked,
    )


def _of_status(status: Status) -> Iterator[Note]:
    for reason in status.reasons:
        yield Note("status", reason.category, status=reason.status, entity=reason.entity)
    if status.message:
        yield Note("message", "", value=status.message)


def _of_set(one: SetAnswer, refused: bool, notes: tuple[Note, ...]) -> tuple[Move, tuple[Note, ...]]:
    inside = [note for wrong in one.notes for note in _of_segment(wrong)]
    of_set = [Note("set", code) for code in one.reasons]
    taken = one.code in (ACCEPTED, NOTED) and not refused
    return (Move.RECEIPT if taken else Move.RETURN), (*notes, *of_set, *inside)


def _of_segment(wrong: SegmentNote) -> Iterator[Note]:
    place: dict[str, Any] = {"segment": wrong.segment, "position": wrong.position, "loop": wrong.loop}
    if not wrong.elements:
        yield Note("segment", wrong.code, **place)
    for one in wrong.elements:
        yield Note("element", one.code, **place, element=one.element, component=one.component, value=one.value)


def _interchange(answer: InterchangeAnswer) -> Note:
    return Note("interchange", answer.note)
