"""What is done to risks, what the register shows of them, and what Today is told."""

from __future__ import annotations

import datetime as dt
from typing import Any
from uuid import uuid4

import pytest
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some
from tests.unit.departments.quality.reports import Ward
from tests.unit.departments.quality.risks import CAUSE, added, decided, raised, wording

from wellrun.departments.quality.actions import risk_controls, risk_links
from wellrun.departments.quality.actions import risks as actions
from wellrun.departments.quality.models import Control, Link, Rating, Risk, RiskStep
from wellrun.departments.quality.queries.risk_history import moved_bands
from wellrun.departments.quality.queries.risks import (
    links_to_untie,
    ratings_of,
    register,
    reports_to_link,
    residual_history,
    risks_within,
    tied_to,
)
from wellrun.departments.quality.rules.risks import ControlKind, Move, Rated, Stage, Works, outgrown
from wellrun.departments.quality.signals.risk import risk_signals
from wellrun.foundations.audit.models import Entry
from wellrun.foundations.audit.queries import verify
from wellrun.foundations.followup import actions as followup
from wellrun.foundations.followup.models import Action
from wellrun.foundations.today.draft import Draft, Rank
from wellrun.values.faults import Refused

DAY = dt.timedelta(days=1)
WHY = "New alarms come in spring."


def codes(refused: pytest.ExceptionInfo[Refused]) -> list[str]:
    return [fault.code for fault in refused.value.faults]


def told(ward: Ward) -> dict[str, Draft]:
    return {draft.key.split(":")[1]: draft for draft in risk_signals(timezone.localdate(), ward.world.tree)}


def test_numbers_run_by_facility_and_the_same_form_twice_is_one_risk(ward: Ward) -> None:
    key = uuid4()
    first, again, second = raised(ward, key=key), raised(ward, key=key), raised(ward)
    assert (first.name, again.name, second.name) == ("H1-R1", "H1-R1", "H1-R2")
    assert (Rating.objects.count(), RiskStep.objects.count()) == (6, 2)
    # 12 points are high: looked at again after a quarter.
    assert 88 < (first.review_on - first.reviewed_on).days < 93


def test_a_nurse_raises_nothing_and_everything_wrong_is_said_at_once(ward: Ward) -> None:
    with pytest.raises(Refused) as refused:
        raised(Ward(ward.world, ward.nurse, ward.nurse))
    assert codes(refused) == ["access.refused"]
    with pytest.raises(Refused) as refused:
        raised(ward, cause="x", effect="", residual=(5, 5))
    assert sorted(fault.place for fault in refused.value.faults) == ["cause", "effect", "residual_consequence"]


def test_who_decides_on_what_has_changed_is_told_who_was_quicker(ward: Ward) -> None:
    risk = raised(ward)
    seen = decided(ward, risk)
    actions.review(words="Looked at", **seen)
    with pytest.raises(Refused) as refused:
        actions.close(why="gone", **seen)
    assert codes(refused) == ["quality.changed_meanwhile"]
    assert "Lead was quicker: the risk was reviewed" in refused.value.faults[0].message


def test_rating_it_graver_keeps_the_history_and_brings_the_review_forward(ward: Ward) -> None:
    risk = raised(ward)
    held = actions.rate(stage=Stage.RESIDUAL, rated=Rated(4, 4), why="Three more", **decided(ward, risk))
    assert (held.review_on - timezone.localdate()).days in range(28, 32)
    assert [one.rated.score for one in ratings_of(held) if one.stage == Stage.RESIDUAL] == [12, 16]
    # Both on one day: the step chart shows the last.
    assert residual_history(ratings_of(held)) == ((timezone.localdate(), 16),)
    with pytest.raises(Refused) as refused:
        actions.rate(stage=Stage.RESIDUAL, rated=Rated(5, 5), why="", **decided(ward, risk))
    assert [(fault.code, fault.place) for fault in refused.value.faults] == [("quality.risk_worse", "consequence")]


def test_a_risk_is_reworded_and_given_to_somebody_else(ward: Ward) -> None:
    risk, manager = raised(ward), ward.world.ward_manager.person
    held = actions.amend(wording=wording(ward, event="an alarm that is silent", owner=manager), **decided(ward, risk))
    assert (held.event, held.owner, held.cause) == ("an alarm that is silent", manager, CAUSE)
    with pytest.raises(Refused) as refused:
        actions.amend(wording=wording(ward, event=""), **decided(ward, risk))
    assert codes(refused) == ["quality.risk_words"]


