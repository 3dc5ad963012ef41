"""The list of complaints with what is due and what they are about, and what one may be tied to."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils import timezone

from wellrun.departments.quality.models import Complaint, Incident
from wellrun.departments.quality.models.complaints import SUBJECTS
from wellrun.departments.quality.queries.complaint_clocks import clocks_of_complaints, next_clock
from wellrun.departments.quality.queries.complaint_scope import complaints_within
from wellrun.departments.quality.queries.incidents import name_of
from wellrun.departments.quality.queries.scope import within
from wellrun.departments.quality.rules.complaint_clocks import Clock
from wellrun.departments.quality.rules.complaints import Rise, Status, rises
from wellrun.engines.spc.pareto import ParetoBar, pareto
from wellrun.foundations.organisation.places import Place, Tree
from wellrun.foundations.people.models import Account

WEEKS = 26
"""Weeks that the picture of subjects looks back on."""


@dataclass(frozen=True)
class ComplaintLine:
    """A complaint on the list, with its clocks."""

    complaint: Complaint
    place: str
    clocks: tuple[Clock, ...]

    @property
    def next_clock(self) -> Clock | None:
        """The clock that ends first of those that run."""
        return next_clock(self.clocks)

    @property
    def days_to_answer(self) -> int | None:
        """Days from receipt to the first answer; none while there is none."""
        first = self.complaint.first_answered_at
        return (first - self.complaint.received_at).days if first else None


@dataclass(frozen=True)
class Overview:
    """The complaints of a place: those somebody waits for, the whole list, what they were about, what rises."""

    lines: tuple[ComplaintLine, ...]
    subjects: tuple[ParetoBar, ...]
    rising: tuple[Rise, ...]
    since: dt.date

    @property
    def waiting(self) -> tuple[ComplaintLine, ...]:
        """Those with a clock that runs, the first due first."""
        found = [(line.next_clock.due, line) for line in self.lines if line.next_clock]
        return tuple(line for _due, line in sorted(found, key=lambda one: one[0]))

    @property
    def to_close(self) -> tuple[ComplaintLine, ...]:
        """Those that are answered and wait for what was learned, the longest waiting first."""
        found = [line for line in self.lines if line.complaint.status == Status.ANSWERED]
        return tuple(sorted(found, key=lambda line: line.complaint.answered_at or line.complaint.received_at))


def complaint_overview(place: Place, *, tree: Tree, day: dt.date) -> Overview:
    """Everything complained of in a place."""
    held = list(complaints_within([place], tree=tree).select_related("handler"))
    since = day - dt.timedelta(weeks=WEEKS)
    told = received(held)
    counted = Counter(str(SUBJECTS[subject]) for subject, on in told if since < on <= day)
    return Overview(complaint_lines(held, tree=tree), pareto(dict(counted.most_common())), rises(told, day=day), since)


def received(complaints: Iterable[Complaint]) -> list[tuple[str, dt.date]]:
    """What each complaint is about, and on which day it came."""
    return [(one.subject, timezone.localdate(one.received_at)) for one in complaints]


def complaint_lines(held: Sequence[Complaint], *, tree: Tree) -> tuple[ComplaintLine, ...]:
    """Complaints as lines of a list."""
    clocks = clocks_of_complaints(held)
    return tuple(ComplaintLine(one, name_of(one.place, tree), clocks[str(one.pk)]) for one in held)


def incidents_to_tie(complaint: Complaint, reader: Account, *, tree: Tree) -> list[Incident]:
    """Reports that may tell of the same event: of the facility, of the quarter before it came, nearest place first."""
    since = complaint.received_at - dt.timedelta(days=92)
    found = within([tree[complaint.facility.code]], reader, tree=tree).filter(
        occurred_at__range=(since, complaint.received_at + dt.timedelta(days=1))
    )
    others = found.order_by("-occurred_at")[:50]
    return sorted(others, key=lambda one: one.place != complaint.place)
