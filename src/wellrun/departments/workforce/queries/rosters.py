"""Reading rosters: which there are, one with its proposals, two side by side."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Max, QuerySet
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from wellrun.departments.workforce.models import Proposal, Roster
from wellrun.departments.workforce.queries.asking import question_of
from wellrun.departments.workforce.queries.moves import Move, moves_for
from wellrun.departments.workforce.queries.roster_page import RosterPage, page_of
from wellrun.departments.workforce.queries.ways_out import WaysOut, ways_out
from wellrun.departments.workforce.queries.what_if import helped_most, tried_of
from wellrun.departments.workforce.queries.what_if import words_of as what_if
from wellrun.departments.workforce.rules.plan import difference
from wellrun.departments.workforce.rules.posing import (
    HOLIDAYS,
    NIGHTS,
    WEEKENDS,
    Question,
    Weights,
    may_of,
    shift_of,
)
from wellrun.departments.workforce.rules.sentences import group_of, words_of
from wellrun.foundations.access.permissions import may
from wellrun.foundations.access.rules import Permission
from wellrun.foundations.organisation.models import Unit
from wellrun.foundations.organisation.places import Level, Place, Tree

WEEKS = 28
"""Days proposed for a new roster: four weeks, as most agreements plan."""

AHEAD = dt.timedelta(days=28)
"""How long before its first day a roster should be known."""


def unit_of(place: Place) -> Unit:
    """The unit of a place."""
    facility, _slash, code = place.code.partition("/")
    return Unit.objects.select_related("department__facility").get(department__facility__code=facility, code=code)


def rosters_within(place: Place, *, tree: Tree) -> QuerySet[Roster]:
    """Rosters of the units of a place, the newest first."""
    found = Roster.objects.none()
    by_facility: dict[str, list[str]] = {}
    for one in tree.within(place):
        if one.level is Level.UNIT:
            by_facility.setdefault(one.facility, []).append(one.code.partition("/")[2])
    for facility, codes in by_facility.items():
        found = found | Roster.objects.filter(unit__department__facility__code=facility, unit__code__in=codes)
    return found.select_related("unit__department__facility", "published").order_by("-first", "unit__name")


def roster_within(places: Iterable[Place], pk: int, *, tree: Tree) -> Roster | None:
    """The roster, if its unit lies in one of these places."""
    roster = Roster.objects.select_related("unit__department__facility", "published").filter(pk=pk).first()
    if roster is None:
        return None
    here = tree.get(code_of(roster.unit))
    return roster if here is not None and any(place.covers(here) for place in places) else None


def code_of(unit: Unit) -> str:
    """The code of the unit's place."""
    return f"{unit.department.facility.code}/{unit.code}"


def proposal_of(roster: Roster, number: int | None) -> Proposal | None:
    """The proposal of that number, else the newest that supposes nothing."""
    found = roster.proposals.filter(supposes={}) if number is None else roster.proposals.filter(number=number)
    proposal = found.order_by("-number").first()
    if proposal is not None:
        proposal.roster = roster
    return proposal


def next_weeks(unit: Unit, today: dt.date) -> dict[str, Any]:
    """What a new roster of the unit begins with: the day after the last one, else the next Monday without shifts."""
    last = unit.rosters.order_by("-first").first()
    told = unit.assignments.filter(ended="", day__gte=today).aggregate(last=Max("day"))["last"] or today
    first = last.last + dt.timedelta(days=1) if last else told + dt.timedelta(days=7 - told.weekday())
    # A day that has gone is no day to publish by.
    by = first - AHEAD
    return {"first": first, "days": last.days if last else WEEKS, "publish_by": by if by >= today else None}


def may_roster(request: Any) -> bool:
    """Whether the reader may make rosters of the place in the address."""
    return may(request.user, Permission.ROSTER, request.place, tree=request.tree)


@dataclass(frozen=True)
class CalendarDay:
    """A day of the phone's calendar: what has to be looked at, or nothing."""

    number: int
    weekday: str
    weekend: bool
    gap: str
    short: str
    fault: bool
    spoken: str


def shown(request: Any, roster: Roster, proposal: Proposal | None) -> dict[str, Any]:
    """Everything the page of a roster shows."""
    question = question_of(roster, tree=request.tree, supposed=proposal.supposed if proposal else None)
    context = {
        "here": "workforce",
        "section": "rosters",
        "roster": roster,
        "proposal": proposal,
        "others": list(roster.proposals.filter(supposes={}).only("number", "penalty", "status")[:20]),
        "what_if": what_if(proposal.supposed) if proposal and proposal.supposed else "",
        "may_change": may_roster(request) and not (proposal and proposal.supposes),
        "question": question,
        "title": title_of(roster),
        "month": date_format(roster.first, "F"),
        "may_roster": may_roster(request),
        "making": proposal is not None and not proposal.finished,
    }
    if proposal is None or not proposal.lines or not proposal.finished:
        return context
    page = _page(question, proposal)
    return context | {
        "page": page,
        "gain": max(0, page.penalty - (proposal.bound or 0)),
        "changes": proposal.changes.filter(undone=False).count(),
        "calendar": calendar_of(question, page),
        "starts": roster.first.isoweekday(),
        "worth": worth(),
        "burdens": (_("Nights"), _("Weekends"), _("Holidays")),
        "skills": [(skill, question.skill_name(skill)) for skill in question.skills],
        "tried": tried_of(roster),
        "helped": helped_most(proposal, question),
        "may": {str(one.key): sorted(may_of(one, question)) for one in question.people},
    }


