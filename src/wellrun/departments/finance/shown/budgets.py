"""Budgets as pages show them: the sentence, cost centres by department, stages with who is late, and the grid."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, NamedTuple

from django.forms import Form
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from wellrun.departments.finance.models import DRIVER_NAMES, STAGE_NAMES, BudgetComment, BudgetLine, CapitalRequest
from wellrun.departments.finance.queries.budgets import SheetSum, VersionSum
from wellrun.departments.finance.rules.budgeting import FACTORS, STAGES, Driver, SheetState, Stage, yearly_cost
from wellrun.departments.finance.rules.variance import Kind
from wellrun.departments.finance.words.budgets import FACTOR_NAMES
from wellrun.foundations.organisation.places import Tree
from wellrun.foundations.pages.templatetags.words import money, percent, to_the_cent


def said_of(one: VersionSum, other: VersionSum | None = None) -> str:
    """What a version comes to, in a sentence: beside last year, or beside another version."""
    currency = one.budget.currency
    base = other.expense if other else one.last_year
    more = one.expense - base
    given = {
        "budget": one.budget,
        "expense": money(round(one.expense / 100), currency),
        "more": money(round(abs(more) / 100), currency),
        "share": percent(abs(more) / base, 1) if base else "",
        "base": other.budget if other else _("last year"),
    }
    if not more or not base:
        return _("%(budget)s comes to %(expense)s of expense.") % given
    if more > 0:
        return _("%(budget)s comes to %(expense)s of expense: %(more)s (%(share)s) more than %(base)s.") % given
    return _("%(budget)s comes to %(expense)s of expense: %(more)s (%(share)s) less than %(base)s.") % given


@dataclass
class DepartmentRows:
    """The sheets of a department with their sums, in cents: bottom-up against what is told from above."""

    code: str
    name: str
    sheets: list[SheetSum] = field(default_factory=list)

    @property
    def expense(self) -> int:
        """Their expense."""
        return sum(one.expense for one in self.sheets)

    @property
    def last_year(self) -> int:
        """Last year's."""
        return sum(one.sheet.last_year for one in self.sheets)

    @property
    def target(self) -> int | None:
        """The sum of their targets, where every one has one."""
        told = [one.sheet.target for one in self.sheets if one.sheet.target is not None]
        return sum(told) if len(told) == len(self.sheets) else None

    @property
    def gap(self) -> int | None:
        """By how much they are over it."""
        return None if self.target is None else self.expense - self.target


def by_department(one: VersionSum, tree: Tree) -> list[DepartmentRows]:
    """The sheets of a version by department, and departments by name."""
    found: dict[str, DepartmentRows] = {}
    for each in one.sheets:
        code = each.sheet.department
        place = tree.get(code)
        found.setdefault(code, DepartmentRows(code, place.name if place else code)).sheets.append(each)
    return sorted(found.values(), key=lambda rows: rows.name)


class StageRow(NamedTuple):
    """A stage: its day, the sheets that wait there, those beyond it, and of those that wait how many are late."""

    name: str
    due: dt.date | None
    waiting: int
    beyond: int
    late: int
    mark: str
    words: str


def stage_rows(one: VersionSum, today: dt.date) -> list[StageRow]:
    """The stages in their order. A sheet that is sent back waits with its head again."""
    due = one.budget.due
    found = []
    for at, stage in enumerate(STAGES):
        waiting = [each for each in one.sheets if _waits(each, stage)]
        beyond = sum(_is_beyond(each, at) for each in one.sheets)
        late = sum(bool(each.late) for each in waiting)
        mark = "clock" if late else "open" if waiting else "done" if beyond == len(one.sheets) else "common"
        day = due.get(stage.value)
        found.append(
            StageRow(
                str(STAGE_NAMES[stage]), day, len(waiting), beyond, late, mark, _stage_words(waiting, late, day, today)
            )
        )
    return found


def _waits(each: SheetSum, stage: Stage) -> bool:
    standing = each.sheet.standing
    return standing.stage is stage and standing.state is not SheetState.APPROVED


def _is_beyond(each: SheetSum, at: int) -> bool:
    standing = each.sheet.standing
    return standing.state is SheetState.APPROVED or STAGES.index(standing.stage) > at


