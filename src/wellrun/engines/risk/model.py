"""A learned risk: boosted trees that respect what medicine demands, averaged over folds, calibrated on unseen rows.

The training part is dealt into folds by patient. One member learns from all folds but one and foretells the one left
out; those foretellings, none of which is of a patient its member has seen, calibrate the mean of the members.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

import numpy as np

from wellrun.engines.risk.calibration import Line, fit_line, log_odds_of
from wellrun.engines.risk.cases import Cases, Flags, Floats, Input, Ints, Kind
from wellrun.engines.risk.encoding import Encoder, Rates, learn_encoding
from wellrun.engines.risk.folds import Leak, Split, TrainingPart, inner
from wellrun.engines.risk.trees import Boosting, Trees, grow

FORM = "wellrun-risk-1"


class PatientSeen(Leak):
    """A model is to be judged on a patient it has learned from."""


@dataclass(frozen=True, kw_only=True)
class Settings:
    """How a model is learned: how trees are grown, how many members, and the seed of all chance."""

    boosting: Boosting = field(default_factory=Boosting)
    members: int = 5
    seed: int = 0


@dataclass(frozen=True, kw_only=True)
class Member:
    """Trees with the encoding they were learned with."""

    encoder: Encoder
    trees: Trees


@dataclass(frozen=True, kw_only=True)
class Model:
    """A learned risk as plain values: it holds rates of categories and thresholds, and no row of any patient."""

    members: tuple[Member, ...]
    line: Line

    @property
    def inputs(self) -> tuple[Input, ...]:
        return self.members[0].encoder.inputs

    def risk(self, cases: Cases, rows: Ints | None = None) -> Floats:
        """Probability of the outcome, 0 to 1, of the rows (all where not given). Raises ValueError for other inputs."""
        rows = np.arange(len(cases)) if rows is None else rows
        each = [member.trees.log_odds(member.encoder.matrix(cases, rows)) for member in self.members]
        return self.line.probability(np.mean(each, axis=0))


@dataclass(frozen=True, kw_only=True)
class Learned:
    """A model and whom it has learned from, which it must not be judged on."""

    model: Model
    patients: frozenset[int]


def learn(part: TrainingPart, settings: Settings | None = None) -> Learned:
    """Learn from a training part. Raises ValueError for fewer patients than members or an outcome that never varies."""
    settings = settings or Settings()
    cases = part.cases
    members: list[Member] = []
    foretold, of = [], []
    for at, split in enumerate(inner(part, folds=settings.members, seed=settings.seed)):
        member = _member(split.training, settings, seed=settings.seed + at)
        foretold.append(member.trees.log_odds(member.encoder.matrix(cases, split.judge)))
        of.append(split.judge)
        members.append(member)
    line = _rising(np.concatenate(foretold), cases.outcome[np.concatenate(of)])
    return Learned(model=Model(members=tuple(members), line=line), patients=part.patients)


def judged(learned: Learned, split: Split) -> Floats:
    """Risk of the rows a split keeps for judging. Raises PatientSeen where the model has learned from one of them."""
    seen = learned.patients & frozenset(split.cases.patients[split.judge].tolist())
    if seen:
        raise PatientSeen(f"The model has learned from {len(seen)} of the patients it is to be judged on.")
    return learned.model.risk(split.cases, split.judge)


def out_of_fold(splits: Sequence[Split], settings: Settings | None = None) -> Floats:
    """Risk of every row by a model that has not seen its patient; NaN for rows no split judges. Raises as `judged`."""
    found = np.full(len(splits[0].cases), np.nan)
    for split in splits:
        found[split.judge] = judged(learn(split.training, settings), split)
    return found


def kept(model: Model) -> dict[str, Any]:
    """The model as values that JSON can hold; `read` gives back a model with the same answers."""
    return {"form": FORM, **asdict(model)}


def read(given: Mapping[str, Any]) -> Model:
    """A model from what `kept` gave, through JSON or not. Raises ValueError for any other form."""
    if given.get("form") != FORM:
        raise ValueError(f"This is not a model of the form {FORM}.")
    return Model(members=tuple(_read_member(each) for each in given["members"]), line=Line(**given["line"]))


def _member(part: TrainingPart, settings: Settings, *, seed: int) -> Member:
    encoder, matrix = learn_encoding(part, seed=seed)
    outcome = part.cases.outcome[part.rows]
    trees = grow(matrix, outcome, directions=encoder.directions, how=settings.boosting, seed=seed)
    return Member(encoder=encoder, trees=trees)


def _rising(log_odds: Floats, outcome: Flags) -> Line:
    """The calibration line; where it would fall, everyone's risk is the average.

    Where nothing tells people apart, folds with more outcomes are foretold fewer and the line falls. It would then turn
    every promised direction round.
    """
    line = fit_line(log_odds, outcome)
    return line if line.slope >= 0 else Line(intercept=float(log_odds_of(np.asarray([outcome.mean()]))[0]), slope=0.0)


def _read_member(given: Mapping[str, Any]) -> Member:
    encoder = given["encoder"]
    return Member(
        encoder=Encoder(
            inputs=tuple(Input(**{**each, "kind": Kind(each["kind"])}) for each in encoder["inputs"]),
            rates=tuple(each and Rates(**{**each, "flagged": tuple(each["flagged"])}) for each in encoder["rates"]),
        ),
        trees=Trees(**{name: _as_tuple(each) for name, each in given["trees"].items()}),
    )


def _as_tuple(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value
