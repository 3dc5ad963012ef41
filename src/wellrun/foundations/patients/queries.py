"""Reading patients. Everything that shows a patient goes through here, is scoped, masked and recorded."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from uuid import UUID

from django.db import transaction
from django.db.models import Prefetch, Q, QuerySet

from wellrun.foundations.access.rules import Permission, Role
from wellrun.foundations.audit.actions import record
from wellrun.foundations.audit.origin import Origin, current
from wellrun.foundations.organisation.places import Level, Place, Tree
from wellrun.foundations.patients.models import Glass, Patient, Stay
from wellrun.foundations.patients.rules import Identifier, Sight, shown, sight
from wellrun.foundations.patients.scope import (
    may_break_glass,
    open_glass,
    reaches,
    roles_for,
    roles_over,
    tied_to,
    within_reach,
)
from wellrun.foundations.patients.unusual import notice, unusual_kinds
from wellrun.foundations.people.models import Account

MOST = 200
"""Patients on one list: more would be a download and not a list."""


@dataclass(frozen=True)
class StayShown:
    """One stay as the reader may see it."""

    id: UUID
    visit: str
    unit: str
    place: str
    started_at: dt.datetime
    ended_at: dt.datetime | None


@dataclass(frozen=True)
class PatientShown:
    """A patient as the reader may see one: what the roles do not show is empty."""

    id: UUID
    facility: str
    name: str
    birth_date: str
    mrn: str
    phone: str
    email: str
    address: str
    sex: str
    restricted: bool
    version: int
    changed_at: dt.datetime
    merged_into: UUID | None = None
    stays: tuple[StayShown, ...] = field(default=())

    @property
    def now(self) -> StayShown | None:
        """Where the patient is now."""
        return next((stay for stay in self.stays if stay.ended_at is None), None)


@dataclass(frozen=True)
class Opened:
    """A record that was opened, by which right, and under which broken glass if so."""

    patient: Patient
    shown: PatientShown
    roles: frozenset[Role]
    glass: Glass | None


class NotYours(Exception):
    """The patient is not the reader's. ``may_break`` says whether the glass may be broken."""

    def __init__(self, *, may_break: bool) -> None:
        super().__init__("not the reader's patient")
        self.may_break = may_break


def described(patient: Patient, seen: Mapping[Identifier, Sight], *, tree: Tree) -> PatientShown:
    """The patient with each identifier as it may be seen."""

    def show(identifier: Identifier, value: str) -> str:
        # What is not to be seen is not even unsealed.
        return shown(identifier, value, seen[identifier])

    wanted = {one: seen[one] is not Sight.NONE for one in Identifier}
    return PatientShown(
        id=patient.pk,
        facility=patient.facility.code,
        name=show(Identifier.NAME, patient.name) if wanted[Identifier.NAME] else "",
        birth_date=show(Identifier.BIRTH_DATE, patient.birth_date) if wanted[Identifier.BIRTH_DATE] else "",
        mrn=show(Identifier.MRN, patient.mrn) if wanted[Identifier.MRN] else "",
        phone=show(Identifier.PHONE, patient.phone) if wanted[Identifier.PHONE] else "",
        email=show(Identifier.EMAIL, patient.email) if wanted[Identifier.EMAIL] else "",
        address=show(Identifier.ADDRESS, patient.address) if wanted[Identifier.ADDRESS] else "",
        sex=patient.sex,
        restricted=patient.restricted,
        version=patient.version,
        changed_at=patient.changed_at,
        merged_into=patient.merged_into_id,
        stays=tuple(_stay(stay, seen[Identifier.VISIT], tree) for stay in patient.stays.all()),
    )


def _stay(stay: Stay, seen: Sight, tree: Tree) -> StayShown:
    place = tree.get(stay.place)
    visit = shown(Identifier.VISIT, stay.visit, seen) if seen is not Sight.NONE else ""
    return StayShown(stay.pk, visit, place.name if place else stay.place, stay.place, stay.started_at, stay.ended_at)


def with_stays(found: QuerySet[Patient]) -> QuerySet[Patient]:
    """Patients with their stays, the newest first, and their facility, in two statements."""
    return found.select_related("facility").prefetch_related(Prefetch("stays", Stay.objects.order_by("-started_at")))


def in_house(account: Account, place: Place, *, tree: Tree) -> tuple[PatientShown, ...]:
    """The patients who are in a place now, as the account may see them; one audit entry names them all.

    Restricted patients are left out for everybody but the privacy officer: their place alone says too much.
    """
    codes = [below.code for below in tree.within(place) if below.level is Level.UNIT]
    staying = Stay.objects.filter(place__in=codes, ended_at=None).values("patient")
    found = within_reach(account, Permission.FIND_PATIENTS, tree=tree, inside=place).filter(pk__in=staying)
    return _read_list(account, with_stays(found)[:MOST], place, tree=tree, action="patients.list.read")


