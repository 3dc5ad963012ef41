"""Which accounts are due for a statement, and what was sent."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import QuerySet

from wellrun.departments.revenue.models import PatientAccount, Statement, StatementRun
from wellrun.departments.revenue.queries.accounts import AccountLine, account_lines, accounts_in_place, local_today
from wellrun.departments.revenue.queries.plans import paying_by_plan
from wellrun.departments.revenue.queries.remittances import facilities_in
from wellrun.departments.revenue.rules.statements import EVERY
from wellrun.foundations.organisation.models import Facility
from wellrun.foundations.organisation.places import Place, Tree


def due_lines(lines: Sequence[AccountLine]) -> list[AccountLine]:
    """The accounts that a statement should go to now, what is oldest first."""
    by_plan = paying_by_plan([one.account.pk for one in lines if one.planned])
    found = [one for one in lines if is_due(one) and one.account.pk not in by_plan]
    return sorted(found, key=lambda one: (one.since is None, one.since, -one.owed))


def is_due(line: AccountLine) -> bool:
    """Something is to pay, help is not being decided, and the last statement is old enough."""
    today = local_today(line.account.facility)
    lately = line.last is not None and today < line.last + EVERY
    return line.to_pay > 0 and not line.helped and not lately


def due_in(place: Place, *, tree: Tree) -> list[AccountLine]:
    """Those of a place."""
    return due_lines(account_lines(accounts_in_place(place, tree=tree)))


def due_of(facility: Facility) -> list[PatientAccount]:
    """Those of a facility."""
    accounts = PatientAccount.objects.filter(facility=facility).select_related("facility")
    return [one.account for one in due_lines(account_lines(accounts))]


def statements_in(place: Place, *, tree: Tree) -> QuerySet[Statement]:
    """Statements of a place, the latest first. What they say stays sealed."""
    found = Statement.objects.filter(facility__in=facilities_in(place, tree=tree)).defer("document")
    return found.select_related("facility", "account").prefetch_related("mailings")


def runs_in(place: Place, *, tree: Tree) -> QuerySet[StatementRun]:
    """Statements made together in a place, the latest first."""
    return StatementRun.objects.filter(facility__in=facilities_in(place, tree=tree)).select_related("by__person")