def test_above_appetite_it_is_accepted_for_the_facility_only_and_until_a_day(ward: Ward) -> None:
    risk, until = raised(ward), timezone.localdate() + 90 * DAY
    with pytest.raises(Refused) as refused:
        actions.accept(**decided(ward, risk))
    assert codes(refused) == ["quality.no_reason", "quality.risk_until"]
    manager = Ward(ward.world, ward.nurse, ward.world.ward_manager)
    with pytest.raises(Refused) as refused:
        actions.accept(why=WHY, until=until, **decided(manager, risk))
    assert codes(refused) == ["quality.risk_acceptor"]
    held = actions.accept(why=WHY, until=until, **decided(ward, risk))
    assert (held.status, held.accepted_by, held.accepted_score) == ("accepted", ward.lead, 12)
    low = raised(ward, residual=(1, 4))
    assert actions.accept(**decided(manager, low)).accepted_until is None


def test_a_risk_that_outgrows_its_acceptance_is_open_again(ward: Ward) -> None:
    risk = raised(ward)
    actions.accept(why=WHY, until=timezone.localdate() + DAY, **decided(ward, risk))
    held = actions.rate(stage=Stage.RESIDUAL, rated=Rated(2, 4), why="", **decided(ward, risk))
    assert held.status == "accepted"
    held = actions.rate(stage=Stage.RESIDUAL, rated=Rated(4, 4), why="", **decided(ward, risk))
    assert (held.status, held.accepted_by, held.accepted_until) == ("open", None, None)


def test_what_is_closed_stays_as_it_is_until_it_is_opened_again(ward: Ward) -> None:
    risk = raised(ward)
    with pytest.raises(Refused) as refused:
        actions.close(why=" ", **decided(ward, risk))
    assert codes(refused) == ["quality.no_reason"]
    actions.close(why="The ward has moved.", **decided(ward, risk))
    for act in (
        lambda: actions.review(words="", **decided(ward, risk)),
        lambda: risk_controls.add_control(words="Sign", kind=ControlKind.DETECTIVE, **added(ward, risk)),
    ):
        with pytest.raises(Refused) as refused:
            act()
        assert codes(refused) == ["quality.risk_move"]
    held = actions.reopen(why="It moved back.", **decided(ward, risk))
    assert (held.status, held.closed_at) == ("open", None)


def test_a_control_is_untested_until_somebody_tests_it(ward: Ward) -> None:
    risk = raised(ward)
    control = risk_controls.add_control(words="Round at night", kind=ControlKind.DETECTIVE, **added(ward, risk))
    place = ward.world.place("H1")
    line = register(place, tree=ward.world.tree, day=timezone.localdate()).lines[0]
    assert (control.works, line.untested) == ("untested", 1)
    tested: dict[str, Any] = {"control": control, "tested_on": timezone.localdate(), **added(ward, risk)}
    assert risk_controls.test_control(works=Works.PARTLY, **tested).works == "partly"
    with pytest.raises(Refused) as refused:
        risk_controls.test_control(works=Works.WORKS, **{**tested, "risk": raised(ward)})
    assert codes(refused) == ["quality.not_of_it"]
    with pytest.raises(Refused):
        risk_controls.test_control(works=Works.UNTESTED, **tested)
    assert Control.objects.get().works == "partly"


def test_a_control_taken_back_is_no_longer_tested_or_counted_and_stays_with_its_reason(ward: Ward) -> None:
    risk = raised(ward)
    control = risk_controls.add_control(words="Round at night", kind=ControlKind.DETECTIVE, **added(ward, risk))
    back: dict[str, Any] = {"control": control, **added(ward, risk)}
    for wrong, code in (({"why": " "}, "quality.no_reason"), ({"risk": raised(ward)}, "quality.not_of_it")):
        with pytest.raises(Refused) as refused:
            risk_controls.withdraw_control(**{"why": "Never begun", **back, **wrong})
        assert codes(refused) == [code]
    risk_controls.withdraw_control(why="Never begun", **back)
    lines = register(ward.world.place("H1"), tree=ward.world.tree, day=timezone.localdate()).lines
    assert {line.untested for line in lines} == {0}
    step = risk.steps.last()
    assert step is not None and (step.move, step.words) == ("withdraw", "Round at night: Never begun")
    for again in (
        lambda: risk_controls.withdraw_control(why="Again", **back),
        lambda: risk_controls.test_control(works=Works.WORKS, tested_on=timezone.localdate(), **back),
    ):
        with pytest.raises(Refused) as refused:
            again()
        assert codes(refused) == ["quality.control_withdrawn"]
    assert Control.objects.get().works == "untested"


