"""Whether a risk serves groups of people alike, at the number of people a team can take on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from wellrun.engines.risk.calibration import calibration
from wellrun.engines.risk.cases import Flags, Floats
from wellrun.engines.risk.metrics import auroc

# Below this many outcomes, discrimination and calibration of a group are mostly chance.
FEWEST_OUTCOMES = 20


@dataclass(frozen=True, kw_only=True)
class GroupFigures:
    """How one group fares.

    observed, predicted: share that came back and mean risk. flagged: share of the group that the capacity reaches.
    sensitivity: share of its returns that are flagged, None without returns. auroc, slope: None below 20 outcomes, or
    where they are undefined.
    """

    group: str
    rows: int
    outcomes: int
    observed: float
    predicted: float
    auroc: float | None
    slope: float | None
    flagged: float
    sensitivity: float | None


def by_group(risk: Floats, outcome: Flags, groups: Sequence[str], *, capacity: float = 0.1) -> tuple[GroupFigures, ...]:
    """Figures of each group, largest first.

    capacity: share of all rows that can be followed up, 0 to 1; those of highest risk are flagged, of equal risk those
    that stand first. Raises ValueError for a capacity outside 0 to 1 or lengths that differ.
    """
    if not 0 < capacity <= 1:
        raise ValueError(f"A capacity is a share above 0 and up to 1, not {capacity}.")
    if not len(risk) == len(outcome) == len(groups):
        raise ValueError("Risks, outcomes and groups differ in length.")
    flagged = np.zeros(len(risk), dtype=np.bool_)
    flagged[np.argsort(-risk, kind="stable")[: round(capacity * len(risk))]] = True
    names = np.asarray(groups)
    found = [_of(name, names == name, risk, outcome, flagged) for name in sorted(set(groups))]
    return tuple(sorted(found, key=lambda each: -each.rows))


def _of(name: str, here: Flags, risk: Floats, outcome: Flags, flagged: Flags) -> GroupFigures:
    came, outcomes = outcome[here], int(outcome[here].sum())
    enough = outcomes >= FEWEST_OUTCOMES and outcomes < len(came)
    return GroupFigures(
        group=name,
        rows=len(came),
        outcomes=outcomes,
        observed=float(came.mean()),
        predicted=float(risk[here].mean()),
        auroc=auroc(risk[here], came) if enough else None,
        slope=_slope(risk[here], came) if enough else None,
        flagged=float(flagged[here].mean()),
        sensitivity=float(flagged[here][came].mean()) if outcomes else None,
    )


def _slope(risk: Floats, outcome: Flags) -> float | None:
    try:
        return calibration(risk, outcome).slope
    except ValueError:
        return None
