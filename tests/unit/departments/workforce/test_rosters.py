"""Opening a roster, changing its cells, publishing it, and shifts that stand open."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.utils import timezone
from tests.conftest import account
from tests.reading import read
from tests.unit.departments.workforce.ward import MONDAY, D, N, Ward, build

from wellrun.departments.workforce.actions import open_shifts, rosters
from wellrun.departments.workforce.models import Assignment, Offer, Proposal, Request, ShiftType
from wellrun.departments.workforce.queries.around import around
from wellrun.departments.workforce.queries.borne import borne_by
from wellrun.departments.workforce.queries.call_list import call_list
from wellrun.departments.workforce.queries.rosters import next_weeks
from wellrun.departments.workforce.rules.fairness import Borne
from wellrun.departments.workforce.rules.plan import Cell
from wellrun.departments.workforce.rules.supposing import Kind, Supposed
from wellrun.foundations.access.rules import Role
from wellrun.foundations.audit.models import Entry
from wellrun.foundations.organisation.models import Unit
from wellrun.values.faults import Refused

OFF = [None] * 6


@pytest.fixture
def ward(world: Any, monkeypatch: pytest.MonkeyPatch) -> Ward:
    return build(world, monkeypatch)


def codes(refused: pytest.ExceptionInfo[Refused]) -> list[str]:
    return [fault.code for fault in refused.value.faults]


def test_a_day_is_planned_in_one_roster_only(ward: Ward) -> None:
    with pytest.raises(Refused) as refused:
        rosters.open_roster(unit=ward.unit, first=MONDAY + dt.timedelta(days=7), days=0, **ward.said)
    assert codes(refused) == ["workforce.roster_length"]
    with pytest.raises(Refused) as refused:
        rosters.open_roster(unit=ward.unit, first=MONDAY - dt.timedelta(days=3), days=4, **ward.said)
    assert codes(refused) == ["workforce.roster_crosses"]
    assert rosters.open_roster(unit=ward.unit, first=MONDAY + dt.timedelta(days=7), days=7, **ward.said).days == 7


def test_only_those_who_make_rosters_here_do(ward: Ward) -> None:
    made = ward.proposal([D, *OFF])
    for role, place in ((Role.CLINICIAN, "H1/W1"), (Role.SCHEDULER, "H1/W2"), (Role.EXECUTIVE, "NET")):
        stranger = account(f"{role.value.replace(' ', '.')}.{place[-2:]}", role, place)
        with pytest.raises(Refused) as refused:
            rosters.publish(proposal=made, version=0, roster_version=0, by=stranger, tree=ward.tree)
        assert codes(refused) == ["access.refused"]
    assert not Assignment.objects.exists()


def test_one_proposal_is_made_at_a_time(ward: Ward) -> None:
    asked = {"roster": ward.roster, "seconds": 10, "now": timezone.now(), **ward.said}
    assert rosters.ask_for_proposal(**asked).number == 1
    with pytest.raises(Refused) as refused:
        rosters.ask_for_proposal(**asked)
    assert codes(refused) == ["workforce.being_made"]


def test_a_proposal_based_on_another_begins_there(ward: Ward) -> None:
    before = ward.proposal([D, *OFF])
    rosters.lock_cells(proposal=before, cells=[(ward.nurses[0].pk, 0)], lock=True, version=0, **ward.said)
    before.refresh_from_db()
    made = rosters.ask_for_proposal(roster=ward.roster, seconds=10, now=timezone.now(), based_on=before, **ward.said)
    assert made.plan == before.plan
    assert made.plan.locked == {(ward.nurses[0].pk, 0)}


def test_a_change_is_kept_with_what_stood_there_and_can_be_undone_and_done_again(ward: Ward) -> None:
    made = ward.proposal([D, *OFF])
    who = ward.nurses[0].pk
    held = rosters.change_cells(proposal=made, cells=[Cell(who, 0, N), Cell(who, 1, N)], version=0, **ward.said)
    assert held.plan.lines[who][:2] == (N, N)
    back = rosters.undo(proposal=held, version=1, **ward.said)
    assert back.plan.lines[who][:2] == (D, None)
    forth = rosters.redo(proposal=back, version=2, **ward.said)
    assert forth.plan.lines[who][:2] == (N, N)
    nothing = rosters.redo(proposal=forth, version=3, **ward.said)
    assert nothing.plan == forth.plan


def test_after_a_new_change_the_one_that_was_undone_is_gone(ward: Ward) -> None:
    made = ward.proposal([D, *OFF])
    who = ward.nurses[0].pk
    held = rosters.change_cells(proposal=made, cells=[Cell(who, 0, N)], version=0, **ward.said)
    held = rosters.undo(proposal=held, version=1, **ward.said)
    held = rosters.change_cells(proposal=held, cells=[Cell(who, 3, D)], version=2, **ward.said)
    held = rosters.redo(proposal=held, version=3, **ward.said)
    assert held.plan.lines[who] == (D, None, None, D, None, None, None)


def test_who_looked_at_an_older_plan_is_told_and_nothing_is_lost(ward: Ward) -> None:
    made = ward.proposal([D, *OFF])
    who = ward.nurses[0].pk
    rosters.change_cells(proposal=made, cells=[Cell(who, 1, D)], version=0, **ward.said)
    with pytest.raises(Refused) as refused:
        rosters.change_cells(proposal=made, cells=[Cell(who, 1, N)], version=0, **ward.said)
    assert codes(refused) == ["workforce.changed_meanwhile"]
    assert Proposal.objects.get(pk=made.pk).plan.lines[who][1] == D


def test_a_skill_that_is_not_held_cannot_be_given(ward: Ward) -> None:
    made = ward.proposal()
    with pytest.raises(Refused) as refused:
        rosters.change_cells(proposal=made, cells=[Cell(ward.nurses[0].pk, 0, "D.surgeon")], version=0, **ward.said)
    assert codes(refused) == ["workforce.duty_not_held"]


def test_a_law_that_is_broken_stops_publication_and_a_gap_does_not(ward: Ward) -> None:
    """A day after a night leaves no rest. That nobody works the other shifts is a gap, and gaps are offered."""
    made = ward.proposal([N, D, *OFF[1:]])
    with pytest.raises(Refused) as refused:
        rosters.publish(proposal=made, version=0, roster_version=0, **ward.said)
    assert codes(refused) == ["workforce.roster_breaks"]
    mended = rosters.change_cells(proposal=made, cells=[Cell(ward.nurses[0].pk, 1, None)], version=0, **ward.said)
    rosters.publish(proposal=mended, version=1, roster_version=0, **ward.said)
    held = Assignment.objects.get()
    assert (held.person, held.day, held.shift, held.skill) == (ward.nurses[0], MONDAY, "N", "nurse")


def test_publishing_again_ends_what_changed_and_leaves_the_rest(ward: Ward) -> None:
    first = ward.proposal([D, D, *OFF[1:]])
    rosters.publish(proposal=first, version=0, roster_version=0, **ward.said)
    stays = Assignment.objects.get(day=MONDAY)
    second = ward.proposal([D, N, *OFF[1:]], number=2)
    rosters.publish(proposal=second, version=0, roster_version=1, **ward.said)
    assert Assignment.objects.get(day=MONDAY) == stays
    tuesday = MONDAY + dt.timedelta(days=1)
    ended = Assignment.objects.get(day=tuesday, shift="D")
    assert (ended.ended, ended.until is not None) == (Assignment.Ended.REPLANNED, True)
    assert Assignment.objects.get(day=tuesday, ended="").shift == "N"
    assert Entry.objects.filter(action="workforce.roster.published").count() == 2


def test_publishing_answers_requests_and_the_year_remembers_them(ward: Ward) -> None:
    """Three of four requests of two nurses are met; those that are not count in the year that follows."""
    first, second = ward.nurses[:2]
    facility = ward.unit.department.facility
    night = ShiftType.objects.create(
        facility=facility, code="N", name="night", start=dt.time(19), length=720, break_minutes=30, part="night"
    )
    asks, now = Request.Asks, timezone.now()
    for person, day, what, shift in (
        (first, 0, asks.OFF, None),
        (first, 1, asks.WANTED, night),
        (second, 0, asks.WANTED, None),
        (second, 1, asks.NOT_WANTED, night),
    ):
        at = MONDAY + dt.timedelta(days=day)
        Request.objects.create(person=person, day=at, asks=what, shift=shift, asked_at=now)
    made = ward.proposal([None, N, *[None] * 5], [D, N, *[None] * 5])
    rosters.publish(proposal=made, version=0, roster_version=0, **ward.said)
    states = Request.objects.order_by("person", "day").values_list("state", flat=True)
    assert list(states) == ["met", "met", "met", "not met"]
    week = {"since": MONDAY, "until": MONDAY + dt.timedelta(days=7), "nights": {"N"}}
    borne = borne_by([first.pk, second.pk], holidays={MONDAY}, **week)
    assert borne == {first.pk: Borne(nights=1), second.pk: Borne(nights=1, holidays=1, refused=1)}


def test_publishing_takes_the_place_of_a_roster_made_elsewhere_and_the_next_begins_after_it(ward: Ward) -> None:
    tuesday = MONDAY + dt.timedelta(days=1)
    about: dict[str, Any] = {"unit": ward.unit, "skill": "nurse", "since": timezone.now(), "source": "imported"}
    stays = Assignment.objects.create(person=ward.nurses[0], day=MONDAY, shift="D", **about)
    Assignment.objects.create(person=ward.nurses[0], day=tuesday, shift="D", **about)
    later = Assignment.objects.create(person=ward.nurses[0], day=MONDAY + dt.timedelta(days=9), shift="D", **about)
    rosters.publish(proposal=ward.proposal([D, N, *OFF[1:]]), version=0, roster_version=0, **ward.said)
    held = Assignment.objects.filter(ended="").order_by("day")
    assert [(one.day, one.shift) for one in held] == [(MONDAY, "D"), (tuesday, "N"), (later.day, "D")]
    assert held[0] == stays
    other = Unit.objects.get(department__facility__code="H1", code="W2")
    Assignment.objects.filter(pk=later.pk).update(unit=other)
    assert next_weeks(other, MONDAY)["first"] == MONDAY + dt.timedelta(days=14)


def test_a_roster_published_meanwhile_is_not_published_over(ward: Ward) -> None:
    one, other = ward.proposal([D, *OFF]), ward.proposal([None, D, *OFF[1:]], number=2)
    rosters.publish(proposal=one, version=0, roster_version=0, **ward.said)
    with pytest.raises(Refused) as refused:
        rosters.publish(proposal=other, version=0, roster_version=0, **ward.said)
    assert codes(refused) == ["workforce.published_meanwhile"]
    assert Assignment.objects.filter(ended="").count() == 1


def test_nobody_gets_two_shifts_on_a_day(ward: Ward) -> None:
    Assignment.objects.create(
        person=ward.nurses[0], unit=ward.unit, day=MONDAY, shift="N", skill="nurse", since=timezone.now(), source="open"
    )
    with pytest.raises(Refused) as refused:
        rosters.publish(proposal=ward.proposal([D, *OFF]), version=0, roster_version=0, **ward.said)
    assert codes(refused) == ["workforce.works_elsewhere"]


def test_an_open_shift_is_taken_once_by_somebody_whom_the_rules_allow(ward: Ward) -> None:
    rosters.publish(proposal=ward.proposal([N, *OFF], [D, D, *OFF[1:]]), version=0, roster_version=0, **ward.said)
    tuesday = MONDAY + dt.timedelta(days=1)
    opened = open_shifts.offer(unit=ward.unit, day=tuesday, shift="D", skill="nurse", **ward.said)
    with pytest.raises(Refused) as refused:
        open_shifts.take(shift=opened, person=ward.nurses[0], **ward.said)
    assert codes(refused) == ["workforce.shift_not_allowed"]
    waiting = open_shifts.ask(shift=opened, person=ward.nurses[3], **ward.said)
    assert open_shifts.ask(shift=opened, person=ward.nurses[3], **ward.said) == waiting
    made = open_shifts.take(shift=opened, person=ward.nurses[2], **ward.said)
    assert made.source == Assignment.Source.OPEN
    assert Offer.objects.get().reply == Offer.Reply.GONE
    with pytest.raises(Refused) as refused:
        open_shifts.take(shift=opened, person=ward.nurses[3], **ward.said)
    assert codes(refused) == ["workforce.shift_gone"]


def test_no_shift_over_leave_published_or_taken(ward: Ward) -> None:
    ward.closed = {ward.nurses[0].pk: {MONDAY: "Annual leave"}}
    with pytest.raises(Refused) as refused:
        rosters.publish(proposal=ward.proposal([D, *OFF]), version=0, roster_version=0, **ward.said)
    assert codes(refused) == ["workforce.roster_breaks"]
    assert "Annual leave" in refused.value.faults[0].message
    opened = open_shifts.offer(unit=ward.unit, day=MONDAY, shift="D", skill="nurse", **ward.said)
    with pytest.raises(Refused) as refused:
        open_shifts.take(shift=opened, person=ward.nurses[0], **ward.said)
    assert codes(refused) == ["workforce.shift_not_allowed"]


def test_whoever_works_that_day_cannot_take_another_shift(ward: Ward) -> None:
    rosters.publish(proposal=ward.proposal([D, *OFF]), version=0, roster_version=0, **ward.said)
    opened = open_shifts.offer(unit=ward.unit, day=MONDAY, shift="N", skill="nurse", **ward.said)
    with pytest.raises(Refused) as refused:
        open_shifts.take(shift=opened, person=ward.nurses[0], **ward.said)
    assert codes(refused) == ["workforce.works_that_day"]


def test_who_calls_in_absent_leaves_an_open_shift(ward: Ward) -> None:
    rosters.publish(proposal=ward.proposal([D, *OFF]), version=0, roster_version=0, **ward.said)
    held = Assignment.objects.get()
    opened = open_shifts.report_absent(assignment=held, now=timezone.now(), **ward.said)
    held.refresh_from_db()
    assert (held.ended, opened.day, opened.shift) == (Assignment.Ended.ABSENT, MONDAY, "D")
    with pytest.raises(Refused) as refused:
        open_shifts.report_absent(assignment=held, now=timezone.now(), **ward.said)
    assert codes(refused) == ["workforce.shift_ended"]
    assert open_shifts.take(shift=opened, person=ward.nurses[1], **ward.said).person == ward.nurses[1]


def test_who_called_in_absent_is_not_asked_for_the_same_day(ward: Ward) -> None:
    rosters.publish(proposal=ward.proposal([D, *OFF]), version=0, roster_version=0, **ward.said)
    opened = open_shifts.report_absent(assignment=Assignment.objects.get(), now=timezone.now(), **ward.said)
    with pytest.raises(Refused) as refused:
        open_shifts.take(shift=opened, person=ward.nurses[0], **ward.said)
    assert codes(refused) == ["workforce.absent_that_day"]
    listed = call_list(opened, tree=ward.tree)
    assert ward.nurses[0].name not in {one.name for one in listed.lines}
    assert ("called in absent that day", ("Nurse A",)) in {(one.words, one.people) for one in listed.reasons}


def test_where_nobody_can_take_it_just_so_the_page_says_what_would_have_to_move(ward: Ward, signed_in: Any) -> None:
    """Two are away on Tuesday; one worked the night before, one works its night: the two change what they do."""
    tuesday = MONDAY + dt.timedelta(days=1)
    ward.closed = {one.pk: {tuesday: "leave"} for one in (ward.nurses[1], ward.nurses[3])}
    ward.proposal([N, *OFF], [D, None, D, D, D, None, None], [None, N, N, N, N, N, N], [*OFF[:5], D, D])
    page = f"/workforce/rosters/{ward.roster.pk}/1/ways/?at=H1/W1&day=1&duty={D}"
    said = read(signed_in(ward.manager).get(page))
    assert "Nobody on this roster can take it just so" in said
    first = said.partition('<ol class="options"><li>')[2].partition("</li>")[0]
    assert first.startswith("Nurse C: day on 5 January. Nurse A: night on 5 January. 104 points better.")
    assert f'[[{ward.nurses[2].pk}, 1, "{D}"], [{ward.nurses[0].pk}, 1, "{N}"]]' in first.replace("&quot;", '"')
    assert "Breaks" not in first


def test_after_a_change_the_plan_comes_back_with_what_publishing_it_needs(ward: Ward, signed_in: Any) -> None:
    made = ward.proposal([D, *OFF])
    page = f"/workforce/rosters/{ward.roster.pk}/1/"
    manager, cell = signed_in(ward.manager), f"[[{ward.nurses[0].pk}, 0, null]]"
    plan = manager.post(f"{page}cells/?at=H1/W1", {"version": 0, "cells": cell}).content.decode()
    made.refresh_from_db()
    assert made.version == 1
    assert '<input type="hidden" name="version" value="1">' in plan
    answer = manager.post(f"{page}publish/?at=H1/W1", {"version": 1, "roster_version": 0})
    assert answer.status_code == 302
    assert not Assignment.objects.exists()


def test_the_weeks_around_a_day_hold_what_was_published(ward: Ward) -> None:
    rosters.publish(proposal=ward.proposal([D, *OFF]), version=0, roster_version=0, **ward.said)
    here = around(ward.unit, MONDAY, tree=ward.tree)
    assert here.plan.lines[ward.nurses[0].pk][14] == D
    assert here.picked_up(ward.nurses[1].pk, MONDAY, N).legal


def test_what_supposes_something_is_not_changed_or_published(ward: Ward) -> None:
    plain = ward.proposal([D, *OFF])
    supposed = Supposed(Kind.STAFF, people=1, skill="registered_nurse", hours=36)
    asked = {"roster": ward.roster, "seconds": 10, "now": timezone.now(), "based_on": plain, **ward.said}
    made = rosters.ask_for_proposal(supposed=supposed, **asked)
    assert made.supposed == supposed
    Proposal.objects.filter(pk=made.pk).update(status=Proposal.Status.READY)
    made.refresh_from_db()
    steps = (
        lambda: rosters.publish(proposal=made, version=0, roster_version=0, **ward.said),
        lambda: rosters.change_cells(
            proposal=made, cells=[Cell(ward.nurses[0].pk, 1, N)], version=made.version, **ward.said
        ),
        lambda: rosters.lock_cells(proposal=made, cells=[(ward.nurses[0].pk, 0)], lock=True, version=0, **ward.said),
    )
    for step in steps:
        with pytest.raises(Refused) as refused:
            step()
        assert codes(refused) == ["workforce.supposed"]
    assert not Assignment.objects.exists()


def test_what_cannot_be_supposed(ward: Ward) -> None:
    for wrong in (Supposed(Kind.STAFF, people=0, skill="registered_nurse", hours=36), Supposed(Kind.PATTERN)):
        with pytest.raises(Refused):
            rosters.ask_for_proposal(roster=ward.roster, seconds=10, now=timezone.now(), supposed=wrong, **ward.said)
    assert not Proposal.objects.exists()
