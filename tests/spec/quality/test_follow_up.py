"""Chapter quality: who is followed up after leaving, what is done for them, and when it counts.

The protocol after the transitional care rules of Medicare (CMS MLN908628) and what trials that worked had in common
(Leppin and others, JAMA Internal Medicine 2014;174:1095); conditions after Quan and others, Medical Care 2005;43:1130.
"""

from __future__ import annotations

import datetime as dt

import pytest

from wellrun.departments.quality.rules.readmissions.listing import DayList, Known, LeftOut, day_list
from wellrun.departments.quality.rules.readmissions.protocol import (
    Answer,
    Line,
    State,
    Step,
    answered,
    due,
    faults_of_answer,
    faults_of_capacity,
    finished,
    late,
    protocol,
    protocol_lines,
)
from wellrun.departments.quality.rules.readmissions.reasons import reasons_of
from wellrun.departments.quality.rules.readmissions.trust import Tried, doubts
from wellrun.engines.risk.icd10 import conditions_of
from wellrun.engines.risk.scores import Condition, Lace, charlson, lace

NOON = dt.datetime(2026, 11, 27, 12, tzinfo=dt.UTC)
DAY = dt.date(2026, 11, 27)


def someone(key: str, points: int, **more: object) -> Known:
    return Known(**{"key": key, "points": points, "most": 19, "age": 70, **more})  # type: ignore[arg-type]


def keys(listed: DayList) -> tuple[list[str], list[str], list[tuple[str, str]]]:
    return (
        [one.key for one in listed.chosen],
        [one.key for one in listed.beyond],
        [(one.key, reason.value) for one, reason in listed.left_out],
    )


def test_the_list_is_as_long_as_the_day_of_the_team_and_the_likeliest_stand_first() -> None:
    people = [someone("a", 4), someone("b", 12), someone("c", 9)]
    assert keys(day_list(people, capacity=2)) == (["b", "c"], ["a"], [])
    assert keys(day_list(people, capacity=0)) == ([], ["b", "c", "a"], [])


def test_of_equals_the_order_never_flickers() -> None:
    people = [someone(key, 10) for key in "cab"]
    assert keys(day_list(people, capacity=1)) == keys(day_list(people[::-1], capacity=1)) == (["a"], ["b", "c"], [])


def test_a_chance_of_the_facilitys_own_model_counts_before_points() -> None:
    people = [someone("a", 15, chance=0.1), someone("b", 5, chance=0.3)]
    assert keys(day_list(people, capacity=1))[0] == ["b"]


def test_who_is_followed_stays_and_takes_a_place_whatever_becomes_of_score_and_capacity() -> None:
    people = [someone("a", 1, followed=True), someone("b", 18), someone("c", 17)]
    assert keys(day_list(people, capacity=2)) == (["b", "a"], ["c"], [])
    assert keys(day_list(people, capacity=0)) == (["a"], ["b", "c"], [])
    gone = [someone("a", 1, followed=True, outcome="transfer")]
    assert keys(day_list(gone, capacity=0))[0] == ["a"]


def test_who_is_left_out_is_named_with_the_reason() -> None:
    people = [
        *(someone(reason.value, 19, outcome=reason.value) for reason in LeftOut if reason is not LeftOut.CHILD),
        someone("young", 19, age=17),
        someone("adult", 2, age=18),
        someone("unknown", 1, age=None, outcome="unknown"),
    ]
    chosen, beyond, out = keys(day_list(people, capacity=9))
    assert (chosen, beyond) == (["adult", "unknown"], [])
    assert sorted(out) == sorted(
        [*((reason.value, reason.value) for reason in LeftOut if reason is not LeftOut.CHILD), ("young", "child")]
    )


def test_call_within_48_hours_visit_within_seven_days_the_rest_by_leaving() -> None:
    times = {line.step: due(line, leaves=NOON) for line in protocol(DAY)}
    assert times == {
        Step.TEACHING: NOON,
        Step.MEDICINES: NOON,
        Step.TRANSPORT: NOON,
        Step.CALL: NOON + dt.timedelta(hours=48),
        Step.VISIT: NOON + dt.timedelta(days=7),
    }


def test_clocks_run_from_leaving_and_not_before() -> None:
    assert {due(line, leaves=None) for line in protocol(DAY)} == {None}


def test_of_a_step_the_latest_line_in_force_counts_and_before_the_first_there_is_none() -> None:
    lines = (Line(Step.CALL, DAY, 48), Line(Step.CALL, DAY + dt.timedelta(days=9), 24), Line(Step.VISIT, DAY, 168))
    assert [(one.step, one.hours) for one in protocol(DAY, lines)] == [(Step.CALL, 48), (Step.VISIT, 168)]
    assert protocol(DAY + dt.timedelta(days=9), lines)[0].hours == 24
    assert protocol(DAY - dt.timedelta(days=1), lines) == ()
    assert protocol(dt.date(2023, 12, 31)) == ()
    assert len(protocol_lines()) == len(Step)


