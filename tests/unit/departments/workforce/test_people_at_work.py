"""Engaging people, their leave and credentials, the need of a ward: what is kept, refused and audited."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone
from tests.unit.departments.workforce.conftest import SINCE, Ward

from wellrun.departments.workforce.actions import leave as leaves
from wellrun.departments.workforce.actions import need, staff
from wellrun.departments.workforce.models import Assignment, Leave, NeedRule, Request
from wellrun.departments.workforce.queries.balances import balance_of
from wellrun.departments.workforce.queries.law import law_of, rule_lines
from wellrun.departments.workforce.queries.need import need_of, needs_of, required_of
from wellrun.foundations.audit.models import Entry
from wellrun.foundations.organisation.holidays import holidays_of
from wellrun.foundations.organisation.models import Facility
from wellrun.values.faults import Refused

MONDAY = dt.date(2027, 5, 3)


def refused(call: Any, **given: Any) -> set[str]:
    with pytest.raises(Refused) as raised:
        call(**given)
    return {fault.code.removeprefix("workforce.") for fault in raised.value.faults}


def asked(ward: Ward, **more: Any) -> Leave:
    given: dict[str, Any] = {
        "person": ward.nurse,
        "kind": ward.annual,
        "first": MONDAY,
        "last": MONDAY + dt.timedelta(days=6),
        "hours": Decimal(36),
        "by": ward.nurse_account,
        "tree": ward.tree,
    }
    return leaves.ask_leave(**{**given, **more})


# Contracts


def test_hours_that_change_are_a_new_contract(ward: Ward) -> None:
    given: dict[str, Any] = {
        "person": ward.nurse,
        "unit": ward.unit,
        "grade": ward.grade,
        "employment": "own",
        "weekly_hours": Decimal(24),
        "starts": MONDAY,
        "by": ward.manager,
        "tree": ward.tree,
    }
    assert refused(staff.engage, **given) == {"contract_crosses"}
    staff.end_contract(
        contract=ward.contract(ward.nurse), ends=MONDAY - dt.timedelta(days=1), by=ward.manager, tree=ward.tree
    )
    contract = staff.engage(**given)
    assert contract.full_time_equivalent == Decimal("0.60")
    assert contract.hourly_cost == 44
    wrong = {**given, "weekly_hours": Decimal(0), "ends": SINCE, "rule_sets": ("none",)}
    assert refused(staff.engage, **wrong) >= {"weekly_hours", "ends_before", "rule_unknown"}


def test_only_who_manages_the_unit_engages(ward: Ward, world: Any) -> None:
    for by in (world.director, world.stranger, ward.nurse_account):
        assert refused(staff.give_skill, person=ward.nurse, skill=ward.skill, since=MONDAY, by=by, tree=ward.tree) == {
            "access.refused"
        }


# Credentials


def test_a_number_is_sealed_and_never_reaches_the_audit(ward: Ward) -> None:
    given: dict[str, Any] = {
        "person": ward.nurse,
        "kind": "state_license",
        "number": "RN-778812",
        "issuer": "State board",
        "valid_from": dt.date(2025, 6, 1),
        "valid_until": dt.date(2027, 5, 31),
        "by": ward.manager,
        "tree": ward.tree,
    }
    kept = staff.enter_credential(**given)
    assert kept.number == "RN-778812"
    with connection.cursor() as cursor:
        cursor.execute("SELECT number FROM workforce_credential")
        assert b"778812" not in bytes(cursor.fetchone()[0])
    assert "778812" not in str(list(Entry.objects.values()))
    assert refused(staff.enter_credential, **given) == {"cycle_known"}
    again = staff.enter_credential(**{**given, "valid_from": dt.date(2027, 6, 1), "valid_until": None})
    assert ward.nurse.credentials.count() == 2
    assert staff.verify_credential(credential=again, by=ward.manager, tree=ward.tree).verified_by == ward.manager


# Leave


def test_leave_is_asked_by_oneself_and_decided_by_the_manager(ward: Ward) -> None:
    leave = asked(ward, reason="an operation")
    before = balance_of(ward.nurse, ward.annual, day=MONDAY)
    assert (before.allowed, before.pending, before.left) == (180, 36, 144)
    assert refused(asked, ward=ward) == {"leave_overlaps"}
    decided = leaves.decide_leave(leave=leave, wanted="approved", by=ward.manager, tree=ward.tree)
    assert (decided.state, decided.decided_by) == ("approved", ward.manager)
    assert "operation" not in str(list(Entry.objects.values()))
    leaves.withdraw_leave(leave=leave, by=ward.nurse_account, tree=ward.tree)
    assert balance_of(ward.nurse, ward.annual, day=MONDAY).left == 180


def test_leave_that_cannot_be_is_refused_with_everything_against_it(ward: Ward) -> None:
    assert refused(asked, ward=ward, hours=Decimal(400)) == {"leave_balance"}
    assert refused(asked, ward=ward, first=dt.date(2024, 1, 1), last=dt.date(2024, 1, 2)) == {
        "leave_no_contract",
        "leave_balance",
    }
    assert asked(ward, kind=ward.sick, hours=Decimal(400)).state == "asked"


def test_nobody_decides_about_their_own_leave_and_a_refusal_has_a_reason(ward: Ward) -> None:
    leave = asked(ward)
    given: dict[str, Any] = {"leave": leave, "tree": ward.tree, "by": ward.manager}
    assert refused(leaves.decide_leave, wanted="refused", **given) == {"leave_no_reason"}
    assert refused(leaves.decide_leave, wanted="withdrawn", **given) == {"not_a_decision"}
    assert refused(leaves.decide_leave, **{**given, "by": ward.nurse_account}, wanted="approved") == {"access.refused"}
    staff.engage(
        person=ward.manager.person,
        unit=ward.unit,
        grade=ward.grade,
        employment="own",
        weekly_hours=Decimal(40),
        starts=SINCE,
        by=ward.manager,
        tree=ward.tree,
    )
    own = asked(ward, person=ward.manager.person, by=ward.manager)
    assert refused(leaves.decide_leave, leave=own, wanted="approved", by=ward.manager, tree=ward.tree) == {"own_leave"}


def test_no_leave_over_a_published_shift(ward: Ward) -> None:
    leave = asked(ward)
    shift = Assignment.objects.create(
        person=ward.nurse, unit=ward.unit, day=MONDAY, shift="N", skill="nurse", since=timezone.now()
    )
    with pytest.raises(Refused, match="The night of 3 May is published"):
        leaves.decide_leave(leave=leave, wanted="approved", by=ward.manager, tree=ward.tree)
    shift.ended = "swapped"
    shift.save()
    leaves.decide_leave(leave=leave, wanted="approved", by=ward.manager, tree=ward.tree)


def test_an_allowance_that_is_entered_wins_over_what_accrues(ward: Ward) -> None:
    leaves.set_allowance(
        person=ward.nurse,
        kind=ward.annual,
        year=2027,
        hours=Decimal(100),
        carried_over=Decimal(8),
        by=ward.manager,
        tree=ward.tree,
    )
    assert balance_of(ward.nurse, ward.annual, day=MONDAY).left == 108


# Need, establishment, rules, requests


def test_need_of_a_ward_from_its_rules(ward: Ward) -> None:
    given: dict[str, Any] = {"unit": ward.unit, "by": ward.manager, "tree": ward.tree}
    need.set_need(
        **given, shift=ward.day, method="fixed", figures={"people": 4}, staff_group="registered_nurse", since=SINCE
    )
    need.set_need(
        **given, shift=ward.day, method="fixed", figures={"people": 5}, staff_group="registered_nurse", since=MONDAY
    )
    need.set_need(**given, shift=ward.night, method="ratio", figures={"patients": 8}, skill=ward.skill, since=SINCE)
    assert [rule.until for rule in NeedRule.objects.filter(shift=ward.day).order_by("since")] == [
        MONDAY - dt.timedelta(days=1),
        None,
    ]
    first = MONDAY - dt.timedelta(days=1)
    found = needs_of(ward.unit, first=first, days=2, tree=ward.tree)
    assert [(one.date, one.shift, one.skill, one.wanted) for one in found] == [
        (first, "D", "registered_nurse", 4),
        (MONDAY, "D", "registered_nurse", 5),
    ]
    night = required_of(ward.unit, first=first, days=1, tree=ward.tree)[1]
    assert not night.known
    wrong = {**given, "shift": ward.day, "method": "ratio", "figures": {}, "since": SINCE}
    assert refused(need.set_need, **wrong) == {"need_figure", "need_of_nothing"}


def test_rostered_and_there_are_counted_apart_and_red_flags_follow_the_region(ward: Ward) -> None:
    Facility.objects.filter(code="H1").update(region="GB-ENG")
    ward.unit.department.facility.refresh_from_db()
    given: dict[str, Any] = {"unit": ward.unit, "by": ward.manager, "tree": ward.tree}
    need.set_need(
        **given, shift=ward.day, method="fixed", figures={"people": 2}, staff_group="registered_nurse", since=SINCE
    )
    for person, ended in ((ward.nurse, ""), (ward.aide, "absent")):
        Assignment.objects.create(
            person=person,
            unit=ward.unit,
            day=MONDAY,
            shift="D",
            skill="registered_nurse",
            since=timezone.now(),
            ended=ended,
        )
    page = need_of(ward.unit, first=MONDAY, days=2, tree=ward.tree)
    (line,) = page.days[0].lines
    assert (line.rostered, line.there, line.short) == (2, 1, 1)
    assert [flag.rule for flag in line.flags] == ["nice-two-nurses", "nice-shortfall"]
    assert page.days[1].lines[0].flags == ()
    assert page.days[0].holiday == "May Day"


def test_the_facilitys_own_holiday_wins(ward: Ward) -> None:
    facility = Facility.objects.get(code="H1")
    facility.region = "US-NY"
    facility.holidays.create(day=dt.date(2027, 5, 31), name="Remembrance")
    facility.holidays.create(day=dt.date(2027, 5, 6), name="Nurses’ day")
    assert holidays_of(facility, dt.date(2027, 5, 1), 31) == {
        dt.date(2027, 5, 6): "Nurses’ day",
        dt.date(2027, 5, 31): "Remembrance",
    }


def test_a_rule_is_changed_for_a_place_with_its_reason(ward: Ward) -> None:
    here = ward.tree["H1/W1"]
    given: dict[str, Any] = {"rule": "house-quick-return", "since": SINCE, "by": ward.manager, "tree": ward.tree}
    why = "Agreement with the nurses’ union of 2024"
    assert refused(need.put_in_force, **given, place=here, why="so", figures={"days": 1}) == {
        "rule_figure",
        "rule_no_reason",
    }
    assert refused(need.put_in_force, **given, place=ward.tree["H1"], why=why) == {"access.refused"}
    need.put_in_force(**given, place=here, why=why, figures={"hours": 12})
    (rule,) = [one for one in law_of(here, tree=ward.tree, day=MONDAY) if one.key == "house-quick-return"]
    assert rule.figure("hours") == 12
    need.put_in_force(**{**given, "since": MONDAY}, place=here, why=why, holds_here=False)
    (line,) = [one for one in rule_lines(here, tree=ward.tree, day=MONDAY) if one.rule.key == "house-quick-return"]
    assert (line.holds, line.why, line.changed_by, line.changed_why) == (False, "aside", "Ward 1", why)


def test_asking_again_for_a_day_changes_what_was_asked(ward: Ward) -> None:
    given: dict[str, Any] = {
        "person": ward.nurse,
        "day": MONDAY,
        "by": ward.nurse_account,
        "tree": ward.tree,
        "today": SINCE,
    }
    need.ask_of_roster(**given, asks="wanted", shift=ward.night, strength=2)
    need.ask_of_roster(**given, asks="off", strength=3)
    assert [(one.asks, one.strength) for one in Request.objects.all()] == [("off", 3)]
    assert refused(need.ask_of_roster, **{**given, "today": MONDAY}, asks="off", strength=4) == {
        "request_past",
        "request_strength",
    }
    assert refused(need.ask_of_roster, **{**given, "person": ward.aide}, asks="off") == {"access.refused"}


def test_a_post_is_funded_and_ends(ward: Ward) -> None:
    given: dict[str, Any] = {"unit": ward.unit, "grade": ward.grade, "by": ward.manager, "tree": ward.tree}
    post = need.fund_post(**given, title="Ward nurse", full_time_equivalent=Decimal("12.5"), since=SINCE)
    assert need.end_post(post=post, until=MONDAY, by=ward.manager, tree=ward.tree).until == MONDAY
    assert refused(need.fund_post, **given, title=" ", full_time_equivalent=Decimal(0), since=SINCE) == {
        "no_title",
        "post_size",
    }
