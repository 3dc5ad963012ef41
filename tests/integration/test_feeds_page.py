"""Files sent in by the page: loaded, counted, held rows mended or left out, everything audited, nobody else let in."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from tests.signing_in import signed_in

from wellrun.foundations.access import actions as access
from wellrun.foundations.access.rules import Role
from wellrun.foundations.audit.actions import System
from wellrun.foundations.audit.models import Entry
from wellrun.foundations.audit.queries import verify
from wellrun.foundations.feeds import actions
from wellrun.foundations.feeds.models import Arrival, Feed, Load
from wellrun.foundations.feeds.quarantine import waiting
from wellrun.foundations.feeds.queries import feed_states
from wellrun.foundations.organisation.models import Facility
from wellrun.values.faults import Refused
from wellrun.warehouse.connection import Warehouse

pytestmark = pytest.mark.django_db

GOOD = {
    "resourceType": "Encounter",
    "id": "e1",
    "status": "finished",
    "class": {"code": "IMP"},
    "subject": {"reference": "Patient/p1"},
    "period": {"start": "2026-02-01T10:00:00-05:00", "end": "2026-02-04T10:00:00-05:00"},
}
TURNED = {**GOOD, "id": "e2", "period": {"start": "2026-02-04T10:00:00-05:00", "end": "2026-02-01T10:00:00-05:00"}}


def lines(*resources: dict[str, Any]) -> bytes:
    return "".join(json.dumps(resource) + "\n" for resource in resources).encode()


@pytest.fixture
def feed(world: Any) -> Feed:
    return actions.open_feed(facility=Facility.objects.get(code="H1"), name="Record system", by=System("test"))


def take(feed: Feed, tmp_path: Path, body: bytes) -> None:
    file = tmp_path / "Encounter.ndjson"
    file.write_bytes(body)
    actions.take_in(feed=feed, paths=[file], by=System("test"), tell=lambda *_: None)


def test_a_wrong_row_is_held_and_the_others_are_in(feed: Feed, tmp_path: Path) -> None:
    take(feed, tmp_path, lines(GOOD, TURNED))
    arrival = Arrival.objects.get()
    assert (arrival.read, arrival.accepted, arrival.quarantined) == (2, 1, 1)
    (held,) = waiting(feed)
    assert "2026-02-0" in held.message + held.value
    assert held.remedy


def test_the_same_file_twice_changes_nothing(feed: Feed, tmp_path: Path, settings: Any) -> None:
    take(feed, tmp_path, lines(GOOD, TURNED))
    before = Warehouse(settings.WAREHOUSE).manifest()
    take(feed, tmp_path, lines(GOOD, TURNED))
    assert Warehouse(settings.WAREHOUSE).manifest().tables == before.tables
    assert len(waiting(feed)) == 1


def test_a_held_row_is_mended_on_the_page(world: Any, feed: Feed, tmp_path: Path, settings: Any) -> None:
    take(feed, tmp_path, lines(GOOD, TURNED))
    (held,) = waiting(feed)
    client = signed_in(world.integration_lead)
    where = reverse("feeds:mend", args=[feed.pk, held.id])
    still_wrong = client.post(where, {"raw": json.dumps(TURNED)})
    assert still_wrong.status_code == 409, "a row that is still wrong stays held"
    assert len(waiting(feed)) == 1
    assert client.post(where, {"raw": json.dumps({**GOOD, "id": "e2"})}).status_code == 302
    assert waiting(feed) == []
    assert Warehouse(settings.WAREHOUSE).manifest().rows("encounters") == 2
    mended = Entry.objects.get(action="feeds.row.mended")
    assert mended.before["digest"] != mended.after["digest"]
    # A row is a patient's: the audit says which one it was, not what stands in it.
    assert (set(mended.before), set(mended.after)) == ({"place", "digest"}, {"digest"})
    assert verify().whole


def test_leaving_a_row_out_needs_a_reason(world: Any, feed: Feed, tmp_path: Path) -> None:
    take(feed, tmp_path, lines(TURNED))
    (held,) = waiting(feed)
    client = signed_in(world.integration_lead)
    where = reverse("feeds:mend", args=[feed.pk, held.id])
    assert client.post(where, {"leave_out": "1", "reason": ""}).status_code == 409
    assert client.post(where, {"leave_out": "1", "reason": "Test patient"}).status_code == 302
    assert waiting(feed) == []


def test_rows_with_patient_data_are_shown_only_to_those_who_may_see_them(
    world: Any, feed: Feed, tmp_path: Path
) -> None:
    take(feed, tmp_path, lines(TURNED))
    for reader, sees in ((world.integration_lead, True), (world.director, False)):
        client = signed_in(reader)
        page = client.get(reverse("feeds:feed", args=[feed.pk]))
        assert page.status_code == 200
        assert (b"Patient/p1" in page.content) is sees


def test_a_feed_of_another_facility_cannot_be_opened(world: Any, feed: Feed) -> None:
    client = Client()
    client.force_login(world.ward_manager)
    assert client.get(reverse("feeds:feed", args=[feed.pk])).status_code == 200, "their own facility's feed"
    other = actions.open_feed(facility=Facility.objects.get(code="H2"), name="Other", by=System("test"))
    assert client.get(reverse("feeds:feed", args=[other.pk])).status_code == 404
    signed_in(world.integration_lead, client)
    assert client.post(reverse("feeds:mend", args=[other.pk, "x:1"]), {"raw": "{}"}).status_code == 404


def test_files_are_sent_in_and_loaded_in_the_background(world: Any, settings: Any) -> None:
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}
    client = signed_in(world.integration_lead)
    facility = Facility.objects.get(code="H1")
    sent = SimpleUploadedFile("Encounter.ndjson", lines(GOOD))
    answer = client.post(reverse("feeds:send"), {"at": "H1", "facility": facility.pk, "sent": [sent]})
    assert answer.status_code == 302
    load = Load.objects.get()
    actions.carry_out(load=load.pk, by=System("loader"))
    load.refresh_from_db()
    assert (load.status, load.reason) == (Load.Status.LOADED, "")
    assert b"1 file is in" in client.get(reverse("feeds:load", args=[load.pk]), {"at": "H1"}).content


def test_files_are_not_taken_from_someone_who_may_not_load(world: Any) -> None:
    client = Client()
    client.force_login(world.director)
    sent = SimpleUploadedFile("Encounter.ndjson", lines(GOOD))
    assert client.post(reverse("feeds:send"), {"at": "H1", "new_facility": "Mine", "sent": [sent]}).status_code == 403
    assert not Load.objects.exists()


def test_a_feed_that_does_not_come_is_late(feed: Feed, tmp_path: Path) -> None:
    feed.due_by = dt.time(6, 30)
    feed.save()
    take(feed, tmp_path, lines(GOOD))
    Arrival.objects.update(arrived_at=dt.datetime(2026, 2, 26, 11, 0, tzinfo=dt.UTC))
    (state,) = feed_states(dt.date(2026, 3, 2), feeds=Feed.objects.all())
    assert state.trouble == "late"
    assert "26 February" in state.sentence
    assert state.figure == "4 days late"
    (in_time,) = feed_states(dt.date(2026, 2, 26), feeds=Feed.objects.all())
    assert in_time.trouble == ""


def test_a_file_that_breaks_the_load_is_told_and_kept(world: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = actions.ask_for_load(
        facility=Facility.objects.get(code="H1"),
        new_facility="",
        network=world.place("NET"),
        files=[SimpleUploadedFile("Encounter.ndjson", lines(GOOD))],
        by=world.integration_lead,
        tree=world.tree,
    )

    def broken(*_args: Any, **_more: Any) -> None:
        raise OSError("disk full")

    monkeypatch.setattr(actions.files, "load", broken)
    with pytest.raises(OSError, match="disk full"):
        actions.carry_out(load=asked.pk, by=System("loader"))
    asked.refresh_from_db()
    assert asked.status == Load.Status.FAILED
    assert asked.finished_at is not None
    assert list(actions.folder_of(asked).iterdir())


def test_a_file_is_kept_as_it_came(feed: Feed, tmp_path: Path, settings: Any) -> None:
    take(feed, tmp_path, lines(GOOD))
    (tmp_path / "Encounter.ndjson").unlink()
    (kept,) = (Path(settings.ARRIVALS) / "kept").iterdir()
    assert kept.read_bytes() == lines(GOOD)


def asked_for(world: Any, **changes: Any) -> Load:
    given = {
        "facility": Facility.objects.get(code="H1"),
        "new_facility": "",
        "network": world.place("NET"),
        "files": [
            SimpleUploadedFile("Encounter.ndjson", lines(GOOD)),
            SimpleUploadedFile("Encounter.ndjson", lines(TURNED)),
        ],
        "by": world.integration_lead,
        "tree": world.tree,
    }
    return actions.ask_for_load(**{**given, **changes})


def test_two_files_of_one_name_are_both_kept(world: Any) -> None:
    kept = sorted(file.read_bytes() for file in actions.folder_of(asked_for(world)).iterdir())
    assert kept == sorted([lines(GOOD), lines(TURNED)])


def test_a_new_facility_never_takes_the_place_of_one_that_is_there(world: Any) -> None:
    access.grant(account=world.director, role=Role.ADMINISTRATOR, place="NET", by=System("test"))
    with pytest.raises(Refused, match="already a facility"):
        asked_for(world, facility=None, new_facility="H2", by=world.director)
    assert not Load.objects.exists()
