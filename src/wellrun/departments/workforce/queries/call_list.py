"""Whoever could come to an open shift, in the order in which they are rung up, with rest, overtime and cost."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from types import MappingProxyType

from django.db.models import Q
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from wellrun.departments.workforce.models import Assignment, Contract, Offer, OpenShift, Skill
from wellrun.departments.workforce.models.posts import StaffGroup
from wellrun.departments.workforce.queries.around import absent_in, around
from wellrun.departments.workforce.queries.gap_board import time_of
from wellrun.departments.workforce.queries.ways_out import Reason, Way, ways_out
from wellrun.departments.workforce.rules.book import Kind
from wellrun.departments.workforce.rules.calling import ORDER, Call, Hours
from wellrun.departments.workforce.rules.posing import duty_of
from wellrun.departments.workforce.rules.sentences import group_of, hours, rule_of
from wellrun.engines.rostering.solution import Finding
from wellrun.foundations.organisation.models import Unit
from wellrun.foundations.organisation.places import Tree

MOST = 12
"""People on a call list; whoever comes after them is named below it."""

SAID_APART = frozenset({Kind.CONTRACT_HOURS, Kind.OVERTIME_WEEK, Kind.OVERTIME_8_80})
"""Rules whose breach the list shows as hours and pay."""

HOURS: Mapping[Hours, Promise | str] = MappingProxyType(
    {
        Hours.CONTRACT: gettext_lazy("within the contract"),
        Hours.FLOAT: gettext_lazy("within the contract, from another unit"),
        Hours.BEYOND: gettext_lazy("beyond the contract"),
        Hours.BANK: gettext_lazy("bank"),
        Hours.OVERTIME: gettext_lazy("overtime"),
        Hours.AGENCY: gettext_lazy("agency"),
    }
)


@dataclass(frozen=True)
class Asked:
    """Somebody who was asked, and what they said."""

    name: str
    person: int
    reply: str
    said: str


@dataclass(frozen=True)
class Caller:
    """Somebody who could come: whose hours, the rest before and after, pay beyond contract, what it touches."""

    person: int
    name: str
    home: str
    hours: str
    rest_before: str
    rest_after: str
    pay: Decimal
    touches: str


@dataclass(frozen=True)
class CallList:
    """Whoever could come to an open shift, ranked; who was asked already; why nobody else can."""

    lines: tuple[Caller, ...]
    reasons: tuple[Reason, ...]
    asked: tuple[Asked, ...]


def call_list(shift: OpenShift, *, tree: Tree) -> CallList:
    """The ranked list for one open shift: whose hours cost nothing more first, agency last, then by pay and points."""
    unit = Unit.objects.select_related("department__facility").get(pk=shift.unit_id)
    busy = _at_work(unit, shift.day)
    here = around(unit, shift.day, tree=tree, without=[one.person_id for one in busy])
    question = here.question

    def says(finding: Finding) -> str:
        rule = rule_of(finding)
        return "" if rule is not None and rule.kind in SAID_APART else capfirst(group_of(finding, question)) + "."

    answer = ways_out(
        question,
        here.plan,
        day=(shift.day - question.first).days,
        duty=duty_of(shift.shift, shift.skill),
        groups=lambda finding: group_of(finding, question),
        says=says,
        absent=frozenset(person for person, day in absent_in(question) if day == shift.day),
        rank=lambda way: (ORDER[way.call.hours], way.call.pay, way.points),
        most=MOST,
    )
    offers = shift.offers.select_related("person")
    already = {o.person_id for o in offers}
    return CallList(
        lines=tuple(_line(way) for way in answer.ways if way.person not in already),
        reasons=(*_busy(shift, busy), *answer.reasons),
        asked=tuple(Asked(o.person.name, o.person_id, o.reply, str(Offer.Reply(o.reply).label)) for o in offers),
    )


def _at_work(unit: Unit, day: dt.date) -> list[Assignment]:
    """Who of those who may be called works already on the day, here or elsewhere: nothing more is asked of them.

    Most of what a list costs is asking of each what the shift would break; a third of a ward works on any day.
    """
    called = Contract.objects.filter(Q(unit=unit) | Q(pk__in=unit.floaters.values("pk")), person__active=True)
    at_work = Assignment.objects.filter(day=day, ended="", person__in=called.values("person"))
    found = at_work.select_related("person", "unit").order_by("person__name", "shift")
    return list({one.person_id: one for one in found}.values())


def _busy(shift: OpenShift, at_work: Iterable[Assignment]) -> Iterator[Reason]:
    """The people at work, by the reason that each gives."""
    names: dict[str, list[str]] = defaultdict(list)
    for one in at_work:
        names[_why_busy(shift, one)].append(one.person.name)
    for words, people in sorted(names.items(), key=lambda each: -len(each[1])):
        yield Reason(words, tuple(people))


def _why_busy(shift: OpenShift, at_work: Assignment) -> str:
    if at_work.unit_id != shift.unit_id:
        return _("work on %(unit)s that day") % {"unit": at_work.unit.name}
    if at_work.shift == shift.shift:
        return _("already work that shift")
    return _("work another shift that day (%(shift)s)") % {"shift": at_work.shift}


def skill_name_of(shift: OpenShift) -> str:
    """What is needed on an open shift, as people call it."""
    if shift.skill in StaffGroup.values:
        return str(StaffGroup(shift.skill).label)
    network = shift.unit.department.facility.network_id
    return Skill.objects.filter(network=network, code=shift.skill).values_list("name", flat=True).first() or shift.skill


def _line(way: Way) -> Caller:
    call = way.call
    before, after = _rest(call.rest_before), _rest(call.rest_after)
    return Caller(way.person, way.name, way.home, _hours(call), before, after, call.pay, way.words)


def _rest(minutes: int | None) -> str:
    return _("two weeks and more") if minutes is None else hours(minutes)


def _hours(call: Call) -> str:
    if not call.overtime:
        return str(HOURS[call.hours])
    if call.overtime_begins is None:
        return _("%(hours)s of overtime, on a later shift") % {"hours": hours(call.overtime)}
    begins = {"hours": hours(call.overtime), "begins": time_of(call.overtime_begins)}
    return _("%(hours)s of overtime, from %(begins)s") % begins
