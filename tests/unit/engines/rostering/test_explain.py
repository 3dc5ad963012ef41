"""Why nobody is on: each person with what stops them, and the cheapest ways out with their price."""

from wellrun.engines.rostering.checker import check
from wellrun.engines.rostering.explain import WORKING, rank, why
from wellrun.engines.rostering.problem import Cover, Duty, Person, Problem, Run, Shift, Succession, Total, Wish
from wellrun.engines.rostering.solution import Plain, Roster

WORK = frozenset({"E", "N"})
REST = Succession((frozenset("N"), frozenset("E")), source="11 hours of rest")
LONG = Run(WORK, at_most=3, source="three days in a row")
FULL = Total(WORK, at_most=3, source="three duties in the plan")


def ward():
    """Five days; an early is missing on day 2."""
    people = [
        Person("away", WORK, closed={2: "annual leave"}),
        Person("tired", WORK, (REST,)),
        Person("busy", WORK),
        Person("full", WORK, (FULL,)),
        Person("wishes", WORK, (LONG,), wishes=(Wish(2, frozenset({""}), 5),)),
        Person("nights", frozenset("N")),
    ]
    lines = {
        "away": "E....",
        "tired": ".N...",
        "busy": "..N..",
        "full": "E..EE",
        "wishes": "...E.",
        "nights": ".....",
    }
    cover = (Cover(2, frozenset("E"), 1, 100), Cover(2, frozenset("N"), 1, 100), Cover(4, frozenset("E"), 1, 100))
    problem = Problem(
        5,
        {code: Shift(code, 480) for code in WORK},
        {code: Duty(code, code) for code in WORK},
        {person.code: person for person in people},
        cover,
    )
    return problem, Roster({who: tuple(None if each == "." else each for each in line) for who, line in lines.items()})


def test_each_person_is_told_with_what_stops_them():
    problem, roster = ward()
    stops = {each.person: each.stops for each in why(problem, roster, problem.cover[0]).candidates}
    assert stops == {
        "away": (Plain.CLOSED,),
        "tired": (REST,),
        "busy": (WORKING,),
        "full": (FULL,),
        "wishes": (),
    }


def test_reasons_are_grouped_with_the_people_they_stop():
    problem, roster = ward()
    reasons = dict(why(problem, roster, problem.cover[0]).reasons)
    assert reasons[REST] == ("tired",)
    assert reasons["closed"] == ("away",)


def test_the_cheapest_way_out_comes_first_and_its_price_is_true():
    problem, roster = ward()
    ways = why(problem, roster, problem.cover[0]).ways
    before = check(problem, roster).penalty
    assert ways[0].penalty == -100 and not ways[0].bends
    for way in ways:
        if way.bends:
            continue
        lines = dict(roster.lines)
        for person, cells in way.changed.items():
            line = list(lines[person])
            for day, duty in cells.items():
                line[day] = duty
            lines[person] = tuple(line)
        verdict = check(problem, Roster(lines))
        assert verdict.legal
        assert verdict.penalty - before == way.penalty


def test_a_rule_that_would_have_to_bend_is_named():
    problem, roster = ward()
    ways = why(problem, roster, problem.cover[0], most=100).ways
    assert any(way.bends == (REST,) and way.changed == {"tired": {2: "E"}} for way in ways)


def test_a_gap_of_today_ranks_who_breaks_least():
    problem, roster = ward()
    ranked = [each.person for each in rank(problem, roster, 2, "E")]
    assert ranked[0] == "wishes"
    assert set(ranked) == {"away", "tired", "busy", "full", "wishes"}
