"""A question of one's own: a measure, split by something, over a period.

Splits by place and by weekday come from the published figures; splits by what patients are (sex, age band, language,
ethnicity) are worked out from the published marts when they are asked for. They are told of whole facilities: those of
a ward, taken from those of its facility, would tell of single patients elsewhere.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import groupby
from statistics import median
from typing import Any

import ibis
import ibis.expr.types as ir

from wellrun.values.faults import Fault, Refused
from wellrun.values.periods import Grain, period_of
from wellrun.warehouse.connection import Warehouse
from wellrun.warehouse.marts.backends import OnDuckDB
from wellrun.warehouse.marts.catalogue import MARTS
from wellrun.warehouse.marts.facts import SPLITS, Facts
from wellrun.warehouse.marts.patients.described import described
from wellrun.warehouse.measures.evaluate import begins
from wellrun.warehouse.measures.figure import Figure
from wellrun.warehouse.measures.measure import About, Amount, Days, Measure, Statistic
from wellrun.warehouse.measures.places import Level, places, towards
from wellrun.warehouse.measures.refresh import mart_table, published_marts, view_of
from wellrun.warehouse.measures.store import FigureStore
from wellrun.warehouse.measures.suppression import Audience, shown, withhold_groups
from wellrun.warehouse.tables import TABLES

WEEKDAY = "weekday"
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


@dataclass(frozen=True)
class Question:
    """What is asked: ``split`` is a level of the organisation, ``weekday``, or one of the measure's own splits.

    ``level`` and ``place`` are where; a split by a level lists the places of that level (of one facility, where
    ``level`` is facility). Periods that begin from ``since`` up to, not including, ``until``.
    """

    measure: Measure
    split: str
    grain: Grain
    since: date
    until: date
    level: Level
    place: str


def splits_of(measure: Measure) -> tuple[str, ...]:
    """Everything a measure may be split by."""
    weekday = () if Grain.DAY not in measure.grains or measure.statistic is Statistic.MEDIAN else (WEEKDAY,)
    return (*(str(level) for level in Level), *weekday, *measure.splits)


def figure_for(
    question: Question, *, store: FigureStore, today: date, audience: Audience
) -> dict[str, tuple[Figure, ...]]:
    """The answer, by group: a place, a weekday, or a group of patients; each figure has the group for its place.

    Raises ``Refused`` where the measure cannot be split that way or does not exist for the grain.
    """
    check(question)
    if question.split in set(Level):
        within = question.place if question.level is Level.FACILITY else ""
        return store.all_series(
            question.measure.key,
            Level(question.split),
            question.grain,
            question.since,
            question.until,
            audience=audience,
            within=within if question.split in (Level.UNIT, Level.DEPARTMENT) else "",
        )
    if question.split == WEEKDAY:
        found = list(shown(by_weekday(question, store), audience))
    else:
        found = safe_groups(by_people(question, store, today=today), audience)
    ordered = sorted(found, key=lambda figure: (_rank(figure.place), figure.place, figure.start))
    return {group: tuple(some) for group, some in groupby(ordered, key=lambda figure: figure.place)}


def safe_groups(found: Sequence[Figure], audience: Audience) -> list[Figure]:
    """Figures of groups of patients, protected within each period, whose total is known."""
    ordered = sorted(found, key=lambda figure: figure.start)
    periods = groupby(ordered, key=lambda figure: figure.start)
    return [safe for _start, some in periods for safe in withhold_groups(tuple(some), audience)]


def check(question: Question) -> None:
    """Raises ``Refused`` with every reason why the question cannot be answered."""
    measure = question.measure
    faults = []
    if question.split not in splits_of(measure):
        faults.append(
            Fault(
                code="measures.question.no_such_split",
                message=f"{measure.title} cannot be split by {question.split}.",
                value=question.split,
                expected=", ".join(splits_of(measure)),
                remedy=f"Choose one of: {', '.join(splits_of(measure))}.",
            )
        )
    if question.split in SPLITS and measure.about is About.PATIENTS and question.level is not Level.FACILITY:
        faults.append(
            Fault(
                code="measures.question.whole_facility_only",
                message=f"{measure.title} by {question.split} is told of a whole facility only.",
                value=question.place,
                expected="a facility",
                remedy="Choose a facility: parts of it, taken from the whole, would tell of single patients.",
            )
        )
    if question.grain not in measure.grains:
        grains = ", ".join(str(grain) for grain in measure.grains)
        faults.append(
            Fault(
                code="measures.question.no_such_grain",
                message=f"{measure.title} does not exist by {question.grain}.",
                value=str(question.grain),
                expected=grains,
                remedy=f"Choose one of: {grains}.",
            )
        )
    if faults:
        raise Refused(faults)


def _rank(group: str) -> int:
    return WEEKDAYS.index(group) if group in WEEKDAYS else 0


def by_weekday(question: Question, store: FigureStore) -> list[Figure]:
    """Daily figures added up by weekday within each period."""
    days = store.series(
        question.measure.key,
        question.level,
        question.place,
        Grain.DAY,
        question.since,
        question.until,
        audience=Audience.OWN_MANAGERS,
    )
    sums: dict[tuple[str, date], tuple[float, float, bool]] = {}
    for day in days:
        key = (WEEKDAYS[day.start.weekday()], period_of(day.start, grain=question.grain).start)
        numerator, denominator, complete = sums.get(key, (0.0, 0.0, True))
        sums[key] = (
            numerator + (day.numerator or 0),
            denominator + (day.denominator or 0),
            complete and day.complete,
        )
    return [
        replace(figure_of(question, group, start, numerator, denominator), complete=complete)
        for (group, start), (numerator, denominator, complete) in sums.items()
    ]


def figure_of(question: Question, group: str, start: date, numerator: float, denominator: float) -> Figure:
    """A figure from its sums."""
    measure = question.measure
    counted = measure.statistic is Statistic.COUNT
    value = numerator if counted else numerator * measure.multiply / denominator
    return Figure(
        measure=measure.key,
        level=question.split,
        place=group,
        grain=str(question.grain),
        start=start,
        numerator=numerator,
        denominator=denominator,
        value=value,
        cases=round(numerator) if measure.about is About.PATIENTS else None,
        complete=True,
    )


def by_people(question: Question, store: FigureStore, *, today: date) -> list[Figure]:
    """Figures by what patients are, from the published marts; a group without exposure in a period is absent."""
    facts = published_facts(store.warehouse, today=today)
    measure = question.measure
    if measure.statistic is Statistic.MEDIAN:
        found = single_values(question, facts)
    else:
        found = from_sums(question, facts, store)
    return [
        replace(one, complete=period_of(one.start, grain=question.grain).end <= today or one.start > today)
        for one in found
    ]


def published_facts(warehouse: Warehouse, *, today: date) -> Facts:
    """Facts whose published marts are read instead of being worked out again."""
    manifest = warehouse.manifest()
    connection = warehouse.connect(TABLES, manifest=manifest)
    ready = published_marts(manifest, today=today)
    for mart in ready:
        for name, source in view_of(warehouse, manifest, mart_table(mart)).items():
            connection.execute(f'CREATE VIEW "{name}" AS {source}')
    return Facts(OnDuckDB(connection), MARTS, today=today, ready=ready)


def rows_at(question: Question, facts: Facts, mart: str) -> ir.Table:
    """The rows of a mart in the place and time asked for, with ``start`` and ``group``."""
    rows = facts.mart(mart)
    rows = rows.filter(rows.day >= ibis.literal(question.since), rows.day < ibis.literal(question.until))
    where = places(facts, rows.select("facility", "unit").distinct())
    names = where.names.filter(where.names.level == str(question.level), where.names.place == question.place)
    here = where.homes.semi_join(names, [(towards(question.level), "place_number")]).select("facility", "unit")
    told = described(facts, rows.semi_join(here, ["facility", "unit"]))
    return told.mutate(start=begins(told.day, question.grain), group=told[question.split])


def summed(question: Question, facts: Facts, part: Amount) -> dict[tuple[str, date], float]:
    """An amount by group and period."""
    rows = rows_at(question, facts, part.mart)
    found = rows.group_by("group", "start").agg(total=rows[part.column].sum().cast("float64"))
    return {(row["group"], row["start"]): row["total"] for row in facts.backend.rows(found)}


def from_sums(question: Question, facts: Facts, store: FigureStore) -> list[Figure]:
    """Ratios from two sums; counts with the days of exposure of the whole place."""
    measure = question.measure
    numerators = summed(question, facts, measure.numerator)
    denominators = exposure(question, facts, store, groups={group for group, _ in numerators})
    return [
        figure_of(question, group, start, numerators.get((group, start), 0.0), denominator)
        for (group, start), denominator in denominators.items()
        if denominator > 0
    ]


def exposure(
    question: Question, facts: Facts, store: FigureStore, *, groups: set[str]
) -> dict[tuple[str, date], float]:
    """The denominator by group and period; days are those of the place, the same for every group."""
    part = question.measure.denominator
    if not isinstance(part, Days):
        return summed(question, facts, part)
    whole = store.series(
        question.measure.key,
        question.level,
        question.place,
        question.grain,
        question.since,
        question.until,
        audience=Audience.OWN_MANAGERS,
    )
    return {(group, figure.start): figure.denominator or 0.0 for group in groups for figure in whole}


def single_values(question: Question, facts: Facts) -> list[Figure]:
    """Medians from single values."""
    measure = question.measure
    rows = rows_at(question, facts, measure.numerator.mart)
    rows = rows.select("group", "start", single=rows[measure.numerator.column].cast("float64"))
    values: dict[tuple[str, date], list[float]] = {}
    for row in facts.backend.rows(rows.filter(rows.single.notnull())):
        values.setdefault((row["group"], row["start"]), []).append(row["single"])
    return [median_figure(question, group, start, found) for (group, start), found in values.items()]


def median_figure(question: Question, group: str, start: date, values: list[float]) -> Figure:
    """The figure of a median from its single values."""
    found: dict[str, Any] = {
        "numerator": sum(values),
        "denominator": float(len(values)),
        "value": median(values) * question.measure.multiply,
        "cases": len(values) if question.measure.about is About.PATIENTS else None,
    }
    return replace(figure_of(question, group, start, 0.0, 1.0), **found)
