"""What the privacy office does: it records disclosures. Reviews are kept where the glass is."""

from __future__ import annotations

import datetime as dt

from django.db import transaction

from wellrun.departments.compliance.models import Disclosure
from wellrun.foundations.access.permissions import check_may
from wellrun.foundations.access.rules import Permission
from wellrun.foundations.audit.actions import record
from wellrun.foundations.organisation.places import Tree
from wellrun.foundations.patients.models import Patient
from wellrun.foundations.people.models import Account


@transaction.atomic
def disclose(
    *,
    patient: Patient,
    on: dt.date,
    recipient: str,
    what: str,
    purpose: str,
    by: Account,
    tree: Tree,
    address: str = "",
) -> Disclosure:
    """Keeps a disclosure so that the patient can be told of it for six years (45 CFR 164.528(a)(3))."""
    check_may(by, Permission.REVIEW_ACCESS, tree[patient.facility.code], tree=tree)
    made = Disclosure.objects.create(
        patient=patient, on=on, recipient=recipient, address=address, what=what, purpose=purpose, entered_by=by
    )
    record("compliance.disclosure.kept", by=by, about=made, after={"on": on}, patients=[patient.pk])
    return made
