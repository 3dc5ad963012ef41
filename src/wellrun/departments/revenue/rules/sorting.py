"""What an adjustment means for the books: given away by contract, owed by somebody else, refused, or not known."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import NamedTuple

from wellrun.departments.revenue.rules.allotting import Part
from wellrun.departments.revenue.rules.denials import SHARES, UNKNOWN, Category
from wellrun.departments.revenue.rules.entries import Responsible
from wellrun.departments.revenue.rules.remitted import Adjustment

CONTRACTUAL = frozenset({"24", "44", "45", "59", "90", "91", "94", "104", "131", "144", "172", "223", "237", "253"})
"""Reasons that a contract or a law explains (X12 external code list 139, the numbers alone): the amount is given away.
Their sign is the payer's: 144 and 94 often raise the payment."""

CAPITATED = "24"
"""Paid beforehand by head: nothing is paid and nothing is refused."""

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

    ``refused``: the claim brought nothing and left nothing to the patient. Then nothing is given away: what payers call
    contractual on a denied claim is not owed less until the claim has been decided.
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
    if one.group == "CO" and one.reason in CONTRACTUAL and (not refused or one.reason == CAPITATED):
        return Sorted(place, one, Sort.CONTRACTUAL, "")
    return Sorted(place, one, Sort.DENIED, UNKNOWN)


def of_sort(found: Iterable[Sorted], sort: Sort) -> tuple[Sorted, ...]:
    return tuple(one for one in found if one.sort is sort)
