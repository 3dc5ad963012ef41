"""What reports and complaints come to, published for measures: no words, no names, nothing told twice."""

from __future__ import annotations

import datetime as dt
from typing import Any
from zoneinfo import ZoneInfo

from wellrun.departments.quality.models import Complaint, FollowUp, FollowUpStep, Incident
from wellrun.departments.quality.queries.complaint_clocks import clocks_of_complaints
from wellrun.departments.quality.rules.complaint_clocks import Clock
from wellrun.departments.quality.rules.complaints import Status as ComplaintStatus
from wellrun.departments.quality.rules.incidents import Status
from wellrun.departments.quality.rules.readmissions.protocol import End, State, Step
from wellrun.foundations.organisation.models import Facility


def incident_report_rows(today: dt.date) -> list[dict[str, Any]]:
    """One row for each event told of in a unit until today."""
    held = Incident.objects.exclude(status=Status.MERGED).select_related("facility").order_by("facility", "number")
    rows = []
    for one in held.iterator():
        facility, _slash, unit = one.place.partition("/")
        zone = ZoneInfo(one.facility.time_zone)
        if not unit or _day(one.occurred_at, one.facility) > today:
            continue
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


def _day(at: dt.datetime, facility: Facility) -> dt.date:
    """The day by the clock of the facility."""
    return at.astimezone(ZoneInfo(facility.time_zone)).date()


def _local(at: dt.datetime | None, zone: ZoneInfo) -> dt.datetime | None:
    return at.astimezone(zone).replace(tzinfo=None) if at else None


def complaint_rows(today: dt.date) -> list[dict[str, Any]]:
    """One row for each complaint that came until today."""
    held = list(Complaint.objects.select_related("facility").order_by("facility", "number"))
    running = clocks_of_complaints(held)
    return [
        _complaint_row(one, running[str(one.pk)], ZoneInfo(one.facility.time_zone))
        for one in held
        if _day(one.received_at, one.facility) <= today
    ]


def _complaint_row(one: Complaint, clocks: tuple[Clock, ...], zone: ZoneInfo) -> dict[str, Any]:
    facility, _slash, inner = one.place.partition("/")
    answer_due = one.first_due or (None if one.settled else clocks[-1].due)
    return {
        "facility": facility,
        "complaint": one.name,
        "unit": inner or None,
        "subject": one.subject,
        "outcome": one.outcome or None,
        "settled": one.settled,
        "withdrawn": one.status == ComplaintStatus.WITHDRAWN,
        "received_at": _local(one.received_at, zone),
        "acknowledge_due": _local(clocks[0].due, zone),
        "acknowledged_at": _local(one.acknowledged_at, zone),
        "answer_due": _local(answer_due, zone),
        "answered_at": _local(one.first_answered_at, zone),
    }


def follow_up_rows(today: dt.date) -> list[dict[str, Any]]:
    """One row for each patient who has left and is followed: when they were called and seen, and nothing of why."""
    held = FollowUp.objects.exclude(left_at=None).select_related("facility", "stay").prefetch_related("steps")
    return [
        _follow_up_row(one, ZoneInfo(one.facility.time_zone))
        for one in held.order_by("facility", "left_at", "pk")
        if one.left_at is not None and _day(one.left_at, one.facility) <= today and "/" in one.place
    ]


def _follow_up_row(one: FollowUp, zone: ZoneInfo) -> dict[str, Any]:
    steps = {step.step: step for step in one.steps.all()}
    facility, _slash, unit = one.place.partition("/")
    call = steps.get(Step.CALL)
    return {
        "facility": facility,
        "encounter": one.stay.visit,
        "unit": unit,
        "left_at": _local(one.left_at, zone),
        "called_at": _done(call, one, zone),
        "seen_at": _done(steps.get(Step.VISIT), one, zone),
        "excused": call is not None and _excused(call, one),
    }


def _done(step: FollowUpStep | None, one: FollowUp, zone: ZoneInfo) -> dt.datetime | None:
    """When a step was done; what was done before leaving, as a visit on the ward, counts from the leaving."""
    if step is None or step.state != State.DONE or step.settled_at is None or one.left_at is None:
        return None
    return _local(max(step.settled_at, one.left_at), zone)


def _excused(call: FollowUpStep, one: FollowUp) -> bool:
    """Whether the patient declined, or was gone before the call was due."""
    gone = one.ended in (End.DIED, End.MOVED, End.DECLINED, End.RETURNED)
    early = one.ended_at is not None and call.due_at is not None and one.ended_at <= call.due_at
    return call.state == State.DECLINED or (gone and early)
