"""T17: a checkpoint that lies outside the database finds a chain worked out anew, and cannot be made up."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from wellrun.config.command import main
from wellrun.foundations.audit.actions import System, record
from wellrun.foundations.audit.models import Entry, Head
from wellrun.foundations.audit.queries import verify
from wellrun.foundations.organisation.models import Network
from wellrun.foundations.safekeeping import checkpoints
from wellrun.values.faults import Refused

pytestmark = pytest.mark.django_db


@pytest.fixture
def chain() -> Network:
    network = Network.objects.create(code="N", name="Network")
    for number in range(5):
        record("test.step", by=System(), about=network, after={"n": number})
    return network


def written(into: Path) -> Path:
    file = checkpoints.write(into=into, at=timezone.now())
    assert file is not None
    return file


def test_a_checkpoint_is_read_back_and_the_chain_fits_it(chain: Any, tmp_path: Path) -> None:
    file = written(tmp_path)
    assert checkpoints.points([tmp_path]) == {5: Head.objects.get().digest}
    record("test.later", by=System(), about=chain)
    assert verify(points=checkpoints.points([file])).whole


def test_nothing_new_needs_no_new_checkpoint(chain: Any, tmp_path: Path) -> None:
    written(tmp_path)
    assert checkpoints.write(into=tmp_path, at=timezone.now()) is None


@pytest.mark.parametrize("name", ["entries", "digest", "at", "signature", "key"])
def test_an_altered_checkpoint_is_refused(chain: Any, tmp_path: Path, name: str) -> None:
    file = written(tmp_path)
    said = json.loads(file.read_text())
    said[name] = {"entries": 4, "digest": "0" * 64, "at": "2020-01-01T00:00:00+00:00"}.get(name, "00" * 32)
    file.write_text(json.dumps(said))
    with pytest.raises(Refused, match="altered"):
        checkpoints.points([file])


@pytest.mark.parametrize("text", ["", "{}", "[]", "null", "{", '{"entries": "x"}'])
def test_what_is_no_checkpoint_is_refused(tmp_path: Path, text: str, db: None) -> None:
    file = tmp_path / "x.checkpoint.json"
    file.write_text(text)
    with pytest.raises(Refused):
        checkpoints.points([file])


def test_the_command_names_the_place_and_fails(chain: Any, tmp_path: Path, capsys: Any) -> None:
    assert main(["audit", "checkpoint", "--to", str(tmp_path)]) == 0
    assert main(["audit", "verify", "--checkpoints", str(tmp_path)]) == 0
    previous = "0" * 64
    for entry in Entry.objects.order_by("pk"):
        entry.actor, entry.previous = "somebody else", previous
        entry.digest = previous = entry.expected_digest()
        entry.save()
    Head.objects.update(digest=previous)
    assert main(["audit", "verify"]) == 0, "the database alone cannot show it"
    capsys.readouterr()
    assert main(["audit", "verify", "--checkpoints", str(tmp_path)]) == 1
    last = Entry.objects.latest("pk").pk
    assert f"broken at entry {last}" in capsys.readouterr().out


def test_a_search_is_a_table_that_no_spreadsheet_runs(chain: Any, capsys: Any) -> None:
    record("test.formula", by=System("=HYPERLINK()"), about=chain, why="-2+3")
    assert main(["audit", "search", "--action", "test.formula"]) == 0
    out = capsys.readouterr().out
    assert "'=HYPERLINK()" in out
    assert "'-2+3" in out
    assert "test.step" not in out
