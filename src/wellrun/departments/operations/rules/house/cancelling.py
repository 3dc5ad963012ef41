"""Which events stand once the cancellations among them have been heard."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from wellrun.departments.operations.rules.house.events import CANCELS, Does, Event, Question, Sort


class Heard(NamedTuple):
    """Events in the order in which they happened, the keys of those that were taken back, and what is to be asked."""

    events: tuple[Event, ...]
    void: frozenset[str]
    questions: tuple[Question, ...]


def heard(events: Iterable[Event]) -> Heard:
    """Hears out the cancellations of one visit, or of one bed.

    EVN-6 of a cancellation is the time at which the cancelled event occurred (HL7 v2.5.1, 3.4.1.6). Where no event of
    the kind has that time, the last one that stands and was written down by then is meant. Repeats of one event are
    taken back with it.
    """
    ordered = tuple(sorted(events, key=lambda one: one.happened))
    void: set[str] = set()
    questions = []
    cancelling = [one for one in ordered if one.does is Does.CANCEL]
    # An undoing by hand may take back a cancellation: those are heard from the last to the first.
    for one in sorted(cancelling, key=lambda one: (one.recorded, one.arrival), reverse=True):
        if one.undoes and one.key not in void:
            void |= {other.key for other in ordered if other.key == one.undoes}
    for one in sorted(cancelling, key=lambda one: (one.recorded, one.arrival)):
        if one.undoes or one.key in void:
            continue
        named = _named(one, [other for other in ordered if other.key not in void])
        if named is None:
            questions.append(Question(Sort.CANCELS_NOTHING, one.at, one.spot, (one.visit,)))
        else:
            void |= {other.key for other in ordered if _same(other, named) and other.recorded <= one.recorded}
    return Heard(ordered, frozenset(void), tuple(questions))


def _named(cancellation: Event, standing: Sequence[Event]) -> Event | None:
    kinds = CANCELS[cancellation.trigger]
    possible = [one for one in standing if one.trigger in kinds and one.recorded <= cancellation.recorded]
    exactly = [one for one in possible if one.at == cancellation.at]
    return max(exactly or possible, key=lambda one: one.happened, default=None)


def _same(one: Event, other: Event) -> bool:
    """Whether two tell of one event, though they came as two messages."""
    return (one.trigger, one.visit, one.at, one.spot) == (other.trigger, other.visit, other.at, other.spot)
