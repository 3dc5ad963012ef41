"""All figures of all measures in few scans.

Each mart is summed once, by facility, unit and day; what is left is small. Those sums are laid side by side, rolled up
to department, facility and network and then to week and month, always by adding; values are divided only at the end.
Medians do not add up: they are found from single values for each level and grain.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import ibis
import ibis.expr.types as ir

from wellrun.values.periods import Grain
from wellrun.warehouse.marts.facts import Facts, as_day, first_of_month, first_of_week, flag
from wellrun.warehouse.measures.measure import About, Amount, Days, Measure, Statistic
from wellrun.warehouse.measures.places import Level, places

COLUMNS = (
    *("measure", "level", "place", "grain", "start"),
    *("numerator", "denominator", "value", "cases", "complete"),
)
"""Columns of the table ``figures``, in the order of its rows."""

ORDER = ("measure", "level", "place", "grain", "start")

_BEGINS = {Grain.DAY: as_day, Grain.WEEK: first_of_week, Grain.MONTH: first_of_month}


def figures(facts: Facts, measures: Sequence[Measure]) -> list[ir.Table]:
    """One expression for each measure, in the order of their keys; together the rows of the table ``figures``.

    A place and period without exposure (denominator above zero) is absent; one with exposure and no event is zero.
    """
    adding = [measure for measure in measures if measure.statistic is not Statistic.MEDIAN]
    found = {}
    if adding:
        summed = facts.held(rolled_up(facts, adding))
        found = {measure.key: values(facts, measure, summed) for measure in adding}
    found |= {measure.key: medians(facts, measure) for measure in measures if measure not in adding}
    return [found[key] for key in sorted(found)]


def rolled_up(facts: Facts, measures: Iterable[Measure]) -> ir.Table:
    """Level, place, grain, start, and the sum of every amount the measures read; ordered as figures are."""
    wanted = amounts_by_mart(measures)
    cells = facts.held(side_by_side({mart: cell(facts, mart, columns) for mart, columns in wanted.items()}))
    homes = facts.held(places(facts, cells.select("facility", "unit").distinct()))
    joined = cells.inner_join(homes, ["facility", "unit"])
    sums = [column for column in cells.columns if column not in ("facility", "unit", "day")]
    daily = joined.group_by("level", "place", start=joined.day).agg(**{name: joined[name].sum() for name in sums})
    rows = {f"{mart}__rows": f"{mart}__days" for mart in wanted}
    daily = daily.mutate(**{days: flag(daily[count] > 0).cast("float64") for count, days in rows.items()}).drop(*rows)
    daily = facts.held(daily)
    kept = [name for name in daily.columns if name not in ("level", "place", "start")]
    grains = [in_grain(daily, grain, kept) for grain in Grain]
    return ibis.union(*grains).order_by("level", "place", "grain", "start")


def amounts_by_mart(measures: Iterable[Measure]) -> dict[str, list[str]]:
    """For each mart that is summed, the columns wanted of it."""
    wanted: dict[str, list[str]] = {}
    for measure in measures:
        for part in (measure.numerator, measure.denominator):
            columns = wanted.setdefault(part.mart, [])
            if isinstance(part, Amount) and part.column not in columns:
                columns.append(part.column)
    return wanted


def cell(facts: Facts, mart: str, columns: Sequence[str]) -> ir.Table:
    """The mart summed by facility, unit and day; ``rows`` says how many rows stand behind each sum."""
    rows = facts.mart(mart)
    sums = {f"{mart}__{column}": rows[column].sum().cast("float64") for column in columns}
    return rows.group_by("facility", "unit", "day").agg(**sums, **{f"{mart}__rows": rows.count()})


def side_by_side(cells: dict[str, ir.Table]) -> ir.Table:
    """All cells under one another, each in its own columns; a column is empty in the rows of other marts."""
    columns = {name: table[name].type() for table in cells.values() for name in table.columns}
    padded = [
        table.select(
            *(table[name] if name in table.columns else ibis.null(kind).name(name) for name, kind in columns.items())
        )
        for table in cells.values()
    ]
    return ibis.union(*padded) if len(padded) > 1 else padded[0]


def in_grain(daily: ir.Table, grain: Grain, sums: Sequence[str]) -> ir.Table:
    """Daily sums as sums of the grain."""
    keys = {"level": daily.level, "place": daily.place, "grain": ibis.literal(grain.value)}
    if grain is Grain.DAY:
        return daily.select(**keys, start=daily.start, **{name: daily[name] for name in sums})
    begun = daily.mutate(start=begins(daily.start, grain))
    return (
        begun.group_by("level", "place", "start")
        .agg(**{name: begun[name].sum() for name in sums})
        .select("level", "place", "start", *sums, grain=ibis.literal(grain.value))
        .select("level", "place", "grain", "start", *sums)
    )


def begins(day: ir.DateValue, grain: Grain) -> ir.DateValue:
    """First day of the ISO week or calendar month that holds the day."""
    return _BEGINS[grain](day)


def complete(start: ir.DateValue, grain: ir.StringValue, facts: Facts) -> ir.BooleanValue:
    """Whether the period is over by today. Periods after today come from shifted dates, and count as over."""
    today = ibis.literal(facts.today)
    day = ibis.interval(days=1)
    end = ibis.cases(
        (grain == Grain.DAY.value, as_day(start + day)),
        (grain == Grain.WEEK.value, as_day(start + ibis.interval(days=7))),
        else_=as_day(start + ibis.interval(months=1)),
    )
    return (end <= today) | (start > today)


def column_of(part: Amount | Days) -> str:
    """Name of the summed column that holds a contribution."""
    return f"{part.mart}__{part.column}" if isinstance(part, Amount) else f"{part.mart}__days"


def values(facts: Facts, measure: Measure, summed: ir.Table) -> ir.Table:
    """The figures of a measure whose contributions add up."""
    numerator = summed[column_of(measure.numerator)].fill_null(0).cast("float64")
    denominator = summed[column_of(measure.denominator)].cast("float64")
    value = numerator if measure.statistic is Statistic.COUNT else numerator * measure.multiply / denominator
    exposed = summed.filter(denominator > 0, summed.grain.isin([grain.value for grain in measure.grains]))
    return exposed.select(
        measure=ibis.literal(measure.key),
        level=summed.level,
        place=summed.place,
        grain=summed.grain,
        start=summed.start,
        numerator=numerator,
        denominator=denominator,
        value=value,
        cases=cases(measure, numerator),
        complete=complete(summed.start, summed.grain, facts),
    )


def cases(measure: Measure, people: ir.NumericValue) -> ir.IntegerValue:
    """How many patients or events of patients the figure shows; empty where it shows none."""
    return people.round().cast("int64") if measure.about is About.PATIENTS else ibis.null("int64")


def medians(facts: Facts, measure: Measure) -> ir.Table:
    """The figures of a median: numerator is the sum of the single values, denominator their number."""
    rows = facts.mart(measure.numerator.mart)
    single = rows.select("facility", "unit", "day", single=rows[measure.numerator.column].cast("float64"))
    single = single.filter(single.single.notnull())
    homes = facts.held(places(facts, single.select("facility", "unit").distinct()))
    parts = [median_of(single, homes, level, grain) for level in Level for grain in measure.grains]
    found = ibis.union(*parts)
    return found.select(
        measure=ibis.literal(measure.key),
        level="level",
        place="place",
        grain="grain",
        start="start",
        numerator="numerator",
        denominator="denominator",
        value=found.value * measure.multiply,
        cases=cases(measure, found.denominator),
        complete=complete(found.start, found.grain, facts),
    ).order_by(*ORDER)


def median_of(single: ir.Table, homes: ir.Table, level: Level, grain: Grain) -> ir.Table:
    """Median, sum and number of single values for every place of a level and period of a grain."""
    here = homes.filter(homes.level == level.value).select("facility", "unit", "place")
    joined = single.inner_join(here, ["facility", "unit"])
    grouped = joined.group_by("place", start=begins(joined.day, grain)).agg(
        numerator=joined.single.sum(),
        denominator=joined.single.count().cast("float64"),
        value=joined.single.median(),
    )
    return grouped.mutate(level=ibis.literal(level.value), grain=ibis.literal(grain.value))
