"""Who a provider says somebody is, and what follows: an account, its roles, whether a second factor was shown."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from wellrun.foundations.access import actions as access
from wellrun.foundations.access.models import Grant
from wellrun.foundations.access.rules import Role
from wellrun.foundations.audit.actions import Actor, System, record
from wellrun.foundations.identity import actions
from wellrun.foundations.identity.models import ClaimedGrant, ClaimRule, UsedAssertion
from wellrun.foundations.people import actions as people
from wellrun.foundations.people.models import Account
from wellrun.values.faults import Fault, Refused

CONTEXTS: Final = "authn_contexts"
SHOWS_FACTOR: Final = {
    "amr": {"mfa"},
    "http://schemas.microsoft.com/claims/authnmethodsreferences": {"http://schemas.microsoft.com/claims/multipleauthn"},
    CONTEXTS: {"https://refeds.org/profile/mfa", "http://schemas.microsoft.com/claims/multipleauthn"},
}
"""By what claims providers say that a second factor was shown (RFC 8176; REFEDS MFA profile; Microsoft Entra)."""


LONGEST_ASSERTION: Final = dt.timedelta(days=1)
"""A used assertion is remembered at least so long, even one that does not say how long it is good."""


@dataclass(frozen=True)
class Said:
    """What a provider says of somebody: who it is, and claims as texts."""

    provider: str
    email: str
    email_verified: bool
    name: str
    claims: Mapping[str, frozenset[str]] = field(default_factory=dict)


def as_claims(data: Mapping[str, Any]) -> dict[str, frozenset[str]]:
    """Claims by name as sets of texts, whether a provider sends one value or a list."""
    return {
        name: frozenset(str(one) for one in (value if isinstance(value, list | tuple) else [value]))
        for name, value in data.items()
        if value is not None and not isinstance(value, dict)
    }


def shows_factor(claims: Mapping[str, Iterable[str]]) -> bool:
    """Whether the provider says that a second factor was shown."""
    return any(values & set(claims.get(name, ())) for name, values in SHOWS_FACTOR.items())


def rules_for(said: Said) -> list[ClaimRule]:
    """The rules that what the provider says fulfils."""
    rules = ClaimRule.objects.filter(provider=said.provider)
    return [rule for rule in rules if rule.value in said.claims.get(rule.claim, frozenset())]


def admit(*, said: Said, known: Account | None) -> Account:
    """The account of whoever the provider sends, with the roles its rules give; refuses whom no rule names.

    Grants that stood on claims that are gone are taken back even where the person is refused.
    """
    by = System(f"single sign-on {said.provider}"[:100])
    rules = rules_for(said)
    with transaction.atomic():
        account = known or _account_for(said, by=by) if rules else known
        if account is not None:
            _bring_grants(account, said.provider, rules, by=by)
    if account is None or not rules:
        if account is not None:
            actions.end_sessions(account=account, by=by, why="no rule names them any more")
        raise Refused(
            Fault(
                "access.no_rule",
                _("Your account there opens nothing here."),
                remedy=_("Ask an administrator to name your group in the rules of single sign-on."),
            )
        )
    return account


def factor_counts(said: Said) -> bool:
    """Whether a rule trusts the provider's second factor, and one was shown."""
    return shows_factor(said.claims) and any(rule.trusts_factor for rule in rules_for(said))


def _account_for(said: Said, *, by: Actor) -> Account:
    if not said.email or not said.email_verified:
        raise Refused(
            Fault(
                "access.no_verified_email",
                _("The provider did not say a verified e-mail for you."),
                remedy=_("Ask whoever runs the provider to send one."),
            )
        )
    account = Account.objects.filter(email__iexact=said.email).first()
    if account is None:
        person = people.add_person(name=(said.name or said.email)[:120], email=said.email, by=by)
        account = people.open_account(person=person, email=said.email, by=by)
    record("identity.sign_on.connected", by=by, about=account, after={"provider": said.provider})
    return account


def _bring_grants(account: Account, provider: str, rules: list[ClaimRule], *, by: Actor) -> None:
    wanted = {(rule.role, rule.place) for rule in rules}
    claimed = ClaimedGrant.objects.select_for_update(of=("self",)).select_related("grant")
    held = {(one.grant.role, one.grant.place): one for one in claimed.filter(grant__account=account, provider=provider)}
    for key in held.keys() - wanted:
        access.withdraw(grant=held[key].grant, by=by, why="the provider no longer says so")
    for role, place in wanted - held.keys():
        if not Grant.objects.filter(account=account, role=role, place=place).exists():
            given = access.grant(account=account, role=Role(role), place=place, by=by)
            ClaimedGrant.objects.create(grant=given, provider=provider)
    account._grants_held = None  # type: ignore[attr-defined]


def first_use(*, assertion: str, until: dt.datetime) -> bool:
    """Notes that an assertion is used; false where it was before, or has no name to be known by."""
    UsedAssertion.objects.filter(until__lt=timezone.now() - dt.timedelta(minutes=10)).delete()
    if not assertion:
        return False
    until = max(until, timezone.now() + LONGEST_ASSERTION)
    try:
        with transaction.atomic():
            UsedAssertion.objects.create(digest=actions.digest(assertion), until=until)
    except IntegrityError:
        return False
    return True


@transaction.atomic
def set_rules(*, rules: Iterable[Mapping[str, Any]], by: Actor) -> int:
    """Puts these rules in the place of all there were; how many there are. Grants follow with the next sign-on."""
    before = list(ClaimRule.objects.all())
    ClaimRule.objects.all().delete()
    made = [ClaimRule(**{**rule, "role": Role(rule["role"]).value}) for rule in rules]
    for rule in made:
        rule.full_clean()
        rule.save()
    said = [{str(one): one.trusts_factor for one in those} for those in (before, made)]
    for about in [*made, *before][:1]:
        record("identity.claim_rules.set", by=by, about=about, before=said[0], after=said[1])
    return len(made)
