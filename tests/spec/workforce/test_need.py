"""How many people a shift needs, what the law asks for at least, and what is a red flag."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from wellrun.departments.workforce.rules.book import shipped
from wellrun.departments.workforce.rules.census import expected
from wellrun.departments.workforce.rules.need import (
    NeedSpec,
    Staffed,
    amount,
    establishment_needed,
    faults_of_need,
    red_flags,
    required,
    weekly_need,
)
from wellrun.departments.workforce.rules.shifts import ShiftAt
from wellrun.foundations.organisation.holidays import holidays_between

MONDAY = dt.date(2027, 1, 4)
DAY = ShiftAt("D", "day", 420, 720, 690)
NIGHT = ShiftAt("N", "night", 1140, 720, 690, night=True)
EIGHT = ShiftAt("E", "eight hours", 420, 480, 480)
SHIFTS = {shift.code: shift for shift in (DAY, NIGHT, EIGHT)}
NURSE = "registered_nurse"


def spec(method: str, *, shift: str = "D", what: str = NURSE, **more: Any) -> NeedSpec:
    figures = {name: more.pop(name) for name in ("people", "patients", "hours", "share", "mix") if name in more}
    return NeedSpec(shift, what, method, figures, **more)


@pytest.mark.parametrize(
    ("rule", "people", "words"),
    [
        (spec("fixed", people=4), 4, "4 by the rule"),
        (spec("ratio", patients=5), 6, "26 patients ÷ 5 for each = 5.2, so 6"),
        (spec("ratio", patients=13), 2, "26 patients ÷ 13 for each = 2.0, so 2"),
        (spec("hours", hours=6, share=0.5, shift="E"), 10, "26 patients × 6 h × 50% of the day ÷ 8 h = 9.8, so 10"),
        (
            spec("classes", hours={"1": 2, "2": 6}, mix={"1": 0.5, "2": 0.5}, share=1, shift="E"),
            13,
            "26 patients × (50% × 2 + 50% × 6) h × 100% of the day ÷ 8 h = 13.0, so 13",
        ),
        (spec("ratio", patients=20, at_least=3), 3, "26 patients ÷ 20 for each = 1.3, so 2; at least 3"),
    ],
    ids=["fixed", "ratio", "ratio that comes out even", "hours", "classes", "at least"],
)
def test_each_method_rounds_up_and_shows_its_sum(rule: NeedSpec, people: int, words: str) -> None:
    found = amount(rule, SHIFTS[rule.shift], 26)
    assert (found.people, found.words) == (people, words)


def test_without_patients_a_ratio_says_that_it_knows_nothing() -> None:
    assert not amount(spec("ratio", patients=5), DAY, None).known
    assert amount(spec("fixed", people=2), DAY, None).people == 2


def test_32_beds_at_1_to_4_are_24_nurses_a_day_6_hours_per_patient_day_and_37_7_full_time() -> None:
    """A textbook's sum, table 16-3, put right: its 24 and its 33.6 are the same people and must not be added."""
    rules = [spec("ratio", patients=4, shift=code) for code in ("E", "F", "G")]
    shifts = SHIFTS | {"F": EIGHT, "G": EIGHT}
    found = required(rules, MONDAY, shifts=shifts, patients=32, holiday=False)
    assert sum(one.people for one in found) == 24
    hours = weekly_need(found, shifts, days=1)[NURSE]
    assert hours / 7 / 32 == 6.0
    assert hours / 40 == pytest.approx(33.6)
    assert establishment_needed(hours, full_week=40, non_productive=224 / 2080) == pytest.approx(37.7, abs=0.05)


def test_the_larger_of_two_rules_holds() -> None:
    (found,) = required(
        [spec("fixed", people=3), spec("ratio", patients=5)], MONDAY, shifts=SHIFTS, patients=26, holiday=False
    )
    assert found.people == 6


def test_a_holiday_rule_takes_the_place_of_the_weekdays() -> None:
    rules = [spec("fixed", people=6), spec("fixed", people=4, on=frozenset({5, 6, 7}))]
    saturday = MONDAY + dt.timedelta(days=5)
    asked = {
        name: required(rules, day, shifts=SHIFTS, patients=26, holiday=holiday)[0].people
        for name, day, holiday in (("Monday", MONDAY, False), ("holiday", MONDAY, True), ("Saturday", saturday, False))
    }
    assert asked == {"Monday": 6, "holiday": 4, "Saturday": 6}


