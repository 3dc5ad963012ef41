"""The order of overhead and the bases of a facility are set; its statistics are handed in."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.utils.translation import gettext as _

from wellrun.departments.finance.models import CostCentreRule, StatisticSource
from wellrun.departments.finance.queries.costing import rules_version
from wellrun.departments.finance.queries.terms import terms_of
from wellrun.departments.finance.rules.costing import Rule, faults_of_rules
from wellrun.departments.finance.rules.journals import Columns as CsvColumns
from wellrun.departments.finance.rules.journals import rows_in
from wellrun.departments.finance.rules.statistics import Columns, Statistic, as_feed, faults_of, statistics
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

FEED = "Statistics, handed in"
WORKBOOK = b"PK\x03\x04"


@transaction.atomic
def set_cost_rules(
    *, facility: Facility, rules: Sequence[Rule], known: Sequence[str], version: int, by: Account, tree: Tree
) -> int:
    """Says which cost centres are overhead, in which order and by what they are given away; returns how many changed.

    ``known``: the cost centres there are. Raises ``Refused`` with every fault; then nothing changes.
    """
    check_may(by, Permission.KEEP_LEDGER, tree[facility.code], tree=tree)
    Facility.objects.select_for_update().get(pk=facility.pk)
    if rules_version(facility.code) != version:
        words = _("Somebody has changed the order since you opened it.")
        raise Refused(Fault("finance.costing.moved", words, remedy=_("Look at it and send again.")))
    if faults := faults_of_rules(rules, known):
        raise Refused(faults)
    held = {one.cost_centre: one for one in CostCentreRule.objects.filter(facility=facility)}
    changed = 0
    for rule in rules:
        row = held.get(rule.cost_centre) or CostCentreRule(facility=facility, cost_centre=rule.cost_centre, version=0)
        before, after = _state(row), _asked(rule)
        if row.version and before == after:
            continue
        row.place, row.basis, row.capacity, row.version = *after.values(), row.version + 1
        row.save()
        told = {"cost_centre": row.cost_centre, **after}
        record("finance.costing.rule", by=by, about=row, before=before if row.version > 1 else {}, after=told)
        changed += 1
    return changed


def _state(row: CostCentreRule) -> dict[str, Any]:
    return {"place": row.place, "basis": row.basis, "capacity": row.capacity}


def _asked(rule: Rule) -> dict[str, Any]:
    return {"place": rule.place, "basis": rule.basis.strip(), "capacity": rule.capacity.strip()}


def take_statistics(
    *,
    facility: Facility,
    source: str,
    day: dt.date,
    name: str,
    content: bytes,
    columns: Columns | None,
    by: Account,
    tree: Tree,
) -> Load:
    """Puts the statistics of the period that holds ``day`` in line for the front door, from CSV or xlsx.

    ``columns`` as they are said, or ``None`` for as they were the last time. Raises ``Refused`` with every fault of the
    file and its columns; single figures that cannot be read, or are below zero, are held by the front door.
    """
    check_may(by, Permission.KEEP_LEDGER, tree[facility.code], tree=tree)
    with transaction.atomic():
        kept, _new = StatisticSource.objects.select_for_update().get_or_create(facility=facility, name=source.strip())
        found = _read(content, columns or columns_kept(kept), name)
        if columns is not None:
            _keep(kept, columns, by)
        month = terms_of(facility.code).calendar.period_of(day).start
        record("finance.statistics.handed_in", by=by, about=kept, after={"month": month, "figures": len(found)})
        feed = open_feed(facility=facility, name=FEED, by=by)
        file = SimpleUploadedFile("statistics.csv", as_feed(found, month).encode())
        return send_to(feed=feed, files=[file], by=by, tree=tree, right=Permission.KEEP_LEDGER)


def columns_kept(source: StatisticSource) -> Columns | None:
    """How the last file of a source was read."""
    return Columns(**source.columns) if source.columns else None


def _read(content: bytes, columns: Columns | None, name: str) -> list[Statistic]:
    if columns is None:
        words = _("Nobody has said yet what the columns of this file mean.")
        raise Refused(Fault("finance.statistics.columns", words, "cost_centre", remedy=_("Name the columns below.")))
    if faults := faults_of(columns):
        raise Refused(faults)
    try:
        rows = rows_of(content) if content.startswith(WORKBOOK) else rows_in(_text(content), CsvColumns("", ""))
    except NotAWorkbook as error:
        words = _("The workbook cannot be read: %(why)s") % {"why": error}
        remedy = _("Save it anew as xlsx.")
        raise Refused(Fault("finance.statistics.workbook", words, "sent", name, remedy=remedy)) from None
    found, faults = statistics(rows, columns)
    if faults:
        raise Refused(faults)
    if not found:
        words = _("There is no figure in the file.")
        remedy = _("Send the statistics of a period.")
        raise Refused(Fault("finance.statistics.empty", words, "sent", name, remedy=remedy))
    return found


def _text(content: bytes) -> str:
    """UTF-8, or the Windows letters that many programs still write."""
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace")


def _keep(kept: StatisticSource, columns: Columns, by: Account) -> None:
    plain = {**columns._asdict(), "statistics": dict(columns.statistics)}
    if kept.columns == plain:
        return
    before = {"columns": kept.columns}
    kept.columns, kept.version = plain, kept.version + 1
    kept.save(update_fields=["columns", "version"])
    record("finance.statistics.columns", by=by, about=kept, before=before, after={"columns": plain})
