"""An upgrade: a backup first, a mark while it runs, no start over a half-finished one, no start on a newer database."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.recorder import MigrationRecorder

from wellrun.foundations.audit.actions import System
from wellrun.foundations.audit.models import Entry
from wellrun.foundations.safekeeping import databases, upgrading
from wellrun.foundations.safekeeping.models import Backup
from wellrun.foundations.safekeeping.store import Store
from wellrun.values.faults import Refused

BY = System("test")


@pytest.fixture
def stands(home: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """An installation with one migration to come; what was done, in order."""
    monkeypatch.setattr(databases, "copied", lambda _into: databases.Counted({}, "", 0, (), ()))
    monkeypatch.setattr(MigrationExecutor, "migration_plan", lambda *_a: ["one"])
    return []


def test_where_nothing_is_new_nothing_is_done(home: Path, settings: Any) -> None:
    upgrading.bring_up_to_date(migrate=pytest.fail, by=BY)
    assert not settings.BACKUPS.exists()
    assert not upgrading.marker().exists()


def test_a_backup_is_made_first_and_a_mark_stands_while_it_runs(stands: list[str], settings: Any) -> None:
    def migrate() -> None:
        assert len(Store(settings.BACKUPS).manifests()) == 1
        assert upgrading.marker().exists()
        stands.append("migrated")

    upgrading.bring_up_to_date(migrate=migrate, by=BY)
    assert stands == ["migrated"]
    assert not upgrading.marker().exists()
    assert Backup.objects.get().status == Backup.Status.MADE
    assert Entry.objects.filter(action="safekeeping.upgraded").count() == 1


def test_a_half_migrated_database_is_not_started_and_both_ways_out_are_named(stands: list[str], settings: Any) -> None:
    def killed() -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        upgrading.bring_up_to_date(migrate=killed, by=BY)
    [backup] = Store(settings.BACKUPS).manifests()
    with pytest.raises(Refused) as refused:
        upgrading.bring_up_to_date(migrate=pytest.fail, by=BY)
    assert "did not finish" in str(refused.value)
    assert "wellrun upgrade" in str(refused.value)
    assert backup in str(refused.value)
    upgrading.go_on(migrate=lambda: stands.append("gone on"), by=BY)
    assert stands == ["gone on"]
    assert not upgrading.marker().exists()


def test_a_database_of_a_newer_version_is_not_started(home: Path) -> None:
    MigrationRecorder(connection).record_applied("audit", "9999_of_the_future")
    with pytest.raises(Refused, match="newer version") as refused:
        upgrading.bring_up_to_date(migrate=pytest.fail, by=BY)
    assert refused.value.faults[0].value == "audit.9999_of_the_future"


def test_a_restore_that_did_not_finish_is_not_started_over(home: Path) -> None:
    home.with_name("home.restoring").mkdir()
    with pytest.raises(Refused, match="did not finish"):
        upgrading.bring_up_to_date(migrate=pytest.fail, by=BY)


def test_no_backup_no_upgrade(stands: list[str], settings: Any, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    settings.BACKUPS = tmp_path / "file" / "backups"
    with pytest.raises(Refused, match="cannot be written"):
        upgrading.bring_up_to_date(migrate=lambda: stands.append("migrated"), by=BY)
    assert stands == []
