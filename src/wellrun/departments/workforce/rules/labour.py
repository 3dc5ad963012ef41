"""Laws, agreements and a contract as rules of the rostering engine, for one person and one plan."""

from __future__ import annotations

import datetime as dt
import math
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache, cached_property
from itertools import accumulate
from types import MappingProxyType

from wellrun.departments.workforce.rules.book import Book, Kind, LabourRule, shipped
from wellrun.departments.workforce.rules.precedence import Circumstances, InForce, rules_held
from wellrun.departments.workforce.rules.shifts import DAY, ShiftSpan, Span, codes, rest_minutes
from wellrun.departments.workforce.rules.stating import stated
from wellrun.engines.rostering import problem as engine

FREE = frozenset({""})
LONGEST_REST_DAYS = 4
"""Patterns look no further than this many days ahead."""

SHORT_WEEKLY_REST = 20
"""Points for a single day off that gives less than the weekly rest. It breaks no law as long as another rest in the
same days is long enough, which a pattern cannot say; the run of days beside it is what is refused."""

REFERENCE = dt.timedelta(weeks=26)
"""How far back an average may look: the longest reference period there is (EU 2003/88 article 16)."""

PERIODS_FROM = dt.date(2026, 1, 5)
"""A Monday: the day from which periods of weeks are counted where a rule names no other."""


@dataclass(frozen=True)
class PersonValues:
    """What rules ask of a person: where, by night or not, and what was worked before the plan.

    ``minutes_before`` are minutes worked by date; ``known_since`` is the first day they are known from.
    """

    region: str = ""
    night_worker: bool = False
    minutes_before: Mapping[dt.date, int] = field(default_factory=dict)
    known_since: dt.date | None = None


@dataclass(frozen=True)
class ContractValues:
    """What rules ask of a contract. ``leave_minutes`` is paid leave within the plan; it counts as worked hours."""

    weekly_minutes: int
    employment: str = "own"
    rule_sets: frozenset[str] = frozenset()
    leave_minutes: int = 0


@dataclass(frozen=True)
class Case:
    """What rules are made from, for everybody who is engaged alike: how, for which days, with which shifts."""

    contract: ContractValues
    span: Span
    shifts: tuple[ShiftSpan, ...]

    @cached_property
    def all(self) -> frozenset[str]:
        return codes(self.shifts)

    @cached_property
    def nights(self) -> frozenset[str]:
        return codes(shift for shift in self.shifts if shift.night)


@dataclass(frozen=True)
class Past:
    """What one person worked before the plan."""

    person: PersonValues
    span: Span

    def worked(self, first: dt.date, last: dt.date) -> int:
        """Minutes worked between two dates, as far as they lie before the plan."""
        if first >= self.span.first:
            return 0
        dates, sums = self._before
        until = min(last, self.span.first - DAY)
        return sums[bisect_right(dates, until)] - sums[bisect_left(dates, first)] if first <= until else 0

    @cached_property
    def _before(self) -> tuple[list[dt.date], list[int]]:
        """The dates worked before the plan, and the minutes up to each: many stretches of days ask for their sum."""
        dates = sorted(self.person.minutes_before)
        return dates, [0, *accumulate(self.person.minutes_before[date] for date in dates)]


@dataclass(frozen=True)
class LooksBack:
    """A rule that is another one for each person, since it counts what was worked before the plan, from a day on."""

    make: Callable[[Past], engine.Rule]
    since: dt.date


Made = engine.Rule | LooksBack


@dataclass(frozen=True)
class Terms:
    """The rules of everybody who is engaged alike, in the order of the book."""

    span: Span
    made: tuple[Made, ...]

    @property
    def since(self) -> dt.date:
        """The first day of whose work a rule wants to know; that of the plan, where none looks back."""
        return min((one.since for one in self.made if isinstance(one, LooksBack)), default=self.span.first)

    def of(self, person: PersonValues) -> tuple[engine.Rule, ...]:
        """The rules as they are for one of them; those that do not look back are the same objects for all."""
        past = Past(person, self.span)
        return tuple(one.make(past) if isinstance(one, LooksBack) else one for one in self.made)


