"""Patients who stay very long, and who ought to have left."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from urllib.parse import urlencode

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from wellrun.departments.operations.queries.overstaying import Overstaying, overstaying
from wellrun.foundations.organisation.places import Level, Place, Tree
from wellrun.foundations.today.draft import Draft, Rank


def stay_signals(day: dt.date, tree: Tree) -> Iterator[Draft]:
    """For each facility whose house is told of its patients: the long stays, and the discharges that are overdue."""
    if day != timezone.localdate():
        return
    for facility in tree.places.values():
        if facility.level is Level.FACILITY:
            found = overstaying(facility, tree=tree, at=timezone.now())
            yield from _long(facility, found, day)
            yield from _delayed(facility, found, day)


def _long(facility: Place, found: Overstaying, day: dt.date) -> Iterator[Draft]:
    if found.long:
        sentence = ngettext(
            "%(n)s patient has been in hospital for 21 days or more.",
            "%(n)s patients have been in hospital for 21 days or more.",
            found.long,
        )
        figure = ngettext("longest %(n)s day", "longest %(n)s days", found.longest) % {"n": found.longest}
        facts = _("Beds of wards and intensive care, as the house is told. Long stay: 21 days (NHS England).")
        yield _of_stays("long", facility, day, sentence % {"n": found.long}, figure, facts, found.long)


def _delayed(facility: Place, found: Overstaying, day: dt.date) -> Iterator[Draft]:
    if found.delayed:
        sentence = ngettext(
            "%(n)s patient is still here after the day on which the ward expected the discharge.",
            "%(n)s patients are still here after the day on which the ward expected the discharge.",
            found.delayed,
        )
        figure = ngettext("%(n)s day over", "%(n)s days over", found.days_late) % {"n": found.days_late}
        facts = ngettext(
            "For %(n)s of them it is said what keeps them.", "For %(n)s of them it is said what keeps them.", found.held
        )
        said = sentence % {"n": found.delayed}
        yield _of_stays("delayed", facility, day, said, figure, facts % {"n": found.held}, found.days_late)


def _of_stays(what: str, facility: Place, day: dt.date, sentence: str, figure: str, facts: str, weight: float) -> Draft:
    return Draft(
        key=f"{what}_stay:{facility.code}",
        place=facility.code,
        rank=Rank.DRIFT,
        kind=_("Drift · flow"),
        mark="risk",
        sentence=sentence,
        figure=figure,
        facts=facts,
        since=day,
        weight=float(weight),
        address=f"{reverse('operations:beds')}?{urlencode({'at': facility.code})}",
    )
