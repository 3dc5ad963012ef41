"""What was foretold against what happened, one point for each tenth of people; on the diagonal both agree."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils import formats
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from wellrun.foundations.pages.charts.strokes import Scale, line, point, svg, text

SIZE = 320.0
LEFT, RIGHT, TOP, FOOT = 46.0, 14.0, 12.0, 40.0
STEPS = (0.02, 0.05, 0.1, 0.2)
"""Distances between lines of the grid, as shares; the first that gives six or fewer is taken."""

Tenth = tuple[float, float]
"""The mean share foretold, and the share that happened, 0 to 1."""


def calibration_chart(*, subject: str, tenths: Sequence[Tenth]) -> SafeString:
    """The tenths from the least risk to the most. Raises ``ValueError`` where there are none."""
    highest = max(max(pair) for pair in tenths)
    step = next((one for one in STEPS if highest / one <= 6), STEPS[-1])
    top = step * (int(highest / step) + 1)
    across = Scale(low=0, high=top, start=LEFT, end=SIZE - RIGHT)
    up = Scale(low=0, high=top, start=SIZE - FOOT, end=TOP)
    parts = [line((across.at(0), up.at(0)), (across.at(top), up.at(top)), kind="target")]
    for number in range(round(top / step) + 1):
        share = number * step
        y, said = up.at(share), _percent(share)
        parts += [
            line((LEFT, y), (SIZE - RIGHT, y), kind="rung"),
            text((LEFT - 6, y + 4), said, kind="axis", anchor="end"),
            text((across.at(share), SIZE - FOOT + 16), said, kind="axis", anchor="middle"),
        ]
    parts += [point((across.at(foretold), up.at(seen)), kind="common") for foretold, seen in tenths]
    parts.append(text(((LEFT + SIZE - RIGHT) / 2, SIZE - 4), _("foretold"), kind="axis", anchor="middle"))
    parts.append(text((LEFT + 4, TOP + 4), _("happened"), kind="axis"))
    return svg(parts, size=(SIZE, SIZE), label=_sentence(subject, tenths))


def _percent(share: float) -> str:
    return f"{formats.number_format(round(100 * share))}\u00a0%"


def _sentence(subject: str, tenths: Sequence[Tenth]) -> str:
    said = [
        _("%(foretold)s foretold, %(seen)s happened") % {"foretold": _percent(foretold), "seen": _percent(seen)}
        for foretold, seen in tenths
    ]
    return f"{subject}: {'; '.join(said)}."
