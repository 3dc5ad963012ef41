"""What it means for somebody to come to a shift at short notice: which hours they are, rest, overtime and pay.

A call list goes first to those whose hours cost nothing beyond what is paid anyway, last to an agency.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from wellrun.departments.workforce.rules.pay import Terms, overtime_minutes, paid_minutes, terms_of
from wellrun.departments.workforce.rules.plan import Line
from wellrun.departments.workforce.rules.posing import AtWork, Question, shift_of
from wellrun.departments.workforce.rules.shifts import DAY_MINUTES, ShiftSpan


class Hours(StrEnum):
    """Whose hours a shift would be worked in, in the order in which people are rung up."""

    CONTRACT = "within the contract"
    FLOAT = "from another unit"
    BEYOND = "beyond the contract"
    BANK = "bank"
    OVERTIME = "overtime"
    AGENCY = "agency"


ORDER: Mapping[Hours, int] = {kind: place for place, kind in enumerate(Hours)}


@dataclass(frozen=True)
class Call:
    """What somebody's coming means.

    Rest is in minutes, None where no shift of the weeks looked at comes before or after. ``overtime`` is what it adds
    in minutes; ``overtime_begins`` the minute of the shift's day at which it does, None where it falls on a later shift
    of the period. ``pay`` is beyond what contracts pay anyway, in the facility's currency.
    """

    hours: Hours
    rest_before: int | None
    rest_after: int | None
    overtime: int
    overtime_begins: int | None
    pay: Decimal


def call_of(one: AtWork, line: Line, day: int, duty: str, question: Question) -> Call:
    """What this person's coming on the day would mean; on the line they are off that day.

    Minutes before overtime are counted from the beginning of the shift, as if its unpaid break came last.
    """
    shifts = {shift.code: shift for shift in question.shifts}
    coming = shifts[shift_of(duty)]
    after = (*line[:day], duty, *line[day + 1 :])
    now, then = paid_minutes(line, question.shifts), paid_minutes(after, question.shifts)
    terms = terms_of(one, question.days)
    pay = terms.beyond(then) - terms.beyond(now)
    overtime, begins = _overtime(terms, now, then, day, coming)
    return Call(
        hours=_hours(one, overtime, pay),
        rest_before=_rest_before((*one.before, *line[:day]), coming, shifts),
        rest_after=_rest_after(line[day + 1 :], coming, shifts),
        overtime=overtime,
        overtime_begins=begins,
        pay=pay,
    )


def _hours(one: AtWork, overtime: int, pay: Decimal) -> Hours:
    if one.employment in ("bank", "agency"):
        return Hours(one.employment)
    if overtime:
        return Hours.OVERTIME
    if one.home:
        return Hours.FLOAT
    return Hours.BEYOND if pay > 0 else Hours.CONTRACT


def _overtime(
    terms: Terms, now: Sequence[int], then: Sequence[int], day: int, coming: ShiftSpan
) -> tuple[int, int | None]:
    for total, _rule in terms.overtime:
        added = overtime_minutes(total, then) - overtime_minutes(total, now)
        if not added:
            continue
        inside = total.days or range(len(now))
        left = max(0, (total.at_most or 0) - total.already - sum(now[each] for each in inside if each < day))
        return added, coming.start + left if left < coming.minutes else None
    return 0, None


def _rest_before(past: Line, coming: ShiftSpan, shifts: Mapping[str, ShiftSpan]) -> int | None:
    for back, duty in enumerate(reversed(past), start=1):
        if duty and (shift := shifts.get(shift_of(duty))):
            return back * DAY_MINUTES + coming.start - (shift.start + shift.length)
    return None


def _rest_after(coming_days: Sequence[str | None], coming: ShiftSpan, shifts: Mapping[str, ShiftSpan]) -> int | None:
    for ahead, duty in enumerate(coming_days, start=1):
        if duty and (shift := shifts.get(shift_of(duty))):
            return ahead * DAY_MINUTES + shift.start - (coming.start + coming.length)
    return None
