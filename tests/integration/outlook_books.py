"""Books of hospital H1 from January 2024 to February 2026, its budget to December, and what the ledger shows of it."""

from __future__ import annotations

import datetime as dt
import math
from decimal import Decimal
from typing import Any

from tests.integration.books import HEAD, account

TODAY = dt.date(2026, 3, 2)
BOOKED = 26
NURSES, AGENCY, SUPPLIES, ROOMS, OWED = "6110", "6150", "6300", "4000", "2100"


def month(number: int) -> dt.date:
    """The first day of a month, counted from January 2024."""
    return dt.date(2024 + number // 12, number % 12 + 1, 1)


def days_of_care(number: int) -> float:
    """More in winter; a little more each year."""
    return 100 + 10 * math.cos(2 * math.pi * number / 12) + number / 12


def wobble(number: int, size: float) -> float:
    """What no plan knows: always the same."""
    return size * math.sin(12.9898 * number + size)


def rows() -> dict[str, list[dict[str, Any]]]:
    """By table. Ward 1's agency costs a tenth more than planned since 2026; its supplies cost 15 % less since last
    July."""
    return {
        "accounts": [
            account(NURSES, "Nurses, own", nature="labour", employment="own"),
            account(AGENCY, "Agency staff", nature="labour", employment="agency"),
            account(SUPPLIES, "Ward supplies", nature="supplies"),
            account(ROOMS, "Room revenue", kind="revenue", nature="revenue"),
            account(OWED, "Accrued expenses", kind="liability"),
        ],
        "cost_centres": [
            {**HEAD, "cost_centre": "C1", "name": "Ward 1 care", "unit": "W1"},
            {**HEAD, "cost_centre": "C2", "name": "Ward 2 care", "unit": "W2"},
            {**HEAD, "cost_centre": "C9", "name": "Balance sheet"},
        ],
        "ledger": [line for number in range(BOOKED) for line in _ledger(number)],
        "budget_lines": [line for number in range(12, 36) for line in _budget(number)],
        "statistics": [
            {**HEAD, "cost_centre": centre, "statistic": "patient_days", "month": month(number)}
            | {"units": days_of_care(number) + wobble(number, 2)}
            for number in range(BOOKED)
            for centre in ("C1", "C2")
        ],
    }


def booked(number: int) -> list[tuple[str, str, float, float | None]]:
    """Cost centre, account, dollars and hours of a month."""
    care = days_of_care(number) + wobble(number, 2)
    dear = 1.1 if number >= 24 else 1.0
    saved = 0.85 if number >= 18 else 1.0
    return [
        ("C1", NURSES, 10_000 + 100 * care + wobble(number, 150), 500 + wobble(number, 5)),
        ("C1", AGENCY, (2_000 + 20 * care) * dear + wobble(number, 90), 50.0),
        ("C1", SUPPLIES, 30 * care * saved + wobble(number, 30), None),
        ("C1", ROOMS, -600 * care, None),
        ("C2", NURSES, 9_000 + 90 * care + wobble(number, 120), 450.0),
    ]


def _ledger(number: int) -> list[dict[str, Any]]:
    start = month(number)
    head = {**HEAD, "book": "GL", "month": start, "version": 1, "told_on": month(number + 1)}
    found: list[dict[str, Any]] = []
    for at, (centre, code, dollars, hours) in enumerate(booked(number)):
        amount = Decimal(f"{abs(dollars):.2f}")
        own, other = ("debit", "credit") if dollars > 0 else ("credit", "debit")
        same = {**head, "document": f"D{at}", "posted_on": start, "words": "Booked"}
        found.append(
            {**same, "line": 2 * at + 1, "cost_centre": centre, "account": code, "quantity": hours, own: amount}
        )
        found.append({**same, "line": 2 * at + 2, "cost_centre": "C9", "account": OWED, other: amount})
    return found


def _budget(number: int) -> list[dict[str, Any]]:
    care = days_of_care(number)
    work = {"statistic": "patient_days", "units": care}
    planned = (
        ("C1", NURSES, 10_000 + 100 * care, {"fixed_share": 0.5, "quantity": 500.0, **work}),
        ("C1", AGENCY, 2_000 + 20 * care, {"fixed_share": 0.5, "quantity": 50.0, **work}),
        ("C1", SUPPLIES, 30 * care, {"fixed_share": 0.0, **work}),
        ("C1", ROOMS, 600 * care, {"fixed_share": 0.0, **work}),
        ("C2", NURSES, 9_000 + 90 * care, {"fixed_share": 0.5, "quantity": 450.0, **work}),
    )
    return [
        {**HEAD, "version": 1, "cost_centre": centre, "account": code, "month": month(number)}
        | {"amount": Decimal(f"{amount:.2f}"), **more}
        for centre, code, amount, more in planned
    ]
