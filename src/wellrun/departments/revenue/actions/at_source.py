"""Somebody promises to mend a source of denials."""

from __future__ import annotations

import datetime as dt

from django.db import transaction

from wellrun.departments.revenue.rules.at_source import Source, origin_of
from wellrun.foundations.access.permissions import check_may
from wellrun.foundations.access.rules import Permission
from wellrun.foundations.audit.actions import record
from wellrun.foundations.followup import actions as followup
from wellrun.foundations.followup.models import Action
from wellrun.foundations.organisation.places import Place, Tree
from wellrun.foundations.people.models import Account, Person


@transaction.atomic
def promise_mending(
    *,
    category: str,
    payer: str,
    title: str,
    owner: Person,
    due_on: dt.date,
    place: Place,
    by: Account,
    tree: Tree,
    today: dt.date,
) -> Action:
    """An action that remembers which denials it is against; once it is done, their number is judged from that day."""
    check_may(by, Permission.SEE_CLAIMS, place, tree=tree)
    origin = origin_of(Source(category, payer))
    made = followup.promise(
        title=title, owner=owner, place=place, due_on=due_on, by=by, tree=tree, today=today, origin=origin
    )
    record("revenue.denials.promised", by=by, about=made, after={"category": category, "payer": payer})
    return made
