"""Whether a learned risk of return may rank the list of a facility."""

from __future__ import annotations

from dataclasses import dataclass

LEAST_RETURNS = 200
"""Returns below which nothing is learned: ten for each of some 20 columns that the inputs make (Peduzzi and others,
J Clin Epidemiol 1996;49:1373)."""

LEAST_TOLD_APART = 0.55
"""The lower end of the interval of the AUROC from which a risk tells people apart at all."""

SLOPES = (0.8, 1.2)
"""Calibration slope within which a risk means what it says (1 is exact). A house rule."""


@dataclass(frozen=True)
class Tried:
    """What was measured on later patients who were not learned from. shares are 0 to 1."""

    returns: int
    auroc: float
    auroc_lower: float
    slope: float
    leak_likely: bool
    lace_auroc: float


def doubts(tried: Tried) -> tuple[str, ...]:
    """Why a model does not rank the list; empty where it may."""
    found = []
    if tried.returns < LEAST_RETURNS:
        found.append(f"{tried.returns} returns are too few to learn from; {LEAST_RETURNS} are asked.")
    if tried.leak_likely:
        found.append("It tells people apart better than such data can: look for what it should not have known.")
    if tried.auroc_lower < LEAST_TOLD_APART:
        found.append(f"It hardly tells people apart: the AUROC may be as low as {tried.auroc_lower:.2f}.")
    if not SLOPES[0] <= tried.slope <= SLOPES[1]:
        found.append(f"Its risks do not mean what they say: calibration slope {tried.slope:.2f}, 1 is exact.")
    if tried.auroc <= tried.lace_auroc:
        found.append(f"LACE tells these patients apart as well: {tried.lace_auroc:.2f} against {tried.auroc:.2f}.")
    return tuple(found)
