"""What is done for patients who go home: the size of the team, the list of a day, and each answer to each step.

An answer names the ``version`` of the follow-up that was read: two who call one patient do not overwrite each other.
"""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from wellrun.departments.quality.models import FollowUp, FollowUpAnswer, FollowUpStep, TeamCapacity
from wellrun.departments.quality.queries.followups import Leaver, capacity_on, leaving_on
from wellrun.departments.quality.rules.readmissions.protocol import (
    Answer,
    End,
    State,
    answered,
    due,
    faults_of_answer,
    faults_of_capacity,
    finished,
    protocol,
)
from wellrun.foundations.access.permissions import check_may
from wellrun.foundations.access.rules import Permission
from wellrun.foundations.access.versions import check_unchanged
from wellrun.foundations.audit.actions import Actor, record
from wellrun.foundations.organisation.models import Facility
from wellrun.foundations.organisation.places import Tree
from wellrun.foundations.people.models import Account, Person
from wellrun.values.faults import Fault, Refused


@transaction.atomic
def set_capacity(
    *,
    facility: Facility,
    capacity: int,
    since: dt.date,
    lead: Person,
    why: str,
    by: Account,
    tree: Tree,
    now: dt.datetime,
) -> TeamCapacity:
    """Says how many new patients a day the team can follow from a day on, and who leads it. The first begins it all."""
    check_may(by, Permission.LEAD_FOLLOW_UP, tree[facility.code], tree=tree)
    faults = faults_of_capacity(capacity, since=since, today=timezone.localdate(now))
    if faults:
        raise Refused(faults)
    made = TeamCapacity.objects.create(
        facility=facility, capacity=capacity, since=since, lead=lead, why=why.strip(), at=now, by=by
    )
    after = {"facility": facility.code, "capacity": capacity, "since": since, "lead": lead.pk}
    record("quality.followup.capacity", by=by, about=made, after=after, why=made.why)
    return made


@transaction.atomic
def take_list(*, facility: Facility, day: dt.date, by: Account, tree: Tree) -> list[FollowUp]:
    """Begins to follow those on the list of a day who are not followed yet; taken twice, it adds whoever is new."""
    check_may(by, Permission.FOLLOW_PATIENTS, tree[facility.code], tree=tree)
    # Whoever holds the facility's row takes the list; the other finds everybody followed.
    Facility.objects.select_for_update().get(pk=facility.pk)
    team = capacity_on(facility, day)
    if team is None:
        raise Refused(
            Fault(
                "quality.no_programme",
                _("Nobody has said yet how many patients a day are followed here."),
                remedy=_("Say it first: the list is as long as the team can work."),
            )
        )
    found = leaving_on(facility, day, capacity=team.capacity)
    made = [_followed(one, facility, day, team) for one in found.to_take]
    if made:
        who = [one.stay.patient_id for one in made]
        record("quality.followup.list_taken", by=by, about=team, after={"day": day, "number": len(who)}, patients=who)
    return made


def _followed(leaver: Leaver, facility: Facility, day: dt.date, team: TeamCapacity) -> FollowUp:
    stay = leaver.stay
    held = FollowUp.objects.create(
        facility=facility,
        stay=stay,
        place=stay.place,
        listed_on=day,
        left_at=stay.ended_at,
        points=leaver.known.points,
        chance=leaver.known.chance,
        reasons="\n".join(leaver.reasons),
        owner=team.lead,
    )
    FollowUpStep.objects.bulk_create(
        FollowUpStep(follow_up=held, step=line.step, due_at=due(line, leaves=stay.ended_at), most_tries=line.tries)
        for line in protocol(day)
    )
    return held


@transaction.atomic
def answer(
    *,
    follow_up: FollowUp,
    step: FollowUpStep,
    version: int,
    answer: Answer,
    words: str,
    by: Account,
    tree: Tree,
    now: dt.datetime,
) -> FollowUpStep:
    """Says what came of a step. The last one done ends nothing: the patient is followed until the 30 days are over."""
    held = locked(follow_up, version, by, tree)
    found = held.steps.filter(pk=step.pk).first()
    if found is None:
        raise Refused(Fault("quality.not_of_it", _("That belongs to another patient.")))
    state = State(found.state)
    if faults := faults_of_answer(state, answer, words):
        raise Refused(faults)
    found.tries += answer is Answer.NOBODY
    to = answered(state, answer, tries=found.tries, most=found.most_tries)
    assert to is not None, "faults_of_answer refuses what leads nowhere"
    found.state, found.settled_at = to, None if to is State.OPEN else now
    found.save(update_fields=["state", "tries", "settled_at"])
    FollowUpAnswer.objects.create(step=found, answer=answer, words=words.strip(), at=now, by=by)
    held.version += 1
    held.save(update_fields=["version"])
    after = {"step": found.step, "answer": answer.value, "state": to.value}
    record("quality.followup.answered", by=by, about=held, after=after, patients=[held.stay.patient_id])
    return found


