"""Harm tonight: units short of people. Legal clocks: credentials that end, staffing hours that a home has to send."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from wellrun.departments.workforce.models import StaffingReturn
from wellrun.departments.workforce.queries.cover import next_shifts
from wellrun.departments.workforce.queries.credentials import PersonEnding, ending_soon
from wellrun.departments.workforce.queries.homes import contracts_within
from wellrun.departments.workforce.queries.law import place_of
from wellrun.departments.workforce.queries.month_end import endings_of
from wellrun.departments.workforce.queries.pbj import homes_within
from wellrun.departments.workforce.rules.book import credential_kinds
from wellrun.departments.workforce.rules.pbj import DAYS_TO_SEND, Quarter, quarter_of
from wellrun.foundations.access.rules import Permission
from wellrun.foundations.organisation.models import Facility
from wellrun.foundations.organisation.places import Level, Tree
from wellrun.foundations.today.draft import Draft, Rank

UNFILLED = "unfilled_shifts"

FIRST_DAYS = 7
"""Days of a month in which its end is anybody's guess."""


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


def month_end_signals(day: dt.date, tree: Tree) -> Iterator[Draft]:
    """Each facility and unit whose overtime or agency hours will be beyond what was agreed, even by the least likely.

    In the first days of a month little is known, so nothing is said before the eighth.
    """
    if day.day <= FIRST_DAYS:
        return
    places = [place for place in tree.places.values() if place.level in (Level.FACILITY, Level.UNIT)]
    for one in endings_of(places, day=day, tree=tree):
        if not one.beyond:
            continue
        where = urlencode({"at": one.place.code, "day": day.isoformat()})
        figures = {"kind": one.name, "place": one.place.name, "month": date_format(day, "F"), "target": one.target}
        yield Draft(
            key=f"month-end:{one.kind}:{one.place.code}:{day:%Y-%m}",
            place=one.place.code,
            rank=Rank.MONEY,
            kind=_("Money · staffing"),
            mark="concern-up",
            sentence=_("%(kind)s on %(place)s will be beyond what was agreed when %(month)s ends.") % figures,
            figure=_("%(share).1f %% of hours") % {"share": one.share},
            facts=_("Likely %(low).1f to %(high).1f %%; agreed at most %(target).1f %%.")
            % {"low": one.low_share, "high": one.high_share, "target": one.target},
            since=day.replace(day=1),
            weight=one.share or 0.0,
            measure=one.measure,
            address=f"{reverse('workforce:month-end')}?{where}",
        )


def return_signals(day: dt.date, tree: Tree) -> Iterator[Draft]:
    """Each nursing home whose file of the last quarter has not been made, until its day and for as long after it."""
    quarter = quarter_of(quarter_of(day).first - dt.timedelta(days=1))
    left = (quarter.due - day).days
    if left < -DAYS_TO_SEND:
        return
    made = StaffingReturn.objects.filter(fiscal_year=quarter.fiscal_year, quarter=quarter.number, draft=False)
    done = set(made.values_list("facility", flat=True))
    for home in homes_within(tree.places.values(), tree):
        if home.pk not in done:
            yield _owed(home, quarter, left)


def _owed(home: Facility, quarter: Quarter, left: int) -> Draft:
    words = {
        "home": home.name,
        "first": quarter.first.isoformat(),
        "last": quarter.last.isoformat(),
        "due": quarter.due.isoformat(),
    }
    soon = _("%(home)s: the staffing hours of %(first)s to %(last)s are to be with CMS by %(due)s.")
    over = _("%(home)s: the staffing hours of %(first)s to %(last)s were due at CMS on %(due)s and were not made.")
    return Draft(
        key=f"pbj:{home.code}:{quarter}",
        place=home.code,
        rank=Rank.LEGAL_CLOCK,
        kind=_("Legal clock · staffing hours"),
        mark="risk",
        sentence=(soon if left >= 0 else over) % words,
        figure=ngettext("%(n)s day left", "%(n)s days left", left) % {"n": left} if left >= 0 else _("over"),
        facts=_("42 CFR 483.70: received within 45 days of the quarter’s end. CMS takes no file after that day."),
        since=quarter.last,
        weight=500.0 - left,
        address=f"{reverse('workforce:pbj')}?{urlencode({'at': home.code, 'quarter': str(quarter)})}",
        audience=Permission.MANAGE_STAFF,
    )


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
