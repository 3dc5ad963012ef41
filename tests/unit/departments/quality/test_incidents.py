"""What is done to reports, who may read them, and what the audit keeps."""

from __future__ import annotations

import datetime as dt
from typing import Any
from uuid import uuid4

import pytest
from django.utils import timezone
from tests.conftest import account
from tests.unit.departments.quality.reports import WORDS, Ward

from wellrun.departments.quality.actions import incidents as actions
from wellrun.departments.quality.actions import review
from wellrun.departments.quality.actions.reporting import Told, digest
from wellrun.departments.quality.models import Countermeasure, DutyMet, Incident, Lesson, Step
from wellrun.departments.quality.queries.clocks import clocks_of
from wellrun.departments.quality.queries.incidents import candidates, overview
from wellrun.departments.quality.queries.published import incident_report_rows
from wellrun.departments.quality.queries.scope import may_read, within
from wellrun.departments.quality.rules.incidents import Area, Depth, Harm, Strength
from wellrun.departments.quality.signals.incident import incident_signals
from wellrun.foundations.access.rules import Role
from wellrun.foundations.audit.models import Entry
from wellrun.foundations.followup.models import Action
from wellrun.foundations.organisation.models import Facility
from wellrun.foundations.today.draft import Rank
from wellrun.values.faults import Refused

FOUND = "The catch was worn; all rails of the ward were checked."


def codes(refused: pytest.ExceptionInfo[Refused]) -> list[str]:
    return [fault.code for fault in refused.value.faults]


def test_numbers_run_by_facility_and_the_same_form_twice_is_one_report(ward: Ward) -> None:
    key = uuid4()
    first, again, second = ward.tell(key=key), ward.tell(key=key), ward.tell()
    assert (first.incident.name, again.incident.name, second.incident.name) == ("H1-1", "H1-1", "H1-2")
    assert Step.objects.count() == 2
    entry = Entry.objects.filter(action="quality.incident.reported").first()
    assert entry is not None and WORDS not in str(entry.after)


def test_a_stranger_cannot_report_and_a_nurse_not_elsewhere(ward: Ward) -> None:
    for place, by in (("H1/W1", ward.world.stranger), ("H2/W1", ward.nurse)):
        other = Ward(ward.world, by, ward.lead)
        with pytest.raises(Refused) as refused:
            other.tell(place=place)
        assert codes(refused) == ["access.refused"]


def test_nothing_says_who_sent_a_report_without_a_name(ward: Ward) -> None:
    told = ward.tell(nameless=True)
    assert len(told.code) == 16 and told.incident.reporter is None
    assert told.incident.receipt == digest(f" {told.code.lower()} ")
    entry = Entry.objects.get(action="quality.incident.reported")
    assert entry.actor_id is None and entry.origin == {}
    assert "nurse" not in f"{entry.actor} {entry.after} {entry.why}".lower()
    assert told.incident.steps.get().by is None


def test_a_sensitive_report_is_read_by_those_who_are_named_only(ward: Ward) -> None:
    told = ward.tell(sensitive=True).incident
    manager = ward.world.ward_manager
    assert may_read(ward.lead, told, tree=ward.world.tree)
    assert not may_read(manager, told, tree=ward.world.tree)
    place = ward.world.place("H1")
    assert list(within([place], manager, tree=ward.world.tree)) == []
    assert candidates(ward.tell().incident, manager, tree=ward.world.tree) == []
    with pytest.raises(Refused) as refused:
        ward.judge(told, by=manager)
    assert codes(refused) == ["access.refused"]
    actions.name_reader(incident=told, account=manager, **ward.who)
    assert may_read(manager, told, tree=ward.world.tree)
    with pytest.raises(Refused):
        actions.name_reader(incident=told, account=ward.world.stranger, **ward.who)


def test_a_sensitive_report_never_waits_for_nobody(ward: Ward) -> None:
    ward.lead.grants.all().delete()
    told = ward.tell(sensitive=True).incident
    assert [reader.account for reader in told.readers.all()] == [ward.world.director]


def test_triage_that_makes_it_sensitive_keeps_it_from_the_rest(ward: Ward) -> None:
    told = ward.tell().incident
    assert may_read(ward.world.ward_manager, told, tree=ward.world.tree)
    judged = ward.judge(told, sensitive=True)
    assert not may_read(ward.world.ward_manager, judged, tree=ward.world.tree)
    assert may_read(ward.lead, judged, tree=ward.world.tree)


def test_who_decides_on_what_was_changed_meanwhile_is_told_by_whom(ward: Ward) -> None:
    read = ward.tell().incident
    ward.judge(read, by=ward.world.director)
    with pytest.raises(Refused) as refused:
        ward.judge(read)
    assert codes(refused) == ["quality.changed_meanwhile"]
    assert "Director" in refused.value.faults[0].message


