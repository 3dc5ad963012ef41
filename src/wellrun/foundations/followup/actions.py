"""Promising, closing, reopening and commenting."""

from __future__ import annotations

import datetime as dt

from django.db import transaction

from wellrun.foundations.access.permissions import check_may
from wellrun.foundations.access.rules import Permission
from wellrun.foundations.audit.actions import record
from wellrun.foundations.followup import rules
from wellrun.foundations.followup.models import Action, Comment
from wellrun.foundations.organisation.places import Place, Tree
from wellrun.foundations.people.models import Account, Person
from wellrun.values.faults import Refused


@transaction.atomic
def promise(
    *,
    title: str,
    owner: Person,
    place: Place,
    due_on: dt.date,
    by: Account,
    tree: Tree,
    today: dt.date,
    origin: str = "",
    measure: str = "",
) -> Action:
    """Opens an action: who will do what for which place, by when."""
    check_may(by, Permission.ASSIGN_ACTIONS, place, tree=tree)
    if faults := rules.faults_of_promise(title=title, due_on=due_on, today=today):
        raise Refused(faults)
    action = Action.objects.create(
        title=title.strip(),
        owner=owner,
        place=place.code,
        due_on=due_on,
        opened_on=today,
        opened_by=str(by),
        origin=origin,
        measure=measure,
    )
    record(
        "followup.action.promised",
        by=by,
        about=action,
        after={"title": title, "owner": owner.name, "due_on": due_on, "place": place.code},
    )
    return action


@transaction.atomic
def change(*, action: Action, wanted: str, by: Account, tree: Tree, today: dt.date, evidence: str = "") -> Action:
    """Closes an action with evidence, gives it up with a reason, or reopens it."""
    check_may(by, Permission.ASSIGN_ACTIONS, tree[action.place], tree=tree)
    action = Action.objects.select_for_update().get(pk=action.pk)
    if faults := rules.faults_of_change(status=action.status, wanted=wanted, evidence=evidence):
        raise Refused(faults)
    before = {"status": action.status, "evidence": action.evidence}
    action.status = wanted
    action.closed_on = None if wanted == "open" else today
    action.evidence = evidence.strip() or action.evidence
    if wanted == "done" and action.started_on is None:
        action.started_on = today
    action.save()
    record(
        f"followup.action.{wanted}",
        by=by,
        about=action,
        before=before,
        after={"status": wanted, "evidence": action.evidence},
    )
    return action


@transaction.atomic
def comment(*, action: Action, words: str, by: Account, tree: Tree) -> Comment:
    """Adds a word to an action."""
    check_may(by, Permission.READ_FIGURES, tree[action.place], tree=tree)
    said = Comment.objects.create(action=action, author=by, words=words.strip())
    record("followup.action.commented", by=by, about=action, after={"words": said.words})
    return said
