"""What the follow-up asks for this morning: promises to patients that are late, and a list that nobody took."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from urllib.parse import urlencode

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from wellrun.departments.quality.models import FollowUp, FollowUpStep
from wellrun.departments.quality.queries.followups import capacity_on, leaving
from wellrun.departments.quality.rules.readmissions.protocol import State
from wellrun.foundations.access.rules import Permission
from wellrun.foundations.organisation.models import Facility
from wellrun.foundations.organisation.places import Tree
from wellrun.foundations.today.draft import Draft, Rank


def followup_signals(day: dt.date, tree: Tree) -> Iterator[Draft]:
    """For each facility with a team: patients who wait too long, and yesterday's list if nobody took it. No names."""
    if day != timezone.localdate():
        return
    now = timezone.now()
    for facility in Facility.objects.order_by("code"):
        if facility.code not in tree.places:
            continue
        late = FollowUpStep.objects.filter(
            follow_up__facility=facility, follow_up__ended="", state__in=(State.OPEN, State.NOT_REACHED), due_at__lt=now
        )
        patients = late.values("follow_up").distinct().count()
        if patients:
            yield _late(facility, patients, day)
        yield from _untaken(facility, day - dt.timedelta(days=1), day)


def _late(facility: Facility, patients: int, day: dt.date) -> Draft:
    return Draft(
        key=f"followup:late:{facility.code}",
        place=facility.code,
        rank=Rank.SAFETY,
        kind=_("Follow-up after discharge"),
        mark="risk",
        sentence=ngettext(
            "%(n)s patient waits longer for the follow-up than was promised.",
            "%(n)s patients wait longer for the follow-up than was promised.",
            patients,
        )
        % {"n": patients},
        facts=_("A call within 48 hours of leaving, a visit within seven days, the rest by the day of leaving."),
        weight=float(patients),
        address=_address(facility, day),
        audience=Permission.FOLLOW_PATIENTS,
    )


def _untaken(facility: Facility, yesterday: dt.date, day: dt.date) -> Iterator[Draft]:
    team = capacity_on(facility, yesterday)
    if team is None or not team.capacity or FollowUp.objects.filter(facility=facility, listed_on=yesterday).exists():
        return
    left = leaving(facility, yesterday).exclude(ended_at=None).count()
    if left:
        yield Draft(
            key=f"followup:untaken:{facility.code}",
            place=facility.code,
            rank=Rank.DRIFT,
            kind=_("Follow-up after discharge"),
            mark="risk",
            sentence=_("Nobody took yesterday's list of those who went home."),
            figure=ngettext("%(n)s patient left", "%(n)s patients left", left) % {"n": left},
            since=yesterday,
            weight=float(left),
            address=_address(facility, day),
            audience=Permission.FOLLOW_PATIENTS,
        )


def _address(facility: Facility, day: dt.date) -> str:
    return f"{reverse('quality:going-home')}?{urlencode({'at': facility.code, 'day': day.isoformat()})}"
