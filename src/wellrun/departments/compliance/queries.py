"""What waits for the privacy officer, and who looked at one patient."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from wellrun.departments.compliance.models import Disclosure
from wellrun.foundations.access.permissions import places_where
from wellrun.foundations.access.rules import Permission
from wellrun.foundations.audit.actions import record
from wellrun.foundations.audit.models import Entry
from wellrun.foundations.audit.queries import concerning
from wellrun.foundations.organisation.places import Level, Place, Tree
from wellrun.foundations.patients.models import Glass, Patient, UnusualReading
from wellrun.foundations.people.models import Account

ACCOUNTED_FOR = dt.timedelta(days=6 * 365 + 2)
"""Six years, two leap days included (45 CFR 164.528(a)(1))."""

WORDS = {
    "patients.record.read": _("opened the record"),
    "patients.list.read": _("saw on a list"),
    "patients.search.read": _("found by a search"),
    "patients.desk.read": _("opened at the desk"),
    "patients.own.read": _("read as the patient or a proxy"),
    "patients.record.refused": _("tried to open, was refused"),
    "patients.glass.broken": _("broke the glass"),
    "patients.glass.closed": _("closed the glass"),
    "patients.glass.reviewed": _("reviewed the broken glass"),
    "patients.patient.entered": _("entered the patient"),
    "patients.patient.changed": _("changed identifiers"),
    "patients.patient.restricted": _("restricted or freed the record"),
    "patients.stay.entered": _("entered a stay"),
    "patients.stay.changed": _("changed a stay"),
    "patients.tie.made": _("gave a patient’s account access"),
    "patients.tie.ended": _("ended a patient’s account’s access"),
    "patients.unusual.reviewed": _("reviewed an unusual reading"),
    "compliance.disclosure.kept": _("kept a disclosure"),
    "compliance.readings.read": _("looked up who looked"),
}
"""What an entry of the audit says in the words of the privacy office."""


def codes_of(places: Iterable[Place], tree: Tree) -> list[str]:
    """The facilities within the places."""
    return sorted({one.code for place in places for one in tree.within(place) if one.level is Level.FACILITY})


def glasses(place: Place, *, tree: Tree) -> QuerySet[Glass]:
    """Every breaking of the glass for patients of a place, those to review first."""
    found = Glass.objects.filter(patient__facility__code__in=codes_of([place], tree))
    return found.select_related("account__person", "reviewed_by__person").order_by("reviewed_at", "-broken_at")


def unusual(place: Place, *, tree: Tree) -> QuerySet[UnusualReading]:
    """Readings to look at. One that concerns many patients is the network's."""
    here = Q(patient__facility__code__in=codes_of([place], tree))
    if place.level is Level.NETWORK:
        here |= Q(patient=None)
    return UnusualReading.objects.filter(here).select_related("account__person").order_by("reviewed_at", "-at")


@dataclass(frozen=True)
class Looked:
    """Everything that was done with one patient's data, and every disclosure, newest first."""

    patient: UUID
    entries: Sequence[Entry]
    disclosures: Sequence[Disclosure]


def who_looked(account: Account, patient: UUID, *, tree: Tree, today: dt.date) -> Looked | None:
    """Who looked at a patient of the officer's facilities; looking this up is recorded like any reading."""
    reach = codes_of(places_where(account, Permission.REVIEW_ACCESS, tree=tree), tree)
    found = Patient.objects.filter(pk=patient, facility__code__in=reach).first()
    if found is None:
        return None
    record("compliance.readings.read", by=account, about=found, patients=[found.pk])
    disclosed = Disclosure.objects.filter(patient=found, on__gte=today - ACCOUNTED_FOR).select_related(
        "entered_by__person"
    )
    return Looked(found.pk, tuple(concerning(found.pk)), tuple(disclosed))


def named(account: Account, mrn: str, place: Place, *, tree: Tree) -> UUID | None:
    """The patient of that number in the officer's facilities of the place."""
    held = places_where(account, Permission.REVIEW_ACCESS, tree=tree)
    inside = [place] if any(one.covers(place) for one in held) else []
    found = Patient.objects.filter(facility__code__in=codes_of(inside, tree), mrn_index=mrn).first()
    return found.pk if found else None
