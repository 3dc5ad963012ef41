"""What is to be ordered, what expires, and what is recalled and still here: one signal each for a facility."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from urllib.parse import urlencode

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from wellrun.departments.operations.models import StoreItem
from wellrun.departments.operations.queries.stores import ItemLine, item_lines
from wellrun.foundations.access.rules import Permission
from wellrun.foundations.organisation.models import Facility
from wellrun.foundations.organisation.places import Tree
from wellrun.foundations.today.draft import Draft, Rank

NAMED = 4
"""So many items are named in a signal."""


def store_signals(day: dt.date, tree: Tree) -> Iterator[Draft]:
    """Of each facility with stores: below the reorder point, expiring within 30 days, recalled and still here."""
    if day != timezone.localdate():
        return
    for facility in Facility.objects.filter(pk__in=StoreItem.objects.values("facility").distinct()).order_by("code"):
        if tree.get(facility.code) is None:
            continue
        lines = item_lines(facility, now=timezone.now())
        order = [line for line in lines if line.standing.order]
        soon = [line for line in lines if line.expiring]
        back = [line for line in lines if line.recalled]
        if back:
            words = ngettext(
                "%(n)s recalled item is still in store.", "%(n)s recalled items are still in store.", len(back)
            )
            yield _draft(facility, "recalled", Rank.SAFETY, words, back, day)
        if order:
            words = ngettext(
                "%(n)s item in store is to be ordered.", "%(n)s items in store are to be ordered.", len(order)
            )
            yield _draft(facility, "order", Rank.DRIFT, words, order, day)
        if soon:
            words = ngettext("%(n)s item in store expires soon.", "%(n)s items in store expire soon.", len(soon))
            yield _draft(facility, "expiring", Rank.DRIFT, words, soon, day)


def _draft(facility: Facility, what: str, rank: Rank, words: str, lines: list[ItemLine], day: dt.date) -> Draft:
    named = ", ".join(line.item.name for line in lines[:NAMED])
    return Draft(
        key=f"stores:{what}:{facility.code}",
        place=facility.code,
        rank=rank,
        kind=_("Stores"),
        mark="risk",
        sentence=words % {"n": len(lines)},
        figure=named if len(lines) <= NAMED else _("%(named)s and others") % {"named": named},
        facts=_("By movements, receipts and issues until now."),
        since=day,
        weight=float(len(lines)),
        address=f"{reverse('operations:stores')}?{urlencode({'at': facility.code, 'day': day.isoformat()})}",
        audience=Permission.SERVICE_REQUESTS,
    )
