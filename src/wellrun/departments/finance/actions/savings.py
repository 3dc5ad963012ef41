"""A saving is proposed, goes its way to the books, is abandoned for a reason, and a step of it is undone."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from wellrun.departments.finance.models import Saving, SavingStep
from wellrun.departments.finance.queries.budgets import places_of
from wellrun.departments.finance.queries.outlook import Line
from wellrun.departments.finance.queries.savings import proof_of
from wellrun.departments.finance.rules.savings import MOVES, Move, SavingState, faults_of_move
from wellrun.foundations.access.permissions import check_may
from wellrun.foundations.access.rules import Permission
from wellrun.foundations.audit.actions import record
from wellrun.foundations.organisation.models import Facility
from wellrun.foundations.organisation.places import Tree
from wellrun.foundations.people.models import Account, Person
from wellrun.values.faults import Fault, Refused

RIGHTS: Mapping[Move, Permission] = {
    Move.VALIDATE: Permission.KEEP_LEDGER,
    Move.BUDGET: Permission.KEEP_LEDGER,
    Move.BOOK: Permission.KEEP_LEDGER,
    Move.ABANDON: Permission.PLAN_BUDGETS,
}
"""Who has an idea may give it up; what it is worth, and whether it counts, finance says."""


@transaction.atomic
def propose_saving(
    *,
    facility: Facility,
    line: Line,
    title: str,
    how: str,
    owner: Person,
    months: Mapping[dt.date, int],
    by: Account,
    tree: Tree,
) -> Saving:
    """Proposes a saving on a line, with cents by period. Raises ``Refused`` with every fault."""
    place, _department = places_of(line.facility, line.unit, line.department, tree)
    check_may(by, Permission.PLAN_BUDGETS, tree[place], tree=tree)
    faults = []
    if not months:
        words = _("A saving has a period in which it shows.")
        faults.append(Fault("finance.saving.periods", words, "starts", remedy=_("Say when it starts and ends.")))
    if any(cents <= 0 for cents in months.values()):
        words = _("Nothing is saved by this.")
        faults.append(Fault("finance.saving.nothing", words, "amount", remedy=_("Give what it saves.")))
    if faults:
        raise Refused(faults)
    made = Saving.objects.create(
        facility=facility,
        title=title.strip(),
        how=how.strip(),
        owner=owner,
        place=place,
        cost_centre=line.centre,
        account=line.account,
        line_name=f"{line.centre_name}, {line.name}",
        months={day.isoformat(): cents for day, cents in sorted(months.items())},
        made_by=by,
        made_at=timezone.now(),
    )
    SavingStep.objects.create(saving=made, after=made.state, by=by, at=made.made_at)
    after = {"title": made.title, "line": list(line.key), "owner": owner.pk, "months": made.months}
    record("finance.saving.proposed", by=by, about=made, after=after)
    return made


@transaction.atomic
def move_saving(*, saving: Saving, move: Move, version: int, why: str, by: Account, tree: Tree) -> Saving:
    """Validates, puts in budget, books or abandons a saving. What the ledger shows is booked. Raises ``Refused``."""
    place = saving.place if move is Move.ABANDON else saving.facility.code
    check_may(by, RIGHTS[move], tree[place], tree=tree)
    held = _held(saving, version)
    proof = proof_of(held)
    if faults := faults_of_move(move, SavingState(held.state), why=why, proof=proof):
        raise Refused(faults)
    before, held.state = held.state, MOVES[move][1].value
    held.version += 1
    held.save(update_fields=["state", "version"])
    shown = {} if proof is None else proof._asdict()
    SavingStep.objects.create(
        saving=held, before=before, after=held.state, why=why.strip(), shown=shown, by=by, at=timezone.now()
    )
    after = {"state": held.state, "shown": shown}
    record("finance.saving.moved", by=by, about=held, before={"state": before}, after=after, why=why.strip())
    return held


@transaction.atomic
def undo_saving(*, saving: Saving, version: int, by: Account, tree: Tree) -> Saving:
    """Takes the last step of a saving back: it stands where it stood before. The step stays, marked as undone."""
    held = _held(saving, version)
    last = held.steps.filter(undone=False).exclude(before="").last()
    if last is None:
        words = _("There is no step to undo.")
        raise Refused(Fault("finance.saving.no_step", words, remedy=_("Abandon it, if it will not come.")))
    abandoned = last.after == SavingState.ABANDONED.value
    right = Permission.PLAN_BUDGETS if abandoned else Permission.KEEP_LEDGER
    check_may(by, right, tree[held.place if abandoned else held.facility.code], tree=tree)
    before, held.state = held.state, last.before
    held.version += 1
    held.save(update_fields=["state", "version"])
    last.undone = True
    last.save(update_fields=["undone"])
    record("finance.saving.undone", by=by, about=held, before={"state": before}, after={"state": held.state})
    return held


def _held(saving: Saving, version: int) -> Saving:
    held = Saving.objects.select_for_update(of=("self",)).select_related("facility").get(pk=saving.pk)
    if held.version != version:
        words = _("Somebody has moved this saving since you opened it.")
        raise Refused(Fault("finance.saving.changed", words, remedy=_("Look at it and send again.")))
    return held
