"""Finance says which accounts are what for cash, and what the cash accounts held before the ledger began."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from wellrun.departments.finance.models import CashTerms
from wellrun.departments.finance.rules.cash import Roles, faults_of_roles
from wellrun.foundations.access.permissions import check_may
from wellrun.foundations.access.rules import Permission
from wellrun.foundations.audit.actions import record
from wellrun.foundations.organisation.models import Facility
from wellrun.foundations.organisation.places import Tree
from wellrun.foundations.people.models import Account
from wellrun.values.faults import Fault, Refused


@transaction.atomic
def set_cash_terms(
    *,
    facility: Facility,
    roles: Roles,
    known: Sequence[str],
    opening: int | None,
    version: int,
    by: Account,
    tree: Tree,
) -> CashTerms:
    """Sets the terms; ``known`` are the accounts of the ledger. Raises ``Refused`` with every code that is none."""
    check_may(by, Permission.KEEP_LEDGER, tree[facility.code], tree=tree)
    if faults := faults_of_roles(roles, known):
        raise Refused(faults)
    held = CashTerms.objects.select_for_update().filter(facility=facility).first() or CashTerms(
        facility=facility, version=0
    )
    if held.version != version:
        words = _("Somebody has changed the terms since you opened them.")
        raise Refused(Fault("finance.cash.changed", words, "version", remedy=_("Look at them and send again.")))
    before = {"roles": held.roles, "opening": held.opening} if held.pk else None
    held.roles = {role.value: list(codes) for role, codes in roles.items() if codes}
    held.opening, held.version = opening, held.version + 1
    held.save()
    record("finance.cash.set", by=by, about=held, before=before, after={"roles": held.roles, "opening": opening})
    return held
