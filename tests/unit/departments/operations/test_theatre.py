"""Theatres by hand, by file and on pages: who may, who was quicker, what is published, and nobody named on the wall."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone
from tests.clinic import Clinic, clinic  # noqa: F401 - a fixture
from tests.reading import read
from tests.signing_in import signed_in

from wellrun.departments.operations.actions import theatre as actions
from wellrun.departments.operations.models import BlockRelease, TheatreBlock, TheatreCase
from wellrun.departments.operations.queries import theatre as queries
from wellrun.departments.operations.queries.theatre_month import month_of, open_time, to_release
from wellrun.departments.operations.rules.theatre.cases import Move, State
from wellrun.departments.operations.signals.theatre import theatre_signals
from wellrun.foundations.access.rules import Role
from wellrun.foundations.audit.models import Entry
from wellrun.foundations.feeds import actions as feeds
from wellrun.foundations.organisation.models import Facility
from wellrun.values.faults import Refused
from wellrun.warehouse.tables import TABLES

HOUR = dt.timedelta(hours=1)


@pytest.fixture
def nurse(clinic: Clinic) -> Any:  # noqa: F811 - the fixture
    return clinic.holder(Role.CLINICIAN, "H1")


def noon() -> dt.datetime:
    return timezone.localtime().replace(hour=12, minute=0, second=0, microsecond=0)


def planned(clinic: Clinic, by: Any, **more: Any) -> TheatreCase:  # noqa: F811
    given = {"room": "T1", "service": "Ortho", "starts": noon() - HOUR, "ends": noon() + HOUR, "now": noon(), **more}
    return actions.plan(facility=Facility.objects.get(code="H1"), by=by, tree=clinic.tree, **given)


def did(clinic: Clinic, case: TheatreCase, move: Move, by: Any, **more: Any) -> TheatreCase:  # noqa: F811
    given = {"version": TheatreCase.objects.get(pk=case.pk).version, "now": noon(), **more}
    return actions.move(case=case, move=move, by=by, tree=clinic.tree, **given)


def state(case: TheatreCase) -> State:
    return queries.case_of([getattr(case, name) for name in queries.ROW]).state


def test_a_case_comes_in_goes_out_and_the_last_step_is_taken_back(clinic: Clinic, nurse: Any) -> None:  # noqa: F811
    case = planned(clinic, nurse, patient=clinic.ada, procedure="Hip")
    case = did(clinic, case, Move.ENTER, nurse, at=noon() - HOUR)
    case = did(clinic, case, Move.LEAVE, nurse)
    assert (state(case), case.entered, case.left) == (State.OUT, noon() - HOUR, noon())
    with pytest.raises(Refused) as refused:
        did(clinic, case, Move.TAKE_BACK, nurse)
    assert [fault.place for fault in refused.value.faults] == ["words"]
    case = did(clinic, case, Move.TAKE_BACK, nurse, words="Wrong patient")
    assert (state(case), case.version, case.moves.count()) == (State.IN_ROOM, 4, 4)
    assert Entry.objects.filter(action__startswith="operations.theatre.").count() == 4


def test_everything_that_is_wrong_is_said_at_once(clinic: Clinic, nurse: Any) -> None:  # noqa: F811
    with pytest.raises(Refused) as refused:
        planned(clinic, nurse, room=" ", service="", ends=noon() - HOUR)
    assert [fault.place for fault in refused.value.faults] == ["room", "service", "ends"]
    case = planned(clinic, nurse)
    with pytest.raises(Refused) as refused:
        did(clinic, case, Move.CANCEL, nurse, at=noon() + HOUR, reason="bored")
    assert [fault.place for fault in refused.value.faults] == ["at", "reason"]
    with pytest.raises(Refused):
        did(clinic, case, Move.CLOSE, nurse)
    assert TheatreCase.objects.get().version == 1


def test_a_room_takes_one_patient_at_a_time_and_the_second_reader_is_told(clinic: Clinic, nurse: Any) -> None:  # noqa: F811
    first, second = planned(clinic, nurse), planned(clinic, nurse)
    did(clinic, first, Move.ENTER, nurse)
    with pytest.raises(Refused) as refused:
        did(clinic, second, Move.ENTER, nurse)
    assert refused.value.faults[0].code == "operations.theatre.in_use"
    did(clinic, second, Move.CHANGE_ROOM, nurse, room="T2")
    with pytest.raises(Refused) as refused:
        did(clinic, second, Move.ENTER, nurse, version=1)
    assert "changed" in refused.value.faults[0].code
    assert state(did(clinic, second, Move.ENTER, nurse)) is State.IN_ROOM


def test_blocks_do_not_overlap_and_are_released_once(clinic: Clinic, nurse: Any) -> None:  # noqa: F811
    given: dict[str, Any] = {"facility": Facility.objects.get(code="H1"), "room": "T1", "owner": "", "release_days": 0}
    day = timezone.localdate() + dt.timedelta(days=7)
    given |= {"weekday": day.weekday(), "since": timezone.localdate(), "by": nurse, "tree": clinic.tree}
    block = actions.give_block(service="Ortho", begins=dt.time(8), ends=dt.time(12), **given)
    with pytest.raises(Refused) as refused:
        actions.give_block(service="ENT", begins=dt.time(11), ends=dt.time(10), **given)
    assert [fault.place for fault in refused.value.faults] == ["ends"]
    with pytest.raises(Refused) as refused:
        actions.give_block(service="ENT", begins=dt.time(11), ends=dt.time(14), **given)
    assert "Ortho has T1 from 08:00" in refused.value.faults[0].message
    actions.give_block(service="ENT", begins=dt.time(12), ends=dt.time(14), **given)
    found = {one.block.service for one in to_release(block.facility, today=timezone.localdate()) if one.day == day}
    assert found == {"Ortho", "ENT"}
    for _ in range(2):
        actions.release(block=block, day=day, by=nurse, tree=clinic.tree, now=noon())
    assert BlockRelease.objects.count() == 1
    opened = [
        (one.block.service, one.by_hand)
        for one in open_time(block.facility, today=timezone.localdate())
        if one.day == day
    ]
    assert opened == [("Ortho", True)]
    with pytest.raises(Refused):
        actions.release(block=block, day=day + dt.timedelta(days=1), by=nurse, tree=clinic.tree, now=noon())
    actions.end_block(block=block, until=timezone.localdate(), by=nurse, tree=clinic.tree)
    assert TheatreBlock.objects.get(pk=block.pk).until == timezone.localdate()


def sent(tmp_path: Path, by: Any, *rows: str) -> None:
    header = ",".join(column.name for column in TABLES["theatre_cases"].columns)
    file = tmp_path / "theatre_cases.csv"
    file.write_text("\n".join((header, *rows)) + "\n", encoding="utf-8")
    feed = feeds.open_feed(facility=Facility.objects.get(code="H1"), name=f"Theatre {len(rows)}", by=by)
    feeds.take_in(feed=feed, paths=[file], by=by, tell=lambda *_: None)


def test_a_file_tells_of_cases_and_takes_back_nothing_said_by_hand(
    clinic: Clinic,  # noqa: F811
    nurse: Any,
    tmp_path: Path,
    settings: Any,
) -> None:
    from tests.clinic import BY

    settings.WAREHOUSE = tmp_path / "warehouse"
    from wellrun.foundations.catalogue.charting import facts

    facts.cache_clear()
    day = timezone.localdate()
    plan = f"T1,Ortho,Dr. B,Hip,planned,{day}T08:00:00,{day}T10:00:00"
    sent(tmp_path, BY, f"C1,MRN-001,{plan},,,,,,,", f"C2,,{plan},bad,,,,,,", f"C3,MRN-777,{plan},,,,,,,")
    case = TheatreCase.objects.get(number_index="C1")
    assert (case.patient, case.procedure, case.entered) == (clinic.ada, "Hip", None)
    assert TheatreCase.objects.count() == 2, "the bad row is held, the others are not"
    eight = case.starts
    did(clinic, case, Move.CHANGE_ROOM, nurse, room="T9")
    sent(tmp_path, BY, f"C1,MRN-001,{plan},{day}T08:04:00,,,,,,")
    case.refresh_from_db()
    assert (case.room, case.entered) == ("T9", eight + dt.timedelta(minutes=4))
    version = case.version
    sent(tmp_path, BY, f"C1,MRN-001,{plan},{day}T08:04:00,,,,,,")
    case.refresh_from_db()
    assert case.version == version
    facts.cache_clear()


def test_what_is_published_has_every_column_and_no_words(clinic: Clinic, nurse: Any) -> None:  # noqa: F811
    starts = noon() - dt.timedelta(days=1)
    case = planned(clinic, nurse, starts=starts, ends=starts + HOUR, procedure="Hip", patient=clinic.ada)
    given = {"weekday": starts.weekday(), "begins": dt.time(12), "ends": dt.time(16), "since": starts.date()}
    actions.give_block(
        facility=case.facility,
        room="T1",
        service="Ortho",
        owner="",
        release_days=0,
        by=nurse,
        tree=clinic.tree,
        **given,
    )
    did(clinic, case, Move.ENTER, nurse, at=starts + dt.timedelta(minutes=3))
    did(clinic, case, Move.LEAVE, nurse, at=starts + HOUR)
    planned(clinic, nurse)
    (row,) = queries.outcome_rows(timezone.localdate())
    assert set(row) == {"facility", *(column.name for column in TABLES["theatre_outcomes"].columns)}
    assert (row["late"], row["on_time"], row["listed"], row["cancelled"]) == (3, True, True, False)
    (day,) = queries.block_rows(timezone.localdate())
    assert set(day) == {"facility", *(column.name for column in TABLES["theatre_block_days"].columns)}
    assert (day["allocated"], day["used"], day["over"]) == (240, 57, 0)
    month = month_of(case.facility, starts.date().replace(day=1), today=timezone.localdate())
    assert (month.starts, month.on_time, month.turnover, month.cancelled) == (1, 1, None, 0)
    assert month.whole is not None and month.whole.raw.value == 57 / 240


def test_a_cancellation_of_today_is_a_signal_without_a_name(clinic: Clinic, nurse: Any) -> None:  # noqa: F811
    case = planned(clinic, nurse, patient=clinic.ada)
    planned(clinic, nurse)
    assert list(theatre_signals(timezone.localdate(), clinic.tree)) == []
    did(clinic, case, Move.CANCEL, nurse, reason="no bed")
    (signal,) = theatre_signals(timezone.localdate(), clinic.tree)
    assert (signal.place, signal.figure, signal.facts) == ("H1", "1 of 2 planned today", "Why: no bed (1).")
    assert "Lovell" not in str(signal)


def test_the_pages_say_what_runs_and_the_wall_names_nobody(clinic: Clinic, nurse: Any) -> None:  # noqa: F811
    client = signed_in(nurse)
    now = timezone.now()
    case = planned(clinic, nurse, starts=now - 2 * HOUR, ends=now - HOUR, patient=clinic.ada, now=now)
    board = client.get(reverse("operations:theatres") + "?at=H1")
    if timezone.localdate(now - 2 * HOUR) == timezone.localdate(now):
        assert "T1 runs 120 minutes late" in read(board)
        assert "Lovell" in read(board)
        manager = signed_in(clinic.holder(Role.FACILITY_MANAGER, "H1"))
        wall = read(manager.get(reverse("operations:theatres-wall") + "?at=H1"))
        assert "T1 runs 120 minutes late" in wall and "Lovell" not in wall
    where = reverse("operations:theatre-enter", args=[case.pk, "enter"]) + "?at=H1"
    assert client.post(where, {"at": "H1", "version": 7}).status_code == 422
    assert client.post(where, {"at": "H1", "version": 1}).status_code == 302
    page = read(client.get(reverse("operations:theatre-case", args=[case.pk]) + "?at=H1"))
    assert "in the room" in page and "Take the last step back" in page
    month = read(client.get(reverse("operations:theatre-month") + "?at=H1&month=nonsense"))
    assert "Utilisation needs blocks" in month
    given = {"room": "T1", "service": "Ortho", "weekday": "0", "begins": "08:00", "ends": "16:00", "release_days": "3"}
    give = reverse("operations:theatre-give") + "?at=H1"
    assert client.post(give, {"at": "H1", **given}).status_code == 422
    assert client.post(give, {"at": "H1", "since": "2026-01-01", **given}).status_code == 302
    assert "Ortho" in read(client.get(reverse("operations:theatre-blocks") + "?at=H1"))


def test_another_hospitals_case_is_not_there(clinic: Clinic, nurse: Any) -> None:  # noqa: F811
    case = planned(clinic, nurse)
    elsewhere = signed_in(clinic.holder(Role.CLINICIAN, "H2", name="elsewhere"))
    assert elsewhere.get(reverse("operations:theatre-case", args=[case.pk]) + "?at=H2").status_code == 404
