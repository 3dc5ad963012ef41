"""A ledger of 400 cost centres: loaded, flexed and rolled up at two sizes, against DuckDB SQL written by hand.

The SQL of comparison is what somebody would write who knows this file and no other: it reads the CSV straight into
Parquet, takes no care of repeats, faults or versions of other files, flexes by floats and rolls up. Each way runs in a
process of its own, one after the other, so that each has its own memory.
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

SIZES = (1_000_000, 5_000_000)
CENTRES, ACCOUNTS, MONTHS = 400, 25, 12

LEDGER = """
COPY (SELECT 'GL' AS book, make_date(2026, 1 + (i % {months})::INTEGER, 1) AS month, 1 AS version,
    make_date(2027, 1, 15) AS told_on, i + 1 AS line, 'C' || (i // {months} % {centres}) AS cost_centre,
    'A' || (i // {months} // {centres} % {accounts}) AS account,
    make_date(2026, 1 + (i % {months})::INTEGER, 1 + (i % 28)::INTEGER) AS posted_on, 'D' || (i // 8) AS document,
    'Posting ' || i AS words, CASE WHEN i % 11 <> 0 THEN ((hash(i) % 100000) / 100)::DECIMAL(18, 2) END AS debit,
    CASE WHEN i % 11 = 0 THEN ((hash(i) % 100000) / 100)::DECIMAL(18, 2) END AS credit,
    (hash(i + 7) % 80) / 10 AS quantity FROM range({lines}) t(i)) TO '{folder}/ledger.csv' (HEADER)
"""
OTHERS = """
COPY (SELECT 'A' || i AS account, 'Account ' || i AS name, 'expense' AS kind, 'labour' AS nature, NULL AS employment,
    NULL AS staff_group FROM range({accounts}) t(i)) TO '{folder}/accounts.csv' (HEADER);
COPY (SELECT 'C' || i AS cost_centre, 'Centre ' || i AS name, NULL AS unit, 'D' || (i % 20) AS department
    FROM range({centres}) t(i)) TO '{folder}/cost_centres.csv' (HEADER);
COPY (SELECT 1 AS version, 'C' || c AS cost_centre, 'A' || a AS account, make_date(2026, (1 + m)::INTEGER, 1) AS month,
    100000 + hash(c * 31 + a) % 900000 AS amount, 0.25 AS fixed_share, 'work' AS statistic, 1000 AS units,
    2000 + hash(a) % 1000 AS quantity, NULL AS rate FROM range({centres}) x(c), range({accounts}) y(a),
    range({months}) z(m)) TO '{folder}/budget_lines.csv' (HEADER);
COPY (SELECT 'C' || c AS cost_centre, 'work' AS statistic, make_date(2026, (1 + m)::INTEGER, 1) AS month,
    900 + hash(c + m) % 200 AS units FROM range({centres}) x(c), range({months}) z(m))
    TO '{folder}/statistics.csv' (HEADER);
"""
FEEDS = ("accounts", "cost_centres", "budget_lines", "statistics")

BY_HAND = """
COPY (SELECT * FROM read_csv('{folder}/ledger.csv', header = true)) TO '{folder}/hand.parquet' (FORMAT parquet)
"""
FLEXED_BY_HAND = """
CREATE TABLE lines AS WITH actual AS (
    SELECT cost_centre, account, month, sum(coalesce(debit, 0)) - sum(coalesce(credit, 0)) AS amount,
        sum(quantity) AS quantity FROM '{folder}/hand.parquet' GROUP BY ALL),
paired AS (SELECT b.cost_centre, b.account, b.month, b.amount AS budget, a.amount AS actual,
    b.amount * (1 - b.fixed_share) AS moved, s.units / b.units AS work, a.quantity / b.quantity AS used
    FROM '{folder}/budget_lines.csv' b JOIN actual a USING (cost_centre, account, month)
    JOIN '{folder}/statistics.csv' s USING (cost_centre, month))
SELECT cost_centre, account, month, budget, actual, moved * (work - 1) AS volume,
    budget * used - budget - moved * (work - 1) AS efficiency, actual - budget * used AS rate FROM paired
"""
ROLLED_BY_HAND = """
SELECT department, sum(budget), sum(volume), sum(efficiency), sum(rate), sum(actual) FROM lines
JOIN '{folder}/cost_centres.csv' USING (cost_centre) GROUP BY department ORDER BY department
"""


def run() -> dict[str, Any]:
    """Seconds, memory and ratio by size; and that both ways come to the same sums."""
    measured: dict[str, Any] = {"cost_centres": CENTRES, "accounts": ACCOUNTS, "months": MONTHS}
    for size in SIZES:
        with tempfile.TemporaryDirectory(prefix="bench-ledger-") as folder:
            _write(folder, size)
            hand, ours = (_apart(way, folder) for way in ("by_hand", "ours"))
        _same(hand.pop("sums"), ours.pop("sums"))
        ratios = {step: round(ours[step] / hand[step], 2) for step in ("load", "flex", "roll_up")}
        whole = sum(ours[step] for step in ratios) / sum(hand[step] for step in ratios)
        measured[f"{size} lines"] = {"ours": ours, "by hand": hand, "ratio": ratios, "ratio_of_all": round(whole, 2)}
    return measured


def _write(folder: str, lines: int) -> None:
    import duckdb

    said = {"folder": folder, "lines": lines, "centres": CENTRES, "accounts": ACCOUNTS, "months": MONTHS}
    with duckdb.connect() as connection:
        connection.execute((LEDGER + ";" + OTHERS).format(**said))


def _apart(way: str, folder: str) -> dict[str, Any]:
    done = subprocess.run(
        [sys.executable, "-m", "bench.ledger", way, folder], capture_output=True, text=True, check=True
    )
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def by_hand(folder: str) -> dict[str, Any]:
    """DuckDB SQL written for this file."""
    import duckdb

    with duckdb.connect() as connection:
        took = {"load": _timed(lambda: connection.execute(BY_HAND.format(folder=folder)))}
        took["flex"] = _timed(lambda: connection.execute(FLEXED_BY_HAND.format(folder=folder)))
        rolled = ROLLED_BY_HAND.format(folder=folder)
        took["roll_up"] = _timed(lambda: connection.execute(rolled).fetchall())
        sums = [[float(one) for one in row[1:]] for row in connection.execute(rolled).fetchall()]
    return {**took, "megabytes": _megabytes(), "sums": sums}


def ours(folder: str) -> dict[str, Any]:
    """Through the front door, by the published mart, and as the page sums it up."""
    import datetime as dt

    from wellrun.departments.finance.feeds import CSV_FEEDS
    from wellrun.warehouse.connection import FactReader, Warehouse
    from wellrun.warehouse.loading import Origin, load
    from wellrun.warehouse.marts.backends import OnDuckDB
    from wellrun.warehouse.marts.catalogue import MARTS
    from wellrun.warehouse.marts.facts import Facts
    from wellrun.warehouse.measures.refresh import Written, mart_table, write
    from wellrun.warehouse.tables import TABLES

    warehouse, table = Warehouse(Path(folder) / "warehouse"), mart_table("variance_lines")
    origin = Origin(facility="H", source="bench", zone="UTC")
    for name in FEEDS:
        load(warehouse, [Path(folder) / f"{name}.csv"], origin=origin, feeds=CSV_FEEDS)
    file = Path(folder) / "ledger.csv"
    took = {"load": _timed(lambda: load(warehouse, [file], origin=origin, feeds=CSV_FEEDS))}

    connection = warehouse.connect(TABLES)
    facts = Facts(OnDuckDB(connection), MARTS, today=dt.date(2027, 2, 1))
    made: list[str] = []
    # Once for each process: a refresh makes the SQL of one mart while the one before is being written.
    sql_of_mart = _timed(lambda: made.append(facts.backend.sql(facts.mart("variance_lines"))))

    def flex() -> None:
        with warehouse.writing() as writing:
            (sql,) = made
            written = write(connection, sql, Written(table, Path(folder) / "variance_lines.parquet"))
            writing.publish({table: (writing.place(table, written.file, rows=written.rows),)})

    took["flex"] = _timed(flex)
    reader = FactReader(warehouse, TABLES)
    reader.rows("SELECT 1", {})
    names = ", ".join(f"sum({one})" for one in ("budget", "volume", "efficiency", "rate", "actual"))
    sql = f"SELECT department, {names} FROM {table} GROUP BY department ORDER BY department"
    took["roll_up"] = _timed(lambda: reader.rows(sql, {}))
    sums = [[int(one) / 100 for one in row[1:]] for row in reader.rows(sql, {})]
    return {**took, "making_the_sql": sql_of_mart, "megabytes": _megabytes(), "sums": sums}


def _timed(step: Callable[[], object]) -> float:
    began = time.perf_counter()
    step()
    return round(time.perf_counter() - began, 3)


def _megabytes() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def _same(hand: list[list[float]], ours: list[list[float]]) -> None:
    """Both come to the same: floats to within a cent for each line that was rounded."""
    lines = CENTRES * ACCOUNTS * MONTHS
    assert len(hand) == len(ours) > 0
    for one, other in zip(hand, ours, strict=True):
        assert all(abs(a - b) <= 0.01 * lines for a, b in zip(one, other, strict=True)), (one, other)
        assert abs(other[4] - other[0] - other[1] - other[2] - other[3]) < 0.01, other


if __name__ == "__main__":
    print(json.dumps({"by_hand": by_hand, "ours": ours}[sys.argv[1]](sys.argv[2])))
