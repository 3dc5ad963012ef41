"""What was supposed of a roster, and what came of it."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from wellrun.departments.workforce.models import Proposal, Roster
from wellrun.departments.workforce.models.posts import StaffGroup
from wellrun.departments.workforce.rules.posing import Question, shift_of, skill_of
from wellrun.departments.workforce.rules.supposing import Kind, Supposed

SHOWN = 8
"""The newest that a page shows."""


@dataclass(frozen=True)
class Tried:
    """One supposition in words, with its proposal."""

    words: str
    proposal: Proposal


def tried_of(roster: Roster) -> list[Tried]:
    """What was tried for the roster and is done, the newest first."""
    done = roster.proposals.exclude(supposes={}).filter(status=Proposal.Status.READY).defer("lines")[:SHOWN]
    return [Tried(words_of(one.supposed), one) for one in done if one.supposed]


MOST_HELPED = 3
"""The shifts that a page names where one more person would help most."""


@dataclass(frozen=True)
class Helped:
    """A shift and what it needs, and how many points one more person there would save at most, a shift."""

    shift: str
    skill: str
    points: float


def helped_most(proposal: Proposal, question: Question) -> list[Helped]:
    """Where one more person would help most, by the bound of the proposal; nothing where none would."""
    names = {shift.code: shift.name for shift in question.shifts}
    ranked = sorted(proposal.figures.get("helped_by", {}).items(), key=lambda entry: -entry[1])
    return [
        Helped(names.get(shift_of(duty), shift_of(duty)), question.skill_name(skill_of(duty)), points)
        for duty, points in ranked[:MOST_HELPED]
        if points >= 1
    ]


def words_of(supposed: Supposed) -> str:
    """What is supposed: 1 more, registered nurses, 36 h a week."""
    if supposed.kind is Kind.PATTERN:
        return _("shifts of %(hours)s hours") % {"hours": supposed.pattern}
    figures = {"n": supposed.people, "who": str(StaffGroup(supposed.skill).label).lower(), "hours": supposed.hours}
    if supposed.kind is Kind.STAFF:
        return (
            ngettext(
                "%(n)s more, %(who)s, %(hours)s h a week",
                "%(n)s more, %(who)s, %(hours)s h a week each",
                supposed.people,
            )
            % figures
        )
    return _("a pool of %(n)s to call on, %(who)s") % figures
