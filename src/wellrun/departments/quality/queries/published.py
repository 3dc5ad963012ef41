"""What reports come to, published for measures: no words, no names, and nothing of reports told twice."""

from __future__ import annotations

import datetime as dt
from typing import Any
from zoneinfo import ZoneInfo

from wellrun.departments.quality.models import Incident
from wellrun.departments.quality.rules.incidents import Status


def incident_report_rows(today: dt.date) -> list[dict[str, Any]]:
    """One row for each event told of in a unit until today."""
    held = Incident.objects.exclude(status=Status.MERGED).select_related("facility").order_by("facility", "number")
    rows = []
    for one in held.iterator():
        facility, _slash, unit = one.place.partition("/")
        if not unit or one.occurred_at.date() > today:
            continue
        zone = ZoneInfo(one.facility.time_zone)
        rows.append(
            {
                "facility": facility,
                "report": one.name,
                "unit": unit,
                "kind": one.kind,
                "harm": one.harm,
                "occurred_at": _local(one.occurred_at, zone),
                "reported_at": _local(one.reported_at, zone),
                "triaged_at": _local(one.triaged_at, zone),
                "closed_at": _local(one.closed_at, zone),
            }
        )
    return rows


def _local(at: dt.datetime | None, zone: ZoneInfo) -> dt.datetime | None:
    return at.astimezone(zone).replace(tzinfo=None) if at else None
