"""Reading outcomes: the model in force, every unit judged by it, and rates of infections and harm with intervals."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

import ibis

from wellrun.departments.quality.measures.harm import FALLS, FALLS_WITH_INJURY, PRESSURE_INJURIES
from wellrun.departments.quality.measures.infections import RATES
from wellrun.departments.quality.rules.outcomes.judging import Case, Judged, Ratio, judge
from wellrun.departments.quality.rules.outcomes.models import LevelWeight, OutcomeModel
from wellrun.departments.quality.rules.outcomes.reference import Reference
from wellrun.engines.effect.expected import poisson_limits
from wellrun.foundations.catalogue.agreed import agreed_everywhere
from wellrun.foundations.catalogue.charting import MeasureChart, chart_of, facts, figures_between, store
from wellrun.foundations.catalogue.registry import MEASURES
from wellrun.foundations.organisation.places import Level, Place, Tree
from wellrun.warehouse.marts.stays.expected import INTERCEPT
from wellrun.warehouse.measures.measure import Measure
from wellrun.warehouse.measures.question import published_facts

COLUMNS = {"death": ("deaths", "expected_deaths"), "readmission": ("returned", "expected_returns")}
"""What each outcome is called in the mart, and what was expected of it."""

_MODEL = """
    SELECT factor, level, weight, coalesce(stays, 0), coalesce(events, 0), told_apart, since, until
    FROM outcome_weights WHERE facility = $facility AND outcome = $outcome ORDER BY factor, level
"""


@dataclass(frozen=True)
class Outcome:
    """One outcome of one facility: its model, the facility judged as one, and each unit with enough to say."""

    facility: str
    model: OutcomeModel
    whole: Judged
    units: Mapping[str, Judged]


def model_of(facility: str, outcome: str) -> OutcomeModel | None:
    """The model in force; none where there were too few stays or outcomes."""
    found = facts().rows(_MODEL, {"facility": facility, "outcome": outcome})
    if not found:
        return None
    rows = tuple(LevelWeight(*row[:5]) for row in found)
    start = next(row for row in found if row[0] == INTERCEPT)
    return OutcomeModel(outcome, Reference(start[6], start[7]), rows, start[5])


def outcome_of(facility: str, outcome: str, *, day: dt.date) -> Outcome | None:
    """One outcome of a facility as known on a day. Kept as long as the warehouse stays as it is."""
    model = model_of(facility, outcome)
    return _judged(store().warehouse.manifest().version, facility, model, day) if model else None


@lru_cache(maxsize=32)
def _judged(version: int, facility: str, model: OutcomeModel, day: dt.date) -> Outcome:
    del version  # It is in the key only: another state of the warehouse is another answer.
    cases = _cases(facility, model, day)
    by_unit: dict[str, list[Case]] = {}
    for case in cases:
        by_unit.setdefault(case.unit, []).append(case)
    units = {f"{facility}/{unit}": judge(held, model.reference) for unit, held in by_unit.items() if unit}
    return Outcome(facility, model, judge(cases, model.reference), units)


def _cases(facility: str, model: OutcomeModel, day: dt.date) -> list[Case]:
    """The facility's stays from the reference period on, in the order in which they ended."""
    happened, expected = COLUMNS[model.outcome]
    read = published_facts(store().warehouse, today=day)
    stays = read.mart("expected_outcomes")
    here = stays.filter(
        stays.facility == facility,
        stays.day >= ibis.literal(model.reference.since),
        stays.day < ibis.literal(day),
        stays[expected] > 0,
    ).order_by("ended_at", "encounter")
    rows = read.backend.rows(here.select("unit", "day", happened=stays[happened], risk=stays[expected]))
    return [Case(row["unit"] or "", row["day"], bool(row["happened"]), row["risk"]) for row in rows]


def judged_at(found: Outcome, place: Place) -> Judged | None:
    """A facility or a unit as judged; none for a department, which is looked at unit by unit, or without stays."""
    return found.whole if place.level is Level.FACILITY else found.units.get(place.code)


def units_within(found: Outcome, place: Place, *, tree: Tree) -> list[tuple[Place, Judged]]:
    """The units of a place that have stays to judge, in the order of the organisation."""
    return [
        (unit, found.units[unit.code])
        for unit in tree.within(place)
        if unit.level is Level.UNIT and unit.code in found.units and found.units[unit.code].stays
    ]


@dataclass(frozen=True)
class Rate:
    """A measure of harm over twelve months: events, exposure, the rate with its interval, the ratio to what was
    predicted elsewhere where that is one or more, and its chart."""

    measure: Measure
    events: int
    exposure: float
    value: float
    lower: float
    upper: float
    predicted: Ratio | None
    chart: MeasureChart | None


def rates_of(place: Place, *, day: dt.date) -> tuple[list[Rate], dt.date, dt.date]:
    """The rates of the twelve whole months before a day, with their first day and the first day after them."""
    until = day.replace(day=1)
    since = until.replace(year=until.year - 1)
    agreed = agreed_everywhere(place)
    rates = []
    for measure in (*RATES, FALLS, FALLS_WITH_INJURY, PRESSURE_INJURIES):
        figures = figures_between(measure, place, grain="month", since=since, until=until)
        events = round(sum(figure.numerator or 0.0 for figure in figures))
        exposure = sum(figure.denominator or 0.0 for figure in figures)
        if exposure:
            lower, upper = (measure.multiply * limit / exposure for limit in poisson_limits(events))
            value = measure.multiply * events / exposure
            chart = chart_of(measure, place, until=day, agreed=agreed[measure.key])
            predicted = _predicted(measure, place, since, until)
            rates.append(Rate(measure, events, exposure, value, lower, upper, predicted, chart))
    return rates, since, until


def _predicted(measure: Measure, place: Place, since: dt.date, until: dt.date) -> Ratio | None:
    """Observed and predicted over the months that have a prediction; none below one predicted (CDC NHSN)."""
    ratio = MEASURES.get(f"{measure.key}_ratio")
    if ratio is None:
        return None
    figures = figures_between(ratio, place, grain="month", since=since, until=until)
    predicted = sum(figure.denominator or 0.0 for figure in figures)
    return Ratio(round(sum(f.numerator or 0.0 for f in figures)), predicted) if predicted >= 1 else None
