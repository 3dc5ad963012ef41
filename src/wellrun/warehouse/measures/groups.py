"""What groups of patients add to a measure, over people: the ground of every comparison between groups.

One reading answers for all facilities and all splits. Facilities are compared within themselves only: a split of a ward
could be subtracted from that of its facility, and would tell of single patients.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import ibis
import ibis.expr.types as ir

from wellrun.engines.outcomes.gaps import Sort, Sums
from wellrun.warehouse.marts.facts import SPLITS, Facts
from wellrun.warehouse.marts.patients.described import described
from wellrun.warehouse.measures.measure import About, Amount, Measure, Statistic

SORTS: Mapping[str, Sort] = {"p": Sort.SHARE, "pp": Sort.SHARE, "u": Sort.RATE, "up": Sort.RATE}
"""How the values of a measure vary, by its chart; any other is a mean."""


@dataclass(frozen=True)
class Groups:
    """The groups of one split of a measure in one facility."""

    facility: str
    split: str
    sums: tuple[Sums, ...]


def sort_of(measure: Measure) -> Sort:
    """What the values of a measure are."""
    return SORTS.get(measure.chart, Sort.MEAN)


def splits_people(measure: Measure) -> bool:
    """Whether a measure can be told for groups of patients: a ratio of sums over rows that name the patient."""
    ratio = measure.statistic is Statistic.RATIO and isinstance(measure.denominator, Amount)
    return ratio and measure.about is About.PATIENTS and set(measure.splits) >= set(SPLITS)


def groups_of(measure: Measure, facts: Facts, *, since: date, until: date) -> tuple[Groups, ...]:
    """Every facility's groups by every split, from ``since`` up to, not including, ``until``.

    A row without a patient counts in the group "unknown". Raises ``ValueError`` for a measure that cannot be told so.
    """
    if not splits_people(measure):
        raise ValueError(f"{measure.key} is not told of single patients.")
    people = facts.held(by_person(measure, facts, since, until))
    rows = facts.backend.rows(ibis.union(*(sums_by(people, split) for split in SPLITS)))
    found: dict[tuple[str, str], list[Sums]] = {}
    for row in sorted(rows, key=lambda each: (each["facility"], each["split"], each["group"])):
        of = {name: row[name] for name in ("group", "people", "x", "w", "xx", "xw", "ww")}
        found.setdefault((row["facility"], row["split"]), []).append(Sums(**of))
    return tuple(Groups(facility, split, tuple(sums)) for (facility, split), sums in found.items())


def by_person(measure: Measure, facts: Facts, since: date, until: date) -> ir.Table:
    """What each patient adds to numerator (x) and denominator (w), by facility and by what the patient is."""
    parts = []
    for part, mine, other in ((measure.numerator, "x", "w"), (measure.denominator, "w", "x")):
        assert isinstance(part, Amount), "both parts are sums over rows"
        rows = facts.mart(part.mart)
        rows = rows.filter(rows.day >= ibis.literal(since), rows.day < ibis.literal(until))
        added = {mine: rows[part.column].cast("float64"), other: ibis.literal(0.0)}
        parts.append(rows.select("facility", "patient", "day", x=added["x"], w=added["w"]))
    told = described(facts, ibis.union(*parts))
    return told.group_by("facility", "patient", *SPLITS).agg(x=told.x.sum(), w=told.w.sum())


def sums_by(people: ir.Table, split: str) -> ir.Table:
    """The sums over people of one split."""
    each = people.group_by("facility", "patient", group=people[split]).agg(x=people.x.sum(), w=people.w.sum())
    each = each.filter(each.w > 0)
    return each.group_by("facility", "group").agg(
        split=ibis.literal(split),
        people=each.count(),
        x=each.x.sum(),
        w=each.w.sum(),
        xx=(each.x * each.x).sum(),
        xw=(each.x * each.w).sum(),
        ww=(each.w * each.w).sum(),
    )
