"""Deposits in words and rows: what money is expected from, which line is whose, and the day sheet of the bank."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _

from wellrun.departments.revenue.models import BankLine, DepositLink, DrawerDay, Receipt, RemittancePayment
from wellrun.departments.revenue.models.banking import KINDS, TIERS
from wellrun.departments.revenue.rules.depositing import Expected, Kind, Tier
from wellrun.foundations.pages.tables import Table, TableColumn


@dataclass(frozen=True)
class ExpectedShown:
    """Money that should come, in words, with the page that it comes from."""

    expected: Expected
    words: str
    address: str

    @property
    def key(self) -> str:
        """As a form names it."""
        kind, number = self.expected.key
        return f"{kind.value}:{number}"


def expected_shown(money: Iterable[Expected], where: str) -> list[ExpectedShown]:
    """Each with the name of its payment, drawer or account."""
    held = list(money)
    names = _names(held)
    return [ExpectedShown(one, *_page(one, names, where)) for one in held]


def _names(money: Sequence[Expected]) -> Mapping[tuple[Kind, int], object]:
    keys = {kind: [number for one in money for other, number in (one.key,) if other is kind] for kind in Kind}
    payments = RemittancePayment.objects.filter(pk__in=keys[Kind.REMITTANCE]).select_related("payer")
    days = DrawerDay.objects.filter(pk__in=keys[Kind.DRAWER] + keys[Kind.CARDS]).select_related("drawer")
    receipts = Receipt.objects.filter(pk__in=keys[Kind.TRANSFER]).select_related("account")
    found: dict[tuple[Kind, int], object] = {(Kind.REMITTANCE, one.pk): one for one in payments}
    found |= {(kind, one.pk): one for one in days for kind in (Kind.DRAWER, Kind.CARDS)}
    return found | {(Kind.TRANSFER, one.pk): one for one in receipts}


def _page(one: Expected, names: Mapping[tuple[Kind, int], object], where: str) -> tuple[str, str]:
    held = names.get(one.key)
    if isinstance(held, RemittancePayment):
        named = held.payer.name if held.payer else held.named
        return f"{named}, {held.trace}", f"{reverse('revenue:payment', args=[held.pk])}?{where}"
    if isinstance(held, DrawerDay):
        words = f"{held.drawer.name}, {KINDS[one.key[0]]}"
        at = where.partition("&day=")[0]
        return words, f"{reverse('revenue:drawer', args=[held.drawer_id])}?{at}&day={held.day.isoformat()}"
    assert isinstance(held, Receipt), "money is expected from three places"
    return f"{held}, {KINDS[Kind.TRANSFER]}", f"{reverse('revenue:account', args=[held.account_id])}?{where}"


@dataclass(frozen=True)
class LinkShown:
    """What a line brought, how sure that is, and who said so."""

    link: DepositLink
    words: str
    address: str
    tier: str


def links_shown(links: Iterable[DepositLink], where: str) -> list[LinkShown]:
    """The links of a line, in words."""
    found = []
    for one in links:
        held = one.payment or one.drawer_day or one.receipt
        assert held is not None, "a link is about one thing"
        key = (Kind(one.kind), held.pk)
        words, address = _page(Expected(key, one.line.on, one.amount), {key: held}, where)
        found.append(LinkShown(one, words, address, str(TIERS[Tier(one.tier)])))
    return found


def stands(line: BankLine) -> str:
    """Where a line stands, in a word."""
    if line.live:  # type: ignore[attr-defined]
        return _("matched")
    if line.other:
        return _("other money")
    return _("open") if line.cents > 0 else _("went out")


def lines_table(lines: Sequence[BankLine], query: QueryDict, where: str) -> Table[BankLine]:
    """The bank's lines. What the bank says of them stands on the page of each: it may name somebody."""

    def page(line: BankLine) -> str:
        return f"{reverse('revenue:bank-line', args=[line.pk])}?{where}"

    column = TableColumn[BankLine]
    columns = (
        column("on", _("On"), lambda line: line.on, link=page),
        column("account", _("Account"), lambda line: line.account.name),
        column("amount", _("Amount"), lambda line: line.amount, number=True, places=2),
        column("stands", _("Stands"), stands),
        column("brought", _("Brought"), _brought),
    )
    return Table("deposits", columns, lines, query, sort="-on", lines=25)


def _brought(line: BankLine) -> str:
    return ", ".join(link.words for link in links_shown(line.live, "")) or line.other  # type: ignore[attr-defined]
