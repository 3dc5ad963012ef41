"""Payment plans with where they stand by what has been paid."""

from __future__ import annotations

from dataclasses import dataclass

from wellrun.departments.revenue.models import PatientAccount, PaymentPlan
from wellrun.departments.revenue.queries.accounts import local_today, paid_since
from wellrun.departments.revenue.queries.remittances import facilities_in
from wellrun.departments.revenue.rules.plans import Instalment, PlanStanding, Standing, standing
from wellrun.foundations.organisation.places import Place, Tree

FIRST = (Standing.BROKEN, Standing.BEHIND, Standing.RUNNING, Standing.KEPT)
"""The order in which plans are looked at: those that are behind first."""


@dataclass(frozen=True)
class PlanNow:
    """A plan and where it stands today."""

    plan: PaymentPlan
    now: PlanStanding

    @property
    def order(self) -> int:
        return FIRST.index(self.now.standing)


def plan_now(plan: PaymentPlan) -> PlanNow:
    """A plan by the receipts since it was agreed; those of the very day count."""
    parts = [Instalment(one.number, one.due_on, one.amount) for one in plan.parts.all()]
    today = min(local_today(plan.facility), plan.ended_on or local_today(plan.facility))
    return PlanNow(plan, standing(parts, paid_since(plan.account, plan.agreed_on), today))


def plans_in(place: Place, *, tree: Tree) -> list[PlanNow]:
    """The plans of a place that have not been ended, those that are behind first."""
    held = PaymentPlan.objects.filter(facility__in=facilities_in(place, tree=tree), ended_on=None)
    rows = held.select_related("facility", "account").prefetch_related("parts")
    return sorted((plan_now(one) for one in rows), key=lambda one: (one.order, -one.now.behind, one.plan.pk))


def running_plan(account: PatientAccount) -> PlanNow | None:
    """The plan of an account that has not been ended, if there is one."""
    held = account.plans.filter(ended_on=None).select_related("facility", "account").prefetch_related("parts").first()
    return plan_now(held) if held else None


def on_plan(account: PatientAccount) -> bool:
    """Whether an account is paid in parts as agreed: a plan that is broken no longer keeps a statement back."""
    held = running_plan(account)
    return held is not None and held.now.standing in (Standing.RUNNING, Standing.BEHIND)
