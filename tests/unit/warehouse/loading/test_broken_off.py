"""A load that breaks off at any of its steps, and is run again, ends in the same facts."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from tests.unit.warehouse.loading.conftest import ORIGIN, encounter, facts, ndjson, patient

from wellrun.warehouse.connection import Warehouse, Writing
from wellrun.warehouse.loading import Quarantine, load
from wellrun.warehouse.loading.arrivals import Ledger
from wellrun.warehouse.loading.merge import Merger

TABLES = ("patients", "encounters", "encounter_places")


class PowerCut(Exception):
    """Stands for the end of the process."""


def cut(monkeypatch: pytest.MonkeyPatch, owner: Any, name: str, *, before: bool) -> None:
    """Makes a step end the process, just before it does its work or just after."""
    original: Callable[..., Any] = getattr(owner, name)

    def step(*arguments: Any, **named: Any) -> Any:
        if not before:
            original(*arguments, **named)
        raise PowerCut

    monkeypatch.setattr(owner, name, step)


STEPS = [(Merger, "merged"), (Writing, "place"), (Quarantine, "hold"), (Writing, "publish"), (Ledger, "enter")]


def files(folder: Path) -> list[Path]:
    folder.mkdir()
    changed = encounter(1, status="cancelled", location=[])
    return [
        ndjson(folder / "a.ndjson", [patient(1), "broken", patient(2)]),
        ndjson(folder / "b.ndjson", [changed, encounter(3)]),
    ]


def state(warehouse: Warehouse) -> list[Any]:
    held = sorted(entry.key for entry in Quarantine(warehouse.home).entries())
    return [facts(warehouse, table) for table in TABLES] + [held]


@pytest.mark.parametrize("before", [True, False], ids=["before", "after"])
@pytest.mark.parametrize(("owner", "name"), STEPS, ids=[name for _, name in STEPS])
def test_broken_off_and_run_again(
    owner: Any, name: str, before: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = ndjson(tmp_path / "first.ndjson", [encounter(1), encounter(2)])
    whole, broken = Warehouse(tmp_path / "whole"), Warehouse(tmp_path / "broken")
    for warehouse in (whole, broken):
        load(warehouse, [first], origin=ORIGIN)
    second = files(tmp_path / "second")
    load(whole, second, origin=ORIGIN)

    for file in second:
        with monkeypatch.context() as patched:
            cut(patched, owner, name, before=before)
            with pytest.raises(PowerCut):
                load(broken, [file], origin=ORIGIN)
        load(broken, [file], origin=ORIGIN)

    assert state(broken) == state(whole)


def test_a_reader_keeps_the_state_it_opened_while_a_load_publishes(warehouse: Warehouse, tmp_path: Path) -> None:
    load(warehouse, [ndjson(tmp_path / "a.ndjson", [patient(1)])], origin=ORIGIN)
    manifest = warehouse.manifest()

    load(warehouse, [ndjson(tmp_path / "b.ndjson", [patient(1, gender="male"), patient(2)])], origin=ORIGIN)

    old = [warehouse.path("patients", segment) for segment in manifest.segments("patients")]
    assert all(file.exists() for file in old)
    assert [row[0] for row in facts(warehouse, "patients", "sex")] == ["female", "male"]
