"""Making a roster: opening it, having it proposed, changing its cells, and publishing it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import asdict

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from wellrun.departments.workforce.models import Assignment, Change, Proposal, Request, Roster
from wellrun.departments.workforce.queries.asking import question_of
from wellrun.departments.workforce.queries.roster_page import roster_of
from wellrun.departments.workforce.rules import plan as plans
from wellrun.departments.workforce.rules.judging import judgements
from wellrun.departments.workforce.rules.plan import Cell, Plan
from wellrun.departments.workforce.rules.posing import Question, may_of, pose, shift_of, skill_of
from wellrun.departments.workforce.rules.supposing import Supposed, faults_of_supposing
from wellrun.foundations.access.permissions import check_may
from wellrun.foundations.access.rules import Permission
from wellrun.foundations.access.versions import check_unchanged
from wellrun.foundations.audit.actions import record
from wellrun.foundations.organisation.models import Unit
from wellrun.foundations.organisation.places import Place, Tree
from wellrun.foundations.people.models import Account, Person
from wellrun.values.faults import Fault, Refused

LONGEST, MOST_SECONDS = 92, 600
"""Days of one roster, and seconds a proposal may take."""


def place_of(unit: Unit, tree: Tree) -> Place:
    """The place a unit is."""
    return tree[f"{unit.department.facility.code}/{unit.code}"]


@transaction.atomic
def open_roster(
    *, unit: Unit, first: dt.date, days: int, by: Account, tree: Tree, publish_by: dt.date | None = None
) -> Roster:
    """Begins the planning of some weeks of a unit. Weeks that another roster of the unit holds are refused."""
    check_may(by, Permission.ROSTER, place_of(unit, tree), tree=tree)
    # The unit's row is the turn: two who open overlapping weeks at once take it one after the other.
    Unit.objects.select_for_update().get(pk=unit.pk)
    faults = []
    if not 1 <= days <= LONGEST:
        faults.append(
            Fault(
                "workforce.roster_length",
                _("A roster is of 1 to %(most)s days.") % {"most": LONGEST},
                place="days",
                value=str(days),
            )
        )
    last = first + dt.timedelta(days=days - 1)
    crossing = [one for one in unit.rosters.filter(first__lte=last) if one.last >= first]
    if crossing:
        words = _("%(roster)s already plans some of these days.") % {"roster": crossing[0]}
        faults.append(Fault("workforce.roster_crosses", words, place="first", remedy=_("Begin after it ends.")))
    if faults:
        raise Refused(faults)
    roster = Roster.objects.create(unit=unit, first=first, days=days, publish_by=publish_by)
    record("workforce.roster.opened", by=by, about=roster, after={"unit": unit.code, "first": first, "days": days})
    return roster


@transaction.atomic
def ask_for_proposal(
    *,
    roster: Roster,
    seconds: int,
    by: Account,
    tree: Tree,
    now: dt.datetime,
    based_on: Proposal | None = None,
    supposed: Supposed | None = None,
) -> Proposal:
    """Puts a proposal in line. One that is based on another begins there and keeps its locked cells."""
    locked = _held(roster, by, tree)
    faults = [] if supposed is None else faults_of_supposing(supposed)
    if not 1 <= seconds <= MOST_SECONDS:
        words = _("Allow 1 to %(most)s seconds.") % {"most": MOST_SECONDS}
        faults.append(Fault("workforce.seconds", words, place="seconds"))
    if faults:
        raise Refused(faults)
    if locked.proposals.filter(status__in=(Proposal.Status.WAITING, Proposal.Status.RUNNING)).exists():
        raise Refused(
            Fault(
                "workforce.being_made",
                _("A proposal for this roster is being made."),
                remedy=_("Wait for it, or stop it with the best so far."),
            )
        )
    made = Proposal(roster=locked, number=_next_number(locked), based_on=based_on, allowed=seconds)
    made.asked_by, made.asked_at = by, now
    made.supposes = asdict(supposed) if supposed else {}
    # Another pattern has other shifts: nothing of a plan can be kept.
    if based_on is not None and not made.supposes.get("pattern"):
        made.keep(based_on.plan)
    made.save()
    after = {"seconds": seconds, "number": made.number, "supposes": made.supposes}
    record("workforce.roster.proposal_asked", by=by, about=made, after=after)
    return made


@transaction.atomic
def stop(*, proposal: Proposal, by: Account, tree: Tree) -> None:
    """The one who solves hands over the best so far at the next look."""
    _held(proposal.roster, by, tree)
    Proposal.objects.filter(pk=proposal.pk).update(stopped=True)
    record("workforce.roster.stopped", by=by, about=proposal)


@transaction.atomic
def change_cells(*, proposal: Proposal, cells: Sequence[Cell], version: int, by: Account, tree: Tree) -> Proposal:
    """Changes cells by hand. What a contract does not allow is shown, not refused: somebody is in the middle of it."""
    held = _at_version(proposal, version, by, tree)
    plan, question = held.plan, question_of(held.roster, tree=tree)
    faults = plans.faults_of_change(plan, cells, may={one.key: may_of(one, question) for one in question.people})
    if faults:
        raise Refused(faults)
    held.changes.filter(undone=True).delete()
    number = (held.changes.order_by("-number").values_list("number", flat=True).first() or 0) + 1
    kept = {"before": _as_kept(plans.undoing(plan, cells)), "after": _as_kept(cells)}
    change = Change.objects.create(proposal=held, number=number, by=by, at=timezone.now(), **kept)
    _save(held, plans.changed(plan, cells))
    record("workforce.roster.changed", by=by, about=change, before={"cells": kept["before"]}, after={"cells": cells})
    return held


@transaction.atomic
def undo(*, proposal: Proposal, version: int, by: Account, tree: Tree) -> Proposal:
    """Takes the last change by hand back; with none it does nothing."""
    held = _at_version(proposal, version, by, tree)
    _turn(held, held.changes.filter(undone=False).order_by("-number").first(), undone=True)
    record("workforce.roster.undone", by=by, about=held)
    return held


@transaction.atomic
def redo(*, proposal: Proposal, version: int, by: Account, tree: Tree) -> Proposal:
    """Makes the change that was taken back last once more; with none it does nothing."""
    held = _at_version(proposal, version, by, tree)
    _turn(held, held.changes.filter(undone=True).order_by("number").first(), undone=False)
    record("workforce.roster.redone", by=by, about=held)
    return held


@transaction.atomic
def lock_cells(
    *, proposal: Proposal, cells: Sequence[tuple[int, int]], lock: bool, version: int, by: Account, tree: Tree
) -> Proposal:
    """Locks cells, so that the next proposal leaves them as they are; or opens them again."""
    held = _at_version(proposal, version, by, tree)
    plan = held.plan
    faults = plans.faults_of_change(plan, (Cell(p, day, None) for p, day in cells), may={}) if lock else []
    if missing := [fault for fault in faults if fault.code == "workforce.no_such_cell"]:
        raise Refused(missing)
    _save(held, plans.locked(plan, cells, lock=lock))
    record(
        "workforce.roster.locked" if lock else "workforce.roster.unlocked", by=by, about=held, after={"cells": cells}
    )
    return held


@transaction.atomic
def publish(*, proposal: Proposal, version: int, roster_version: int, by: Account, tree: Tree) -> Roster:
    """Tells everybody their shifts. Refused where a law or a contract is broken, or somebody else was quicker.

    Shifts published before that stay as they are; those that differ end, and new ones begin.
    """
    roster = _held(proposal.roster, by, tree)
    held = _at_version(proposal, version, by, tree)
    if roster.version != roster_version:
        raise Refused(
            Fault(
                "workforce.published_meanwhile",
                _("Somebody published this roster while you looked at it."),
                remedy=_("Open it again and see what was published."),
            )
        )
    plan, question = held.plan, question_of(roster, tree=tree)
    faults = list(faults_of_plan(question, plan))
    if faults:
        raise Refused(faults)
    ended, begun = _replace_assignments(roster, plan, now=timezone.now())
    met, not_met = _answer_requests(roster, plan)
    roster.version += 1
    roster.published, roster.published_at, roster.published_by = held, timezone.now(), by
    roster.save()
    record(
        "workforce.roster.published",
        by=by,
        about=roster,
        after={"proposal": held.number, "version": roster.version, "shifts_ended": ended, "shifts_begun": begun}
        | {"requests_met": met, "requests_not_met": not_met},
    )
    return roster


def faults_of_plan(question: Question, plan: Plan) -> Iterable[Fault]:
    """What stands between a plan and its publication: each law or contract that it breaks."""
    names = {str(one.key): one.name for one in question.people}
    for one in judgements(pose(question), roster_of(plan), question):
        if one.hard:
            words = f"{names.get(one.person, one.person)}: {one.sentence}"
            yield Fault("workforce.roster_breaks", words, place=one.person, remedy=_("Mend it in the grid."))


def _replace_assignments(roster: Roster, plan: Plan, *, now: dt.datetime) -> tuple[int, int]:
    """Ends what no longer holds and begins what is new; returns how many of each."""
    wanted = {
        (person, plan.date(day)): (shift_of(duty), skill_of(duty))
        for person, line in plan.lines.items()
        for day, duty in enumerate(line)
        if duty is not None
    }
    # Whoever takes an open shift or swaps at the same moment waits here, or makes this wait.
    list(Person.objects.select_for_update().filter(pk__in=plan.lines).order_by("pk").values_list("pk"))
    ended = 0
    for held in Assignment.objects.select_for_update().filter(_of_weeks(roster), ended=""):
        if wanted.get((held.person_id, held.day)) == (held.shift, held.skill):
            del wanted[held.person_id, held.day]
            continue
        held.ended, held.until = Assignment.Ended.REPLANNED, now
        held.save(update_fields=["ended", "until"])
        ended += 1
    _refuse_double(wanted, roster)
    Assignment.objects.bulk_create(
        Assignment(person_id=person, unit=roster.unit, roster=roster, day=day, shift=shift, skill=skill, since=now)
        for (person, day), (shift, skill) in wanted.items()
    )
    return ended, len(wanted)


def _answer_requests(roster: Roster, plan: Plan) -> tuple[int, int]:
    """Says of each request of these weeks whether the plan meets it; returns how many it does, and does not."""
    asked = Request.objects.filter(person__in=plan.lines, day__range=(roster.first, roster.last)).select_related(
        "shift"
    )
    by_state: dict[str, list[int]] = {Request.State.MET: [], Request.State.NOT_MET: []}
    for one in asked:
        duty = plan.duty(one.person_id, (one.day - roster.first).days)
        met = plans.answers(duty, asks=one.asks, shift=one.shift.code if one.shift else "")
        by_state[Request.State.MET if met else Request.State.NOT_MET].append(one.pk)
    for state, keys in by_state.items():
        Request.objects.filter(pk__in=keys).update(state=state)
    return len(by_state[Request.State.MET]), len(by_state[Request.State.NOT_MET])


def _of_weeks(roster: Roster) -> Q:
    """The shifts that a publication replaces: the roster's own, and those of the unit that came from elsewhere."""
    imported = Q(source=Assignment.Source.IMPORTED, unit=roster.unit, day__range=(roster.first, roster.last))
    return Q(roster=roster) | imported


