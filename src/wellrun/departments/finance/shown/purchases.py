"""Purchases as pages show them: the list, the chain of one with its verbs, and invoices that are held."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from urllib.parse import urlencode

from django.http import QueryDict
from django.urls import reverse
from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from wellrun.departments.finance.models import Invoice, Purchase, PurchaseLine
from wellrun.departments.finance.models.invoices import INVOICE_STATE_NAMES
from wellrun.departments.finance.models.purchases import STATE_NAMES
from wellrun.departments.finance.queries.commitments import left_after, year_end
from wellrun.departments.finance.queries.invoices import kept_differences
from wellrun.departments.finance.queries.purchases import day_of
from wellrun.departments.finance.rules.purchasing.committing import Balance, Ordered, complete
from wellrun.departments.finance.rules.purchasing.states import InvoiceState, State
from wellrun.departments.finance.words.purchases import difference_words, leaves_words
from wellrun.foundations.pages.tables import Table, TableColumn
from wellrun.foundations.pages.templatetags.words import to_the_cent

MARKS: Mapping[State, str] = {
    State.DRAFT: "open",
    State.SUBMITTED: "clock",
    State.APPROVED: "clock",
    State.ORDERED: "clock",
    State.SENT: "open",
    State.CLOSED: "done",
    State.WITHDRAWN: "stopped",
}
INVOICE_MARKS: Mapping[InvoiceState, str] = {
    InvoiceState.HELD: "risk",
    InvoiceState.CREDIT: "clock",
    InvoiceState.REFUSED: "stopped",
    InvoiceState.CLEARED: "done",
    InvoiceState.PAID: "done",
}


def order_name(purchase: Purchase) -> str:
    """The number of an order as vendors read it, with its facility; empty before it is ordered."""
    return f"{purchase.facility.code}-{purchase.order:06d}" if purchase.order else ""


def amount(cents: int, currency: str = "") -> str:
    """Cents as money, to the cent."""
    return to_the_cent(Decimal(cents) / 100, currency)


def what_of(purchase: Purchase) -> str:
    """Its first line, and how many more."""
    lines = list(purchase.lines.all())
    if not lines:
        return purchase.reason
    more = len(lines) - 1
    return lines[0].name if not more else _("%(name)s and %(n)s more") % {"name": lines[0].name, "n": more}


def headline(waiting: Sequence[Purchase], held: Sequence[Invoice], currency: str) -> str:
    """What a reader must decide, in a sentence."""
    parts = []
    if waiting:
        cents = amount(sum(one.cents for one in waiting), currency)
        parts.append(
            ngettext(
                "%(n)s purchase of %(cents)s waits for you", "%(n)s purchases of %(cents)s wait for you", len(waiting)
            )
            % {"n": len(waiting), "cents": cents}
        )
    if held:
        cents = amount(sum(one.total for one in held), currency)
        parts.append(
            ngettext("%(n)s invoice of %(cents)s is held", "%(n)s invoices of %(cents)s are held", len(held))
            % {"n": len(held), "cents": cents}
        )
    return f"{'; '.join(parts)}." if parts else _("Nothing waits for you.")


def state_words(purchase: Purchase, lines: Mapping[int, Ordered]) -> str:
    """Where a purchase is; one with the vendor of which all came and was invoiced is done."""
    if purchase.at is State.SENT and complete(lines.values()):
        return _("came and invoiced")
    return str(STATE_NAMES[purchase.at])


def purchase_table(
    rows: Sequence[Purchase], sums: Mapping[int, Mapping[int, Ordered]], query: QueryDict, where: str
) -> Table[Purchase]:
    """Every purchase, the newest first. ``sums``: of each line what came and was invoiced."""
    Column = TableColumn[Purchase]
    columns = (
        Column("what", _("What"), what_of, link=lambda one: f"{reverse('finance:purchase', args=(one.pk,))}?{where}"),
        Column("state", _("State"), lambda one: state_words(one, sums[one.pk])),
        Column("amount", _("Amount"), lambda one: Decimal(one.cents) / 100, number=True, places=2),
        Column("centre", _("Cost centre"), lambda one: one.centre_name),
        Column("vendor", _("Vendor"), lambda one: one.vendor.name),
        Column("needed", _("Needed on"), lambda one: one.needed_on),
        Column("order", _("Order"), order_name),
        Column("number", _("Request"), lambda one: one.number, number=True, shown=False),
        Column("who", _("Asked by"), lambda one: one.asked_by.person.name),
    )
    return Table("purchases", columns, rows, query)


def invoice_table(rows: Sequence[Invoice], query: QueryDict, where: str) -> Table[Invoice]:
    """Invoices, those that are held the longest first."""
    Column = TableColumn[Invoice]
    columns = (
        Column(
            "number",
            _("Invoice"),
            lambda one: one.number,
            link=lambda one: f"{reverse('finance:invoice', args=(one.pk,))}?{where}",
        ),
        Column("vendor", _("Vendor"), lambda one: one.vendor.name),
        Column("state", _("State"), lambda one: str(INVOICE_STATE_NAMES[one.at])),
        Column("total", _("Total"), lambda one: Decimal(one.total) / 100, number=True, places=2),
        Column("over", _("Too much"), lambda one: _over(one), number=True, places=2),
        Column("why", _("Why it is held"), lambda one: " ".join(reasons_of(one, held=True))),
        Column("since", _("Held since"), lambda one: one.held_on if one.at is InvoiceState.HELD else None),
        Column("due", _("Due on"), lambda one: one.due_on),
        Column("dated", _("Dated"), lambda one: one.dated, shown=False),
    )
    return Table("invoices", columns, rows, query)


def _over(one: Invoice) -> Decimal | None:
    found = min(one.total, sum(difference.cents for difference in kept_differences(one) if difference.holds))
    return Decimal(found) / 100 if found and one.at is not InvoiceState.PAID else None


def reasons_of(invoice: Invoice, *, held: bool) -> list[str]:
    """What it differs in, in words: what holds it, or what is told only."""
    names = {line.pk: line.name for line in invoice.purchase.lines.all()} if invoice.purchase else {}
    return [
        difference_words(one, name=names.get(one.line or 0, ""), currency=invoice.currency)
        for one in kept_differences(invoice)
        if one.holds is held
    ]


@dataclass(frozen=True)
class LineRow:
    """A line of a purchase with what has become of it."""

    line: PurchaseLine
    one: Ordered

    @property
    def open(self) -> bool:
        """Whether more of it is expected."""
        return self.one.open_quantity > 0

    @property
    def committed(self) -> Decimal:
        """What still counts against the budget, as money."""
        return Decimal(self.one.committed) / 100

    @property
    def whole(self) -> Decimal:
        """What it comes to, as money."""
        return Decimal(self.line.cents) / 100

    @property
    def over_list(self) -> Decimal | None:
        """What it is above the contract's price, for one."""
        listed = self.line.listed
        return self.line.price - listed if listed is not None and self.line.price > listed else None


