"""Learns every facility's outcome models from its own stays and publishes them as weights, once a day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

import ibis
from django.conf import settings

from wellrun.departments.quality.rules.outcomes.models import OutcomeModel, learned
from wellrun.departments.quality.rules.outcomes.reference import Reference, reference
from wellrun.engines.outcomes.logistic import Cell
from wellrun.warehouse.connection import Warehouse
from wellrun.warehouse.marts.backends import OnDuckDB
from wellrun.warehouse.marts.catalogue import MARTS
from wellrun.warehouse.marts.facts import Facts, flag
from wellrun.warehouse.marts.stays.expected import FACTORS, INTERCEPT
from wellrun.warehouse.tables import TABLES

SOURCE = "wellrun"
WHAT = {"death": ("died", None), "readmission": ("returned_30", "index_30")}
"""What each outcome counts in the mart, and among which stays."""


def outcome_weight_rows(today: dt.date) -> list[dict[str, Any]]:
    """The weights of every facility that has enough stays and outcomes, as of a day."""
    connection = Warehouse(settings.WAREHOUSE).connect(TABLES)
    try:
        facts = Facts(OnDuckDB(connection), MARTS, today=today)
        return [
            {
                "facility": facility,
                "outcome": model.outcome,
                "factor": row.factor,
                "level": row.level,
                "weight": row.weight,
                "stays": row.stays,
                "events": row.events,
                "told_apart": model.told_apart if row.factor == INTERCEPT else None,
                "since": model.reference.since,
                "until": model.reference.until,
                "source": SOURCE,
                "arrival": SOURCE,
            }
            for facility, model in _models(facts, today)
            for row in model.rows
        ]
    finally:
        connection.close()


def _models(facts: Facts, today: dt.date) -> Iterator[tuple[str, OutcomeModel]]:
    stays = facts.held(facts.mart("case_mix"))
    begun = stays.group_by("facility").agg(first=stays.day.min())
    for row in facts.backend.rows(begun):
        period = reference(today, row["first"])
        if period is None:
            continue
        for outcome in WHAT:
            cells = _cells(facts, stays, row["facility"], period, outcome)
            model = learned(outcome, cells, FACTORS, period) if cells else None
            if model is not None:
                yield row["facility"], model


def _cells(facts: Facts, stays: Any, facility: str, period: Reference, outcome: str) -> list[Cell]:
    """Counts of the reference period by the levels of all factors."""
    event, among = WHAT[outcome]
    here = stays.filter(
        stays.facility == facility, stays.day >= ibis.literal(period.since), stays.day <= ibis.literal(period.until)
    )
    here = here.filter(here[among] == 1) if among else here
    summed = here.group_by(*FACTORS).agg(cases=here.count(), events=flag(here[event] == 1).sum())
    return [
        Cell(levels=tuple(row[factor] for factor in FACTORS), cases=row["cases"], events=row["events"])
        for row in facts.backend.rows(summed.order_by(*FACTORS))
    ]
