"""Rules of access tokens: how one is written, what it may be made for, and what it narrows its account to."""

from __future__ import annotations

import datetime as dt
import hashlib
import secrets
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from wellrun.foundations.access.rules import SENSITIVE, Permission
from wellrun.foundations.organisation.places import Place
from wellrun.foundations.people.models import Account
from wellrun.values.faults import Fault

OPENING = "wellrun_"
"""How every token begins, so that programs that look for leaked secrets can know it."""

SHOWN = len(OPENING) + 6
LONGEST_LIFE = dt.timedelta(days=365)

SECOND_FACTORS: list[Callable[[Account], bool]] = []


def register_second_factor(ask: Callable[[Account], bool]) -> None:
    """Adds a way to know that an account has a second factor; called once from the app that keeps them."""
    SECOND_FACTORS.append(ask)


def has_second_factor(account: Account) -> bool:
    """True if any registered way knows a second factor of the account; with none registered nobody has one."""
    return any(ask(account) for ask in SECOND_FACTORS)


@dataclass(frozen=True)
class Narrowing:
    """What an account is narrowed to while a token speaks for it."""

    permissions: frozenset[Permission]
    place: Place | None

    def within(self, held: Iterable[Place], permission: Permission) -> tuple[Place, ...]:
        """Of the places the account holds a permission for, the parts that the token reaches."""
        if permission not in self.permissions or self.place is None:
            return ()
        return tuple(
            dict.fromkeys(self.place if one.covers(self.place) else one for one in held if _meet(one, self.place))
        )


def _meet(one: Place, other: Place) -> bool:
    return one.covers(other) or other.covers(one)


def usable(permissions: Iterable[str], *, second_factor: Callable[[], bool]) -> frozenset[Permission]:
    """The permissions of a token that still count: none that no longer exists, sensitive ones only with the factor."""
    known = {Permission(name) for name in permissions if name in set(Permission)}
    return frozenset(known if not known & SENSITIVE or second_factor() else known - SENSITIVE)


def new_secret() -> str:
    """A new token: 256 bits by the system's generator."""
    return OPENING + secrets.token_urlsafe(32)


def prefix_of(secret: str) -> str:
    """The part of a token by which its owner knows it again."""
    return secret[:SHOWN]


def digest_of(secret: str) -> str:
    """What is kept of a token. A plain SHA-256, since nobody can guess 256 bits however fast the digest is."""
    return hashlib.sha256(secret.encode()).hexdigest()


def faults_of_token(
    *,
    name: str,
    permissions: frozenset[Permission],
    held: frozenset[Permission],
    expires_on: dt.date,
    today: dt.date,
    second_factor: bool,
) -> tuple[Fault, ...]:
    """What is wrong with a token someone is about to make; ``held`` is what its account may do at the place."""
    faults = []
    if not name.strip():
        faults.append(_fault("no_name", "name", _("A token needs a name."), _("Name the program that will use it.")))
    if not permissions:
        faults.append(
            _fault("no_permission", "permissions", _("A token without a permission opens nothing."), _("Choose one."))
        )
    if beyond := sorted(permissions - held):
        words = _("You may not do this there yourself: %(what)s.") % {"what": ", ".join(beyond)}
        faults.append(_fault("beyond_account", "permissions", words, _("Leave it out, or choose another place.")))
    if not second_factor and (sensitive := sorted(permissions & SENSITIVE)):
        words = _("This needs an account with a second factor: %(what)s.") % {"what": ", ".join(sensitive)}
        faults.append(_fault("no_second_factor", "permissions", words, _("Set up a second factor first.")))
    if not today <= expires_on <= today + LONGEST_LIFE:
        words = _("%(day)s is not within the next year.") % {"day": expires_on.isoformat()}
        faults.append(_fault("life_out_of_range", "expires_on", words, _("Choose a day within the next year.")))
    return tuple(faults)


def _fault(code: str, place: str, message: str, remedy: str) -> Fault:
    return Fault(code=f"tokens.{code}", message=message, place=place, remedy=remedy)
