"""The four sample folders load with every resource accounted for; loaded twice, no row changes.

Figures: the README of each folder. Skipped where the shared data folder is absent.
"""

import gzip
import json
import os
from pathlib import Path

import pytest

from wellrun.warehouse.connection import Warehouse
from wellrun.warehouse.loading import LoadReport, Origin, load
from wellrun.warehouse.tables import TABLES

DATA = Path(os.environ.get("WELLRUN_SHARED_DATA", Path(__file__).parents[3] / "../shared/data")).resolve()
FOLDERS = ("mimic-iv-demo-fhir", "synthea-fhir-bundles", "synthea-bulk-ndjson-10", "synthea-csv")
pytestmark = [pytest.mark.conformance, pytest.mark.skipif(not DATA.is_dir(), reason="the shared data folder is absent")]


def origin(folder: str) -> Origin:
    return Origin(facility=folder, source="sample", zone="America/New_York")


@pytest.fixture(scope="module")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> tuple[Warehouse, dict[str, LoadReport]]:
    warehouse = Warehouse(tmp_path_factory.mktemp("samples"))
    return warehouse, {folder: load(warehouse, [DATA / folder], origin=origin(folder)) for folder in FOLDERS}


def lines(folder: Path) -> int:
    files = [file for file in folder.iterdir() if ".ndjson" in file.name and file.name != "log.ndjson"]
    return sum(content(file).count(b"\n") for file in files)


def content(file: Path) -> bytes:
    return gzip.decompress(file.read_bytes()) if file.suffix == ".gz" else file.read_bytes()


def entries(folder: Path) -> int:
    return sum(len(json.loads(content(file))["entry"]) for file in folder.glob("*.json.gz"))


def test_every_resource_is_accounted_for(loaded: tuple[Warehouse, dict[str, LoadReport]]) -> None:
    read = {folder: report.total.read for folder, report in loaded[1].items()}

    assert read == {
        "mimic-iv-demo-fhir": lines(DATA / "mimic-iv-demo-fhir"),
        "synthea-fhir-bundles": entries(DATA / "synthea-fhir-bundles"),
        "synthea-bulk-ndjson-10": lines(DATA / "synthea-bulk-ndjson-10"),
        "synthea-csv": 10_950,
    }
    for report in loaded[1].values():
        total = report.total
        assert (total.accepted, total.quarantined) == (total.read, 0)


def test_kinds_are_counted_as_the_readme_counts_them(loaded: tuple[Warehouse, dict[str, LoadReport]]) -> None:
    bulk = loaded[1]["synthea-bulk-ndjson-10"].kinds
    table = loaded[1]["synthea-csv"].kinds

    assert {kind: bulk[kind].accepted for kind in ("Patient", "Encounter", "Procedure")} == {
        "Patient": 13,
        "Encounter": 1215,
        "Procedure": 2056,
    }
    assert (len(table), table["encounters"].new, table["claims_transactions"].new) == (18, 604, 5228)


def test_loaded_twice_no_row_changes(loaded: tuple[Warehouse, dict[str, LoadReport]]) -> None:
    warehouse, _ = loaded
    before = warehouse.manifest()

    for folder in FOLDERS:
        total = load(warehouse, [DATA / folder], origin=origin(folder)).total
        assert (total.new, total.changed, total.unchanged) == (0, 0, total.accepted)

    assert warehouse.manifest() == before


def test_mimic_has_275_admissions_of_which_15_died_and_5_went_to_a_hospice(tmp_path: Path) -> None:
    warehouse = Warehouse(tmp_path)
    load(warehouse, [DATA / "mimic-iv-demo-fhir/MimicEncounter.ndjson.gz"], origin=origin("mimic"))

    with warehouse.connect({"encounters": TABLES["encounters"]}) as connection:
        counts = dict(connection.execute("SELECT disposition, count(*) FROM encounters GROUP BY ALL").fetchall())

    assert (sum(counts.values()), counts["DIED"], counts["HOSPICE"], counts[None]) == (275, 15, 5, 42)
