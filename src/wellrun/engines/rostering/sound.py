"""What is wrong with a problem itself: words nobody knows, figures that contradict one another."""

from __future__ import annotations

from collections.abc import Iterator

from wellrun.engines.rostering.problem import Person, Problem, Rule, Run, Succession, Total


class Unsound(ValueError):
    """The problem contradicts itself; ``faults`` holds everything that was found."""

    def __init__(self, faults: tuple[str, ...]) -> None:
        super().__init__("; ".join(faults))
        self.faults = faults


def unsound(problem: Problem) -> tuple[str, ...]:
    """Every fault of the problem in words; empty where there is none."""
    return (*_of_duties(problem), *_of_cover(problem), *_of_weekends(problem), *_of_people(problem))


def _of_duties(problem: Problem) -> Iterator[str]:
    if problem.days < 1:
        yield f"The plan has {problem.days} days."
    for duty in problem.duties.values():
        if duty.shift not in problem.shifts:
            yield f"Duty {duty.code} is worked on shift {duty.shift}, which is not among the shifts."
    if "" in problem.duties or "" in problem.shifts:
        yield "A duty or shift has an empty code, which means a day off."


def _of_cover(problem: Problem) -> Iterator[str]:
    for cover in problem.cover:
        where = f"Cover on day {cover.day} for {', '.join(sorted(cover.duties))}"
        if cover.duties - problem.duties.keys():
            yield f"{where} names a duty that is not among the duties."
        if cover.people - problem.people.keys():
            yield f"{where} names somebody who is not among the people."
        if not 0 <= cover.minimum <= cover.wanted:
            yield f"{where} has minimum {cover.minimum} and wants {cover.wanted}."
        if min(cover.under, cover.over) < 0:
            yield f"{where} has a penalty below 0."
        if cover.under_minimum is not None and cover.under_minimum < cover.under:
            yield f"{where} costs less below its minimum than above it."


def _of_weekends(problem: Problem) -> Iterator[str]:
    days = [day for group in problem.weekends for day in group]
    if len(days) != len(set(days)):
        yield "A day is in two weekends."


def _of_people(problem: Problem) -> Iterator[str]:
    for person in problem.people.values():
        unknown = sorted(person.may - problem.duties.keys())
        if unknown:
            yield f"{person.code} may be given {', '.join(unknown)}, which is not among the duties."
        if any(wish.penalty < 0 for wish in person.wishes) or any(cost < 0 for cost in person.cost.values()):
            yield f"{person.code} has a wish or duty with a penalty below 0."
        yield from _of_rules(person)


def _of_rules(person: Person) -> Iterator[str]:
    for rule in person.rules:
        if any(penalty is not None and penalty < 0 for penalty in penalties_of(rule)):
            yield f"{person.code} has a rule with a penalty below 0 ({rule.source or type(rule).__name__})."
        if isinstance(rule, Succession) and not rule.pattern:
            yield f"{person.code} has a succession without a pattern."
        if isinstance(rule, Total) and rule.step < 1:
            yield f"{person.code} has a total with step {rule.step}."


def penalties_of(rule: Rule) -> tuple[int | None, ...]:
    """What missing the rule costs, each way; None where that way is hard."""
    match rule:
        case Run():
            return rule.penalty_short, rule.penalty_long
        case Total():
            return rule.penalty_under, rule.penalty_over
        case _:
            return (rule.penalty,)
