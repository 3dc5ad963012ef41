"""What finance tells the morning: variances that nobody has explained, and books that do not balance."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from urllib.parse import urlencode

from django.urls import reverse
from django.utils import formats
from django.utils.translation import gettext as _

from wellrun.departments.finance.queries.comments import Owed, owed_in
from wellrun.departments.finance.queries.ledger import Version, versions_of
from wellrun.departments.finance.queries.terms import terms_of
from wellrun.departments.finance.queries.variance import Scope, Span, months_of
from wellrun.departments.finance.words.variance import period_name, reasons, statement
from wellrun.foundations.access.rules import Permission
from wellrun.foundations.organisation.places import Level, Tree
from wellrun.foundations.pages.templatetags.words import money, to_the_cent
from wellrun.foundations.today.draft import Draft, Rank


def variance_signals(day: dt.date, tree: Tree) -> Iterator[Draft]:
    """Of each facility's newest period that was told by a day: cost centres beyond its limits without a comment."""
    for facility in (place for place in tree.places.values() if place.level is Level.FACILITY):
        months = [month for month in months_of(facility, tree) if month < day]
        if months:
            scope = Scope(facility, tree, Span(months[0], months[0]))
            for one in owed_in(scope, months[0]):
                if one.said is None:
                    yield _unexplained(one, facility.currency, day)


def _unexplained(one: Owed, currency: str, day: dt.date) -> Draft:
    parts, terms = one.line.parts, terms_of(one.line.facility)
    when = _("in %(month)s") % {"month": period_name(one.month, terms)}
    late = one.due < day
    due = formats.date_format(one.due, "j F")
    why = ", ".join(f"{reason.amount} {reason.why}" for reason in reasons(parts, currency=currency))
    asked = _("Its comment was due on %(day)s.") if late else _("Its comment is due on %(day)s.")
    address = {"at": one.place.code, "day": day.isoformat(), "month": one.month.isoformat(), "centre": one.centre}
    return Draft(
        key=f"finance:variance:{one.line.facility}:{one.centre}:{one.month:%Y-%m-%d}",
        place=one.place.code,
        rank=Rank.MONEY,
        kind=_("Variance"),
        mark="clock" if late else "risk",
        sentence=statement(one.line.name, parts, when=when, currency=currency),
        figure=money(round(parts.over / 100), currency),
        facts=f"{why}. {asked % {'day': due}}",
        since=one.month,
        weight=abs(parts.over) / 100,
        address=f"{reverse('finance:variance')}?{urlencode(address)}",
        audience=Permission.EXPLAIN_VARIANCE,
    )


def balance_signals(day: dt.date, tree: Tree) -> Iterator[Draft]:
    """Periods whose debits are not their credits, to who keeps the ledger."""
    facilities = [place.code for place in tree.places.values() if place.level is Level.FACILITY]
    for one in versions_of(facilities) if facilities else ():
        if one.off is not None and one.told_on <= day:
            yield _unbalanced(one, tree[one.facility].currency, day)


def _unbalanced(one: Version, currency: str, day: dt.date) -> Draft:
    assert one.off is not None
    said = {"book": one.book, "day": formats.date_format(one.month, "j M Y")}
    documents = ", ".join(f"{name or _('without a number')} {to_the_cent(off)}" for name, off in one.off.documents)
    return Draft(
        key=f"finance:balance:{one.facility}:{one.book}:{one.month:%Y-%m-%d}",
        place=one.facility,
        rank=Rank.MONEY,
        kind=_("Ledger"),
        mark="risk",
        sentence=_("Debits and credits of %(book)s, period from %(day)s, are not equal.") % said,
        figure=to_the_cent(one.off.difference, currency),
        facts=documents or _("Lines may still be held in the feed."),
        since=one.told_on,
        weight=float(abs(one.off.difference)),
        address=f"{reverse('finance:ledger')}?{urlencode({'at': one.facility, 'day': day.isoformat()})}",
        audience=Permission.KEEP_LEDGER,
    )
