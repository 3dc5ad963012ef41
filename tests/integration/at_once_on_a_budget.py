"""Two people type over one line of a budget at the same moment, again and again, each in another period.

Run by itself (``python -m``) it plays on the database of the settings: so SQLite is tried as it is used, as a file.
"""

from __future__ import annotations

import datetime as dt
import json
import sys
from collections import Counter
from collections.abc import Callable
from typing import Any

from tests.integration.at_once_on_a_ward import at_once


def play(times: int) -> dict[str, int]:
    """How often one came through, the other was told, and the line says what the one typed, wholly."""
    from tests.conftest import account, build_world

    from wellrun.departments.finance.actions.budget_lines import Change, save_lines
    from wellrun.departments.finance.rules.budgeting import Typed
    from wellrun.foundations.access.rules import Role
    from wellrun.foundations.audit.models import Entry

    world = build_world()
    line = _line(world)
    typists = [world.ward_manager, account("finance", Role.FINANCE, "H1")]
    outcome: Counter[str] = Counter()
    for turn in range(times):
        line.refresh_from_db()
        before, version = list(line.amounts), line.version

        def typing(at: int, amount: int = turn + 1, version: int = version) -> Callable[[], Any]:
            amounts = tuple(amount if one == at else None for one in range(12))
            change = Change(line.pk, version, Typed(amounts))
            return lambda: save_lines(sheet=line.sheet, changes=[change], by=typists[at], tree=world.tree)

        through = at_once(typing(0), typing(1))
        line.refresh_from_db()
        ways = [[turn + 1 if one == at else old for one, old in enumerate(before)] for at in (0, 1)]
        once = through == 1 and line.version == version + 1 and line.amounts in ways
        told = Entry.objects.filter(action="finance.budget.typed").count() == turn + 1
        outcome["one told, nothing lost" if once and told else "lost"] += 1
    return dict(outcome)


def _line(world: Any) -> Any:
    from django.utils import timezone

    from wellrun.departments.finance.models import Budget, BudgetLine, BudgetSheet
    from wellrun.foundations.organisation.models import Facility

    budget = Budget.objects.create(
        facility=Facility.objects.get(code="H1"),
        year=2027,
        kind="original",
        title="Budget",
        currency="USD",
        periods=[dt.date(2027, month, 1).isoformat() for month in range(1, 13)],
        opened_at=timezone.now(),
        opened_by=world.director,
    )
    sheet = BudgetSheet.objects.create(
        budget=budget, cost_centre="C1", name="Ward 1", place="H1/W1", department="H1/medicine"
    )
    return BudgetLine.objects.create(sheet=sheet, account="6110", name="Nurses", amounts=[0] * 12, weights=[1] * 12)


if __name__ == "__main__":
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    print(json.dumps(play(int(sys.argv[1]))))
