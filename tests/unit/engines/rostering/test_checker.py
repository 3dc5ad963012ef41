"""What each rule means, one sentence a test. Sources: the two public benchmarks that the vocabulary must be able to say
(Curtois and Qu 2014, shift scheduling; INRC-II, arXiv 1501.04177) and the docstrings of `problem`."""

import pytest

from wellrun.engines.rostering.checker import Changes, check, faults_of
from wellrun.engines.rostering.problem import (
    Cover,
    Duty,
    Person,
    Problem,
    Run,
    Shift,
    Succession,
    Total,
    Weekends,
    WholeWeekends,
    Wish,
)
from wellrun.engines.rostering.solution import Plain, Roster

WORK = frozenset({"E", "L", "N"})
FREE = frozenset({""})
SHIFTS = {"E": Shift("E", 480), "L": Shift("L", 480), "N": Shift("N", 600)}
DUTIES = {code: Duty(code, code) for code in SHIFTS}
CODES = {".": None, "E": "E", "L": "L", "N": "N"}


def line(text):
    return tuple(CODES[letter] for letter in text)


def person(*rules, before="", **fields):
    return Person("Ana", WORK, rules, before=line(before), **fields)


def problem(who, days, *, cover=(), weekends=()):
    return Problem(days, SHIFTS, DUTIES, {who.code: who}, tuple(cover), weekends)


def found(text, *rules, weekends=(), **fields):
    who = person(*rules, **fields)
    return [
        (finding.days, finding.figure, finding.limit, finding.penalty)
        for finding in faults_of(problem(who, len(text), weekends=weekends), who, line(text))
    ]


LATE_THEN_EARLY = Succession((frozenset("L"), frozenset("E")))


def test_a_late_is_not_followed_by_an_early():
    assert found("LE.LNE", LATE_THEN_EARLY) == [((0, 1), 1, 0, None)]


def test_the_last_shift_of_the_history_counts_for_a_succession():
    """INRC-II: forbidden successions look at the last shift before the plan."""
    assert found("E", LATE_THEN_EARLY, before="L") == [((0,), 1, 0, None)]
    assert found("E", LATE_THEN_EARLY) == []


def test_a_pattern_may_hold_a_day_off_and_each_occurrence_costs():
    alone = Succession((WORK, FREE, WORK), penalty=5)
    assert found("E.E.E", alone) == [((0, 1, 2), 1, 0, 5), ((2, 3, 4), 1, 0, 5)]


AT_MOST_3 = Run(WORK, at_most=3)
AT_LEAST_2 = Run(WORK, at_least=2)


def test_a_run_too_long_is_found_once_with_its_days():
    assert found(".ENNNE", AT_MOST_3) == [((1, 2, 3, 4, 5), 5, 3, None)]


def test_a_run_too_long_costs_for_each_day_beyond_inside_the_plan():
    """INRC-II: a long run is charged for the days inside the plan only."""
    soft = Run(WORK, at_most=3, penalty_long=30)
    assert found("EE.", soft, before=".EEEEE") == [((0, 1), 7, 3, 60)]
    assert found("...", soft, before=".EEEEE") == []


def test_without_history_the_day_before_the_plan_counts_as_off_for_the_longest_run():
    """Curtois and Qu: for the maximum the day before and the day after the plan are days off."""
    assert found("EEE", AT_MOST_3) == []
    assert found("EEEE", AT_MOST_3) == [((0, 1, 2, 3), 4, 3, None)]


def test_a_run_too_short_is_found_when_it_ends_inside_the_plan():
    assert found(".E..EE", AT_LEAST_2) == [((1,), 1, 2, None)]


def test_a_run_that_touches_an_edge_of_the_plan_is_long_enough():
    """Curtois and Qu: a run that touches the first or the last day is taken to be long enough."""
    assert found("E...E", AT_LEAST_2) == []
    assert found(".EEE.", Run(FREE, at_least=2)) == []


def test_a_run_in_the_history_that_ends_on_the_first_day_is_judged():
    """INRC-II: a short run is charged when it ends, also when the run in the history ends on day 1."""
    assert found("..", Run(WORK, at_least=3, penalty_short=30), before=".E") == [((0,), 1, 3, 60)]
    assert found("EE.", Run(WORK, at_least=3, penalty_short=30), before=".E") == []


def test_a_run_that_reaches_back_to_the_first_day_known_may_be_older():
    assert found("..", Run(WORK, at_least=3), before="E") == []
    assert found("EE", Run(WORK, at_most=2), before="E") == [((0, 1), 3, 2, None)]


def test_a_run_of_one_shift_is_broken_by_another():
    assert found(".NEN.", Run(frozenset("N"), at_least=2, penalty_short=15)) == [((1,), 1, 2, 15), ((3,), 1, 2, 15)]


def test_a_total_counts_minutes_or_duties_with_what_history_brings():
    assert found("ENN", Total(WORK, at_most=1500, in_minutes=True)) == [((0, 1, 2), 1680, 1500, None)]
    assert found("E..", Total(WORK, at_least=2, already=1)) == []
    assert found("...", Total(WORK, at_least=2, already=1)) == [((), 1, 2, None)]


