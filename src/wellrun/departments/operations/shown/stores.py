"""Stores in words and in a table."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from wellrun.departments.operations.queries.stores import ItemLine
from wellrun.departments.operations.rules.stores import Burn, Held
from wellrun.foundations.pages.tables import Table, TableColumn
from wellrun.foundations.pages.templatetags.words import plain_number

VERBS = {
    "issue": gettext_lazy("Issue"),
    "receive": gettext_lazy("Receive"),
    "carry": gettext_lazy("Carry to another place"),
    "count": gettext_lazy("Count"),
    "waste": gettext_lazy("Throw away"),
    "recall": gettext_lazy("Recall a lot"),
}


def headline(lines: Sequence[ItemLine]) -> str:
    """What is to be ordered, what expires, what is recalled."""
    if not lines:
        return _("Nothing is kept in store here yet.")
    order = sum(line.standing.order > 0 for line in lines)
    soon = sum(bool(line.expiring) for line in lines)
    back = sum(line.recalled > 0 for line in lines)
    if not (order or soon or back):
        return _("Enough of everything is in store, and nothing expires soon.")
    said = [
        ngettext("%(n)s item is to be ordered", "%(n)s items are to be ordered", order) % {"n": order},
        ngettext("%(n)s expires within 30 days", "%(n)s expire within 30 days", soon) % {"n": soon},
    ]
    if back:
        said.append(
            ngettext("%(n)s is recalled and still here", "%(n)s are recalled and still here", back) % {"n": back}
        )
    return f"{', '.join(said)}."


def items_table(lines: Sequence[ItemLine], query: QueryDict, where: str) -> Table[ItemLine]:
    """Every item with what is there, how fast it goes, and what to order."""
    return Table(
        name="stores",
        columns=(
            TableColumn("item", _("Item"), lambda line: line.item.name, link=lambda line: address(line, where)),
            TableColumn("code", _("Code"), lambda line: line.item.code),
            TableColumn("unit", _("Unit"), lambda line: line.item.measure),
            TableColumn("usable", _("Usable"), lambda line: line.standing.usable, number=True),
            TableColumn("reorder", _("Reorder point"), lambda line: line.item.reorder_at, number=True),
            TableColumn("burn", _("A day, 28 days"), lambda line: line.standing.burn.mean, number=True, places=1),
            TableColumn("interval", _("95 % interval"), lambda line: interval(line.standing.burn)),
            TableColumn("cover", _("Days of cover"), lambda line: line.standing.cover, number=True, places=0),
            TableColumn("order", _("Order now"), lambda line: line.standing.order or None, number=True),
            TableColumn("expiring", _("Expires in 30 days"), lambda line: _sum(line.expiring) or None, number=True),
            TableColumn("recalled", _("Recalled, here"), lambda line: line.recalled or None, number=True),
        ),
        rows=lines,
        query=query,
        sort="cover",
    )


def count_table(lines: Sequence[ItemLine], query: QueryDict) -> Table[tuple[ItemLine, Held]]:
    """The sheet that somebody counts by; its heads are those that a counted sheet is read by."""
    rows = [(line, held) for line in lines for held in line.held]
    return Table(
        name="count",
        columns=(
            TableColumn("code", "code", lambda row: row[0].item.code),
            TableColumn("item", "item", lambda row: row[0].item.name),
            TableColumn("lot", "lot", lambda row: row[1].lot),
            TableColumn("expires", "expires", lambda row: row[1].expires),
            TableColumn("place", "place", lambda row: row[1].place),
            TableColumn("counted", "counted", lambda _row: None, number=True),
        ),
        rows=rows,
        query=query,
    )


def address(line: ItemLine, where: str) -> str:
    """The page of an item."""
    return f"{reverse('operations:store-item', args=[line.item.pk])}?{where}"


def interval(burn: Burn) -> str:
    """From where to where the mean use of a day may lie."""
    return _("%(lower)s to %(upper)s") % {
        "lower": plain_number(burn.lower, 1),
        "upper": plain_number(burn.upper, 1),
    }


def item_words(line: ItemLine) -> str:
    """How an item stands, in a sentence."""
    stands = line.standing
    there = _("%(n)s %(measure)s can be issued") % {"n": stands.usable, "measure": line.item.measure}
    if stands.cover is None:
        said = _("%(there)s; none was issued in 28 days.") % {"there": there}
    else:
        days = ngettext("%(there)s, enough for %(n)s day.", "%(there)s, enough for %(n)s days.", round(stands.cover))
        said = days % {"there": there, "n": round(stands.cover)}
    if stands.order:
        said += " " + _("Order %(n)s now.") % {"n": stands.order}
    return said


def burns(line: ItemLine) -> list[dict[str, Any]]:
    """How fast it goes, over four weeks and over 90 days."""
    return [
        {"days": one.days, "mean": one.mean, "interval": interval(one)} for one in (line.standing.burn, line.burn_90)
    ]


def _sum(held: Sequence[Held]) -> int:
    return sum(one.quantity for one in held)
