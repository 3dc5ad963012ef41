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
from wellrun.foundations.pages.tables import Table, TableColumn

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


def transfers_table(lines: Sequence[dict[str, Any]], query: Any) -> Table[dict[str, Any]]:
    """Open and ended transfers as a table that can be taken away; names only of whom the reader may see."""
    columns = (
        TableColumn[dict[str, Any]]("way", _("Way"), lambda line: str(line["one"].get_direction_display())),
        TableColumn[dict[str, Any]]("elsewhere", _("Other facility"), lambda line: line["one"].elsewhere),
        TableColumn[dict[str, Any]](
            "patient", _("Patient"), lambda line: line["patient"].name if line.get("patient") else ""
        ),
        TableColumn[dict[str, Any]]("unit", _("Unit"), lambda line: line["where"]),
        TableColumn[dict[str, Any]]("state", _("State"), lambda line: str(line["one"].get_state_display())),
        TableColumn[dict[str, Any]]("asked", _("Asked"), lambda line: line["one"].asked_at),
        TableColumn[dict[str, Any]]("answer", _("Until answered"), lambda line: line["answer"]),
        TableColumn[dict[str, Any]]("bed", _("Until a bed was held"), lambda line: line["bed"]),
        TableColumn[dict[str, Any]]("arrival", _("Until arrival"), lambda line: line["arrival"]),
    )
    return Table("transfers", columns, list(lines), query)
