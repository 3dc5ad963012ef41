"""All encounter measures over generated encounters, against the best SQL written by hand for the same figures.

Each timing runs in a process of its own, so that its peak memory is its own; ours and the yardstick take turns, and the
best of their rounds counts. The answers of both are compared row by row.
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import time
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import duckdb

from bench.encounters.by_hand import write_by_hand
from bench.encounters.generate import generate
from wellrun.departments.operations.measures import MEASURES as OPERATIONS
from wellrun.departments.quality.measures.outcomes import DEATHS, READMISSION_7, READMISSION_30
from wellrun.warehouse.connection import Warehouse
from wellrun.warehouse.measures.refresh import refresh, work_out
from wellrun.warehouse.tables import TABLES

TODAY = date(2026, 1, 1)
MEASURES = (*OPERATIONS, READMISSION_7, READMISSION_30, DEATHS)
SIZES = {1_000_000: 3, 10_000_000: 2}
"""Encounters, and rounds."""

TOLERANCE = 1e-9
"""Relative difference allowed between values, because sums of fractions depend on their order."""


def run() -> dict[str, Any]:
    """Ratios, seconds, growth and peak memory at both sizes."""
    measured: dict[str, Any] = {"measures": len(MEASURES)}
    for size, rounds in SIZES.items():
        measured |= {f"{name}_{size // 1_000_000}m": value for name, value in measure(size, rounds=rounds).items()}
    small, large = (f"{size // 1_000_000}m" for size in SIZES)
    measured["growth_ours"] = round(measured[f"figures_s_{large}"] / measured[f"figures_s_{small}"], 2)
    measured["growth_by_hand"] = round(measured[f"by_hand_s_{large}"] / measured[f"by_hand_s_{small}"], 2)
    return measured


def measure(size: int, *, rounds: int) -> dict[str, Any]:
    """One size: seconds of both, ratios, memory, and how many figures differ."""
    with TemporaryDirectory(prefix="wellrun-bench-") as folder:
        home = Path(folder)
        generate(Warehouse(home / "warehouse"), encounters=size)
        runs: dict[str, list[dict[str, float]]] = {"figures": [], "by_hand": [], "refresh": []}
        for _ in range(rounds):
            for what, found in runs.items():
                found.append(in_own_process(what, home))
        best = {what: min(run["seconds"] for run in found) for what, found in runs.items()}
        cpu = {what: min(run["cpu"] for run in found) for what, found in runs.items()}
        return {
            "ratio": round(best["figures"] / best["by_hand"], 2),
            "ratio_of_processor_time": round(cpu["figures"] / cpu["by_hand"], 2),
            "ratio_of_refresh_with_published_marts": round(best["refresh"] / best["by_hand"], 2),
            **{f"{what}_s": round(seconds, 2) for what, seconds in best.items()},
            "peak_gib": round(max(run["gib"] for found in runs.values() for run in found), 2),
            **compare(home),
        }


def in_own_process(what: str, home: Path) -> dict[str, float]:
    """Runs one of the three in a new interpreter."""
    done = subprocess.run(
        [sys.executable, "-m", "bench.measures", what, str(home)], check=True, capture_output=True, text=True
    )
    answer: dict[str, float] = json.loads(done.stdout)
    return answer


def timed(what: str, home: Path) -> dict[str, float]:
    """Seconds and peak memory of this process doing one of: figures, by_hand, refresh."""
    warehouse = Warehouse(home / "warehouse")
    begun, used = time.perf_counter(), time.process_time()
    if what == "refresh":
        refresh(warehouse, MEASURES, today=TODAY)
    else:
        folder = home / what
        folder.mkdir(exist_ok=True)
        connection = warehouse.connect(TABLES)
        if what == "figures":
            work_out(connection, MEASURES, today=TODAY, folder=folder, published=())
        else:
            write_by_hand(connection, folder, today=TODAY)
    seconds, cpu = time.perf_counter() - begun, time.process_time() - used
    return {"seconds": seconds, "cpu": cpu, "gib": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20}


def compare(home: Path) -> dict[str, int]:
    """How many figures both answered, and how many differ."""
    connection = duckdb.connect()
    for name in ("figures", "by_hand"):
        connection.execute(f"CREATE VIEW {name} AS FROM read_parquet('{home / name}/*.parquet')")
    keys = "measure, level, place, grain, start"
    near = " AND ".join(
        f"abs(a.{name} - b.{name}) <= {TOLERANCE} * greatest(abs(a.{name}), abs(b.{name}), 1)"
        for name in ("numerator", "denominator", "value")
    )
    answer = connection.execute(f"""
        SELECT count(*), count(*) FILTER (NOT coalesce({near} AND a.complete = b.complete
            AND a.cases IS NOT DISTINCT FROM b.cases, false))
        FROM figures a FULL JOIN by_hand b USING ({keys})""").fetchone()
    rows, different = answer or (0, 0)
    return {"figures": rows, "different": different}


if __name__ == "__main__":
    print(json.dumps(timed(sys.argv[1], Path(sys.argv[2]))))