@dataclass(frozen=True)
class Stage:
    """A step of the chain: what it is called, whether it is done, and when and by whom."""

    name: str
    mark: str
    words: str


def chain_of(purchase: Purchase, invoices: Sequence[Invoice], rows: Sequence[LineRow]) -> list[Stage]:
    """From asking to the invoices, as far as it is."""
    asked = _("%(who)s, %(day)s") % {"who": purchase.asked_by.person.name, "day": _day(purchase, purchase.written_at)}
    given = [one for one in purchase.approvals.all() if not one.ended]
    approved = ", ".join(
        f"{one.by.person.name} ({one.instead_of.person.name})" if one.instead_of else one.by.person.name
        for one in given
    )
    came = [one for one in rows if one.one.received > 0]
    all_came = bool(rows) and not any(row.one.received < row.one.quantity for row in rows)
    how_much = _("all of it") if all_came else _("in part") if came else ""
    held = sum(one.at is InvoiceState.HELD for one in invoices)
    told = ngettext("%(n)s invoice", "%(n)s invoices", len(invoices)) % {"n": len(invoices)}
    words = f"{told}, {_('%(n)s held') % {'n': held}}" if held else told
    return [
        Stage(_("Asked"), "done", asked),
        Stage(_("Approved"), "done" if purchase.at not in (State.DRAFT, State.SUBMITTED) else "open", approved),
        Stage(_("Ordered"), "done" if purchase.order else "open", order_name(purchase)),
        Stage(_("Sent"), "done" if purchase.sent_at else "open", _day(purchase, purchase.sent_at)),
        Stage(_("Came"), "done" if all_came else "clock" if came else "open", how_much),
        Stage(_("Invoiced"), "risk" if held else "done" if invoices else "open", words if invoices else ""),
    ]


def _day(purchase: Purchase, at: dt.datetime | None) -> str:
    return formats.date_format(day_of(purchase.facility, at), "j M Y") if at else ""


def leaves(purchase: Purchase, accounts: Mapping[str, str], today: dt.date) -> list[tuple[int, str]]:
    """What is left of each line of the budget that a purchase touches, once it is committed: cents and a sentence."""
    until = formats.date_format(year_end(purchase.facility, max(purchase.needed_on, today)), "j F Y")
    found = []
    for (_centre, account), left in left_after(purchase, today).items():
        name = accounts.get(account, account)
        said = {"centre": purchase.centre_name, "account": name, "currency": purchase.currency}
        found.append((left, leaves_words(left=left, until=until, **said)))
    return found


def balance_rows(
    known: Mapping[tuple[str, str], Balance], centre: str, accounts: Iterable[tuple[str, str]]
) -> list[tuple[str, Balance]]:
    """The budget lines of a cost centre that purchases are booked to, by account."""
    return [(f"{code} {name}", known[centre, code]) for code, name in accounts if (centre, code) in known]


def address(name: str, *args: int, **asked: str) -> str:
    """An address of finance with what it asks for."""
    return f"{reverse(f'finance:{name}', args=args)}?{urlencode(asked)}"
