"""What is done to a report: triage, review, closing, merging, answering, learning.

Every decision names the ``version`` that was read. Where somebody has decided meanwhile, it is refused and says so.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from wellrun.departments.quality.actions.reporting import name_first_readers
from wellrun.departments.quality.models import Countermeasure, Incident, Lesson, NamedReader, Step
from wellrun.departments.quality.queries.scope import may_read
from wellrun.departments.quality.rules.incidents import (
    LIMITS,
    Depth,
    Harm,
    Move,
    Status,
    Strength,
    fault_of_move,
    faults_of_closing,
    moved,
)
from wellrun.foundations.access.permissions import check_may
from wellrun.foundations.access.rules import Permission
from wellrun.foundations.access.versions import check_unchanged
from wellrun.foundations.audit.actions import record
from wellrun.foundations.followup import actions as followup
from wellrun.foundations.followup.models import Action
from wellrun.foundations.organisation.places import Tree
from wellrun.foundations.people.models import Account, Person
from wellrun.values.faults import Fault, Refused


@dataclass(frozen=True)
class Judged:
    """What triage decides: what it was, how far it went, who looks into it how closely and by when."""

    kind: str
    harm: Harm
    depth: Depth
    investigator: Person
    due_on: dt.date | None = None
    sensitive: bool = False


@transaction.atomic
def triage(*, incident: Incident, version: int, judged: Judged, by: Account, tree: Tree, now: dt.datetime) -> Incident:
    """Decides what a report is and who looks into it; may be done again while it is open."""
    held = locked(incident, version, by, tree)
    before = {"kind": held.kind, "harm": held.harm, "depth": held.depth, "sensitive": held.sensitive}
    _move(held, Move.TRIAGE)
    held.kind, held.harm, held.depth, held.investigator = judged.kind, judged.harm, judged.depth, judged.investigator
    held.due_on = judged.due_on or timezone.localtime(now).date() + LIMITS[judged.depth]
    held.triaged_at = held.triaged_at or now
    if judged.sensitive and not held.sensitive:
        name_first_readers(held, tree[held.place])
        NamedReader.objects.get_or_create(incident=held, account=by, defaults={"named_by": by})
    held.sensitive = judged.sensitive
    after = {"kind": judged.kind, "harm": judged.harm.value, "depth": judged.depth.value, "sensitive": judged.sensitive}
    _keep(held, Move.TRIAGE, by=by, now=now)
    record("quality.incident.triaged", by=by, about=held, before=before, after=after)
    return held


@transaction.atomic
def close(*, incident: Incident, version: int, finding: str, by: Account, tree: Tree, now: dt.datetime) -> Incident:
    """Ends the review with its finding, which the reporter reads."""
    held = locked(incident, version, by, tree)
    _move(held, Move.CLOSE)
    faults = faults_of_closing(
        depth=Depth(held.depth),
        finding=finding,
        factors=held.factors.count(),
        promised=held.countermeasures.exclude(action__status=Action.Status.STOPPED).count(),
    )
    if faults:
        raise Refused(faults)
    held.finding, held.closed_at = finding.strip(), now
    _keep(held, Move.CLOSE, by=by, now=now)
    record("quality.incident.closed", by=by, about=held)
    return held


@transaction.atomic
def reopen(*, incident: Incident, version: int, why: str, by: Account, tree: Tree, now: dt.datetime) -> Incident:
    """Opens a closed report again; its clocks run on from when the event became known."""
    held = locked(incident, version, by, tree)
    _move(held, Move.REOPEN)
    held.closed_at = None
    _keep(held, Move.REOPEN, by=by, now=now, words=_reason(why))
    record("quality.incident.reopened", by=by, about=held)
    return held


@transaction.atomic
def merge(
    *, incident: Incident, version: int, into: Incident, why: str, by: Account, tree: Tree, now: dt.datetime
) -> Incident:
    """Says that another report tells of the same event, and stands for it from now on."""
    # Both rows in one order, whoever asks: two mergers of the same two cannot wait for each other.
    both = Incident.objects.select_for_update().filter(pk__in=(incident.pk, into.pk)).order_by("pk")
    rows = {one.pk: one for one in both}
    target = rows[into.pk]
    held = locked(incident, version, by, tree)
    _check(target, by, tree)
    if (
        target.pk == held.pk
        or target.facility_id != held.facility_id
        or target.status not in (Status.REPORTED, Status.OPEN)
    ):
        raise Refused(
            Fault(
                "quality.merge",
                _("These two cannot be merged."),
                place="into",
                value=target.name,
                remedy=_("Choose another report of the same facility that is not closed and not merged itself."),
            )
        )
    _move(held, Move.MERGE)
    held.into = target
    _keep(held, Move.MERGE, by=by, now=now, words=_reason(why))
    record("quality.incident.merged", by=by, about=held, after={"into": target.name})
    return held


@transaction.atomic
def split(*, incident: Incident, version: int, why: str, by: Account, tree: Tree, now: dt.datetime) -> Incident:
    """Takes a merger back: the report stands for itself again."""
    held = locked(incident, version, by, tree)
    _move(held, Move.SPLIT)
    held.into = None
    _keep(held, Move.SPLIT, by=by, now=now, words=_reason(why))
    record("quality.incident.split", by=by, about=held, after={"status": held.status})
    return held


@transaction.atomic
def tell(*, incident: Incident, words: str, by: Account, tree: Tree, now: dt.datetime) -> Step:
    """Answers whoever reported it. It changes nothing that others decide on."""
    held = _check(incident, by, tree)
    said = Step.objects.create(incident=held, at=now, by=by, move=Move.TELL, words=_reason(words))
    record("quality.incident.answered", by=by, about=held)
    return said


@transaction.atomic
def name_reader(*, incident: Incident, account: Account, by: Account, tree: Tree) -> NamedReader:
    """Lets somebody read a sensitive report."""
    held = _check(incident, by, tree)
    check_may(account, Permission.SEE_INCIDENTS, tree[held.place], tree=tree)
    named, _made = NamedReader.objects.get_or_create(incident=held, account=account, defaults={"named_by": by})
    record("quality.incident.reader_named", by=by, about=held, after={"account": account.pk})
    return named


@transaction.atomic
def act(
    *,
    incident: Incident,
    title: str,
    owner: Person,
    due_on: dt.date,
    strength: Strength,
    by: Account,
    tree: Tree,
    today: dt.date,
) -> Countermeasure:
    """Promises something because of a report."""
    held = _check(incident, by, tree)
    promised = followup.promise(
        title=title,
        owner=owner,
        place=tree[held.place],
        due_on=due_on,
        by=by,
        tree=tree,
        today=today,
        origin=f"quality:incident:{held.pk}",
    )
    made = Countermeasure.objects.create(incident=held, action=promised, strength=strength)
    record("quality.incident.action", by=by, about=held, after={"action": promised.pk, "strength": strength.value})
    return made


@transaction.atomic
def teach(
    *, incident: Incident, title: str, words: str, change: str, by: Account, tree: Tree, now: dt.datetime
) -> Lesson:
    """Shares what was learned with everyone who reads figures of the facility; told again, it is told anew."""
    held = _check(incident, by, tree)
    lesson, _made = Lesson.objects.update_or_create(
        incident=held,
        defaults={
            "place": held.facility.code,
            "title": title.strip(),
            "words": words.strip(),
            "change": change.strip(),
            "told_at": now,
            "told_by": by,
        },
    )
    record("quality.lesson.told", by=by, about=lesson, after={"title": lesson.title})
    return lesson


def _quicker(held: Incident) -> str:
    """Who has changed it last, how and when."""
    last = held.steps.exclude(move=Move.TELL).last()
    return str(
        _("%(who)s was quicker: the report was %(did)s at %(at)s.")
        % {
            "who": last.by.person.name if last and last.by else _("Somebody"),
            "did": last.get_move_display() if last else _("changed"),
            "at": date_format(timezone.localtime(last.at), "H:i") if last else "",
        }
    )


def locked(incident: Incident, version: int, by: Account, tree: Tree) -> Incident:
    """The row, held until the transaction ends; refused where somebody has changed it since it was read."""
    held = Incident.objects.select_for_update().get(pk=incident.pk)
    _check(held, by, tree)
    check_unchanged(
        version,
        held.version,
        code="quality",
        words=lambda: _quicker(held),
        remedy=_("Read what was decided. What you have written is still here."),
    )
    return held


def _check(incident: Incident, by: Account, tree: Tree) -> Incident:
    check_may(by, Permission.TRIAGE_INCIDENTS, tree[incident.place], tree=tree)
    if not may_read(by, incident, tree=tree):
        raise Refused(Fault("access.refused", _("Only named people may read this report.")))
    return incident


def _move(held: Incident, move: Move) -> None:
    to = moved(Status(held.status), move, triaged=held.triaged_at is not None)
    if to is None:
        raise Refused(fault_of_move(Status(held.status), move))
    held.status = to


def _keep(held: Incident, move: Move, *, by: Account, now: dt.datetime, words: str = "") -> None:
    held.version += 1
    held.save()
    Step.objects.create(incident=held, at=now, by=by, move=move, words=words)


def _reason(why: str) -> str:
    if not why.strip():
        raise Refused(
            Fault("quality.no_reason", _("Say why in a few words."), place="why", remedy=_("It stays with the report."))
        )
    return why.strip()