def _refuse_double(wanted: dict[tuple[int, dt.date], tuple[str, str]], roster: Roster) -> None:
    """Refuses what would give somebody two shifts on one day: the other one is of another unit, or was taken since."""
    others = Assignment.objects.select_for_update().filter(
        ended="", day__range=(roster.first, roster.last), person__in={person for person, _day in wanted}
    )
    faults = [
        Fault(
            "workforce.works_elsewhere",
            _("%(name)s already works on %(unit)s that day.") % {"name": one.person.name, "unit": one.unit.name},
            place=one.day.isoformat(),
            remedy=_("Give the day off, or ask the other unit."),
        )
        for one in others.select_related("person", "unit")
        if (one.person_id, one.day) in wanted
    ]
    if faults:
        raise Refused(faults)


def _held(roster: Roster, by: Account, tree: Tree) -> Roster:
    """The roster, locked; refused to those who make none here."""
    locked = Roster.objects.select_for_update().get(pk=roster.pk)
    unit = Unit.objects.select_related("department__facility").get(pk=locked.unit_id)
    check_may(by, Permission.ROSTER, place_of(unit, tree), tree=tree)
    locked.unit = unit
    return locked


def _at_version(proposal: Proposal, version: int, by: Account, tree: Tree) -> Proposal:
    """The proposal, locked, if nobody has changed it since the page was drawn."""
    roster = _held(proposal.roster, by, tree)
    held = Proposal.objects.select_for_update().get(pk=proposal.pk)
    held.roster = roster
    if held.supposes:
        words = _("This proposal supposes what is not so: it answers a question, and is not changed or published.")
        raise Refused(Fault("workforce.supposed", words, remedy=_("Open one that supposes nothing.")))
    check_unchanged(
        version,
        held.version if held.finished else None,
        code="workforce",
        words=_("Somebody changed this proposal while you looked at it."),
        remedy=_("What you see now is how it stands; make your change again."),
    )
    return held


def _turn(held: Proposal, change: Change | None, *, undone: bool) -> None:
    if change is not None:
        change.undone = undone
        change.save(update_fields=["undone"])
        cells = Change.cells(change.before if undone else change.after)
        _save(held, plans.changed(held.plan, cells))


def _save(held: Proposal, plan: Plan) -> None:
    held.keep(plan)
    held.version += 1
    held.save()


def _as_kept(cells: Iterable[Cell]) -> list[list[object]]:
    return [[cell.person, cell.day, cell.duty] for cell in cells]


def _next_number(roster: Roster) -> int:
    return (roster.proposals.order_by("-number").values_list("number", flat=True).first() or 0) + 1
