"""A purchase is moved on: submitted, approved by limit, ordered, sent, closed; and back as long as nothing went out."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from typing import NamedTuple

from django.db import transaction
from django.utils.translation import gettext as _

from wellrun.departments.finance.keeping.purchases import book_of, keep, locked
from wellrun.departments.finance.models import Purchase, PurchaseApproval
from wellrun.departments.finance.queries.commitments import left_after
from wellrun.departments.finance.queries.purchases import approver, day_of, deciders, terms_for
from wellrun.departments.finance.rules.purchasing.limits import faults_of_approval, stands_for
from wellrun.departments.finance.rules.purchasing.states import REASONED, State, Step, moved
from wellrun.foundations.access.permissions import check_may
from wellrun.foundations.access.rules import Permission
from wellrun.foundations.audit.actions import record
from wellrun.foundations.organisation.places import Tree
from wellrun.foundations.people.models import Account
from wellrun.values.faults import Fault, Refused

ALLOWED: Mapping[Step, Permission] = {
    Step.SUBMIT: Permission.ASK_PURCHASES,
    Step.TAKE_BACK: Permission.ASK_PURCHASES,
    Step.WITHDRAW: Permission.ASK_PURCHASES,
    Step.APPROVE: Permission.APPROVE_PURCHASES,
    Step.SEND_BACK: Permission.APPROVE_PURCHASES,
    Step.ORDER: Permission.BUY,
    Step.UNDO_ORDER: Permission.BUY,
    Step.SEND: Permission.BUY,
    Step.CLOSE: Permission.BUY,
    Step.REOPEN: Permission.BUY,
}
"""What who takes a step holds, where the purchase is."""
OWN = frozenset((Step.SUBMIT, Step.TAKE_BACK, Step.WITHDRAW))
"""Steps that only who asked takes."""


class Taking(NamedTuple):
    """A step under way: the locked purchase, who takes it, and when."""

    purchase: Purchase
    by: Account
    tree: Tree
    now: dt.datetime

    @property
    def today(self) -> dt.date:
        """The facility's date."""
        return day_of(self.purchase.facility, self.now)


@transaction.atomic
def take_step(
    *, purchase: Purchase, version: int, step: Step, by: Account, tree: Tree, now: dt.datetime, why: str = ""
) -> Purchase:
    """Takes a step. Of two who take one at the same moment the second is told. Raises ``Refused`` with the reason."""
    check_may(by, ALLOWED[step], tree[purchase.place], tree=tree)
    held = locked(purchase, version)
    after = moved(held.at, step)
    _check(held, step, after, by, why)
    assert after is not None
    before = {"state": held.state, "order": held.order}
    prepare = PREPARED.get(step)
    stays = prepare(Taking(held, by, tree, now)) if prepare else False
    held.state, held.said = (held.state if stays else after.value), why.strip()
    keep(held, "state", "said", "order", "submitted_at", "ordered_at", "sent_at")
    told = {"state": held.state, "order": held.order, "cents": held.cents}
    record(f"finance.purchase.{step.name.lower()}", by=by, about=held, before=before, after=told, why=why.strip())
    return held


def _check(held: Purchase, step: Step, after: State | None, by: Account, why: str) -> None:
    checks = (
        (after is not None, "finance.purchase.state", _("This cannot be done with it now."), _("Look at where it is.")),
        (
            step not in OWN or held.asked_by_id == by.pk,
            "finance.purchase.not_yours",
            _("Only who asked for it does this."),
            _("Send it back to them, with a reason."),
        ),
        (
            step not in REASONED or bool(why.strip()),
            "finance.purchase.why",
            _("Nobody would know why."),
            _("Write the reason."),
        ),
    )
    faults = [
        Fault(code, words, "why" if code.endswith("why") else "", remedy=remedy)
        for sound, code, words, remedy in checks
        if not sound
    ]
    if faults:
        raise Refused(faults)


def _submit(one: Taking) -> bool:
    """What the budget has not left is stopped where the facility says so; who else commits waits for this."""
    book_of(one.purchase.facility)
    if terms_for(one.purchase.facility).stops:
        faults = budget_faults(one.purchase, one.today)
        if faults:
            raise Refused(faults)
    one.purchase.submitted_at = one.now
    return False


def budget_faults(purchase: Purchase, today: dt.date) -> list[Fault]:
    """Budget lines that have less left than the purchase asks of them; none where no budget is kept."""
    words = _("Account %(account)s of %(centre)s would be %(over)s beyond its budget.")
    return [
        Fault(
            "finance.purchase.budget",
            words % {"account": account, "centre": purchase.centre_name, "over": f"{-left / 100:,.2f}"},
            remedy=_("Ask for less, or have the budget changed."),
        )
        for (_centre, account), left in left_after(purchase, today).items()
        if left < 0
    ]


def _approve(one: Taking) -> bool:
    """Whether it stays where it is, as another person must approve it too."""
    held, place = one.purchase, one.tree[one.purchase.place]
    rules = deciders(held.facility, one.by, one.today)
    asked = rules.asked(held)
    mine, others = approver(one.by, place, one.tree), rules.others(place, one.tree)
    faults = faults_of_approval(mine, asked, rules.limits, others)
    if faults:
        raise Refused([Fault(f.code, _(f.message), f.place, f.value, f.expected, _(f.remedy)) for f in faults])
    stood = stands_for(mine, asked, rules.limits, others)
    assert stood is not None
    instead = stood.account if stood.account != one.by.pk else None
    PurchaseApproval.objects.create(
        purchase=held, by=one.by, instead_of_id=instead, cents=asked.cents, at=one.now, ended=False
    )
    given = held.approvals.filter(ended=False).count()
    return given < asked.eyes


def _end_approvals(one: Taking) -> bool:
    for row in one.purchase.approvals.filter(ended=False):
        row.ended = True
        row.save(update_fields=["ended"])
    return False


def _order(one: Taking) -> bool:
    """A number that no order of the facility has had: one that was undone stays used."""
    if one.purchase.vendor.stopped_for:
        words = _("Nothing is ordered from this vendor: %(why)s.") % {"why": one.purchase.vendor.stopped_for}
        raise Refused(Fault("finance.purchase.vendor", words, remedy=_("Send it back for another vendor.")))
    book = book_of(one.purchase.facility)
    book.orders += 1
    book.save(update_fields=["orders"])
    one.purchase.order, one.purchase.ordered_at = book.orders, one.now
    return False


def _undo_order(one: Taking) -> bool:
    one.purchase.order, one.purchase.ordered_at = None, None
    return False


def _send(one: Taking) -> bool:
    one.purchase.sent_at = one.now
    return False


PREPARED: Mapping[Step, Callable[[Taking], bool]] = {
    Step.SUBMIT: _submit,
    Step.TAKE_BACK: _end_approvals,
    Step.APPROVE: _approve,
    Step.SEND_BACK: _end_approvals,
    Step.ORDER: _order,
    Step.UNDO_ORDER: _undo_order,
    Step.SEND: _send,
    Step.WITHDRAW: _end_approvals,
}
"""What a step does besides; it says whether the purchase stays where it is."""
