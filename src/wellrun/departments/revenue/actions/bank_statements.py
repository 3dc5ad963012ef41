"""Accounts at banks are entered, their statements taken in, and rows that could not be read are mended."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from wellrun.departments.revenue.actions.deposits import match_deposits
from wellrun.departments.revenue.models import BankAccount, BankLine, BankStatement, HeldBankRow
from wellrun.departments.revenue.models.banking import digits_of
from wellrun.departments.revenue.models.claims import as_cents
from wellrun.departments.revenue.rules.bank_bai2 import is_bai2, read_bai2
from wellrun.departments.revenue.rules.bank_csv import Columns, faults_of, read_csv
from wellrun.departments.revenue.rules.bank_entries import BankEntry, HeldRow, StatementRead, unseen
from wellrun.foundations.access.permissions import check_may
from wellrun.foundations.access.rules import Permission
from wellrun.foundations.audit.actions import record
from wellrun.foundations.organisation.models import Facility
from wellrun.foundations.organisation.places import Tree
from wellrun.foundations.people.models import Account
from wellrun.values.faults import Fault, Refused

FORM = BankStatement.Form


@dataclass(frozen=True)
class Taken:
    """A statement that was taken in: how many of its lines are new, were known, and are held."""

    statement: BankStatement
    new: int
    same: int
    held: int


@transaction.atomic
def open_account(*, facility: Facility, name: str, number: str, by: Account, tree: Tree) -> BankAccount:
    """An account at a bank. Its number is sealed; two accounts of a facility have two names and two numbers."""
    check_may(by, Permission.POST_PAYMENTS, tree[facility.code], tree=tree)
    mine = BankAccount.objects.filter(facility=facility)
    faults = []
    if mine.filter(name=name).exists():
        words = _("There is an account of this name.")
        faults.append(Fault("revenue.bank.name", words, "name", name, remedy=_("Choose another name.")))
    if len(digits_of(number)) < 4 or mine.filter(number_index=number).exists():
        words = _("An account number has four letters or digits at least, and is entered once.")
        faults.append(Fault("revenue.bank.number", words, "number", remedy=_("Look at the statement.")))
    if faults:
        raise Refused(faults)
    made = BankAccount.objects.create(facility=facility, name=name, number=number.strip())
    record("revenue.bank.opened", by=by, about=made, after={"name": name, "number": made.last_four})
    return made


@transaction.atomic
def take_statement(
    *, account: BankAccount, name: str, content: bytes, columns: Columns | None, by: Account, tree: Tree
) -> Taken:
    """Takes a statement in: BAI2 by itself, columns as they are said, or as the last time. What is known stays.

    The same statement again adds nothing, but rows that were held are read anew. Raises ``Refused`` with every fault
    that keeps the whole of it out.
    """
    check_may(by, Permission.POST_PAYMENTS, tree[account.facility.code], tree=tree)
    held = BankAccount.objects.select_for_update().select_related("facility").get(pk=account.pk)
    text = _text(content)
    form = FORM.BAI2 if is_bai2(text) else FORM.CSV
    read = _bai2(text, held) if form is FORM.BAI2 else _csv(text, held, columns, by)
    if not read.entries and not read.held:
        words = _("There is no movement in the file.")
        raise Refused(Fault("revenue.bank.empty", words, "sent", name, remedy=_("Send a statement of the bank.")))
    days = [one.on for one in read.entries]
    told = {"since": min(days, default=None), "until": max(days, default=None), "form": form}
    statement, first = BankStatement.objects.get_or_create(
        account=held,
        digest=hashlib.sha256(content).hexdigest(),
        defaults={"name": name[:200], "content": text, "sent_at": timezone.now(), "sent_by": by, **told},
    )
    if not first:
        BankStatement.objects.filter(pk=statement.pk).update(since=told["since"], until=told["until"])
    new = _keep(statement, read, by)
    after = {"digest": statement.digest, "new": new, "lines": len(read.entries), "held": len(read.held)}
    record("revenue.bank.taken", by=by, about=statement, after=after)
    match_deposits(facility=held.facility, by=by)
    return Taken(statement, new, len(read.entries) - new, len(read.held))


@transaction.atomic
def mend_row(*, row: HeldBankRow, on: dt.date, amount: Decimal, words: str, by: Account, tree: Tree) -> BankLine:
    """A row that could not be read is a movement, as somebody reads it."""
    held = _row(row, by, tree)
    _end(held, by, _("mended"))
    made = BankLine.objects.create(
        account=held.statement.account,
        statement=held.statement,
        position=held.position,
        on=on,
        cents=as_cents(amount),
        words=words,
    )
    span = held.statement
    span.since, span.until = min(on, span.since or on), max(on, span.until or on)
    span.save(update_fields=["since", "until"])
    record("revenue.bank.mended", by=by, about=held, after={"line": str(made.pk)})
    match_deposits(facility=span.account.facility, by=by)
    return made


@transaction.atomic
def drop_row(*, row: HeldBankRow, why: str, by: Account, tree: Tree) -> HeldBankRow:
    """A row that is no movement, as a total at the foot; it stays, with the reason."""
    held = _row(row, by, tree)
    _end(held, by, why)
    record("revenue.bank.dropped", by=by, about=held, why=why)
    return held


def _text(content: bytes) -> str:
    """UTF-8, or the Windows letters that many banks still write."""
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace")


def _bai2(text: str, account: BankAccount) -> StatementRead:
    """What a file says of this account, whose number it has to name."""
    mine = [one for one in read_bai2(text) if digits_of(one.number) == digits_of(account.number)]
    if not mine:
        words = _("The file says nothing of account %(number)s.") % {"number": account.last_four}
        raise Refused(Fault("revenue.bank.other_account", words, "sent", remedy=_("Choose the account that it is of.")))
    currency = account.facility.currency
    faults = [fault for one in mine for fault in one.read.faults]
    for one in mine:
        if one.currency != currency:
            words = _("The account is kept in %(other)s.") % {"other": one.currency}
            faults.append(Fault("revenue.bank.currency", words, "sent", one.currency, currency, _("Ask the bank.")))
    if faults:
        raise Refused(faults)
    entries = tuple(entry for one in mine for entry in one.read.entries)
    return StatementRead(entries, tuple(row for one in mine for row in one.read.held))


def _csv(text: str, account: BankAccount, columns: Columns | None, by: Account) -> StatementRead:
    """What columns say. Columns that can be read are kept for the next statement."""
    if columns is None and not account.columns:
        words = _("Nobody has said yet what the columns of this bank mean.")
        raise Refused(Fault("revenue.bank.columns", words, "day", remedy=_("Name the columns below.")))
    asked = columns or columns_of(account)
    assert asked is not None, "they are given or kept"
    faults = faults_of(asked)
    read = StatementRead((), ()) if faults else read_csv(text, asked)
    if faults or read.faults:
        raise Refused([*faults, *read.faults])
    if read.entries and account.columns != (plain := {**asked._asdict(), "words": list(asked.words)}):
        before, account.columns, account.version = account.columns, plain, account.version + 1
        account.save(update_fields=["columns", "version"])
        record("revenue.bank.columns", by=by, about=account, before=before, after=plain)
    return read


def columns_of(account: BankAccount) -> Columns | None:
    """How the last statement in columns was read."""
    if not account.columns:
        return None
    return Columns(**{**account.columns, "words": tuple(account.columns["words"])})


def _keep(statement: BankStatement, read: StatementRead, by: Account) -> int:
    """Writes what is new; rows that are held stay so, or end because they can be read now. Returns the new lines."""
    rows = {one.position: one for one in statement.held.all()}
    by_hand = {position for position, one in rows.items() if one.ended_at is not None}
    entries = [one for one in read.entries if one.position not in by_hand]
    new = unseen(entries, _known(statement.account, entries))
    BankLine.objects.bulk_create(
        BankLine(
            account=statement.account,
            statement=statement,
            position=one.position,
            on=one.on,
            cents=as_cents(one.amount),
            words=one.words,
        )
        for one in new
    )
    still = {one.position: one for one in read.held}
    for position, row in rows.items():
        if row.ended_at is None and position not in still:
            _end(row, by, _("read with other columns"))
    for position, one in still.items():
        if position not in rows:
            HeldBankRow.objects.create(statement=statement, position=position, text=one.text, faults=_as_json(one))
    return len(new)


def _known(account: BankAccount, entries: Sequence[BankEntry]) -> list[tuple[dt.date, Decimal, str]]:
    days = {one.on for one in entries}
    return [(one.on, one.amount, one.words) for one in BankLine.objects.filter(account=account, on__in=days)]


def _as_json(row: HeldRow) -> str:
    return json.dumps([[one.place, one.message, one.value, one.expected, one.remedy] for one in row.faults])


def _row(row: HeldBankRow, by: Account, tree: Tree) -> HeldBankRow:
    facility = row.statement.account.facility
    check_may(by, Permission.POST_PAYMENTS, tree[facility.code], tree=tree)
    rows = HeldBankRow.objects.select_related("statement__account__facility").select_for_update(of=("self",))
    held = rows.get(pk=row.pk)
    if held.ended_at is not None:
        words = _("Somebody has seen to this row already.")
        raise Refused(Fault("revenue.bank.ended", words, "row", str(held.position), remedy=_("Open the page again.")))
    return held


def _end(row: HeldBankRow, by: Account, why: str) -> None:
    row.ended_at, row.ended_by, row.why = timezone.now(), by, why[:200]
    row.save(update_fields=["ended_at", "ended_by", "why"])