@dataclass(frozen=True)
class Search:
    """What identifies a patient. Each is compared as a whole; the database holds digests only."""

    mrn: str = ""
    family: str = ""
    birth_date: str = ""

    @property
    def exact(self) -> bool:
        """Enough to name one person: a record number, or a family name with a date of birth."""
        return bool(self.mrn or (self.family and self.birth_date))

    @property
    def query(self) -> Q:
        """Who fits, also by a record that was given up: whose it is now is found by it."""
        given = {"mrn_index": self.mrn, "family_index": self.family, "birth_date_index": self.birth_date}
        asked = {name: value for name, value in given.items() if value}
        if not asked:
            return Q()
        once = Patient.objects.filter(**asked, merged_into__isnull=False).values("merged_into")
        return Q(merged_into=None) & (Q(**asked) | Q(pk__in=once))


def named(account: Account, patients: Iterable[UUID], place: Place, *, tree: Tree) -> dict[UUID, PatientShown]:
    """Those of these patients whom the account may see in a place, as it may see them; one audit entry names them all.

    Restricted patients are left out for everybody but the privacy officer.
    """
    found = within_reach(account, Permission.FIND_PATIENTS, tree=tree, inside=place).filter(pk__in=list(patients))
    shown_ones = _read_list(account, with_stays(found)[:MOST], place, tree=tree, action="patients.list.read")
    return {one.id: one for one in shown_ones}


def search(account: Account, asked: Search, place: Place, *, tree: Tree) -> tuple[PatientShown, ...]:
    """Patients of a place who fit; nothing asked finds nobody."""
    query = asked.query
    if not query:
        return ()
    found = within_reach(account, Permission.FIND_PATIENTS, tree=tree, inside=place).filter(query)
    return _read_list(account, with_stays(found)[:MOST], place, tree=tree, action="patients.search.read")


def beyond_reach(account: Account, asked: Search, *, tree: Tree) -> tuple[UUID, ...]:
    """Patients of other places, or restricted, whom the words name exactly: for them the glass may be broken."""
    if not asked.exact or not may_break_glass(account):
        return ()
    reach = within_reach(account, Permission.FIND_PATIENTS, tree=tree)
    return tuple(
        Patient.objects.filter(asked.query)
        .exclude(pk__in=reach.filter(restricted=False).values("pk"))
        .values_list("pk", flat=True)[:5]
    )


def _read_list(
    account: Account, found: Iterable[Patient], place: Place, *, tree: Tree, action: str
) -> tuple[PatientShown, ...]:
    seen = sight(roles_over(account, tree=tree, inside=place))
    roles = roles_over(account, tree=tree, inside=place)
    rows = [one for one in found if not one.restricted or Role.PRIVACY_OFFICER in roles]
    if rows:
        record(action, by=account, about=account, after={"place": place.code}, patients=[one.pk for one in rows])
    return tuple(sorted((described(one, seen, tree=tree) for one in rows), key=lambda one: (one.name, one.mrn)))


def open_record(account: Account, patient: UUID, *, tree: Tree, now: dt.datetime) -> Opened:
    """Opens one record: records who read it, by which right, and what is unusual about it.

    Raises ``NotYours`` where no place, tie or broken glass allows it; the attempt is recorded too.
    """
    found = with_stays(Patient.objects.filter(pk=patient)).first()
    if found is None:
        raise NotYours(may_break=False)
    glass = open_glass(account, found)
    by_place = reaches(account, Permission.READ_RECORDS, found, tree=tree)
    own = tied_to(account).filter(pk=patient).exists()
    if not own and glass is None and (not by_place or found.restricted):
        record("patients.record.refused", by=account, about=found, patients=[found.pk])
        raise NotYours(may_break=may_break_glass(account))
    roles = roles_for(account, found, tree=tree, own=own, glass=glass is not None)
    here = current()
    under = f"glass {glass.pk}" if glass else "own record" if own else here.under
    kinds = () if own else unusual_kinds(account, found, now=now)
    # One short transaction: every reader of a patient waits for the head of the chain.
    with transaction.atomic(savepoint=False):
        entry = record(
            "patients.record.read",
            by=account,
            about=found,
            patients=[found.pk],
            origin=Origin(here.address, here.route, here.session, under),
        )
        notice(account, found, kinds=kinds, entry=entry, now=now)
    return Opened(found, described(found, sight(roles), tree=tree), roles, glass)


def own_patients(account: Account, *, tree: Tree) -> tuple[PatientShown, ...]:
    """The patients this account is tied to: the choice on the own-record page."""
    full = sight([Role.PATIENT])
    rows = list(with_stays(tied_to(account)))
    if rows:
        record("patients.own.read", by=account, about=account, patients=[one.pk for one in rows])
    return tuple(described(one, full, tree=tree) for one in rows)


def for_change(account: Account, patient: Patient) -> dict[str, str | int]:
    """Everything that can be changed of a patient, in clear, for the form at the desk; recorded as a reading."""
    record("patients.desk.read", by=account, about=patient, patients=[patient.pk])
    names = ("mrn", "family", "given", "birth_date", "sex", "phone", "email", "address", "version")
    return {name: getattr(patient, name) for name in names}