def test_a_full_investigation_from_report_to_lesson(ward: Ward) -> None:
    told = ward.judge(ward.tell(harm=Harm.SEVERE).incident, depth=Depth.FULL)
    now, today = timezone.now(), timezone.localdate()
    assert told.due_on == today + dt.timedelta(days=60)
    with pytest.raises(Refused) as refused:
        actions.close(incident=told, version=told.version, finding=FOUND, now=now, **ward.who)
    assert codes(refused) == ["quality.no_factors", "quality.no_action"]
    factor = review.add_factor(incident=told, area=Area.TASK, words="Worn catch", **ward.who)
    review.add_happening(incident=told, at=now - dt.timedelta(hours=2), words="Rail up, patient asleep", **ward.who)
    review.answer_why(incident=told, answers=["The catch was worn", " ", "Nobody checks catches"], **ward.who)
    review.answer_why(incident=told, answers=["The catch was worn"], **ward.who)
    assert [why.words for why in told.whys.all()] == ["The catch was worn"]
    made = actions.act(
        incident=told,
        title="Check all catches each month",
        owner=ward.lead.person,
        due_on=today,
        strength=Strength.INTERMEDIATE,
        today=today,
        **ward.who,
    )
    assert made.action.origin == f"quality:incident:{told.pk}" and made.action.place == "H1/W1"
    closed = actions.close(incident=told, version=told.version, finding=FOUND, now=now, **ward.who)
    assert (closed.status, closed.finding) == ("closed", FOUND)
    actions.teach(
        incident=closed, title="Catches wear", words="A rail gave way.", change="Monthly check.", now=now, **ward.who
    )
    actions.teach(
        incident=closed, title="Catches wear out", words="A rail gave way.", change="Check.", now=now, **ward.who
    )
    assert [lesson.title for lesson in Lesson.objects.all()] == ["Catches wear out"]
    opened = actions.reopen(incident=closed, version=closed.version, why="It happened again", now=now, **ward.who)
    assert opened.status == "open" and opened.closed_at is None
    other = ward.tell().incident
    with pytest.raises(Refused):
        review.remove(incident=other, what=factor, **ward.who)
    review.remove(incident=opened, what=factor, **ward.who)
    assert not opened.factors.exists()


def test_an_action_that_was_given_up_is_no_action(ward: Ward) -> None:
    told = ward.judge(ward.tell().incident, depth=Depth.FULL)
    review.add_factor(incident=told, area=Area.TEAM, words="No handover", **ward.who)
    today = timezone.localdate()
    promised = {"title": "A poster", "owner": ward.lead.person, "due_on": today, "today": today}
    made = actions.act(incident=told, strength=Strength.WEAKER, **promised, **ward.who)
    Action.objects.filter(pk=made.action_id).update(status="stopped", closed_on=today)
    with pytest.raises(Refused) as refused:
        actions.close(incident=told, version=told.version, finding=FOUND, now=timezone.now(), **ward.who)
    assert codes(refused) == ["quality.no_action"]
    assert Countermeasure.objects.count() == 1


def test_one_event_told_twice_has_one_set_of_clocks_from_the_first(ward: Ward) -> None:
    Facility.objects.filter(code="H1").update(region="US-CA")
    first, second = ward.tell(harm=Harm.SEVERE).incident, ward.tell(harm=Harm.SEVERE, kind="treatment").incident
    now = timezone.now()
    Incident.objects.filter(pk=first.pk).update(reported_at=now - dt.timedelta(days=2))
    review.meet(incident=first, duty="ca-adverse", words="Report 17", now=now, **ward.who)
    merged = actions.merge(incident=first, version=1, into=second, why="Same patient, same hour", now=now, **ward.who)
    assert merged.status == "merged" and merged.into == second
    held = {one.clock.duty.key: one for one in clocks_of(Incident.objects.select_related("facility"))[str(second.pk)]}
    assert held["ca-adverse"].met is not None
    assert held["us-sentinel"].met is None
    alone = clocks_of([Incident.objects.get(pk=second.pk)])
    assert str(first.pk) not in alone
    apart = actions.split(incident=merged, version=merged.version, why="Two patients", now=now, **ward.who)
    assert (apart.status, apart.into) == ("reported", None)
    clocks = clocks_of(Incident.objects.select_related("facility"))
    assert {one.clock.duty.key for one in clocks[str(second.pk)] if one.met} == set()


def test_what_cannot_be_merged(ward: Ward) -> None:
    now = timezone.now()
    one, closed = ward.tell().incident, ward.judge(ward.tell().incident)
    actions.close(incident=closed, version=closed.version, finding=FOUND, now=now, **ward.who)
    far = Ward(ward.world, ward.world.director, ward.world.director).tell(place="H2/W1").incident
    for target in (one, Incident.objects.get(pk=closed.pk), far):
        with pytest.raises(Refused):
            actions.merge(incident=one, version=1, into=target, why="the same", now=now, **ward.who)
    with pytest.raises(Refused) as refused:
        actions.merge(incident=one, version=1, into=ward.tell().incident, why=" ", now=now, **ward.who)
    assert codes(refused) == ["quality.no_reason"]