def test_a_rule_that_has_ended_or_not_begun_asks_for_nobody() -> None:
    past = spec("fixed", people=3, until=dt.date(2027, 1, 3))
    later = spec("fixed", people=3, since=dt.date(2027, 1, 5))
    assert required([past, later], MONDAY, shifts=SHIFTS, patients=26, holiday=False) == ()


def test_the_law_draws_a_line_below_which_no_rule_of_the_house_goes() -> None:
    """22 CCR 70217: one to five on a medical or surgical ward, at all times."""
    law = [shipped().rules["ca-ratio-ward"], shipped().rules["ca-ratio-critical"]]
    (found,) = required(
        [spec("fixed", people=4)], MONDAY, shifts=SHIFTS, patients=26, holiday=False, law=law, unit_kind="ward"
    )
    assert (found.people, found.least) == (6, 6)
    assert "the law asks for 6 (22 CCR 70217(a)" in found.words


def test_two_registered_nurses_at_least() -> None:
    law = [shipped().rules["nice-two-nurses"]]
    (nurse, aide) = required(
        [spec("ratio", patients=8), spec("fixed", people=1, what="nursing_assistant")],
        MONDAY,
        shifts=SHIFTS,
        patients=7,
        holiday=False,
        law=law,
        unit_kind="ward",
    )
    assert (nurse.people, aide.people) == (2, 1)


# Red flags (NICE SG1)

NICE = [shipped().rules[key] for key in ("nice-eight-patients", "nice-two-nurses", "nice-shortfall")]


@pytest.mark.parametrize(
    ("shift", "flags"),
    [
        (Staffed(NURSE, "day", 4, 4, 690, 28), []),
        (Staffed(NURSE, "day", 4, 3, 690, 28), ["nice-eight-patients", "nice-shortfall"]),
        (Staffed(NURSE, "night", 4, 3, 690, 28), ["nice-shortfall"]),
        (Staffed(NURSE, "day", 5, 4, 450, 28), []),
        (Staffed(NURSE, "day", 2, 1, 450, 6), ["nice-two-nurses", "nice-shortfall"]),
        (Staffed("nursing_assistant", "day", 4, 0, 690, 28), []),
    ],
    ids=["full", "more than eight", "by night no ratio", "7.5 h and a fifth", "one nurse", "assistants"],
)
def test_red_flags(shift: Staffed, flags: list[str]) -> None:
    found = red_flags(NICE, shift, unit_kind="ward")
    assert [flag.rule for flag in found] == flags
    assert all(flag.words and flag.advice for flag in found)


# Census and calendar


def test_patients_are_expected_as_on_the_same_weekday_of_the_last_six_weeks() -> None:
    history = {MONDAY - dt.timedelta(days=back): 20.0 + (back % 7 == 0) * back / 7 for back in range(1, 70)}
    found = expected(history, MONDAY)
    assert found is not None
    assert (found.patients, found.least, found.most, found.days) == (23.5, 21, 26, 6)


def test_with_too_few_such_days_all_days_are_taken_and_with_none_nothing_is_said() -> None:
    found = expected({MONDAY - dt.timedelta(days=1): 20.0, MONDAY - dt.timedelta(days=2): 21.0}, MONDAY)
    assert found is not None
    assert (found.patients, found.days) == (20.5, 2)
    assert expected({}, MONDAY) is None


def test_public_holidays_of_the_region_and_the_facilitys_own_over_them() -> None:
    first, last = dt.date(2026, 12, 25), dt.date(2027, 1, 2)
    own = {dt.date(2026, 12, 26): "Founders’ day", dt.date(2027, 1, 1): "Quiet day"}
    assert holidays_between("US-NY", first, last, own) == {
        dt.date(2026, 12, 25): "Christmas Day",
        dt.date(2026, 12, 26): "Founders’ day",
        dt.date(2027, 1, 1): "Quiet day",
    }
    assert holidays_between("", first, last, {}) == {}
    assert holidays_between("XX-YY", first, last, {}) == {}


def test_all_that_is_wrong_with_a_rule_of_need_is_said_at_once() -> None:
    wrong = spec("hours", hours=0, on=frozenset({9}), until=dt.date.min)
    assert {fault.place for fault in faults_of_need(wrong)} == {"hours", "share", "on"}
    assert [fault.place for fault in faults_of_need(spec("guess"))] == ["method"]
    uneven = spec("classes", hours={"1": 2}, mix={"1": 0.5}, share=0.5)
    assert [fault.place for fault in faults_of_need(uneven)] == ["mix"]
    assert faults_of_need(spec("ratio", patients=5)) == []
