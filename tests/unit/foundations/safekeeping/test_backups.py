"""A backup is whole or refused, names what is damaged, holds no key, and writes only what is new."""

from __future__ import annotations

import datetime as dt
import random
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from wellrun.foundations.audit.actions import System
from wellrun.foundations.audit.models import Entry
from wellrun.foundations.keys import actions as keys
from wellrun.foundations.keys.keyring import Purpose, ring
from wellrun.foundations.safekeeping import actions, backing_up, contents, databases, purging, restoring
from wellrun.foundations.safekeeping.models import Backup, Drill
from wellrun.foundations.safekeeping.store import Store
from wellrun.values.faults import Refused
from wellrun.warehouse.connection import Warehouse

BY = System("test")
AT = dt.datetime(2026, 3, 2, 12, tzinfo=dt.UTC)
sqlite_only = pytest.mark.skipif(
    connection.vendor != "sqlite", reason="pg_dump does not see a test's open transaction; the restore drill does this."
)


@pytest.fixture
def small(home: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Without the database, which has its own tests: what is left is the same on every database."""
    none = databases.Counted({}, "", 0, (), ())
    monkeypatch.setattr(databases, "copied", lambda _into: none)
    return home


@pytest.fixture
def store(small: Path, settings: Any) -> Store:
    backing_up.make(to=settings.BACKUPS, at=AT)
    return Store(settings.BACKUPS)


def objects(store: Store) -> list[Path]:
    return sorted(file for file in (store.folder / "objects").rglob("*") if file.is_file())


def read_back(store: Store, into: Path) -> None:
    """All that a restore reads, before it comes to the database."""
    name = store.manifests()[-1]
    manifest = backing_up.read(store, name)
    restoring._write_files(store, manifest, into, lambda *_a: None)


def test_every_file_comes_back_as_it_was(store: Store, small: Path, tmp_path: Path) -> None:
    read_back(store, tmp_path / "back")
    for name in ("arrivals/kept/0123-file.csv", "settings.env"):
        assert (tmp_path / "back" / name).read_bytes() == (small / name).read_bytes()
        assert (tmp_path / "back" / name).stat().st_mtime_ns == (small / name).stat().st_mtime_ns


def test_nothing_in_the_folder_of_backups_is_readable_and_no_key_is_in_it(
    store: Store, small: Path, tmp_path: Path, settings: Any
) -> None:
    everything = b"".join(file.read_bytes() for file in store.folder.rglob("*") if file.is_file())
    assert b"planted" not in everything
    assert "file.csv" not in str(sorted(store.folder.rglob("*")))
    read_back(store, tmp_path / "back")
    restored = b"".join(file.read_bytes() for file in (tmp_path / "back").rglob("*") if file.is_file())
    assert b"never in a backup" not in restored
    assert all(key.secret not in restored + everything for key in ring().keys)


def test_what_is_there_already_is_not_written_again(store: Store, small: Path, settings: Any) -> None:
    before = objects(store)
    again = backing_up.make(to=settings.BACKUPS, at=AT)
    assert objects(store) == before
    (small / "arrivals" / "kept" / "4567-new.csv").write_bytes(b"new")
    added = backing_up.make(to=settings.BACKUPS, at=AT)
    assert len(objects(store)) == len(before) + 1
    assert again.written < added.written < 2000
    assert len(store.manifests()) == 3


@pytest.mark.parametrize("seed", range(20))
def test_a_backup_cut_at_any_byte_is_refused_and_the_object_named(store: Store, tmp_path: Path, seed: int) -> None:
    chance = random.Random(seed)
    chosen = chance.choice([*objects(store), *(store.folder / "manifests").iterdir()])
    whole = chosen.read_bytes()
    chosen.write_bytes(whole[: chance.randrange(len(whole))])
    with pytest.raises(Refused) as refused:
        read_back(store, tmp_path / "back")
    assert any(chosen.name in fault.place for fault in refused.value.faults)


@pytest.mark.parametrize("seed", range(20))
def test_a_flipped_byte_is_refused_and_the_object_named(store: Store, tmp_path: Path, seed: int) -> None:
    chance = random.Random(seed)
    chosen = chance.choice([*objects(store), *(store.folder / "manifests").iterdir()])
    body = bytearray(chosen.read_bytes())
    body[chance.randrange(len(body))] ^= 1 << chance.randrange(8)
    chosen.write_bytes(body)
    with pytest.raises(Refused) as refused:
        read_back(store, tmp_path / "back")
    assert any(chosen.name in fault.place for fault in refused.value.faults)


def test_every_missing_object_is_named_not_only_the_first(store: Store, tmp_path: Path) -> None:
    gone = objects(store)[:2]
    for file in gone:
        file.unlink()
    with pytest.raises(Refused) as refused:
        read_back(store, tmp_path / "back")
    assert {fault.place.rpartition("/")[2] for fault in refused.value.faults} == {file.name for file in gone}


def test_one_object_never_passes_for_another(store: Store, tmp_path: Path) -> None:
    one, two = objects(store)[:2]
    body = one.read_bytes()
    one.write_bytes(two.read_bytes())
    two.write_bytes(body)
    with pytest.raises(Refused):
        read_back(store, tmp_path / "back")


def test_a_damaged_object_is_written_anew_by_the_next_backup(store: Store, settings: Any, tmp_path: Path) -> None:
    objects(store)[0].unlink()
    backing_up.make(to=settings.BACKUPS, at=AT + dt.timedelta(hours=1))
    read_back(store, tmp_path / "back")


def test_without_its_key_a_backup_is_refused_and_the_remedy_is_to_put_it_back(
    store: Store, settings: Any, tmp_path: Path
) -> None:
    settings.KEYS_FILE = tmp_path / "another.json"
    with pytest.raises(Refused, match="keys import"):
        read_back(store, tmp_path / "back")


def test_a_key_that_a_backup_needs_is_not_retired(small: Path, settings: Any, monkeypatch: Any) -> None:
    keys.know_ring(by=BY)
    old = ring().current(Purpose.BACKUP)
    actions.back_up(to=settings.BACKUPS, by=BY)
    keys.make_key(purpose=Purpose.BACKUP, by=BY)
    monkeypatch.setattr(keys, "REST", dt.timedelta(0))
    with pytest.raises(Refused, match="the backup"):
        keys.retire(key_id=old.id, by=BY, why="x")
    under_new = actions.back_up(to=settings.BACKUPS, by=BY)
    assert old.id not in under_new.keys
    assert Backup.objects.filter(status=Backup.Status.MADE).count() == 2


def test_segments_of_a_running_load_are_left_out_and_a_superseded_one_too(small: Path) -> None:
    warehouse = Warehouse(small / "warehouse")
    (warehouse.home / "tables" / "stays").mkdir(parents=True)
    (warehouse.home / "tables" / "stays" / "stray.parquet").write_bytes(b"x")
    (warehouse.scratch / "half.parquet").write_bytes(b"x")
    with contents.picture() as still:
        assert [one.name for one in still.sources if "parquet" in one.name] == []
    assert not list(small.glob(".picture-*"))


def test_the_picture_keeps_a_file_that_is_replaced_meanwhile(small: Path) -> None:
    warehouse = Warehouse(small / "warehouse")
    file = warehouse.home / "notes.json"
    file.write_text("before")
    with contents.picture() as still:
        draft = file.with_name("draft")
        draft.write_text("after")
        draft.replace(file)
        [kept] = [one for one in still.sources if one.name == "warehouse/notes.json"]
        assert kept.file.read_text() == "before"


def test_a_backup_that_cannot_be_written_says_so_and_is_kept_as_not_made(small: Path, tmp_path: Path) -> None:
    (tmp_path / "a file").write_text("")
    with pytest.raises(Refused, match="cannot be written"):
        actions.back_up(to=tmp_path / "a file" / "backups", by=BY)
    failed = Backup.objects.get()
    assert (failed.status, failed.finished_at is not None) == (Backup.Status.FAILED, True)
    assert Entry.objects.filter(action="safekeeping.backup.failed").count() == 1


def test_dropping_a_backup_leaves_the_others_whole(store: Store, small: Path, settings: Any, tmp_path: Path) -> None:
    (small / "settings.env").write_text("changed")
    backing_up.make(to=settings.BACKUPS, at=AT + dt.timedelta(days=1))
    before = len(objects(store))
    assert purging.drop_backup(settings.BACKUPS, store.manifests()[0]) == 1
    assert len(objects(store)) == before - 1
    read_back(store, tmp_path / "back")


@sqlite_only
@pytest.mark.django_db(transaction=True)
def test_the_database_is_copied_and_counted_as_of_one_moment(home: Path, settings: Any, tmp_path: Path) -> None:
    made = backing_up.make(to=settings.BACKUPS, at=AT)
    assert made.manifest.rows["organisation_facility"] == 2
    assert made.manifest.entries == Entry.objects.count()
    restored = restoring.restore(source=settings.BACKUPS, into=tmp_path / "new")
    counted = databases.count_sqlite(tmp_path / "new" / databases.FILE)
    assert (counted.head, counted.entries) == (made.manifest.head, made.manifest.entries)
    assert restored.files == len(made.manifest.files)
    assert (tmp_path / "new" / "settings.env").exists()


@sqlite_only
@pytest.mark.django_db(transaction=True)
def test_a_drill_is_kept_with_its_result_whether_good_or_bad(home: Path, settings: Any) -> None:
    actions.back_up(to=settings.BACKUPS, by=BY)
    drill = actions.prove(source=settings.BACKUPS, by=BY)
    assert (drill.outcome, drill.entries > 0, drill.rows > 10) == (Drill.Outcome.PROVEN, True, True)
    chosen = objects(Store(settings.BACKUPS))[0]
    chosen.write_bytes(chosen.read_bytes()[:-1])
    with pytest.raises(Refused, match="cut off"):
        actions.prove(source=settings.BACKUPS, by=BY)
    assert Drill.objects.order_by("pk").last().outcome == Drill.Outcome.FAILED  # type: ignore[union-attr]
    assert chosen.name in Drill.objects.order_by("pk").last().reason  # type: ignore[union-attr]


@sqlite_only
@pytest.mark.django_db(transaction=True)
def test_a_refused_restore_leaves_nothing_and_an_installation_is_moved_aside_only_when_asked(
    home: Path, settings: Any, tmp_path: Path
) -> None:
    backing_up.make(to=settings.BACKUPS, at=AT)
    with pytest.raises(Refused, match="--aside"):
        restoring.restore(source=settings.BACKUPS, into=home)
    chosen = objects(Store(settings.BACKUPS))[0]
    whole = chosen.read_bytes()
    chosen.write_bytes(whole[:-1] + bytes([whole[-1] ^ 1]))
    with pytest.raises(Refused, match="altered"):
        restoring.restore(source=settings.BACKUPS, into=tmp_path / "new")
    assert not (tmp_path / "new").exists()
    assert not (tmp_path / "new.restoring").exists()
    chosen.write_bytes(whole)
    restoring.restore(source=settings.BACKUPS, into=home, aside=tmp_path / "old")
    assert (tmp_path / "old" / "settings.env").exists()
    assert (home / "secret-key").read_text() == "never in a backup"


def test_a_folder_without_a_finished_backup_is_refused(small: Path, tmp_path: Path) -> None:
    for folder in (tmp_path / "none", tmp_path):
        with pytest.raises(Refused, match="no"):
            restoring.restore(source=folder, into=tmp_path / "new")
