"""Observations a second from NDJSON into the typed table, beside DuckDB's own read_json with the same columns.

Both are measured in one run on the same file, each the best of three, every run in a process of its own so that the
memory of each can be told. `reader` materialises what read_json gives; `reader_parquet` writes it to Parquet.
"""

from __future__ import annotations

import json
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

SIZES = (345_580, 3_455_800)
ROUNDS = 3
LINE = (
    '{"resourceType":"Observation","id":"%08x-7aa1-4c52-93b2-%012x","meta":{"profile":["http://hl7.org/fhir/us/core/'
    'StructureDefinition/us-core-vital-signs"]},"status":"final","category":[{"coding":[{"system":"http://terminology.'
    'hl7.org/CodeSystem/observation-category","code":"vital-signs","display":"vital-signs"}]}],"code":{"coding":[{'
    '"system":"http://loinc.org","code":"8867-%d","display":"Heart rate"}],"text":"Heart rate"},"subject":{"reference":'
    '"Patient/%08x-5c1f-9d5a-31e3-5d3c1a52e5a7"},"encounter":{"reference":"Encounter/%08x-2b11-4d3a-88e5-0e1f2a3b4c5d"}'
    ',"effectiveDateTime":"2024-%02d-%02dT%02d:%02d:00-0%d:00","issued":"2024-03-02T04:21:52.124-05:00",'
    '"valueQuantity":{"value":%d.%d,"unit":"/min","system":"http://unitsofmeasure.org","code":"/min"}}\n'
)


def generate(target: Path, rows: int) -> None:
    """A file of Observations in the shape Synthea writes, about 770 bytes each; the same every time."""
    with target.open("w") as file:
        for start in range(0, rows, 10_000):
            file.writelines(LINE % fields(number) for number in range(start, min(rows, start + 10_000)))


def fields(number: int) -> tuple[int, ...]:
    clock = (number % 12 + 1, number % 28 + 1, number % 24, number % 60, 4 + number % 2)
    return (
        (number * 2654435761) % 2**32,
        number,
        number % 40,
        number % 5_000,
        number % 90_000,
        *clock,
        50 + number % 90,
        number % 10,
    )


def loaded(file: Path, home: Path) -> None:
    from wellrun.warehouse.connection import Warehouse
    from wellrun.warehouse.loading import Origin, load

    report = load(Warehouse(home), [file], origin=Origin(facility="F", source="bench", zone="America/New_York"))
    assert report.total.new == report.total.read, report.total


def read_by_duckdb(file: Path, home: Path, *, parquet: bool) -> None:
    import duckdb

    from wellrun.warehouse.loading.targets import FhirTarget, scan, targets_of

    target = targets_of("Observation")[0]
    assert isinstance(target, FhirTarget)
    source = f"SELECT * FROM {scan(str(file), {'resourceType': 'VARCHAR', **target.plan.schema})}"
    home.mkdir()
    options = {"memory_limit": "2GB", "temp_directory": str(home / "spill")}
    with duckdb.connect(config=options) as connection:
        statement = f"COPY ({source}) TO '{home}/read.parquet'" if parquet else f"CREATE TEMP TABLE r AS {source}"
        connection.execute(statement)


WAYS = {
    "load": loaded,
    "reader": lambda file, home: read_by_duckdb(file, home, parquet=False),
    "reader_parquet": lambda file, home: read_by_duckdb(file, home, parquet=True),
}


def once(way: str, file: Path, home: Path) -> None:
    """One measured run; prints seconds and peak memory. Imports are not measured: a server has done them long ago."""
    import duckdb  # noqa: F401

    from wellrun.warehouse.loading import load  # noqa: F401

    start = time.perf_counter()
    WAYS[way](file, home)
    seconds = time.perf_counter() - start
    print(json.dumps({"seconds": seconds, "memory_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024}))


def measured(way: str, file: Path, folder: Path) -> dict[str, float]:
    """One run of one way in a process of its own."""
    home = folder / "home"
    shutil.rmtree(home, ignore_errors=True)
    command = [sys.executable, "-m", "bench.load", way, str(file), str(home)]
    found: dict[str, float] = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
    shutil.rmtree(home, ignore_errors=True)
    return found


def best(file: Path, folder: Path) -> dict[str, dict[str, float]]:
    """The quickest run of each way; the ways take turns, so that a busy moment of the machine falls on all alike."""
    rounds = [{way: measured(way, file, folder) for way in WAYS} for _ in range(ROUNDS)]
    return {way: min((one[way] for one in rounds), key=lambda run: run["seconds"]) for way in WAYS}


def run(sizes: tuple[int, ...] = SIZES) -> dict[str, object]:
    """The figures of the benchmark: rates, memory and the two ratios at each size."""
    results = []
    with tempfile.TemporaryDirectory() as scratch:
        for rows in sizes:
            file = Path(scratch) / "observations.ndjson"
            generate(file, rows)
            ways = best(file, Path(scratch))
            load = ways["load"]["seconds"]
            results.append(
                {
                    "observations": rows,
                    "megabytes": round(file.stat().st_size / 1e6),
                    **{f"{way}_per_second": round(rows / run["seconds"]) for way, run in ways.items()},
                    **{f"{way}_memory_mb": round(run["memory_mb"]) for way, run in ways.items()},
                    "ratio": round(ways["reader"]["seconds"] / load, 3),
                    "ratio_parquet": round(ways["reader_parquet"]["seconds"] / load, 3),
                }
            )
    return {"benchmark": "load", "results": results}


if __name__ == "__main__":
    once(sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3]))
