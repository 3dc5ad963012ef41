"""T18: two people act on one thing at the same moment, over two connections; one is served, the other is told.

On SQLite, writers take turns for the whole database, so the same must come out there.
"""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection, connections
from django.utils import timezone
from tests.conftest import World, account
from tests.unit.departments.quality.complaints import complained, did
from tests.unit.departments.quality.reports import Ward
from tests.unit.departments.quality.risks import decided, raised

from wellrun.departments.quality.actions import risks
from wellrun.departments.quality.actions.incidents import merge
from wellrun.departments.quality.models import Incident
from wellrun.foundations.access.rules import Role
from wellrun.foundations.audit.actions import System, record
from wellrun.foundations.audit.queries import verify
from wellrun.foundations.catalogue import actions as catalogue
from wellrun.foundations.catalogue.agreed import agreed_for, mark_of_agreed
from wellrun.foundations.catalogue.models import Phase, Setting
from wellrun.foundations.catalogue.registry import MEASURES
from wellrun.foundations.followup import actions as followup
from wellrun.foundations.followup.models import Action
from wellrun.foundations.organisation.models import Network
from wellrun.foundations.today import actions as today
from wellrun.foundations.today.draft import Draft, Rank
from wellrun.foundations.today.models import Briefing, Dismissal, Signal
from wellrun.values.faults import Refused

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(
        connection.vendor == "sqlite", reason="SQLite in memory has one connection; this runs on PostgreSQL."
    ),
]
DAY = dt.date(2026, 3, 2)
TIMES = 8


def at_once(*steps: Callable[[], Any]) -> tuple[list[Any], list[Refused]]:
    """Runs the steps in threads that begin together; what they gave, and whom they refused."""
    together, given, refused, broken = threading.Barrier(len(steps)), [], [], []

    def run(step: Callable[[], Any]) -> None:
        try:
            together.wait(timeout=20)
            given.append(step())
        except Refused as told:
            refused.append(told)
        except Exception as error:
            broken.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(step,)) for step in steps]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    assert broken == []
    return given, refused


@pytest.fixture
def signal(world: World) -> Signal:
    return Signal.objects.create(
        day=DAY, key="k", place="H1", rank=1, weight=1, kind="x", mark="harm", sentence="x", figure="1", facts="x"
    )


@pytest.fixture
def said(world: World) -> dict[str, Any]:
    by = account("administrator", Role.ADMINISTRATOR, "NET")
    return {"by": by, "tree": world.tree}


def test_a_signal_is_dismissed_once_and_the_other_is_told_by_whom(signal: Signal, said: dict[str, Any]) -> None:
    until = DAY + dt.timedelta(days=7)
    steps = [
        lambda n=n: today.dismiss(signal=signal, reason=f"reason {n}", until=until, today=DAY, **said)
        for n in range(TIMES)
    ]
    given, refused = at_once(*steps)
    assert (len(given), len(refused), Dismissal.objects.count()) == (1, TIMES - 1, 1)
    assert all("has judged this not to be a concern" in str(told) for told in refused)


def test_a_dismissal_is_withdrawn_once(signal: Signal, said: dict[str, Any]) -> None:
    judged = today.dismiss(signal=signal, reason="x", until=DAY + dt.timedelta(days=7), today=DAY, **said)
    step = lambda: today.withdraw_dismissal(dismissal=judged, today=DAY, **said)  # noqa: E731
    given, refused = at_once(step, step, step)
    assert (len(given), len(refused)) == (1, 2)


def test_a_signal_is_assigned_once_by_two_who_saw_it_without_an_owner(
    signal: Signal, world: World, said: dict[str, Any]
) -> None:
    owner = world.director.person
    steps = [
        lambda n=n: today.assign(
            signal=signal, title=f"t{n}", owner=owner, due_on=DAY + dt.timedelta(days=3), today=DAY, seen=0, **said
        )
        for n in range(TIMES)
    ]
    given, refused = at_once(*steps)
    assert (len(given), len(refused), Action.objects.count()) == (1, TIMES - 1, 1)
    assert str(given[0].title) in str(refused[0])


def test_a_complaint_is_answered_once_and_the_second_is_told_by_whom(world: World) -> None:
    here = Ward(world, account("nurse", Role.STAFF, "H1/W1"), account("lead", Role.QUALITY_LEAD, "H1"))
    held = complained(here)
    steps = [lambda what=what: did(here, what, held) for what in ("answer", "answer", "acknowledge", "withdraw")]
    given, refused = at_once(*steps)
    assert (len(given), len(refused)) == (1, 3)
    assert {fault.code for one in refused for fault in one.faults} == {"complaint.changed_meanwhile"}
    held.refresh_from_db()
    assert (held.version, held.steps.count()) == (2, 2)


def test_a_promise_is_closed_once(world: World, said: dict[str, Any]) -> None:
    action = followup.promise(
        title="x", owner=world.director.person, place=world.place("H1"), due_on=DAY, today=DAY, **said
    )
    steps = [
        lambda wanted=wanted: followup.change(action=action, wanted=wanted, evidence="seen", today=DAY, **said)
        for wanted in ("done", "stopped")
    ]
    given, refused = at_once(*steps)
    assert (len(given), len(refused)) == (1, 1)
    action.refresh_from_db()
    assert action.status == given[0].status


