"""A load killed at any moment and run again ends in the same facts; readers see only whole states meanwhile."""

import json
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from wellrun.warehouse.connection import Warehouse
from wellrun.warehouse.loading import Origin, Quarantine, load
from wellrun.warehouse.tables import TABLES

POINTS = 20
ORIGIN = Origin(facility="north", source="test", zone="Europe/Berlin")
SCRIPT = """
import sys
from pathlib import Path
from wellrun.warehouse.connection import Warehouse
from wellrun.warehouse.loading import Origin, load
print("begin", flush=True)
load(Warehouse(Path(sys.argv[1])), [Path(sys.argv[2])], origin=Origin("north", "test", "Europe/Berlin"))
""".replace('Origin("north", "test", "Europe/Berlin")', repr(ORIGIN))
TYPED = ("patients", "encounters", "encounter_places", "observations", "kept_resources")


def resources(version: int) -> dict[str, list[dict[str, Any]]]:
    """Some of everything; the second version changes every third encounter and leaves one in four without a place."""
    encounters = []
    for number in range(2_000):
        status = "finished" if version == 1 or number % 3 else "cancelled"
        places = [] if version == 2 and number % 4 == 0 else [{"location": {"reference": f"Location/w{number % 7}"}}]
        encounters.append(
            {
                "resourceType": "Encounter",
                "id": f"e{number}",
                "status": status,
                "class": {"code": "IMP"},
                "location": places,
            }
        )
    return {
        "Patient": [{"resourceType": "Patient", "id": f"p{number}", "gender": "male"} for number in range(3_000)],
        "Encounter": encounters,
        "Claim": [
            {"resourceType": "Claim", "id": f"c{number}", "total": {"value": version}} for number in range(1_000)
        ],
    }


def write_folder(folder: Path, version: int) -> Path:
    folder.mkdir()
    for kind, members in resources(version).items():
        lines = [json.dumps(member) for member in members]
        faulty = [line[:-9] for line in lines[:3]] if (kind, version) == ("Patient", 2) else []
        (folder / f"{kind}.ndjson").write_text("\n".join([*lines, *faulty]) + "\n")
    entries = [{"resource": {"resourceType": "Observation", "id": f"o{n}", "status": "final"}} for n in range(1_500)]
    (folder / "observations.json").write_text(json.dumps({"resourceType": "Bundle", "entry": entries}))
    return folder


def facts(warehouse: Warehouse) -> dict[str, list[Any]]:
    """Every row of every table with all its columns, and every entry held back."""
    with warehouse.connect({name: TABLES[name] for name in TYPED}) as connection:
        found: dict[str, list[Any]] = {
            name: sorted(connection.execute(f"SELECT * FROM {name}").fetchall(), key=str) for name in TYPED
        }
    return found | {"held": sorted(entry.key for entry in Quarantine(warehouse.home).entries())}


@contextmanager
def started(home: Path, folder: Path) -> Iterator[subprocess.Popen[str]]:
    """A load in a process of its own, from the moment it begins."""
    child = subprocess.Popen([sys.executable, "-c", SCRIPT, home, folder], stdout=subprocess.PIPE, text=True)
    assert child.stdout is not None
    with child:
        assert child.stdout.readline() == "begin\n"
        yield child


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path, dict[str, list[Any]], float]:
    """A warehouse with the first version, the folder with the second, the facts of a whole load, and its duration."""
    base = tmp_path_factory.mktemp("killed")
    first, second = write_folder(base / "first", 1), write_folder(base / "second", 2)
    load(Warehouse(base / "before"), [first], origin=ORIGIN)
    shutil.copytree(base / "before", base / "whole")
    with started(base / "whole", second) as child:
        begun = time.monotonic()
        assert child.wait() == 0
    return base / "before", second, facts(Warehouse(base / "whole")), time.monotonic() - begun


@pytest.mark.parametrize("point", range(POINTS))
def test_killed_and_run_again(
    point: int, prepared: tuple[Path, Path, dict[str, list[Any]], float], tmp_path: Path
) -> None:
    before, folder, whole, duration = prepared
    home = tmp_path / "home"
    shutil.copytree(before, home)
    with started(home, folder) as child:
        time.sleep(random.Random(point).uniform(0, duration))
        child.send_signal(signal.SIGKILL)
        child.wait()

    facts(Warehouse(home))  # what a reader sees after the kill can be read
    load(Warehouse(home), [folder], origin=ORIGIN)

    assert facts(Warehouse(home)) == whole


def test_the_second_version_really_differs(prepared: tuple[Path, Path, dict[str, list[Any]], float]) -> None:
    before, _, whole, _ = prepared
    old = facts(Warehouse(before))
    assert old["encounters"] != whole["encounters"]
    assert len(whole["encounter_places"]) == 1_500
    assert (len(old["held"]), len(whole["held"])) == (0, 3)