def test_a_link_is_taken_back_by_who_may_know_of_it_and_can_be_made_again(ward: Ward) -> None:
    risk, report = raised(ward), ward.tell(sensitive=True).incident
    made = risk_links.link(incident=report, **added(ward, risk))
    manager = Ward(ward.world, ward.nurse, ward.world.ward_manager)
    assert list(links_to_untie(risk, manager.lead, tree=ward.world.tree)) == []
    assert list(links_to_untie(risk, ward.lead, tree=ward.world.tree)) == [made]
    for who, more, code in (
        (manager, {"why": "Not this"}, "access.refused"),
        (ward, {"why": ""}, "quality.no_reason"),
        (ward, {"why": "Not this", "risk": raised(ward)}, "quality.no_link"),
    ):
        with pytest.raises(Refused) as refused:
            risk_links.unlink(**{"link": made, **added(who, risk), **more})
        assert codes(refused) == [code]
    risk_links.unlink(link=made, why="Not this", **added(ward, risk))
    assert not Link.objects.exists()
    step = risk.steps.last()
    assert step is not None and (step.move, step.words) == ("unlink", f"{report.name}: Not this")
    with pytest.raises(Refused) as refused:
        risk_links.unlink(link=made, why="Not this", **added(ward, risk))
    assert codes(refused) == ["quality.no_link"]
    assert risk_links.link(incident=report, **added(ward, risk)).pk


def test_a_risk_is_linked_once_to_a_report_a_measure_and_a_promise(ward: Ward) -> None:
    risk, report = raised(ward), ward.tell().incident
    promised = risk_links.act(
        title="Longer cables",
        owner=ward.lead.person,
        due_on=timezone.localdate() + DAY,
        **added(ward, risk),
    )
    assert promised.origin == f"quality:risk:{risk.pk}"
    for _each in range(2):
        risk_links.link(incident=report, **added(ward, risk))
        risk_links.link(measure="falls", **added(ward, risk))
        risk_links.link(action=promised, **added(ward, risk))
    assert Link.objects.count() == 3
    tied = tied_to(risk, ward.lead, tree=ward.world.tree)
    assert (tied.incidents, tied.actions, tied.measures[0].key) == ((report,), (promised,), "falls")
    for wrong in ({}, {"measure": "falls", "action": promised}, {"measure": "no-such"}):
        with pytest.raises(Refused):
            risk_links.link(**wrong, **added(ward, risk))


def test_of_a_sensitive_report_others_learn_that_there_is_one(ward: Ward) -> None:
    risk, report = raised(ward), ward.tell(sensitive=True).incident
    risk_links.link(incident=report, **added(ward, risk))
    manager = Ward(ward.world, ward.nurse, ward.world.ward_manager)
    tied = tied_to(risk, manager.lead, tree=ward.world.tree)
    assert (tied.incidents, tied.hidden) == ((), 1)
    other = raised(ward)
    assert list(reports_to_link(other, manager.lead, tree=ward.world.tree)) == []
    assert list(reports_to_link(other, ward.lead, tree=ward.world.tree)) == [report]
    with pytest.raises(Refused):
        risk_links.link(incident=report, **added(manager, other))


def test_the_heat_map_shows_live_risks_where_they_are_rated(ward: Ward) -> None:
    high, low = raised(ward), raised(ward, residual=(1, 1))
    gone = raised(ward)
    actions.close(why="The ward has moved.", **decided(ward, gone))
    seen = register(ward.world.place("H1"), tree=ward.world.tree, day=timezone.localdate())
    found = {
        (row, cell.rated.consequence): [line.risk.pk for line in cell.lines]
        for row, cells in seen.heat(Stage.RESIDUAL)
        for cell in cells
        if cell.lines
    }
    assert found == {(3, 4): [high.pk], (1, 1): [low.pk]}
    assert [len(cell.lines) for cell in (seen.cell(Stage.INHERENT, Rated(4, 4)),)] == [2]
    assert len(seen.lines) == 3 and [line.risk.pk for line in seen.above] == [high.pk]
    assert list(risks_within([ward.world.place("H2")], tree=ward.world.tree)) == []


def test_the_register_of_days_gone_by_counts_what_was_live_then_as_it_was_rated_then(ward: Ward) -> None:
    now, today = timezone.now(), timezone.localdate()
    risk = raised(ward)
    risk.ratings.update(at=now - 200 * DAY)
    seen = {**decided(ward, risk), "now": now - 100 * DAY}
    held = actions.rate(stage=Stage.RESIDUAL, rated=Rated(4, 4), why="", **seen)
    held = actions.close(why="gone", **{**seen, "risk": held, "version": 2, "now": now - 40 * DAY})
    actions.reopen(why="back", **{**seen, "risk": held, "version": 3, "now": now - 10 * DAY})
    rows = {row.months: (row.counts, row.total) for row in moved_bands([risk], day=today)}
    assert rows == {
        12: ((0, 0, 0, 0), 0),
        6: ((0, 1, 0, 0), 1),
        3: ((1, 0, 0, 0), 1),
        1: ((0, 0, 0, 0), 0),
        0: ((1, 0, 0, 0), 1),
    }


