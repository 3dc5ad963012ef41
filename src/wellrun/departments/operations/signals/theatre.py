"""Operations cancelled today, and theatres that run late; how many and where, nothing of whom."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from wellrun.departments.operations.models import TheatreCase
from wellrun.departments.operations.models.theatre import REASONS
from wellrun.departments.operations.queries.theatre import cases_between
from wellrun.departments.operations.rules.theatre.cases import Reason
from wellrun.departments.operations.rules.theatre.figures import cancelled_on_the_day
from wellrun.foundations.access.rules import Permission
from wellrun.foundations.organisation.models import Facility
from wellrun.foundations.organisation.places import Tree
from wellrun.foundations.today.draft import Draft, Rank


def theatre_signals(day: dt.date, tree: Tree) -> Iterator[Draft]:
    """Planned operations of today that are cancelled, of each facility with theatres."""
    if day != timezone.localdate():
        return
    held = Facility.objects.filter(pk__in=TheatreCase.objects.values("facility").distinct())
    for facility in held.order_by("code"):
        if tree.get(facility.code) is None:
            continue
        zone = ZoneInfo(facility.time_zone)
        cases = [case for case in cases_between(facility, day, day) if not case.urgent]
        off = [case for case in cases if cancelled_on_the_day(case, zone=zone)]
        if not off:
            continue
        reasons = Counter(case.reason for case in off).most_common()
        told = ", ".join(f"{REASONS[Reason(reason)]} ({n})" for reason, n in reasons if reason)
        sentence = ngettext(
            "%(n)s operation is cancelled on its day.", "%(n)s operations are cancelled on their day.", len(off)
        )
        yield Draft(
            key=f"theatre:cancelled:{facility.code}",
            place=facility.code,
            rank=Rank.DRIFT,
            kind=_("Theatres"),
            mark="risk",
            sentence=sentence % {"n": len(off)},
            figure=_("%(n)s of %(of)s planned today") % {"n": len(off), "of": len(cases)},
            facts=_("Why: %(reasons)s.") % {"reasons": told} if told else "",
            since=day,
            weight=float(len(off)),
            address=f"{reverse('operations:theatres')}?{urlencode({'at': facility.code, 'day': day.isoformat()})}",
            audience=Permission.SEE_BEDS,
        )