def _stage_words(waiting: Sequence[SheetSum], late: int, due: dt.date | None, today: dt.date) -> str:
    if late:
        return ngettext("%(n)s sheet is late", "%(n)s sheets are late", late) % {"n": late}
    if not waiting:
        return _("nothing waits here")
    left = (due - today).days if due else 0
    return ngettext("%(n)s day left", "%(n)s days left", left) % {"n": left}


def late_rows(one: VersionSum) -> list[dict[str, Any]]:
    """Who is late: the sheet, the stage whose turn it is, and by how many days."""
    return [
        {
            "sheet": each.sheet,
            "stage": STAGE_NAMES[each.sheet.standing.stage],
            "days": ngettext("%(n)s day", "%(n)s days", each.late) % {"n": each.late},
        }
        for each in one.late
    ]


@dataclass(frozen=True)
class GridRow:
    """A line of the grid: boxes where it may be typed, words where not."""

    line: BudgetLine
    way: str
    factors: tuple[tuple[str, Any], ...]
    cells: tuple[Any, ...]
    year: Any
    hidden: tuple[Any, ...]
    comment: Any
    comments: tuple[BudgetComment, ...]
    errors: tuple[str, ...]
    last_year: str


def sheet_rows(form: Form, lines: Iterable[BudgetLine], *, open_: bool) -> list[GridRow]:
    """The lines of a sheet; what comes from factors is shown as words, and their factors as boxes."""
    return [_grid_row(form, line, open_) for line in lines]


def _grid_row(form: Form, line: BudgetLine, open_: bool) -> GridRow:
    driver, pk = Driver(line.driver), line.pk
    names = FACTORS[driver]
    typed = open_ and driver is Driver.FIXED
    cells = [form[f"p-{pk}-{at}"] if typed else cents(amount) for at, amount in enumerate(line.amounts)]
    factors = tuple(
        (str(FACTOR_NAMES[name]), form[f"f-{pk}-{name}"] if open_ else f"{getattr(line, name) or 0:,.4f}")
        for name in names
    )
    boxes = [name for name in form.fields if name.split("-")[1:2] == [str(pk)]]
    return GridRow(
        line,
        str(DRIVER_NAMES[driver]),
        factors,
        tuple(cells),
        form[f"y-{pk}"] if typed else cents(sum(line.amounts)),
        (form[f"v-{pk}"], form[f"w-{pk}"]) if open_ else (),
        form[f"c-{pk}"] if open_ else "",
        tuple(line.comments.all()),
        tuple(dict.fromkeys(words for name in boxes for words in map(str, form.errors.get(name, ())))),
        cents(line.last_year),
    )


def cents(amount: int) -> str:
    """Cents as money with its cents."""
    return to_the_cent(Decimal(amount).scaleb(-2))


def sheet_sums(lines: Iterable[BudgetLine], periods: int) -> list[dict[str, Any]]:
    """Sums by kind: of each period and of the year."""
    sums: dict[str, list[int]] = defaultdict(lambda: [0] * periods)
    for line in lines:
        sums[line.kind] = [have + amount for have, amount in zip(sums[line.kind], line.amounts, strict=True)]
    names = {Kind.EXPENSE.value: _("Expense"), Kind.REVENUE.value: _("Revenue")}
    return [
        {"kind": kind, "name": names[kind], "cells": [cents(one) for one in sums[kind]], "year": cents(sum(sums[kind]))}
        for kind in names
        if kind in sums
    ]


def capital_rows(rows: Iterable[CapitalRequest], currency: str) -> list[dict[str, Any]]:
    """Requests with what they cost in the year, straight over their useful life, and all before them together."""
    found, whole = [], 0
    for one in rows:
        whole += one.cents if one.state != CapitalRequest.State.REFUSED else 0
        yearly = yearly_cost(one.cents, one.life_years, one.months)
        found.append(
            {
                "asked": one,
                "cost": money(round(one.cents / 100), currency),
                "yearly": money(round(yearly / 100), currency),
                "whole": money(round(whole / 100), currency),
            }
        )
    return found
