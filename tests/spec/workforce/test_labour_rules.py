"""The rules of work: which hold for whom and since when, and what they say of a roster. Sources stand in the files."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from wellrun.departments.workforce.rules.book import FIGURES, Book, Kind, book_of, credential_kinds, shipped
from wellrun.departments.workforce.rules.breaks import faults_of_breaks
from wellrun.departments.workforce.rules.judging import Cell, judge_change, judgements, pick_up, swap
from wellrun.departments.workforce.rules.labour import COMPILERS, ContractValues, PersonValues, rules_for
from wellrun.departments.workforce.rules.overtime import overtime
from wellrun.departments.workforce.rules.precedence import Circumstances, InForce, Scope, rules_held
from wellrun.departments.workforce.rules.sentences import GROUPS, TOLD
from wellrun.departments.workforce.rules.shifts import ShiftAt, Span, rest_minutes
from wellrun.engines.rostering.problem import Cover, Duty, Person, Problem, Rule, Shift
from wellrun.engines.rostering.solution import Roster

JANUARY = Span(dt.date(2027, 1, 1), 31)
FORTNIGHT = Span(dt.date(2027, 1, 4), 14)
"""Monday 4 January to Sunday 17 January."""
DAY = ShiftAt("D", "day", 7 * 60, 12 * 60, 690)
NIGHT = ShiftAt("N", "night", 19 * 60, 12 * 60, 690, night=True)
EARLY = ShiftAt("E", "early", 7 * 60, 8 * 60, 480)
LATE = ShiftAt("L", "late", 14 * 60, 8 * 60, 480)
LONG = ShiftAt("X", "long day", 7 * 60, 14 * 60, 810)
FULL = ContractValues(40 * 60)


class Asked:
    first = FORTNIGHT.first
    shifts = (DAY, NIGHT, EARLY, LATE, LONG)


def held(region: str, day: dt.date = JANUARY.first, **more: Any) -> set[str]:
    return {one.rule.key for one in rules_held(shipped(), Circumstances(region, **more), [], first=day, last=day)}


def only(key: str) -> Book:
    return Book({key: shipped().rules[key]})


def rules(
    key: str, *, region: str = "DE", span: Span = FORTNIGHT, contract: ContractValues = FULL, **more: Any
) -> tuple[Rule, ...]:
    person = PersonValues(region=region, **more)
    return rules_for(person, contract, span, (), shifts=Asked.shifts, book=only(key))


def posed(line: str, *made: Rule, before: str = "", cover: tuple[Cover, ...] = ()) -> tuple[Problem, Roster]:
    """One person with a line of shift codes, a dot for a day off."""
    duties = {shift.code: Duty(shift.code, shift.code) for shift in Asked.shifts}
    shifts = {shift.code: Shift(shift.code, shift.minutes, shift.start, shift.length) for shift in Asked.shifts}
    cells = tuple(None if code == "." else code for code in line.ljust(14, "."))
    known = tuple(None if code == "." else code for code in before)
    person = Person("1", frozenset(duties), made, before=known)
    return Problem(14, shifts, duties, {"1": person}, cover, ((5, 6), (12, 13))), Roster({"1": cells})


def said(line: str, *made: Rule, before: str = "") -> list[str]:
    return [one.sentence for one in judgements(*posed(line, *made, before=before), Asked())]


# The book


def test_each_rule_has_its_words_its_source_and_its_advice() -> None:
    assert len(list(shipped())) > 30
    assert [rule.key for rule in shipped() if not (rule.words and rule.source and rule.advice)] == []


def test_each_kind_that_becomes_a_rule_of_the_engine_can_be_told() -> None:
    assert COMPILERS.keys() == TOLD.keys() == GROUPS.keys()
    assert {kind for kind in COMPILERS if kind not in FIGURES} == {Kind.WHOLE_WEEKENDS}


def test_a_book_that_lacks_something_is_refused_with_all_that_is_wrong() -> None:
    row = {"words": "w", "kind": "rest between shifts", "source": "s", "since": dt.date(2026, 1, 1), "figures": {}}
    with pytest.raises(ValueError, match=r"a lacks hours; b lacks hours; b names c"):
        book_of([{"key": "a", **row}, {"key": "b", **row, "unless": ["c"]}])


def test_what_expires_is_data_of_people_only() -> None:
    assert credential_kinds()["state_license"].months == 24
    assert "generator" not in credential_kinds()


# Which rules hold


def test_a_country_has_its_own_law_and_house_rules_hold_everywhere() -> None:
    assert "eu-daily-rest" in held("DE-BY")
    assert "eu-daily-rest" not in held("US-NY")
    assert {"flsa-40", "house-nights-in-row"} <= held("US-NY")
    assert "ca-ratio-ward" in held("US-CA") - held("US-NY")
    assert {"gb-daily-rest", "nice-two-nurses"} <= held("GB-ENG")
    assert "nice-two-nurses" not in held("GB-SCT")
    assert held("") == {rule.key for rule in shipped() if not rule.jurisdiction and not rule.elected}


def test_the_nursing_home_minimum_of_2024_ended_on_2_february_2026() -> None:
    """90 FR 55687: repealed with effect from 2 February 2026; a registered nurse for 8 hours a day remains."""
    minimum = "us-nursing-home-minimum"
    assert minimum in held("US-NY", dt.date(2026, 2, 1))
    assert minimum not in held("US-NY", dt.date(2026, 2, 2))
    assert "us-nursing-home-registered-nurse" in held("US-NY", dt.date(2026, 2, 2))


def test_8_and_80_takes_the_place_of_40_for_whoever_agreed_to_it() -> None:
    """29 CFR 778.601: one or the other for a person, not both."""
    agreed = held("US-NY", rule_sets=frozenset({"flsa-8-80"}))
    assert "flsa-8-80" in agreed
    assert "flsa-40" not in agreed
    assert "flsa-8-80" not in held("US-NY")
    assert "flsa-40" not in held("US-NY", employment="agency")


def test_night_rules_are_for_night_workers() -> None:
    assert "eu-night-work" in held("DE", night_worker=True) - held("DE")


@pytest.mark.parametrize(
    ("entries", "hours"),
    [
        ([], 11),
        ([(Scope.FACILITY, 2026, 12)], 12),
        ([(Scope.UNIT, 2026, 10), (Scope.FACILITY, 2027, 12)], 10),
        ([(Scope.UNIT, 2025, 10), (Scope.UNIT, 2026, 9)], 9),
        ([(Scope.PERSON, 2025, 13), (Scope.CONTRACT, 2026, 9)], 13),
        ([(Scope.UNIT, 2028, 10)], 11),
    ],
)
def test_the_narrowest_word_wins_then_the_latest(entries: list[tuple[Scope, int, int]], hours: int) -> None:
    words = [InForce("eu-daily-rest", scope, dt.date(year, 1, 1), figures={"hours": n}) for scope, year, n in entries]
    (found,) = rules_held(only("eu-daily-rest"), Circumstances("DE"), words, first=JANUARY.first, last=JANUARY.last)
    assert found.rule.figure("hours") == hours


def test_a_place_can_end_a_rule_or_take_one_that_would_not_hold() -> None:
    ended = InForce("eu-daily-rest", Scope.UNIT, dt.date(2026, 1, 1), holds=False)
    taken = InForce("eu-daily-rest", Scope.NETWORK, dt.date(2026, 1, 1))
    first, last, book = JANUARY.first, JANUARY.last, only("eu-daily-rest")
    assert rules_held(book, Circumstances("DE"), [ended], first=first, last=last) == ()
    assert len(rules_held(book, Circumstances("US-NY"), [taken], first=first, last=last)) == 1


# What they say of a roster


def test_eleven_hours_of_rest_between_a_night_and_a_day() -> None:
    assert rest_minutes(NIGHT, DAY) == 0
    assert rest_minutes(DAY, DAY) == 720
    assert said("." * 11 + "ND", *rules("eu-daily-rest")) == [
        "Rest is 0 h between the night of 15 January and the day of 16 January; 11 h are needed (EU 2003/88, "
        "article 3). Move one of the two."
    ]
    assert said("." * 11 + "DN", *rules("eu-daily-rest")) == []


def test_the_rest_counts_over_the_edge_of_the_plan() -> None:
    (sentence,) = said("D", *rules("eu-daily-rest"), before="..N")
    assert sentence.startswith("Rest is 0 h between the night of 3 January and the day of 4 January")


def test_a_late_before_an_early_is_nine_hours() -> None:
    (sentence,) = said("LE", *rules("eu-daily-rest"))
    assert "Rest is 9 h" in sentence


def test_seven_days_without_a_day_off_have_no_weekly_rest() -> None:
    assert said("EEEEEE.EEEEEE", *rules("eu-weekly-rest")) == []
    (sentence,) = said("EEEEEEE", *rules("eu-weekly-rest"))
    assert sentence.startswith("7 days at work in a row, to 10 January; 35 h of rest are needed in each 7 days")


def test_a_single_day_off_between_a_night_and_a_day_is_no_whole_weekly_rest() -> None:
    (one,) = judgements(*posed("N.D", *rules("eu-weekly-rest")), Asked())
    assert "Rest is 24 h" in one.sentence
    assert not one.hard


def test_48_hours_a_week_on_average_over_what_is_known_of_the_reference_period() -> None:
    before = {FORTNIGHT.first - dt.timedelta(days=day): 600 for day in range(1, 15)}
    (rule,) = rules("eu-average-week", minutes_before=before, known_since=FORTNIGHT.first - dt.timedelta(days=14))
    assert (rule.at_most, rule.already) == (48 * 60 * 4, 8400)  # type: ignore[union-attr]
    assert said("EEEEEE........", rule) == []
    (sentence,) = said("EEEEEE.E", rule)
    assert sentence.startswith("196 h at work within the 17 weeks that the average is taken over; at most 192 h")


def test_60_hours_within_any_seven_days_those_before_the_plan_included() -> None:
    before = {FORTNIGHT.first - dt.timedelta(days=day): 690 for day in (1, 2, 3)}
    made = rules("house-hours-in-7-days", minutes_before=before)
    assert said("DD", *made) == []
    (sentence, *_others) = said("DDD", *made)
    assert sentence.startswith("69 h at work within the 7 days to 6 January; at most 60 h")


def test_four_nights_in_a_row_and_then_two_days_off() -> None:
    (sentence,) = said("NNNNN", *rules("house-nights-in-row"))
    assert sentence.startswith("5 nights in a row, to 8 January; at most 4")
    made = rules("house-rest-after-nights")
    assert said("N..D", *made) == []
    assert said("N.N", *made) == []
    (sentence,) = said("N.D", *made)
    assert sentence.startswith("Rest is 24 h between the night of 4 January and the day of 6 January; 46 h are needed")


def test_weekends_are_counted_in_proportion_to_the_plan() -> None:
    (sentence,) = said(".....D......D", *rules("house-weekends"))
    assert sentence.startswith("2 weekends at work; at most 1 in this plan")
    assert said(".....DD", *rules("house-whole-weekends")) == []
    (sentence,) = said(".....D", *rules("house-whole-weekends"))
    assert sentence.startswith("Half of the weekend of 9 January is worked")


def test_contract_hours_have_room_on_both_sides_and_leave_counts_as_worked() -> None:
    assert said("EEEEE..EEEEE", *rules("house-contract-hours")) == []
    (sentence,) = said("EEEEE..EEE", *rules("house-contract-hours"))
    assert sentence.startswith("64 h in the plan; at least 74 h by contract.")
    away = ContractValues(40 * 60, leave_minutes=16 * 60)
    assert said("EEEEE..EEE", *rules("house-contract-hours", contract=away)) == []
    bank = ContractValues(40 * 60, employment="bank")
    assert said("", *rules("house-contract-hours", contract=bank)) == []


def test_overtime_is_a_cost_and_no_ban() -> None:
    (one,) = judgements(*posed("EEEEEE", *rules("flsa-40", region="US-NY")), Asked())
    assert not one.hard
    assert one.points == 8 * 6
    assert one.sentence.startswith("8 h of overtime from 4 January to 10 January: beyond 40 h")


def test_the_longest_shift() -> None:
    (sentence,) = said("X", *rules("house-shift-length"))
    assert sentence.startswith("The long day is longer than 13 h")


def test_figures_of_a_place_stand_in_the_sentence() -> None:
    word = InForce("eu-daily-rest", Scope.UNIT, dt.date(2026, 1, 1), figures={"hours": 13})
    made = rules_for(PersonValues("DE"), FULL, FORTNIGHT, (word,), shifts=Asked.shifts, book=only("eu-daily-rest"))
    (sentence,) = said("DD", *made)
    assert "Rest is 12 h" in sentence
    assert "13 h are needed" in sentence


def test_a_soft_figure_of_a_place_makes_a_rule_soft() -> None:
    word = InForce("eu-daily-rest", Scope.UNIT, dt.date(2026, 1, 1), figures={"penalty": 15})
    made = rules_for(PersonValues("DE"), FULL, FORTNIGHT, (word,), shifts=Asked.shifts, book=only("eu-daily-rest"))
    assert [one.points for one in judgements(*posed("ND", *made), Asked())] == [15]


# One judge for everything


def two_people() -> tuple[Problem, Roster]:
    problem, roster = posed("DD.", *rules("eu-daily-rest"))
    people = {"1": problem.people["1"], "2": Person("2", frozenset("DN"), rules("eu-daily-rest"))}
    cover = (Cover(2, frozenset({"D"}), 1, under=100),)
    lines = {**roster.lines, "2": ("N", *[None] * 13)}
    return Problem(14, problem.shifts, problem.duties, people, cover, problem.weekends), Roster(lines)


def test_a_shift_picked_up_is_judged_by_the_same_rules() -> None:
    problem, roster = two_people()
    taken = judge_change(problem, roster, pick_up("1", 2, "D"), Asked())
    assert taken.legal
    assert taken.points == -100
    assert [one.sentence for one in taken.mended] == ["0 of 1 people on the day of 6 January."]
    refused = judge_change(problem, roster, pick_up("2", 1, "D"), Asked())
    assert not refused.legal
    assert [one.group for one in refused.broken] == ["too little rest between shifts"]


def test_a_swap_is_judged_as_a_whole() -> None:
    problem, roster = two_people()
    assert swap(roster, "1", 0, "2", 0) == (Cell("1", 0, "N"), Cell("2", 0, "D"))
    judged = judge_change(problem, roster, swap(roster, "1", 0, "2", 0), Asked())
    assert [one.person for one in judged.broken if one.hard] == ["1"]
    assert swap(roster, "1", 1, "2", 0)[2:] == (Cell("2", 1, "D"), Cell("1", 0, "N"))


# Overtime and breaks


def test_overtime_by_week_and_by_8_and_80() -> None:
    """29 CFR 778.601(c): daily overtime counts towards what is beyond 80."""
    monday = dt.date(2027, 1, 4)
    worked = {monday + dt.timedelta(days=day): 12 * 60 for day in (0, 1, 2, 3)}
    book = shipped().rules
    assert overtime(worked, book["flsa-40"]) == {monday: 8 * 60}
    assert overtime(worked, book["flsa-8-80"]) == {monday: 16 * 60}
    assert overtime({monday: 480}, book["flsa-40"]) == {}


def test_breaks_of_a_shift_by_law() -> None:
    book = shipped().rules
    rules = [book["gb-break"], book["ca-meal-first"], book["ca-meal-second"]]
    faults = faults_of_breaks(name="day", length=720, break_minutes=30, rules=rules)
    assert [fault.expected for fault in faults] == ["60"]
    assert faults_of_breaks(name="short", length=300, break_minutes=0, rules=rules) == []
