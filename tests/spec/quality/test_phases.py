"""DMAIC: five phases, each with a gate that asks for what the phase must have brought."""

from __future__ import annotations

import pytest

from wellrun.departments.quality.rules.phases import Method, Phase, Work, current, faults_of_gate, faults_of_sustained

WORDS = "Alarms are unplugged by cleaners at night."
ALL = Work(level_known=True, causes=1, adopted=1, controls=1)


@pytest.mark.parametrize("at", range(5))
def test_each_gate_opens_in_its_turn_and_no_other_does(at: int) -> None:
    phases = list(Phase)
    passed = phases[:at]
    assert current(passed) is phases[at]
    opened = [one for one in phases if not faults_of_gate(one, passed=passed, work=ALL, words=WORDS)]
    assert opened == [phases[at]]


@pytest.mark.parametrize(
    ("phase", "code"),
    [
        (Phase.DEFINE, None),
        (Phase.MEASURE, "quality.no_baseline"),
        (Phase.ANALYSE, "quality.no_cause"),
        (Phase.IMPROVE, "quality.nothing_adopted"),
        (Phase.CONTROL, "quality.no_control_plan"),
    ],
)
def test_a_gate_asks_for_what_its_phase_must_have_brought(phase: Phase, code: str | None) -> None:
    before = list(Phase)[: list(Phase).index(phase)]
    faults = faults_of_gate(phase, passed=before, work=Work(), words="short")
    assert [fault.code for fault in faults] == ["quality.no_gate_words", *([code] if code else [])]


def test_only_a_project_by_phases_owes_them_before_it_is_sustained() -> None:
    assert faults_of_sustained(Method.PDSA, []) == []
    assert faults_of_sustained(Method.DMAIC, list(Phase)) == []
    (fault,) = faults_of_sustained(Method.DMAIC, [Phase.DEFINE])
    assert (fault.code, fault.value) == ("quality.phases_left", "measure")
