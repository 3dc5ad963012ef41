"""The discharge board in words and as a table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from wellrun.departments.operations.models.leaving import REASONS
from wellrun.departments.operations.queries.discharges import Leaver, Lost
from wellrun.departments.operations.rules.leaving import UNSAID, Basis, When
from wellrun.foundations.pages.tables import Table, TableColumn

GROUPS = {
    When.TODAY: gettext_lazy("Could leave today"),
    When.TOMORROW: gettext_lazy("Tomorrow"),
    When.LATER: gettext_lazy("Later"),
    When.UNKNOWN: gettext_lazy("No day known"),
}
BASES = {
    Basis.SAID: gettext_lazy("said by the ward"),
    Basis.LIKE: gettext_lazy("estimate: stays of this unit that began so"),
    Basis.UNIT: gettext_lazy("estimate: stays of this unit"),
    Basis.FACILITY: gettext_lazy("estimate: stays of the facility"),
    Basis.NONE: gettext_lazy("too few stays to say"),
}
UNSAID_WORDS = gettext_lazy("Nobody has said why")


def headline(rows: Sequence[Leaver]) -> str:
    """How many could leave today, how many of them are ready, and how many something holds."""
    today = [one for one in rows if one.when is When.TODAY]
    if not today:
        return _("Nobody is expected to leave today.")
    people = ngettext("%(n)s patient could leave today", "%(n)s patients could leave today", len(today))
    ready = sum(one.ready_since is not None for one in today)
    held = sum(bool(one.barriers) for one in today)
    return _("%(people)s: %(ready)s ready, %(held)s held by something.") % {
        "people": people % {"n": len(today)},
        "ready": ready,
        "held": held,
    }


def reasons(lost: Lost) -> list[tuple[Any, int]]:
    """Avoidable days by reason, in words."""
    return [(UNSAID_WORDS if reason == UNSAID else REASONS[reason], days) for reason, days in lost.by_reason]


def leavers_table(rows: Sequence[Leaver], names: Mapping[UUID, Any], query: Any) -> Table[Leaver]:
    """The board as a table that sorts and can be taken away; names only of whom the reader may see."""

    def name(one: Leaver) -> str:
        who = names.get(one.course.patient_id) if one.course.patient_id else None
        return who.name if who else ""

    columns = (
        TableColumn[Leaver](
            "bed", _("Bed"), lambda one: f"{one.ward.name} · {one.number}" if one.bed else one.ward.name
        ),
        TableColumn[Leaver]("patient", _("Patient"), name),
        TableColumn[Leaver]("leaves", _("Leaves"), lambda one: one.foreseen.day),
        TableColumn[Leaver]("basis", _("Rests on"), lambda one: str(BASES[one.foreseen.basis])),
        TableColumn[Leaver]("ready", _("Ready since"), lambda one: one.ready_since),
        TableColumn[Leaver]("held", _("What holds them"), held_words),
        TableColumn[Leaver]("owner", _("Who sees to it"), owner_words),
        TableColumn[Leaver]("avoidable", _("Avoidable days"), lambda one: one.avoidable, number=True),
    )
    return Table("leaving", columns, list(rows), query)


def held_words(one: Leaver) -> str:
    """What holds a patient, in words."""
    return ", ".join(str(barrier.get_reason_display()) for barrier in one.barriers)


def owner_words(one: Leaver) -> str:
    """Who has promised to see to it."""
    return ", ".join(sorted({barrier.action.owner.name for barrier in one.barriers if barrier.action}))
