"""T32: a file is taken for what is in it, is never served, and nothing of it is run (OWASP ASVS 5.0 V5)."""

from __future__ import annotations

import gzip
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from tests.signing_in import signed_in

from wellrun.foundations.audit.actions import System
from wellrun.foundations.feeds import actions
from wellrun.foundations.feeds.models import Arrival, Feed, Load
from wellrun.foundations.organisation.models import Facility

pytestmark = pytest.mark.django_db

PAGE = b"<!DOCTYPE html><script>alert(document.cookie)</script>"
SENT = {
    "page.html": PAGE,
    "drawing.svg": b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>',
    "called-a-feed.csv": PAGE,
    "Encounter.ndjson": b"\x7fELF\x02\x01\x01" + bytes(200),
    "packed.ndjson.gz": gzip.compress(PAGE),
    "not-packed.ndjson.gz": PAGE,
    "entity.xml": b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><x>&e;</x>',
}


@pytest.fixture
def feed(world: Any) -> Feed:
    return actions.open_feed(facility=Facility.objects.get(code="H1"), name="Laboratory", by=System("test"))


def sent(world: Any, feed: Feed, name: str, body: bytes) -> Load:
    file = SimpleUploadedFile(name, body, content_type="text/html")
    load = actions.send_to(feed=feed, files=[file], by=world.integration_lead, tree=world.tree)
    folder = actions.folder_of(load)
    actions.take_in(feed=feed, paths=[folder], by=System("test"), tell=lambda *_: None, asked=load)
    return load


@pytest.mark.parametrize("name", SENT)
def test_t32_what_is_no_feed_brings_no_row_in(world: Any, feed: Feed, name: str) -> None:
    """T32: HTML, SVG and a wrong type under a good name are named as what they are, and nothing of them is a fact."""
    sent(world, feed, name, SENT[name])
    arrivals = Arrival.objects.all()
    assert sum(one.accepted for one in arrivals) == 0
    assert all(one.status == Arrival.Status.FAILED or one.quarantined == one.read > 0 for one in arrivals)


def test_t32_a_file_that_was_sent_in_has_no_address(world: Any, feed: Feed) -> None:
    """T32: it lies outside what is served, for its owner only, and is not to be had by any name."""
    load = sent(world, feed, "page.html", PAGE)
    (kept,) = actions.folder_of(load).iterdir()
    client = signed_in(world.integration_lead)
    client.raise_request_exception = False
    for start in ("/arrivals/", "/static/", "/static/../arrivals/", "/static/%2e%2e/arrivals/", "/media/", "/"):
        answer = client.get(f"{start}{load.pk}/{kept.name}")
        assert answer.status_code == 404, start
        assert b"document.cookie" not in getattr(answer, "content", b"")


def test_t32_a_line_without_end_is_held_and_not_read_whole(world: Any, feed: Feed) -> None:
    """T32: oversized. 17 MB in one line; what is unpacked is bounded line by line."""
    sent(world, feed, "Encounter.ndjson.gz", gzip.compress(b'{"resourceType": "' + b"E" * 17_000_000 + b'"}\n'))
    assert sum(one.accepted for one in Arrival.objects.all()) == 0


def test_files_sent_in_lie_outside_what_is_served() -> None:
    from wellrun.config import settings as written

    served = Path(written.STATIC_ROOT)
    assert not Path(written.ARRIVALS).is_relative_to(served)
    assert not served.is_relative_to(Path(written.ARRIVALS))
    assert Client().get("/static/keys.json").status_code == 404
