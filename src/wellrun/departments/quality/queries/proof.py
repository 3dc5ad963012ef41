"""Whether the follow-up of a facility brought fewer patients back: the evidence, and the verdict on it.

Rows of patients are read anew and never kept; what is kept as long as the warehouse stays as it is, is the verdict.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from wellrun.departments.quality.queries.homegoing import Homegoing, homegoings
from wellrun.engines.risk.scores import charlson
from wellrun.foundations.catalogue.charting import store
from wellrun.foundations.organisation.places import Place
from wellrun.warehouse.measures.question import published_facts

if TYPE_CHECKING:
    from wellrun.engines.effect.joint import Comparison, Verdict

LEAST_FOLLOWED = 50
"""Patients followed, with their 30 days over, from whom on they are compared with others."""

COVARIATES = (
    "age",
    "days",
    "acute",
    "admissions in the year before",
    "emergency visits in six months",
    "Charlson index",
)
MONTHS_BEFORE, MONTHS_AFTER = 12, 6
"""Complete months before the start and after the first that the series asks for (`engines.effect.series`)."""


@dataclass(frozen=True)
class Month:
    """Index discharges of a month whose 30 days are all over, and how many returned."""

    begins: dt.date
    discharges: int
    returns: int


@dataclass(frozen=True)
class Proof:
    """The verdict of a day; none while there are too few months, which ``until`` says."""

    begun_on: dt.date
    months: tuple[Month, ...]
    start: int
    verdict: Verdict | None
    followed: int

    @property
    def enough_on(self) -> dt.date:
        """The first day on which a verdict can be reached, if nothing before the start is missing."""
        return after(month_of(self.begun_on), MONTHS_AFTER + 2) + dt.timedelta(days=WAITED)

    @property
    def before_missing(self) -> int:
        """Months of history that are missing before the start."""
        return max(0, MONTHS_BEFORE - self.start)


WAITED = 31
"""Days after a month's last discharge until all returns of the month are known."""


def month_of(day: dt.date) -> dt.date:
    """The first day of its month."""
    return day.replace(day=1)


def after(month: dt.date, months: int) -> dt.date:
    """The first day of a month so many months later."""
    years, index = divmod(month.year * 12 + month.month - 1 + months, 12)
    return dt.date(years, index + 1, 1)


def proof_of(place: Place, *, begun_on: dt.date, day: dt.date) -> Proof:
    """What can be said of the programme of a facility on a day."""
    return _proof(store().warehouse.manifest().version, place.facility, begun_on, day)


@lru_cache(maxsize=16)
def _proof(version: int, facility: str, begun_on: dt.date, day: dt.date) -> Proof:
    del version  # It is in the key only: another state of the warehouse is another answer.
    rows = _rows(facility, day)
    months = months_from(rows)
    start = sum(month.begins < month_of(begun_on) for month in months)
    known = {month.begins for month in months}
    counted = [row for row in rows if month_of(row["day"]) in known]
    followed = sum(bool(row["followed"]) for row in counted)
    verdict = None
    if start >= MONTHS_BEFORE and len(months) - start > MONTHS_AFTER:
        verdict = _judged(facility, counted, months, start, begun_on, followed)
    return Proof(begun_on, months, start, verdict, followed)


def _rows(facility: str, day: dt.date) -> list[dict[str, Any]]:
    """Index discharges of the facility whose 30 days are over, with what the facility's model expected of them."""
    read = published_facts(store().warehouse, today=day)
    returns, expected, held = read.mart("returns"), read.mart("expected_outcomes"), read.table("follow_ups")
    here = returns.filter(returns.facility == facility, returns.index_30 == 1)
    here = here.select("facility", "encounter", "day", "patient", "returned_30")
    risks = expected.select("facility", "encounter", "expected_returns")
    key = ["facility", "encounter"]
    joined = here.left_join(risks, key).drop("facility_right", "encounter_right")
    taken = held.select("facility", "encounter", followed="left_at")
    joined = joined.left_join(taken, key).drop("facility_right", "encounter_right")
    return read.backend.rows(joined.order_by("day", "encounter"))


