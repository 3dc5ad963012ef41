"""Engaging people, and what they can: contracts, skills, credentials, availability."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from wellrun.departments.workforce.models import Availability, Contract, Credential, Grade, PersonSkill, Skill
from wellrun.departments.workforce.queries.homes import home_of
from wellrun.departments.workforce.queries.law import place_of
from wellrun.departments.workforce.rules.book import credential_kinds, shipped
from wellrun.departments.workforce.rules.credentials import Cycle, faults_of_cycle
from wellrun.departments.workforce.rules.engaging import faults_of_contract
from wellrun.foundations.access.permissions import check_may
from wellrun.foundations.access.rules import Permission
from wellrun.foundations.audit.actions import record
from wellrun.foundations.organisation.models import Unit
from wellrun.foundations.organisation.places import Tree
from wellrun.foundations.people.models import Account, Person
from wellrun.values.faults import Fault, Refused


@transaction.atomic
def engage(
    *,
    person: Person,
    unit: Unit,
    grade: Grade,
    employment: str,
    weekly_hours: Decimal,
    starts: dt.date,
    by: Account,
    tree: Tree,
    ends: dt.date | None = None,
    pattern: str = "",
    own_cost: Decimal | None = None,
    rule_sets: tuple[str, ...] = (),
    floats_to: tuple[Unit, ...] = (),
) -> Contract:
    """Enters a contract. One that crosses another at the same unit is refused: hours changed are a new contract."""
    check_may(by, Permission.MANAGE_STAFF, tree[place_of(unit)], tree=tree)
    Person.objects.select_for_update().get(pk=person.pk)
    faults = faults_of_contract(
        weekly_hours=float(weekly_hours),
        starts=starts,
        ends=ends,
        employment=employment,
        rule_sets=rule_sets,
        known_rules=shipped().rules,
        others=person.contracts.filter(unit=unit).values_list("starts", "ends"),
    )
    if faults:
        raise Refused(faults)
    contract = Contract.objects.create(
        person=person,
        unit=unit,
        grade=grade,
        employment=employment,
        weekly_hours=weekly_hours,
        pattern=pattern,
        own_cost=own_cost,
        rule_sets=list(rule_sets),
        starts=starts,
        ends=ends,
    )
    contract.floats_to.set(floats_to)
    after = {"person": person.pk, "unit": unit.code, "grade": grade.code, "hours": weekly_hours, "from": starts}
    record("workforce.contract.entered", by=by, about=contract, after=after)
    return contract


@transaction.atomic
def end_contract(*, contract: Contract, ends: dt.date, by: Account, tree: Tree) -> Contract:
    """Ends a contract on its last day."""
    held = Contract.objects.select_for_update().get(pk=contract.pk)
    held.unit = contract.unit
    check_may(by, Permission.MANAGE_STAFF, tree[place_of(held.unit)], tree=tree)
    if ends < held.starts:
        raise Refused(Fault("workforce.ends_before", _("It ends before it begins."), place="ends"))
    before = {"until": held.ends}
    held.ends = ends
    held.save(update_fields=["ends"])
    record("workforce.contract.ended", by=by, about=held, before=before, after={"until": ends})
    return held


@transaction.atomic
def give_skill(
    *, person: Person, skill: Skill, since: dt.date, by: Account, tree: Tree, until: dt.date | None = None
) -> PersonSkill:
    """Says that a person has a skill from a day on."""
    _check(person, by, tree)
    if until is not None and until < since:
        raise Refused(Fault("workforce.ends_before", _("It ends before it begins."), place="until"))
    known = PersonSkill.objects.filter(person=person, skill=skill)
    if any(one.holds_on(since) for one in known):
        raise Refused(Fault("workforce.skill_held", _("The person has this skill already."), place="skill"))
    given = PersonSkill.objects.create(person=person, skill=skill, since=since, until=until)
    record("workforce.skill.given", by=by, about=given, after={"person": person.pk, "skill": skill.code, "from": since})
    return given


@transaction.atomic
def end_skill(*, held: PersonSkill, until: dt.date, by: Account, tree: Tree) -> PersonSkill:
    """Ends a skill on its last day."""
    held = PersonSkill.objects.select_for_update(of=("self",)).select_related("person", "skill").get(pk=held.pk)
    _check(held.person, by, tree)
    if until < held.since:
        raise Refused(Fault("workforce.ends_before", _("It ends before it begins."), place="until"))
    held.until = until
    held.save(update_fields=["until"])
    record("workforce.skill.ended", by=by, about=held, after={"skill": held.skill.code, "until": until})
    return held


@transaction.atomic
def enter_credential(
    *,
    person: Person,
    kind: str,
    number: str,
    issuer: str,
    valid_from: dt.date,
    valid_until: dt.date | None,
    by: Account,
    tree: Tree,
    verified: bool = False,
) -> Credential:
    """Enters a cycle of a credential, seen by whoever enters it if ``verified``. Its number never reaches the audit."""
    _check(person, by, tree)
    known = [Cycle(one.kind, one.valid_from, one.valid_until) for one in person.credentials.all()]
    faults = faults_of_cycle(Cycle(kind, valid_from, valid_until), known, kinds=credential_kinds())
    if faults:
        raise Refused(faults)
    entered = Credential(person=person, kind=kind, number=number, issuer=issuer)
    entered.valid_from, entered.valid_until = valid_from, valid_until
    if verified:
        entered.verified_by, entered.verified_at = by, timezone.now()
    entered.save()
    after = {"person": person.pk, "kind": kind, "from": valid_from, "until": valid_until, "verified": verified}
    record("workforce.credential.entered", by=by, about=entered, after=after)
    return entered


@transaction.atomic
def verify_credential(*, credential: Credential, by: Account, tree: Tree) -> Credential:
    """Says that somebody has looked at the source of a credential."""
    held = Credential.objects.select_for_update(of=("self",)).select_related("person").get(pk=credential.pk)
    _check(held.person, by, tree)
    held.verified_by, held.verified_at = by, timezone.now()
    held.save(update_fields=["verified_by", "verified_at"])
    record("workforce.credential.verified", by=by, about=held, after={"kind": held.kind})
    return held


@transaction.atomic
def say_available(
    *,
    person: Person,
    says: str,
    since: dt.date,
    by: Account,
    tree: Tree,
    weekday: int | None = None,
    day: dt.date | None = None,
    shifts: tuple[str, ...] = (),
    until: dt.date | None = None,
    why: str = "",
) -> Availability:
    """Says when a person can or cannot work: each week on a weekday, or on one day."""
    _check(person, by, tree)
    if (weekday is None) == (day is None):
        raise Refused(
            Fault(
                "workforce.week_or_day", _("Give a weekday or a day, one of the two."), place="weekday", expected="one"
            )
        )
    said = Availability.objects.create(
        person=person, says=says, weekday=weekday, day=day, shifts=list(shifts), since=since, until=until, why=why
    )
    after = {"person": person.pk, "says": says, "weekday": weekday, "day": day, "shifts": shifts}
    record("workforce.availability.said", by=by, about=said, after=after)
    return said


def _check(person: Person, by: Account, tree: Tree) -> None:
    """Whoever writes about a person manages the unit where the person works now, whatever day it is about."""
    home = home_of(person, timezone.localdate(), tree=tree)
    if home is None:
        raise Refused(
            Fault(
                "workforce.no_contract",
                _("This person has no contract."),
                place="person",
                remedy=_("Enter the contract first; its unit decides who may write about the person."),
            )
        )
    check_may(by, Permission.MANAGE_STAFF, home, tree=tree)
