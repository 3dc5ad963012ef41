"""What a team enters at the gates of a project, and what finance says of its savings."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from wellrun.departments.quality.actions.projects import held_for_change, running
from wellrun.departments.quality.models.project_gates import Cause, ControlLine, Gate, Saving
from wellrun.departments.quality.models.projects import Project
from wellrun.departments.quality.queries.projects import passed_by
from wellrun.departments.quality.rules.incidents import Area
from wellrun.departments.quality.rules.phases import Method, Phase, Work, faults_of_gate
from wellrun.departments.quality.rules.projects import Lesson
from wellrun.departments.quality.rules.savings import (
    Decision,
    Kind,
    Rhythm,
    faults_of_claim,
    faults_of_decision,
)
from wellrun.foundations.access.permissions import check_may
from wellrun.foundations.access.rules import Permission
from wellrun.foundations.audit.actions import record
from wellrun.foundations.organisation.places import Tree
from wellrun.foundations.people.models import Account, Person
from wellrun.values.faults import Fault, Refused
from wellrun.warehouse.measures.measure import Measure


def work_of(project: Project) -> Work:
    """What a project has to show so far."""
    return Work(
        level_known=project.before is not None,
        causes=project.causes.count(),
        adopted=project.cycles.filter(lesson=Lesson.ADOPT).count(),
        controls=project.control_lines.count(),
    )


@transaction.atomic
def pass_gate(*, project: Project, phase: Phase, words: str, by: Account, tree: Tree, today: dt.date) -> Gate:
    """Ends a phase with what it has found; the next begins."""
    held = running(project, by, tree)
    if held.method != Method.DMAIC:
        raise Refused(Fault("quality.no_phases", _("This project has no phases."), place="phase"))
    faults = faults_of_gate(phase, passed=passed_by(held), work=work_of(held), words=words)
    if faults:
        raise Refused(faults)
    made = Gate.objects.create(project=held, phase=phase, words=words.strip(), passed_on=today, passed_by=by)
    record("quality.project.gate", by=by, about=held, after={"phase": phase.value})
    return made


@transaction.atomic
def name_cause(*, project: Project, area: Area, words: str, by: Account, tree: Tree) -> Cause:
    """Adds a cause to the analysis."""
    held = running(project, by, tree)
    made = Cause.objects.create(project=held, area=area, words=words.strip())
    record("quality.project.cause", by=by, about=held, after={"area": area.value, "words": made.words})
    return made


@transaction.atomic
def plan_control(
    *, project: Project, measure: Measure, trigger: str, reaction: str, owner: Person, by: Account, tree: Tree
) -> ControlLine:
    """Says who watches a measure once the project is over, and what is done when it moves."""
    held = running(project, by, tree)
    made = ControlLine.objects.create(
        project=held, measure=measure.key, trigger=trigger.strip(), reaction=reaction.strip(), owner=owner
    )
    record("quality.project.control", by=by, about=held, after={"measure": measure.key, "owner": owner.pk})
    return made


@transaction.atomic
def claim(
    *,
    project: Project,
    amount: Decimal,
    kind: Kind,
    rhythm: Rhythm,
    line: str,
    by: Account,
    tree: Tree,
    today: dt.date,
) -> Saving:
    """Claims a saving in the currency of the place. A project that has ended may still claim: money shows later."""
    held = held_for_change(project, by, tree)
    faults = faults_of_claim(amount=amount, line=line)
    if faults:
        raise Refused(faults)
    made = Saving.objects.create(
        project=held,
        amount=amount,
        currency=tree[held.place].currency,
        kind=kind,
        rhythm=rhythm,
        line=line.strip(),
        claimed_by=by,
        claimed_on=today,
    )
    record("quality.saving.claimed", by=by, about=held, after={"saving": made.pk, "amount": str(amount)})
    return made


@transaction.atomic
def decide(*, saving: Saving, decision: Decision, why: str, by: Account, tree: Tree, today: dt.date) -> Saving:
    """Finance signs a saving off, or refuses it with a reason."""
    check_may(by, Permission.SIGN_SAVINGS, tree[saving.project.place], tree=tree)
    held = Saving.objects.select_for_update().get(pk=saving.pk)
    faults = faults_of_decision(
        decision=decision, held=Decision(held.decision), own=held.claimed_by_id == by.pk, why=why
    )
    if faults:
        raise Refused(faults)
    held.decision, held.why, held.decided_by, held.decided_on = decision, why.strip(), by, today
    held.save()
    record("quality.saving.decided", by=by, about=held.project, after={"saving": held.pk, "decision": decision.value})
    return held
