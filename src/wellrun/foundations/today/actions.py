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
from wellrun.foundations.followup.queries import raised_by
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
        # Two refreshes of one morning take turns: else the second would add beside what the first has just added.
        Look.objects.get_or_create(day=day, defaults={"signals": 0})
        Look.objects.select_for_update().get(day=day)
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
    _alone_with(signal)
    before = Dismissal.objects.filter(key=signal.key, withdrawn_on=None, until__gt=today).select_related("by").first()
    if before is not None:
        raise Refused(
            Fault(
                "today.dismissed_meanwhile",
                _("%(who)s has judged this not to be a concern until %(day)s.")
                % {"who": before.by, "day": f"{before.until:%Y-%m-%d}"},
                value=before.reason,
                remedy=_("Open Today again; bring the signal back first if you see it otherwise."),
            )
        )
    judged = Dismissal.objects.create(
        key=signal.key, place=signal.place, reason=reason.strip(), until=until, by=by, on=today
    )
    record("today.signal.dismissed", by=by, about=judged, after={"key": signal.key, "until": until}, why=reason)
    return judged


def _alone_with(signal: Signal) -> None:
    """Two who decide about one signal take turns, so that the second sees what the first has decided."""
    list(Signal.objects.select_for_update().filter(day=signal.day, key=signal.key))


@transaction.atomic
def withdraw_dismissal(*, dismissal: Dismissal, by: Account, tree: Tree, today: dt.date) -> None:
    """Brings a dismissed signal back."""
    check_may(by, Permission.JUDGE_SIGNALS, tree[dismissal.place], tree=tree)
    dismissal = Dismissal.objects.select_for_update(of=("self",)).get(pk=dismissal.pk)
    if dismissal.withdrawn_on is not None:
        raise Refused(
            Fault(
                "today.withdrawn_meanwhile",
                _("Somebody has brought this signal back already."),
                remedy=_("Open Today again."),
            )
        )
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
    *,
    signal: Signal,
    title: str,
    owner: Person,
    due_on: dt.date,
    by: Account,
    tree: Tree,
    today: dt.date,
    seen: int | None = None,
) -> Action:
    """Gives a signal an owner: an action that remembers what raised it.

    ``seen`` is how many actions the signal had when the form was opened; one more means that somebody was quicker.
    """
    _alone_with(signal)
    given = raised_by(signal.key)
    if seen is not None and given.count() != seen:
        newest = given[0]
        raise Refused(
            Fault(
                "today.assigned_meanwhile",
                _("%(who)s has been given this meanwhile: %(what)s") % {"who": newest.owner, "what": newest.title},
                remedy=_("Open Today again; assign once more if there is more to do."),
            )
        )
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
    briefing = Briefing.objects.select_for_update().get(pk=briefing.pk)
    if briefing.ended_at is not None:
        raise Refused(
            Fault(
                "today.briefing_ended_meanwhile",
                _("Somebody has ended this briefing already."),
                value=briefing.attendance,
                remedy=_("Open the briefing again."),
            )
        )
    briefing.ended_at, briefing.attendance = timezone.now(), attendance.strip()
    briefing.save(update_fields=["ended_at", "attendance"])
    record("today.briefing.ended", by=by, about=briefing, after={"present": attendance})
