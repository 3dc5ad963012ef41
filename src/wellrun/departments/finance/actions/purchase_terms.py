"""How a facility buys: tolerances, limits of approvers, and who stands in for whom."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from wellrun.departments.finance.models import ApprovalDelegate, ApprovalLimit, PurchaseTerms
from wellrun.departments.finance.rules.purchasing.limits import Delegation, faults_of_delegation
from wellrun.foundations.access.permissions import check_may, places_where
from wellrun.foundations.access.rules import Permission
from wellrun.foundations.audit.actions import record
from wellrun.foundations.organisation.models import Facility
from wellrun.foundations.organisation.places import Place, Tree
from wellrun.foundations.people.models import Account
from wellrun.values.faults import Fault, Refused

SET = (
    *("stops", "second_above", "price_percent", "price_cents", "quantity_percent", "tax_cents", "freight_cents"),
    *("total_cents", "duplicate_days", "held_days"),
)
"""What is set of the terms."""


@transaction.atomic
def set_purchase_terms(
    *, facility: Facility, version: int, values: Mapping[str, Any], by: Account, tree: Tree
) -> PurchaseTerms:
    """Sets how a facility buys. Raises ``Refused`` where somebody else has since, or a limit is below nothing."""
    check_may(by, Permission.KEEP_LEDGER, tree[facility.code], tree=tree)
    held, made = PurchaseTerms.objects.select_for_update().get_or_create(facility=facility)
    if not made and held.version != version:
        words = _("Somebody has changed this since you opened it.")
        raise Refused(Fault("finance.purchase_terms.changed", words, remedy=_("Look at it and send again.")))
    faults = [
        Fault(
            "finance.purchase_terms.below", _("This is below nothing."), name, str(value), remedy=_("Give 0 or more.")
        )
        for name, value in values.items()
        if value is not None and value < 0
    ]
    if faults:
        raise Refused(faults)
    before = {name: getattr(held, name) for name in SET}
    for name in SET:
        setattr(held, name, values[name])
    held.version += 1
    held.save()
    record("finance.purchase_terms.set", by=by, about=held, before=before, after={name: values[name] for name in SET})
    return held


@transaction.atomic
def set_limit(
    *,
    facility: Facility,
    up_to: int | None,
    by: Account,
    tree: Tree,
    role: str = "",
    account: Account | None = None,
    cost_centre: str = "",
) -> None:
    """Sets up to how many cents a role, or one person, approves; ``None`` takes the limit away. Never one's own."""
    check_may(by, Permission.KEEP_LEDGER, tree[facility.code], tree=tree)
    checks = (
        (bool(role) != (account is not None), "role", _("A limit is of a role or of a person."), _("Choose one.")),
        (account is None or account.pk != by.pk, "account", _("Nobody sets their own limit."), _("Ask somebody else.")),
        (up_to is None or up_to >= 0, "up_to", _("This is below nothing."), _("Give 0 or more.")),
    )
    faults = [Fault(f"finance.limit.{place}", words, place, remedy=do) for so, place, words, do in checks if not so]
    if faults:
        raise Refused(faults)
    of: dict[str, Any] = {"facility": facility, "role": role, "account": account, "cost_centre": cost_centre.strip()}
    held = ApprovalLimit.objects.select_for_update().filter(**of).first()
    before = {"up_to": held.up_to if held else None}
    named = {"role": role, "account": account.pk if account else None, "cost_centre": cost_centre.strip()}
    if up_to is None:
        if held is not None:
            held.delete()
    elif held is not None:
        held.up_to = up_to
        held.save(update_fields=["up_to"])
    else:
        ApprovalLimit.objects.create(**of, up_to=up_to)
    record("finance.limit.set", by=by, about=facility, before=before, after={**named, "up_to": up_to})


@transaction.atomic
def set_delegate(
    *, facility: Facility, to: Account, since: dt.date, until: dt.date, by: Account, tree: Tree
) -> ApprovalDelegate:
    """Names who stands in for oneself as an approver. They need no limit of their own, but the right to approve."""
    check_may(by, Permission.APPROVE_PURCHASES, _approves_at(by, facility, tree), tree=tree)
    asked = Delegation(by.pk, to.pk, since, until)
    known = [row.delegation for row in ApprovalDelegate.objects.filter(facility=facility)]
    faults = faults_of_delegation(asked, known)
    if faults:
        raise Refused([Fault(f.code, _(f.message), f.place, f.value, f.expected, _(f.remedy)) for f in faults])
    made = ApprovalDelegate.objects.create(facility=facility, of=by, to=to, since=since, until=until)
    record("finance.delegate.set", by=by, about=made, after={"to": to.pk, "since": since, "until": until})
    return made


@transaction.atomic
def end_delegate(*, delegate: ApprovalDelegate, by: Account, tree: Tree) -> None:
    """Ends what one has delegated."""
    check_may(by, Permission.APPROVE_PURCHASES, _approves_at(by, delegate.facility, tree), tree=tree)
    if delegate.of_id != by.pk:
        words = _("Only who is stood in for ends it.")
        raise Refused(Fault("finance.delegate.not_yours", words, remedy=_("Ask them to.")))
    record("finance.delegate.ended", by=by, about=delegate, before={"to": delegate.to_id, "until": delegate.until})
    delegate.delete()


def _approves_at(by: Account, facility: Facility, tree: Tree) -> Place:
    """Where in a facility somebody approves; the facility itself where nowhere."""
    whole = tree[facility.code]
    held = places_where(by, Permission.APPROVE_PURCHASES, tree=tree)
    return next((place for place in held if whole.covers(place)), whole)