@transaction.atomic
def give(*, follow_up: FollowUp, version: int, owner: Person, by: Account, tree: Tree) -> FollowUp:
    """Gives a patient to somebody else of the team."""
    held = locked(follow_up, version, by, tree)
    before, held.owner = held.owner_id, owner
    held.version += 1
    held.save(update_fields=["owner", "version"])
    record("quality.followup.given", by=by, about=held, before={"owner": before}, after={"owner": owner.pk})
    return held


@transaction.atomic
def end(*, follow_up: FollowUp, version: int, why: End, by: Account, tree: Tree, now: dt.datetime) -> FollowUp:
    """Ends it before its time, with the reason. Open steps stay as they are: they were not done."""
    held = locked(follow_up, version, by, tree)
    if why is End.COMPLETE and not finished(State(step.state) for step in held.steps.all()):
        raise Refused(
            Fault(
                "quality.steps_open",
                _("Not everything is done yet."),
                place="why",
                remedy=_("Answer the open steps, or say why it ends without them."),
            )
        )
    _close(held, why, now)
    record("quality.followup.ended", by=by, about=held, after={"why": why.value}, patients=[held.stay.patient_id])
    return held


def _close(held: FollowUp, why: End, now: dt.datetime) -> None:
    held.ended, held.ended_at = why, now
    held.version += 1
    held.save(update_fields=["ended", "ended_at", "version"])


@transaction.atomic
def follow_registry(*, by: Actor, now: dt.datetime) -> int:
    """Takes over what the registry has learned: who has left, so that clocks run, who is back, whose 30 days are over.

    Returns how many follow-ups it touched. A leaving that was taken back stops its clocks.
    """
    touched = 0
    held = FollowUp.objects.select_for_update(of=("self",)).filter(ended="").select_related("stay", "facility")
    for one in held.prefetch_related("stay__patient__stays", "steps"):
        moved, why = _moved(one), _over(one, now)
        touched += moved or why is not None
        if why is not None:
            _close(one, why, now)
            record("quality.followup.ended", by=by, about=one, after={"why": why.value}, patients=[one.stay.patient_id])
    return touched


def _moved(held: FollowUp) -> bool:
    if held.left_at == held.stay.ended_at:
        return False
    held.left_at = held.stay.ended_at
    held.save(update_fields=["left_at"])
    lines = {line.step.value: line for line in protocol(held.listed_on)}
    for step in held.steps.all():
        step.due_at = due(lines[step.step], leaves=held.left_at) if step.step in lines else step.due_at
        step.save(update_fields=["due_at"])
    return True


def _over(held: FollowUp, now: dt.datetime) -> End | None:
    """Why it ends by itself: the patient is back, or the 30 days are over. A stay that goes on the same day is none."""
    if held.left_at is None:
        return None
    zone = ZoneInfo(held.facility.time_zone)
    left = held.left_at.astimezone(zone).date()
    begun = (stay.started_at.astimezone(zone).date() for stay in held.stay.patient.stays.all())
    if any(left < day <= left + WATCHED for day in begun):
        return End.RETURNED
    return End.COMPLETE if now.astimezone(zone).date() > left + WATCHED else None


WATCHED = dt.timedelta(days=30)
"""How long a patient is followed: what the readmission measures count."""


def _quicker(held: FollowUp) -> str:
    """Who has changed it last, how and when."""
    last = FollowUpAnswer.objects.filter(step__follow_up=held).select_related("by__person", "step").last()
    return str(
        _("Somebody was quicker. Last said by %(who)s: %(step)s, %(did)s at %(at)s.")
        % {
            "who": last.by.person.name,
            "step": last.step.get_step_display(),
            "did": last.get_answer_display(),
            "at": date_format(timezone.localtime(last.at), "H:i"),
        }
        if last
        else _("Somebody was quicker.")
    )


def locked(follow_up: FollowUp, version: int, by: Account, tree: Tree) -> FollowUp:
    """The row as it is now, held until the transaction ends; refused where somebody was quicker, or it has ended."""
    held = FollowUp.objects.select_for_update(of=("self",)).select_related("stay", "facility").get(pk=follow_up.pk)
    check_may(by, Permission.FOLLOW_PATIENTS, tree[held.place], tree=tree)
    if held.ended:
        raise Refused(Fault("quality.followup_ended", _("This patient is no longer followed."), place="answer"))
    check_unchanged(
        version,
        held.version,
        code="quality",
        words=lambda: _quicker(held),
        remedy=_("Read what was done. What you have written is still here."),
    )
    return held
