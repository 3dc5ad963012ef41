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
from wellrun.warehouse.measures.places import HOME, Level, Places, places, towards

COLUMNS = (
    *("measure", "level", "place", "grain", "start"),
    *("numerator", "denominator", "value", "cases", "complete"),
)
"""Columns of the table ``figures``, in the order of its rows."""

ROWS = "rows"
"""Stands for the number of rows of a mart among its columns."""

_BEGINS = {Grain.DAY: as_day, Grain.WEEK: first_of_week, Grain.MONTH: first_of_month}


def figures(facts: Facts, measures: Sequence[Measure]) -> dict[str, ir.Table]:
    """One expression for each measure, by key; together they are the rows of the table ``figures``.

    A place and period without exposure (denominator above zero) is absent; one with exposure and no event is zero.
    """
    adding = [measure for measure in measures if measure.statistic is not Statistic.MEDIAN]
    middling = [measure for measure in measures if measure.statistic is Statistic.MEDIAN]
    parts = {mart: cell(facts, mart, columns) for mart, columns in amounts_by_mart(adding).items()}
    cells = facts.held(side_by_side(parts)) if parts else None
    coded = [facts.mart(measure.numerator.mart) for measure in middling] + ([] if cells is None else [cells])
    here = places(facts, ibis.union(*(codes_of(rows) for rows in coded)).distinct())
    found = {measure.key: medians(facts, measure, here) for measure in middling}
    if cells is not None:
        summed = facts.held(rolled_up(facts, cells, here))
        found |= {measure.key: values(measure, summed) for measure in adding}
    return {key: found[key] for key in sorted(found)}


def codes_of(rows: ir.Table) -> ir.Table:
    """The facilities and unit codes that rows name."""
    return rows.select("facility", "unit").distinct()


def rolled_up(facts: Facts, cells: ir.Table, here: Places) -> ir.Table:
    """Level, place, grain, start, the sum of every amount, and ``complete``; ordered as figures are."""
    daily = facts.held(with_days(by_level(cells, here)))
    sums = [name for name in daily.columns if name not in ("place_number", "start")]
    grains = ibis.union(*(in_grain(daily, grain, sums) for grain in Grain))
    named = grains.inner_join(here.names, "place_number")
    ordered = named.select("level", "place", "grain", "start", *sums, "place_number")
    return ordered.mutate(complete=complete(ordered.start, ordered.grain, facts)).order_by(
        "place_number", "grain", "start"
    )


def by_level(cells: ir.Table, here: Places) -> ir.Table:
    """Cells summed by day for the places of every level, each level from the sums of the one below."""
    homes = here.homes
    at_home = cells.inner_join(homes.select("facility", "unit", place_number=HOME), ["facility", "unit"])
    lowest = summed_by_place(at_home, day=at_home.day)
    units = here.names.filter(here.names.level == str(Level.UNIT))
    levels, below, rows = [lowest.semi_join(units, "place_number")], HOME, lowest
    for level in (Level.DEPARTMENT, Level.FACILITY, Level.NETWORK):
        steps = homes.filter(homes[towards(level)].notnull()).select(from_place=below, to_place=towards(level))
        risen = rows.inner_join(steps.distinct(), [("place_number", "from_place")])
        risen = risen.drop("place_number", "from_place").rename(place_number="to_place")
        rows, below = summed_by_place(risen, day=risen.start), towards(level)
        levels.append(rows)
    return ibis.union(*levels)


def summed_by_place(rows: ir.Table, *, day: ir.DateValue) -> ir.Table:
    """Every sum of the rows by place and day."""
    sums = {name: rows[name].sum() for name in rows.columns if "__" in name}
    return rows.group_by("place_number", start=day).agg(**sums)


def with_days(daily: ir.Table) -> ir.Table:
    """Daily sums with the number of rows of a mart made into a day: one if there were any."""
    rows = [name for name in daily.columns if name.endswith("__rows")]
    days = {name.replace("__rows", "__days"): flag(daily[name] > 0).cast("float64") for name in rows}
    return daily.mutate(**days).drop(*rows) if rows else daily


