"""Retention of live messages: settled and old ones go, a visit's together; what waits or a hold keeps stays."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone
from tests.unit.foundations.feeds.live import BY, adt, connected

from wellrun.foundations.audit.models import Entry
from wellrun.foundations.feeds.actions import incoming, outgoing
from wellrun.foundations.feeds.actions.incoming import Came
from wellrun.foundations.feeds.models import Connection, Destination, Outgoing, Received
from wellrun.foundations.safekeeping import actions, rules
from wellrun.foundations.safekeeping.models import LegalHold


@pytest.fixture
def connection(home: Path) -> Connection:
    return connected()


def came(visit: str, years: float, state: str = "taken", **more: Any) -> None:
    """A message of a visit that came so many years ago."""
    control = str(Received.objects.count() + 1)
    incoming.receive(came=[Came(adt(control=control, visit=visit), "127.0.0.1")])
    at = timezone.now() - rules.years(years)
    Received.objects.filter(control=control).update(received_at=at, state=state, **more)


def went(years: float, state: str, connection: Connection) -> None:
    """A message that was put in line so many years ago."""
    facility = connection.facility
    Destination.objects.get_or_create(
        facility=facility, name="Laboratory", defaults={"host": "h", "port": 1, "kinds": "ADT"}
    )
    (row,) = outgoing.send(facility=facility, kind="ADT", event="A01", segments=[], cause="a test", by=BY)
    at: dt.datetime = timezone.now() - rules.years(years)
    Outgoing.objects.filter(pk=row.pk).update(asked_at=at, state=state)


def purged(home: Path) -> int:
    return actions.purge_due(by=BY, to=home / "none")


def test_what_is_settled_and_old_goes_and_the_audit_says_how_many(home: Path, connection: Connection) -> None:
    for state in ("taken", "unread", "left_out", "held", "waiting"):
        came(f"V-{state}", 7.1, state)
    came("V-young", 6.9)
    came("V-facts", 7.1, in_facts=False)
    assert purged(home) == 3
    assert set(Received.objects.values_list("state", flat=True)) == {"held", "waiting", "taken"}
    assert Entry.objects.get(action="safekeeping.messages.purged").before == {"came": 3}
    assert purged(home) == 0


def test_the_messages_of_a_visit_go_together(home: Path, connection: Connection) -> None:
    came("V1", 9)
    came("V1", 1)
    assert purged(home) == 0
    Received.objects.update(received_at=timezone.now() - rules.years(8))
    assert purged(home) == 2


def test_what_went_out_goes_once_it_was_taken_or_withdrawn(home: Path, connection: Connection) -> None:
    for state in ("sent", "withdrawn", "held", "waiting"):
        went(8, state, connection)
    went(1, "sent", connection)
    assert purged(home) == 2
    assert sorted(Outgoing.objects.values_list("state", flat=True)) == ["held", "sent", "waiting"]


@pytest.mark.parametrize("everything", [True, False])
def test_a_hold_keeps_them(home: Path, connection: Connection, everything: bool) -> None:
    came("V1", 9)
    went(9, "sent", connection)
    feed = None if everything else connection.feed
    hold = LegalHold.objects.create(feed=feed, reason="a matter", placed_by="x", since=timezone.now())
    assert purged(home) == 0
    hold.ended_at = timezone.now()
    hold.save()
    assert purged(home) == 2
