"""Next year’s budget of Harbour View, half drafted: wards are with their department, and one has let its day pass."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal

from wellrun.demo.story import Story
from wellrun.departments.finance.actions.budget_lines import Change, save_lines
from wellrun.departments.finance.actions.budget_stages import pass_on
from wellrun.departments.finance.actions.budgets import FROM_BUDGET, open_budget, set_target
from wellrun.departments.finance.actions.capital import ask_capital
from wellrun.departments.finance.models import Budget, BudgetSheet
from wellrun.departments.finance.rules.budgeting import Typed
from wellrun.foundations.organisation.models import Facility
from wellrun.foundations.organisation.places import Tree
from wellrun.foundations.people.models import Account

FACILITY = "HV"
KEEPER, CHECKER = "tom.achterberg", "amara.okafor"
LATE_DEPARTMENT = "HV/surgery"
DRAFTING = "W05"
GROWTH = Decimal("2.5")
LEFT = {"head": -12, "department": 9, "finance": 30, "board": 44}
"""Days from the story's today to the last day of each stage."""


def draft_budget(
    story: Story, facilities: Mapping[str, Facility], accounts: Mapping[str, Account], *, tree: Tree
) -> Budget:
    """Opens next year's budget, sets targets, types some lines, and passes most sheets on."""
    keeper, checker = accounts[KEEPER], accounts[CHECKER]
    budget = open_budget(
        facility=facilities[FACILITY],
        year=story.today.year + 1,
        kind="original",
        title="Budget",
        source=FROM_BUDGET,
        growth=GROWTH,
        deadlines={stage: story.today + dt.timedelta(days=days) for stage, days in LEFT.items()},
        by=keeper,
        tree=tree,
    )
    for sheet in budget.sheets.all():
        # Two per cent more than last year, to the thousand.
        set_target(sheet=sheet, cents=round(sheet.last_year * 1.02 / 100_000) * 100_000, by=keeper, tree=tree)
        if sheet.department == LATE_DEPARTMENT:
            continue
        if sheet.cost_centre == DRAFTING:
            _draft(sheet, accounts["priya.nair"], tree)
            continue
        pass_on(sheet=sheet, version=sheet.version, by=checker, tree=tree)
    return budget


def _draft(sheet: BudgetSheet, head: Account, tree: Tree) -> None:
    """The head of ward 5 has begun: a word on agency hours, and monitors that should be bought."""
    for line in sheet.lines.filter(driver="labour", account__startswith="61")[:1]:
        assert line.per_unit is not None
        fewer = (line.per_unit * Decimal("0.98")).quantize(Decimal("0.0001"))
        words = "Two per cent fewer hours a patient day: the discharge lounge takes patients from eleven on."
        change = Change(line.pk, line.version, Typed(factors={"per_unit": fewer}), words)
        save_lines(sheet=sheet, changes=[change], by=head, tree=tree)
    ask_capital(
        sheet=sheet,
        title="Six bedside monitors",
        reason="The present ones are out of support in June; spare parts end with the year.",
        cents=54_000_00,
        life_years=7,
        months=6,
        by=head,
        tree=tree,
    )
