"""Giving and taking roles."""

from __future__ import annotations

from django.db import transaction

from wellrun.foundations.access.models import Grant
from wellrun.foundations.access.rules import Role
from wellrun.foundations.audit.actions import Actor, record
from wellrun.foundations.people.models import Account


@transaction.atomic
def grant(*, account: Account, role: Role, place: str, by: Actor) -> Grant:
    """Gives an account a role for a place."""
    given, new = Grant.objects.get_or_create(account=account, role=role.value, place=place)
    if new:
        record("access.role.granted", by=by, about=account, after={"role": role.value, "place": place})
    return given


@transaction.atomic
def withdraw(*, grant: Grant, by: Actor, why: str) -> None:
    """Takes a role away; the account loses what it allowed with its next request."""
    record(
        "access.role.withdrawn", by=by, about=grant.account, before={"role": grant.role, "place": grant.place}, why=why
    )
    grant.delete()
