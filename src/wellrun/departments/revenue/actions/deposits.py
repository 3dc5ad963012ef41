"""The bank's lines are matched with the money they brought, by rule or by a person; what is wrong is taken off."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal

from django.db import transaction
from django.db.models import Sum
from django.utils import timezone
from django.utils.translation import gettext as _

from wellrun.departments.revenue.keeping.accounts import alone_in
from wellrun.departments.revenue.keeping.deposits import key_of, tell_payments, write_links
from wellrun.departments.revenue.models import BankAccount, BankLine, DepositLink
from wellrun.departments.revenue.models.claims import as_money
from wellrun.departments.revenue.queries.deposits import candidates, compared, live_links, open_lines
from wellrun.departments.revenue.rules.depositing import Expected, Key, Kind, Matched, Tier, shares
from wellrun.foundations.access.permissions import check_may
from wellrun.foundations.access.rules import Permission
from wellrun.foundations.access.versions import check_unchanged
from wellrun.foundations.audit.actions import Actor, record
from wellrun.foundations.organisation.models import Facility
from wellrun.foundations.organisation.places import Tree
from wellrun.foundations.people.models import Account
from wellrun.values.faults import Fault, Refused


@transaction.atomic
def match_deposits(*, facility: Facility, by: Actor) -> int:
    """Matches what is sure; returns how many lines that are. What somebody has taken off is not put back by a rule."""
    if not BankAccount.objects.filter(facility=facility).exists():
        return 0
    alone_in(facility.pk)
    lines = {str(one.pk): one for one in open_lines(facility)}
    taken_off = _taken_off(lines.values())
    matched = 0
    for found in compared(facility).sure:
        pairs = {(line.key, one.key) for line in found.arrived for one in found.expected}
        if not pairs & taken_off:
            _write(found, lines, by)
            matched += len(found.arrived)
    if matched:
        record("revenue.deposits.matched", by=by, about=facility, after={"lines": matched})
    return matched


@transaction.atomic
def match_again(*, facility: Facility, by: Account, tree: Tree) -> int:
    """Somebody asks for what is sure by now."""
    check_may(by, Permission.POST_PAYMENTS, tree[facility.code], tree=tree)
    record("revenue.deposits.asked", by=by, about=facility)
    return match_deposits(facility=facility, by=by)


@transaction.atomic
def link(*, line: BankLine, brought: Sequence[str], version: int, by: Account, tree: Tree) -> BankLine:
    """A person says what a line brought: each as kind and number, ``remittance:12``."""
    held = _held(line, version, by, tree)
    if held.other or live_links().filter(line=held).exists():
        raise Refused(_taken(held))
    known = {f"{kind.value}:{number}": one for one in candidates(held) for kind, number in (one.key,)}
    wanted = [known[one] for one in dict.fromkeys(brought) if one in known]
    if not wanted or len(wanted) != len(set(brought)):
        raise Refused(_unknown())
    came = _came(wanted)
    links = write_links(held, shares(held.amount, wanted, came), Tier.PERSON, by)
    _kept(held)
    record("revenue.deposits.linked", by=by, about=held, after={"to": [str(one) for one in brought], "n": len(links)})
    return held


@transaction.atomic
def unlink(*, line: BankLine, why: str, version: int, by: Account, tree: Tree) -> BankLine:
    """Takes a line off everything it is matched to. The links stay as they were, ended."""
    held = _held(line, version, by, tree)
    links = list(live_links().filter(line=held).select_for_update())
    if not links:
        raise Refused(_free())
    for one in links:
        one.ended_at, one.ended_by, one.why_ended = timezone.now(), by, why
        one.save(update_fields=["ended_at", "ended_by", "why_ended"])
    tell_payments(one.payment_id for one in links if one.payment_id)
    _kept(held)
    record("revenue.deposits.unlinked", by=by, about=held, before={"n": len(links)}, why=why)
    return held


@transaction.atomic
def set_aside(*, line: BankLine, other: str, version: int, by: Account, tree: Tree) -> BankLine:
    """Money of another sort, as rent or a gift: nothing in the books of patients is waited for."""
    held = _held(line, version, by, tree)
    if live_links().filter(line=held).exists():
        raise Refused(_taken(held))
    held.other = other.strip()
    _kept(held)
    record("revenue.deposits.set_aside", by=by, about=held, why=held.other)
    return held


@transaction.atomic
def bring_back(*, line: BankLine, version: int, by: Account, tree: Tree) -> BankLine:
    """A line that was set aside is compared again."""
    held = _held(line, version, by, tree)
    before, held.other = held.other, ""
    _kept(held)
    record("revenue.deposits.brought_back", by=by, about=held, before={"other": before})
    return held


def _held(line: BankLine, version: int, by: Account, tree: Tree) -> BankLine:
    facility = line.account.facility
    check_may(by, Permission.POST_PAYMENTS, tree[facility.code], tree=tree)
    alone_in(facility.pk)
    rows = BankLine.objects.select_related("account__facility").select_for_update(of=("self",))
    held = rows.get(pk=line.pk)
    check_unchanged(version, held.version, code="revenue.deposits")
    return held


def _kept(held: BankLine) -> None:
    held.version += 1
    held.save(update_fields=["other", "version"])


def _came(wanted: Sequence[Expected]) -> dict[Key, Decimal]:
    """What other lines have brought of payments so far."""
    keys = [number for one in wanted for kind, number in (one.key,) if kind is Kind.REMITTANCE]
    rows = live_links().filter(payment__in=keys).values_list("payment").annotate(sum=Sum("cents")).order_by()
    return {(Kind.REMITTANCE, number): as_money(cents) for number, cents in rows}


def _taken_off(lines: Iterable[BankLine]) -> set[tuple[str, Key]]:
    rows = DepositLink.objects.filter(line__in=list(lines), ended_at__isnull=False)
    return {(str(one.line_id), key_of(one)) for one in rows}


def _write(found: Matched, lines: dict[str, BankLine], by: Actor) -> None:
    """Several lines bring one thing, or one line several: shared so that each line and each sum holds."""
    if len(found.expected) == 1:
        for one in found.arrived:
            write_links(lines[one.key], {found.expected[0].key: one.amount}, found.tier or Tier.PERSON, by)
    else:
        (line,) = found.arrived
        write_links(lines[line.key], shares(line.amount, found.expected, {}), found.tier or Tier.PERSON, by)


def _taken(line: BankLine) -> Fault:
    words = _("The line is matched or set aside already.")
    return Fault("revenue.deposits.taken", words, "line", str(line.on), remedy=_("Take it off first."))


def _unknown() -> Fault:
    words = _("It is not among the money that this line can have brought.")
    return Fault("revenue.deposits.unknown", words, "brought", remedy=_("Choose one of those shown."))


def _free() -> Fault:
    return Fault("revenue.deposits.free", _("The line is matched to nothing."), "line", remedy=_("Open it again."))