def test_a_soft_total_costs_for_each_step_begun():
    over = Total(WORK, at_most=500, in_minutes=True, step=60, penalty_over=7)
    assert found("N", over) == [((0,), 600, 500, 14)]
    under = Total(WORK, at_least=500, in_minutes=True, step=60, penalty_under=7)
    assert found("E", under) == [((0,), 480, 500, 7)]


def test_a_total_may_count_some_days_only_and_days_off():
    assert found("EEE", Total(WORK, at_most=1, days=(1, 2))) == [((1, 2), 2, 1, None)]
    assert found("EEE", Total(FREE, at_least=1)) == [((), 0, 1, None)]


WEEKEND = ((1, 2), (4, 5))


def test_a_weekend_counts_when_any_of_its_days_is_worked():
    """Curtois and Qu: a weekend counts if Saturday or Sunday is worked."""
    assert found(".E..EE", Weekends(1), weekends=WEEKEND) == [((1, 4, 5), 2, 1, None)]
    assert found(".EE...", Weekends(1), weekends=WEEKEND) == []
    assert found(".EE...", Weekends(2, already=3, penalty=30), weekends=WEEKEND) == [((1, 2), 4, 2, 60)]


def test_a_half_weekend_costs_and_one_cut_by_the_edge_is_whole():
    """INRC-II: complete weekend, both days or none."""
    assert found(".E..EE", WholeWeekends(30), weekends=WEEKEND) == [((1, 2), 1, 2, 30)]
    assert found("E..", WholeWeekends(30), weekends=((-1, 0),)) == []


def test_wishes_for_and_against_a_duty_or_a_day_off():
    wishes = (Wish(0, frozenset("E"), 2), Wish(1, frozenset("N"), 3, wanted=False), Wish(2, FREE, 10))
    assert found("LNE", wishes=wishes) == [((0,), 0, 1, 2), ((1,), 1, 0, 3), ((2,), 0, 1, 10)]
    assert found("EE.", wishes=wishes) == []


def test_cells_that_may_not_be_so():
    who = Person("Ana", frozenset("E"), closed={0: "leave"}, kept={1: "E"}, cost={"E": 4})
    faults = faults_of(problem(who, 3), who, line("E.N"))
    assert [(finding.about, finding.days, finding.penalty) for finding in faults] == [
        (Plain.CLOSED, (0,), None),
        (Plain.COST, (0,), 4),
        (Plain.KEPT, (1,), None),
        (Plain.MAY, (2,), None),
    ]


@pytest.mark.parametrize(
    ("count", "expected"),
    [
        (0, [(0, 2, None), (0, 3, 30)]),
        (1, [(1, 2, None), (1, 3, 30)]),
        (2, [(2, 3, 30)]),
        (3, []),
        (5, [(5, 3, 2)]),
    ],
)
def test_cover_has_a_minimum_a_wanted_number_and_a_price_for_more(count, expected):
    """INRC-II: minimum cover is hard, each nurse below the optimum costs 30; Curtois and Qu: over costs 1 each."""
    people = {str(at): Person(str(at), WORK) for at in range(5)}
    cover = Cover(0, frozenset("E"), wanted=3, under=30, over=1, minimum=2)
    whole = Problem(1, SHIFTS, DUTIES, people, (cover,))
    roster = Roster({code: line("E" if int(code) < count else ".") for code in people})
    assert [(each.figure, each.limit, each.penalty) for each in check(whole, roster).findings] == expected


def test_a_cover_line_may_count_some_people_only():
    people = {code: Person(code, WORK) for code in ("Ana", "Bo")}
    seniors = Cover(0, WORK, wanted=1, under=9, people=frozenset({"Ana"}))
    whole = Problem(1, SHIFTS, DUTIES, people, (seniors,))
    assert check(whole, Roster({"Ana": line("."), "Bo": line("E")})).penalty == 9
    assert check(whole, Roster({"Ana": line("L"), "Bo": line("E")})).penalty == 0


def test_a_missing_a_short_and_an_unknown_line_are_found():
    whole = problem(person(), 2)
    assert not check(whole, Roster({})).legal
    assert not check(whole, Roster({"Ana": line("E")})).legal
    assert not check(whole, Roster({"Ana": line("EE"), "Zoe": line("EE")})).legal
    assert check(whole, Roster({"Ana": line("EE")})).legal


def test_a_changed_cell_tells_what_it_newly_breaks_and_mends():
    who = person(LATE_THEN_EARLY, Run(WORK, at_most=4, penalty_long=5))
    cover = Cover(1, frozenset("E"), wanted=1, under=100)
    whole = problem(who, 6, cover=[cover])
    roster = Roster({"Ana": line("L.EEEE")})
    change = Changes(whole, roster).of("Ana", 1, "E")
    assert (len(change.broken), len(change.mended)) == (2, 1)
    assert change.penalty is None
    change = Changes(whole, roster).of("Ana", 1, "N")
    assert change.penalty == 2 * 5
    assert Changes(whole, roster).of("Ana", 0, None).penalty == 0
    assert Changes(whole, Roster({"Ana": line("..EEE.")})).of("Ana", 1, "E").penalty == -100
