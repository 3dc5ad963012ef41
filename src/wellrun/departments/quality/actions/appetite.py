"""What a place sets for itself: how much risk is borne there without asking."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils import timezone

from wellrun.departments.quality.models import AppetiteSetting
from wellrun.departments.quality.rules.appetite import faults_of_setting
from wellrun.foundations.access.permissions import check_may
from wellrun.foundations.access.rules import Permission
from wellrun.foundations.audit.actions import record
from wellrun.foundations.organisation.places import Place, Tree
from wellrun.foundations.people.models import Account
from wellrun.values.faults import Refused


@transaction.atomic
def set_appetite(
    *,
    place: Place,
    kind: str,
    highest: int | None,
    since: dt.date,
    why: str,
    by: Account,
    tree: Tree,
    now: dt.datetime,
) -> AppetiteSetting:
    """Sets the score borne without asking from a day on. It takes whoever may accept above it: who decides for all of
    the facility, so that nobody raises the limit that holds for themselves.
    """
    check_may(by, Permission.TRIAGE_INCIDENTS, tree[place.facility] if place.facility else place, tree=tree)
    faults = faults_of_setting(kind=kind, highest=highest, since=since, why=why, today=timezone.localdate(now))
    if faults:
        raise Refused(faults)
    made = AppetiteSetting.objects.create(
        place=place.code, kind=kind, highest=highest, since=since, why=why.strip(), at=now, by=by
    )
    after = {"place": place.code, "kind": kind, "highest": highest, "since": since}
    record("quality.appetite.set", by=by, about=made, after=after, why=made.why)
    return made
