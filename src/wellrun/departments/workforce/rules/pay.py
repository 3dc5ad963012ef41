"""What a line costs in money beyond what contracts pay anyway: hours beyond contract, overtime, bank and agency."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from wellrun.departments.workforce.rules.book import Kind, LabourRule
from wellrun.departments.workforce.rules.plan import Plan
from wellrun.departments.workforce.rules.posing import AtWork, Question, shift_of
from wellrun.departments.workforce.rules.sentences import in_the_book
from wellrun.departments.workforce.rules.shifts import ShiftSpan
from wellrun.engines.rostering.problem import Total

OVERTIME = frozenset({Kind.OVERTIME_WEEK, Kind.OVERTIME_8_80})
CENT = Decimal("0.01")


@dataclass(frozen=True)
class Pay:
    """What a plan costs beyond contracts, in the facility's currency: own staff, and those paid by the shift."""

    own: Decimal
    by_shift: Decimal

    @property
    def whole(self) -> Decimal:
        return self.own + self.by_shift


def pay_of(question: Question, plan: Plan) -> Pay:
    """Pay beyond contracts of everybody on the plan."""
    own, by_shift = Decimal(0), Decimal(0)
    for one in question.people:
        pay = extra_pay(one, plan.lines[one.key], question.shifts)
        own, by_shift = (own + pay, by_shift) if one.owes else (own, by_shift + pay)
    return Pay(own, by_shift)


@dataclass(frozen=True)
class Terms:
    """What somebody is paid by: minutes owed, the periods beyond which hours are overtime, what an hour costs."""

    owed: int
    overtime: tuple[tuple[Total, LabourRule], ...]
    hourly_cost: Decimal

    def beyond(self, minutes: Sequence[int]) -> Decimal:
        """What so many minutes on each day cost beyond the contract, in the facility's currency.

        Hours owed are paid whether they are rostered or not, so they cost nothing here. Beyond them each hour costs
        what it costs; overtime costs its premium besides (29 CFR 778.113: half the rate on top of the rate for each
        such hour).
        """
        paid = Decimal(max(0, sum(minutes) - self.owed))
        for total, rule in self.overtime:
            if added := overtime_minutes(total, minutes):
                paid += added * (Decimal(str(rule.figure("rate"))) - 1)
        return (paid / 60 * self.hourly_cost).quantize(CENT)


def terms_of(one: AtWork, days: int) -> Terms:
    """What somebody is paid by in so many days. Leave has been taken off what is owed where a rule of the book says so.

    Hours beyond eight in a day count towards those beyond 80, so only the periods are asked (29 CFR 778.601(c)).
    """
    said = [
        (total, rule) for total in one.rules if isinstance(total, Total) and (rule := in_the_book(total)) is not None
    ]
    contract = (
        total.at_most - round(rule.figure("over") * 60)
        for total, rule in said
        if rule.kind is Kind.CONTRACT_HOURS and total.at_most is not None
    )
    owed = next(contract, round(one.weekly_hours * 60 * days / 7)) if one.owes else 0
    overtime = tuple((total, rule) for total, rule in said if rule.kind in OVERTIME and total.in_minutes)
    return Terms(owed, overtime, one.hourly_cost)


def extra_pay(one: AtWork, line: Sequence[str | None], shifts: Sequence[ShiftSpan]) -> Decimal:
    """What the person's line costs beyond the contract, in the facility's currency."""
    return terms_of(one, len(line)).beyond(paid_minutes(line, shifts))


def overtime_minutes(total: Total, minutes: Sequence[int]) -> int:
    """Minutes of these days beyond the period's limit; what history had beyond it is not counted again."""
    limit = total.at_most or 0
    inside = sum(minutes[day] for day in (total.days or range(len(minutes))))
    return max(0, total.already + inside - max(limit, total.already))


def paid_minutes(line: Sequence[str | None], shifts: Sequence[ShiftSpan]) -> list[int]:
    """Minutes paid on each day of a line."""
    paid = {shift.code: shift.minutes for shift in shifts}
    return [paid.get(shift_of(duty), 0) if duty else 0 for duty in line]
