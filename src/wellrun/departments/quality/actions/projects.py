"""What an improvement team does: opens a project, draws its drivers, tests changes, ends it by what the chart says."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from wellrun.departments.quality.models.projects import Cycle, Driver, Project, Watched
from wellrun.departments.quality.queries.projects import level_of, passed_by, verdict_of
from wellrun.departments.quality.rules.phases import Method, faults_of_sustained
from wellrun.departments.quality.rules.projects import (
    BELOW,
    Lesson,
    Part,
    Stage,
    faults_of_aim,
    faults_of_closing,
    faults_of_study,
)
from wellrun.foundations.access.permissions import check_may
from wellrun.foundations.access.rules import Permission
from wellrun.foundations.access.versions import check_unchanged
from wellrun.foundations.audit.actions import record
from wellrun.foundations.organisation.places import Place, Tree
from wellrun.foundations.people.models import Account, Person
from wellrun.values.faults import Fault, Refused
from wellrun.warehouse.measures.measure import Measure


@transaction.atomic
def open_project(
    *,
    name: str,
    place: Place,
    measure: Measure,
    why: str,
    goal: float,
    until: dt.date,
    lead: Person,
    by: Account,
    tree: Tree,
    today: dt.date,
    method: Method = Method.PDSA,
) -> Project:
    """Opens a project with its aim; the level before is read from the chart and kept."""
    check_may(by, Permission.ASSIGN_ACTIONS, place, tree=tree)
    before = level_of(measure, place, day=today)
    faults = faults_of_aim(better=measure.better.value, before=before, goal=goal, by=until, today=today)
    if faults:
        raise Refused(faults)
    made = Project.objects.create(
        name=name.strip(),
        place=place.code,
        measure=measure.key,
        method=method,
        why=why.strip(),
        before=before,
        goal=goal,
        by=until,
        lead=lead,
        opened_on=today,
        opened_by=by,
    )
    record(
        "quality.project.opened", by=by, about=made, after={"measure": measure.key, "place": place.code, "goal": goal}
    )
    return made


@transaction.atomic
def draw(*, project: Project, part: Part, words: str, parent: Driver | None, by: Account, tree: Tree) -> Driver:
    """Adds a driver or an idea to the diagram."""
    held = running(project, by, tree)
    above = Part(parent.part) if parent else None
    if above not in BELOW[part] or (parent is not None and parent.project_id != held.pk):
        raise Refused(
            Fault(
                "quality.driver_place",
                _("That cannot hang there."),
                place="parent",
                remedy=_("A primary driver hangs from the aim, a secondary one from a primary, an idea from either."),
            )
        )
    made = Driver.objects.create(project=held, part=part, parent=parent, words=words.strip())
    record("quality.project.drawn", by=by, about=held, after={"part": part.value, "words": made.words})
    return made


@transaction.atomic
def watch(*, project: Project, measure: Measure, role: str, by: Account, tree: Tree) -> Watched:
    """Watches another measure beside the aim."""
    held = running(project, by, tree)
    if measure.key == held.measure:
        raise Refused(Fault("quality.watched_is_aim", _("That is the measure of the aim itself."), place="measure"))
    made, _new = Watched.objects.update_or_create(project=held, measure=measure.key, defaults={"role": role})
    record("quality.project.watched", by=by, about=held, after={"measure": measure.key, "role": role})
    return made


@transaction.atomic
def begin_test(
    *, project: Project, change: str, predicts: str, carried_by: Person, starts_on: dt.date, by: Account, tree: Tree
) -> Cycle:
    """Plans a test of change; from its first day on it is marked on the chart."""
    held = running(project, by, tree)
    last = held.cycles.aggregate(last=Max("number"))["last"] or 0
    made = Cycle.objects.create(
        project=held,
        number=last + 1,
        change=change.strip(),
        predicts=predicts.strip(),
        carried_by=carried_by,
        starts_on=starts_on,
    )
    record("quality.project.test_begun", by=by, about=held, after={"number": made.number, "starts_on": starts_on})
    return made


@transaction.atomic
def study(*, cycle: Cycle, saw: str, lesson: str, by: Account, tree: Tree, today: dt.date) -> Cycle:
    """Ends a test: what was seen, and what follows."""
    running(cycle.project, by, tree)
    held = Cycle.objects.select_for_update().get(pk=cycle.pk)
    faults = faults_of_study(predicts=held.predicts, saw=saw, lesson=lesson)
    if held.ended_on is not None:
        faults.append(Fault("quality.test_ended", _("This test has been studied already."), place="saw"))
    if held.starts_on > today:
        faults.append(Fault("quality.test_not_begun", _("This test has not begun."), place="saw"))
    if faults:
        raise Refused(faults)
    held.saw, held.lesson, held.ended_on = saw.strip(), Lesson(lesson), today
    held.save()
    record("quality.project.test_studied", by=by, about=held.project, after={"number": held.number, "lesson": lesson})
    return held


@transaction.atomic
def close(
    *, project: Project, version: int, to: Stage, finding: str, by: Account, tree: Tree, today: dt.date
) -> Project:
    """Ends a project: sustained only where the chart says so, else stopped with what was learned."""
    held = running(project, by, tree)
    check_unchanged(version, held.version, code="quality")
    faults = faults_of_closing(
        to=to,
        verdict=verdict_of(held, tree=tree, day=today),
        adopted=held.cycles.filter(lesson=Lesson.ADOPT).count(),
        finding=finding,
    )
    if to is Stage.SUSTAINED:
        faults += faults_of_sustained(Method(held.method), passed_by(held))
    if faults:
        raise Refused(faults)
    held.stage, held.finding, held.closed_on, held.version = to, finding.strip(), today, held.version + 1
    held.save()
    record("quality.project.closed", by=by, about=held, after={"stage": to.value})
    return held


@transaction.atomic
def reopen(*, project: Project, version: int, by: Account, tree: Tree) -> Project:
    """Goes on with a project that was ended."""
    held = held_for_change(project, by, tree)
    check_unchanged(version, held.version, code="quality")
    if held.stage == Stage.RUNNING:
        raise Refused(Fault("quality.project_runs", _("This project runs."), remedy=_("Open it again.")))
    held.stage, held.closed_on, held.version = Stage.RUNNING, None, held.version + 1
    held.save()
    record("quality.project.reopened", by=by, about=held)
    return held


def held_for_change(project: Project, by: Account, tree: Tree) -> Project:
    """The row, held until the transaction ends, for somebody who may change it."""
    check_may(by, Permission.ASSIGN_ACTIONS, tree[project.place], tree=tree)
    return Project.objects.select_for_update().get(pk=project.pk)


def running(project: Project, by: Account, tree: Tree) -> Project:
    """The same of a project that runs; one that has ended is refused."""
    held = held_for_change(project, by, tree)
    if held.stage != Stage.RUNNING:
        raise Refused(
            Fault("quality.project_ended", _("This project has ended."), remedy=_("Open it again to go on with it."))
        )
    return held
