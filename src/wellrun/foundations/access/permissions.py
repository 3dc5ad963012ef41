"""``check_may`` raises with the reason; ``may`` asks. Both answer from the policy and the grants, nothing else."""

from __future__ import annotations

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from wellrun.foundations.access.models import Grant
from wellrun.foundations.access.rules import POLICY, Permission, Role
from wellrun.foundations.access.tokens import Narrowing
from wellrun.foundations.organisation.places import Place, Tree
from wellrun.foundations.people.models import Account
from wellrun.values.faults import Fault, Refused


def grants_of(account: Account) -> tuple[Grant, ...]:
    """The grants of an account, read once for the life of the object."""
    held: tuple[Grant, ...] | None = getattr(account, "_grants_held", None)
    if held is None:
        held = tuple(account.grants.all()) if account.is_active else ()
        account._grants_held = held  # type: ignore[attr-defined]
    return held


def places_where(account: Account, permission: Permission, *, tree: Tree) -> tuple[Place, ...]:
    """The widest places in which the account may do this; empty means nowhere.

    An account for which a token speaks (``narrowed`` by the bearer middleware) has no more than the token was made for.
    """
    held = _held_where(account, permission, tree=tree)
    narrowed: Narrowing | None = getattr(account, "narrowed", None)
    return held if narrowed is None else narrowed.within(held, permission)


def _held_where(account: Account, permission: Permission, *, tree: Tree) -> tuple[Place, ...]:
    allowed = [tree.get(grant.place) for grant in grants_of(account) if permission in POLICY.get(Role(grant.role), ())]
    places = [place for place in allowed if place is not None]
    return tuple(dict.fromkeys(p for p in places if not any(other.covers(p) and other != p for other in places)))


def holds(account: Account, permission: Permission) -> bool:
    """Whether the account may do this anywhere, a token that speaks for it included; for what no place decides."""
    narrowed: Narrowing | None = getattr(account, "narrowed", None)
    if narrowed is not None and permission not in narrowed.permissions:
        return False
    return any(permission in POLICY.get(Role(grant.role), ()) for grant in grants_of(account))


def permissions_at(account: Account, place: Place, *, tree: Tree) -> frozenset[Permission]:
    """Everything the account may do at a place."""
    return frozenset(permission for permission in Permission if may(account, permission, place, tree=tree))


def may(account: Account, permission: Permission, place: Place, *, tree: Tree) -> bool:
    """May this account do this here?"""
    return any(held.covers(place) for held in places_where(account, permission, tree=tree))


def check_may(account: Account, permission: Permission, place: Place, *, tree: Tree) -> None:
    """Raises ``Refused`` if this account may not do this here."""
    if not may(account, permission, place, tree=tree):
        raise Refused(
            Fault(
                code="access.refused",
                message=_("You may not %(do)s for %(place)s.") % {"do": permission.value, "place": place.name},
                remedy=_("Ask an administrator of the facility for a role that allows it."),
            )
        )


def accounts_with(permission: Permission, place: Place) -> QuerySet[Account]:
    """Everybody who may do this at a place."""
    roles = [role.value for role, allowed in POLICY.items() if permission in allowed]
    grants = Grant.objects.filter(role__in=roles, place__in=place.path)
    return Account.objects.filter(is_active=True, pk__in=grants.values("account")).select_related("person")
