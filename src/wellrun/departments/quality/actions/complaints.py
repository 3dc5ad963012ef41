"""What is done to a complaint, from the moment somebody takes it.

Every decision names the ``version`` that was read. Where somebody has decided meanwhile, it is refused and says so.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import asdict, dataclass, field
from uuid import UUID, uuid4

from django.db import models, transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from wellrun.departments.quality.models import Complaint, ComplaintStep
from wellrun.departments.quality.queries.complaint_clocks import answer_due
from wellrun.departments.quality.rules.complaints import (
    Channel,
    Move,
    Outcome,
    Status,
    after,
    fault_of_move,
    faults_of_answer,
    faults_of_closing,
    faults_of_extending,
    faults_of_settling,
    faults_of_taking,
    taken,
)
from wellrun.foundations.access.permissions import check_may
from wellrun.foundations.access.rules import Permission
from wellrun.foundations.access.versions import check_unchanged
from wellrun.foundations.audit.actions import record
from wellrun.foundations.followup.models import Action
from wellrun.foundations.organisation.models import Facility
from wellrun.foundations.organisation.places import Level, Place, Tree
from wellrun.foundations.people.models import Account, Person
from wellrun.values.faults import Fault, Refused


@dataclass(frozen=True)
class Heard:
    """What somebody complains of: about what, how it came and when, from whom, in words."""

    subject: str
    channel: Channel
    relation: str
    received_at: dt.datetime
    what: str = field(repr=False)
    wants: str = field(default="", repr=False)
    complainant: str = field(default="", repr=False)
    reach: str = field(default="", repr=False)
    harmed: bool = False


@transaction.atomic
def take(
    *, place: Place, heard: Heard, by: Account, tree: Tree, now: dt.datetime, key: UUID | None = None
) -> Complaint:
    """Takes a complaint. The same ``key`` twice is one complaint: a form sent again changes nothing."""
    check_may(by, Permission.TAKE_COMPLAINTS, place, tree=tree)
    faults = faults_of_taking(what=heard.what, received_at=heard.received_at, now=now)
    if place.level not in (Level.FACILITY, Level.UNIT):
        faults.append(Fault("complaint.place", _("Choose a unit, or the whole facility."), place="where"))
    if faults:
        raise Refused(faults)
    # Numbers run by facility; whoever holds its row gives the next.
    facility = Facility.objects.select_for_update().get(code=place.facility)
    key = key or uuid4()
    held = Complaint.objects.filter(pk=key).first()
    if held is not None:
        return held
    told = {name: value.strip() if isinstance(value, str) else value for name, value in asdict(heard).items()}
    made = Complaint(id=key, facility=facility, number=_next(facility), place=place.code, taken_by=by, taken_at=now)
    for name, value in told.items():
        setattr(made, name, value)
    made.stand(taken(heard.received_at))
    made.save(force_insert=True)
    ComplaintStep.objects.create(complaint=made, at=now, by=by, move=Move.TAKE)
    told_of = {"place": place.code, "subject": heard.subject, "channel": heard.channel.value, "harmed": heard.harmed}
    record("quality.complaint.taken", by=by, about=made, after=told_of)
    return made


def _next(facility: Facility) -> int:
    last = Complaint.objects.filter(facility=facility).aggregate(last=models.Max("number"))["last"]
    return int(last or 0) + 1


@transaction.atomic
def acknowledge(
    *, complaint: Complaint, version: int, words: str, by: Account, tree: Tree, now: dt.datetime
) -> Complaint:
    """Says that the complainant was told it has arrived, and how."""
    held = locked(complaint, version, by, tree)
    _move(held, Move.ACKNOWLEDGE, by=by, now=now, words=words)
    record("quality.complaint.acknowledged", by=by, about=held)
    return held


@transaction.atomic
def settle(*, complaint: Complaint, version: int, done: str, by: Account, tree: Tree, now: dt.datetime) -> Complaint:
    """Says that it was put right at once by those present: it then needs no written answer."""
    held = locked(complaint, version, by, tree)
    _allowed(held, Move.SETTLE)
    if faults := faults_of_settling(channel=Channel(held.channel), done=done):
        raise Refused(faults)
    _move(held, Move.SETTLE, by=by, now=now, words=done)
    record("quality.complaint.settled", by=by, about=held)
    return held


@transaction.atomic
def investigate(
    *, complaint: Complaint, version: int, handler: Person, by: Account, tree: Tree, now: dt.datetime
) -> Complaint:
    """Gives it to somebody to look into; may be given to another while it is looked into."""
    held = locked(complaint, version, by, tree)
    before, held.handler = held.handler_id, handler
    _move(held, Move.INVESTIGATE, by=by, now=now)
    record("quality.complaint.given", by=by, about=held, before={"handler": before}, after={"handler": handler.pk})
    return held


@transaction.atomic
def extend(
    *, complaint: Complaint, version: int, agreed: dt.date, why: str, by: Account, tree: Tree, now: dt.datetime
) -> Complaint:
    """Puts the answer off to a day that the complainant was told of, before its clock has run out."""
    held = locked(complaint, version, by, tree)
    _allowed(held, Move.EXTEND)
    if faults := faults_of_extending(agreed=agreed, due=answer_due(held), now=now):
        raise Refused(faults)
    before = held.agreed_until
    _move(held, Move.EXTEND, by=by, now=now, words=_reason(why), agreed=agreed)
    record("quality.complaint.extended", by=by, about=held, before={"agreed": before}, after={"agreed": agreed})
    return held


@transaction.atomic
def answer(
    *,
    complaint: Complaint,
    version: int,
    outcome: Outcome,
    answer: str,
    contact: Person,
    by: Account,
    tree: Tree,
    now: dt.datetime,
) -> Complaint:
    """Answers in writing: what was found, what is done, and whom the complainant may ask."""
    held = locked(complaint, version, by, tree)
    _allowed(held, Move.ANSWER)
    if faults := faults_of_answer(answer=answer):
        raise Refused(faults)
    due = answer_due(held)
    held.outcome, held.answer, held.contact = outcome, answer.strip(), contact
    _move(held, Move.ANSWER, by=by, now=now, due=due)
    record("quality.complaint.answered", by=by, about=held, after={"outcome": outcome.value, "contact": contact.pk})
    return held


@transaction.atomic
def close(*, complaint: Complaint, version: int, learned: str, by: Account, tree: Tree, now: dt.datetime) -> Complaint:
    """Ends it, with what was learned."""
    held = locked(complaint, version, by, tree)
    _allowed(held, Move.CLOSE)
    promised = held.remedies.exclude(action__status=Action.Status.STOPPED).count()
    if faults := faults_of_closing(outcome=Outcome(held.outcome), learned=learned, promised=promised):
        raise Refused(faults)
    held.learned = learned.strip()
    _move(held, Move.CLOSE, by=by, now=now)
    record("quality.complaint.closed", by=by, about=held)
    return held


@transaction.atomic
def reopen(*, complaint: Complaint, version: int, why: str, by: Account, tree: Tree, now: dt.datetime) -> Complaint:
    """Opens it again because the complainant is not content; the clock of the answer begins anew."""
    held = locked(complaint, version, by, tree)
    before = held.status
    _move(held, Move.REOPEN, by=by, now=now, words=_reason(why))
    record("quality.complaint.reopened", by=by, about=held, before={"status": before})
    return held


@transaction.atomic
def withdraw(*, complaint: Complaint, version: int, why: str, by: Account, tree: Tree, now: dt.datetime) -> Complaint:
    """Ends it because the complainant asks for that; its clocks stop."""
    held = locked(complaint, version, by, tree)
    before = held.status
    _move(held, Move.WITHDRAW, by=by, now=now, words=_reason(why))
    record("quality.complaint.withdrawn", by=by, about=held, before={"status": before})
    return held


def _quicker(held: Complaint) -> str:
    """Who has changed it last, how and when."""
    last = held.steps.select_related("by__person").last()
    return str(
        _("%(who)s was quicker: the complaint was %(did)s at %(at)s.")
        % {
            "who": last.by.person.name if last else _("Somebody"),
            "did": last.get_move_display() if last else _("changed"),
            "at": date_format(timezone.localtime(last.at), "H:i") if last else "",
        }
    )


def locked(complaint: Complaint, version: int, by: Account, tree: Tree) -> Complaint:
    """The row, held until the transaction ends; refused where somebody has changed it since it was read."""
    held = Complaint.objects.select_for_update(of=("self",)).select_related("facility").get(pk=complaint.pk)
    check_may(by, Permission.HANDLE_COMPLAINTS, tree[held.place], tree=tree)
    check_unchanged(
        version,
        held.version,
        code="complaint",
        words=lambda: _quicker(held),
        remedy=_("Read what was decided. What you have written is still here."),
    )
    return held


def _allowed(held: Complaint, move: Move) -> None:
    """Refuses a move that cannot be made before anything else is said about it."""
    if after(held.standing, move, at=held.received_at) is None:
        raise Refused(fault_of_move(Status(held.status), move))


def _move(
    held: Complaint,
    move: Move,
    *,
    by: Account,
    now: dt.datetime,
    words: str = "",
    due: dt.datetime | None = None,
    agreed: dt.date | None = None,
) -> None:
    """Keeps the complaint where the move leads, with its step."""
    to = after(held.standing, move, at=now, due=due, agreed=agreed)
    if to is None:
        raise Refused(fault_of_move(Status(held.status), move))
    held.stand(to)
    held.version += 1
    held.save()
    ComplaintStep.objects.create(complaint=held, at=now, by=by, move=move, words=words.strip())


def _reason(why: str) -> str:
    if not why.strip():
        fault = Fault("complaint.no_reason", _("Say why in a few words."), place="why")
        raise Refused(fault)
    return why.strip()