def test_a_duty_is_met_once_and_with_something_that_shows_it(ward: Ward) -> None:
    told, now = ward.tell(harm=Harm.SEVERE).incident, timezone.now()
    for duty, words, code in (("us-sentinel", " ", "quality.no_evidence"), ("none", "x", "quality.no_duty")):
        with pytest.raises(Refused) as refused:
            review.meet(incident=told, duty=duty, words=words, now=now, **ward.who)
        assert codes(refused) == [code]
    review.meet(incident=told, duty="us-sentinel", words="Letter of today", now=now, **ward.who)
    review.meet(incident=told, duty="us-sentinel", words="Another", now=now, **ward.who)
    assert [met.words for met in DutyMet.objects.all()] == ["Letter of today"]


def test_what_waits_is_told_each_morning_and_grave_harm_first(ward: Ward) -> None:
    ward.tell(harm=Harm.NEAR_MISS)
    ward.tell(harm=Harm.DEATH, kind="treatment")
    ward.tell(harm=Harm.SEVERE, sensitive=True, kind="behaviour")
    found = list(incident_signals(timezone.localdate(), ward.world.tree))
    grave = [draft for draft in found if draft.rank is Rank.HARM_NOW]
    assert {draft.place for draft in grave} == {"H1", "H1/W1"}
    assert all("Violence" not in f"{draft.sentence} {draft.facts}" for draft in found)
    waiting = [draft for draft in found if draft.key == "incident:waiting:H1"]
    assert [draft.sentence for draft in waiting] == ["1 report waits for triage."]
    assert list(incident_signals(timezone.localdate() - dt.timedelta(days=1), ward.world.tree)) == []


def test_a_clock_that_runs_out_is_a_signal_until_it_is_met(ward: Ward) -> None:
    Facility.objects.filter(code="H1").update(region="US-CA")
    told = ward.judge(ward.tell(harm=Harm.SEVERE).incident)
    Incident.objects.filter(pk=told.pk).update(reported_at=timezone.now() - dt.timedelta(days=3))
    day = timezone.localdate()
    keys = [draft.key for draft in incident_signals(day, ward.world.tree)]
    assert f"incident:clock:{told.pk}" in keys
    review.meet(incident=told, duty="ca-adverse", words="Report 17", now=timezone.now(), **ward.who)
    assert f"incident:clock:{told.pk}" not in [draft.key for draft in incident_signals(day, ward.world.tree)]


def test_what_is_published_has_no_words_and_no_event_twice(ward: Ward) -> None:
    first, second = ward.tell().incident, ward.tell(harm=Harm.NEAR_MISS).incident
    ward.judge(second)
    actions.merge(incident=first, version=1, into=second, why="same", now=timezone.now(), **ward.who)
    (row,) = incident_report_rows(timezone.localdate())
    assert (row["report"], row["unit"], row["harm"]) == ("H1-2", "W1", "near_miss")
    assert row["triaged_at"] >= row["reported_at"] >= row["occurred_at"]
    assert set(row) == {
        *("facility", "report", "unit", "kind", "harm", "occurred_at", "reported_at", "triaged_at", "closed_at")
    }


def test_the_overview_counts_events_and_puts_grave_ones_first(ward: Ward) -> None:
    ward.tell(kind="fall"), ward.tell(kind="fall")
    grave = ward.tell(kind="medication", harm=Harm.SEVERE).incident
    seen = overview(ward.world.place("H1"), ward.lead, tree=ward.world.tree, day=timezone.localdate())
    assert [(bar.name, bar.count) for bar in seen.kinds] == [("Fall", 2), ("Medicine", 1)]
    assert seen.waiting[0].incident == grave


def test_the_number_of_queries_does_not_grow_with_the_reports(ward: Ward, django_assert_max_num_queries: Any) -> None:
    for _each in range(12):
        ward.tell(harm=Harm.SEVERE)
    with django_assert_max_num_queries(8):
        seen = overview(ward.world.place("H1"), ward.lead, tree=ward.world.tree, day=timezone.localdate())
        assert all(line.next_clock for line in seen.lines) or not Facility.objects.get(code="H1").region


def test_only_who_triages_decides(ward: Ward) -> None:
    told: Told = ward.tell()
    officer = account("officer", Role.PRIVACY_OFFICER, "NET")
    for by in (ward.nurse, officer):
        with pytest.raises(Refused) as refused:
            ward.judge(told.incident, by=by)
        assert codes(refused) == ["access.refused"]
