"""De-identification: recall and precision of scrubbing by identifier, and seconds and memory of a release by rows.

Strict recall: one letter or digit of an identifier left is a miss. ``held_out_again`` is the set no rule was made by.
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tests.notes import developed, held_out, held_out_again
from tests.notes.measuring import measure
from tests.notes.writing import notes

SETS = {"developed": developed, "held_out": held_out, "held_out_again": held_out_again}
NOTES_EACH, SEED, YEAR = 15, 7, 2026
SIZES = (100_000, 1_000_000)


def scrubbing() -> dict[str, object]:
    """For each set of notes and each identifier: how many there were, recall, precision."""
    told: dict[str, object] = {}
    for name, of in SETS.items():
        table, _wrong = measure(notes(of.TEMPLATES, of.FORMS, each=NOTES_EACH, seed=SEED), year=YEAR)
        for kind, found in table.items():
            recall, precision = ("-" if one is None else f"{one:.3f}" for one in (found.recall, found.precision))
            told[f"{name} {kind}"] = f"{found.there} there, recall {recall}, precision {precision}"
    return told


def filled(home: Path, rows: int) -> None:
    """Observations of rows/50 patients, one in ten with a note of its own."""
    import duckdb

    from wellrun.warehouse.connection import Warehouse
    from wellrun.warehouse.tables import TABLES

    made = {
        "facility": "'H1'", "source": "'bench'", "arrival": "'digest'", "observation": "'o' || i",
        "patient": f"'p' || (i % {rows // 50})", "encounter": "'e' || (i // 7)", "status": "'final'",
        "category": "'vital-signs'", "code": "'8867-' || (i % 40)", "code_system": "'http://loinc.org'",
        "code_text": "'Heart rate ' || (i % 40)",
        "observed_at": "TIMESTAMP '2020-01-01' + to_minutes((i % 2000000)::INTEGER)",
        "value_number": "(50 + i % 90)::DOUBLE", "value_unit": "'/min'",
        "value_text": "CASE WHEN i % 10 = 0 THEN 'Seen by Dr. Marsh on 3/4/24, MRN ' || (1000000 + i) || ', calm' END",
    }  # fmt: skip
    born = {
        "facility": "'H1'",
        "patient": "'p' || i",
        "birth_date": "DATE '1930-01-01' + (i % 30000)::INTEGER",
        "sex": "'female'",
    }
    warehouse = Warehouse(home)
    with warehouse.writing() as writing, duckdb.connect() as connection:
        changes = {}
        for table, cells, count in (("observations", made, rows), ("patients", born, rows // 50)):
            file = warehouse.scratch / f"{table}.parquet"
            columns = ", ".join(
                f'({cells.get(column.name, "NULL")})::{column.kind} AS "{column.name}"'
                for column in TABLES[table].all_columns
            )
            connection.execute(
                f"COPY (SELECT {columns} FROM range({count}) AS of_rows(i)) TO '{file}' (FORMAT parquet)"
            )
            changes[table] = (writing.place(table, file, rows=count),)
        writing.publish(changes)


def once(home: Path, into: Path) -> None:
    """One measured release in this process."""
    import datetime as dt

    from wellrun.engines.deidentification import ReleaseKey
    from wellrun.warehouse.connection import Warehouse
    from wellrun.warehouse.release import Asked, release

    asked = Asked(
        tables=("observations",), facilities=None, on=dt.date(YEAR, 3, 2), key=ReleaseKey.fresh(), names=("Ada Lovell",)
    )
    start = time.perf_counter()
    made = release(Warehouse(home), asked, into=into)
    seconds = time.perf_counter() - start
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"seconds": seconds, "memory_mb": memory, "texts": made.tables[0].scrubbed_texts}))


def run(sizes: tuple[int, ...] = SIZES) -> dict[str, object]:
    """Figures of both."""
    told = scrubbing()
    for rows in sizes:
        with tempfile.TemporaryDirectory() as scratch:
            filled(Path(scratch) / "home", rows)
            command = [
                sys.executable,
                "-m",
                "bench.deidentify",
                str(Path(scratch) / "home"),
                str(Path(scratch) / "into"),
            ]
            found = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
            told[f"release of {rows} observations"] = (
                f"{found['seconds']:.1f} s, {found['memory_mb']:.0f} MB, {found['texts']} texts scrubbed"
            )
    return told


if __name__ == "__main__":
    once(Path(sys.argv[1]), Path(sys.argv[2]))
