"""Privacy: broken glass that waits for review, and readings that are unusual. Told to privacy officers only."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from urllib.parse import urlencode

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from wellrun.departments.compliance.models import Breach
from wellrun.departments.compliance.queries import glasses, unusual
from wellrun.foundations.access.rules import Permission
from wellrun.foundations.organisation.places import Level, Place, Tree
from wellrun.foundations.patients.models import UNUSUAL
from wellrun.foundations.patients.rules import Unusual
from wellrun.foundations.patients.unusual import look_at_volume
from wellrun.foundations.today.draft import Draft, Rank

SOON = 30
"""Days before the last one from which a clock is a signal."""


def privacy_signals(day: dt.date, tree: Tree) -> Iterator[Draft]:
    """What waits for the privacy officer this morning, a facility at a time; volume for the network."""
    if day != timezone.localdate():
        return
    yesterday = day - dt.timedelta(days=1)
    look_at_volume(day=yesterday, zone=timezone.get_current_timezone(), now=timezone.now())
    for place in tree.places.values():
        if place.level is Level.FACILITY:
            yield from _glass(place, day, tree)
            yield from _breaches(place, day)
        if place.level in (Level.FACILITY, Level.NETWORK):
            yield from _unusual(place, day, tree)


def _glass(place: Place, day: dt.date, tree: Tree) -> Iterator[Draft]:
    waiting = list(glasses(place, tree=tree).filter(outcome=""))
    if not waiting:
        return
    people = {glass.account_id for glass in waiting}
    oldest = min(glass.broken_at for glass in waiting)
    yield Draft(
        key=f"privacy:glass:{place.code}",
        place=place.code,
        rank=Rank.LEGAL_CLOCK,
        kind=_("Legal clock · privacy"),
        mark="risk",
        sentence=ngettext(
            "The glass was broken for %(n)s patient and waits for your review.",
            "The glass was broken %(n)s times and waits for your review.",
            len(waiting),
        )
        % {"n": len(waiting)},
        figure=ngettext("%(n)s person", "%(n)s people", len(people)) % {"n": len(people)},
        facts=_("Oldest on %(day)s. Usual: reviewed the next morning.")
        % {"day": timezone.localtime(oldest).date().isoformat()},
        since=timezone.localtime(oldest).date(),
        weight=float(len(waiting)),
        address=_address(place, day),
        audience=Permission.REVIEW_ACCESS,
    )


def _unusual(place: Place, day: dt.date, tree: Tree) -> Iterator[Draft]:
    waiting = list(unusual(place, tree=tree).filter(outcome=""))
    if place.level is Level.NETWORK:
        waiting = [reading for reading in waiting if reading.patient_id is None]
    if not waiting:
        return
    kinds = sorted({str(UNUSUAL[Unusual(reading.kind)]) for reading in waiting})
    yield Draft(
        key=f"privacy:unusual:{place.code}",
        place=place.code,
        rank=Rank.LEGAL_CLOCK,
        kind=_("Privacy"),
        mark="risk",
        sentence=ngettext(
            "%(n)s reading of a patient record is unusual.",
            "%(n)s readings of patient records are unusual.",
            len(waiting),
        )
        % {"n": len(waiting)},
        facts=_("Found: %(kinds)s.") % {"kinds": "; ".join(kinds)},
        since=min(reading.on for reading in waiting),
        weight=float(len(waiting)) / 2,
        address=_address(place, day),
        audience=Permission.REVIEW_ACCESS,
    )


def _breaches(place: Place, day: dt.date) -> Iterator[Draft]:
    """Each open breach whose first clock ends within a month, or has ended."""
    for breach in Breach.objects.filter(facility__code=place.code, closed_at=None):
        clock = breach.clocks[0]
        left = (clock.due - day).days
        if left > SOON:
            continue
        yield Draft(
            key=f"privacy:breach:{breach.pk}",
            place=place.code,
            rank=Rank.LEGAL_CLOCK,
            kind=_("Legal clock · privacy"),
            mark="harm" if left < 0 else "risk",
            sentence=_("A breach discovered on %(day)s must be notified by %(due)s.")
            % {"day": breach.discovered_on.isoformat(), "due": clock.due.isoformat()},
            figure=ngettext("%(n)s day left", "%(n)s days left", left) % {"n": left} if left >= 0 else _("overdue"),
            facts=ngettext("%(n)s person affected.", "%(n)s people affected.", breach.individuals)
            % {"n": breach.individuals},
            since=breach.discovered_on,
            weight=1000.0 - left,
            address=reverse("compliance:breach", args=[breach.pk]),
            audience=Permission.REVIEW_ACCESS,
        )


def _address(place: Place, day: dt.date) -> str:
    return f"{reverse('compliance:privacy')}?{urlencode({'at': place.code, 'day': day.isoformat()})}"
