"""Reports that wait, harm nobody has looked at, and clocks that run out. Told to those who triage."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from urllib.parse import urlencode

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from wellrun.departments.quality.models import Incident
from wellrun.departments.quality.queries.clocks import Running, clocks_of
from wellrun.departments.quality.rules.incidents import Harm, Status
from wellrun.foundations.access.rules import Permission
from wellrun.foundations.organisation.places import Level, Place, Tree
from wellrun.foundations.today.draft import Draft, Rank

SOON = dt.timedelta(days=3)
"""Before its end from which a clock is a signal."""

LOOKED_BACK = dt.timedelta(days=120)
"""How old a report may be for its clocks to be told each morning: longer than the longest duty."""


def incident_signals(day: dt.date, tree: Tree) -> Iterator[Draft]:
    """What waits in each facility this morning. A sensitive report is told of without what it is about."""
    if day != timezone.localdate():
        return
    now = timezone.now()
    for place in tree.places.values():
        if place.level is not Level.FACILITY:
            continue
        held = list(
            Incident.objects.filter(facility__code=place.code, reported_at__gt=now - LOOKED_BACK)
            .exclude(status=Status.MERGED)
            .select_related("facility")
        )
        waiting = [one for one in held if one.status == Status.REPORTED]
        yield from _grave(waiting, tree)
        yield from _waiting([one for one in waiting if not _is_grave(one)], place, day)
        yield from _clocks(held, now, tree)


def _is_grave(incident: Incident) -> bool:
    return Harm(incident.harm).at_least(Harm.SEVERE)


def _grave(waiting: Iterable[Incident], tree: Tree) -> Iterator[Draft]:
    """Severe harm or death that nobody has triaged, one signal each."""
    for one in waiting:
        if not _is_grave(one):
            continue
        where = tree.get(one.place)
        about = _("Severe harm or death") if one.sensitive else str(one.get_harm_display())
        yield Draft(
            key=f"incident:grave:{one.pk}",
            place=one.facility.code if one.sensitive or where is None else one.place,
            rank=Rank.HARM_NOW,
            kind=_("Harm"),
            mark="harm",
            sentence=_("%(harm)s was reported and nobody has triaged it.") % {"harm": about},
            figure=one.name,
            facts=_("Only named people may read it.") if one.sensitive else f"{one.get_kind_display()}.",
            since=timezone.localtime(one.reported_at).date(),
            weight=float(list(Harm).index(Harm(one.harm))),
            address=reverse("quality:incident", args=[one.pk]),
            audience=Permission.TRIAGE_INCIDENTS,
        )


def _waiting(waiting: list[Incident], place: Place, day: dt.date) -> Iterator[Draft]:
    if not waiting:
        return
    oldest = min(timezone.localtime(one.reported_at).date() for one in waiting)
    near = sum(one.harm == Harm.NEAR_MISS for one in waiting)
    yield Draft(
        key=f"incident:waiting:{place.code}",
        place=place.code,
        rank=Rank.SAFETY,
        kind=_("Incidents"),
        mark="clock",
        sentence=ngettext("%(n)s report waits for triage.", "%(n)s reports wait for triage.", len(waiting))
        % {"n": len(waiting)},
        figure=ngettext("oldest %(n)s day", "oldest %(n)s days", (day - oldest).days) % {"n": (day - oldest).days},
        facts=ngettext("%(n)s of them is a near miss.", "%(n)s of them are near misses.", near) % {"n": near},
        since=oldest,
        weight=float((day - oldest).days),
        address=f"{reverse('quality:incidents')}?{urlencode({'at': place.code, 'day': day.isoformat()})}",
        audience=Permission.TRIAGE_INCIDENTS,
    )


def _clocks(held: Iterable[Incident], now: dt.datetime, tree: Tree) -> Iterator[Draft]:
    """For each report whose first clock that was not met ends soon or has ended: that clock."""
    reports = list(held)
    clocks = clocks_of(reports)
    for one in reports:
        open_clocks = [running for running in clocks[str(one.pk)] if running.met is None]
        if not open_clocks or open_clocks[0].clock.due > now + SOON:
            continue
        yield _clock(one, open_clocks[0], now, tree)


def _clock(incident: Incident, running: Running, now: dt.datetime, tree: Tree) -> Draft:
    due, late = timezone.localtime(running.clock.due), running.late(now)
    words = _("A duty to report") if incident.sensitive else running.clock.duty.words
    return Draft(
        key=f"incident:clock:{incident.pk}",
        place=incident.facility.code if incident.sensitive or tree.get(incident.place) is None else incident.place,
        rank=Rank.LEGAL_CLOCK,
        kind=_("Legal clock · incident"),
        mark="harm" if late else "risk",
        sentence=_("%(duty)s: report %(name)s.") % {"duty": words, "name": incident.name},
        figure=_("overdue since %(at)s") % {"at": date_format(due, "j M H:i")}
        if late
        else _("until %(at)s") % {"at": date_format(due, "j M H:i")},
        facts=_("Only named people may read it.") if incident.sensitive else running.clock.duty.source,
        since=timezone.localtime(incident.reported_at).date(),
        weight=1000.0 + (now - running.clock.due).total_seconds() / 86400,
        address=reverse("quality:incident", args=[incident.pk]),
        audience=Permission.TRIAGE_INCIDENTS,
    )
