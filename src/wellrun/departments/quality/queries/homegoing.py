"""What the warehouse knows of stays when their patients go home: what the scores and the model ask for.

These are patients' facts: they are read anew and never kept.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from wellrun.engines.risk.icd10 import conditions_of
from wellrun.engines.risk.scores import Condition, Lace, Score, charlson, lace
from wellrun.foundations.catalogue.charting import facts
from wellrun.warehouse.marts.encounters.vocabulary import FAMILIES, FROM_EMERGENCY, NOT_COUNTED, OUTCOMES

_KNOWN = """
WITH here AS (
    SELECT encounter, patient, started_at, coalesce(ended_at, $leaves) AS leaves, ended_at, admit_source, disposition
    FROM encounters
    WHERE facility = $facility AND upper(class_code) = ANY($inpatient) AND started_at <= $leaves
      AND lower(coalesce(status, '')) <> ALL($not_counted)
      AND ($encounters IS NULL OR encounter = ANY($encounters))
), before AS (
    SELECT h.encounter, count(*) AS admissions FROM here h JOIN encounters e
      ON e.facility = $facility AND e.patient = h.patient AND e.encounter <> h.encounter
     AND upper(e.class_code) = ANY($inpatient) AND lower(coalesce(e.status, '')) <> ALL($not_counted)
     AND e.started_at < h.started_at AND e.started_at >= h.started_at - INTERVAL 12 MONTH
    GROUP BY h.encounter
), emergency AS (
    SELECT h.encounter, count(*) FILTER (v.encounter IS DISTINCT FROM h.encounter AND (
               coalesce(v.outcome, '') <> 'admitted' OR v.arrived_at < h.started_at - INTERVAL 1 DAY)) AS visits,
           count(*) FILTER (v.encounter = h.encounter) AS led
    FROM here h JOIN emergency_visits v
      ON v.facility = $facility AND v.patient = h.patient
     AND v.arrived_at < h.started_at AND v.arrived_at >= h.started_at - INTERVAL 6 MONTH
    GROUP BY h.encounter
), written AS (
    SELECT h.encounter, list(DISTINCT c.code) AS codes,
           arg_min((c.code, c.code_text), (c.recorded_at, c.condition)) FILTER (c.encounter = h.encounter) AS first
    FROM here h JOIN conditions c
      ON c.facility = $facility AND c.patient = h.patient AND c.code IS NOT NULL
     AND (c.recorded_at <= h.leaves OR c.recorded_at IS NULL AND c.encounter = h.encounter)
    GROUP BY h.encounter
)
SELECT h.encounter, h.patient, h.started_at, h.leaves, h.ended_at, h.admit_source, h.disposition, p.birth_date, p.sex,
       coalesce(b.admissions, 0), coalesce(v.visits, 0), coalesce(v.led, 0) > 0, coalesce(w.codes, []),
       w.first[1], w.first[2]
FROM here h
LEFT JOIN patients p ON p.facility = $facility AND p.patient = h.patient
LEFT JOIN before b USING (encounter) LEFT JOIN emergency v USING (encounter) LEFT JOIN written w USING (encounter)
ORDER BY h.leaves, h.encounter
"""


@dataclass(frozen=True)
class Homegoing:
    """One inpatient stay at the moment its patient leaves, with what came before it."""

    encounter: str
    patient: str
    started_at: dt.datetime
    leaves: dt.datetime
    ended: bool
    acute: bool
    outcome: str
    age: int | None
    sex: str
    admissions: int
    emergency_visits: int
    conditions: frozenset[Condition]
    diagnosis: str
    diagnosis_words: str = ""

    @property
    def days(self) -> int:
        """Nights stayed."""
        return max(0, (self.leaves.date() - self.started_at.date()).days)

    @property
    def score(self) -> Score:
        """LACE."""
        return lace(
            Lace(
                days=self.days,
                acute=self.acute,
                charlson=charlson(self.conditions),
                emergency_visits=self.emergency_visits,
            )
        )


def homegoings(facility: str, *, leaves: dt.datetime, encounters: Iterable[str] | None = None) -> Iterator[Homegoing]:
    """Inpatient stays begun by a moment in facility time, those that last as if they ended then; all, or these."""
    asked = {
        "facility": facility,
        "leaves": leaves,
        "encounters": None if encounters is None else sorted(encounters),
        "inpatient": list(FAMILIES["inpatient"]),
        "not_counted": list(NOT_COUNTED),
    }
    for row in facts().rows(_KNOWN, asked):
        yield _homegoing(*row)


def _homegoing(
    encounter: str,
    patient: str | None,
    started_at: dt.datetime,
    leaves: dt.datetime,
    ended_at: dt.datetime | None,
    admit_source: str | None,
    disposition: str | None,
    birth: dt.date | None,
    sex: str | None,
    admissions: int,
    visits: int,
    led: bool,
    codes: list[str],
    first_code: str | None,
    first_words: str | None,
) -> Homegoing:
    return Homegoing(
        encounter=encounter,
        patient=patient or "",
        started_at=started_at,
        leaves=leaves,
        ended=ended_at is not None,
        acute=led or (admit_source or "").upper() in FROM_EMERGENCY,
        outcome=_outcome(disposition),
        age=None if birth is None else _years(birth, started_at.date()),
        sex=sex or "unknown",
        admissions=admissions,
        emergency_visits=visits,
        conditions=conditions_of(codes),
        diagnosis=first_code.partition(".")[0].upper() if first_code else "none recorded",
        diagnosis_words=first_words or first_code or "none recorded",
    )


def _outcome(disposition: str | None) -> str:
    said = (disposition or "").upper()
    return next((name for name, words in OUTCOMES.items() if said in words), "")


def _years(birth: dt.date, day: dt.date) -> int:
    return day.year - birth.year - ((day.month, day.day) < (birth.month, birth.day))
