"""Harm tonight: units short of people on the next shifts. And credentials that end, 90, 60 and 30 days ahead."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from wellrun.departments.workforce.queries.cover import next_shifts
from wellrun.departments.workforce.queries.credentials import PersonEnding, ending_soon
from wellrun.departments.workforce.queries.homes import contracts_within
from wellrun.departments.workforce.queries.law import place_of
from wellrun.departments.workforce.rules.book import credential_kinds
from wellrun.foundations.access.rules import Permission
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


def credential_signals(day: dt.date, tree: Tree) -> Iterator[Draft]:
    """One for each needed credential that ends within 90 days or is over, told to whoever manages the person.

    Its key changes at 90, 60 and 30 days and when it is over: what was set aside at one stage comes back at the next,
    and never twice at the same.
    """
    networks = [place for place in tree.places.values() if place.level is Level.NETWORK]
    for one in ending_soon(contracts_within(networks, tree=tree, day=day), day=day):
        yield _ending(one)


def _ending(one: PersonEnding) -> Draft:
    ending, person = one.ending, one.contract.person
    place = place_of(one.contract.unit)
    words = {
        "name": person.name,
        "what": credential_kinds()[ending.cycle.kind].name,
        "day": ending.ends.isoformat(),
    }
    over = _("%(name)s: the %(what)s ended on %(day)s. Duties that need it are closed.")
    soon = _("%(name)s: the %(what)s ends on %(day)s. From the next day duties that need it are closed.")
    left = max(ending.left, 0)
    return Draft(
        key=f"credential:{ending.cycle.key}:{ending.stage}",
        place=place,
        rank=Rank.LEGAL_CLOCK,
        kind=_("Legal clock · credentials"),
        mark="risk",
        sentence=(over if ending.lapsed else soon) % words,
        figure=_("over") if ending.lapsed else ngettext("%(n)s day left", "%(n)s days left", left) % {"n": left},
        facts=_("Enter the renewal on the person’s page."),
        since=ending.cycle.valid_from,
        weight=500.0 - ending.left,
        address=reverse("workforce:person", args=[person.pk]),
        audience=Permission.MANAGE_STAFF,
    )
