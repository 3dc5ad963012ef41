"""Right now: gaps on the next three shifts."""

from __future__ import annotations

import datetime as dt

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from wellrun.departments.workforce.queries.cover import ShiftNow, next_shifts
from wellrun.foundations.organisation.places import Place, Tree
from wellrun.foundations.today.registry import Glance, Part


def cover_panel(place: Place, tree: Tree, day: dt.date) -> tuple[Glance, ...]:
    """Today, tonight and tomorrow: people needed, people rostered, and where the gaps are."""
    return tuple(_glance(shift, day) for shift in next_shifts(place, tree=tree, day=day))


def _glance(shift: ShiftNow, day: dt.date) -> Glance:
    titles = {(0, "day"): _("Staff today"), (0, "night"): _("Staff tonight"), (1, "day"): _("Staff tomorrow")}
    figures = {"gaps": shift.gaps, "needed": shift.needed}
    figure = ngettext("%(gaps)s gap of %(needed)s", "%(gaps)s gaps of %(needed)s", shift.gaps) % figures
    where = ", ".join(f"{name} {missing}" for name, missing in shift.places)
    return Glance(
        title=titles[((shift.day - day).days, shift.shift)],
        figure=figure,
        why=_("Missing: %(where)s.") % {"where": where} if where else _("Every shift is filled."),
        as_of="",
        detail=_("07–19") if shift.shift == "day" else _("19–07"),
        parts=(Part("run", shift.needed - shift.gaps), Part("gap", shift.gaps)),
    )