def _page(question: Question, proposal: Proposal) -> RosterPage:
    return page_of(question, proposal.plan, says=lambda finding: words_of(finding, question))


def title_of(roster: Roster) -> str:
    """January 2027, or 4 January to 31 January 2027."""
    whole = roster.first.day == 1 and (roster.last + dt.timedelta(days=1)).day == 1
    if whole and roster.first.month == roster.last.month:
        return date_format(roster.first, "F Y")
    return _("%(first)s to %(last)s") % {
        "first": date_format(roster.first, "j F"),
        "last": date_format(roster.last, "j F Y"),
    }


def calendar_of(question: Question, page: RosterPage) -> list[CalendarDay]:
    """The days as a phone shows them."""
    gaps = {gap.day: gap for gap in reversed(page.gaps)}
    faulty = {cell.day for row in page.rows for cell in row.cells if cell.fault}
    days = []
    for day, head in enumerate(page.heads):
        gap = gaps.get(day)
        date = question.date(day)
        say = gap.title if gap else f"{head.spoken}, {_('a fault')}" if day in faulty else head.spoken
        short = f"{shift_of(gap.duty)} {gap.have}" if gap else ""
        weekday = date_format(date, "D")
        days.append(
            CalendarDay(head.number, weekday, head.weekend, gap.anchor if gap else "", short, day in faulty, say)
        )
    return days


def worth() -> tuple[tuple[str, str], ...]:
    """What a point stands for, in words."""
    points = Weights()
    return (
        (_("one person missing on a shift"), str(points.short)),
        (_("each person below what a law or a safe minimum asks"), str(points.below_least)),
        (_("a request not met, by its strength"), ", ".join(str(points.wish[s]) for s in sorted(points.wish))),
        (
            _("a night, a weekend, a holiday beyond somebody's fair share"),
            ", ".join(str(points.beyond_share[burden]) for burden in (NIGHTS, WEEKENDS, HOLIDAYS)),
        ),
        (_("this much pay by the shift, to bank or agency (in the facility's currency): one point"), str(points.money)),
        (_("one person more than needed; a second, a fourth"), ", ".join(map(str, points.over.values()))),
    )


def ways_of(proposal: Proposal, *, day: str, duty: str, tree: Tree) -> tuple[WaysOut, tuple[Move, ...]] | None:
    """The ways out of a gap of a proposal; nothing where there is no such day or duty.

    Where nobody can take it just so, also what could be moved, or which rule would have to bend.
    """
    question = question_of(proposal.roster, tree=tree, supposed=proposal.supposed)
    known = {f"{need.shift}.{need.skill}" for need in question.needs}
    if not day.isdecimal() or int(day) >= question.days or duty not in known or not proposal.lines:
        return None
    answer = ways_out(
        question,
        proposal.plan,
        day=int(day),
        duty=duty,
        groups=lambda finding: group_of(finding, question),
        says=lambda finding: words_of(finding, question),
    )
    return answer, () if answer.ways else moves_for(question, proposal.plan, day=int(day), duty=duty)


@dataclass(frozen=True)
class Difference:
    """One cell that differs between two proposals."""

    name: str
    day: str
    left: str
    right: str


def compared(request: Any, roster: Roster, left: Proposal, right: Proposal) -> dict[str, Any]:
    """Two proposals: their figures and the cells that differ."""
    question = question_of(roster, tree=request.tree, supposed=left.supposed)
    other = question_of(roster, tree=request.tree, supposed=right.supposed)
    names = {one.key: one.name for one in question.people}
    before, after = left.plan, right.plan
    cells = [
        Difference(
            names.get(cell.person, str(cell.person)),
            date_format(question.date(cell.day), "D j M"),
            _shown_duty(before.duty(cell.person, cell.day)),
            _shown_duty(cell.duty),
        )
        for cell in difference(before, after)
    ]
    return {
        "here": "workforce",
        "section": "rosters",
        "roster": roster,
        "title": title_of(roster),
        "left": left,
        "right": right,
        "pages": (_page(question, left), _page(other, right)),
        "cells": cells,
    }


def _shown_duty(duty: str | None) -> str:
    return shift_of(duty) if duty else _("off")
