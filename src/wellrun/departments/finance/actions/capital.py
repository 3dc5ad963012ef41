"""What a cost centre asks to be bought: asked, ranked, and decided on."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from wellrun.departments.finance.actions.budget_lines import check_open
from wellrun.departments.finance.models import BudgetSheet, CapitalRequest
from wellrun.foundations.access.permissions import check_may
from wellrun.foundations.access.rules import Permission
from wellrun.foundations.audit.actions import record
from wellrun.foundations.organisation.places import Tree
from wellrun.foundations.people.models import Account
from wellrun.values.faults import Fault, Refused


@transaction.atomic
def ask_capital(
    *, sheet: BudgetSheet, title: str, reason: str, cents: int, life_years: int, months: int, by: Account, tree: Tree
) -> CapitalRequest:
    """Asks for something to be bought in the year, with what it is for and how long it will last."""
    check_may(by, Permission.PLAN_BUDGETS, tree[sheet.place], tree=tree)
    check_open(sheet)
    made = CapitalRequest.objects.create(
        sheet=sheet,
        title=title.strip(),
        reason=reason.strip(),
        cents=cents,
        life_years=life_years,
        months=months,
        asked_by=by,
    )
    after = {"title": made.title, "cents": cents, "life_years": life_years, "months": months}
    record("finance.capital.asked", by=by, about=made, after=after)
    return made


@transaction.atomic
def decide_capital(
    *, request: CapitalRequest, version: int, rank: int | None, state: str, why: str, by: Account, tree: Tree
) -> CapitalRequest:
    """Ranks a request and says whether it is bought. A refusal has a reason."""
    check_may(by, Permission.APPROVE_BUDGETS, tree[request.sheet.budget.facility.code], tree=tree)
    held = CapitalRequest.objects.select_for_update().get(pk=request.pk)
    if held.version != version:
        words = _("Somebody has decided on this since you opened it.")
        raise Refused(Fault("finance.capital.moved", words, remedy=_("Look at it and send again.")))
    if state == CapitalRequest.State.REFUSED and not why.strip():
        words = _("Who asked would not know why.")
        raise Refused(Fault("finance.capital.why", words, "why", remedy=_("Write the reason.")))
    before = {"rank": held.rank, "state": held.state}
    held.rank, held.state, held.decided_for, held.version = rank, state, why.strip(), held.version + 1
    held.save(update_fields=["rank", "state", "decided_for", "version"])
    record("finance.capital.decided", by=by, about=held, before=before, after={"rank": rank, "state": state}, why=why)
    return held
