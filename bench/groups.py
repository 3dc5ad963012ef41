"""Readmissions told for all groups of patients by all splits, over generated encounters of two sizes."""

from __future__ import annotations

import time
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from bench.encounters.generate import generate
from wellrun.departments.quality.measures.outcomes import READMISSION_30
from wellrun.engines.outcomes.gaps import gaps
from wellrun.warehouse.connection import Warehouse
from wellrun.warehouse.measures.groups import groups_of, sort_of
from wellrun.warehouse.measures.question import published_facts

SINCE, UNTIL = date(2025, 1, 1), date(2026, 1, 1)
SIZES = (100_000, 1_000_000)


def run() -> dict[str, Any]:
    """Seconds from nothing held to every gap of every facility, and how many groups there are."""
    measured: dict[str, Any] = {}
    for size in SIZES:
        with TemporaryDirectory(prefix="wellrun-bench-") as folder:
            warehouse = Warehouse(Path(folder) / "warehouse")
            generate(warehouse, encounters=size)
            began, used = time.perf_counter(), time.process_time()
            found = groups_of(READMISSION_30, published_facts(warehouse, today=UNTIL), since=SINCE, until=UNTIL)
            for one in found:
                gaps(one.sums, sort_of(READMISSION_30))
            measured |= {
                f"groups_{size}": sum(len(one.sums) for one in found),
                f"seconds_{size}": round(time.perf_counter() - began, 2),
                f"processor_seconds_{size}": round(time.process_time() - used, 2),
            }
    return measured
