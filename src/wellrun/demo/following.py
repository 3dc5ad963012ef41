"""The follow-up of those who leave Harbour View: a team since the spring, two lists taken, today's to be taken."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.utils import timezone

from wellrun.departments.quality.actions import followups
from wellrun.departments.quality.models import FollowUp
from wellrun.departments.quality.rules.readmissions.protocol import Answer, Step
from wellrun.foundations.organisation.models import Facility
from wellrun.foundations.organisation.places import Tree
from wellrun.foundations.people.models import Account

LEAD = "daniel.park"
NURSE = "mina.sato"
CAPACITY = 6
DAY, HOUR = dt.timedelta(days=1), dt.timedelta(hours=1)
BEGUN = dt.timedelta(days=175)


def follow(facilities: Mapping[str, Facility], accounts: Mapping[str, Account], *, tree: Tree, now: dt.datetime) -> int:
    """Sets the team up as of the spring and works two lists; returns how many patients are followed."""
    hospital, lead = facilities["HV"], accounts[LEAD]
    began = now - BEGUN
    followups.set_capacity(
        facility=hospital,
        capacity=CAPACITY,
        since=timezone.localdate(began),
        lead=accounts[NURSE].person,
        why="Two nurses in the afternoon",
        by=lead,
        tree=tree,
        now=began,
    )
    today = timezone.localdate(now)
    taken = [
        one
        for days in (2, 1)
        for one in followups.take_list(facility=hospital, day=today - days * DAY, by=lead, tree=tree)
    ]
    for number, one in enumerate(taken):
        _worked(one, number, {"by": lead, "tree": tree}, now)
    return len(taken)


def _worked(held: FollowUp, number: int, who: Mapping[str, Any], now: dt.datetime) -> None:
    """What was done on the ward before leaving, and for every second patient the call."""
    steps = {step.step: step for step in held.steps.all()}
    left = held.left_at or now
    said = [(Step.TEACHING, Answer.DONE), (Step.MEDICINES, Answer.DONE)]
    said += [(Step.TRANSPORT, Answer.DONE)] if number % 3 else []
    said += [(Step.CALL, Answer.DONE if number % 2 else Answer.NOBODY)]
    for hours, (step, what) in enumerate(said, start=1):
        if step in steps and left + hours * HOUR < now:
            held.refresh_from_db(fields=["version"])
            followups.answer(
                follow_up=held,
                step=steps[step],
                version=held.version,
                answer=what,
                words="",
                now=left + hours * HOUR,
                **who,
            )
