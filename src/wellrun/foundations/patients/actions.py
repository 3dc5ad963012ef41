"""Entering and changing patients, tying accounts to them, breaking the glass, and reviewing what was seen."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import asdict, dataclass

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from wellrun.foundations.access.permissions import check_may
from wellrun.foundations.access.rules import Permission
from wellrun.foundations.access.versions import check_unchanged
from wellrun.foundations.audit.actions import Actor, record
from wellrun.foundations.organisation.models import Facility
from wellrun.foundations.organisation.places import Tree
from wellrun.foundations.organisation.queries import tree as whole_tree
from wellrun.foundations.patients.models import Apart, Glass, Patient, Stay, Tie, UnusualReading
from wellrun.foundations.patients.rules import GLASS_OPEN, LEAST_WORDS, Outcome, Reason
from wellrun.foundations.patients.scope import may_break_glass
from wellrun.foundations.people.models import Account
from wellrun.values.faults import Fault, Refused


@dataclass(frozen=True)
class Details:
    """Who a patient is. What is not known is empty; a date is ISO text, as precise as it is known."""

    mrn: str
    family: str = ""
    given: str = ""
    birth_date: str = ""
    sex: str = ""
    phone: str = ""
    email: str = ""
    address: str = ""


@dataclass(frozen=True)
class StayDetails:
    """One stay as a feed or the front desk gives it."""

    visit: str
    place: str
    started_at: dt.datetime
    ended_at: dt.datetime | None = None
    expected_on: dt.date | None = None


@transaction.atomic
def register(*, facility: Facility, details: Details, by: Actor) -> Patient:
    """Enters a patient, or completes what is known of one who is there; what is empty changes nothing.

    A feed may always do so; a person only with the permission for the facility.
    """
    if isinstance(by, Account):
        tree = whole_tree()
        check_may(by, Permission.REGISTER_PATIENTS, tree[facility.code], tree=tree)
    if not details.mrn.strip():
        raise Refused(
            Fault(
                "patients.no_number",
                _("A patient needs a record number."),
                place="mrn",
                remedy=_("Give the number under which the facility keeps the record."),
            )
        )
    known = Patient.objects.select_for_update().filter(facility=facility, mrn_index=details.mrn).first()
    if known is None:
        patient = Patient.objects.create(facility=facility, **asdict(details))
        record("patients.patient.entered", by=by, about=patient, patients=[patient.pk])
        return patient
    changed = _complete(known, {name: value for name, value in asdict(details).items() if value})
    if changed:
        record("patients.patient.changed", by=by, about=known, after={"changed": changed}, patients=[known.pk])
    return known


def change(*, patient: Patient, details: Details, version: int, by: Account, tree: Tree) -> Patient:
    """Changes who a patient is; refuses if somebody else has changed it since the reader saw it."""
    check_may(by, Permission.REGISTER_PATIENTS, tree[patient.facility.code], tree=tree)
    locked = Patient.objects.select_for_update().get(pk=patient.pk)
    check_unchanged(
        version,
        locked.version,
        code="patients",
        words=_("Somebody else has changed this patient since you opened the page."),
        remedy=_("Open the patient again and repeat what is still needed."),
    )
    changed = _complete(locked, asdict(details))
    if changed:
        record("patients.patient.changed", by=by, about=locked, after={"changed": changed}, patients=[locked.pk])
    return locked


def _complete(patient: Patient, given: Mapping[str, str]) -> list[str]:
    """Writes what differs, and says which identifiers did: the audit names them, never from what to what."""
    changed = sorted(name for name, value in given.items() if getattr(patient, name) != value)
    if not changed:
        return []
    for name in changed:
        setattr(patient, name, given[name])
    patient.version += 1
    patient.save()
    return changed


@transaction.atomic
def restrict(*, patient: Patient, restricted: bool, by: Account, tree: Tree, why: str) -> None:
    """Marks a record as restricted, or frees it."""
    check_may(by, Permission.REVIEW_ACCESS, tree[patient.facility.code], tree=tree)
    locked = Patient.objects.select_for_update().get(pk=patient.pk)
    before, locked.restricted = locked.restricted, restricted
    locked.save(update_fields=["restricted", "changed_at"])
    record(
        "patients.patient.restricted",
        by=by,
        about=locked,
        before={"restricted": before},
        after={"restricted": restricted},
        why=why,
        patients=[locked.pk],
    )


@transaction.atomic
def stay(*, patient: Patient, details: StayDetails, by: Actor) -> Stay:
    """Enters a stay or its newer state; a feed that repeats itself changes nothing."""
    held = Stay.objects.select_for_update().filter(patient=patient, visit_index=details.visit).first()
    if held is None:
        made = Stay.objects.create(patient=patient, **asdict(details))
        record("patients.stay.entered", by=by, about=made, after={"place": details.place}, patients=[patient.pk])
        return made
    newer = {
        "place": details.place,
        "started_at": details.started_at,
        "ended_at": details.ended_at,
        # A message that says nothing of it takes no expectation back.
        "expected_on": details.expected_on or held.expected_on,
    }
    before = {name: getattr(held, name) for name in newer}
    if before != newer:
        for name, value in newer.items():
            setattr(held, name, value)
        held.save(update_fields=list(newer))
        record("patients.stay.changed", by=by, about=held, before=before, after=newer, patients=[patient.pk])
    return held


@transaction.atomic
def give_stay(*, stay: Stay, patient: Patient, by: Actor) -> Stay:
    """A stay turns out to be another patient's: the numbers were merged, or the visit was registered for the wrong one.

    Where the other has a stay of that number already, this one ends as it began.
    """
    held = Stay.objects.select_for_update().get(pk=stay.pk)
    before = held.patient_id
    if Stay.objects.filter(patient=patient, visit_index=held.visit).exists():
        held.ended_at = held.started_at
        held.save(update_fields=["ended_at"])
    else:
        held.patient = patient
        held.save(update_fields=["patient"])
    record("patients.stay.given", by=by, about=held, after={"patient": patient}, patients=[before, patient.pk])
    return held


@transaction.atomic
def go_on_under(*, patient: Patient, kept: Patient | None, by: Actor) -> None:
    """A record goes on under another one, or under its own number again: nothing of it is deleted.

    Told by whoever keeps what became of the numbers, a person with the permission or a feed.
    """
    if isinstance(by, Account):
        tree = whole_tree()
        check_may(by, Permission.MERGE_PATIENTS, tree[patient.facility.code], tree=tree)
    locked = Patient.objects.select_for_update().get(pk=patient.pk)
    before, locked.merged_into = locked.merged_into_id, kept
    locked.version += 1
    locked.save(update_fields=["merged_into", "version", "changed_at"])
    concerned = [locked.pk, *filter(None, (before, kept.pk if kept else None))]
    after = {"into": str(kept.pk) if kept else ""}
    record("patients.patient.merged", by=by, about=locked, after=after, patients=concerned)


@transaction.atomic
def say_apart(*, one: Patient, other: Patient, by: Account, tree: Tree) -> Apart:
    """Two records that look alike are of two people: they are not shown as one again."""
    check_may(by, Permission.MERGE_PATIENTS, tree[one.facility.code], tree=tree)
    if one.pk == other.pk or one.facility_id != other.facility_id:
        raise Refused(Fault("patients.no_pair", _("These are not two records of one facility."), place="other"))
    said = Apart.objects.create(said_by=by)
    said.patients.set([one, other])
    record("patients.pair.apart", by=by, about=said, patients=[one.pk, other.pk])
    return said


@transaction.atomic
def take_back_apart(*, said: Apart, by: Account, tree: Tree) -> None:
    """Takes back that two records are of two people."""
    concerned = list(said.patients.select_related("facility"))
    for one in concerned:
        check_may(by, Permission.MERGE_PATIENTS, tree[one.facility.code], tree=tree)
    said.ended_at = timezone.now()
    said.save(update_fields=["ended_at"])
    record("patients.pair.together", by=by, about=said, patients=[one.pk for one in concerned])


@transaction.atomic
def tie(*, account: Account, patient: Patient, kind: Tie.Kind, by: Account, tree: Tree, why: str) -> Tie:
    """Makes an account a patient's own, or a proxy's, from today on; ``why`` says what was shown at the desk."""
    check_may(by, Permission.REGISTER_PATIENTS, tree[patient.facility.code], tree=tree)
    _check_not_own(account, by)
    made, _new = Tie.objects.update_or_create(
        account=account, patient=patient, kind=kind, defaults={"since": timezone.localdate(), "until": None}
    )
    record("patients.tie.made", by=by, about=made, after={"kind": str(kind)}, why=why, patients=[patient.pk])
    return made


@transaction.atomic
def untie(*, tie: Tie, by: Account, tree: Tree, why: str) -> None:
    """Ends a tie; with the next request the account sees nothing of the patient."""
    check_may(by, Permission.REGISTER_PATIENTS, tree[tie.patient.facility.code], tree=tree)
    tie.until = timezone.localdate()
    tie.save(update_fields=["until"])
    record("patients.tie.ended", by=by, about=tie, after={"until": tie.until}, why=why, patients=[tie.patient_id])


def _check_not_own(account: Account, by: Account) -> None:
    if account.pk == by.pk:
        raise Refused(
            Fault(
                "access.own_tie",
                _("Nobody ties their own account to a patient."),
                remedy=_("Ask a colleague at the desk to check the identity and do it."),
            )
        )


@transaction.atomic
def break_glass(*, patient: Patient, reason: str, words: str, by: Account) -> Glass:
    """Opens one record for a while, with a reason; the privacy officer sees it at once and reviews it."""
    if not may_break_glass(by):
        raise Refused(
            Fault(
                "access.no_glass", _("Your role does not allow breaking the glass."), remedy=_("Ask the treating team.")
            )
        )
    faults = []
    if reason not in set(Reason):
        faults.append(Fault("patients.no_reason", _("Choose a reason."), place="reason", value=reason))
    if len(words.strip()) < LEAST_WORDS:
        faults.append(
            Fault(
                "patients.no_words",
                _("Say in a few words why you need this record."),
                place="words",
                remedy=_("At least %(number)s characters; the privacy officer reads them.") % {"number": LEAST_WORDS},
            )
        )
    if faults:
        raise Refused(faults)
    now = timezone.now()
    glass = Glass.objects.create(
        account=by, patient=patient, reason=reason, words=words.strip(), broken_at=now, until=now + GLASS_OPEN
    )
    record(
        "patients.glass.broken",
        by=by,
        about=glass,
        after={"reason": reason, "until": glass.until},
        patients=[patient.pk],
    )
    return glass


@transaction.atomic
def close_glass(*, glass: Glass, by: Account) -> None:
    """Ends an opening before its time."""
    glass.until = min(glass.until, timezone.now())
    glass.save(update_fields=["until"])
    record("patients.glass.closed", by=by, about=glass, patients=[glass.patient_id])


@transaction.atomic
def review_glass(*, glass: Glass, outcome: str, finding: str, by: Account, tree: Tree) -> Glass:
    """Keeps what the privacy officer found; one finding a glass, and nobody reviews themselves."""
    locked = Glass.objects.select_for_update().select_related("patient__facility").get(pk=glass.pk)
    check_may(by, Permission.REVIEW_ACCESS, tree[locked.patient.facility.code], tree=tree)
    _check_review(outcome, done=bool(locked.outcome), own=locked.account_id == by.pk)
    locked.outcome, locked.finding = outcome, finding.strip()
    locked.reviewed_by, locked.reviewed_at = by, timezone.now()
    locked.save()
    record("patients.glass.reviewed", by=by, about=locked, after={"outcome": outcome}, patients=[locked.patient_id])
    return locked


@transaction.atomic
def review_unusual(*, reading: UnusualReading, outcome: str, by: Account, tree: Tree, why: str) -> UnusualReading:
    """Keeps what came of an unusual reading. One of many patients is reviewed for the whole network."""
    locked = (
        UnusualReading.objects.select_for_update(of=("self",)).select_related("patient__facility").get(pk=reading.pk)
    )
    home = tree[locked.patient.facility.code] if locked.patient else next(iter(tree.places.values()))
    check_may(by, Permission.REVIEW_ACCESS, home, tree=tree)
    _check_review(outcome, done=bool(locked.outcome), own=locked.account_id == by.pk)
    locked.outcome, locked.reviewed_by, locked.reviewed_at = outcome, by, timezone.now()
    locked.save()
    concerned = [locked.patient_id] if locked.patient_id else []
    record("patients.unusual.reviewed", by=by, about=locked, after={"outcome": outcome}, why=why, patients=concerned)
    return locked


def _check_review(outcome: str, *, done: bool, own: bool) -> None:
    faults = []
    if outcome not in set(Outcome):
        faults.append(Fault("patients.no_outcome", _("Choose what you found."), place="outcome", value=outcome))
    if done:
        faults.append(Fault("patients.reviewed", _("This has been reviewed already."), remedy=_("Open the list anew.")))
    if own:
        faults.append(
            Fault(
                "access.own_review",
                _("Nobody reviews what they did themselves."),
                remedy=_("Ask another privacy officer or the administrator to name one."),
            )
        )
    if faults:
        raise Refused(faults)
