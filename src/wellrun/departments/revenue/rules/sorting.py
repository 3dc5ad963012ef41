"""What an adjustment means for the books: given away by contract, owed by somebody else, refused, or not known."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import NamedTuple

from wellrun.departments.revenue.rules.allotting import Part
from wellrun.departments.revenue.rules.denials import SHARES, UNKNOWN, Category
from wellrun.departments.revenue.rules.entries import Responsible
from wellrun.departments.revenue.rules.remitted import DENIED, Adjustment, RemittedClaim

CONTRACTUAL = frozenset({"44", "45", "59", "90", "91", "94", "104", "131", "144", "172", "223", "237", "253"})
"""Reasons that a contract or a law explains (X12 external code list 139, the numbers alone): the amount is given away.
Their sign is the payer's: 144 and 94 often raise the payment."""

EARLIER_PAYER = ("OA", "23")
"""What payers before this one have paid and adjusted; it is in the books already."""


class Sort(StrEnum):
    """What becomes of an adjustment."""

    CONTRACTUAL = "contractual"
    SHARE = "share"
    DENIED = "denied"
    EARLIER = "earlier payer"


class Sorted(NamedTuple):
    """An adjustment with its place, what becomes of it, and why: a share's name or a denial's category."""

    place: str
    adjustment: Adjustment
    sort: Sort
    word: str


def sort_part(part: Part, level: Responsible, refused: bool, categories: Mapping[str, Category]) -> tuple[Sorted, ...]:
    """Each adjustment of a line.

    ``refused``: the claim was decided against us (``is_refusal``). Then nothing is given away: what payers call
    contractual on a denied claim is not owed less until it has been decided otherwise.
    """
    return tuple(_sort(place, one, level, refused, categories) for place, one in part.adjustments)


def _sort(place: str, one: Adjustment, level: Responsible, refused: bool, categories: Mapping[str, Category]) -> Sorted:
    if (one.group, one.reason) == EARLIER_PAYER and level is not Responsible.PRIMARY:
        return Sorted(place, one, Sort.EARLIER, "")
    category = categories.get(one.reason)
    if one.group == "PR" and (one.reason in SHARES or category in (None, Category.PATIENT_SHARE)):
        return Sorted(place, one, Sort.SHARE, SHARES.get(one.reason, "patient share"))
    if category is not None:
        return Sorted(place, one, Sort.DENIED, category)
    if one.group == "CO" and one.reason in CONTRACTUAL and not refused:
        return Sorted(place, one, Sort.CONTRACTUAL, "")
    return Sorted(place, one, Sort.DENIED, UNKNOWN)


def is_refusal(claim: RemittedClaim, level: Responsible) -> bool:
    """Whether a claim that brought nothing and left nothing to the patient is a denial, whatever its reasons are.

    It is, but for a later payer that names nothing but contractual reasons and what earlier payers did: it has decided
    that no more is owed, as Medicaid does where the first has paid more than it allows.
    """
    if claim.paid or any(one.group == "PR" and one.amount for one in claim.every_adjustment):
        return False
    settled = all(
        (one.group, one.reason) == EARLIER_PAYER or (one.group == "CO" and one.reason in CONTRACTUAL)
        for one in claim.every_adjustment
    )
    return claim.status == DENIED or level is Responsible.PRIMARY or not settled


def of_sort(found: Iterable[Sorted], sort: Sort) -> tuple[Sorted, ...]:
    return tuple(one for one in found if one.sort is sort)