def terms_for(
    who: Circumstances,
    contract: ContractValues,
    span: Span,
    in_force: Sequence[InForce],
    *,
    shifts: Sequence[ShiftSpan],
    book: Book | None = None,
) -> Terms:
    """Every rule that holds on these days for somebody so engaged, as the engine knows them.

    ``in_force`` are the entries that reach the person: of the person, the contract, the unit and all above it.
    """
    held = rules_held(book or shipped(), who, in_force, first=span.first, last=span.last)
    case = Case(contract, span, tuple(shifts))
    made = (rule for one in held if one.rule.kind in COMPILERS for rule in COMPILERS[one.rule.kind](one.rule, case))
    return Terms(span, tuple(made))


def rules_for(
    person: PersonValues,
    contract: ContractValues,
    span: Span,
    in_force: Sequence[InForce],
    *,
    shifts: Sequence[ShiftSpan],
    book: Book | None = None,
) -> tuple[engine.Rule, ...]:
    """Every rule that holds for one person on these days; see ``terms_for``, which many people can share."""
    who = Circumstances(person.region, contract.rule_sets, contract.employment, person.night_worker)
    return terms_for(who, contract, span, in_force, shifts=shifts, book=book).of(person)


def _rest(rule: LabourRule, case: Case) -> Iterator[engine.Rule]:
    yield from _too_close(rule, case.shifts, case.shifts, most_days=1, penalty=rule.penalty)


def _too_close(
    rule: LabourRule,
    before: Sequence[ShiftSpan],
    after: Sequence[ShiftSpan],
    *,
    most_days: int,
    penalty: int | None,
    least_days: int = 1,
) -> Iterator[engine.Rule]:
    """A pattern for each pair of shifts with too little rest between them, whatever days off lie between."""
    needed = rule.figure("hours") * 60
    for days in range(least_days, most_days + 1):
        for earlier in before:
            for later in after:
                if rest_minutes(earlier, later, days_apart=days) < needed:
                    pattern = (frozenset({earlier.code}), *[FREE] * (days - 1), frozenset({later.code}))
                    yield engine.Succession(pattern, penalty, stated(rule))


def _weekly_rest(rule: LabourRule, case: Case) -> Iterator[engine.Rule]:
    days = int(rule.figure("days"))
    yield engine.Run(case.all, at_most=days - 1, penalty_long=rule.penalty, source=stated(rule))
    yield from _too_close(rule, case.shifts, case.shifts, least_days=2, most_days=2, penalty=SHORT_WEEKLY_REST)


def _average(rule: LabourRule, case: Case) -> Iterator[Made]:
    """The reference period that ends with the plan; days before anything is known are left out of the average."""
    begins = case.span.last - (int(rule.figure("weeks")) * 7 - 1) * DAY
    total = engine.Total(
        of=case.all,
        in_minutes=True,
        days=case.span.inside(begins, case.span.last) if begins > case.span.first else (),
        step=60,
        penalty_over=rule.penalty,
        source=stated(rule),
    )

    @cache
    def after(known: dt.date, worked: int) -> engine.Rule:
        days = (case.span.last - known).days + 1
        return replace(total, at_most=int(rule.figure("hours") * 60 * days / 7), already=worked)

    def make(past: Past) -> engine.Rule:
        known = max(begins, min(past.person.known_since or case.span.first, case.span.first))
        return after(known, past.worked(known, case.span.last))

    # Further back than the period: whoever was off on its first days is known from before it all the same.
    yield LooksBack(make, min(begins, case.span.first - REFERENCE))


def _hours_in_days(rule: LabourRule, case: Case) -> Iterator[Made]:
    """Every stretch of so many days that ends inside the plan, those that began before it included."""
    length, source = int(rule.figure("days")), stated(rule)
    for day in range(case.span.days):
        last = case.span.date(day)
        yield _minutes_within(rule, case, last - (length - 1) * DAY, last, source)


def _minutes_within(rule: LabourRule, case: Case, first: dt.date, last: dt.date, source: str) -> Made:
    total = engine.Total(
        of=case.all,
        at_most=int(rule.figure("hours") * 60),
        in_minutes=True,
        days=case.span.inside(first, last),
        step=60,
        penalty_over=rule.penalty,
        source=source,
    )
    if first >= case.span.first:
        return total

    @cache
    def after(worked: int) -> engine.Rule:
        return replace(total, already=worked) if worked else total

    return LooksBack(lambda past: after(past.worked(first, last)), first)


def _run(rule: LabourRule, case: Case) -> Iterator[engine.Rule]:
    of = case.nights if rule.kind is Kind.NIGHT_RUN else case.all
    if of:
        at_most = int(rule.figure("at_most"))
        yield engine.Run(of, at_most=at_most, penalty_long=rule.penalty, source=stated(rule))


