"""What a unit needs and is funded for, which figures of rules hold, and what people ask of the roster."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from wellrun.departments.workforce.models import (
    Contract,
    Grade,
    NeedRule,
    Post,
    Request,
    RuleInForce,
    ShiftType,
    Skill,
)
from wellrun.departments.workforce.queries.homes import home_of
from wellrun.departments.workforce.queries.law import place_of
from wellrun.departments.workforce.rules.book import shipped
from wellrun.departments.workforce.rules.engaging import faults_of_entry, faults_of_post, faults_of_request
from wellrun.departments.workforce.rules.need import NeedSpec, faults_of_need
from wellrun.foundations.access.permissions import check_may, holds
from wellrun.foundations.access.rules import Permission
from wellrun.foundations.audit.actions import record
from wellrun.foundations.organisation.models import Unit
from wellrun.foundations.organisation.places import Place, Tree
from wellrun.foundations.people.models import Account, Person
from wellrun.values.faults import Fault, Refused

DAY = dt.timedelta(days=1)


@transaction.atomic
def set_need(
    *,
    unit: Unit,
    shift: ShiftType,
    method: str,
    figures: Mapping[str, Any],
    since: dt.date,
    by: Account,
    tree: Tree,
    skill: Skill | None = None,
    staff_group: str = "",
    on: tuple[int, ...] = (),
    at_least: int = 0,
    until: dt.date | None = None,
    why: str = "",
) -> NeedRule:
    """Sets what a shift needs from a day on; an earlier rule for the same skill and days ends the day before."""
    check_may(by, Permission.ROSTER, tree[place_of(unit)], tree=tree)
    what = skill.code if skill else staff_group
    faults = faults_of_need(NeedSpec(shift.code, what, method, figures, frozenset(on), at_least, since, until))
    if not what:
        faults.append(Fault("workforce.need_of_nothing", _("Choose a skill or a staff group."), place="what"))
    if shift.facility_id != unit.department.facility_id:
        faults.append(Fault("workforce.need_shift", _("The shift is another facility’s."), place="shift"))
    if faults:
        raise Refused(faults)
    same = NeedRule.objects.select_for_update().filter(unit=unit, shift=shift, skill=skill, staff_group=staff_group)
    for before in same.filter(until=None, since__lt=since):
        if set(before.on) == set(on):
            before.until = since - DAY
            before.save(update_fields=["until"])
    rule = NeedRule.objects.create(
        unit=unit,
        shift=shift,
        skill=skill,
        staff_group=staff_group,
        on=sorted(on),
        method=method,
        figures=dict(figures),
        at_least=at_least,
        since=since,
        until=until,
        why=why,
    )
    after = {"shift": shift.code, "what": what, "method": method, "figures": str(dict(figures)), "from": since}
    record("workforce.need.set", by=by, about=rule, after=after, why=why)
    return rule


@transaction.atomic
def end_need(*, rule: NeedRule, until: dt.date, by: Account, tree: Tree) -> NeedRule:
    """Ends a rule of need on its last day."""
    held = NeedRule.objects.select_for_update(of=("self",)).select_related("unit__department__facility").get(pk=rule.pk)
    check_may(by, Permission.ROSTER, tree[place_of(held.unit)], tree=tree)
    if until < held.since:
        raise Refused(Fault("workforce.ends_before", _("It ends before it begins."), place="until"))
    before = {"until": held.until}
    held.until = until
    held.save(update_fields=["until"])
    record("workforce.need.ended", by=by, about=held, before=before, after={"until": until})
    return held


@transaction.atomic
def fund_post(
    *,
    unit: Unit,
    grade: Grade,
    title: str,
    full_time_equivalent: Decimal,
    since: dt.date,
    by: Account,
    tree: Tree,
    until: dt.date | None = None,
) -> Post:
    """Adds a funded post to the establishment of a unit."""
    check_may(by, Permission.MANAGE_STAFF, tree[place_of(unit)], tree=tree)
    size = float(full_time_equivalent)
    if faults := faults_of_post(title=title, full_time_equivalent=size, since=since, until=until):
        raise Refused(faults)
    post = Post.objects.create(
        unit=unit, grade=grade, title=title.strip(), full_time_equivalent=full_time_equivalent, since=since, until=until
    )
    after = {"title": title, "grade": grade.code, "full_time_equivalent": full_time_equivalent, "from": since}
    record("workforce.post.funded", by=by, about=post, after=after)
    return post


@transaction.atomic
def end_post(*, post: Post, until: dt.date, by: Account, tree: Tree) -> Post:
    """Ends the funding of a post on its last day."""
    held = Post.objects.select_for_update(of=("self",)).select_related("unit__department__facility").get(pk=post.pk)
    check_may(by, Permission.MANAGE_STAFF, tree[place_of(held.unit)], tree=tree)
    if until < held.since:
        raise Refused(Fault("workforce.ends_before", _("It ends before it begins."), place="until"))
    held.until = until
    held.save(update_fields=["until"])
    record("workforce.post.ended", by=by, about=held, after={"until": until})
    return held


@transaction.atomic
def put_in_force(
    *,
    rule: str,
    since: dt.date,
    why: str,
    by: Account,
    tree: Tree,
    place: Place | None = None,
    contract: Contract | None = None,
    person: Person | None = None,
    holds_here: bool = True,
    figures: Mapping[str, Any] | None = None,
    until: dt.date | None = None,
) -> RuleInForce:
    """Says, with the reason, that a rule holds with other figures or not at all: for a place, contract or person."""
    where = place or _home(person or (contract.person if contract else None), since, tree)
    check_may(by, Permission.MANAGE_STAFF, where, tree=tree)
    known = shipped().get(rule)
    faults = faults_of_entry(
        known=known is not None, figures=figures or {}, allowed=known.figures if known else (), why=why
    )
    if until is not None and until < since:
        faults.append(Fault("workforce.ends_before", _("It ends before it begins."), place="until"))
    if faults:
        raise Refused(faults)
    entry = RuleInForce.objects.create(
        rule=rule,
        place=place.code if place else "",
        contract=None if place or person else contract,
        person=None if place else person,
        holds=holds_here,
        figures=dict(figures or {}),
        since=since,
        until=until,
        why=why.strip(),
        entered_by=by,
        entered_at=timezone.now(),
    )
    after = {"rule": rule, "place": entry.place, "holds": holds_here, "figures": str(entry.figures), "from": since}
    record("workforce.rule.put_in_force", by=by, about=entry, after=after, why=why)
    return entry


@transaction.atomic
def ask_of_roster(
    *,
    person: Person,
    day: dt.date,
    asks: str,
    by: Account,
    tree: Tree,
    today: dt.date,
    shift: ShiftType | None = None,
    strength: int = 1,
) -> Request:
    """Asks for a shift, against one, or for a day off; asking again for the day changes what was asked."""
    if not (person.pk == by.person_id and holds(by, Permission.OWN_SCHEDULE)):
        check_may(by, Permission.ROSTER, _home(person, day, tree), tree=tree)
    code = shift.code if shift else ""
    if faults := faults_of_request(day=day, today=today, asks=asks, shift=code, strength=strength):
        raise Refused(faults)
    Request.objects.filter(person=person, day=day, state=Request.State.OPEN).delete()
    asked = Request.objects.create(
        person=person, day=day, asks=asks, shift=shift, strength=strength, asked_at=timezone.now()
    )
    after = {"person": person.pk, "day": day, "asks": asks, "shift": code, "strength": strength}
    record("workforce.request.asked", by=by, about=asked, after=after)
    return asked


def _home(person: Person | None, day: dt.date, tree: Tree) -> Place:
    home = home_of(person, day, tree=tree) if person is not None else None
    if home is None:
        raise Refused(
            Fault(
                "workforce.no_contract",
                _("This person has no contract."),
                place="person",
                remedy=_("Enter the contract first."),
            )
        )
    return home
