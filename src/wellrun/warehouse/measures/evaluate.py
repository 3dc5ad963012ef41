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
from wellrun.warehouse.measures.places import Level, Places, places, towards

COLUMNS = (
    *("measure", "level", "place", "grain", "start"),
    *("numerator", "denominator", "value", "cases", "complete"),
)
"""Columns of the table ``figures``, in the order of its rows."""

ORDER = ("measure", "level", "place", "grain", "start")

_BEGINS = {Grain.DAY: as_day, Grain.WEEK: first_of_week, Grain.MONTH: first_of_month}


def figures(facts: Facts, measures: Sequence[Measure]) -> dict[str, ir.Table]:
    """One expression for each measure, by key; together they are the rows of the table ``figures``.

    A place and period without exposure (denominator above zero) is absent; one with exposure and no event is zero.
    """
    adding = [measure for measure in measures if measure.statistic is not Statistic.MEDIAN]
    found = {}
    if adding:
        summed = facts.held(rolled_up(facts, adding))
        found = {measure.key: values(facts, measure, summed) for measure in adding}
    found |= {measure.key: medians(facts, measure) for measure in measures if measure not in adding}
    return {key: found[key] for key in sorted(found)}


def rolled_up(facts: Facts, measures: Iterable[Measure]) -> ir.Table:
    """Level, place, grain, start, and the sum of every amount the measures read; ordered as figures are."""
    wanted = amounts_by_mart(measures)
    cells = facts.held(side_by_side({mart: cell(facts, mart, columns) for mart, columns in wanted.items()}))
    here = places(facts, cells.select("facility", "unit").distinct())
    daily = facts.held(by_level(facts, cells, here, marts=tuple(wanted)))
    sums = [name for name in daily.columns if name not in ("place_number", "start")]
    grains = ibis.union(*(in_grain(daily, grain, sums) for grain in Grain))
    named = grains.inner_join(here.names, "place_number")
    return named.select("level", "place", "grain", "start", *sums, "place_number").order_by(
        "place_number", "grain", "start"
    )


def by_level(facts: Facts, cells: ir.Table, here: Places, *, marts: Sequence[str]) -> ir.Table:
    """Cells summed by day for the places of every level, the higher ones from the sums of departments."""
    joined = cells.inner_join(here.homes, ["facility", "unit"])
    sums = [name for name in cells.columns if name not in ("facility", "unit", "day")]
    keys = [towards(level) for level in Level]
    units = facts.held(joined.group_by(*keys, "day").agg(**{name: joined[name].sum() for name in sums}))
    above = [key for key in keys if key != towards(Level.UNIT)]
    departments = facts.held(units.group_by(*above, "day").agg(**{name: units[name].sum() for name in sums}))
    levels = []
    for level in Level:
        rows = units if level is Level.UNIT else departments
        rows = rows.filter(rows[towards(level)].notnull())
        summed = rows.group_by(place_number=rows[towards(level)], start=rows.day)
        levels.append(summed.agg(**{name: rows[name].sum() for name in sums}))
    whole = ibis.union(*levels)
    days = {f"{mart}__days": flag(whole[f"{mart}__rows"] > 0).cast("float64") for mart in marts}
    return whole.mutate(**days).drop(*(f"{mart}__rows" for mart in marts))


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
    name = ibis.literal(str(grain))
    if grain is Grain.DAY:
        return daily.select("place_number", "start", *sums, grain=name)
    begun = daily.mutate(start=begins(daily.start, grain))
    added = begun.group_by("place_number", "start").agg(**{name: begun[name].sum() for name in sums})
    return added.select("place_number", "start", *sums, grain=name)


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
    here = places(facts, single.select("facility", "unit").distinct())
    placed = single.inner_join(here.homes, ["facility", "unit"])
    values = facts.held(placed.select("day", "single", *(towards(level) for level in Level)))
    parts = [median_of(values, level, grain) for level in Level for grain in measure.grains]
    found = ibis.union(*parts).inner_join(here.names, "place_number")
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


def median_of(values: ir.Table, level: Level, grain: Grain) -> ir.Table:
    """Median, sum and number of single values for every place of a level and period of a grain."""
    here = values.filter(values[towards(level)].notnull())
    grouped = here.group_by(place_number=here[towards(level)], start=begins(here.day, grain)).agg(
        numerator=here.single.sum(),
        denominator=here.single.count().cast("float64"),
        value=here.single.median(),
    )
    return grouped.mutate(grain=ibis.literal(str(grain)))
