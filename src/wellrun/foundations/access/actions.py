"""Giving, taking and reviewing roles, seeing as another, and access tokens."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from wellrun.foundations.access import tokens
from wellrun.foundations.access.models import Grant, RoleReview, Token
from wellrun.foundations.access.permissions import check_may, permissions_at
from wellrun.foundations.access.rules import Permission, Role
from wellrun.foundations.audit.actions import Actor, record
from wellrun.foundations.organisation.places import Place, Tree
from wellrun.foundations.people.models import Account
from wellrun.values.faults import Fault, Refused


@transaction.atomic
def grant(*, account: Account, role: Role, place: str, by: Actor) -> Grant:
    """Gives an account a role for a place."""
    given, new = Grant.objects.get_or_create(account=account, role=role.value, place=place)
    if new:
        record("access.role.granted", by=by, about=account, after={"role": role.value, "place": place})
    return given


@transaction.atomic
def give(*, account: Account, role: Role, place: Place, by: Account, tree: Tree, why: str) -> Grant:
    """A person gives a role; not to themselves, and only where they may."""
    check_may(by, Permission.GIVE_ROLES, place, tree=tree)
    _check_other(account, by)
    given, new = Grant.objects.get_or_create(account=account, role=role.value, place=place.code)
    if new:
        record("access.role.granted", by=by, about=account, after={"role": role.value, "place": place.code}, why=why)
    return given


@transaction.atomic
def take(*, grant: Grant, by: Account, tree: Tree, why: str) -> None:
    """A person takes a role away; the account loses what it allowed with its next request."""
    held = Grant.objects.select_for_update().filter(pk=grant.pk).first()
    if held is None:
        raise Refused(Fault("roles.gone", _("This role has been taken away already.")))
    check_may(by, Permission.GIVE_ROLES, tree[held.place], tree=tree)
    _check_other(held.account, by)
    record("access.role.withdrawn", by=by, about=held.account, before={"role": held.role, "place": held.place}, why=why)
    held.delete()


@transaction.atomic
def review_role(*, grant: Grant, decision: str, why: str, quarter: str, by: Account, tree: Tree) -> RoleReview:
    """Keeps or removes a role for this quarter. Nobody reviews their own; a removal says why."""
    held = Grant.objects.select_for_update().select_related("account").filter(pk=grant.pk).first()
    if held is None:
        raise Refused(Fault("roles.gone", _("This role has been taken away already.")))
    check_may(by, Permission.REVIEW_ROLES, tree[held.place], tree=tree)
    _check_other(held.account, by)
    faults = review_faults(decision=decision, why=why)
    if faults:
        raise Refused(faults)
    kept, new = RoleReview.objects.get_or_create(
        quarter=quarter,
        account=held.account,
        role=held.role,
        place=held.place,
        defaults={"decision": decision, "why": why.strip(), "by": by, "at": timezone.now()},
    )
    if not new:
        raise Refused(Fault("roles.reviewed", _("Somebody has reviewed this role already this quarter.")))
    record(
        "access.role.reviewed",
        by=by,
        about=kept,
        after={"decision": decision, "role": held.role, "place": held.place},
        why=why,
    )
    if decision == RoleReview.Decision.REMOVE:
        held.delete()
    return kept


def review_faults(*, decision: str, why: str) -> list[Fault]:
    """What is missing from a review."""
    faults = []
    if decision not in RoleReview.Decision.values:
        faults.append(Fault("roles.no_decision", _("Choose to keep or to remove."), place="decision", value=decision))
    if decision == RoleReview.Decision.REMOVE and not why.strip():
        faults.append(Fault("roles.no_reason", _("Say why the role is removed."), place="why"))
    return faults


def _check_other(account: Account, by: Account) -> None:
    if account.pk == by.pk:
        raise Refused(
            Fault(
                "access.own_role",
                _("Nobody gives, takes or reviews their own roles."),
                remedy=_("Ask another administrator, or type `wellrun role` where Wellrun is installed."),
            )
        )


@transaction.atomic
def withdraw(*, grant: Grant, by: Actor, why: str) -> None:
    """Takes a role away; the account loses what it allowed with its next request."""
    record(
        "access.role.withdrawn", by=by, about=grant.account, before={"role": grant.role, "place": grant.place}, why=why
    )
    grant.delete()


@transaction.atomic
def see_as(*, account: Account, by: Account) -> None:
    """Keeps that an administrator begins to see the product as somebody else does."""
    record("access.see_as.began", by=by, about=account)


@transaction.atomic
def stop_seeing_as(*, account: Account, by: Account) -> None:
    """Keeps that the preview has ended."""
    record("access.see_as.ended", by=by, about=account)


@transaction.atomic
def make_token(
    *,
    name: str,
    permissions: frozenset[Permission],
    place: Place,
    expires_on: dt.date,
    today: dt.date,
    tree: Tree,
    by: Account,
) -> tuple[Token, str]:
    """A token for the account itself, and its secret, which is shown to the caller and kept nowhere."""
    if faults := tokens.faults_of_token(
        name=name,
        permissions=permissions,
        held=permissions_at(by, place, tree=tree),
        expires_on=expires_on,
        today=today,
        second_factor=tokens.has_second_factor(by),
    ):
        raise Refused(faults)
    secret = tokens.new_secret()
    token = Token.objects.create(
        account=by,
        name=name.strip(),
        prefix=tokens.prefix_of(secret),
        digest=tokens.digest_of(secret),
        permissions=sorted(permissions),
        place=place.code,
        made_at=timezone.now(),
        expires_on=expires_on,
    )
    said = {"name": token.name, "prefix": token.prefix, "permissions": ", ".join(token.permissions)}
    record("access.token.made", by=by, about=token, after=said | {"place": place.code, "expires_on": expires_on})
    return token, secret


@transaction.atomic
def end_tokens(*, account: Account, by: Actor, only: int | None = None, why: str = "") -> int:
    """Ends the account's tokens at once, or the one of a number; returns how many were still open."""
    found = Token.objects.select_for_update().filter(account=account, ended_at=None)
    ending = list(found if only is None else found.filter(pk=only))
    for token in ending:
        token.ended_at = timezone.now()
        token.save(update_fields=["ended_at"])
        record("access.token.ended", by=by, about=token, before={"name": token.name, "prefix": token.prefix}, why=why)
    return len(ending)
