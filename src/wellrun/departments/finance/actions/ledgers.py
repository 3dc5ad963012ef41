"""A journal of any ledger is handed in: read by the columns of its book, balanced, and given to the front door."""

from __future__ import annotations

import datetime as dt
import hashlib
from decimal import Decimal

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from wellrun.departments.finance.models import LedgerSource, LedgerVersion
from wellrun.departments.finance.queries.ledger import newest_version
from wellrun.departments.finance.queries.terms import terms_of
from wellrun.departments.finance.rules.journals import (
    Columns,
    JournalLine,
    as_feed,
    by_document,
    faults_of,
    journal,
    rows_in,
    trial_balance,
    unread,
)
from wellrun.departments.finance.rules.workbooks import NotAWorkbook, rows_of
from wellrun.foundations.access.permissions import check_may
from wellrun.foundations.access.rules import Permission
from wellrun.foundations.audit.actions import record
from wellrun.foundations.feeds.actions import open_feed, send_to
from wellrun.foundations.feeds.models import Load
from wellrun.foundations.organisation.models import Facility
from wellrun.foundations.organisation.places import Tree
from wellrun.foundations.people.models import Account
from wellrun.values.faults import Fault, Refused

FEED = "Ledger, handed in"
WORKBOOK = b"PK\x03\x04"


def take_journal(
    *,
    facility: Facility,
    book: str,
    day: dt.date,
    name: str,
    content: bytes,
    columns: Columns | None,
    balanced: bool,
    by: Account,
    tree: Tree,
    today: dt.date,
) -> Load:
    """Puts a journal in line as the next version of the period that holds ``day``; lines of it replace that period.

    ``columns`` as they are said, or ``None`` for as they were the last time. Raises ``Refused`` with every fault where
    the file, its columns or its balance is wrong; single lines that cannot be read are held by the front door.
    """
    check_may(by, Permission.KEEP_LEDGER, tree[facility.code], tree=tree)
    with transaction.atomic():
        source = _source(facility, book, by)
        asked = columns or columns_of(source)
        lines = _lines(content, asked, name)
        month = terms_of(facility.code).calendar.period_of(day).start
        if balanced:
            _check_balance(lines)
        _keep_columns(source, asked, balanced, by)
        version = _version(source, month, name, content, lines, by)
        after = {"book": source.book, "month": month, "version": version.number, "lines": len(lines)}
        record("finance.ledger.handed_in", by=by, about=version, after={**after, "digest": version.digest})
        text = as_feed(lines, book=source.book, month=month, version=version.number, told_on=today)
        feed = open_feed(facility=facility, name=FEED, by=by)
        file = SimpleUploadedFile("ledger.csv", text.encode())
        return send_to(feed=feed, files=[file], by=by, tree=tree, right=Permission.KEEP_LEDGER)


def columns_of(source: LedgerSource) -> Columns | None:
    """How the last file of a book was read."""
    return Columns(**source.columns) if source.columns else None


def _source(facility: Facility, book: str, by: Account) -> LedgerSource:
    source, new = LedgerSource.objects.select_for_update().get_or_create(facility=facility, book=book.strip())
    if new:
        record("finance.ledger.opened", by=by, about=source, after={"book": source.book})
    return source


def _lines(content: bytes, columns: Columns | None, name: str) -> list[JournalLine]:
    if columns is None:
        words = _("Nobody has said yet what the columns of this ledger mean.")
        raise Refused(Fault("finance.journal.columns", words, "account", remedy=_("Name the columns below.")))
    if faults := faults_of(columns):
        raise Refused(faults)
    try:
        rows = rows_of(content) if content.startswith(WORKBOOK) else rows_in(_text(content), columns)
    except NotAWorkbook as error:
        words = _("The workbook cannot be read: %(why)s") % {"why": error}
        raise Refused(
            Fault("finance.journal.workbook", words, "sent", name, remedy=_("Save it anew as xlsx."))
        ) from None
    lines, faults = journal(rows, columns)
    if faults:
        raise Refused(faults)
    if not lines:
        words = _("There is no line in the file.")
        raise Refused(Fault("finance.journal.empty", words, "sent", name, remedy=_("Send the journal of a period.")))
    return lines


def _text(content: bytes) -> str:
    """UTF-8, or the Windows letters that many ledgers still write."""
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace")


def _check_balance(lines: list[JournalLine]) -> None:
    """Where every line can be read, debits are credits; a file that says otherwise is not taken in."""
    if list(unread(lines)):
        return
    off = trial_balance(by_document(lines))
    if off is None:
        return
    where = ", ".join(f"{name or _('without a number')} {amount:+,.2f}" for name, amount in off.documents)
    words = _("Debits and credits differ by %(difference)s: %(where)s.") % {
        "difference": f"{off.difference:+,.2f}",
        "where": where,
    }
    remedy = _("Correct the journal, or say that this ledger does not hold whole journals.")
    raise Refused(Fault("finance.journal.balance", words, "sent", str(off.difference), str(Decimal(0)), remedy))


def _keep_columns(source: LedgerSource, columns: Columns | None, balanced: bool, by: Account) -> None:
    plain = columns._asdict() if columns else {}
    if source.columns == plain and source.balanced == balanced:
        return
    before = {"columns": source.columns, "balanced": source.balanced}
    source.columns, source.balanced, source.version = plain, balanced, source.version + 1
    source.save(update_fields=["columns", "balanced", "version"])
    record("finance.ledger.columns", by=by, about=source, before=before, after={"columns": plain, "balanced": balanced})


def _version(
    source: LedgerSource, month: dt.date, name: str, content: bytes, lines: list[JournalLine], by: Account
) -> LedgerVersion:
    """The next version of the period. The same file again is none: it would only hide what changed."""
    digest = hashlib.sha256(content).hexdigest()
    last = source.versions.filter(month=month).first()
    known = newest_version(source.facility.code, source.book, month)
    # One that never arrived, because its load broke off, may be sent again.
    if last is not None and last.digest == digest and known >= last.number:
        words = _("This file is version %(n)s of the period already.") % {"n": last.number}
        raise Refused(Fault("finance.journal.same", words, "sent", name, remedy=_("Nothing needs to be done.")))
    return LedgerVersion.objects.create(
        source=source,
        month=month,
        number=max(known, last.number if last else 0) + 1,
        name=name[:200],
        digest=digest,
        lines=len(lines),
        sent_at=timezone.now(),
        sent_by=by,
    )
