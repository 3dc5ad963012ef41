"""Reading the two public formats: what each line becomes, and that every fault of a file is told at once."""

import pytest

from wellrun.engines.rostering.formats.curtois import read_curtois, read_table, write_table
from wellrun.engines.rostering.formats.inrc2 import read_inrc2, read_weeks, write_weeks
from wellrun.engines.rostering.formats.reading import Unreadable
from wellrun.engines.rostering.problem import Cover, Run, Total, Wish
from wellrun.engines.rostering.solution import Roster

INSTANCE = """# comment
SECTION_HORIZON
7

SECTION_SHIFTS
D,480,
N,600,D

SECTION_STAFF
A,D=7|N=2,2400,960,5,2,2,1
B,D=7|N=0,2400,960,5,2,2,1

SECTION_DAYS_OFF
A,0,3

SECTION_SHIFT_ON_REQUESTS
A,1,D,2

SECTION_SHIFT_OFF_REQUESTS
B,2,D,3

SECTION_COVER
0,D,1,100,1
"""
SCENARIO = """SCENARIO = n001
WEEKS = 4
SKILLS = 1
Nurse
SHIFT_TYPES = 2
Early (2,5)
Night (4,5)
FORBIDDEN_SHIFT_TYPES_SUCCESSIONS
Early 0
Night 1 Early
CONTRACTS = 1
FullTime (15,22) (3,5) (2,3) 2 1
NURSES = 2
Ana FullTime 1 Nurse
Bo FullTime 1 Nurse
"""
HISTORY = "HISTORY\n0 n001\n\nNURSE_HISTORY\nAna 4 1 Night 1 3 0\nBo 0 0 None 0 0 2\n"
PAIRS = "(1,2) (1,2) (1,2) (1,2) (1,2) (0,0) (0,0)"
WEEK = f"WEEK_DATA\nn001\n\nREQUIREMENTS\nEarly Nurse {PAIRS}\n\nSHIFT_OFF_REQUESTS = 1\nBo Any Tue\n"


def test_a_shift_scheduling_instance():
    problem = read_curtois(INSTANCE)
    ana, bo = problem.people.values()
    assert (problem.days, problem.weekends) == (7, ((5, 6),))
    assert (ana.may, bo.may) == (frozenset("DN"), frozenset("D"))
    assert set(ana.closed) == {0, 3}
    assert ana.wishes == (Wish(1, frozenset("D"), 2),)
    assert bo.wishes == (Wish(2, frozenset("D"), 3, wanted=False),)
    assert Total(frozenset("N"), at_most=2, source="at most 2 N") in ana.rules
    assert problem.cover == (Cover(0, frozenset("D"), 1, 100, 1),)


def test_every_fault_of_an_instance_is_told_with_its_line():
    broken = INSTANCE.replace("7\n", "x\n", 1).replace("A,0,3", "C,0,3").replace("0,D,1,100,1", "0,Z,1,100")
    with pytest.raises(Unreadable) as caught:
        read_curtois(broken)
    assert [(fault.line, fault.value) for fault in caught.value.faults] == [
        (3, "x"),
        (14, "C"),
        (23, "0,Z,1,100"),
        (1, ""),
    ]


def test_a_competition_instance_and_its_history():
    problem = read_inrc2(SCENARIO, HISTORY, [WEEK, WEEK])
    ana, bo = problem.people.values()
    assert problem.days == 14
    assert ana.before == (None, "Early@Nurse", "Early@Nurse", "Night@Nurse")
    assert bo.before == ("Early@Nurse", None, None)
    assert Run(frozenset({"Night"}), 4, 5, 15, 15, "consecutive Night") in ana.rules
    assert [rule.already for rule in ana.rules if isinstance(rule, Total)] == [4]
    assert problem.cover[0] == Cover(0, frozenset({"Early@Nurse"}), 2, 30, minimum=1)
    assert bo.wishes[1] == Wish(8, frozenset({"Early@Nurse", "Night@Nurse"}), 10, wanted=False)


def test_every_fault_of_a_competition_instance_is_told():
    with pytest.raises(Unreadable) as caught:
        read_inrc2(SCENARIO.replace("Bo FullTime", "Bo Weekly"), HISTORY, [WEEK.replace("Bo Any", "Cy Any")])
    assert [(fault.file, fault.value) for fault in caught.value.faults] == [("scenario", "Weekly"), ("week 1", "Cy")]


def test_what_is_written_is_read_again():
    problem = read_curtois(INSTANCE)
    roster = Roster({"A": ("D", None, "N", None, None, "D", "D"), "B": (None,) * 7})
    assert read_table(write_table(roster), problem) == roster
    problem = read_inrc2(SCENARIO, HISTORY, [WEEK, WEEK])
    roster = Roster({"Ana": ("Early@Nurse", None) * 7, "Bo": (None, "Night@Nurse") * 7})
    assert read_weeks(write_weeks(roster, problem, "n001"), problem) == roster
