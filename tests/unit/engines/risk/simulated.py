"""People whose true risk is known, so that what a model says can be compared with the truth."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from wellrun.engines.risk.cases import Cases, Floats, Input, Kind, cases_of
from wellrun.engines.risk.model import Settings
from wellrun.engines.risk.trees import Boosting

INPUTS = (
    Input(name="earlier", direction=1),
    Input(name="age"),
    Input(name="ward", kind=Kind.CATEGORY),
)
QUICK = Settings(boosting=Boosting(trees=60, learning_rate=0.1, leaves=6, smallest_leaf=40), members=3)
WARDS = {"A": -0.8, "B": 0.0, "C": 0.9}


@dataclass(frozen=True)
class Simulated:
    cases: Cases
    truth: Floats


def people(rows: int = 6000, *, patients: int = 4000, seed: int = 1, dips: bool = False) -> Simulated:
    """Rows of patients who keep their ward and age. dips: the true risk falls again for many earlier stays."""
    chance = np.random.default_rng(seed)
    whose = chance.integers(0, patients, rows)
    ward = chance.choice(list(WARDS), patients)[whose]
    age = chance.uniform(20, 90, patients)[whose]
    earlier = chance.poisson(1.0, rows).astype(float)
    felt = np.where(earlier > 2, 1.0, earlier) if dips else earlier
    odds = -2.0 + 0.7 * felt + 0.02 * (age - 55) + np.asarray([WARDS[each] for each in ward])
    truth = 1 / (1 + np.exp(-odds))
    made = cases_of(
        INPUTS,
        [
            {"earlier": one, "age": two, "ward": three}
            for one, two, three in zip(earlier.tolist(), age.tolist(), ward.tolist(), strict=True)
        ],
        patients=[str(each) for each in whose],
        outcome=(chance.random(rows) < truth).tolist(),
    )
    return Simulated(cases=made, truth=truth)
