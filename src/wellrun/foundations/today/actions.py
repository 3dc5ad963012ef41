"""Working out the morning, and deciding about what it shows."""

from __future__ import annotations

import dataclasses
import datetime as dt

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from wellrun.foundations.access.permissions import check_may
from wellrun.foundations.access.rules import Permission
from wellrun.foundations.audit.actions import Actor, record
from wellrun.foundations.followup import actions as followup
from wellrun.foundations.followup.models import Action
from wellrun.foundations.organisation.places import Place, Tree
from wellrun.foundations.organisation.queries import tree as whole_tree
from wellrun.foundations.people.models import Account, Person
from wellrun.foundations.today.models import Briefing, Decision, Dismissal, Look, Signal
from wellrun.foundations.today.registry import SOURCES
from wellrun.values.faults import Fault, Refused

LONGEST_DISMISSAL = dt.timedelta(days=92)


def find_signals(*, day: dt.date, by: Actor) -> int:
    """Works out every signal of a morning and keeps them in the place of what was there; returns how many."""
    tree = whole_tree()
    drafts = {draft.key: draft for source in SOURCES for draft in source(day, tree)}
    rows = [Signal(day=day, **dataclasses.asdict(draft)) for draft in drafts.values()]
    with transaction.atomic():
        Signal.objects.filter(day=day).delete()
        Signal.objects.bulk_create(rows, batch_size=500)
        look, _new = Look.objects.update_or_create(day=day, defaults={"signals": len(rows)})
        record("today.signals.found", by=by, about=look, after={"day": day, "signals": len(rows)})
    return len(rows)


@transaction.atomic
def dismiss(*, signal: Signal, reason: str, until: dt.date, by: Account, tree: Tree, today: dt.date) -> Dismissal:
    """Judges a signal not to be a concern, because of a reason, until a day."""
    check_may(by, Permission.JUDGE_SIGNALS, tree[signal.place], tree=tree)
    faults = []
    if not reason.strip():
        faults.append(
            Fault(
                "today.no_reason",
                _("A reason is missing."),
                place="reason",
                remedy=_("Say why this needs no decision."),
            )
        )
    if not today < until <= today + LONGEST_DISMISSAL:
        faults.append(
            Fault(
                "today.until_out_of_range",
                _("%(day)s is not within the next three months.") % {"day": until},
                place="until",
                remedy=_("Choose the day on which to look at it again."),
            )
        )
    if faults:
        raise Refused(faults)
    judged = Dismissal.objects.create(
        key=signal.key, place=signal.place, reason=reason.strip(), until=until, by=by, on=today
    )
    record("today.signal.dismissed", by=by, about=judged, after={"key": signal.key, "until": until}, why=reason)
    return judged


@transaction.atomic
def withdraw_dismissal(*, dismissal: Dismissal, by: Account, tree: Tree, today: dt.date) -> None:
    """Brings a dismissed signal back."""
    check_may(by, Permission.JUDGE_SIGNALS, tree[dismissal.place], tree=tree)
    dismissal.withdrawn_on = today
    dismissal.save(update_fields=["withdrawn_on"])
    record(
        "today.signal.reinstated",
        by=by,
        about=dismissal,
        before={"until": dismissal.until},
        after={"withdrawn_on": today},
    )


@transaction.atomic
def assign(
    *, signal: Signal, title: str, owner: Person, due_on: dt.date, by: Account, tree: Tree, today: dt.date
) -> Action:
    """Gives a signal an owner: an action that remembers what raised it."""
    action = followup.promise(
        title=title,
        owner=owner,
        place=tree[signal.place],
        due_on=due_on,
        by=by,
        tree=tree,
        today=today,
        origin=signal.key,
        measure=signal.measure,
    )
    record(
        "today.signal.assigned",
        by=by,
        about=signal,
        after={"key": signal.key, "action": action.pk, "owner": owner.name},
    )
    return action


@transaction.atomic
def start_briefing(*, place: Place, day: dt.date, by: Account, tree: Tree) -> Briefing:
    """Starts the day's briefing of a place, or goes back into it."""
    check_may(by, Permission.RUN_BRIEFING, place, tree=tree)
    briefing, new = Briefing.objects.get_or_create(place=place.code, day=day, defaults={"started_at": timezone.now()})
    if new:
        record("today.briefing.started", by=by, about=briefing, after={"place": place.code, "day": day})
    return briefing


@transaction.atomic
def decide(
    *,
    briefing: Briefing,
    signal: Signal | None,
    about: str,
    words: str,
    by: Account,
    tree: Tree,
    action: Action | None = None,
) -> Decision:
    """Writes down what was decided about an item, as it is spoken."""
    check_may(by, Permission.RUN_BRIEFING, tree[briefing.place], tree=tree)
    if not words.strip():
        raise Refused(
            Fault(
                "today.no_decision", _("The decision has no words."), place="words", remedy=_("Write what was decided.")
            )
        )
    decision = Decision.objects.create(
        briefing=briefing, signal_key=signal.key if signal else "", about=about, words=words.strip(), action=action
    )
    record("today.briefing.decided", by=by, about=decision, after={"about": about, "words": words})
    return decision


@transaction.atomic
def end_briefing(*, briefing: Briefing, attendance: str, by: Account, tree: Tree) -> None:
    """Ends the briefing and keeps who was there."""
    check_may(by, Permission.RUN_BRIEFING, tree[briefing.place], tree=tree)
    briefing.ended_at, briefing.attendance = timezone.now(), attendance.strip()
    briefing.save(update_fields=["ended_at", "attendance"])
    record("today.briefing.ended", by=by, about=briefing, after={"present": attendance})
