"""Payment plans with where they stand by what has been paid."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from wellrun.departments.revenue.models import PatientAccount, PaymentPlan, Receipt
from wellrun.departments.revenue.queries.accounts import local_today
from wellrun.departments.revenue.queries.remittances import facilities_in
from wellrun.departments.revenue.rules.plans import Instalment, PlanStanding, Standing, standing
from wellrun.foundations.organisation.places import Place, Tree

FIRST = (Standing.BROKEN, Standing.BEHIND, Standing.RUNNING, Standing.KEPT)
"""The order in which plans are looked at: those that are behind first."""

AS_AGREED = frozenset({Standing.RUNNING, Standing.BEHIND})
"""A plan that stands so is still paid in parts; one that is broken no longer keeps a statement back."""


@dataclass(frozen=True)
class PlanNow:
    """A plan and where it stands today."""

    plan: PaymentPlan
    now: PlanStanding

    @property
    def order(self) -> int:
        return FIRST.index(self.now.standing)


def plans_now(plans: Iterable[PaymentPlan]) -> list[PlanNow]:
    """Plans by the receipts since each was agreed, those of the very day too; what was taken back is left out."""
    held = list(plans)
    paid: dict[int, list[tuple[dt.date, Decimal]]] = defaultdict(list)
    for one in Receipt.objects.filter(account__in=[plan.account_id for plan in held], voided_at=None):
        paid[one.account_id].append((one.on, one.amount))
    return [_now(plan, [came for came in paid[plan.account_id] if came[0] >= plan.agreed_on]) for plan in held]


def _now(plan: PaymentPlan, came: Sequence[tuple[dt.date, Decimal]]) -> PlanNow:
    parts = [Instalment(one.number, one.due_on, one.amount) for one in plan.parts.all()]
    return PlanNow(plan, standing(parts, came, local_today(plan.facility)))


def plans_in(place: Place, *, tree: Tree) -> list[PlanNow]:
    """The plans of a place that have not been ended, those that are behind first."""
    held = PaymentPlan.objects.filter(facility__in=facilities_in(place, tree=tree), ended_on=None)
    rows = plans_now(held.select_related("facility", "account").prefetch_related("parts"))
    return sorted(rows, key=lambda one: (one.order, -one.now.behind, one.plan.pk))


def running_plan(account: PatientAccount) -> PlanNow | None:
    """The plan of an account that has not been ended, if there is one."""
    held = account.plans.filter(ended_on=None).select_related("facility", "account").prefetch_related("parts")
    return next(iter(plans_now(held)), None)


def paying_by_plan(accounts: Collection[int]) -> set[int]:
    """Those of these accounts that are paid in parts as agreed."""
    held = PaymentPlan.objects.filter(account__in=accounts, ended_on=None)
    rows = plans_now(held.select_related("facility").prefetch_related("parts"))
    return {one.plan.account_id for one in rows if one.now.standing in AS_AGREED}
