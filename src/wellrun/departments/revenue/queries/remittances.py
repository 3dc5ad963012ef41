"""Payments of payers as their pages show them: what was posted by which rule, what is held, whether it balances."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from difflib import SequenceMatcher
from types import MappingProxyType

from django.db.models import Count, Q, QuerySet, Sum
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from wellrun.departments.revenue.models import Claim, RemittanceClaim, RemittanceFile, RemittancePayment
from wellrun.departments.revenue.models.claims import as_money
from wellrun.departments.revenue.queries.claims import owed_on
from wellrun.departments.revenue.rules.matching import Tier
from wellrun.foundations.organisation.models import Facility
from wellrun.foundations.organisation.places import Place, Tree

TIERS: Mapping[Tier, Promise | str] = MappingProxyType(
    {
        Tier.EXACT: _("Claim number, charge, day and lines all agree"),
        Tier.REORDERED: _("The same, with its lines in another order"),
        Tier.MODIFIER_DROPPED: _("The same, without a modifier that we had sent"),
        Tier.PAYER_CONTROL: _("No number of ours; the payer’s own number, charge and lines fit one claim only"),
        Tier.PERSON: _("Placed by a person"),
    }
)
"""How sure a match is, in words."""

OUTSIDE: Mapping[str, Promise | str] = MappingProxyType(
    {
        "WO": _("Taken back by the payer"),
        "FB": _("Carried to another payment"),
        "L6": _("Interest"),
        "CS": _("Adjustment"),
        "72": _("Authorised return"),
    }
)
"""What money outside of claims is, by its reason (PLB03-1); our own words."""

SHOWN_CANDIDATES, MOST_COMPARED = 5, 500
Held, Posted, Placed = (RemittanceClaim.State.HELD, RemittanceClaim.State.POSTED, RemittanceClaim.State.PLACED)


def facilities_in(place: Place, *, tree: Tree) -> QuerySet[Facility]:
    """The facilities of a place; of a ward, the one it is in."""
    codes = [place.facility] if place.facility else [below.code for below in tree.within(place)]
    return Facility.objects.filter(code__in=codes)


def payments_in_place(place: Place, *, tree: Tree) -> QuerySet[RemittancePayment]:
    """Payments of the facilities of a place, the latest first, with how many of their claims are held."""
    found = RemittancePayment.objects.filter(facility__in=facilities_in(place, tree=tree))
    held = Count("claims", filter=Q(claims__state=Held))
    denied = Sum("claims__denied_cents")
    return found.select_related("payer", "facility", "file").annotate(
        claims_all=Count("claims"), claims_held=held, denied_cents=denied
    )


def files_under_way(place: Place, *, tree: Tree) -> QuerySet[RemittanceFile]:
    """Files that are not done."""
    done = (RemittanceFile.State.DONE,)
    return RemittanceFile.objects.filter(facility__in=facilities_in(place, tree=tree)).exclude(state__in=done)


@dataclass(frozen=True)
class TierLine:
    """How many claims were matched by a rule, and what was paid on them."""

    tier: int
    words: str
    claims: int
    paid: Decimal


@dataclass(frozen=True)
class OutsideLine:
    """Money outside of claims. Above zero it came to us; the file has it with the other sign."""

    reason: str
    words: str
    reference: str
    amount: Decimal


@dataclass(frozen=True)
class PaymentShown:
    """One payment with its claims by rule, those posted and held, and its sum."""

    payment: RemittancePayment
    tiers: tuple[TierLine, ...]
    linked: list[RemittanceClaim]
    held: tuple[RemittanceClaim, ...]
    outside: tuple[OutsideLine, ...]
    claims: int
    denied: int
    denied_money: Decimal

    @property
    def posted(self) -> int:
        return self.claims - len(self.held)

    @property
    def held_money(self) -> Decimal:
        return sum((one.paid for one in self.held), Decimal("0.00"))

    @property
    def banked(self) -> Decimal | None:
        """What the bank received, once it was entered."""
        return self.payment.received

    @property
    def difference(self) -> Decimal | None:
        """Bank less payment."""
        return None if self.banked is None else self.banked - self.payment.deposit


def payment_shown(payment: RemittancePayment) -> PaymentShown:
    """One payment as its page shows it."""
    claims = list(payment.claims.select_related("claim"))
    done = [one for one in claims if one.state in (Posted, Placed)]
    denied = [one for one in done if one.denied_cents]
    return PaymentShown(
        payment=payment,
        tiers=tuple(_tiers(done)),
        linked=done,
        held=tuple(one for one in claims if one.state == Held),
        outside=tuple(
            OutsideLine(reason, str(OUTSIDE.get(reason, _("Outside of claims"))), reference, -as_money(cents))
            for reason, reference, cents in payment.provider_adjustments
        ),
        claims=len(claims),
        denied=len(denied),
        denied_money=as_money(sum(one.denied_cents for one in denied)),
    )


def _tiers(done: Sequence[RemittanceClaim]) -> list[TierLine]:
    lines = []
    for tier, words in TIERS.items():
        some = [one for one in done if one.tier == int(tier)]
        if some:
            paid = as_money(sum(one.paid_cents for one in some))
            lines.append(TierLine(int(tier), str(words), len(some), paid))
    return lines


@dataclass(frozen=True)
class Candidate:
    """A claim of ours that a held one may be, and what speaks for it."""

    claim: Claim
    words: str


def candidates(held: RemittanceClaim, *, search: str = "") -> list[Candidate]:
    """Claims that a held one may be: those whose number was looked for, else what agrees in charge or number."""
    ours = Claim.objects.filter(facility=held.payment.facility).order_by("-billed_on", "number")
    if search:
        found = ours.filter(number__icontains=search)[:SHOWN_CANDIDATES]
        return [Candidate(claim, _agrees(held, claim)) for claim in found]
    like = Q(number__iexact=held.number) | Q(charge_cents=held.charge_cents)
    payer = held.payment.payer
    near = [one for one in ours.filter(like)[:MOST_COMPARED] if payer is None or payer.code in one.payers]
    owed = owed_on(near)
    # What is paid already is hardly what this pays.
    near.sort(
        key=lambda one: (not owed[one.pk], one.charge_cents != held.charge_cents, -_alike(held.number, one.number))
    )
    return [Candidate(claim, _agrees(held, claim)) for claim in near[:SHOWN_CANDIDATES]]


def _alike(theirs: str, ours: str) -> float:
    """How much two numbers look alike, 0 to 1 (Ratcliff and Obershelp)."""
    return SequenceMatcher(None, theirs.upper(), ours.upper()).ratio()


def _agrees(held: RemittanceClaim, claim: Claim) -> str:
    same = [
        str(words)
        for words, agrees in (
            (_("number"), claim.number.upper() == held.number.upper()),
            (_("charge"), claim.charge_cents == held.charge_cents),
        )
        if agrees
    ]
    return ", ".join(same)


def claims_in_place(place: Place, *, tree: Tree) -> QuerySet[Claim]:
    """Claims of the facilities of a place, the latest first."""
    found = Claim.objects.filter(facility__in=facilities_in(place, tree=tree)).select_related("facility")
    return found.order_by("-billed_on", "number")


def claims_numbered(facility: Facility, numbers: Sequence[str]) -> dict[str, Claim]:
    """Claims of a facility by their numbers in capitals, with their lines."""
    asked = {number for one in numbers for number in (one, one.upper())}
    found = Claim.objects.filter(facility=facility, number__in=asked).prefetch_related("lines")
    return {one.number.upper(): one for one in found}
