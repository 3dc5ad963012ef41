"""What people do with questions: ask, change, copy, delete and bring back, stop; and let the model be learnt anew."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from wellrun.departments.operations.models import FlowModel, Progress, Scenario
from wellrun.departments.operations.queries.what_if import newest_model, newest_usable
from wellrun.departments.operations.rules.what_if.changes import Change, faults_of
from wellrun.foundations.access.permissions import check_may
from wellrun.foundations.access.rules import Permission
from wellrun.foundations.access.versions import check_unchanged
from wellrun.foundations.audit.actions import Actor, record
from wellrun.foundations.organisation.models import Facility
from wellrun.foundations.organisation.places import Tree
from wellrun.foundations.people.models import Account
from wellrun.values.faults import Fault, Refused

STALE = dt.timedelta(days=7)
"""A model is learnt anew when it is older, as facts come in."""


@transaction.atomic
def want_model(*, facility: Facility, by: Account, tree: Tree, now: dt.datetime) -> FlowModel:
    """Asks for the model to be learnt anew. Refused while it is being learnt."""
    check_may(by, Permission.ASSIGN_ACTIONS, tree[facility.code], tree=tree)
    newest = newest_model(Facility.objects.select_for_update().get(pk=facility.pk))
    if newest is not None and newest.under_way and not newest.broken_off(now):
        words = _("The model is being learnt.")
        raise Refused(Fault("operations.flow_model.goes_on", words, remedy=_("Open the page again.")))
    made = FlowModel.objects.create(facility=facility, asked_at=now, moved_at=now)
    record("operations.flow_model.wanted", by=by, about=made)
    return made


@transaction.atomic
def keep_fresh(*, facility: Facility, by: Actor, now: dt.datetime) -> FlowModel | None:
    """The model to be learnt where the one there is has become old; none where it is fresh or was never asked for."""
    newest = newest_model(Facility.objects.select_for_update().get(pk=facility.pk))
    if newest is None or now - newest.asked_at < STALE:
        return None
    made = FlowModel.objects.create(facility=facility, asked_at=now, moved_at=now)
    record("operations.flow_model.wanted", by=by, about=made)
    return made


@transaction.atomic
def ask(
    *,
    facility: Facility,
    name: str,
    changes: Sequence[Change],
    by: Account,
    tree: Tree,
    now: dt.datetime,
    note: str = "",
) -> Scenario:
    """Keeps a question for the newest model. Refused with every fault."""
    check_may(by, Permission.ASSIGN_ACTIONS, tree[facility.code], tree=tree)
    model = _checked(facility, name, changes)
    made = Scenario.objects.create(
        facility=facility,
        of=model,
        name=name.strip(),
        note=note.strip(),
        changes=[one.kept() for one in changes],
        asked_at=now,
        moved_at=now,
        made_by=by,
        made_at=now,
    )
    record("operations.scenario.asked", by=by, about=made, after={"name": made.name, "changes": made.changes})
    return made


@transaction.atomic
def change(
    *,
    scenario: Scenario,
    version: int,
    name: str,
    note: str,
    changes: Sequence[Change],
    by: Account,
    tree: Tree,
    now: dt.datetime,
) -> Scenario:
    """Names a question otherwise, or asks it otherwise; only then, or of a newer model, is it answered anew."""
    held = _held(scenario, by, tree)
    check_unchanged(version, held.version, code="operations.scenario")
    model = _checked(held.facility, name, changes)
    before = {"name": held.name, "changes": held.changes}
    kept = [one.kept() for one in changes]
    if kept != held.changes or model.pk != held.of_id:
        _to_answer(held, model, now)
    held.name, held.note, held.changes = name.strip(), note.strip(), kept
    held.version += 1
    held.save()
    after = {"name": held.name, "changes": held.changes}
    record("operations.scenario.changed", by=by, about=held, before=before, after=after)
    return held


@transaction.atomic
def ask_again(*, scenario: Scenario, by: Account, tree: Tree, now: dt.datetime) -> Scenario:
    """Asks the same of the newest model: after a stop, a break, or when the model has been learnt anew."""
    held = _held(scenario, by, tree)
    if held.under_way and not held.broken_off(now):
        words = _("The question is being answered.")
        raise Refused(Fault("operations.scenario.goes_on", words, remedy=_("Open it again.")))
    _to_answer(held, _checked(held.facility, held.name, held.asked), now)
    held.version += 1
    held.save()
    record("operations.scenario.asked_again", by=by, about=held)
    return held


@transaction.atomic
def copy(*, scenario: Scenario, by: Account, tree: Tree, now: dt.datetime) -> Scenario:
    """Another question like it, with its answer, to be changed."""
    held = _held(scenario, by, tree)
    ready = held.progress == Progress.READY
    made = Scenario.objects.create(
        facility=held.facility,
        of=held.of,
        name=(_("%(name)s (copy)") % {"name": held.name})[:120],
        note=held.note,
        changes=held.changes,
        answer=held.answer if ready else {},
        progress=Progress.READY if ready else Progress.STOPPED,
        asked_at=now,
        moved_at=now,
        seconds=held.seconds if ready else None,
        made_by=by,
        made_at=now,
    )
    record("operations.scenario.copied", by=by, about=made, after={"from": held.pk})
    return made


@transaction.atomic
def delete(*, scenario: Scenario, by: Account, tree: Tree, now: dt.datetime) -> Scenario:
    """Takes a question off the list; it can be brought back."""
    held = _held(scenario, by, tree)
    held.deleted_at = held.deleted_at or now
    held.stop = True
    held.version += 1
    held.save()
    record("operations.scenario.deleted", by=by, about=held)
    return held


@transaction.atomic
def bring_back(*, scenario: Scenario, by: Account, tree: Tree) -> Scenario:
    """Undoes the deletion."""
    held = _held(scenario, by, tree)
    held.deleted_at, held.stop = None, False
    held.version += 1
    held.save()
    record("operations.scenario.brought_back", by=by, about=held)
    return held


@transaction.atomic
def stop(*, scenario: Scenario, by: Account, tree: Tree) -> Scenario:
    """Wants no answer any more; the worker looks a few times a second."""
    held = _held(scenario, by, tree)
    held.stop = held.under_way
    held.save(update_fields=["stop"])
    record("operations.scenario.to_stop", by=by, about=held)
    return held


def _held(scenario: Scenario, by: Account, tree: Tree) -> Scenario:
    """The row, held until the transaction ends, for somebody who may change it."""
    held = Scenario.objects.select_for_update(of=("self",)).select_related("facility", "of").get(pk=scenario.pk)
    check_may(by, Permission.ASSIGN_ACTIONS, tree[held.facility.code], tree=tree)
    return held


def _to_answer(held: Scenario, model: FlowModel, now: dt.datetime) -> None:
    held.of, held.progress, held.stop, held.answer = model, Progress.WAITING, False, {}
    held.asked_at, held.moved_at, held.seconds, held.done, held.total = now, now, None, 0, 0


def _checked(facility: Facility, name: str, changes: Sequence[Change]) -> FlowModel:
    """The model a question is for; refused with everything that is wrong."""
    model = newest_usable(facility)
    faults = faults_of(changes, model.model if model else None)
    if not name.strip():
        faults.append(Fault("operations.scenario.no_name", _("Give it a name."), place="name"))
    if model is None:
        remedy = _("Learn the model first.")
        faults.append(Fault("operations.scenario.no_model", _("There is no model to ask."), remedy=remedy))
    if faults or model is None:
        raise Refused(faults)
    return model
