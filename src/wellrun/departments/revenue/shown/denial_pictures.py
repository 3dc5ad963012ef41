"""How denials are shown: the queue as a table, and what runs out when."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.http import QueryDict
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from wellrun.departments.revenue.models.claims import as_money
from wellrun.departments.revenue.models.denials import CATEGORIES
from wellrun.departments.revenue.queries.appeal_outcomes import Appeals
from wellrun.departments.revenue.queries.denials import CaseLine, CategorySum, Due, Queue
from wellrun.departments.revenue.rules.appeal_outcomes import Brought
from wellrun.departments.revenue.rules.denial_work import State
from wellrun.departments.revenue.shown.denial_charts import MendingShown
from wellrun.foundations.pages.charts import Part, Reach, interval_line, meter
from wellrun.foundations.pages.tables import Table, TableColumn
from wellrun.foundations.pages.templatetags.words import percent

SPANS: Sequence[tuple[Any, int | None, int | None, str]] = (
    (gettext_lazy("Run out"), None, -1, "gap"),
    (gettext_lazy("In ten days"), 0, 10, "warn"),
    (gettext_lazy("In 11–30 days"), 11, 30, ""),
    (gettext_lazy("Later"), 31, None, ""),
)
"""What runs out when: words, the least and the most days left, and how it is drawn."""


@dataclass(frozen=True)
class DueShown:
    """Denials whose last day lies in a span, as a part of all that nobody has appealed."""

    words: Any
    due: Due
    urgent: bool
    picture: SafeString


def due_shown(seen: Queue) -> tuple[DueShown, ...]:
    """The spans that hold anything; together they are all that nobody has appealed."""
    spans = [(words, seen.due(str(words), first, last), kind) for words, first, last, kind in SPANS]
    whole = sum((due.recovery for _words, due, _kind in spans), Decimal(0))
    return tuple(
        DueShown(words, due, kind == "warn", _meter(str(words), due.recovery, whole, kind))
        for words, due, kind in spans
        if due.number
    )


def _meter(words: str, amount: Decimal, whole: Decimal, kind: str) -> SafeString:
    parts = (
        Part(amount=float(amount), words=words, kind=kind),
        Part(amount=float(whole - amount), words=_("others"), kind="rest"),
    )
    return meter(subject=words, parts=parts)


def queue_table(lines: Sequence[CaseLine], query: QueryDict, place: str) -> Table[CaseLine]:
    """The queue, what is worth most now first."""

    def page(line: CaseLine) -> str:
        return f"{reverse('revenue:denial', args=[line.case.pk])}?{place}"

    column = TableColumn[CaseLine]
    columns = (
        column("claim", _("Claim"), lambda line: line.case.claim.number, link=page),
        column("payer", _("Payer"), lambda line: line.payer),
        column("category", _("Denied for"), lambda line: line.case.category_words),
        column("reason", _("Reason"), lambda line: line.case.told),
        column("code", _("Service"), lambda line: line.case.code, shown=False),
        column("denied", _("Denied"), lambda line: float(line.case.amount), number=True),
        column("recovery", _("Recovery"), lambda line: float(line.priority.recovery), number=True),
        column("chance", _("Chance, %"), lambda line: float(line.priority.chance * 100), number=True),
        column("clock", _("Clock, ×"), lambda line: float(line.priority.clock), number=True, places=2),
        column("priority", _("Priority"), lambda line: float(line.priority.value), number=True),
        column("ended", _("Appeals won"), lambda line: _won(line), shown=False),
        column("until", _("Appeal until"), lambda line: line.case.appeal_until),
        column("left", _("Days left"), _days_left, number=True),
        column("denied_on", _("Denied on"), lambda line: line.case.denied_on, shown=False),
        column("state", _("State"), lambda line: str(line.case.get_state_display())),
        column("owner", _("Who"), lambda line: line.case.owner.name if line.case.owner else None),
        column("place", _("Where"), lambda line: line.place, shown=False),
    )
    return Table("denials", columns, lines, query, sort="-priority", lines=50)


def _won(line: CaseLine) -> str:
    return _("%(paid)s of %(appealed)s") % {"paid": line.ended.paid, "appealed": line.ended.appealed}


def _days_left(line: CaseLine) -> int | None:
    """Only what nobody has appealed has a clock that runs."""
    return line.priority.days_left if line.case.state == State.OPEN else None


@dataclass(frozen=True)
class CategoryShown:
    """A category with its words and where its denials are listed."""

    words: str
    sum: CategorySum
    address: str
    mended: MendingShown | None


def categories_shown(
    sums: Sequence[CategorySum], place: str, mendings: Sequence[MendingShown]
) -> tuple[CategoryShown, ...]:
    """The rows of what they were denied for, each with the newest act against its source."""
    newest = {one.mending.source.category: one for one in reversed(mendings)}
    return tuple(
        CategoryShown(
            one.queue.lines[0].case.category_words,
            one,
            f"{reverse('revenue:denials')}?{place}&category={one.category.replace(' ', '+')}#queue",
            newest.get(one.category),
        )
        for one in sums
    )


@dataclass(frozen=True)
class AppealsShown:
    """What appeals of one category to one payer brought, with the interval of their share drawn."""

    words: str
    payer: str
    brought: Brought
    picture: SafeString

    @property
    def denied(self) -> Decimal:
        return as_money(self.brought.cents)

    @property
    def recovered(self) -> Decimal:
        return as_money(self.brought.recovered_cents)

    @property
    def chance(self) -> float:
        """By which the queue ranks the next one."""
        return float(self.brought.ended.chance)


def appeals_shown(seen: Appeals, payers: Mapping[str, str]) -> tuple[AppealsShown, ...]:
    """The rows of what appeals brought."""
    return tuple(
        AppealsShown(
            str(CATEGORIES.get(one.category, one.category)),
            payers.get(one.payer, one.payer) or "—",
            one,
            _share(one),
        )
        for one in seen.rows
    )


def _share(one: Brought) -> SafeString:
    """The share of appeals that were won, with its interval, set against the chance that the queue ranks by."""
    if one.share is None or one.interval is None:
        return SafeString("")
    low, high = one.interval
    label = _("%(share)s won, from %(low)s to %(high)s; ranked by %(chance)s") % {
        "share": percent(one.share),
        "low": percent(low),
        "high": percent(high),
        "chance": percent(float(one.ended.chance)),
    }
    reach = Reach(low=0.0, high=1.0, level=float(one.ended.chance))
    return interval_line(value=one.share, lower=low, upper=high, reach=reach, kind="common", label=label)
