"""What happened to a bed, newest first, in words."""

from __future__ import annotations

import datetime as dt
from typing import Any, NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from wellrun.departments.operations.models.house import CONDITIONS
from wellrun.departments.operations.queries.bed import BedPage
from wellrun.departments.operations.rules.house.beds import EVER, Condition

SAID = {
    "A01": gettext_lazy("admitted"),
    "A02": gettext_lazy("moved"),
    "A03": gettext_lazy("discharged"),
    "A04": gettext_lazy("registered"),
    "A05": gettext_lazy("expected"),
    "A06": gettext_lazy("became an inpatient"),
    "A07": gettext_lazy("became an outpatient"),
    "A08": gettext_lazy("details changed"),
    "A11": gettext_lazy("admission cancelled"),
    "A12": gettext_lazy("move cancelled"),
    "A13": gettext_lazy("discharge cancelled"),
    "A14": gettext_lazy("bed asked for"),
    "A15": gettext_lazy("move planned"),
    "A16": gettext_lazy("discharge planned"),
    "A17": gettext_lazy("changed beds"),
    "A20": gettext_lazy("state of the bed told"),
    "A21": gettext_lazy("on leave"),
    "A22": gettext_lazy("back from leave"),
    "bed": gettext_lazy("state of the bed told"),
}


class Line(NamedTuple):
    """One line of the history: from when to when, what was so, and why if somebody said."""

    since: dt.datetime | None
    until: dt.datetime | None
    words: str
    why: str = ""


class Undoable(NamedTuple):
    """An event that may be taken back."""

    event: Any
    words: str
    done: bool


class History(NamedTuple):
    """Times in which somebody lay in the bed, times of its conditions, and the last events."""

    lines: tuple[Line, ...]
    events: tuple[Undoable, ...]


def happened(held: BedPage) -> History:
    """The history of a bed. Nobody is named: who lay here is found in the record, by whoever may open it."""
    lines = [Line(one.since, one.until, _("a patient lay here")) for one in held.spells]
    for span in held.spans:
        words = [str(CONDITIONS[Condition(span.condition)])]
        words += [_("isolated")] if span.isolated else []
        words += [_("held")] if span.held_id else []
        since = None if span.since == EVER else span.since
        lines.append(Line(since, span.until, ", ".join(words), span.said.why if span.said else ""))
    lines.sort(key=lambda one: one.since or EVER, reverse=True)
    events = tuple(
        Undoable(one, str(SAID.get(one.trigger, one.trigger)), bool(one.undone_by.all())) for one in held.events
    )
    return History(tuple(lines), events)
