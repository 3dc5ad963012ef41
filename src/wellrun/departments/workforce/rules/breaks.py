"""Whether a kind of shift has the breaks that the rules ask for."""

from __future__ import annotations

from collections.abc import Iterable

from wellrun.departments.workforce.rules.book import Kind, LabourRule
from wellrun.values.faults import Fault


def faults_of_breaks(*, name: str, length: int, break_minutes: int, rules: Iterable[LabourRule]) -> list[Fault]:
    """Each break a shift of so many minutes lacks, with the rule that asks for it."""
    return [
        Fault(
            "workforce.break_missing",
            f"The {name} is {length / 60:g} h long with {break_minutes} min of break; "
            f"{rule.figure('minutes'):g} min are needed beyond {rule.figure('after_hours'):g} h ({rule.source}).",
            place="break_minutes",
            value=str(break_minutes),
            expected=f"{rule.figure('minutes'):g}",
            remedy=rule.advice,
        )
        for rule in rules
        if rule.kind is Kind.BREAK
        and length > rule.figure("after_hours") * 60
        and break_minutes < rule.figure("minutes")
    ]
