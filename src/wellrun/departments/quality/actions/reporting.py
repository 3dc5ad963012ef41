"""Telling of an incident: with a name, or without one and with a code that opens the answer."""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
import secrets
from dataclasses import asdict, dataclass
from uuid import UUID, uuid4

from django.db import models, transaction

from wellrun.departments.quality.models import Incident, NamedReader, Step
from wellrun.departments.quality.rules.incidents import Harm, Move, faults_of_report
from wellrun.foundations.access.models import Grant
from wellrun.foundations.access.permissions import check_may
from wellrun.foundations.access.rules import Permission, Role
from wellrun.foundations.audit.actions import System, record
from wellrun.foundations.audit.origin import Origin
from wellrun.foundations.organisation.models import Facility
from wellrun.foundations.organisation.places import Place, Tree
from wellrun.foundations.people.models import Account
from wellrun.values.faults import Refused

READS_SENSITIVE = (Role.QUALITY_LEAD, Role.EXECUTIVE, Role.FACILITY_MANAGER)
"""Who reads a sensitive report before anybody is named: holders, above the place, of the first role that has any."""

CODE_BYTES = 10
"""Eighty bits: a code cannot be guessed, and sixteen letters can be written down."""


@dataclass(frozen=True)
class Telling:
    """What somebody tells: what it was about, how far it went, when, and in words."""

    kind: str
    harm: Harm
    occurred_at: dt.datetime
    what: str
    done: str = ""
    patient_told: bool = False
    manager_told: bool = False
    sensitive: bool = False


@dataclass(frozen=True)
class Told:
    """A report that was taken, and the code that opens its answer if it was sent without a name."""

    incident: Incident
    code: str = ""


@transaction.atomic
def report(
    *,
    place: Place,
    telling: Telling,
    by: Account,
    tree: Tree,
    now: dt.datetime,
    nameless: bool = False,
    key: UUID | None = None,
) -> Told:
    """Takes a report. The same ``key`` twice is one report: a form sent again changes nothing.

    Sent without a name, neither the report nor the audit says who, from where, or in which session.
    """
    check_may(by, Permission.REPORT_INCIDENTS, place, tree=tree)
    faults = faults_of_report(what=telling.what, occurred_at=telling.occurred_at, now=now)
    if faults:
        raise Refused(faults)
    # Numbers run by facility; whoever holds its row gives the next.
    facility = Facility.objects.select_for_update().get(code=place.facility)
    key = key or uuid4()
    held = Incident.objects.filter(pk=key).first()
    if held is not None:
        return Told(held)
    code = base64.b32encode(secrets.token_bytes(CODE_BYTES)).decode() if nameless else ""
    incident = Incident.objects.create(
        id=key,
        facility=facility,
        number=_next_number(facility),
        place=place.code,
        reported_at=now,
        reporter=None if nameless else by,
        receipt=digest(code) if nameless else "",
        **{**asdict(telling), "what": telling.what.strip(), "done": telling.done.strip()},
    )
    Step.objects.create(incident=incident, at=now, by=incident.reporter, move=Move.REPORT)
    if telling.sensitive:
        name_first_readers(incident, place)
    record(
        "quality.incident.reported",
        by=System("somebody without a name") if nameless else by,
        about=incident,
        after={"place": place.code, "kind": telling.kind, "harm": telling.harm.value, "sensitive": telling.sensitive},
        origin=Origin() if nameless else None,
    )
    return Told(incident, code)


def _next_number(facility: Facility) -> int:
    last = Incident.objects.filter(facility=facility).aggregate(last=models.Max("number"))["last"]
    return int(last or 0) + 1


def digest(code: str) -> str:
    """What is kept of a code; the code itself is shown once."""
    return hashlib.sha256(code.strip().replace("-", "").upper().encode()).hexdigest()


def name_first_readers(incident: Incident, place: Place) -> None:
    """Names those who read a sensitive report first, so that it never waits for nobody."""
    for role in READS_SENSITIVE:
        grants = Grant.objects.filter(role=role.value, place__in=place.path, account__is_active=True)
        accounts = set(grants.values_list("account_id", flat=True))
        if accounts:
            NamedReader.objects.bulk_create(
                [NamedReader(incident=incident, account_id=account) for account in sorted(accounts)],
                ignore_conflicts=True,
            )
            return
