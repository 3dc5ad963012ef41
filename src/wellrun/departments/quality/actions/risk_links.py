"""What a risk hangs together with: links to reports, measures and promises, and new promises."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from wellrun.departments.quality.actions.risks import locked, reason_of
from wellrun.departments.quality.models import Incident, Link, Risk
from wellrun.departments.quality.queries.scope import may_read
from wellrun.departments.quality.rules.risks import Move
from wellrun.foundations.access.permissions import check_may
from wellrun.foundations.access.rules import Permission
from wellrun.foundations.audit.actions import record
from wellrun.foundations.catalogue.registry import MEASURES
from wellrun.foundations.followup import actions as followup
from wellrun.foundations.followup.models import Action
from wellrun.foundations.organisation.places import Tree
from wellrun.foundations.people.models import Account, Person
from wellrun.values.faults import Fault, Refused


@transaction.atomic
def link(
    *,
    risk: Risk,
    by: Account,
    tree: Tree,
    now: dt.datetime,
    incident: Incident | None = None,
    measure: str = "",
    action: Action | None = None,
) -> Link:
    """Ties a risk to one report, measure or action. Tied twice, it is tied once."""
    held = locked(risk, Move.LINK, by, tree)
    if (incident is not None) + bool(measure) + (action is not None) != 1:
        raise Refused(Fault("quality.link_of_one", _("Choose one thing to link."), place="link"))
    if incident is not None and not may_read(by, incident, tree=tree):
        raise Refused(Fault("access.refused", _("Only named people may read this report.")))
    if action is not None:
        check_may(by, Permission.READ_FIGURES, tree[action.place], tree=tree)
    if measure and measure not in MEASURES:
        raise Refused(Fault("quality.no_measure", _("There is no such measure."), place="measure", value=measure))
    made, new = Link.objects.get_or_create(risk=held, incident=incident, measure=measure, action=action)
    if new:
        held.note(Move.LINK, by=by, now=now, words=name_of_link(made))
    record("quality.risk.linked", by=by, about=held, after={"link": made.pk, "new": new})
    return made


@transaction.atomic
def act(*, risk: Risk, title: str, owner: Person, due_on: dt.date, by: Account, tree: Tree, now: dt.datetime) -> Action:
    """Promises something that will bring the risk down."""
    held = locked(risk, Move.ACT, by, tree)
    promised = followup.promise(
        title=title,
        owner=owner,
        place=tree[held.place],
        due_on=due_on,
        by=by,
        tree=tree,
        today=timezone.localdate(now),
        origin=f"quality:risk:{held.pk}",
    )
    Link.objects.create(risk=held, action=promised)
    held.note(Move.ACT, by=by, now=now, words=promised.title)
    record("quality.risk.action", by=by, about=held, after={"action": promised.pk})
    return promised


@transaction.atomic
def unlink(*, risk: Risk, link: Link, why: str, by: Account, tree: Tree, now: dt.datetime) -> None:
    """Unties a link made by mistake. What was linked is not touched; the life of the risk keeps that it was linked."""
    held = locked(risk, Move.UNLINK, by, tree)
    found = Link.objects.filter(pk=link.pk, risk=held).select_related("incident", "action").first()
    if found is None:
        raise Refused(Fault("quality.no_link", _("This link is no longer there."), place="link"))
    if found.incident is not None and not may_read(by, found.incident, tree=tree):
        raise Refused(Fault("access.refused", _("Only named people may read this report.")))
    reason, told = reason_of(why), name_of_link(found)
    key = found.pk
    found.delete()
    held.note(Move.UNLINK, by=by, now=now, words=f"{told}: {reason}")
    record("quality.risk.unlinked", by=by, about=held, before={"link": key, "to": told}, why=reason)


def name_of_link(link: Link) -> str:
    """What a link leads to. Of a report its number: it may be for named readers only, and a risk's life is not."""
    if link.incident is not None:
        return link.incident.name
    if link.measure:
        return str(MEASURES[link.measure].title) if link.measure in MEASURES else link.measure
    return str(link.action)