def test_today_is_told_of_a_risk_above_appetite_until_somebody_acts_or_accepts(ward: Ward) -> None:
    risk = raised(ward)
    assert (told(ward)["above"].rank, told(ward)["above"].place) == (Rank.SAFETY, "H1/W1")
    promised = risk_links.act(
        title="Longer cables", owner=ward.lead.person, due_on=timezone.localdate(), **added(ward, risk)
    )
    assert told(ward) == {}
    followup.change(
        action=promised,
        wanted=Action.Status.STOPPED,
        evidence="no money",
        today=timezone.localdate(),
        **ward.who,
    )
    assert list(told(ward)) == ["above"]
    actions.accept(why=WHY, until=timezone.localdate() + 90 * DAY, **decided(ward, risk))
    assert told(ward) == {}


def test_today_is_told_of_reviews_that_are_overdue_and_acceptances_that_end(ward: Ward) -> None:
    risk, today = raised(ward), timezone.localdate()
    actions.accept(why=WHY, until=today + 7 * DAY, **decided(ward, risk))
    assert list(told(ward)) == ["ending"] and "ends" in told(ward)["ending"].sentence
    Risk.objects.update(review_on=today - 3 * DAY, accepted_until=today - DAY)
    assert sorted(told(ward)) == ["above", "ending", "overdue"]
    assert told(ward)["overdue"].figure == "oldest 3 days"
    actions.review(words="Still so", **decided(ward, risk))
    actions.close(why="The ward has moved.", **decided(ward, risk))
    assert told(ward) == {}
    assert list(risk_signals(today - DAY, ward.world.tree)) == []


ACTS = some.sampled_from(["rate", "rate", "accept", "close", "reopen", "review"])
STEPS = some.integers(1, 5)


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(acts=some.lists(some.tuples(ACTS, some.sampled_from(Stage), STEPS, STEPS), min_size=4, max_size=16))
@pytest.mark.django_db
def test_history_and_state_agree_whatever_was_done(ward: Ward, acts: list[tuple[str, Stage, int, int]]) -> None:
    with transaction.atomic():
        risk, done = raised(ward), 0
        for what, stage, likelihood, consequence in acts:
            done += _done(ward, risk, what, stage, Rated(likelihood, consequence))
            _agree(Risk.objects.get(pk=risk.pk), done)
        assert verify().whole
        transaction.set_rollback(True)


def _done(here: Ward, risk: Risk, what: str, stage: Stage, rated: Rated) -> bool:
    given = decided(here, risk)
    steps = {
        "rate": lambda: actions.rate(stage=stage, rated=rated, why="", **given),
        "accept": lambda: actions.accept(why=WHY, until=timezone.localdate() + DAY, **given),
        "close": lambda: actions.close(why="gone", **given),
        "reopen": lambda: actions.reopen(why="back", **given),
        "review": lambda: actions.review(words="seen", **given),
    }
    try:
        with transaction.atomic():
            steps[what]()
    except Refused:
        return False
    return True


def _agree(risk: Risk, done: int) -> None:
    last = {one.stage: one.rated for one in ratings_of(risk)}
    assert {stage: risk.rated(stage) for stage in Stage} == {Stage(stage): one for stage, one in last.items()}
    assert all(risk.rated(stage).score <= risk.rated(Stage.INHERENT).score for stage in Stage)
    assert risk.version == 1 + done == risk.steps.count()
    assert risk.ratings.count() == 3 + risk.steps.filter(move=Move.RATE).count()
    changed = [step.move for step in risk.steps.all() if step.move in (Move.ACCEPT, Move.CLOSE, Move.REOPEN)]
    expected = {Move.ACCEPT: "accepted", Move.CLOSE: "closed", Move.REOPEN: "open"}
    state = expected[Move(changed[-1])] if changed else "open"
    # Whatever was accepted may have been outgrown since.
    assert risk.status == state or (state, risk.status) == ("accepted", "open")
    assert not outgrown(risk.accepted_score, risk.rated(Stage.RESIDUAL))
    assert risk.review_on > timezone.localdate()
    assert Entry.objects.filter(subject_id=str(risk.pk)).count() == 1 + done
