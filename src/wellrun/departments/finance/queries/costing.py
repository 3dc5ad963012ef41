"""Overhead of a facility from its books: expense by cost centre, statistics, the order, and what goes where."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import lru_cache

from wellrun.departments.finance.models import CostCentreRule, StatisticSource
from wellrun.departments.finance.queries.variance import MART
from wellrun.departments.finance.rules.costing import (
    BED_DAYS,
    Centre,
    CostSpan,
    Rule,
    Statistics,
    faults_of,
    problem_of,
)
from wellrun.engines.costing import Allocation, Method, NotAllocated, Problem, allocate
from wellrun.foundations.catalogue.charting import facts
from wellrun.values.faults import Fault

EXPENSE = f"""
SELECT cost_centre, max(centre_name), CAST(sum(actual) AS BIGINT), max(unit), max(department) FROM {MART}
WHERE facility = $facility AND kind = 'expense' AND day >= $since AND day < $until
GROUP BY cost_centre ORDER BY cost_centre
"""  # noqa: S608 - a constant of ours
UNITS = """
SELECT statistic, cost_centre, sum(units) FROM statistics
WHERE facility = $facility AND month >= $since AND month < $until GROUP BY ALL ORDER BY ALL
"""
BEDS = """
SELECT c.cost_centre, sum(d.patient_days) FROM mart_unit_days d
JOIN cost_centres c ON c.facility = d.facility AND c.unit = d.unit
WHERE d.facility = $facility AND d.day >= $since AND d.day < $until GROUP BY ALL ORDER BY ALL
"""
PERIODS = "SELECT starts, ends FROM fiscal_periods WHERE facility = $facility ORDER BY starts"


@dataclass(frozen=True)
class Books:
    """What a facility's costing stands on: centres with their expense, rules, statistics."""

    facility: str
    span: CostSpan
    centres: tuple[Centre, ...]
    rules: tuple[Rule, ...]
    statistics: Statistics

    @property
    def names(self) -> dict[str, str]:
        """Names of cost centres by code."""
        return {one.code: one.name for one in self.centres}

    @property
    def problem(self) -> Problem:
        return problem_of(self.centres, self.rules, self.statistics)

    def rule_of(self, code: str) -> Rule:
        """The rule of a cost centre; without one it cares, by bed days."""
        return next((one for one in self.rules if one.cost_centre == code), Rule(code, None, BED_DAYS))


def span_of(facility: str, since: dt.date, until: dt.date) -> CostSpan:
    """From the first day of one fiscal period up to the end of another, by the first days of both."""
    ends: dict[dt.date, dt.date] = dict(facts().rows(PERIODS, {"facility": facility}))
    return CostSpan(since, ends.get(until, until + dt.timedelta(days=1)))


def rules_of(facility: str) -> tuple[Rule, ...]:
    """Rules of a facility, overhead in its order first."""
    rows = CostCentreRule.objects.filter(facility__code=facility)
    return tuple(Rule(one.cost_centre, one.place, one.basis, one.capacity) for one in rows)


def books_of(facility: str, span: CostSpan) -> Books:
    """The books of a facility in a span of fiscal periods."""
    asked = {"facility": facility, "since": span.since, "until": span.until}
    centres = tuple(
        Centre(code, name, int(cents), unit or "", department or "")
        for code, name, cents, unit, department in facts().rows(EXPENSE, asked)
    )
    statistics: dict[str, dict[str, float]] = {}
    for statistic, code, units in facts().rows(UNITS, asked):
        statistics.setdefault(statistic, {})[code] = units
    # What somebody sends goes before what is counted here, as in the variances.
    statistics.setdefault(BED_DAYS, {code: days for code, days in facts().rows(BEDS, asked) if days})
    return Books(facility, span, centres, rules_of(facility), statistics)


def allocated(books: Books, method: Method) -> tuple[Allocation | None, tuple[Fault, ...]]:
    """The overhead allocated, or everything that keeps it from being; kept until the warehouse or the rules change."""
    return _kept(facts().warehouse.manifest().version, books.rules, books.facility, books.span, method)


@lru_cache(maxsize=64)
def _kept(
    version: int, rules: tuple[Rule, ...], facility: str, span: CostSpan, method: Method
) -> tuple[Allocation | None, tuple[Fault, ...]]:
    del version, rules  # They are in the key only: other books or rules are another answer.
    books = books_of(facility, span)
    try:
        return allocate(books.problem, method), ()
    except NotAllocated as refused:
        return None, faults_of(refused, books.names)


STATISTICS = "SELECT DISTINCT statistic FROM statistics WHERE facility = $facility ORDER BY statistic"
ACTIVITIES = "SELECT DISTINCT activity FROM case_activities WHERE facility = $facility ORDER BY activity"


def bases_of(facility: str) -> tuple[list[str], list[str]]:
    """Statistics that overhead could go by, and activities that cases could."""
    asked = {"facility": facility}
    counted, used = ([row[0] for row in facts().rows(sql, asked)] for sql in (STATISTICS, ACTIVITIES))
    return sorted({*counted, BED_DAYS}), sorted({*used, BED_DAYS})


def rules_version(facility: str) -> int:
    """Grows with every change of the rules of a facility."""
    return sum(CostCentreRule.objects.filter(facility__code=facility).values_list("version", flat=True))


def sources_of(facility: str) -> list[StatisticSource]:
    """Sources of statistics that have been handed in."""
    return list(StatisticSource.objects.filter(facility__code=facility))
