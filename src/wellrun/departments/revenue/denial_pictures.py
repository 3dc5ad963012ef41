"""How denials are shown: the queue as a table, and what runs out when."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.http import QueryDict
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from wellrun.departments.revenue.queries.denials import CaseLine, CategorySum, Due, Queue
from wellrun.departments.revenue.rules.denial_work import State
from wellrun.foundations.pages.charts import Part, meter
from wellrun.foundations.pages.tables import Table, TableColumn

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


def categories_shown(sums: Sequence[CategorySum], place: str) -> tuple[CategoryShown, ...]:
    """The rows of what they were denied for."""
    return tuple(
        CategoryShown(
            one.queue.lines[0].case.category_words,
            one,
            f"{reverse('revenue:denials')}?{place}&category={one.category.replace(' ', '+')}#queue",
        )
        for one in sums
    )
