"""Giving and taking roles, and one-time links."""

from __future__ import annotations

import datetime as dt
import hashlib
import secrets

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from wellrun.foundations.access.models import Grant, SignInLink
from wellrun.foundations.access.rules import Role
from wellrun.foundations.audit.actions import Actor, record
from wellrun.foundations.people.models import Account
from wellrun.values.faults import Fault, Refused

LINK_LIFE = dt.timedelta(minutes=30)


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


@transaction.atomic
def make_link(*, account: Account, by: Actor) -> str:
    """A secret that signs the account in, once, within half an hour. It is shown to the caller and kept nowhere."""
    secret = secrets.token_urlsafe(32)
    link = SignInLink.objects.create(account=account, digest=_digest(secret), expires_at=timezone.now() + LINK_LIFE)
    record("access.link.made", by=by, about=link, after={"account": account.email})
    return secret


@transaction.atomic
def use_link(*, secret: str, by: Actor) -> Account:
    """Takes the one-time secret and returns its account; refuses a secret that is unknown, used or too old."""
    link = (
        SignInLink.objects.select_for_update().select_related("account__person").filter(digest=_digest(secret)).first()
    )
    now = timezone.now()
    if link is None or link.used_at is not None or link.expires_at < now or not link.account.is_active:
        raise Refused(
            Fault(
                code="access.link_spent",
                message=_("This sign-in link has been used or is too old."),
                remedy=_("Type `wellrun link` where Wellrun is installed to get a new one."),
            )
        )
    link.used_at = now
    link.save(update_fields=["used_at"])
    record("access.link.used", by=by, about=link, after={"account": link.account.email})
    return link.account


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