def amounts_by_mart(measures: Iterable[Measure]) -> dict[str, list[str]]:
    """For each mart that is summed, the columns wanted of it; ``rows`` where the days of the mart are."""
    wanted: dict[str, list[str]] = {}
    for measure in measures:
        for part in (measure.numerator, measure.denominator):
            columns = wanted.setdefault(part.mart, [])
            column = part.column if isinstance(part, Amount) else ROWS
            if column not in columns:
                columns.append(column)
    return wanted


def cell(facts: Facts, mart: str, columns: Sequence[str]) -> ir.Table:
    """The mart summed by facility, unit and day. All sums are floats: whole ones would grow wider at every level."""
    rows = facts.mart(mart)
    sums = {
        f"{mart}__{column}": (rows.count() if column == ROWS else rows[column].sum()).cast("float64")
        for column in columns
    }
    return rows.group_by("facility", "unit", "day").agg(**sums)


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


REPORTED_TOGETHER = frozenset({("infections", "device_days"), ("infections", "predicted_infections")})
"""Marts that one surveillance sends: days with a device, or a prediction, and no infection are a true zero."""


def of_senders(measure: Measure, summed: ir.Table) -> ir.Table:
    """The rows of facilities that have ever sent what the numerator counts, and of networks that hold such a facility.

    Where nobody reports falls there is no figure: zero would be a claim that nobody fell.
    """
    marts = (measure.numerator.mart, measure.denominator.mart)
    if marts[0] == marts[1] or marts in REPORTED_TOGETHER:
        return summed
    wide = summed.level.isin([str(Level.FACILITY), str(Level.NETWORK)])
    senders = summed.filter(wide & summed[column_of(measure.numerator)].notnull()).select(sender="place").distinct()
    return summed.mutate(sender=summed.place.split("/")[0]).semi_join(senders, "sender").drop("sender")


def values(measure: Measure, summed: ir.Table) -> ir.Table:
    """The figures of a measure whose contributions add up."""
    summed = of_senders(measure, summed)
    numerator = summed[column_of(measure.numerator)].fill_null(0.0)
    denominator = summed[column_of(measure.denominator)]
    value = numerator if measure.statistic is Statistic.COUNT else numerator * measure.multiply / denominator
    exposed = denominator > 0
    if measure.grains != tuple(Grain):
        exposed = exposed & summed.grain.isin([str(grain) for grain in measure.grains])
    return summed.filter(exposed).select(
        measure=ibis.literal(measure.key),
        level=summed.level,
        place=summed.place,
        grain=summed.grain,
        start=summed.start,
        numerator=numerator,
        denominator=denominator,
        value=value,
        cases=cases(measure, numerator),
        complete=summed.complete,
    )


def cases(measure: Measure, people: ir.NumericValue) -> ir.IntegerValue:
    """How many patients or events of patients the figure shows; empty where it shows none."""
    return people.round().cast("int64") if measure.about is About.PATIENTS else ibis.null("int64")


def medians(facts: Facts, measure: Measure, here: Places) -> ir.Table:
    """The figures of a median: numerator is the sum of the single values, denominator their number."""
    rows = facts.mart(measure.numerator.mart)
    single = rows.select("facility", "unit", "day", single=rows[measure.numerator.column].cast("float64"))
    placed = single.filter(single.single.notnull()).inner_join(here.homes, ["facility", "unit"])
    values = facts.held(placed.select("day", "single", *(towards(level) for level in Level)))
    parts = [median_of(values, level, grain) for level in Level for grain in measure.grains]
    found = ibis.union(*parts).inner_join(here.names, "place_number")
    return found.order_by("place_number", "grain", "start").select(
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
    )


def median_of(values: ir.Table, level: Level, grain: Grain) -> ir.Table:
    """Median, sum and number of single values for every place of a level and period of a grain."""
    here = values.filter(values[towards(level)].notnull())
    grouped = here.group_by(place_number=here[towards(level)], start=begins(here.day, grain)).agg(
        numerator=here.single.sum(),
        denominator=here.single.count().cast("float64"),
        value=here.single.median(),
    )
    return grouped.mutate(grain=ibis.literal(str(grain)))
