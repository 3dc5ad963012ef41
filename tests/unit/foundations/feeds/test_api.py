"""Feeds for programs: how each stands, and sending files to one."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from tests.signing_in import signed_in

from wellrun.foundations.audit.actions import System
from wellrun.foundations.audit.models import Entry
from wellrun.foundations.feeds import actions
from wellrun.foundations.feeds.actions import files
from wellrun.foundations.feeds.models import Feed, Load
from wellrun.foundations.organisation.models import Facility

pytestmark = pytest.mark.django_db


@pytest.fixture
def feed(world: Any) -> Feed:
    return opened("H1")


def opened(code: str) -> Feed:
    return actions.open_feed(facility=Facility.objects.get(code=code), name="Laboratory", by=System("test"))


def client_of(account: Any) -> Client:
    return signed_in(account)


def file(name: str = "labs.csv", content: bytes = b"a,b\n1,2\n") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def test_files_are_kept_for_their_feed_and_wait(world: Any, feed: Feed) -> None:
    client = client_of(world.integration_lead)
    sent = client.post(f"/api/v1/feeds/{feed.pk}/files", {"files": [file(), file()]})
    assert sent.status_code == 201
    load = Load.objects.get()
    assert sent.json()["status"] == "waiting" and load.feed == feed and load.files == 2
    assert len(list(actions.folder_of(load).iterdir())) == 2
    assert Entry.objects.filter(action="feeds.load.asked").count() == 1
    assert client.get(f"/api/v1/loads/{load.pk}").json() == sent.json()
    assert client.get("/api/v1/loads?status=waiting").json()["total"] == 1
    assert client.get("/api/v1/loads?status=failed").json()["total"] == 0


def test_a_reader_may_not_send(world: Any, feed: Feed) -> None:
    assert client_of(world.director).post(f"/api/v1/feeds/{feed.pk}/files", {"files": file()}).status_code == 403
    assert client_of(world.director).get("/api/v1/loads").status_code == 403
    assert not Load.objects.exists()


def test_t03_a_feed_of_another_facility_is_not_there(world: Any) -> None:
    """T03: neither it, nor what arrived, nor its loads; and nothing can be sent to it."""
    foreign, client = opened("H2"), client_of(world.integration_lead)
    load = files._in_line(foreign, [], world.director)
    address = f"/api/v1/feeds/{foreign.pk}"
    assert client.get(address).status_code == client.get(f"{address}/arrivals").status_code == 404
    assert client.post(f"{address}/files", {"files": file()}).status_code == 404
    assert client.get(f"/api/v1/loads/{load.pk}").status_code == 404
    assert client.get("/api/v1/feeds").json()["total"] == 0


@pytest.mark.parametrize("body", [{}, {"files": "text"}, {"files": file(content=b"")}])
def test_nothing_is_no_file(world: Any, feed: Feed, body: dict[str, Any]) -> None:
    answer = client_of(world.integration_lead).post(f"/api/v1/feeds/{feed.pk}/files", body)
    assert answer.status_code == 422 and answer.json()["faults"][0]["place"].startswith("files")


@pytest.mark.parametrize("field", ["url", "path", "facility"])
def test_no_address_and_no_path_is_taken(world: Any, feed: Feed, field: str) -> None:
    """Nothing is fetched for a caller, and nothing of the server's own is read for one (CWE-918, CWE-73)."""
    body = {"files": file(), field: "file:///etc/passwd"}
    answer = client_of(world.integration_lead).post(f"/api/v1/feeds/{feed.pk}/files", body)
    assert answer.status_code == 400 and answer.json()["faults"][0]["place"] == field
    assert not Load.objects.exists()


@pytest.mark.parametrize(
    "name", ["../../../etc/cron.d/x.csv", "..\\..\\x.csv", "ä" * 254 + ".csv", "x" * 240 + ".ndjson.gz"]
)
def test_a_name_is_only_a_name(world: Any, feed: Feed, name: str) -> None:
    sent = file()
    sent._name = name  # type: ignore[attr-defined]
    load = actions.send_to(feed=feed, files=[sent], by=world.integration_lead, tree=world.tree)
    (kept,) = actions.folder_of(load).rglob("*")
    assert kept.parent == Path(actions.folder_of(load)) and len(kept.name.encode()) <= actions.LONGEST_NAME
    assert kept.suffix == Path(name).suffix


def test_a_feed_says_how_it_stands(world: Any, feed: Feed) -> None:
    shown = client_of(world.director).get(f"/api/v1/feeds/{feed.pk}").json()
    assert shown == {
        "id": feed.pk,
        "facility": "H1",
        "name": "Laboratory",
        "due_by": None,
        "trouble": "",
        "sentence": "",
        "waiting": 0,
        "arrived_at": None,
    }
