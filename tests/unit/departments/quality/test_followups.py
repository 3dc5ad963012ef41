"""Patients are taken on, called, seen and let go; nobody is lost, and two callers do not overwrite each other."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.utils import timezone
from tests.unit.departments.quality.leaving import ZONE, Team, step_of

from wellrun.departments.quality.actions import followups as actions
from wellrun.departments.quality.models import FollowUp, TeamCapacity
from wellrun.departments.quality.queries.followups import leaving_on, lines_of
from wellrun.departments.quality.queries.published import follow_up_rows
from wellrun.departments.quality.rules.readmissions.protocol import Answer, End, State, Step
from wellrun.departments.quality.signals.followup import followup_signals
from wellrun.foundations.audit.actions import System
from wellrun.foundations.audit.models import Entry
from wellrun.foundations.audit.queries import verify
from wellrun.foundations.patients import actions as registry
from wellrun.foundations.patients.actions import StayDetails
from wellrun.foundations.patients.models import Patient
from wellrun.values.faults import Refused

pytestmark = pytest.mark.database
BY = System("test")
DAY, HOUR = dt.timedelta(days=1), dt.timedelta(hours=1)


def codes(refused: pytest.ExceptionInfo[Refused]) -> list[str]:
    return [fault.code for fault in refused.value.faults]


def names(held: list[FollowUp]) -> list[str]:
    return [one.stay.patient.family for one in held]


def moved(stay: Any, ended: dt.datetime | None) -> None:
    """What the registry is told of a stay."""
    details = StayDetails(stay.visit, stay.place, stay.started_at, ended, stay.expected_on)
    registry.stay(patient=stay.patient, details=details, by=BY)
    actions.follow_registry(by=BY, now=timezone.now())


def test_the_likeliest_to_return_are_taken_on_as_many_as_the_team_can_follow(team: Team) -> None:
    team.sets(2)
    team.leaves("Low", days=1)
    team.leaves("High", days=9, visits=3, codes=("I50.9", "J44.1"))
    team.leaves("Middle", days=5, visits=1)
    team.leaves("Tomorrow", days=5, visits=4, day=team.today + DAY)
    made = team.takes()
    assert names(made) == ["High", "Middle"]
    high = made[0]
    assert (high.points, high.owner, high.place, high.left_at) == (5 + 5 + 3, team.lead.person, "H1/W1", None)
    assert high.reasons.splitlines()[0] == "Has chronic pulmonary disease, congestive heart failure."
    assert {step.step for step in high.steps.all()} == set(Step)
    entry = Entry.objects.get(action="quality.followup.list_taken")
    assert (entry.after["number"], len(entry.patients)) == (2, 2)


def test_taken_twice_it_adds_only_whoever_is_new(team: Team) -> None:
    team.sets(2)
    team.leaves("Reed", days=5)
    assert names(team.takes()) == ["Reed"]
    assert team.takes() == []
    team.leaves("Young", days=9, visits=4)
    assert names(team.takes()) == ["Young"]
    team.leaves("Hale", days=9, visits=4)
    assert team.takes() == []
    assert FollowUp.objects.count() == 2


def test_who_leaves_unscored_or_is_not_for_the_list_is_counted(team: Team) -> None:
    team.leaves("Reed")
    team.leaves("Away", gone=True, disposition="02")
    stay = team.leaves("Unknown")
    registry.stay(
        patient=stay.patient, details=StayDetails("V-only-here", "H1/W1", stay.started_at, None, team.today), by=BY
    )
    found = leaving_on(team.hospital, team.today, capacity=5)
    assert sorted(one.stay.patient.family for one in found.chosen) == ["Reed", "Unknown"]
    assert (dict(found.left_out), found.unscored) == ({"transfer": 1}, 1)


def test_without_a_capacity_nothing_is_taken_and_who_may_set_it_is_the_lead(team: Team) -> None:
    team.leaves("Reed")
    with pytest.raises(Refused) as refused:
        team.takes()
    assert codes(refused) == ["quality.no_programme"]
    with pytest.raises(Refused):
        team.sets(by=team.nurse)
    with pytest.raises(Refused) as refused:
        team.sets(since=team.today - DAY)
    assert codes(refused) == ["quality.capacity_past"]
    team.sets(3)
    team.sets(4)
    team.sets(9, since=team.today + DAY)
    assert [one.capacity for one in TeamCapacity.objects.all()] == [3, 4, 9]
    assert len(team.takes()) == 1
    with pytest.raises(Refused):
        team.takes(by=team.world.ward_manager)


def test_clocks_run_from_leaving_and_stop_when_it_is_taken_back(team: Team) -> None:
    team.sets()
    stay = team.leaves("Reed")
    (held,) = team.takes()
    assert step_of(held, Step.CALL).due_at is None
    left = timezone.now().replace(microsecond=0) - HOUR
    moved(stay, left)
    assert step_of(held, Step.CALL).due_at == left + 48 * HOUR
    assert step_of(held, Step.VISIT).due_at == left + 7 * DAY
    moved(stay, None)
    held.refresh_from_db()
    assert (held.left_at, step_of(held, Step.CALL).due_at) == (None, None)


def test_a_call_is_tried_three_times_then_the_lead_is_told_and_it_can_still_be_done(team: Team) -> None:
    team.sets()
    team.leaves("Reed", gone=True)
    (held,) = team.takes()
    states = [team.says(held, Step.CALL, Answer.NOBODY).state for _each in range(3)]
    assert states == [State.OPEN, State.OPEN, State.NOT_REACHED]
    assert team.says(held, Step.CALL, Answer.DONE).state == State.DONE
    with pytest.raises(Refused) as refused:
        team.says(held, Step.CALL, Answer.DONE)
    assert codes(refused) == ["quality.step_answer"]
    assert team.says(held, Step.CALL, Answer.UNDO, "Wrong patient").state == State.OPEN
    assert [one.answer for one in step_of(held, Step.CALL).answers.all()] == ["nobody"] * 3 + ["done", "undo"]
    assert verify().whole


def test_who_answers_on_what_has_changed_is_told_who_was_quicker(team: Team) -> None:
    team.sets()
    team.leaves("Reed", gone=True)
    (held,) = team.takes()
    version = held.version
    team.says(held, Step.TEACHING, Answer.DONE)
    with pytest.raises(Refused) as refused:
        team.says(held, Step.CALL, Answer.DONE, version=version, by=team.lead)
    assert codes(refused) == ["quality.changed_meanwhile"]
    assert team.nurse.person.name in refused.value.faults[0].message
    assert step_of(held, Step.CALL).state == State.OPEN


def test_a_step_of_another_patient_and_a_reader_without_the_right_are_refused(team: Team) -> None:
    team.sets()
    team.leaves("Reed", gone=True)
    team.leaves("Young", gone=True)
    one, other = team.takes()
    with pytest.raises(Refused) as refused:
        team.says(one, step_of(other, Step.CALL), Answer.DONE)
    assert codes(refused) == ["quality.not_of_it"]
    with pytest.raises(Refused):
        team.says(one, Step.CALL, Answer.DONE, by=team.world.ward_manager)


def test_it_ends_when_the_patient_is_back_or_thirty_days_are_over(team: Team) -> None:
    team.sets(9)
    left = {"Back": 5, "Over": 31, "Still": 30}
    held = {}
    for name, days in left.items():
        team.leaves(name, gone=True, day=team.today - days * DAY)
        TeamCapacity.objects.update(since=team.today - 40 * DAY)
        (held[name],) = team.takes(team.today - days * DAY)
    back = held["Back"].stay.patient
    began = dt.datetime.combine(team.today - 5 * DAY, dt.time(18), ZONE)
    registry.stay(patient=back, details=StayDetails("V-same-day", "H1/W1", began, began + HOUR), by=BY)
    actions.follow_registry(by=BY, now=timezone.now())
    for one in held.values():
        one.refresh_from_db()
    assert {name: one.ended for name, one in held.items()} == {"Back": "", "Over": "complete", "Still": ""}
    registry.stay(patient=back, details=StayDetails("V-again", "H1/W1", began + DAY), by=BY)
    assert actions.follow_registry(by=BY, now=timezone.now()) == 1
    held["Back"].refresh_from_db()
    assert held["Back"].ended == End.RETURNED
    with pytest.raises(Refused) as refused:
        team.says(held["Back"], Step.CALL, Answer.DONE)
    assert codes(refused) == ["quality.followup_ended"]


def test_it_ends_by_hand_with_a_reason_and_as_complete_only_when_all_is_done(team: Team) -> None:
    team.sets()
    team.leaves("Reed", gone=True)
    (held,) = team.takes()
    given = {"follow_up": held, "by": team.nurse, "tree": team.world.tree, "now": timezone.now()}
    with pytest.raises(Refused) as refused:
        actions.end(version=1, why=End.COMPLETE, **given)
    assert codes(refused) == ["quality.steps_open"]
    for step in Step:
        team.says(held, step, Answer.DONE)
    held.refresh_from_db()
    assert actions.end(version=held.version, why=End.COMPLETE, **given).ended == End.COMPLETE


def test_it_is_given_to_somebody_else(team: Team) -> None:
    team.sets()
    team.leaves("Reed", gone=True)
    (held,) = team.takes()
    given = actions.give(follow_up=held, version=1, owner=team.nurse.person, by=team.lead, tree=team.world.tree)
    assert (given.owner, given.version) == (team.nurse.person, 2)


def test_today_is_told_of_patients_who_wait_too_long_and_of_a_list_nobody_took(team: Team) -> None:
    def told() -> list[str]:
        return [draft.key for draft in followup_signals(team.today, team.world.tree)]

    team.sets(2, since=team.today)
    TeamCapacity.objects.update(since=team.today - 9 * DAY)
    team.leaves("Yesterday", gone=True, day=team.today - DAY)
    assert told() == ["followup:untaken:H1"]
    team.leaves("Late", gone=True, day=team.today - 4 * DAY)
    (held,) = team.takes(team.today - 4 * DAY)
    assert told() == ["followup:late:H1", "followup:untaken:H1"]
    team.takes(team.today - DAY)
    for step in Step:
        team.says(held, step, Answer.DONE)
    (other,) = FollowUp.objects.exclude(pk=held.pk)
    for step in (Step.TEACHING, Step.MEDICINES, Step.TRANSPORT):
        team.says(other, step, Answer.NOT_NEEDED, "Lives with a nurse")
    assert told() == []
    assert list(followup_signals(team.today - DAY, team.world.tree)) == []


def test_names_follow_the_rules_of_the_registry_and_each_list_is_in_the_audit(team: Team) -> None:
    team.sets()
    stay = team.leaves("Reed", gone=True)
    team.takes()
    held = list(FollowUp.objects.select_related("stay__patient", "owner"))

    def seen(reader: Any) -> str | None:
        lines = lines_of(held, reader, team.world.place("H1"), tree=team.world.tree, now=timezone.now())
        return lines[0].patient.name if lines[0].patient else None

    assert seen(team.nurse) == "Ann Reed"
    assert seen(team.world.ward_manager) is None
    Patient.objects.filter(pk=stay.patient_id).update(restricted=True)
    held = list(FollowUp.objects.select_related("stay__patient", "owner"))
    assert seen(team.nurse) is None
    assert Entry.objects.filter(action="patients.list.read").count() == 1


def test_what_is_published_says_when_they_were_called_and_seen_and_nothing_of_why(team: Team) -> None:
    team.sets(9)
    team.leaves("Called", gone=True)
    team.leaves("Declined", gone=True)
    team.leaves("Here")
    held = {one.stay.patient.family: one for one in team.takes()}
    team.says(held["Called"], Step.CALL, Answer.DONE)
    team.says(held["Called"], Step.VISIT, Answer.DONE)
    team.says(held["Declined"], Step.CALL, Answer.DECLINED, "No telephone")
    rows = {row["encounter"]: row for row in follow_up_rows(team.today)}
    assert set(rows) == {"V-Called", "V-Declined"}
    called = rows["V-Called"]
    assert (called["unit"], called["excused"]) == ("W1", False)
    assert called["called_at"] >= called["left_at"] == dt.datetime.combine(team.today, dt.time(11))
    assert called["seen_at"] is not None
    assert (rows["V-Declined"]["called_at"], rows["V-Declined"]["excused"]) == (None, True)
    assert set(called) == {"facility", "encounter", "unit", "left_at", "called_at", "seen_at", "excused"}
