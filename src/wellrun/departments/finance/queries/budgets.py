"""Budgets as pages read them: versions, their sheets with sums and lateness, and who may do what with a sheet."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, Prefetch, QuerySet

from wellrun.departments.finance.models import Budget, BudgetComment, BudgetLine, BudgetSheet
from wellrun.departments.finance.rules.budgeting import BudgetState, SheetState, Stage, days_late, gap, state_of
from wellrun.departments.finance.rules.variance import Kind
from wellrun.foundations.access.permissions import may, places_where
from wellrun.foundations.access.rules import Permission
from wellrun.foundations.organisation.places import Place, Tree
from wellrun.foundations.people.models import Account

PASSES = {
    Stage.HEAD: Permission.PLAN_BUDGETS,
    Stage.DEPARTMENT: Permission.PLAN_BUDGETS,
    Stage.FINANCE: Permission.KEEP_LEDGER,
    Stage.BOARD: Permission.APPROVE_BUDGETS,
}
"""What who passes a sheet on holds: heads for their place, the department for the whole of it, then the facility."""


@dataclass(frozen=True)
class SheetSum:
    """A sheet with what its lines come to, in cents: expense and revenue, and its target's gap."""

    sheet: BudgetSheet
    expense: int
    revenue: int
    late: int
    gap: int | None

    @property
    def more(self) -> int:
        """What its expense is more than last year's."""
        return self.expense - self.sheet.last_year


@dataclass(frozen=True)
class VersionSum:
    """A version with its sheets, as far as a reader may see them."""

    budget: Budget
    sheets: tuple[SheetSum, ...]
    state: BudgetState

    @property
    def expense(self) -> int:
        """Expense of all its sheets."""
        return sum(one.expense for one in self.sheets)

    @property
    def revenue(self) -> int:
        """Revenue of all its sheets."""
        return sum(one.revenue for one in self.sheets)

    @property
    def last_year(self) -> int:
        """Last year's expense of the same cost centres."""
        return sum(one.sheet.last_year for one in self.sheets)

    @property
    def late(self) -> tuple[SheetSum, ...]:
        """Sheets whose stage has let its day pass, the latest first."""
        return tuple(sorted((one for one in self.sheets if one.late), key=lambda one: (-one.late, one.sheet.name)))


def sheets_for(reader: Account, tree: Tree) -> QuerySet[BudgetSheet]:
    """The sheets of places in which a reader plans budgets; the only door to sheets."""
    held = places_where(reader, Permission.PLAN_BUDGETS, tree=tree)
    codes = {place.code for one in held for place in tree.within(one)} | {one.code for one in held}
    return BudgetSheet.objects.filter(place__in=codes).select_related("budget__facility")


def versions_of(reader: Account, tree: Tree, facility: str, today: dt.date) -> list[VersionSum]:
    """Versions of a facility, the newest first, with the sheets that the reader may see."""
    sheets = sheets_for(reader, tree).filter(budget__facility__code=facility).prefetch_related("lines")
    by_budget: dict[int, list[BudgetSheet]] = defaultdict(list)
    for sheet in sheets:
        by_budget[sheet.budget_id].append(sheet)
    budgets = Budget.objects.filter(facility__code=facility).select_related("facility", "opened_by__person")
    states = _states(facility)
    return [_version(one, by_budget[one.pk], states[one.pk], today) for one in budgets]


def _states(facility: str) -> dict[int, set[SheetState]]:
    """States of all sheets by version, those that a reader does not see too: a version is as far as its last one."""
    found: dict[int, set[SheetState]] = defaultdict(set)
    rows = BudgetSheet.objects.filter(budget__facility__code=facility)
    for budget, state in rows.values_list("budget", "state").distinct().order_by("budget"):
        found[budget].add(SheetState(state))
    return found


def _version(budget: Budget, sheets: Iterable[BudgetSheet], states: set[SheetState], today: dt.date) -> VersionSum:
    state = state_of(states, locked=budget.locked_at is not None)
    return VersionSum(budget, tuple(summed(one, budget, today) for one in sheets), state)


def summed(sheet: BudgetSheet, budget: Budget, today: dt.date) -> SheetSum:
    """A sheet with its sums."""
    years: dict[str, list[int]] = {Kind.EXPENSE.value: [], Kind.REVENUE.value: []}
    for line in sheet.lines.all():
        years[line.kind].append(sum(line.amounts))
    expense = years[Kind.EXPENSE.value]
    late = 0 if budget.locked_at else days_late(sheet.standing, budget.due, today)
    return SheetSum(sheet, sum(expense), sum(years[Kind.REVENUE.value]), late, gap(sheet.target, expense))


def lines_of(sheet: BudgetSheet) -> list[BudgetLine]:
    """The lines of a sheet with what was said of them."""
    said = BudgetComment.objects.select_related("by__person")
    rows = sheet.lines.select_related("changed_by__person").prefetch_related(Prefetch("comments", said))
    return list(rows.annotate(said=Count("comments")))


def place_of_stage(sheet: BudgetSheet, tree: Tree, stage: Stage) -> Place:
    """For which place whoever passes the sheet on at a stage must be allowed to."""
    facility = tree[sheet.budget.facility.code]
    wanted = {Stage.HEAD: sheet.place, Stage.DEPARTMENT: sheet.department}.get(stage)
    return (tree.get(wanted) if wanted else None) or facility


def places_of(facility: str, unit: str, department: str, tree: Tree) -> tuple[str, str]:
    """The narrowest place of a cost centre, and its department; the facility where it has none."""
    above = f"{facility}/{department}" if department else facility
    own = f"{facility}/{unit}" if unit else above
    known = [code if tree.get(code) else facility for code in (own, above)]
    return known[0], known[1]


def may_pass(reader: Account, sheet: BudgetSheet, tree: Tree) -> bool:
    """Whether it is the reader's turn with this sheet."""
    if sheet.budget.locked_at or sheet.standing.state is SheetState.APPROVED:
        return False
    stage = sheet.standing.stage
    return may(reader, PASSES[stage], place_of_stage(sheet, tree, stage), tree=tree)


@dataclass(frozen=True)
class Compared:
    """A line, or a cost centre, in two versions: cents of the year in each; ``None`` where one does not have it."""

    code: str
    name: str
    one: int | None
    other: int | None

    @property
    def more(self) -> int:
        """What the first is more than the other."""
        return (self.one or 0) - (self.other or 0)


def _years(sheets: Iterable[BudgetSheet]) -> dict[tuple[str, str], tuple[str, int]]:
    """By cost centre and account: what a line is called, and its year."""
    return {
        (sheet.cost_centre, line.account): (f"{sheet.name}, {line.name}", sum(line.amounts))
        for sheet in sheets
        for line in sheet.lines.all()
    }


def compared(one: Iterable[BudgetSheet], other: Iterable[BudgetSheet]) -> list[Compared]:
    """Lines of two versions side by side, the largest difference first."""
    first, second = _years(one), _years(other)
    nothing: tuple[str, None] = ("", None)
    rows = [
        Compared(
            "/".join(key),
            (first.get(key) or second[key])[0],
            first.get(key, nothing)[1],
            second.get(key, nothing)[1],
        )
        for key in sorted({*first, *second})
    ]
    return sorted(rows, key=lambda row: -abs(row.more))
