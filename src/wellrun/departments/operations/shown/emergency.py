"""The emergency board in words and shapes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from wellrun.departments.operations.queries.emergency import Department, Present
from wellrun.departments.operations.rules.emergency import Stage
from wellrun.departments.operations.shown.board import duration
from wellrun.foundations.pages.tables import Table, TableColumn

STAGES = {
    Stage.BOARDING_LONG: ("harm", gettext_lazy("boards too long")),
    Stage.BOARDING: ("concern-up", gettext_lazy("boards")),
    Stage.UNTRIAGED: ("open", gettext_lazy("waits for triage")),
    Stage.UNSEEN: ("clock", gettext_lazy("waits for a clinician")),
    Stage.SEEN: ("common", gettext_lazy("is being treated")),
}
"""Shape and words of each stage."""


def headline(shown: Department) -> str:
    """Who is there, the longest wait for a clinician, who boards and how long."""
    now = shown.counted
    if not now.present:
        return _("Nobody is in the emergency department.")
    people = ngettext("%(n)s patient is in the department", "%(n)s patients are in the department", now.present)
    said = [people % {"n": now.present}]
    if now.longest_wait is not None:
        said.append(
            _("%(n)s not seen yet, the longest for %(wait)s") % {"n": now.unseen, "wait": duration(now.longest_wait)}
        )
    if now.longest_boarding is not None:
        said.append(
            _("%(n)s boarding, the longest for %(wait)s") % {"n": now.boarding, "wait": duration(now.longest_boarding)}
        )
    return "; ".join(said) + "."


def stage_counts(shown: Department) -> list[tuple[str, Any, int]]:
    """Shape, words and number of each stage that somebody is in."""
    numbers = [(*STAGES[stage], sum(one.stage is stage for one in shown.present)) for stage in Stage]
    return [one for one in numbers if one[2]]


def line(one: Present, shown: Department) -> dict[str, Any]:
    """One patient as the board draws them; nobody is named here."""
    shape, words = STAGES[one.stage]
    boarding = one.attendance.boarding(shown.at)
    waited = one.attendance.waited(shown.at)
    return {
        "one": one,
        "shape": shape,
        "words": words,
        "here": duration(shown.at - one.attendance.arrived),
        "boarding": duration(boarding) if boarding is not None else "",
        "waited": duration(waited) if waited is not None else "",
        "harm": one.stage is Stage.BOARDING_LONG,
    }


def present_table(lines: Sequence[dict[str, Any]], shown: Department, query: Any) -> Table[dict[str, Any]]:
    """The board as a table that can be taken away; names only of whom the reader may see. Times are minutes."""

    def minutes(line: dict[str, Any], what: str) -> int | None:
        told = line["one"].attendance
        spans = {"here": shown.at - told.arrived, "waited": told.waited(shown.at), "boarding": told.boarding(shown.at)}
        span = spans[what]
        return None if span is None else int(span.total_seconds() // 60)

    columns = (
        TableColumn[dict[str, Any]]("stage", _("Stage"), lambda line: str(line["words"])),
        TableColumn[dict[str, Any]](
            "patient", _("Patient"), lambda line: line["patient"].name if line.get("patient") else ""
        ),
        TableColumn[dict[str, Any]]("category", _("Triage"), lambda line: line["one"].attendance.category, number=True),
        TableColumn[dict[str, Any]]("arrived", _("Arrived"), lambda line: line["one"].attendance.arrived),
        TableColumn[dict[str, Any]]("here", _("Here, minutes"), lambda line: minutes(line, "here"), number=True),
        TableColumn[dict[str, Any]](
            "waited", _("Waits for a clinician, minutes"), lambda line: minutes(line, "waited"), number=True
        ),
        TableColumn[dict[str, Any]](
            "boarding", _("Boards, minutes"), lambda line: minutes(line, "boarding"), number=True
        ),
        TableColumn[dict[str, Any]]("clinician", _("Clinician"), lambda line: line["one"].attendance.clinician),
        TableColumn[dict[str, Any]]("goal", _("Wanted unit"), lambda line: str(line["one"].goal)),
    )
    return Table("emergency", columns, list(lines), query)
