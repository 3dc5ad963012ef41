"""Requests in words: the sentence above the board, the clocks, the figures."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from wellrun.departments.operations.models.requests import KINDS
from wellrun.departments.operations.queries.requests import RequestLine
from wellrun.departments.operations.rules.requests import TAKEN, Clock, Move, Week
from wellrun.foundations.pages.tables import Table, TableColumn

VERBS = {
    Move.ACCEPT: gettext_lazy("Accept"),
    Move.START: gettext_lazy("Begin"),
    Move.FINISH: gettext_lazy("Done"),
    Move.HAND_BACK: gettext_lazy("Hand it back"),
    Move.REASSIGN: gettext_lazy("Give it to somebody"),
    Move.REFUSE: gettext_lazy("Refuse"),
    Move.CANCEL: gettext_lazy("Cancel"),
    Move.REOPEN: gettext_lazy("Ask again"),
    Move.NOTE: gettext_lazy("Add a note"),
}
ONE_TAP = (Move.ACCEPT, Move.START, Move.FINISH)
"""What needs no more words than the verb."""


def headline(lines: Sequence[RequestLine]) -> str:
    """How many are open, how many of them nobody has taken, how many are past their time."""
    if not lines:
        return _("Nothing is asked for that is not done.")
    untaken = sum(line.request.state not in TAKEN for line in lines)
    late = sum(line.clock.late for line in lines)
    open_ones = ngettext("%(n)s request is open", "%(n)s requests are open", len(lines)) % {"n": len(lines)}
    return _("%(open)s: nobody has taken %(untaken)s, %(late)s past the time it should take.") % {
        "open": open_ones,
        "untaken": untaken,
        "late": late,
    }


def minutes(time: dt.timedelta) -> str:
    """A time as people say it: 12 min, 2 h 5 min, 3 days."""
    whole = max(0, int(time.total_seconds() // 60))
    if whole < 60:
        return _("%(n)s min") % {"n": whole}
    if whole < 48 * 60:
        return _("%(hours)s h %(minutes)s min") % {"hours": whole // 60, "minutes": whole % 60}
    return ngettext("%(n)s day", "%(n)s days", whole // 1440) % {"n": whole // 1440}


def against(clock: Clock) -> str:
    """A clock against its target."""
    return _("%(ran)s of %(within)s") % {"ran": minutes(clock.ran), "within": minutes(clock.within)}


def weeks_table(weeks: Sequence[Week], query: Any) -> Table[Week]:
    """How quickly each kind was answered, by week."""
    columns = (
        TableColumn[Week]("week", _("Asked in the week of"), lambda one: one.monday),
        TableColumn[Week]("kind", _("Kind"), lambda one: str(KINDS[one.kind])),
        TableColumn[Week]("n", _("Answered"), lambda one: one.n, number=True),
        TableColumn[Week]("median", _("Median, minutes"), lambda one: one.median, number=True, places=1),
        TableColumn[Week]("p90", _("90 of 100 within, minutes"), lambda one: one.ninetieth, number=True, places=1),
        TableColumn[Week]("in_time", _("Within target"), lambda one: one.in_time, number=True),
    )
    return Table("response-times", columns, list(weeks), query)
