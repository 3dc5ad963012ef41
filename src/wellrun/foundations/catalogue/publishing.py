"""What the database knows and measures need: units and promises, published to the warehouse; then every figure."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.conf import settings

from wellrun.foundations.catalogue.registry import MEASURES, PUBLISHED
from wellrun.foundations.followup.models import Action
from wellrun.foundations.organisation.places import Level
from wellrun.foundations.organisation.queries import tree
from wellrun.warehouse.connection import Warehouse, replace_rows
from wellrun.warehouse.measures.refresh import refresh
from wellrun.warehouse.tables import TABLES

SOURCE = "wellrun"


def publish_and_evaluate(*, today: dt.date) -> None:
    """Publishes units, actions and departments' own tables, then evaluates every measure up to the day before."""
    warehouse = Warehouse(settings.WAREHOUSE)
    replace_rows(warehouse, TABLES["units"], unit_rows())
    replace_rows(warehouse, TABLES["actions"], action_rows())
    for name, rows in PUBLISHED.items():
        replace_rows(warehouse, TABLES[name], rows(today))
    refresh(warehouse, tuple(MEASURES.values()), today=today)
    warehouse.sweep()


def unit_rows() -> list[dict[str, Any]]:
    """Each unit with its department, facility and network."""
    places = tree()
    rows = []
    for place in places.places.values():
        if place.level is Level.UNIT:
            network, facility, department, _unit = place.path
            rows.append(
                {
                    "facility": facility,
                    "unit": place.code.split("/", 1)[1],
                    "unit_name": place.name,
                    "unit_kind": place.kind or None,
                    "department": department.split("/", 1)[1],
                    "network": network,
                    "source": SOURCE,
                    "arrival": SOURCE,
                }
            )
    return rows


def action_rows() -> list[dict[str, Any]]:
    """Each promise with its dates; what it says stays in the database."""
    places = tree()
    rows = []
    for action in Action.objects.all():
        place = places.get(action.place)
        if place is None or not place.facility:
            continue
        rows.append(
            {
                "facility": place.facility,
                "action": str(action.pk),
                "unit": place.code.split("/", 1)[1] if place.level is Level.UNIT else None,
                "opened_on": action.opened_on,
                "due_on": action.due_on,
                "closed_on": action.closed_on,
                "source": SOURCE,
                "arrival": SOURCE,
            }
        )
    return rows
