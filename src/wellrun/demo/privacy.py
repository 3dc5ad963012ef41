"""What people of Harbour View looked at last night, and two who see a record as their own: a patient and a daughter."""

from __future__ import annotations

import secrets
from collections.abc import Mapping

from django.utils import timezone

from wellrun.foundations.access import actions as access
from wellrun.foundations.access.rules import Role
from wellrun.foundations.audit.actions import System
from wellrun.foundations.organisation.places import Tree
from wellrun.foundations.patients import actions
from wellrun.foundations.patients.models import Patient, Stay, Tie
from wellrun.foundations.patients.queries import in_house, open_record
from wellrun.foundations.patients.rules import Reason
from wellrun.foundations.people import actions as people
from wellrun.foundations.people.models import Account

WARD, OTHER_WARD = "HV/W05", "HV/W04"
PHYSICIAN, NURSE, OFFICER = "owen.hart", "mina.sato", "celia.brandt"
ROUND = 4
"""Records opened on the round."""

DESK = "leo.fontaine"
OWN = (
    ("a.patient", "A patient of Ward 5", Role.PATIENT, Tie.Kind.SELF),
    ("a.daughter", "A daughter of that patient", Role.PROXY, Tie.Kind.PROXY),
)
"""Who sees one record as their own: e-mail before the @, name, role, and whose account it is."""

WORDS = "Called to help on Ward 5: patient fell on the way to the lift, I was first there."


def look(accounts: Mapping[str, Account], *, tree: Tree) -> None:
    """Reads as people do, through the same functions; the privacy officer finds something to review."""
    staying = list(
        Stay.objects.filter(place=WARD, ended_at=None).order_by("started_at").select_related("patient")[: ROUND + 1]
    )
    if len(staying) <= ROUND:
        return
    now = timezone.now()
    in_house(accounts[PHYSICIAN], tree[WARD], tree=tree)
    for stay in staying[:ROUND]:
        open_record(accounts[PHYSICIAN], stay.patient_id, tree=tree, now=now)
    fallen, known = staying[0].patient, staying[ROUND].patient
    actions.break_glass(patient=fallen, reason=Reason.EMERGENCY, words=WORDS, by=accounts[NURSE])
    open_record(accounts[NURSE], fallen.pk, tree=tree, now=now)
    for key, name, role, kind in OWN:
        _tied(key, name, role, kind, staying[1].patient, by=accounts[DESK], tree=tree)
    actions.restrict(
        patient=known, restricted=True, by=accounts[OFFICER], tree=tree, why="A member of staff, on their own wish"
    )


def _tied(key: str, name: str, role: Role, kind: Tie.Kind, patient: Patient, *, by: Account, tree: Tree) -> None:
    """Opens an account for somebody who does not work here and ties it at the desk."""
    setting_up = System("demonstration")
    person = people.add_person(name=name, by=setting_up)
    account = people.open_account(person=person, email=f"{key}@tidewater.example.invalid", by=setting_up)
    people.set_password(account=account, password=secrets.token_urlsafe(48), by=setting_up)
    access.grant(account=account, role=role, place=WARD.partition("/")[0], by=setting_up)
    actions.tie(account=account, patient=patient, kind=kind, by=by, tree=tree, why="passport shown at the desk")
