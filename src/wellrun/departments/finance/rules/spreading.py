"""A year's amount spread over its periods: by the shares of past years, exact to the cent.

Shares are whole weights. What does not come out even goes, one cent each, to the periods with the largest remainders,
the earlier first (method of the largest remainder; Hare quota).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction

from wellrun.engines.costing import apportion


def spread(total: int, weights: Sequence[int]) -> tuple[int, ...]:
    """``total`` divided by ``weights``: the parts sum to it exactly, and each is within one of its share.

    Weights are not negative. Where all are nothing, periods count alike. No periods take nothing: ``()``.
    """
    return tuple(apportion(total, weights if any(weights) else [1] * len(weights))) if weights else ()


def seasonal(
    past: Sequence[Mapping[int, int]], past_days: Sequence[Mapping[int, int]], days: Sequence[int]
) -> list[int]:
    """Weights of the periods of a year of ``days``, from what past years booked: amounts by period number.

    A period weighs the mean of its daily amounts of those years that booked it, times its days; a period that no year
    booked weighs the mean day of all. Without any amount above nothing, days alone count.
    """
    daily: dict[int, list[Fraction]] = {}
    for amounts, lengths in zip(past, past_days, strict=True):
        for number, amount in amounts.items():
            if lengths.get(number):
                daily.setdefault(number, []).append(Fraction(max(0, amount), lengths[number]))
    means = {number: sum(found, Fraction()) / len(found) for number, found in daily.items()}
    if not any(means.values()):
        return list(days)
    usual = sum(means.values(), Fraction()) / len(means)
    return [round(means.get(number, usual) * length) for number, length in enumerate(days, start=1)]


def carried_on(booked: Mapping[int, int], booked_days: int, days: int) -> int:
    """What a year comes to whose booked periods had ``booked_days`` of its ``days``, half away from nothing."""
    if not booked_days:
        return 0
    exact = Fraction(sum(booked.values()) * days, booked_days)
    size = int(abs(exact) + Fraction(1, 2))
    return size if exact >= 0 else -size
