"""What the privacy office does: it keeps disclosures and breaches. Reviews are kept where the glass is."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from wellrun.departments.compliance.models import Breach, Disclosure
from wellrun.departments.compliance.rules import Factor, faults_of_closing
from wellrun.foundations.access.permissions import check_may
from wellrun.foundations.access.rules import Permission
from wellrun.foundations.audit.actions import record
from wellrun.foundations.organisation.models import Facility
from wellrun.foundations.organisation.places import Tree
from wellrun.foundations.patients.models import Patient
from wellrun.foundations.people.models import Account
from wellrun.values.faults import Fault, Refused


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


@transaction.atomic
def discover(
    *,
    facility: Facility,
    discovered_on: dt.date,
    what: str,
    individuals: int,
    most_in_one_state: int,
    by: Account,
    tree: Tree,
) -> Breach:
    """Opens a breach; its clocks run from the day of discovery."""
    check_may(by, Permission.REVIEW_ACCESS, tree[facility.code], tree=tree)
    breach = Breach.objects.create(
        facility=facility,
        discovered_on=discovered_on,
        what=what,
        individuals=individuals,
        most_in_one_state=most_in_one_state,
        entered_by=by,
    )
    after = {"discovered_on": discovered_on, "individuals": individuals, "most_in_one_state": most_in_one_state}
    record("compliance.breach.discovered", by=by, about=breach, after=after)
    return breach


@transaction.atomic
def assess(*, breach: Breach, factors: Mapping[Factor, str], by: Account, tree: Tree) -> Breach:
    """Keeps what has been weighed so far; the audit says which factors, not what was written."""
    locked = _open(breach, by, tree)
    changed = [factor.value for factor, words in factors.items() if getattr(locked, factor.value) != words]
    for factor, words in factors.items():
        setattr(locked, factor.value, words)
    locked.save()
    record("compliance.breach.assessed", by=by, about=locked, after={"factors": changed})
    return locked


@transaction.atomic
def close(*, breach: Breach, how: str, finding: str, by: Account, tree: Tree) -> Breach:
    """Closes a breach; refuses a low probability that is not shown by all four factors."""
    locked = _open(breach, by, tree)
    faults = faults_of_closing(how=how, factors=locked.factors, finding=finding)
    if faults:
        raise Refused(faults)
    locked.how, locked.finding, locked.closed_by, locked.closed_at = how, finding.strip(), by, timezone.now()
    locked.save()
    record("compliance.breach.closed", by=by, about=locked, after={"how": how})
    return locked


def _open(breach: Breach, by: Account, tree: Tree) -> Breach:
    locked = Breach.objects.select_for_update().select_related("facility").get(pk=breach.pk)
    check_may(by, Permission.REVIEW_ACCESS, tree[locked.facility.code], tree=tree)
    if locked.closed_at is not None:
        raise Refused(
            Fault("compliance.breach_closed", _("This breach is closed."), remedy=_("Open a new one if more is known."))
        )
    return locked
