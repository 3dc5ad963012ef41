"""What the house has seen and how it is now, for the beds that are needed tonight."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from wellrun.departments.operations.queries.board import KINDS, board, waiting
from wellrun.departments.operations.rules.house.visits import IN_HOUSE
from wellrun.foundations.catalogue.charting import facts
from wellrun.foundations.organisation.holidays import holidays_of
from wellrun.foundations.organisation.models import Facility
from wellrun.foundations.organisation.places import Level, Place, Tree

if TYPE_CHECKING:
    from wellrun.departments.operations.rules.tonight import Past, Present

REACH = 370
"""Days back."""

STAYS = """
SELECT arg_max(unit, started_at), min(started_at), CASE WHEN count(*) = count(ended_at) THEN max(ended_at) END
FROM encounter_places
WHERE facility = $facility AND unit IN (SELECT unnest($units)) AND started_at IS NOT NULL AND started_at < $until
GROUP BY encounter HAVING coalesce(max(ended_at), $until) >= $since
"""
"""One row a stay in beds, from the first of them to the last, under the unit it ended in."""

BOARDED = """
SELECT decided_at, left_at FROM emergency_visits
WHERE facility = $facility AND decided_at >= $since AND decided_at < $until
  AND coalesce(outcome, 'admitted') = 'admitted'
"""

DIRECT = """
WITH begun AS (
    SELECT p.encounter, any_value(e.patient) AS patient, min(p.started_at) AS came
    FROM encounter_places p LEFT JOIN encounters e USING (facility, encounter)
    WHERE p.facility = $facility AND p.unit IN (SELECT unnest($units)) GROUP BY p.encounter
)
SELECT came FROM begun WHERE came >= $since AND came < $until AND NOT EXISTS (
    SELECT 1 FROM emergency_visits v
    WHERE v.facility = $facility AND v.patient = begun.patient
      AND v.decided_at <= begun.came AND v.decided_at > begun.came - INTERVAL 4 DAY
)
"""
"""Stays that began without a decision in emergency."""


def past_of(facility: Facility, moment: dt.datetime, *, tree: Tree) -> Past:
    """What the house has seen before a moment of its clocks."""
    from wellrun.departments.operations.rules.tonight import Past
    from wellrun.engines.forecasting.leaving import Stay

    home = tree[facility.code]
    units = [one.code.partition("/")[2] for one in tree.within(home) if one.level is Level.UNIT and one.kind in KINDS]
    since = moment - dt.timedelta(days=REACH)
    given = {"facility": facility.code, "units": units, "since": since, "until": moment}
    stays = tuple(Stay(*row) for row in facts().rows_of_patients(STAYS, given))
    timed = {name: given[name] for name in ("facility", "since", "until")}
    boarded = tuple((since, until) for since, until in facts().rows_of_patients(BOARDED, timed))
    direct = [came for (came,) in facts().rows_of_patients(DIRECT, given)]
    needed = tuple(sorted([*(since for since, _until in boarded), *direct]))
    return Past(stays, boarded, needed, holidays_of(facility, since.date(), REACH + 2))


def present_of(home: Place, moment: dt.datetime, *, tree: Tree, now: dt.datetime) -> Present:
    """The house as its board shows it."""
    from wellrun.departments.operations.rules.tonight import Present
    from wellrun.engines.forecasting.leaving import Stay

    zone = ZoneInfo(home.time_zone)
    shown = board(home, tree=tree, at=now)
    lying = [course for ward in shown.wards for bed in ward.beds for course in bed.visits]
    lying += [course for ward in shown.wards for course in ward.loose]
    stays = tuple(
        Stay(one.unit, min((one.admitted or one.since or now).astimezone(zone).replace(tzinfo=None), moment), None)
        for one in {course.pk: course for course in lying}.values()
        if one.stage in IN_HOUSE
    )
    return Present(stays, len(waiting(home, tree=tree, at=now)), 0, shown.open)
