"""How scores are rounded, noted and withheld, and how stars come from linear means.

Sources stand with the figures in ``content/hcahps.yaml``. Cut points of stars are set anew by CMS each quarter by
clustering all hospitals (Technical Notes for HCAHPS Star Ratings): they come from outside and are not worked out here.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from fractions import Fraction
from math import floor
from statistics import fmean

from wellrun.departments.quality.rules.experience.surveys import Box, Survey, content, holding_on


def rounded(value: float | Fraction) -> int:
    """To the nearest whole number, halves up, as CMS does. A hair below a half, left by floats, counts as a half."""
    return floor(value + Fraction(1, 2) if isinstance(value, Fraction) else round(value + 0.5, 9))


def whole_percentages(shares: Mapping[Box, float]) -> Mapping[Box, int]:
    """Shares that sum to 1 as whole percentages that sum to 100.

    In what CMS publishes they always sum to 100; how it gets there is not published. Here each is rounded down and the
    rest goes to the largest remainders, a tie to the better box. Raises ``ValueError`` where shares do not sum to 1.
    """
    if abs(sum(shares.values()) - 1) > 1e-6:
        raise ValueError("The shares of the boxes do not sum to 1, so they are not all of one score.")
    hundredths = {box: round(shares[box] * 100, 9) for box in Box if box in shares}
    whole = {box: floor(value) for box, value in hundredths.items()}
    ordered = sorted(hundredths, key=lambda box: whole[box] - hundredths[box])
    for box in ordered[: 100 - sum(whole.values())]:
        whole[box] += 1
    return whole


def footnote(completed: int, day: dt.date) -> int | None:
    """The number of the CMS footnote that goes with so many completed surveys on a day, or none."""
    notes = holding_on(content()["reporting"], day)["footnotes"]
    return next((note["number"] for note in notes if completed < note["fewer_than"]), None)


def is_withheld(completed: int, day: dt.date) -> bool:
    """Whether CMS would publish no score, for too few completed surveys."""
    return bool(completed < holding_on(content()["reporting"], day)["withheld_below"])


def has_stars(completed: int, day: dt.date) -> bool:
    """Whether there are enough completed surveys of four quarters for stars."""
    return bool(completed >= holding_on(content()["reporting"], day)["stars_from"])


def stars(linear: float, cuts: Sequence[int]) -> int:
    """One to five stars by a linear mean from 0 to 100, which is rounded first.

    ``cuts`` are the lowest scores of two, three, four and five stars. Raises ``ValueError`` where they are not four
    numbers that rise.
    """
    if len(cuts) != 4 or list(cuts) != sorted(set(cuts)):
        raise ValueError("Cut points of stars are four numbers, each larger than the one before.")
    return 1 + sum(rounded(linear) >= cut for cut in cuts)


def summary_stars(by_measure: Mapping[str, int], survey: Survey) -> int | None:
    """The summary star rating: the mean of the parts, rounded. Measures that form one part are averaged first.

    None where a measure has no stars, or where this version has no published parts.
    """
    parts: dict[str, list[str]] = {}
    for measure in survey.measures.values():
        if measure.stars:
            parts.setdefault(measure.stars, []).append(measure.key)
    keys = [key for part in parts.values() for key in part]
    if not keys or any(key not in by_measure for key in keys):
        return None
    return rounded(fmean(fmean(by_measure[key] for key in part) for part in parts.values()))
