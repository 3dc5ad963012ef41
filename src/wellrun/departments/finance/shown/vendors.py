"""Vendors and contracts as pages show them: what needs a decision next, and what was bought against the price list."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.http import QueryDict
from django.urls import reverse
from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from wellrun.departments.finance.models import ContractPrice, Vendor
from wellrun.departments.finance.models.vendors import RENEWAL_NAMES
from wellrun.departments.finance.queries.vendors import Standing
from wellrun.departments.finance.rules.purchasing.findings import Drift
from wellrun.departments.finance.rules.purchasing.notices import Renewal
from wellrun.departments.finance.shown.purchases import amount
from wellrun.departments.finance.words.purchases import typed, unit_price
from wellrun.foundations.pages.tables import Table, TableColumn

SOON = 60
"""Days before its day on which a decision is called near."""
WHY: Mapping[str, Any] = {
    "notice": gettext_lazy("last day for notice"),
    "end": gettext_lazy("it ends"),
    "obligation": gettext_lazy("an obligation is due"),
    "": gettext_lazy("nothing to decide"),
}


def days_left(one: Standing, day: dt.date) -> int | None:
    """Days until its next decision; below nothing it is late."""
    return (one.decide_by - day).days if one.decide_by else None


def contracts_headline(rows: Sequence[Standing], day: dt.date) -> str:
    """Which contracts need a decision soon, in a sentence."""
    near = [one for one in rows if one.decide_by is not None and (one.decide_by - day).days <= SOON]
    if not near:
        return _("No contract needs a decision within %(days)s days.") % {"days": SOON}
    first = near[0]
    assert first.decide_by is not None
    words = ngettext(
        "%(n)s contract needs a decision within %(days)s days, first %(title)s: %(why)s on %(day)s.",
        "%(n)s contracts need a decision within %(days)s days, first %(title)s: %(why)s on %(day)s.",
        len(near),
    )
    return words % {
        "n": len(near),
        "days": SOON,
        "title": first.contract.title,
        "why": WHY[first.why],
        "day": formats.date_format(first.decide_by, "j F Y"),
    }


def contract_table(rows: Sequence[Standing], query: QueryDict, where: str, day: dt.date) -> Table[Standing]:
    """Contracts, what needs a decision next before others."""
    Column = TableColumn[Standing]

    def link(one: Standing) -> str:
        return f"{reverse('finance:contract', args=(one.contract.pk,))}?{where}"

    columns = (
        Column("title", _("Contract"), lambda one: one.contract.title, link=link),
        Column("vendor", _("Vendor"), lambda one: one.vendor.name),
        Column("why", _("Next"), lambda one: str(WHY[one.why]) if one.holds else _("it is over")),
        Column("by", _("Decide by"), lambda one: one.decide_by),
        Column("left", _("Days left"), lambda one: days_left(one, day), number=True),
        Column("ends", _("Term ends"), lambda one: one.term.ends),
        Column("spent", _("Bought in the term"), lambda one: Decimal(one.spent) / 100, number=True, places=2),
        Column("short", _("Minimum missed by"), _short, number=True, places=2),
        Column("owner", _("Owner"), lambda one: one.contract.owner.person.name),
        Column("number", _("Number"), lambda one: one.contract.number, shown=False),
    )
    return Table("contracts", columns, rows, query)


def _short(one: Standing) -> Decimal | None:
    return Decimal(one.minimum.short) / 100 if one.minimum is not None and one.minimum.short else None


def vendor_table(
    rows: Sequence[Vendor], sums: Mapping[int, tuple[int, int, int]], query: QueryDict, where: str
) -> Table[Vendor]:
    """Vendors with contracts in force, open orders and what was bought in a year; ``sums`` in that order, in cents."""
    Column = TableColumn[Vendor]
    nothing = (0, 0, 0)

    def link(one: Vendor) -> str:
        return f"{reverse('finance:vendor', args=(one.pk,))}?{where}"

    columns = (
        Column("name", _("Vendor"), lambda one: one.name, link=link),
        Column("code", _("Number"), lambda one: one.code),
        Column("contracts", _("Contracts"), lambda one: sums.get(one.pk, nothing)[0], number=True),
        Column("open", _("On order"), lambda one: Decimal(sums.get(one.pk, nothing)[1]) / 100, number=True, places=2),
        Column(
            "bought",
            _("Bought in twelve months"),
            lambda one: Decimal(sums.get(one.pk, nothing)[2]) / 100,
            number=True,
            places=2,
        ),
        Column("days", _("Days to pay"), lambda one: one.days_to_pay, number=True),
        Column("stopped", _("Why nothing is ordered"), lambda one: one.stopped_for),
    )
    return Table("vendors", columns, rows, query)


def price_table(rows: Sequence[ContractPrice], query: QueryDict) -> Table[ContractPrice]:
    """A contract's price list; taken out as a file it can be edited and handed in again."""
    Column = TableColumn[ContractPrice]
    columns = (
        Column("item", "item", lambda one: one.item),
        Column("name", "name", lambda one: one.name),
        Column("unit", "unit", lambda one: one.unit),
        Column("pack", "pack", lambda one: typed(one.pack)),
        Column("from_quantity", "from_quantity", lambda one: typed(one.from_quantity)),
        Column("price", "price", lambda one: one.price, number=True, places=4),
        Column("starts", "starts", lambda one: one.starts),
        Column("ends", "ends", lambda one: one.ends),
        Column("category", "category", lambda one: one.category),
    )
    return Table("prices", columns, rows, query)


