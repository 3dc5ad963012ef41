"""Who may see which patient: by place, by tie, or through broken glass. An empty list of places means nobody."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from wellrun.foundations.access.permissions import grants_of, holds, places_where
from wellrun.foundations.access.rules import POLICY, TIED_TO_PATIENTS, Permission, Role
from wellrun.foundations.organisation.places import Level, Place, Tree
from wellrun.foundations.patients.models import Glass, Patient, Stay, Tie
from wellrun.foundations.patients.rules import AFTER_DISCHARGE
from wellrun.foundations.people.models import Account

PATIENT_LEVEL = (Permission.FIND_PATIENTS, Permission.READ_RECORDS, Permission.REGISTER_PATIENTS)


def within_reach(
    account: Account, permission: Permission, *, tree: Tree, inside: Place | None = None
) -> QuerySet[Patient]:
    """The patients for whom the account may do this by its places, narrowed to ``inside`` if given."""
    places = places_where(account, permission, tree=tree)
    if inside is not None:
        places = (inside,) if any(held.covers(inside) for held in places) else ()
    return Patient.objects.filter(_looked_after_in(places, tree))


def _looked_after_in(places: Iterable[Place], tree: Tree) -> Q:
    """Patients of a whole facility or network; of a department or unit while it looks after them, and a while after."""
    facilities: set[str] = set()
    units: set[str] = set()
    for place in places:
        below = tree.within(place)
        if place.level in (Level.NETWORK, Level.FACILITY):
            facilities.update(one.code for one in below if one.level is Level.FACILITY)
        else:
            units.update(one.code for one in below)
    lately = Q(ended_at=None) | Q(ended_at__gte=timezone.now() - AFTER_DISCHARGE)
    stays = Stay.objects.filter(lately, patient=OuterRef("pk"), place__in=sorted(units))
    found = Q(facility__code__in=sorted(facilities))
    return found | Q(Exists(stays)) if units else found


def tied_to(account: Account, *, today: dt.date | None = None) -> QuerySet[Patient]:
    """The patients whose own account or proxy this is today."""
    if not holds(account, Permission.READ_OWN_RECORD):
        return Patient.objects.none()
    day = today or timezone.localdate()
    ties = Tie.objects.filter(account=account, patient=OuterRef("pk"), since__lte=day)
    return Patient.objects.filter(Exists(ties.filter(Q(until=None) | Q(until__gt=day))))


def open_glasses(account: Account) -> tuple[Glass, ...]:
    """The glasses this account holds open now, while its holder may still break one."""
    now = timezone.now()
    found = Glass.objects.filter(account=account, broken_at__lte=now, until__gt=now)
    held = tuple(found) if may_break_glass(account) else ()
    account._glasses_seen = held  # type: ignore[attr-defined]
    return held


def glasses_seen(account: Account) -> tuple[Glass, ...]:
    """What ``open_glasses`` last found for this object, for what is only shown and decides nothing."""
    seen: tuple[Glass, ...] | None = getattr(account, "_glasses_seen", None)
    return open_glasses(account) if seen is None else seen


def open_glass(account: Account, patient: Patient) -> Glass | None:
    """The glass this account has broken for this patient, while it is open and its holder may still break one."""
    return next((glass for glass in open_glasses(account) if glass.patient_id == patient.pk), None)


def may_break_glass(account: Account) -> bool:
    """Whether a role of the account allows breaking the glass at all, wherever it is held."""
    return holds(account, Permission.BREAK_GLASS)


def reaches(account: Account, permission: Permission, patient: Patient, *, tree: Tree) -> bool:
    """The rule of ``within_reach`` for one patient whose stays are at hand: a page of one record asks no database.

    A test holds the two against each other.
    """
    return any(_looks_after(place, patient, tree) for place in places_where(account, permission, tree=tree))


def _looks_after(place: Place, patient: Patient, tree: Tree) -> bool:
    if place.level in (Level.NETWORK, Level.FACILITY):
        home = tree.get(patient.facility.code)
        return home is not None and place.covers(home)
    since = timezone.now() - AFTER_DISCHARGE
    lately = (stay for stay in patient.stays.all() if stay.ended_at is None or stay.ended_at >= since)
    units = (tree.get(stay.place) for stay in lately)
    return any(unit is not None and place.covers(unit) for unit in units)


def roles_for(account: Account, patient: Patient, *, tree: Tree, own: bool, glass: bool) -> frozenset[Role]:
    """The roles by which the account sees this patient: by place, as its own, through broken glass."""
    held: set[Role] = {Role.CLINICIAN} if glass else set()
    for grant in grants_of(account):
        role, place = Role(grant.role), tree.get(grant.place)
        if role in TIED_TO_PATIENTS:
            held.update({role} if own else ())
        elif place is not None and POLICY.get(role, frozenset()) & set(PATIENT_LEVEL):
            held.update({role} if _looks_after(place, patient, tree) else ())
    return frozenset(held)


def roles_over(account: Account, *, tree: Tree, inside: Place) -> frozenset[Role]:
    """The roles by which the account sees every patient of a place."""
    held = ((Role(grant.role), tree.get(grant.place)) for grant in grants_of(account))
    return frozenset(
        role
        for role, place in held
        if place is not None and place.covers(inside) and POLICY.get(role, frozenset()) & set(PATIENT_LEVEL)
    )
