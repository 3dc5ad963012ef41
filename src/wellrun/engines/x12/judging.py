"""All that is wrong with a file, piece by piece: envelopes, elements against their tables, what readers missed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping

from wellrun.engines.x12.acknowledgement import group_answer_of
from wellrun.engines.x12.claim_reading import billing_of
from wellrun.engines.x12.elements import element_faults
from wellrun.engines.x12.eligibility import eligibility_of
from wellrun.engines.x12.enrolment import enrolment_of
from wellrun.engines.x12.envelope import Kind, Piece
from wellrun.engines.x12.faults import Fault
from wellrun.engines.x12.premium import premium_of
from wellrun.engines.x12.remittance_reading import remittance_of
from wellrun.engines.x12.status import claim_status_of

READERS: Mapping[str, Callable[[Piece], Iterable[Fault]]] = {
    "270": lambda piece: eligibility_of(piece).faults,
    "271": lambda piece: eligibility_of(piece).faults,
    "276": lambda piece: claim_status_of(piece).faults,
    "277": lambda piece: claim_status_of(piece).faults,
    "820": lambda piece: premium_of(piece).faults,
    "834": lambda piece: enrolment_of(piece).faults,
    "835": lambda piece: remittance_of(piece).faults,
    "837": lambda piece: billing_of(piece).faults,
    "999": lambda piece: group_answer_of(piece).faults,
}
"""What the records of a set tell beyond the tables."""


def judged(pieces: Iterable[Piece]) -> Iterator[tuple[Piece, tuple[Fault, ...]]]:
    """Each piece with all its faults, none told twice: those of the envelope first, then in the order of segments."""
    for piece in pieces:
        if piece.kind is not Kind.TRANSACTION:
            yield piece, tuple(piece.faults)
            continue
        reader = READERS.get(piece.set_id)
        inside = [*element_faults(piece), *(reader(piece) if reader else ())]
        once = {(one.position, one.segment, one.element, one.component, one.code): one for one in reversed(inside)}
        order = sorted(once.values(), key=lambda one: (one.position, one.element, one.component))
        yield piece, (*piece.faults, *order)
