"""What is done for the person who complained, what is promised, and what a complaint hangs together with."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _

from wellrun.departments.quality.actions.complaints import locked
from wellrun.departments.quality.models import Complaint, Incident, Recovery, Remedy
from wellrun.departments.quality.queries.scope import may_read
from wellrun.foundations.access.permissions import check_may
from wellrun.foundations.access.rules import Permission
from wellrun.foundations.audit.actions import record
from wellrun.foundations.followup import actions as followup
from wellrun.foundations.organisation.places import Tree
from wellrun.foundations.people.models import Account, Person
from wellrun.values.faults import Fault, Refused


@transaction.atomic
def recover(*, complaint: Complaint, kind: str, words: str, by: Account, tree: Tree, now: dt.datetime) -> Recovery:
    """Says what was done for the person."""
    _check(complaint, by, tree)
    made = Recovery.objects.create(complaint=complaint, kind=kind, at=now, by=by, words=words.strip())
    record("quality.complaint.recovered", by=by, about=complaint, after={"kind": kind})
    return made


@transaction.atomic
def promise(
    *, complaint: Complaint, title: str, owner: Person, due_on: dt.date, by: Account, tree: Tree, today: dt.date
) -> Remedy:
    """Promises something because of a complaint."""
    _check(complaint, by, tree)
    promised = followup.promise(
        title=title,
        owner=owner,
        place=tree[complaint.place],
        due_on=due_on,
        by=by,
        tree=tree,
        today=today,
        origin=f"quality:complaint:{complaint.pk}",
    )
    made = Remedy.objects.create(complaint=complaint, action=promised)
    record("quality.complaint.action", by=by, about=complaint, after={"action": promised.pk})
    return made


@transaction.atomic
def tie(*, complaint: Complaint, version: int, incident: Incident, by: Account, tree: Tree) -> Complaint:
    """Says that a report tells of the same event."""
    held = locked(complaint, version, by, tree)
    if incident.facility_id != held.facility_id or not may_read(by, incident, tree=tree):
        raise Refused(Fault("complaint.incident", _("That report is not yours to read."), place="incident"))
    before = {"incident": held.incident.name if held.incident else ""}
    held.incident = incident
    held.version += 1
    held.save()
    record("quality.complaint.tied", by=by, about=held, before=before, after={"incident": incident.name})
    return held


def _check(complaint: Complaint, by: Account, tree: Tree) -> None:
    check_may(by, Permission.HANDLE_COMPLAINTS, tree[complaint.place], tree=tree)
