"""Denials whose time to appeal runs out while nobody has appealed. Told to those who see claims."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from urllib.parse import urlencode

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from wellrun.departments.revenue.models import DenialCase
from wellrun.departments.revenue.queries.denials import CaseLine, Queue, queue
from wellrun.departments.revenue.rules.denial_work import State
from wellrun.foundations.access.rules import Permission
from wellrun.foundations.organisation.models import Facility
from wellrun.foundations.organisation.places import Tree
from wellrun.foundations.pages.templatetags.words import money
from wellrun.foundations.today.draft import Draft, Rank

DAYS = 7
"""Days before the last one from which the morning says so (house)."""


def denial_signals(day: dt.date, tree: Tree) -> Iterator[Draft]:
    """For each facility one signal: how many denials run out within a week, and what is expected of them."""
    if day != timezone.localdate():
        return
    for facility in Facility.objects.order_by("code"):
        if facility.code in tree.places:
            until = day + dt.timedelta(days=DAYS)
            cases = DenialCase.objects.filter(
                facility=facility, state=State.OPEN, appeal_until__gte=day, appeal_until__lte=until
            ).select_related("facility", "claim", "owner")
            lines = queue(cases, tree=tree, day=day).lines
            if lines:
                yield _runs_out(facility, lines, day)


def _runs_out(facility: Facility, lines: Sequence[CaseLine], day: dt.date) -> Draft:
    seen = Queue(lines)
    first = min(line.case.appeal_until for line in lines)
    query = urlencode({"at": facility.code, "day": day.isoformat(), "sort": "until"})
    return Draft(
        key=f"denials:run-out:{facility.code}",
        place=facility.code,
        rank=Rank.MONEY,
        kind=_("Denials"),
        mark="clock",
        sentence=ngettext(
            "The time to appeal %(n)s denial runs out within a week, and nobody has appealed.",
            "The time to appeal %(n)s denials runs out within a week, and nobody has appealed.",
            len(lines),
        )
        % {"n": len(lines)},
        figure=_("%(money)s expected") % {"money": money(seen.expected, facility.currency)},
        facts=_facts(seen, (first - day).days),
        weight=float(seen.expected),
        address=f"{reverse('revenue:denials')}?{query}",
        audience=Permission.SEE_CLAIMS,
    )


def _facts(seen: Queue, left: int) -> str:
    first = ngettext("The first in %(n)s day.", "The first in %(n)s days.", left) % {"n": left}
    if not left:
        first = _("The first today.")
    if not seen.unowned:
        return first
    return f"{first} " + ngettext("%(n)s has nobody.", "%(n)s have nobody.", seen.unowned) % {"n": seen.unowned}
