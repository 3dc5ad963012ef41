"""Retention and legal hold: what is due goes, what is held or young stays, and each purge is in the audit."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone
from tests.conftest import World

from wellrun.foundations.audit.actions import System
from wellrun.foundations.audit.models import Entry
from wellrun.foundations.feeds.models import Arrival, Feed, Load
from wellrun.foundations.feeds.quarantine import quarantine
from wellrun.foundations.organisation.models import Facility
from wellrun.foundations.safekeeping import actions, due, rules
from wellrun.foundations.safekeeping.models import Drill, LegalHold
from wellrun.foundations.safekeeping.rules import Sort
from wellrun.foundations.safekeeping.store import Store
from wellrun.values.faults import Fault, Refused
from wellrun.warehouse.loading import Origin
from wellrun.warehouse.loading.arrivals import Arrival as Came
from wellrun.warehouse.loading.quarantine import Entry as HeldRow

BY = System("test")
NOW = dt.datetime(2026, 3, 2, 12, tzinfo=dt.UTC)


def administrator() -> Any:
    from tests.conftest import account

    from wellrun.foundations.access.rules import Role

    return account("administrator", Role.ADMINISTRATOR, "NET")


@pytest.fixture
def feed(home: Path) -> Feed:
    return Feed.objects.create(facility=Facility.objects.get(code="H1"), name="ADT")


def arrived(feed: Feed, digest: str, years: float, load: Load | None = None) -> Arrival:
    at = timezone.now() - rules.years(years)
    return Arrival.objects.create(feed=feed, load=load, file=f"{digest}.csv", digest=digest * 16, size=1, arrived_at=at)


def kept(home: Path, arrival: Arrival) -> Path:
    file = home / "arrivals" / "kept" / f"{arrival.digest[:16]}-{arrival.file}"
    file.write_text("x")
    return file


def held_row(arrival: Arrival) -> HeldRow:
    came = Came(
        digest=arrival.digest, name=arrival.file, size=1, format="csv", origin=Origin(facility="H1", source="ADT")
    )
    row = HeldRow(arrival=came, number=1, kind="stays", faults=(Fault("x", "x"),), raw=b"x")
    quarantine().hold(came, [row])
    return row


def test_files_and_held_rows_go_when_their_time_is_over_and_younger_ones_stay(home: Path, feed: Feed) -> None:
    old, young = arrived(feed, "aaaa", 7.1), arrived(feed, "bbbb", 6.9)
    old_file, young_file = kept(home, old), kept(home, young)
    held_row(old)
    held_row(young)
    assert actions.purge_due(by=BY, to=home / "none") == 2
    assert (old_file.exists(), young_file.exists()) == (False, True)
    assert [row.arrival.digest for row in quarantine().entries()] == [young.digest]
    assert Entry.objects.filter(action="safekeeping.arrivals.purged").count() == 1
    assert actions.purge_due(by=BY, to=home / "none") == 0


def test_a_file_that_came_again_lately_is_kept(home: Path, feed: Feed) -> None:
    old = arrived(feed, "aaaa", 9)
    arrived(feed, "aaaa", 1)
    file = kept(home, old)
    actions.purge_due(by=BY, to=home / "none")
    assert file.exists()


def test_files_sent_by_the_page_go_too_and_a_strange_name_matches_only_itself(home: Path, feed: Feed) -> None:
    load = Load.objects.create(feed=feed, asked_by="x", asked_at=NOW)
    folder = home / "arrivals" / str(load.pk)
    folder.mkdir()
    (folder / "a[1]*.csv").write_text("x")
    (folder / "a1other.csv").write_text("x")
    arrival = arrived(feed, "aaaa", 8, load)
    Arrival.objects.filter(pk=arrival.pk).update(file="a[1]*.csv")
    assert actions.purge_due(by=BY, to=home / "none") == 1
    assert [file.name for file in folder.iterdir()] == ["a1other.csv"]


@pytest.mark.parametrize("everything", [True, False])
def test_nothing_on_hold_is_purged_until_the_hold_has_ended(
    world: World, home: Path, feed: Feed, everything: bool
) -> None:
    file, by = kept(home, arrived(feed, "aaaa", 8)), administrator()
    said = {"place": world.place("NET"), "by": by, "tree": world.tree}
    hold = actions.place_hold(feed=None if everything else feed, reason="Doe v. Hospital", **said)
    assert actions.purge_due(by=BY, to=home / "none") == 0
    assert due.due_feeds(now=timezone.now())[0].held
    assert file.exists()
    actions.end_hold(hold=hold, reason="Settled", **said)
    assert actions.purge_due(by=BY, to=home / "none") == 1
    with pytest.raises(Refused, match="ended this hold already"):
        actions.end_hold(hold=hold, reason="Again", **said)


def test_a_hold_on_another_feed_holds_the_very_same_file(world: World, home: Path, feed: Feed) -> None:
    other = Feed.objects.create(facility=Facility.objects.get(code="H2"), name="ADT")
    file = kept(home, arrived(feed, "aaaa", 8))
    arrived(other, "aaaa", 8)
    actions.place_hold(feed=other, reason="x", place=world.place("NET"), by=administrator(), tree=world.tree)
    assert actions.purge_due(by=BY, to=home / "none") == 0
    assert file.exists()


def test_a_hold_needs_a_reason_and_a_role(world: World, feed: Feed) -> None:
    with pytest.raises(Refused, match="needs a reason"):
        actions.place_hold(feed=feed, reason=" ", place=world.place("NET"), by=administrator(), tree=world.tree)
    with pytest.raises(Refused, match="may not"):
        actions.place_hold(feed=feed, reason="x", place=world.place("NET"), by=world.director, tree=world.tree)


def test_rows_of_other_parts_can_be_held(world: World) -> None:
    LegalHold.objects.create(subject_type="patients.patient", subjects=["a", "b"], reason="x", since=NOW)
    assert due.on_hold("patients.patient", ["a", "c"]) == {"a"}
    assert due.on_hold("patients.note", ["a"]) == set()
    LegalHold.objects.create(reason="everything", since=NOW)
    assert due.on_hold("patients.note", ["a"]) == {"a"}


@pytest.mark.parametrize("at_once", [True, False])
def test_t30_a_record_younger_than_six_years_is_not_deleted(world: World, at_once: bool) -> None:
    six = dt.timedelta(days=6 * 366)
    young = Drill.objects.create(backup="b", started_at=timezone.now() - dt.timedelta(days=6 * 365), outcome="proven")
    old = Drill.objects.create(backup="a", started_at=timezone.now() - six, outcome="proven")
    with pytest.raises(Refused, match="six years"):
        Drill.objects.all().delete() if at_once else young.delete()
    assert Drill.objects.count() == 2
    old.delete()
    assert list(Drill.objects.all()) == [young]


def test_t30_a_hold_in_effect_is_never_deleted_and_an_ended_one_after_six_years(world: World) -> None:
    long_ago = timezone.now() - dt.timedelta(days=20 * 366)
    hold = LegalHold.objects.create(reason="x", since=long_ago)
    with pytest.raises(Refused, match="six years"):
        hold.delete()
    hold.ended_at = timezone.now() - dt.timedelta(days=6 * 366)
    hold.delete()


def test_six_years_are_never_short() -> None:
    assert dt.datetime(2020, 2, 28, tzinfo=dt.UTC) + rules.SIX_YEARS >= dt.datetime(2026, 2, 28, tzinfo=dt.UTC)
    assert dt.datetime(2024, 2, 29, tzinfo=dt.UTC) + rules.SIX_YEARS >= dt.datetime(2030, 2, 28, tzinfo=dt.UTC)


def test_every_sort_says_how_long_and_by_what_source() -> None:
    rows = rules.table(arrivals=rules.years(7), backups=dt.timedelta(days=35))
    assert set(rows) == set(Sort)
    assert all(row.kept > dt.timedelta(0) and str(row.source) for row in rows.values())
    assert rows[Sort.AUDIT].kept >= dt.timedelta(days=6 * 365 + 1)
    assert not rows[Sort.AUDIT].purged


def test_old_backups_go_but_the_newest_three_stay_whatever_their_age() -> None:
    keeping = rules.table(arrivals=rules.years(7), backups=dt.timedelta(days=35))[Sort.BACKUPS]
    made = {f"b{day:03}": NOW - dt.timedelta(days=day) for day in (1, 34, 35, 36, 400)}
    assert rules.due_backups(made, keeping, now=NOW) == ["b036", "b400"]
    ancient = {f"b{n}": NOW - dt.timedelta(days=1000 + n) for n in range(3)}
    assert rules.due_backups(ancient, keeping, now=NOW) == []
    assert rules.due_backups(
        {f"b{n}": NOW - dt.timedelta(days=day) for n, day in enumerate((1, 2, 3, 35))}, keeping, now=NOW
    ) == ["b3"]


def test_an_old_backup_is_purged_even_where_the_database_does_not_know_it(home: Path, settings: Any) -> None:
    manifests = settings.BACKUPS / "manifests"
    names = [f"{day}T000000Z-aaaaaa" for day in ("20200101", "20200201", "20200301", "20200401")]
    Store(settings.BACKUPS)
    for name in names:
        (manifests / f"{name}.wellrun").write_bytes(b"x")
    assert due.due_backups(settings.BACKUPS, now=NOW) == names[:1]
    assert due.due_backups(home / "none", now=NOW) == []
