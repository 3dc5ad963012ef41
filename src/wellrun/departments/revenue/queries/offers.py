"""What an offer would have brought, as its page shows it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from wellrun.departments.revenue.models import Offer
from wellrun.departments.revenue.models.claims import as_money
from wellrun.departments.revenue.rules.offers import LineTotals
from wellrun.engines.reimbursement.expected import Why
from wellrun.foundations.organisation.models import Facility


@dataclass(frozen=True)
class Moved:
    """A claim that would bring more or less."""

    pk: int
    number: str
    place: str
    now: Decimal
    offered: Decimal

    @property
    def difference(self) -> Decimal:
        return self.offered - self.now


@dataclass(frozen=True)
class Weighed:
    """The answer to an offer. ``not_priced``: by whether it is the offer that has no price, why, and how many."""

    total: LineTotals
    lines: tuple[LineTotals, ...]
    lose: tuple[Moved, ...]
    gain: tuple[Moved, ...]
    not_priced: tuple[tuple[bool, Why, int], ...]

    @property
    def left_out(self) -> int:
        return sum(count for _of_offer, _why, count in self.not_priced)


def weighed(offer: Offer) -> Weighed | None:
    """The answer, once it is reckoned."""
    held = offer.answer
    if not held:
        return None
    return Weighed(
        _totals(held["total"]),
        tuple(_totals(one) for one in held["lines"]),
        tuple(_moved(held["lose"])),
        tuple(_moved(held["gain"])),
        tuple((of_offer, Why(why), count) for of_offer, why, count in held["not_priced"]),
    )


def offers_of(facilities: Iterable[Facility]) -> list[Offer]:
    """Offers of facilities, the latest first."""
    return list(Offer.objects.filter(payer__facility__in=facilities).select_related("payer__facility"))


def _totals(held: dict[str, Any]) -> LineTotals:
    return LineTotals(**(held | {"now": as_money(held["now"]), "offered": as_money(held["offered"])}))


def _moved(held: list[list[Any]]) -> Iterable[Moved]:
    return (Moved(pk, number, place, as_money(now), as_money(then)) for pk, number, place, now, then in held)