@pytest.mark.parametrize(
    ("state", "answer", "tries", "to"),
    [
        (State.OPEN, Answer.DONE, 0, State.DONE),
        (State.OPEN, Answer.NOBODY, 1, State.OPEN),
        (State.OPEN, Answer.NOBODY, 2, State.OPEN),
        (State.OPEN, Answer.NOBODY, 3, State.NOT_REACHED),
        (State.NOT_REACHED, Answer.DONE, 3, State.DONE),
        (State.OPEN, Answer.DECLINED, 0, State.DECLINED),
        (State.OPEN, Answer.NOT_NEEDED, 0, State.NOT_NEEDED),
        (State.DONE, Answer.UNDO, 0, State.OPEN),
        (State.DECLINED, Answer.UNDO, 0, State.OPEN),
        (State.NOT_REACHED, Answer.UNDO, 3, State.OPEN),
        (State.OPEN, Answer.UNDO, 0, None),
        (State.DONE, Answer.DONE, 0, None),
        (State.DECLINED, Answer.DONE, 0, None),
        (State.NOT_REACHED, Answer.NOBODY, 4, State.NOT_REACHED),
        (State.NOT_REACHED, Answer.NOT_NEEDED, 3, State.NOT_NEEDED),
    ],
)
def test_what_an_answer_makes_of_a_step(state: State, answer: Answer, tries: int, to: State | None) -> None:
    assert answered(state, answer, tries=tries, most=3) is to


def test_an_answer_that_means_nothing_without_a_reason_asks_for_one() -> None:
    def faults(answer: Answer, words: str, state: State = State.OPEN) -> list[tuple[str, str]]:
        return [(one.code, one.place) for one in faults_of_answer(state, answer, words)]

    assert faults(Answer.DONE, "") == faults(Answer.NOBODY, " ") == faults(Answer.DECLINED, "Has a nurse") == []
    for answer in (Answer.DECLINED, Answer.NOT_NEEDED):
        assert faults(answer, " ") == [("quality.no_reason", "words")]
    assert faults(Answer.DONE, "", State.DONE) == [("quality.step_answer", "answer")]


def test_late_is_what_is_not_done_after_its_time() -> None:
    second = dt.timedelta(seconds=1)
    assert not late(State.OPEN, NOON, NOON)
    assert late(State.OPEN, NOON, NOON + second)
    assert late(State.NOT_REACHED, NOON, NOON + second)
    assert not any(late(state, NOON, NOON + second) for state in (State.DONE, State.DECLINED, State.NOT_NEEDED))
    assert not late(State.OPEN, None, NOON)


def test_nothing_is_left_to_do_when_no_step_is_open() -> None:
    assert finished([State.DONE, State.DECLINED, State.NOT_REACHED, State.NOT_NEEDED])
    assert not finished([State.DONE, State.OPEN])


def test_a_capacity_is_a_number_of_patients_for_days_to_come() -> None:
    def faults(capacity: int, since: dt.date = DAY) -> list[str]:
        return [one.place for one in faults_of_capacity(capacity, since=since, today=DAY)]

    assert faults(0) == faults(500) == []
    assert faults(-1) == faults(501) == ["capacity"]
    assert faults(8, DAY - dt.timedelta(days=1)) == ["since"]


def test_reasons_are_the_items_that_gave_points_the_most_first_and_name_the_illnesses() -> None:
    conditions = conditions_of(["I50.9", "E11.22"])
    score = lace(Lace(days=5, acute=True, charlson=charlson(conditions), emergency_visits=0))
    assert score.points == 4 + 3 + 5
    assert reasons_of(score, conditions) == (
        "Has congestive heart failure, diabetes with end organ damage.",
        "Stayed 5 days.",
        "Admitted as an emergency.",
    )


@pytest.mark.parametrize(
    ("code", "condition"),
    [
        ("I21.4", Condition.MYOCARDIAL_INFARCTION),
        ("I25.2", Condition.MYOCARDIAL_INFARCTION),
        ("I50.22", Condition.HEART_FAILURE),
        ("I73.9", Condition.PERIPHERAL_VASCULAR),
        ("I63.9", Condition.CEREBROVASCULAR),
        ("G30.9", Condition.DEMENTIA),
        ("J44.1", Condition.CHRONIC_LUNG),
        ("M32.10", Condition.CONNECTIVE_TISSUE),
        ("K74.60", Condition.MILD_LIVER_OR_RENAL),
        ("N18.2", Condition.MILD_LIVER_OR_RENAL),
        ("e119", Condition.DIABETES),
        ("E11.40", Condition.DIABETES_WITH_DAMAGE),
        ("N18.6", Condition.SEVERE_LIVER_OR_RENAL),
        ("K72.90", Condition.SEVERE_LIVER_OR_RENAL),
        ("C50.911", Condition.TUMOUR),
        ("C78.7", Condition.METASTATIC),
        ("B20", Condition.AIDS),
    ],
)
def test_a_code_names_its_condition_and_no_other(code: str, condition: Condition) -> None:
    assert conditions_of([code]) == {condition}


@pytest.mark.parametrize("code", ["I25.1", "K76.1", "C44.01", "J80", "Z00.0", "", "XI50"])
def test_other_codes_name_none(code: str) -> None:
    assert conditions_of([code]) == frozenset()


def test_a_model_ranks_the_list_only_where_nothing_is_in_doubt() -> None:
    good = {"returns": 900, "auroc": 0.66, "auroc_lower": 0.62, "slope": 1.0, "leak_likely": False, "lace_auroc": 0.6}

    def about(**more: object) -> int:
        return len(doubts(Tried(**{**good, **more})))  # type: ignore[arg-type]

    assert about() == 0
    for wrong in (
        {"returns": 199},
        {"auroc_lower": 0.54},
        {"slope": 0.79},
        {"slope": 1.21},
        {"leak_likely": True},
        {"lace_auroc": 0.66},
    ):
        assert about(**wrong) == 1, wrong
    assert about(returns=200) == about(slope=0.8) == about(slope=1.2) == 0
