"""Clocks of complaints that run out, and what is complained of more often. Told to those who handle complaints."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from urllib.parse import urlencode

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from wellrun.departments.quality.models.complaints import SUBJECTS
from wellrun.departments.quality.queries.complaint_scope import complaints_within
from wellrun.departments.quality.queries.complaints import ComplaintLine, complaint_lines, received
from wellrun.departments.quality.rules.complaint_clocks import Clock, Step
from wellrun.departments.quality.rules.complaints import BEFORE, LIVE, RECENT, Rise, rises
from wellrun.foundations.access.rules import Permission
from wellrun.foundations.organisation.places import Level, Place, Tree
from wellrun.foundations.today.draft import Draft, Rank

SOON = {Step.ACKNOWLEDGE: dt.timedelta(days=1), Step.ANSWER: dt.timedelta(days=3)}
"""Before its end from which a clock is a signal."""


def complaint_signals(day: dt.date, tree: Tree) -> Iterator[Draft]:
    """What complaints ask for in each facility this morning; nothing of what they say."""
    if day != timezone.localdate():
        return
    now = timezone.now()
    for place in tree.places.values():
        if place.level is not Level.FACILITY:
            continue
        here = complaints_within([place], tree=tree)
        for line in complaint_lines(list(here.filter(status__in=LIVE)), tree=tree):
            clock = line.next_clock
            if clock is not None and clock.due <= now + SOON[clock.law.step]:
                yield _clock(line, clock, now)
        recent = here.filter(received_at__gt=now - RECENT - BEFORE - dt.timedelta(days=1))
        yield from (_rising(rise, place, day) for rise in rises(received(recent), day=day))


def _clock(line: ComplaintLine, clock: Clock, now: dt.datetime) -> Draft:
    complaint, due, late = line.complaint, timezone.localtime(clock.due), clock.late(now)
    return Draft(
        key=f"complaint:clock:{complaint.pk}",
        place=complaint.place,
        rank=Rank.LEGAL_CLOCK if clock.law.jurisdiction else Rank.DRIFT,
        kind=_("Legal clock · complaint") if clock.law.jurisdiction else _("Clock · complaint"),
        mark="harm" if late else "risk",
        sentence=_("%(step)s: %(name)s, %(subject)s.")
        % {"step": clock.law.words, "name": complaint.name, "subject": complaint.get_subject_display()},
        figure=_("overdue since %(at)s") % {"at": date_format(due, "j M H:i")}
        if late
        else _("until %(at)s") % {"at": date_format(due, "j M H:i")},
        facts=_("An agreed day.") if clock.agreed else clock.law.source,
        since=timezone.localtime(complaint.received_at).date(),
        weight=500.0 + (now - clock.due).total_seconds() / 86400,
        address=reverse("quality:complaint", args=[complaint.pk]),
        audience=Permission.HANDLE_COMPLAINTS,
    )


def _rising(rise: Rise, place: Place, day: dt.date) -> Draft:
    return Draft(
        key=f"complaint:rising:{place.code}:{rise.about}",
        place=place.code,
        rank=Rank.SAFETY,
        kind=_("Complaints"),
        mark="concern-up",
        sentence=_("More complaints than usual are about one thing: %(subject)s.") % {"subject": SUBJECTS[rise.about]},
        figure=_("%(count)s in four weeks; usual %(usual)s") % {"count": rise.count, "usual": f"{rise.usual:.1f}"},
        facts=_("Against the half year before. Chance alone would make so many in fewer than one of 100 looks."),
        since=day - RECENT,
        weight=float(rise.count),
        address=f"{reverse('quality:complaints')}?{urlencode({'at': place.code, 'day': day.isoformat()})}",
        audience=Permission.HANDLE_COMPLAINTS,
    )
