"""Why a person's risk is what it is, on a model whose truth is known."""

from __future__ import annotations

import numpy as np
import pytest

from wellrun.engines.risk.cases import Value, cases_of
from wellrun.engines.risk.explanation import Explanation, explain, usual_of
from wellrun.engines.risk.folds import whole
from wellrun.engines.risk.model import Model, learn

from .simulated import INPUTS, QUICK, people

WORDS = {"earlier": "admissions in the year before", "age": "age", "ward": "ward"}
USUAL: dict[str, Value] = {"earlier": 1.0, "age": 55.0, "ward": "B"}


@pytest.fixture(scope="module")
def model() -> Model:
    return learn(whole(people().cases), QUICK).model


def why(model: Model, **given: Value) -> Explanation:
    return explain(model, {**USUAL, **given}, usual=USUAL, average=0.2, words=WORDS)


def test_what_weighs_most_comes_first_and_goes_the_right_way(model: Model) -> None:
    found = why(model, earlier=5.0, ward="A")
    assert [(each.about, each.raises) for each in found.reasons] == [
        ("admissions in the year before", True),
        ("ward", False),
    ]


def test_a_reason_says_what_the_model_answers(model: Model) -> None:
    reason = why(model, earlier=5.0, ward="C").reasons[0]
    asked = cases_of(INPUTS, [{**USUAL, "earlier": 5.0, "ward": "C"}, {**USUAL, "ward": "C"}])
    assert [reason.risk, reason.otherwise] == pytest.approx(model.risk(asked).tolist())
    assert reason.says == (
        "Admissions in the year before: 5, where 1 is usual. "
        f"This raises the risk from {100 * reason.otherwise:.1f} % to {100 * reason.risk:.1f} %."
    )


def test_the_whole_reads_as_a_sentence(model: Model) -> None:
    found = why(model, ward="C")
    assert found.says == f"The risk is {100 * found.risk:.1f} %; the average is 20.0 %."


def test_one_who_is_as_usual_has_no_reasons(model: Model) -> None:
    assert why(model).reasons == ()


def test_only_the_heaviest_are_told(model: Model) -> None:
    found = explain(model, {"earlier": 5.0, "age": 85.0, "ward": "C"}, usual=USUAL, average=0.2, words=WORDS, most=2)
    assert len(found.reasons) == 2
    weights = [abs(each.risk - each.otherwise) for each in found.reasons]
    assert weights == sorted(weights, reverse=True)


def test_what_is_derived_moves_with_what_it_is_derived_from(model: Model) -> None:
    def derive(fields: object) -> dict[str, Value]:
        assert isinstance(fields, dict)
        return {"earlier": fields["emergency"] + fields["planned"], "age": 55.0, "ward": "B"}

    found = explain(
        model,
        {"emergency": 4.0, "planned": 0.0},
        usual={"emergency": 0.0, "planned": 0.0},
        average=0.2,
        words={"emergency": "emergency admissions", "planned": "planned admissions"},
        derive=derive,
    )
    assert [each.about for each in found.reasons] == ["emergency admissions"]


def test_what_is_usual() -> None:
    rows: list[dict[str, Value]] = [
        {"days": 1.0, "ward": "A", "sodium": None},
        {"days": 2.0, "ward": "B", "sodium": None},
        {"days": 9.0, "ward": "B", "sodium": None},
        {"days": 4.0, "ward": None, "sodium": None},
    ]
    assert usual_of(rows) == {"days": 2.0, "ward": "B", "sodium": None}
    with pytest.raises(ValueError, match="Without people"):
        usual_of([])


def test_what_is_not_known_is_said_so(model: Model) -> None:
    found = why(model, earlier=None)
    assert np.isfinite(found.risk)
    assert all("not known" in each.says for each in found.reasons)