def _after_nights(rule: LabourRule, case: Case) -> Iterator[engine.Rule]:
    nights = [shift for shift in case.shifts if shift.night]
    others = [shift for shift in case.shifts if not shift.night]
    yield from _too_close(rule, nights, others, most_days=LONGEST_REST_DAYS, penalty=rule.penalty)


def _weekends(rule: LabourRule, case: Case) -> Iterator[engine.Rule]:
    whole = len(
        {date - date.weekday() * DAY for date in map(case.span.date, range(case.span.days)) if date.weekday() > 4}
    )
    allowed = math.ceil(rule.figure("at_most") * whole / rule.figure("weeks"))
    yield engine.Weekends(at_most=allowed, penalty=rule.penalty, source=stated(rule))


def _whole_weekends(rule: LabourRule, _case: Case) -> Iterator[engine.Rule]:
    yield engine.WholeWeekends(rule.penalty, stated(rule))


def _contract_hours(rule: LabourRule, case: Case) -> Iterator[engine.Rule]:
    if not case.contract.weekly_minutes:
        return
    owed = max(0, round(case.contract.weekly_minutes * case.span.days / 7) - case.contract.leave_minutes)
    # Nobody owes hours on the bank or from an agency.
    least = owed - rule.figure("under") * 60 if case.contract.employment == "own" else 0
    yield engine.Total(
        of=case.all,
        at_least=max(0, int(least)),
        at_most=int(owed + rule.figure("over") * 60),
        in_minutes=True,
        step=60,
        penalty_under=rule.penalty,
        penalty_over=rule.penalty,
        source=stated(rule),
    )


def _shift_length(rule: LabourRule, case: Case) -> Iterator[engine.Rule]:
    longest = rule.figure("hours") * 60
    nights_only = rule.kind is Kind.NIGHT_LENGTH
    long = codes(shift for shift in case.shifts if shift.length > longest and (shift.night or not nights_only))
    if long:
        yield engine.Total(of=long, at_most=0, penalty_over=rule.penalty, source=stated(rule))


def _overtime_week(rule: LabourRule, case: Case) -> Iterator[Made]:
    yield from _overtime_periods(rule, case, 7)


def _overtime_8_80(rule: LabourRule, case: Case) -> Iterator[Made]:
    yield from _overtime_periods(rule, case, int(rule.figure("days")))
    for shift in case.shifts:
        beyond = shift.minutes - rule.figure("day_hours") * 60
        if beyond > 0:
            cost = math.ceil(beyond / 60) * (rule.penalty or 0)
            yield engine.Total(of=frozenset({shift.code}), at_most=0, penalty_over=cost, source=stated(rule))


def _overtime_periods(rule: LabourRule, case: Case, days: int) -> Iterator[Made]:
    begins = period_of(case.span.first, days=days)
    while begins <= case.span.last:
        yield _minutes_within(rule, case, begins, begins + (days - 1) * DAY, stated(rule))
        begins += days * DAY


def period_of(date: dt.date, *, days: int, since: dt.date = PERIODS_FROM) -> dt.date:
    """The first day of the period of so many days that holds a date."""
    return date - (date - since).days % days * DAY


COMPILERS: Mapping[Kind, Callable[[LabourRule, Case], Iterator[Made]]] = MappingProxyType(
    {
        Kind.REST: _rest,
        Kind.WEEKLY_REST: _weekly_rest,
        Kind.AVERAGE_WEEK: _average,
        Kind.AVERAGE_NIGHTS: _average,
        Kind.HOURS_IN_DAYS: _hours_in_days,
        Kind.RUN: _run,
        Kind.NIGHT_RUN: _run,
        Kind.AFTER_NIGHTS: _after_nights,
        Kind.WEEKENDS: _weekends,
        Kind.WHOLE_WEEKENDS: _whole_weekends,
        Kind.CONTRACT_HOURS: _contract_hours,
        Kind.SHIFT_LENGTH: _shift_length,
        Kind.NIGHT_LENGTH: _shift_length,
        Kind.OVERTIME_WEEK: _overtime_week,
        Kind.OVERTIME_8_80: _overtime_8_80,
    }
)
"""What each kind becomes. Kinds that are not here judge shifts, need or pay, not who works when."""
