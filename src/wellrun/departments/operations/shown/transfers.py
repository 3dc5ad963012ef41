"""Transfers in words."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from wellrun.departments.operations.queries.transfers import TransferLine
from wellrun.departments.operations.rules.transfers import Direction, Move
from wellrun.departments.operations.shown.board import duration

VERBS = {
    Move.ACCEPT: gettext_lazy("Accepted"),
    Move.DECLINE: gettext_lazy("Declined"),
    Move.ASSIGN: gettext_lazy("Hold a bed"),
    Move.DEPART: gettext_lazy("On the way"),
    Move.ARRIVE: gettext_lazy("Arrived"),
    Move.CANCEL: gettext_lazy("Cancel"),
    Move.REOPEN: gettext_lazy("Ask again"),
}


def headline(lines: Sequence[TransferLine]) -> str:
    """How many are to come and to go."""
    if not lines:
        return _("No transfer is open.")
    coming = sum(line.transfer.direction == Direction.IN for line in lines)
    going = len(lines) - coming
    ins = ngettext("%(n)s patient is to come from elsewhere", "%(n)s patients are to come from elsewhere", coming)
    outs = ngettext("%(n)s is to go", "%(n)s are to go", going)
    return _("%(ins)s, %(outs)s.") % {"ins": ins % {"n": coming}, "outs": outs % {"n": going}}


def line(one: TransferLine) -> dict[str, Any]:
    """One transfer as the board draws it."""
    return {
        "one": one.transfer,
        "where": one.where,
        "answer": _said(one.times.to_answer),
        "bed": _said(one.times.to_bed) if one.transfer.direction == Direction.IN else "",
        "arrival": _said(one.times.to_arrival),
    }


def _said(time: dt.timedelta | None) -> str:
    return duration(time) if time is not None else ""