def term_words(one: Standing) -> str:
    """When a contract runs and what happens at its end, in sentences."""
    ends = formats.date_format(one.term.ends, "j F Y") if one.term.ends else ""
    renewal = Renewal(one.wording.renewal)
    if not one.holds:
        return _("It is over since %(day)s.") % {"day": ends} if ends else _("It is not in force.")
    if one.term.last and one.contract.noticed_on:
        return _("Notice was given; it ends on %(day)s.") % {"day": ends}
    if not ends:
        return _("It %(renewal)s.") % {"renewal": RENEWAL_NAMES[renewal]}
    words = _("Its term ends on %(day)s; then it %(renewal)s.") % {"day": ends, "renewal": RENEWAL_NAMES[renewal]}
    if one.term.notice_by is None:
        return words
    by = formats.date_format(one.term.notice_by, "j F Y")
    return f"{words} {_('Notice must be given by %(day)s.') % {'day': by}}"


def minimum_words(one: Standing) -> str:
    """What must be bought in the term, and whether it will be; empty without a minimum."""
    if one.minimum is None:
        return ""
    currency = one.vendor.facility.currency
    said = {
        "minimum": amount(one.minimum.minimum, currency),
        "spent": amount(one.minimum.spent, currency),
        "expected": amount(one.minimum.expected, currency),
        "short": amount(one.minimum.short, currency),
    }
    if one.minimum.short:
        return _("%(spent)s of at least %(minimum)s are bought; at this pace %(short)s will be missing.") % said
    return _("%(spent)s of at least %(minimum)s are bought; at this pace it will be %(expected)s.") % said


def drift_words(one: Drift, currency: str) -> str:
    """A price above the list, in a sentence."""
    said = {
        "name": one.name,
        "last": unit_price(one.last, currency),
        "listed": unit_price(one.listed, currency),
        "over": amount(one.over, currency),
        "since": formats.date_format(one.since, "j F Y"),
    }
    return _("%(name)s costs %(last)s instead of %(listed)s: %(over)s too much since %(since)s.") % said


def months_words(one: Drift) -> str:
    """By how much it was above the list in each month."""
    return ", ".join(f"{formats.date_format(month, 'M Y')} {share:+} %" for month, share in one.months)
