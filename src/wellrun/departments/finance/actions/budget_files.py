"""A budget that was edited in a spreadsheet is taken back: only the edited cells, all of them or none."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from wellrun.departments.finance.actions.budget_lines import Change, save_lines
from wellrun.departments.finance.models import Budget, BudgetLine
from wellrun.departments.finance.queries.budgets import sheets_for
from wellrun.departments.finance.rules.budget_files import ReadBook, ReadLine, read
from wellrun.departments.finance.rules.workbooks import NotAWorkbook, sheets_of
from wellrun.foundations.access.permissions import check_may
from wellrun.foundations.access.rules import Permission
from wellrun.foundations.audit.actions import record
from wellrun.foundations.organisation.places import Place, Tree
from wellrun.foundations.people.models import Account
from wellrun.values.faults import Fault, Refused


@dataclass(frozen=True)
class Taken:
    """What came of a file: lines that changed, words that were said, and rows that were told but not acted upon."""

    changed: int
    said: int
    added: tuple[str, ...]
    removed: tuple[str, ...]


@transaction.atomic
def take_book(*, budget: Budget, content: bytes, by: Account, tree: Tree) -> Taken:
    """Takes edited cells of a workbook in. Raises ``Refused`` with every fault; then nothing of the file is kept."""
    check_may(by, Permission.PLAN_BUDGETS, _place(budget, by, tree), tree=tree)
    book = _read(budget, content)
    lines = {
        line.pk: line
        for line in BudgetLine.objects.filter(sheet__budget=budget, pk__in=[one.line for one in book.edited])
    }
    sheets = {sheet.pk: sheet for sheet in sheets_for(by, tree).filter(budget=budget)}
    by_sheet: dict[int, list[Change]] = defaultdict(list)
    for one in book.edited:
        line = lines.get(one.line)
        if line is None or line.sheet_id not in sheets:
            book.faults.append(_not_there(one))
            continue
        place = _("%(sheet)s, row %(row)s") % {"sheet": one.sheet, "row": one.row}
        by_sheet[line.sheet_id].append(Change(one.line, one.version, one.typed, one.comment, place))
    changed = 0
    for pk, changes in by_sheet.items():
        try:
            with transaction.atomic():
                changed += save_lines(sheet=sheets[pk], changes=changes, by=by, tree=tree)
        except Refused as refused:
            book.faults += refused.faults
    if book.faults:
        raise Refused([_placed(fault) for fault in book.faults])
    taken = Taken(changed, sum(bool(one.comment) for one in book.edited), *_told(book))
    after = {"changed": taken.changed, "added": len(taken.added), "removed": len(taken.removed)}
    record("finance.budget.taken_in", by=by, about=budget, after=after)
    return taken


def _place(budget: Budget, by: Account, tree: Tree) -> Place:
    """Where the right is asked for: at a sheet that is theirs, or at the facility."""
    sheet = sheets_for(by, tree).filter(budget=budget).first()
    return tree[sheet.place if sheet else budget.facility.code]


def _read(budget: Budget, content: bytes) -> ReadBook:
    try:
        book = read(sheets_of(content))
    except NotAWorkbook as error:
        words = _("The workbook cannot be read: %(why)s") % {"why": error}
        raise Refused(Fault("finance.budget.workbook", words, "sent", remedy=_("Save it anew as xlsx."))) from None
    if book.budget and book.budget != budget.pk:
        words = _("This file was taken out of another version of the budget.")
        raise Refused(Fault("finance.budget.other", words, "sent", remedy=_("Hand it in at that version.")))
    return book


def _placed(fault: Fault) -> Fault:
    """A fault of a cell or a row, said with its place and what stands there: a file has no box to say it beside."""
    if fault.place in ("", "sent"):
        return fault
    words = f"{fault.place}: {_(fault.message)}"
    if fault.value and fault.expected:
        words += " " + _("It says %(value)s.") % {"value": fault.value}
    return Fault(fault.code, words, "sent", fault.value, fault.expected, _(fault.remedy))


def _not_there(one: ReadLine) -> Fault:
    place = _("%(sheet)s, row %(row)s") % {"sheet": one.sheet, "row": one.row}
    words = _("This line is no longer there, or not yours to plan.")
    return Fault("finance.budget.gone", words, place, remedy=_("Take the budget out anew."))


def _told(book: ReadBook) -> tuple[tuple[str, ...], tuple[str, ...]]:
    added = tuple(
        _("%(sheet)s, row %(row)s: %(words)s") % {"sheet": sheet, "row": row, "words": words}
        for sheet, row, words in book.added
    )
    names = BudgetLine.objects.in_bulk([one.line for one in book.removed])
    removed = tuple(f"{one.sheet}: {names.get(one.line, one.line)}" for one in book.removed)
    return added, removed
