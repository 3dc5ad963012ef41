"""Patients and beds by unit and day.

A patient day is a patient in the unit at the midnight that ends the day. A stay that begins and ends on one calendar
day passes no midnight: its hours are added, divided by 24 (NDNQI, patient days by midnight census and actual hours of
short-stay patients).
"""

from __future__ import annotations

import ibis
import ibis.expr.types as ir

from wellrun.warehouse.marts.facts import Facts, seconds_between
from wellrun.warehouse.marts.occupancy.levels import open_by_day


def bed_spans(facts: Facts) -> ir.Table:
    """Who lay where, from when to when: each stay laid out over its places without gap or overlap.

    A patient is in a place until the next one begins, whatever end was sent for it (a bed may be held while its
    patient is elsewhere). Where no places were sent, the stay's own unit is the place.
    """
    stays = facts.mart("stays")
    filled = stays.filter(stays.bed_from < stays.bed_to)
    places = facts.table("encounter_places").select(
        "facility", "encounter", "position", place="unit", arrived_at="started_at"
    )
    moves = filled.inner_join(places, ["facility", "encounter"])
    order = {"group_by": ["facility", "encounter"], "order_by": ["arrived_at", "position"]}
    arrived = moves.mutate(arrived_at=moves.arrived_at.fill_null(moves.started_at))
    around = ibis.window(**order)
    tiled = arrived.mutate(next_at=arrived.arrived_at.lead().over(around), first=ibis.row_number().over(around) == 0)
    begin = ibis.ifelse(tiled.first, tiled.bed_from, ibis.greatest(tiled.arrived_at, tiled.bed_from))
    in_places = tiled.select(
        "facility",
        "encounter",
        unit="place",
        begins=begin,
        ends=ibis.least(tiled.next_at.fill_null(tiled.bed_to), tiled.bed_to),
    )
    nowhere = filled.anti_join(places, ["facility", "encounter"])
    whole = nowhere.select("facility", "encounter", "unit", begins=nowhere.bed_from, ends=nowhere.bed_to)
    spans = in_places.union(whole)
    return spans.filter(spans.begins < spans.ends)


def bed_times(facts: Facts) -> ir.Table:
    """Who lay in which unit of ours, from when to when; a row for each place a stay passed through."""
    spans = in_our_units(facts, bed_spans(facts).select("facility", "unit", "encounter", "begins", "ends"))
    return spans.mutate(day=spans.begins.date())


def same_day_hours(facts: Facts) -> ir.Table:
    """Hours of stays that begin and end on one calendar day, by unit and day."""
    stays = facts.mart("stays")
    short = stays.filter(stays.ended_at.notnull(), stays.bed_from.date() == stays.bed_to.date())
    short = short.filter(short.started_at.date() == short.bed_to.date())
    hours = seconds_between(short.bed_from, short.bed_to) / 3600.0
    return short.select("facility", "unit", day=short.bed_from.date(), hours=hours)


def unit_days(facts: Facts) -> ir.Table:
    """Patients by unit (ours, where the code sent can be traced to one) and day."""
    spans = bed_spans(facts)
    nights = spans.filter(spans.begins.date() < spans.ends.date())
    into = nights.select("facility", "unit", day=nights.begins.date(), midnight=ibis.literal(1).cast("int64"))
    out = nights.select("facility", "unit", day=nights.ends.date(), midnight=ibis.literal(-1).cast("int64"))
    levels = open_by_day(into.union(out), amounts=("midnight",))
    present = levels.mutate(hours=ibis.literal(0.0))
    short = same_day_hours(facts).mutate(midnight=ibis.literal(0).cast("int64"))
    both = present.union(short.select(*present.columns))
    ours = in_our_units(facts, both)
    summed = ours.group_by("facility", "unit", "day").agg(midnight=ours.midnight.sum(), hours=ours.hours.sum())
    # Today's midnight has not come; the end given to stays that last would make a row of it.
    over = summed.filter(summed.day != ibis.literal(facts.today))
    return over.mutate(patient_days=over.midnight + over.hours / 24.0)


def in_our_units(facts: Facts, rows: ir.Table) -> ir.Table:
    """The rows with ``unit`` replaced by the unit of ours that the code sent belongs to, where there is one."""
    homes = unit_of_code(facts)
    joined = rows.left_join(homes, ["facility", ("unit", "code")])
    return joined.select(
        "facility",
        unit=joined.home.fill_null(joined.unit),
        **{name: joined[name] for name in rows.columns if name not in ("facility", "unit")},
    )


def unit_of_code(facts: Facts) -> ir.Table:
    """Place codes that are not units themselves but lie in one: bed in room in ward, up to three steps up."""
    units = facts.table("units").select("facility", home="unit")
    locations = facts.table("locations").select("facility", "location", "part_of")
    rise = locations.filter(locations.part_of.notnull()).select("facility", code="location", above="part_of")
    found = []
    for _ in range(3):
        found.append(rise.inner_join(units, ["facility", ("above", "home")]).select("facility", "code", "home"))
        up = locations.select("facility", step="location", higher="part_of")
        rise = rise.inner_join(up, ["facility", ("above", "step")]).select("facility", "code", above="higher")
    reached = found[0].union(found[1], found[2])
    known = facts.table("units").select("facility", code="unit")
    loose = reached.anti_join(known, ["facility", "code"])
    return loose.group_by("facility", "code").agg(home=loose.home.min())


def bed_days(facts: Facts) -> ir.Table:
    """Staffed beds, those filled and the discharges, for unit days whose beds were reported."""
    beds = facts.table("bed_states")
    present = facts.mart("unit_days").select("facility", "unit", "day", "midnight")
    left = facts.mart("departures")
    left = in_our_units(facts, left.select("facility", "unit", "day", "discharges"))
    left = left.group_by("facility", "unit", "day").agg(left_today=left.discharges.sum())
    keys = ["facility", "unit", "day"]
    joined = beds.left_join(present, keys).drop("facility_right", "unit_right", "day_right")
    joined = joined.left_join(left, keys).drop("facility_right", "unit_right", "day_right")
    return joined.select(
        *keys,
        staffed="staffed",
        blocked=joined.blocked.fill_null(0),
        filled=joined.midnight.fill_null(0),
        empty=joined.staffed - joined.midnight.fill_null(0),
        discharges=joined.left_today.fill_null(0),
    )
