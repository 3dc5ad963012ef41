"""Somebody opens the account of a patient."""

from __future__ import annotations

from django.db import transaction

from wellrun.departments.revenue.models import PatientAccount
from wellrun.foundations.access.permissions import check_may
from wellrun.foundations.access.rules import Permission
from wellrun.foundations.audit.actions import record
from wellrun.foundations.organisation.places import Tree
from wellrun.foundations.people.models import Account


@transaction.atomic
def open_one(*, account: PatientAccount, by: Account, tree: Tree) -> PatientAccount:
    """An account tells that somebody was a patient and what for: that it was read is kept."""
    check_may(by, Permission.SEE_ACCOUNTS, tree[account.facility.code], tree=tree)
    record("revenue.account.read", by=by, about=account)
    return account
