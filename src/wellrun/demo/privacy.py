"""What people of Harbour View looked at last night: a physician's round, and glass broken for one patient."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils import timezone

from wellrun.foundations.organisation.places import Tree
from wellrun.foundations.patients import actions
from wellrun.foundations.patients.models import Stay
from wellrun.foundations.patients.queries import in_house, open_record
from wellrun.foundations.patients.rules import Reason
from wellrun.foundations.people.models import Account

WARD, OTHER_WARD = "HV/W05", "HV/W04"
PHYSICIAN, NURSE, OFFICER = "owen.hart", "mina.sato", "celia.brandt"
ROUND = 4
"""Records opened on the round."""

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
    actions.restrict(
        patient=known, restricted=True, by=accounts[OFFICER], tree=tree, why="A member of staff, on their own wish"
    )
