"""An outlook is kept as a forecast version of the budget; what is known to be paid is told, and taken back."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
from decimal import Decimal

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from wellrun.departments.finance.models import Budget, BudgetLine, BudgetSheet, KnownCommitment
from wellrun.departments.finance.queries.budgets import places_of
from wellrun.departments.finance.queries.outlook import Line, Read
from wellrun.departments.finance.rules.budgeting import COUNTED, Driver
from wellrun.departments.finance.rules.outlook.scenarios import Scenario, faults_of
from wellrun.departments.finance.rules.variance import Kind
from wellrun.foundations.access.permissions import check_may
from wellrun.foundations.access.rules import Permission
from wellrun.foundations.audit.actions import record
from wellrun.foundations.organisation.models import Facility
from wellrun.foundations.organisation.places import Tree
from wellrun.foundations.people.models import Account
from wellrun.values.faults import Fault, Refused

FORECAST = "forecast"


@transaction.atomic
def keep_outlook(*, facility: Facility, read: Read, scenario: Scenario, title: str, by: Account, tree: Tree) -> Budget:
    """Keeps the outlook of a whole facility as a version of kind ``forecast``: booked periods as they are booked, those
    ahead as they are expected. Nothing is measured against it. Raises ``Refused`` with every fault."""
    check_may(by, Permission.KEEP_LEDGER, tree[facility.code], tree=tree)
    number = read.periods[-1].year
    faults = list(faults_of(scenario))
    if not title.strip():
        faults.append(Fault("finance.budget.untitled", _("A version has a name."), "title", remedy=_("Name it.")))
    if Budget.objects.filter(facility=facility, year=number, title=title.strip()).exists():
        words = _("There is a version of this name for the year.")
        faults.append(Fault("finance.budget.named", words, "title", title, remedy=_("Give it another name.")))
    if faults:
        raise Refused(faults)
    booked_until = read.periods[read.panel.booked - 1].start
    supposed = f" {scenario.volume:+g} {scenario.rate:+g} {scenario.agency}" if scenario.supposes else ""
    budget = Budget.objects.create(
        facility=facility,
        year=number,
        kind=FORECAST,
        title=title.strip(),
        currency=tree[facility.code].currency,
        periods=[one.start.isoformat() for one in read.periods[read.first :]],
        deadlines={},
        source=f"outlook {booked_until:%Y-%m}{supposed}",
        opened_at=timezone.now(),
        opened_by=by,
    )
    amounts = _amounts(read, scenario)
    _fill(budget, read.lines, amounts, tree)
    spent = sum(sum(amounts[at]) for at, one in enumerate(read.lines) if one.kind is Kind.EXPENSE)
    after = {"year": number, "kind": FORECAST, "title": budget.title, "source": budget.source, "expense": spent}
    record("finance.outlook.kept", by=by, about=budget, after=after)
    return budget


def _fill(budget: Budget, lines: Sequence[Line], amounts: Sequence[list[int]], tree: Tree) -> None:
    """A sheet for each cost centre, with its lines as they are expected."""
    by_centre: dict[str, list[tuple[int, Line]]] = defaultdict(list)
    for at, line in enumerate(lines):
        by_centre[line.centre].append((at, line))
    for centre, own in by_centre.items():
        place, department = places_of(budget.facility.code, own[0][1].unit, own[0][1].department, tree)
        sheet = BudgetSheet.objects.create(
            budget=budget, cost_centre=centre, name=own[0][1].centre_name, place=place, department=department
        )
        BudgetLine.objects.bulk_create(
            BudgetLine(
                sheet=sheet,
                account=line.account,
                name=line.name,
                kind=line.kind.value,
                driver=Driver.FIXED.value,
                amounts=amounts[at],
                weights=[max(0, one) for one in amounts[at]],
                fixed_share=Decimal(round(line.fixed * COUNTED)) / COUNTED,
                statistic=line.statistic,
            )
            for at, line in own
        )


def _amounts(read: Read, scenario: Scenario) -> list[list[int]]:
    """Cents by period of the year of each line."""
    expected = read.year(scenario).expected
    own = read.panel.amounts[:, read.first :]
    return [
        [round(one) for one in (*booked, *ahead)] for booked, ahead in zip(own.tolist(), expected.tolist(), strict=True)
    ]


@transaction.atomic
def tell_commitment(
    *,
    facility: Facility,
    line: Line,
    month: dt.date,
    cents: int,
    extra: bool,
    title: str,
    by: Account,
    tree: Tree,
) -> KnownCommitment:
    """Says what a line is known to come to in a period that is ahead."""
    check_may(by, Permission.PLAN_BUDGETS, tree[_place(line, tree)], tree=tree)
    if cents <= 0:
        words = _("Nothing is paid by this.")
        raise Refused(Fault("finance.commitment.nothing", words, "amount", str(cents), remedy=_("Give its amount.")))
    made = KnownCommitment.objects.create(
        facility=facility,
        cost_centre=line.centre,
        account=line.account,
        month=month,
        cents=cents,
        extra=extra,
        title=title.strip(),
        by=by,
        at=timezone.now(),
    )
    after = {"cost_centre": line.centre, "account": line.account, "month": month, "cents": cents, "extra": extra}
    record("finance.commitment.told", by=by, about=made, after=after)
    return made


@transaction.atomic
def withdraw_commitment(*, commitment: KnownCommitment, line: Line, why: str, by: Account, tree: Tree) -> None:
    """Takes a commitment back, with a reason. It stays, and counts no more."""
    check_may(by, Permission.PLAN_BUDGETS, tree[_place(line, tree)], tree=tree)
    held = KnownCommitment.objects.select_for_update().get(pk=commitment.pk)
    if held.withdrawn_at is not None:
        words = _("Somebody has withdrawn it already.")
        raise Refused(Fault("finance.commitment.withdrawn", words, remedy=_("Nothing needs to be done.")))
    held.withdrawn_at, held.withdrawn_for = timezone.now(), why.strip()
    held.save(update_fields=["withdrawn_at", "withdrawn_for"])
    record("finance.commitment.withdrawn", by=by, about=held, before={"cents": held.cents}, why=why.strip())


def _place(line: Line, tree: Tree) -> str:
    return places_of(line.facility, line.unit, line.department, tree)[0]
