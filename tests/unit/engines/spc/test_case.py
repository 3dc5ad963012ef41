"""Cases in JSON: forms that are read, and faults that are named."""

import json
from typing import Any

import pytest

from wellrun.engines.spc import SeriesError, run_case, run_cases


def case(**changes: Any) -> dict[str, Any]:
    return {"id": "one", "chart": "i", "options": {}, "input": {"x": [1, 2, 3], "y": [4, 6, 5]}, **changes}


def test_an_answer_is_json_with_the_id_of_its_question() -> None:
    for kind in ("i", "xmr_ptd"):
        answer = json.loads(json.dumps(run_case(case(chart=kind))))
        assert answer["id"] == "one" and len(answer["points"]) == 3


def test_options_and_x_may_be_left_out() -> None:
    answer = run_case({"chart": "c", "input": {"y": [1, None, 3]}})
    assert [point["x"] for point in answer["points"]] == [1, 2, 3]
    assert [point["cl"] for point in answer["points"]] == [2, 2, 2]


def test_parts_end_phases_and_set_the_freeze_aside() -> None:
    options = {"part": [2, 4, 99], "freeze": 1}
    answer = run_case(case(options=options, input={"y": [1, 3, 10, 12, 100]}))
    assert [point["part"] for point in answer["points"]] == [1, 1, 2, 2, 3]
    assert [point["cl"] for point in answer["points"]] == [2, 2, 11, 11, 100]
    assert all(point["baseline"] for point in answer["points"])


def test_a_rebase_may_fall_between_places() -> None:
    dates = [f"2026-0{month}-01" for month in range(1, 7)]
    options = {"rebase": ["2026-03-15"], "improvement_direction": "decrease"}
    answer = run_case(case(chart="xmr_ptd", options=options, input={"x": dates, "y": [1, 2, 3, 9, 8, 9]}))
    assert [point["phase"] for point in answer["points"]] == [0, 0, 0, 1, 1, 1]
    assert answer["points"][0]["x"] == "2026-01-01" and answer["assurance"] is None


def test_times_are_read_and_written_back() -> None:
    times = ["2026-01-01T08:00:00", "2026-01-01T16:30:00"]
    answer = run_case(case(input={"x": times, "y": [1, 2]}))
    assert [point["x"] for point in answer["points"]] == times


def test_every_case_of_a_document_is_answered() -> None:
    answers = run_cases({"cases": [case(), case(id="two")]})["cases"]
    assert [answer["id"] for answer in answers] == ["one", "two"]
    assert run_cases(case()) == answers[0]


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ([], "A case is a JSON object, not list"),
        (case(chart="pie"), "chart is 'pie'. Use one of run, i"),
        (case(input={"x": [1]}), "input has no list y"),
        (case(input={"y": "many"}), "input.y is 'many', not a list"),
        (case(input={"y": [1, "x", True]}), r"row 2: 'x' is not a number.*row 3: True"),
        (case(input={"x": [1, None], "y": [1, 2]}), "row 2: None is no place"),
        (case(input={"x": [1, float("nan")], "y": [1, 2]}), "Row 2: place nan"),
        (case(options=[1]), "options is"),
        (case(options={"freeze": [3], "exclude": ["a"], "cl": "x"}), r"exclude: 'a'.*cl is 'x'"),
        (case(options={"freeze": [3]}), "Give one number of points"),
        (case(options={"part": 2.5}), "part: 2.5 is not a whole number"),
        (case(options={"runs_method": "luck"}), "runs_method is 'luck'"),
        (case(chart="xmr_ptd", options={"improvement_direction": "up"}), "improvement_direction is 'up'"),
        (case(chart="xmr_ptd", options={"rebase": "2026-01-01"}), "rebase is"),
        (case(input={"x": [1], "y": [1, 2]}), "1 places but 2 values"),
    ],
)
def test_faults_are_named(wrong: Any, words: str) -> None:
    with pytest.raises(SeriesError, match=words):
        run_case(wrong)


def test_faults_in_a_document_name_their_case() -> None:
    with pytest.raises(SeriesError) as caught:
        run_cases({"cases": [case(chart="pie"), case(), case(id="three", input={})]})
    assert [fault[:10] for fault in caught.value.faults] == ["Case one: ", "Case three"]
