"""Patients who have waited over eight hours in emergency for a bed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from urllib.parse import urlencode

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from wellrun.departments.operations.panels import hours_and_minutes
from wellrun.departments.operations.queries.now import emergency_now
from wellrun.foundations.organisation.places import Level, Tree
from wellrun.foundations.today.draft import Draft, Rank

BOARDING = "boarding_time"


def boarding_signals(day: dt.date, tree: Tree) -> Iterator[Draft]:
    """Each emergency unit in which somebody has waited over eight hours for a bed, this morning only."""
    if day != timezone.localdate():
        return
    for unit in tree.places.values():
        if unit.level is not Level.UNIT or unit.kind != "emergency":
            continue
        now = emergency_now(unit, tree=tree, day=day)
        if now is None or not now.boarding_long or now.longest_boarding_hours is None:
            continue
        where = urlencode({"at": unit.code, "day": day.isoformat()})
        yield Draft(
            key=f"boarding:{unit.code}",
            place=unit.code,
            rank=Rank.HARM_NOW,
            kind=_("Harm now · flow"),
            mark="harm",
            sentence=ngettext(
                "%(n)s patient in emergency has waited over eight hours for a bed.",
                "%(n)s patients in emergency have waited over eight hours for a bed.",
                now.boarding_long,
            )
            % {"n": now.boarding_long},
            figure=_("%(boarding)s boarding") % {"boarding": now.boarding},
            facts=_("Longest %(longest)s h; target none over 4 h. As of %(time)s.")
            % {"longest": hours_and_minutes(now.longest_boarding_hours), "time": f"{now.as_of:%H:%M}"},
            since=day,
            weight=float(now.boarding_long),
            address=f"{reverse('catalogue:measure', args=[BOARDING])}?{where}",
        )