def test_a_target_is_not_set_over_one_that_the_second_has_not_seen(world: World, said: dict[str, Any]) -> None:
    measure, place = next(iter(MEASURES.values())), world.place("H1")
    catalogue.set_target(measure=measure, place=place, target=9.0, rules="nelson", **said)
    seen = mark_of_agreed(agreed_for(measure, place))
    steps = [
        lambda target=target: catalogue.set_target(
            measure=measure, place=place, target=target, rules="nelson", seen=seen, **said
        )
        for target in (1.0, 2.0, 3.0)
    ]
    given, refused = at_once(*steps)
    assert (len(given), len(refused)) == (1, 2)
    assert Setting.objects.get().target == given[0].target


def test_a_phase_begins_once_on_a_day(world: World, said: dict[str, Any]) -> None:
    measure = next(iter(MEASURES.values()))
    steps = [
        lambda n=n: catalogue.agree_phase(
            measure=measure, place=world.place("H1"), starts_on=DAY, reason=f"r{n}", today=DAY, **said
        )
        for n in range(TIMES)
    ]
    given, refused = at_once(*steps)
    assert (len(given), len(refused), Phase.objects.count()) == (1, TIMES - 1, 1)


def test_a_briefing_is_started_and_ended_once(world: World, said: dict[str, Any]) -> None:
    start = lambda: today.start_briefing(place=world.place("H1"), day=DAY, **said)  # noqa: E731
    started, refused = at_once(start, start, start)
    assert (len({one.pk for one in started}), refused) == (1, [])
    steps = [lambda n=n: today.end_briefing(briefing=started[0], attendance=f"a{n}", **said) for n in range(3)]
    given, refused = at_once(*steps)
    assert (len(given), len(refused)) == (1, 2)
    assert Briefing.objects.get().ended_at is not None


def test_two_refreshes_of_one_morning_leave_one_set_of_signals(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    drafts = [Draft(f"k{n}", "H1", Rank.DRIFT, "x", "common", "x") for n in range(30)]
    monkeypatch.setattr(today, "SOURCES", [lambda _day, _tree: drafts])
    refresh = lambda: today.find_signals(day=DAY, by=System("test"))  # noqa: E731
    refresh()
    given, refused = at_once(*[refresh] * TIMES)
    assert (set(given), refused) == ({30}, [])
    assert Signal.objects.filter(day=DAY).count() == 30


def test_the_audit_chain_is_whole_after_many_wrote_at_once(world: World) -> None:
    network = Network.objects.get()
    before = verify().entries
    at_once(*[lambda: [record("test", by=System("t"), about=network) for _n in range(10)] for _n in range(TIMES)])
    assert verify().whole
    assert verify().entries == before + 10 * TIMES


def test_a_report_is_triaged_once_by_two_who_read_the_same(world: World) -> None:
    here = Ward(world, account("nurse", Role.STAFF, "H1/W1"), account("lead", Role.QUALITY_LEAD, "H1"))
    read = here.tell().incident
    steps = [lambda kind=kind: here.judge(read, kind=kind) for kind in ("fall", "device", "medication", "other")]
    given, refused = at_once(*steps)
    assert (len(given), len(refused)) == (1, 3)
    assert Incident.objects.get().kind == given[0].kind
    assert all("was quicker" in str(told) for told in refused)


def test_two_reports_merged_into_each_other_leave_one_that_stands(world: World) -> None:
    here = Ward(world, account("nurse", Role.STAFF, "H1/W1"), account("lead", Role.QUALITY_LEAD, "H1"))
    one, other = here.tell().incident, here.tell().incident
    steps = [
        lambda one=one, into=into: merge(incident=one, version=1, into=into, why="same", now=timezone.now(), **here.who)
        for one, into in ((one, other), (other, one))
    ]
    given, refused = at_once(*steps)
    assert (len(given), len(refused)) == (1, 1)
    assert sorted(Incident.objects.values_list("status", flat=True)) == ["merged", "reported"]


def test_a_risk_is_decided_on_once_by_two_who_read_the_same(world: World) -> None:
    here = Ward(world, account("nurse", Role.STAFF, "H1/W1"), account("lead", Role.QUALITY_LEAD, "H1"))
    seen = decided(here, raised(here))
    given, refused = at_once(
        lambda: risks.close(why="The ward has moved.", **seen), lambda: risks.review(words="Still so", **seen)
    )
    assert (len(given), len(refused)) == (1, 1)
    assert "was quicker" in str(refused[0])


def test_reports_at_one_moment_each_have_their_number(world: World) -> None:
    here = Ward(world, account("nurse", Role.STAFF, "H1/W1"), account("lead", Role.QUALITY_LEAD, "H1"))
    given, refused = at_once(*[here.tell] * TIMES)
    assert (len(given), refused) == (TIMES, [])
    assert sorted(Incident.objects.values_list("number", flat=True)) == list(range(1, TIMES + 1))
