"""What budgets tell the morning: sheets whose stage ends soon, or has let its day pass, to whose turn it is."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from urllib.parse import urlencode

from django.urls import reverse
from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from wellrun.departments.finance.models import STAGE_NAMES, BudgetSheet
from wellrun.departments.finance.queries.budgets import PASSES, place_of_stage
from wellrun.departments.finance.rules.budgeting import SheetState, days_late
from wellrun.foundations.organisation.places import Tree
from wellrun.foundations.today.draft import Draft, Rank

SOON = 7
"""Days before its last one on which a stage is reminded."""


def budget_signals(day: dt.date, tree: Tree) -> Iterator[Draft]:
    """Sheets of versions that are not locked, whose turn ends within a week or has ended."""
    rows = BudgetSheet.objects.filter(budget__locked_at=None).exclude(state=SheetState.APPROVED.value)
    for sheet in rows.select_related("budget__facility"):
        due = sheet.budget.due.get(sheet.stage)
        if due is not None and (due - day).days <= SOON and sheet.budget.facility.code in tree.places:
            yield _draft(sheet, due, day, tree)


def _draft(sheet: BudgetSheet, due: dt.date, day: dt.date, tree: Tree) -> Draft:
    late = days_late(sheet.standing, sheet.budget.due, day)
    stage = sheet.standing.stage
    left = (due - day).days
    words = (
        ngettext("%(n)s day late", "%(n)s days late", late) % {"n": late}
        if late
        else ngettext("%(n)s day left", "%(n)s days left", left) % {"n": left}
    )
    said = {"name": sheet.name, "budget": sheet.budget, "stage": STAGE_NAMES[stage]}
    place = place_of_stage(sheet, tree, stage).code
    asked = {"at": place, "day": day.isoformat()}
    return Draft(
        key=f"finance:budget:{sheet.pk}:{stage.value}",
        place=place,
        rank=Rank.MONEY,
        kind=_("Budget"),
        mark="clock" if late else "open",
        sentence=_("%(budget)s of %(name)s waits for %(stage)s.") % said,
        figure=words,
        facts=_("Due on %(day)s: %(words)s.") % {"day": formats.date_format(due, "j F"), "words": words},
        since=due if late else day,
        weight=float(late),
        address=f"{reverse('finance:budget-sheet', args=(sheet.pk,))}?{urlencode(asked)}",
        audience=PASSES[stage],
    )
