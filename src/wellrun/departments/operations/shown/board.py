"""The bed board in words: the sentence above it, and what each mark is."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from wellrun.departments.operations.queries.board import BedShown, Board, WardShown
from wellrun.departments.operations.rules.house.board import Look

LOOKS: Mapping[Look, tuple[str, Any]] = {
    Look.IN_USE: ("bed", gettext_lazy("in use")),
    Look.GOING: ("bed bed-going", gettext_lazy("may leave today")),
    Look.ALONE: ("bed bed-alone", gettext_lazy("isolated")),
    Look.CLEAN: ("bed bed-clean", gettext_lazy("to be cleaned")),
    Look.HELD: ("bed bed-held", gettext_lazy("held for someone")),
    Look.READY: ("bed bed-ready", gettext_lazy("ready")),
    Look.SHUT: ("bed bed-shut", gettext_lazy("closed")),
}
"""Shape and words of each look."""


def mark(bed: BedShown) -> dict[str, str]:
    """One bed as it is drawn."""
    shape, words = LOOKS[bed.look]
    title = _("Bed %(bed)s: %(how)s") % {"bed": bed.number, "how": words}
    said = {"shape": shape, "title": title, "words": str(words), "code": bed.code, "number": bed.number}
    return said | {"spot": f"{bed.unit}|{bed.code}"}


def sentence(board: Board, waiting: int) -> str:
    """What a reader should know first: how many beds are ready, and how many wait."""
    ready = board.total(Look.READY)
    beds = (
        ngettext("%(n)s bed is ready", "%(n)s beds are ready", ready) % {"n": ready} if ready else _("No bed is ready")
    )
    if not waiting:
        return _("%(beds)s, and nobody waits for one.") % {"beds": beds}
    people = ngettext("%(n)s patient waits for one", "%(n)s patients wait for one", waiting) % {"n": waiting}
    joint = _("%(beds)s, and %(people)s.") if ready >= waiting else _("%(beds)s, but %(people)s.")
    return joint % {"beds": beds, "people": people}


def ward_row(ward: WardShown) -> dict[str, Any]:
    """A ward as the page and the stream draw it: nobody is named in it, so one drawing does for all readers."""
    return {
        "ward": ward,
        "group": ward.group,
        "marks": [mark(bed) for bed in ward.beds],
        "looks": [(LOOKS[look][1], number) for look, number in ward.looks],
    }


def group_row(name: str, wards: Sequence[WardShown]) -> dict[str, Any]:
    """The wards of a department with what they add up to."""
    ready = sum(ward.count(Look.READY) for ward in wards)
    return {
        "name": name,
        "key": f"group-{wards[0].code}",
        "in_use": sum(ward.in_use for ward in wards),
        "open": sum(ward.open for ward in wards),
        "ready": ngettext("%(n)s ready", "%(n)s ready", ready) % {"n": ready} if ready else _("none ready"),
        "rows": [ward_row(ward) for ward in wards],
    }


def duration(waited: dt.timedelta) -> str:
    """How long, in hours and minutes."""
    hours, rest = divmod(max(0, int(waited.total_seconds())), 3600)
    return _("%(hours)s h %(minutes)s min") % {"hours": hours, "minutes": rest // 60}
