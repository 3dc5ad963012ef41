"""T27: load, back up, load more, back up again, destroy, restore on an empty host: facts and audit are the same."""

from __future__ import annotations

import json
import os
import re
import secrets
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

PASSPHRASE = "five words of no connection"
FACTS = """
import django, json
django.setup()
from django.conf import settings
from django.apps import apps
from wellrun.foundations.audit.models import Entry
from wellrun.warehouse.connection import Warehouse
from wellrun.warehouse.tables import TABLES
opened = Warehouse(settings.WAREHOUSE).connect(TABLES)
facts = {n: opened.execute(f'SELECT count(*), bit_xor(hash(t)) FROM "{n}" t').fetchone() for n in sorted(TABLES)}
LATER = ("safekeeping.", "audit.", "keys.", "django_tasks")
rows = {m._meta.label: m.objects.count() for m in apps.get_models() if not m._meta.label_lower.startswith(LATER)}
said = {'facts': facts, 'rows': rows, 'chain': list(Entry.objects.order_by('pk').values_list('digest', flat=True))}
print(json.dumps(said))
"""


@dataclass(frozen=True)
class Installation:
    """An installation in a folder of its own, worked by its commands as an administrator would."""

    home: Path
    backups: Path
    database: str

    def run(self, *words: str, fails: bool = False) -> str:
        environment = {
            **os.environ,
            "WELLRUN_HOME": str(self.home),
            "WELLRUN_BACKUPS": str(self.backups),
            "WELLRUN_DATABASE": self.database,
            "WELLRUN_PASSPHRASE": PASSPHRASE,
            "DJANGO_SETTINGS_MODULE": "wellrun.config.settings",
        }
        done = subprocess.run([sys.executable, *words], env=environment, capture_output=True, text=True, check=False)
        assert (done.returncode != 0) is fails, done.stdout + done.stderr
        return done.stdout + done.stderr

    def wellrun(self, *words: str, fails: bool = False) -> str:
        return self.run("-m", "wellrun.config.command", *words, fails=fails)

    def facts(self) -> dict[str, Any]:
        said = self.run("-c", FACTS).strip().splitlines()[-1]
        found: dict[str, Any] = json.loads(said)
        return found


def feed(folder: Path, first: int, number: int) -> Path:
    """A small FHIR file of stays."""
    folder.mkdir(exist_ok=True)
    file = folder / f"Encounter-{first}.ndjson"
    lines = (
        {
            "resourceType": "Encounter",
            "id": f"e{n}",
            "status": "finished",
            "class": {"code": "IMP"},
            "subject": {"reference": f"Patient/p{n % 50}"},
            "period": {"start": f"2026-03-{n % 27 + 1:02}T08:00:00Z", "end": f"2026-03-{n % 27 + 2:02}T08:00:00Z"},
        }
        for n in range(first, first + number)
    )
    file.write_text("\n".join(json.dumps(line) for line in lines))
    return file


@pytest.fixture(scope="module")
def database() -> Iterator[str]:
    """A database for the installation: none but SQLite's file, or one of its own on the PostgreSQL of this run."""
    address = os.environ.get("WELLRUN_DATABASE", "")
    name = f"wellrun_restore_{secrets.token_hex(4)}"
    if address:
        empty_database(address, name)
    yield f"{address.rpartition('/')[0]}/{name}" if address else ""
    if address:
        empty_database(address, name, make=False)


def empty_database(address: str, name: str, *, make: bool = True) -> None:
    import psycopg

    with psycopg.connect(address, autocommit=True) as server:
        server.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)'.encode())
        if make:
            server.execute(f'CREATE DATABASE "{name}"'.encode())


@dataclass(frozen=True)
class Story:
    """What happened before the home was destroyed, and what was said then."""

    here: Installation
    first: str
    second: str
    before: dict[str, Any]
    keys: Path


@pytest.fixture(scope="module")
def story(database: str, tmp_path_factory: pytest.TempPathFactory) -> Story:
    """Load, back up, load a little more, back up again, take the keys to another place, destroy."""
    folder = tmp_path_factory.mktemp("kept")
    here = Installation(folder / "home", folder / "backups", database)
    here.wellrun("load", str(feed(folder / "files", 0, 20_000)), "--no-refresh")
    first = here.wellrun("backup")
    here.wellrun("load", str(feed(folder / "files", 20_000, 50)), "--no-refresh")
    second = here.wellrun("backup")
    here.wellrun("keys", "export", str(folder / "keys"))
    told = Story(here, first, second, here.facts(), folder / "keys")
    shutil.rmtree(here.home)
    if database:
        empty_database(os.environ["WELLRUN_DATABASE"], database.rpartition("/")[2])
    return told


@pytest.fixture(scope="module")
def restored(story: Story) -> str:
    """Keys first, then the backup: two commands on an empty host."""
    story.here.wellrun("restore", str(story.here.backups), fails=True)
    story.here.wellrun("keys", "import", str(story.keys))
    return story.here.wellrun("restore", str(story.here.backups))


def written(said: str) -> tuple[float, float]:
    """How many MB a backup has and how many had to be written for it."""
    found = re.search(r"files, ([\d.]+) MB, ([\d.]+) MB of them written", said)
    assert found, said
    return float(found[1]), float(found[2])


pytestmark = pytest.mark.database


def test_the_second_backup_writes_little_more_than_what_was_added(story: Story) -> None:
    (size, all_of_it), (_size, added) = written(story.first), written(story.second)
    assert size > 1
    assert added < all_of_it / 3


def test_t27_facts_rows_and_audit_chain_are_identical(story: Story, restored: str) -> None:
    assert "is restored" in restored
    now = story.here.facts()
    assert (now["facts"], now["rows"]) == (story.before["facts"], story.before["rows"])
    assert now["facts"]["encounters"][0] == 20_050
    # The end of the second backup and the export of the keys were entered after it was taken.
    assert now["chain"] == story.before["chain"][:-2]
    assert "whole" in story.here.wellrun("audit", "verify")


def test_the_restored_installation_goes_on(story: Story, restored: str) -> None:
    story.here.wellrun("load", str(feed(story.here.home.parent / "files", 30_000, 10)), "--no-refresh")
    assert story.here.facts() != story.before
    assert "whole" in story.here.wellrun("audit", "verify")


def test_a_restore_over_an_installation_is_refused(story: Story, restored: str) -> None:
    said = story.here.wellrun("restore", str(story.here.backups), fails=True)
    assert "An installation is here already" in said
    assert "--aside" in said


def test_the_drill_proves_the_last_backup_and_its_result_is_kept(story: Story, restored: str) -> None:
    assert "is whole" in story.here.wellrun("backup", "verify")
    assert not list(story.here.home.parent.glob(".drill-*"))
    kept = "import django; django.setup(); from wellrun.foundations.safekeeping.models import Drill as D; "
    assert "proven" in story.here.run("-c", kept + "print(D.objects.get().outcome)")


def test_a_damaged_backup_is_not_proven_and_the_object_is_named(story: Story, restored: str) -> None:
    copy = shutil.copytree(story.here.backups, story.here.home.parent / "damaged")
    objects = [file for file in (copy / "objects").rglob("*") if file.is_file()]
    for file in objects:
        file.write_bytes(file.read_bytes()[:-1])
    said = story.here.wellrun("backup", "verify", "--to", str(copy), fails=True)
    assert any(file.name in said for file in objects)
    assert "cut off" in said
