"""The learned model on people whose true risk is known."""

from __future__ import annotations

import json
from dataclasses import replace

import numpy as np
import pytest

from wellrun.engines.risk.calibration import calibration
from wellrun.engines.risk.cases import Cases, Input, Kind, cases_of
from wellrun.engines.risk.encoding import learn_encoding
from wellrun.engines.risk.folds import grouped, resampled, whole
from wellrun.engines.risk.metrics import auroc
from wellrun.engines.risk.model import Learned, PatientSeen, judged, kept, learn, out_of_fold, read

from .simulated import INPUTS, QUICK, Simulated, people


@pytest.fixture(scope="module")
def simulated() -> Simulated:
    return people()


@pytest.fixture(scope="module")
def risks(simulated: Simulated) -> np.ndarray:
    return out_of_fold(grouped(simulated.cases, folds=3, seed=2), QUICK)


@pytest.fixture(scope="module")
def learned(simulated: Simulated) -> Learned:
    return learn(whole(simulated.cases), QUICK)


def test_risks_come_near_the_truth(simulated: Simulated, risks: np.ndarray) -> None:
    assert np.corrcoef(risks, simulated.truth)[0, 1] > 0.95
    assert float(np.mean(np.abs(risks - simulated.truth))) < 0.04
    best = auroc(simulated.truth, simulated.cases.outcome)
    assert best - 0.02 < auroc(risks, simulated.cases.outcome) < best + 0.01


def test_risks_are_calibrated_on_people_not_learned_from(simulated: Simulated, risks: np.ndarray) -> None:
    assert 0.9 < calibration(risks, simulated.cases.outcome).slope < 1.1
    assert float(risks.mean()) == pytest.approx(float(simulated.cases.outcome.mean()), abs=0.01)


def asked(model: Learned, earlier: list[float | None], **more: object) -> np.ndarray:
    rows = [{"earlier": each, "age": 60.0, "ward": "B", **more} for each in earlier]
    return model.model.risk(cases_of(INPUTS, rows))


def test_more_earlier_stays_never_lower_the_risk_even_where_the_data_say_so() -> None:
    dips = people(dips=True)
    held = learn(whole(dips.cases), QUICK)
    found = asked(held, [float(each) for each in range(8)])
    assert (np.diff(found) >= 0).all()
    free = replace(dips.cases, inputs=tuple(replace(each, direction=0) for each in INPUTS))
    loose = learn(whole(free), QUICK)
    rows = [{"earlier": float(each), "age": 60.0, "ward": "B"} for each in range(8)]
    assert (np.diff(loose.model.risk(cases_of(free.inputs, rows))) < 0).any()


def test_a_model_is_not_judged_on_whom_it_has_learned_from(simulated: Simulated, learned: Learned) -> None:
    split = grouped(simulated.cases, folds=3)[0]
    with pytest.raises(PatientSeen, match="has learned from"):
        judged(learned, split)


def test_learning_from_a_resample_still_remembers_whom(simulated: Simulated) -> None:
    split = grouped(simulated.cases, folds=3)[0]
    drawn = learn(resampled(split.training, seed=1), QUICK)
    assert drawn.patients <= split.training.patients
    assert np.isfinite(judged(drawn, split)).all()


def test_a_model_kept_as_json_answers_the_same(simulated: Simulated, learned: Learned) -> None:
    again = read(json.loads(json.dumps(kept(learned.model))))
    assert again == learned.model
    assert (again.risk(simulated.cases) == learned.model.risk(simulated.cases)).all()


def test_another_form_is_refused() -> None:
    with pytest.raises(ValueError, match="not a model"):
        read({"form": "something else"})


def test_what_is_missing_or_never_seen_still_has_a_risk(learned: Learned) -> None:
    assert 0 < asked(learned, [None], ward="Z")[0] < 1
    assert 0 < asked(learned, [1.0], ward=None, age=None)[0] < 1


def test_the_same_seed_learns_the_same(simulated: Simulated, learned: Learned) -> None:
    assert learn(whole(simulated.cases), QUICK).model == learned.model


def test_other_inputs_are_refused(learned: Learned) -> None:
    with pytest.raises(ValueError, match="other inputs"):
        learned.model.risk(cases_of([Input(name="height")], [{"height": 1.0}]))


def noise(rows: int = 3000) -> Cases:
    """A category of many levels that says nothing about an outcome drawn by lot."""
    chance = np.random.default_rng(6)
    return cases_of(
        [Input(name="code", kind=Kind.CATEGORY)],
        [{"code": str(each)} for each in chance.integers(0, 1500, rows)],
        outcome=(chance.random(rows) < 0.3).tolist(),
    )


def test_a_row_is_never_encoded_by_its_own_outcome() -> None:
    made = noise()
    _, matrix = learn_encoding(whole(made), seed=0)
    assert auroc(matrix[:, 0], made.outcome) < 0.55
    encoder, _ = learn_encoding(whole(made), seed=0)
    assert auroc(encoder.matrix(made, np.arange(len(made)))[:, 0], made.outcome) > 0.8


def test_noise_stays_noise_through_the_whole_protocol() -> None:
    made = noise()
    found = out_of_fold(grouped(made, folds=3), QUICK)
    assert auroc(found, made.outcome) == pytest.approx(0.5, abs=0.05)


def test_where_nothing_tells_people_apart_everyone_has_the_average_risk() -> None:
    chance = np.random.default_rng(12)
    made = cases_of([Input(name="x", direction=1)], [{"x": 1.0}] * 301, outcome=(chance.random(301) < 0.3).tolist())
    found = learn(whole(made), QUICK).model.risk(made)
    assert found == pytest.approx(float(made.outcome.mean()))


def test_an_encoding_knows_nothing_of_rows_kept_for_judging(simulated: Simulated) -> None:
    split = grouped(simulated.cases, folds=3)[0]
    outcome = simulated.cases.outcome.copy()
    outcome[split.judge] = ~outcome[split.judge]
    turned = grouped(replace(simulated.cases, outcome=outcome), folds=3)[0]
    assert learn(split.training, QUICK) == learn(turned.training, QUICK)


def test_a_category_has_no_direction() -> None:
    with pytest.raises(ValueError, match="direction"):
        Input(name="ward", kind=Kind.CATEGORY, direction=1)
