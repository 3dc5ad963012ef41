"""Whose an account is, for readers who may see the patient: the registry decides, and notes each reading."""

from __future__ import annotations

from wellrun.departments.revenue.models import Claim, PatientAccount
from wellrun.foundations.access.permissions import may
from wellrun.foundations.access.rules import Permission
from wellrun.foundations.organisation.places import Tree
from wellrun.foundations.patients.models import Patient
from wellrun.foundations.patients.queries import PatientShown, named
from wellrun.foundations.people.models import Account


def person_of(account: PatientAccount, reader: Account, *, tree: Tree) -> PatientShown | None:
    """The patient of an account by the record number that its claims carry; none where the reader may not see one."""
    place = tree[account.facility.code]
    if not account.patient or not may(reader, Permission.FIND_PATIENTS, place, tree=tree):
        return None
    known = Patient.objects.filter(facility=account.facility, mrn_index=account.patient).values_list("pk", flat=True)
    return next(iter(named(reader, known, place, tree=tree).values()), None)


def kept_back(claim: Claim, reader: Account, *, tree: Tree) -> bool:
    """Whether the patient of a claim is one whom the reader may not see: restricted, by decision 15."""
    known = Patient.objects.filter(facility=claim.facility, mrn_index=claim.patient, restricted=True)
    keys = list(known.values_list("pk", flat=True)) if claim.patient else []
    return bool(keys) and not named(reader, keys, tree[claim.facility.code], tree=tree)
