"""Helping people into their accounts: an invitation, lost factors, leaving. Who may help whom, and what is kept."""

from __future__ import annotations

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from wellrun.foundations.access.models import Grant
from wellrun.foundations.access.permissions import grants_of, places_where
from wellrun.foundations.access.rules import Permission
from wellrun.foundations.audit.actions import record
from wellrun.foundations.identity import actions
from wellrun.foundations.identity.models import SignInLink
from wellrun.foundations.organisation.places import Place, Tree
from wellrun.foundations.people.models import Account
from wellrun.values.faults import Fault, Refused

LEAST_WORDS = 5
PROOFS = {
    "in person": gettext_lazy("seen in person, with a photo identity card"),
    "vouched": gettext_lazy("vouched for by their manager, named below"),
    "video": gettext_lazy("seen by video, with a photo identity card"),
}
"""How it was made sure who asks, before lost factors are taken off (NIST SP 800-63B 6.1.2.3; ASVS 5.0, 6.4.4)."""


def accounts_within(place: Place, *, tree: Tree) -> QuerySet[Account]:
    """Accounts with a role in the place or below, and of people who work there and have none yet."""
    codes = [one.code for one in tree.within(place)]
    own = Q(person__facility__code=place.facility) if place.facility else Q(pk__isnull=False)
    roleless = Q(grants=None) & own
    found = Account.objects.filter(Q(pk__in=Grant.objects.filter(place__in=codes).values("account")) | roleless)
    return found.select_related("person").prefetch_related("grants").distinct().order_by("person__name")


def may_help(account: Account, *, by: Account, tree: Tree) -> bool:
    """Whether ``by`` gives roles in every place where the account holds one: nobody opens a way to more than theirs.

    Nobody helps themselves.
    """
    if account.pk == by.pk:
        return False
    places = places_where(by, Permission.GIVE_ROLES, tree=tree)
    held = [tree.get(grant.place) for grant in grants_of(account)] or [_home(account, tree)]
    return bool(places) and all(
        any(place.covers(one) for place in places) if one is not None else _everywhere(places) for one in held
    )


def _home(account: Account, tree: Tree) -> Place | None:
    facility = account.person.facility
    return tree.get(facility.code) if facility is not None else None


def _everywhere(places: tuple[Place, ...]) -> bool:
    return any(len(place.path) == 1 for place in places)


@transaction.atomic
def invite(*, account: Account, by: Account, tree: Tree) -> str:
    """A secret that opens the account once, to be handed to its owner; one made before opens nothing any more."""
    _check(account, by, tree)
    if not account.is_active:
        raise Refused(Fault("people.closed", _("This account is closed."), remedy=_("Open it again first.")))
    withdraw_invitations(account=account, by=by, tree=tree)
    return actions.make_link(account=account, by=by, purpose=SignInLink.Purpose.INVITATION)


@transaction.atomic
def withdraw_invitations(*, account: Account, by: Account, tree: Tree) -> int:
    """Ends the invitations that have not been used; says how many there were."""
    _check(account, by, tree)
    ended, _by_model = SignInLink.objects.filter(
        account=account, purpose=SignInLink.Purpose.INVITATION, used_at=None
    ).delete()
    if ended:
        record("identity.link.withdrawn", by=by, about=account, after={"links": ended})
    return ended


@transaction.atomic
def take_lost_factors_off(*, account: Account, proof: str, words: str, by: Account, tree: Tree) -> int:
    """Takes every factor off for somebody who has lost them, once it is sure who asks; says how many there were."""
    _check(account, by, tree)
    faults = []
    if proof not in PROOFS:
        faults.append(Fault("identity.no_proof", _("Choose how you made sure who asks."), place="proof"))
    if len(words.strip()) < LEAST_WORDS:
        faults.append(
            Fault(
                "identity.no_words",
                _("Say what was shown, or who vouches."),
                place="words",
                remedy=_("No number of a card: where it was seen and by whom."),
            )
        )
    if faults:
        raise Refused(faults)
    return actions.take_factors_off(account=account, by=by, why=f"{proof}: {words.strip()}"[:300])


@transaction.atomic
def close(*, account: Account, why: str, by: Account, tree: Tree) -> int:
    """Closes an account: whoever leaves has nothing open from that moment."""
    _check(account, by, tree)
    return actions.offboard(account=account, by=by, why=why)


@transaction.atomic
def reopen(*, account: Account, why: str, by: Account, tree: Tree) -> None:
    """Opens a closed account again; its owner needs an invitation."""
    _check(account, by, tree)
    actions.reopen(account=account, by=by, why=why)


def _check(account: Account, by: Account, tree: Tree) -> None:
    if not may_help(account, by=by, tree=tree):
        raise Refused(
            Fault(
                "access.refused",
                _("You may not help this account: it reaches further than yours, or is your own."),
                remedy=_("Ask an administrator of the network."),
            )
        )
