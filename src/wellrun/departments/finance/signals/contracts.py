"""What contracts tell the morning: notice, an end or an obligation that is near, and minimum spend at risk."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from wellrun.departments.finance.models import VendorContract
from wellrun.departments.finance.queries.vendors import Standing, standings
from wellrun.departments.finance.shown.purchases import amount
from wellrun.departments.finance.shown.vendors import minimum_words, term_words
from wellrun.foundations.access.rules import Permission
from wellrun.foundations.organisation.places import Tree
from wellrun.foundations.today.draft import Draft, Rank

SOON: Mapping[str, int] = {"notice": 30, "end": 60, "obligation": 14}
"""Days before its day from which on each is told."""
SAID: Mapping[str, Any] = {
    "notice": gettext_lazy("Notice of %(title)s with %(vendor)s can be given until %(day)s."),
    "end": gettext_lazy("%(title)s with %(vendor)s ends on %(day)s."),
}
RANKS: Mapping[str, Rank] = {"notice": Rank.LEGAL_CLOCK, "end": Rank.MONEY}
"""Who lets the day for notice pass is bound for another term: a clock that the law of contracts keeps."""
SETTLED = 90
"""Days of a term that must be over before its minimum is judged: a few deliveries say little."""


def contract_signals(day: dt.date, tree: Tree) -> Iterator[Draft]:
    """Of contracts in force: the next day to decide, obligations that are near or late, and minimum spend."""
    rows = VendorContract.objects.select_related("vendor__facility", "owner__person")
    for one in standings(rows.prefetch_related("wordings", "obligations__owner__person"), day):
        if one.holds and one.vendor.facility.code in tree.places:
            yield from _decision(one, day)
            yield from _obligations(one, day)
            yield from _minimum(one, day)


def _decision(one: Standing, day: dt.date) -> Iterator[Draft]:
    for what, on in (("notice", None if one.term.last else one.term.notice_by), ("end", _last_day(one))):
        if on is not None and 0 <= (on - day).days <= SOON[what]:
            said = {**_names(one), "day": formats.date_format(on, "j F Y")}
            key, left = f"{what}:{on.isoformat()}", (on - day).days
            rank, weight = RANKS[what], float(SOON[what] - left)
            words = str(SAID[what]) % said
            yield _draft(one, day, key, words, _left(on, day), term_words(one), rank=rank, weight=weight)


def _last_day(one: Standing) -> dt.date | None:
    return one.term.ends if one.term.last else None


def _obligations(one: Standing, day: dt.date) -> Iterator[Draft]:
    for row in one.contract.obligations.all():
        if row.due_on is None or (row.due_on - day).days > SOON["obligation"]:
            continue
        said = {**_names(one), "what": row.title, "day": formats.date_format(row.due_on, "j F Y")}
        words = _("%(what)s of %(title)s is due on %(day)s.")
        if row.due_on < day:
            words = _("%(what)s of %(title)s was due on %(day)s.")
        yield _draft(
            one,
            day,
            f"obligation:{row.pk}:{row.due_on.isoformat()}",
            words % said,
            _left(row.due_on, day),
            _("%(vendor)s; owner: %(who)s.") % {"vendor": one.vendor.name, "who": row.owner.person.name},
        )


def _minimum(one: Standing, day: dt.date) -> Iterator[Draft]:
    if one.minimum is None or not one.minimum.short or (day - one.began).days < SETTLED:
        return
    words = _("%(title)s with %(vendor)s will miss its minimum spend.") % _names(one)
    short = amount(one.minimum.short, one.vendor.facility.currency)
    yield _draft(one, day, "minimum", words, short, minimum_words(one), mark="risk", weight=one.minimum.short / 100)


def _names(one: Standing) -> dict[str, str]:
    return {"title": one.contract.title, "vendor": one.vendor.name}


def _left(on: dt.date, day: dt.date) -> str:
    left = (on - day).days
    if left < 0:
        return ngettext("%(n)s day late", "%(n)s days late", -left) % {"n": -left}
    return ngettext("%(n)s day left", "%(n)s days left", left) % {"n": left}


def _draft(
    one: Standing,
    day: dt.date,
    what: str,
    sentence: str,
    figure: str,
    told: str,
    *,
    mark: str = "clock",
    rank: Rank = Rank.MONEY,
    weight: float = 0.0,
) -> Draft:
    facility = one.vendor.facility.code
    asked = urlencode({"at": facility, "day": day.isoformat()})
    return Draft(
        key=f"finance:contract:{one.contract.pk}:{what}",
        place=facility,
        rank=rank,
        kind=_("Contract"),
        mark=mark,
        sentence=sentence,
        figure=figure,
        facts=told,
        since=day,
        weight=weight or one.spent / 100,
        address=f"{reverse('finance:contract', args=(one.contract.pk,))}?{asked}",
        audience=Permission.ASK_PURCHASES,
    )
