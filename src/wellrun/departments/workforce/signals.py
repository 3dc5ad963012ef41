"""Harm tonight: units that are short of people on the next shifts."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from wellrun.departments.workforce.queries.cover import next_shifts
from wellrun.foundations.organisation.places import Level, Tree
from wellrun.foundations.today.draft import Draft, Rank

UNFILLED = "unfilled_shifts"


def gap_signals(day: dt.date, tree: Tree) -> Iterator[Draft]:
    """Each facility whose shifts today or tonight have gaps, with the units they are in."""
    for place in tree.places.values():
        if place.level is not Level.FACILITY:
            continue
        shifts = next_shifts(place, tree=tree, day=day)
        soon = [shift for shift in shifts if shift.day == day and shift.gaps]
        gaps = sum(shift.gaps for shift in soon)
        if not gaps:
            continue
        names = list(dict.fromkeys(name for shift in soon for name, _missing in shift.places))
        where = urlencode({"at": place.code, "day": day.isoformat()})
        yield Draft(
            key=f"gaps:{place.code}",
            place=place.code,
            rank=Rank.SAFETY,
            kind=_("Harm tonight · staffing"),
            mark="concern-up",
            sentence=ngettext(
                "%(gaps)s shift today and tonight has nobody: %(units)s.",
                "%(gaps)s shifts today and tonight have nobody: %(units)s.",
                gaps,
            )
            % {"gaps": gaps, "units": ", ".join(names)},
            figure=_("%(gaps)s of %(needed)s missing")
            % {"gaps": gaps, "needed": sum(s.needed for s in shifts if s.day == day)},
            facts=_("From the newest roster file."),
            since=day,
            weight=100.0 + gaps,
            address=f"{reverse('catalogue:measure', args=[UNFILLED])}?{where}",
        )
