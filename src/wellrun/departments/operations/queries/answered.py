"""Requests that were answered, published for measures: no words, no names."""

from __future__ import annotations

import datetime as dt
from typing import Any
from zoneinfo import ZoneInfo

from wellrun.departments.operations.models import Request
from wellrun.departments.operations.queries.requests import aim_of
from wellrun.departments.operations.rules.requests import State


def request_rows(today: dt.date) -> list[dict[str, Any]]:
    """One row for each request that was asked until a day and that somebody has taken or refused."""
    held = Request.objects.exclude(answered_at=None).select_related("facility").order_by("facility", "asked_at")
    return [row for one in held.iterator() if (row := _row(one))["asked_at"].date() <= today]


def _row(one: Request) -> dict[str, Any]:
    zone = ZoneInfo(one.facility.time_zone)
    return {
        "facility": one.facility.code,
        "request": str(one.pk),
        "unit": one.unit,
        "kind": one.kind,
        "urgency": one.urgency,
        "asked_at": _local(one.began_at, zone),
        "answered_at": _local(one.answered_at, zone),
        "respond_within": aim_of(one).respond,
        "done_at": _local(one.ended_at, zone) if one.state == State.DONE else None,
    }


def _local(at: dt.datetime | None, zone: ZoneInfo) -> dt.datetime | None:
    return at.astimezone(zone).replace(tzinfo=None) if at else None