def months_from(rows: Sequence[Mapping[str, Any]]) -> tuple[Month, ...]:
    """Whole months in order, without the first and the last: the first may have begun before the history, and of the
    last not every discharge has had its 30 days."""
    counts: dict[dt.date, list[int]] = {}
    for row in rows:
        month = counts.setdefault(month_of(row["day"]), [0, 0])
        month[0] += 1
        month[1] += row["returned_30"]
    ordered = sorted(counts)
    return tuple(Month(begins, *counts[begins]) for begins in ordered[1:-1])


def _judged(
    facility: str,
    rows: Sequence[Mapping[str, Any]],
    months: Sequence[Month],
    start: int,
    begun_on: dt.date,
    followed: int,
) -> Verdict:
    from wellrun.engines.effect.joint import Evidence, judge
    from wellrun.engines.effect.series import Point

    evidence = Evidence(
        points=[Point(returns=one.returns, discharges=one.discharges, exposure=one.discharges) for one in months],
        start=start,
        phase_in=1,
        comparison=_comparison(facility, rows, begun_on) if followed >= LEAST_FOLLOWED else None,
        risks=_risks(rows, begun_on),
    )
    return judge(evidence)


def _risks(rows: Sequence[Mapping[str, Any]], begun_on: dt.date) -> Any:
    import numpy as np

    from wellrun.engines.effect.joint import Risks

    scored = [row for row in rows if row["expected_returns"]]
    before = [row for row in scored if row["day"] < begun_on]
    since = [row for row in scored if row["day"] >= begun_on]
    if not before or not since:
        return None

    def of(held: Sequence[Mapping[str, Any]], what: str) -> Any:
        return np.array([row[what] for row in held], dtype=bool if what == "returned_30" else float)

    return Risks(
        before=of(before, "expected_returns"),
        returned_before=of(before, "returned_30"),
        after=of(since, "expected_returns"),
        returned_after=of(since, "returned_30"),
    )


def _comparison(facility: str, rows: Sequence[Mapping[str, Any]], begun_on: dt.date) -> Comparison | None:
    """Those who were followed, and those who went home in the year before the programme."""
    from wellrun.engines.effect.joint import Comparison

    scored = {row["encounter"]: row for row in rows if row["expected_returns"]}
    year = begun_on - dt.timedelta(days=365)
    stays = {one.encounter: one for one in homegoings(facility, leaves=_midnight(rows[-1]["day"]), encounters=scored)}
    treated = [one for key, one in stays.items() if scored[key]["followed"]]
    others = [one for key, one in stays.items() if year <= scored[key]["day"] < begun_on]
    known = [[one for one in held if one.age is not None] for held in (treated, others)]
    if not all(known):
        return None
    people: dict[str, int] = {}
    groups = [_group(held, scored, people) for held in known]
    return Comparison(treated=groups[0], others=groups[1], names=COVARIATES)


def _group(held: Sequence[Homegoing], rows: Mapping[str, Mapping[str, Any]], people: dict[str, int]) -> Any:
    import numpy as np

    from wellrun.engines.effect.matched import Group

    return Group(
        patients=np.array([people.setdefault(one.patient or one.encounter, len(people)) for one in held]),
        risk=np.array([rows[one.encounter]["expected_returns"] for one in held], dtype=float),
        covariates=np.array(
            [
                (one.age, one.days, one.acute, one.admissions, one.emergency_visits, charlson(one.conditions))
                for one in held
            ],
            dtype=float,
        ),
        returned=np.array([rows[one.encounter]["returned_30"] for one in held], dtype=bool),
    )


def _midnight(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day + dt.timedelta(days=1), dt.time())
