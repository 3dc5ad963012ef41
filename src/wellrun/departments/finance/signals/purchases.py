"""What purchases tell the morning: invoices held too long, and prices above their contract's list."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from wellrun.departments.finance.models import Invoice
from wellrun.departments.finance.queries.invoices import drift_of, held_invoices, paid_lines
from wellrun.departments.finance.queries.purchases import terms_for
from wellrun.departments.finance.shown.purchases import amount
from wellrun.departments.finance.shown.vendors import drift_words, months_words
from wellrun.foundations.access.rules import Permission
from wellrun.foundations.organisation.models import Facility
from wellrun.foundations.organisation.places import Tree
from wellrun.foundations.today.draft import Draft, Rank

LOOKED_BACK = dt.timedelta(days=365)
LEAST = 100_00
"""Cents above the list below which a drift is on the page only."""


def purchase_signals(day: dt.date, tree: Tree) -> Iterator[Draft]:
    """Of each facility: invoices held longer than it allows, in one; and one for each item paid above its list."""
    facilities = Facility.objects.filter(pk__in=Invoice.objects.values("facility").distinct()).order_by("code")
    for facility in facilities:
        if tree.get(facility.code) is not None:
            yield from _held(facility, day)
            yield from _drifts(facility, day)


def _held(facility: Facility, day: dt.date) -> Iterator[Draft]:
    days = terms_for(facility).held_days
    late = [one for one in held_invoices(facility.code) if (day - one.held_on).days > days]
    if not late:
        return
    cents = sum(one.total for one in late)
    words = ngettext(
        "%(n)s invoice is held for more than %(days)s days.",
        "%(n)s invoices are held for more than %(days)s days.",
        len(late),
    )
    yield Draft(
        key=f"finance:invoices:{facility.code}",
        place=facility.code,
        rank=Rank.MONEY,
        kind=_("Invoices"),
        mark="clock",
        sentence=words % {"n": len(late), "days": days},
        figure=amount(cents, facility.currency),
        facts=", ".join(f"{one.vendor.name} {one.number}" for one in late[:4]),
        since=late[0].held_on,
        weight=cents / 100,
        address=f"{reverse('finance:invoices')}?{urlencode({'at': facility.code, 'day': day.isoformat()})}",
        audience=Permission.ASK_PURCHASES,
    )


def _drifts(facility: Facility, day: dt.date) -> Iterator[Draft]:
    for one in drift_of(paid_lines([facility.code], day - LOOKED_BACK, day)):
        if one.over < LEAST:
            continue
        yield Draft(
            key=f"finance:drift:{facility.code}:{one.item}",
            place=facility.code,
            rank=Rank.MONEY,
            kind=_("Price"),
            mark="concern-up",
            sentence=drift_words(one, facility.currency),
            figure=amount(one.over, facility.currency),
            facts=_("Above the list by month: %(months)s") % {"months": months_words(one)},
            since=one.since,
            weight=one.over / 100,
            address=f"{reverse('finance:contracts')}?{urlencode({'at': facility.code, 'day': day.isoformat()})}#drift",
            audience=Permission.ASK_PURCHASES,
        )
