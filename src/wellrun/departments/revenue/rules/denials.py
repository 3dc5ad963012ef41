"""What kind of denial a reason is, and which denials to work first.

Reasons are known by their numbers, which any remittance shows; the categories are ours. X12's texts are licensed and
are not here: whoever has them imports a table of their own (``read_categories``).
"""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Mapping
from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple

from wellrun.values.faults import Fault


class Category(StrEnum):
    """Why a payer refused, as those sort it who can do something about it."""

    ELIGIBILITY = "eligibility"
    AUTHORISATION = "authorisation"
    CODING = "coding"
    TIMELY_FILING = "timely filing"
    DUPLICATE = "duplicate"
    MEDICAL_NECESSITY = "medical necessity"
    BUNDLING = "bundling"
    COORDINATION = "coordination of benefits"
    INFORMATION = "information missing"
    PATIENT_SHARE = "patient share"


_NUMBERS: dict[Category, str] = {
    Category.ELIGIBILITY: "26 27 31 33 96 109 204",
    Category.AUTHORISATION: "15 39 197 198",
    Category.CODING: "4 5 6 7 8 11 146 181 182",
    Category.TIMELY_FILING: "29",
    Category.DUPLICATE: "18",
    Category.MEDICAL_NECESSITY: "50 55 56 150 151",
    Category.BUNDLING: "97 231 234 236",
    Category.COORDINATION: "19 20 21 22",
    Category.INFORMATION: "16 163 226 227 252",
}

CATEGORIES: Mapping[str, Category] = {
    number: category for category, numbers in _NUMBERS.items() for number in numbers.split()
}
"""Our reading of the numbers most in use (X12 external code list 139, the numbers alone). What is not in it is not
guessed: it stays open, for a person."""

SHARES: Mapping[str, str] = {"1": "deductible", "2": "coinsurance", "3": "copayment"}
"""Reasons of the patient's share that are known by number (X12 external code list 139, the numbers alone)."""

UNKNOWN = "unknown"


def read_categories(text: str) -> tuple[dict[str, Category], tuple[Fault, ...]]:
    """A table of ``reason,category`` with a head: reason to category, and every line that is none, by its number."""
    found: dict[str, Category] = {}
    faults: list[Fault] = []
    names = {category.value: category for category in Category}
    reader = csv.DictReader(io.StringIO(text))
    if not {"reason", "category"} <= set(reader.fieldnames or ()):
        head = ",".join(reader.fieldnames or ())
        return {}, (_fault("head", "line 1", head, "reason,category", "Name both columns in the first line."),)
    for row in reader:
        place = f"line {reader.line_num}"
        reason, category = (row["reason"] or "").strip().upper(), (row["category"] or "").strip().lower()
        if not reason or not reason.isalnum() or len(reason) > 5:
            faults.append(_fault("reason", place, reason, "a reason of up to five letters and digits", "Correct it."))
        elif category not in names:
            faults.append(_fault("category", place, category, ", ".join(names), "Choose one of ours."))
        elif reason in found:
            faults.append(_fault("doubled", place, reason, "each reason once", "Leave one line out."))
        else:
            found[reason] = names[category]
    return found, tuple(faults)


def _fault(code: str, place: str, value: str, expected: str, remedy: str) -> Fault:
    return Fault(f"revenue.categories.{code}", f"Not read: {value or 'nothing'}.", place, value, expected, remedy)


class Overturned(NamedTuple):
    """How denials of a kind ended so far: how many were appealed, and how many of them were paid in the end."""

    appealed: int
    paid: int

    @property
    def chance(self) -> Decimal:
        """The chance of the next one: one success and one failure are added (rule of succession, Laplace 1774)."""
        return Decimal(self.paid + 1) / Decimal(self.appealed + 2)


SOON = 30
"""Days before the deadline from which a denial becomes more urgent (house)."""


class Priority(NamedTuple):
    """Where a denial stands among others, with the figures it comes from: value × chance × clock, in money."""

    value: Decimal
    recovery: Decimal
    chance: Decimal
    clock: Decimal
    days_left: int


def priority(expected: Decimal, paid: Decimal, ended: Overturned, until: dt.date, today: dt.date) -> Priority:
    """Expected recovery × chance × clock.

    ``expected``: what the contract allows; ``paid``: what has come. The clock is 1 until 30 days before the deadline,
    rises evenly to 2 on its last day, and is 0 after it: nothing can be recovered then.
    """
    left = (until - today).days
    clock = Decimal(0) if left < 0 else 1 + Decimal(SOON - min(left, SOON)) / SOON
    recovery = max(expected - paid, Decimal(0))
    return Priority(recovery * ended.chance * clock, recovery, ended.chance, clock, left)
