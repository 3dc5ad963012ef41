"""Overhead of many cost centres allocated reciprocally, and cases costed, at two sizes, against code written by hand.

By hand the equations are one call of NumPy, without a look at what serves whom and without cents; the cases are one
statement of DuckDB over floats. Ours names faults, gives whole cents that add up on every row, and says what is idle.
Each way runs in a process of its own, so that each has its own memory.
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from typing import Any

OVERHEAD = (50, 200)
"""Overhead centres among twice and as many that care: 100 and 400 cost centres in all."""
CASES = (100_000, 1_000_000)
CENTRES, LINES = 200, 40

USES = """
COPY (SELECT (i // 3)::BIGINT AS number, (hash(i) % {centres})::INTEGER AS centre,
    (1 + hash(i + 3) % 90000)::BIGINT AS units FROM range({uses}) t(i) ORDER BY centre, number)
    TO '{folder}/uses.parquet' (FORMAT parquet);
COPY (SELECT i AS number, (hash(i * 7) % {lines})::INTEGER AS line FROM range({cases}) t(i) ORDER BY i)
    TO '{folder}/cases.parquet' (FORMAT parquet);
COPY (SELECT i::INTEGER AS centre, (100000000 + hash(i * 13) % 900000000)::BIGINT AS cents FROM range({centres}) t(i))
    TO '{folder}/costs.parquet' (FORMAT parquet);
"""
BY_HAND = """
WITH rates AS (SELECT centre, any_value(cents) / sum(units) AS rate
    FROM '{folder}/uses.parquet' JOIN '{folder}/costs.parquet' USING (centre) GROUP BY centre),
each AS (SELECT number, sum(units * rate) AS cost FROM '{folder}/uses.parquet' JOIN rates USING (centre)
    GROUP BY number)
SELECT line, count(*), sum(cost) FROM each JOIN '{folder}/cases.parquet' USING (number) GROUP BY line ORDER BY line
"""


def run() -> dict[str, Any]:
    """Seconds, memory and ratio by size; and that both ways come to the same."""
    measured: dict[str, Any] = {}
    for size in OVERHEAD:
        ours, hand = (_apart(way, str(size)) for way in ("reciprocal", "reciprocal_by_hand"))
        _same(ours.pop("full"), hand.pop("full"), room=size)
        measured[f"{2 * size} cost centres"] = {"ours": ours, "by hand": hand, **_ratio(ours, hand)}
    for size in CASES:
        with tempfile.TemporaryDirectory(prefix="bench-costing-") as folder:
            _apart("written", f"{folder}:{size}")
            ours, hand = (_apart(way, folder) for way in ("cases", "cases_by_hand"))
        _same(ours.pop("lines"), hand.pop("lines"), room=size)
        measured[f"{size} cases"] = {"ours": ours, "by hand": hand, **_ratio(ours, hand)}
    return measured


def _ratio(ours: dict[str, Any], hand: dict[str, Any]) -> dict[str, float]:
    return {"ratio": round(ours["seconds"] / hand["seconds"], 2)}


def written(given: str) -> dict[str, Any]:
    """The uses of so many cases as Parquet; in a process of its own, as one begun by a large one counts its memory."""
    import duckdb

    folder, _colon, many = given.rpartition(":")
    size = int(many)
    with duckdb.connect() as connection:
        connection.execute(USES.format(folder=folder, cases=size, uses=3 * size, centres=CENTRES, lines=LINES))
    return {}


def _apart(way: str, given: str) -> dict[str, Any]:
    done = subprocess.run(
        [sys.executable, "-m", "bench.costing", way, given], capture_output=True, text=True, check=True
    )
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def _system(size: int) -> tuple[list[int], list[list[int]]]:
    """Costs of all centres, and whole units of every overhead centre by receiver: two thirds of them are served."""
    import random

    chance = random.Random(size)
    costs = [chance.randrange(10**7, 10**10) for _each in range(2 * size)]
    units = [
        [chance.randrange(1, 5_000) * (chance.random() < 0.66) for _each in range(2 * size)] for _row in range(size)
    ]
    for at in range(size):
        units[at][at] = 0
        units[at][-1] = 1
    return costs, units


def reciprocal(given: str) -> dict[str, Any]:
    """Ours, from plain values to cents by centre."""
    from wellrun.engines.costing import Method, Overhead, Problem, allocate

    size = int(given)
    costs, units = _system(size)
    named = {f"c{at}": cents for at, cents in enumerate(costs)}
    overheads = [
        Overhead(f"c{at}", "units", {f"c{to}": many for to, many in enumerate(row) if many})
        for at, row in enumerate(units)
    ]
    found: list[list[int]] = []
    took = _timed(lambda: found.append(list(allocate(Problem(named, overheads), Method.RECIPROCAL).full.values())))
    assert sum(found[0]) == sum(costs)
    return {"seconds": took, "megabytes": _megabytes(), "full": found[0]}


def reciprocal_by_hand(given: str) -> dict[str, Any]:
    """The same equations in NumPy."""
    import numpy as np

    size = int(given)
    costs, units = _system(size)
    found: list[list[float]] = []

    def solve() -> None:
        shares = np.array(units, dtype=np.float64)
        shares /= shares.sum(axis=1, keepdims=True)
        money = np.array(costs, dtype=np.float64)
        gross = np.linalg.solve(np.eye(size) - shares[:, :size].T, money[:size])
        found.append((money[size:] + gross @ shares[:, size:]).tolist())

    return {"seconds": _timed(solve), "megabytes": _megabytes(), "full": found[0]}


def cases(folder: str) -> dict[str, Any]:
    """Ours: uses read from Parquet, every centre spread to the cent, cases summed by service line."""
    import duckdb
    import numpy as np

    from wellrun.engines.costing import Pool, by_case, spread

    found: list[list[list[float]]] = []

    def cost() -> None:
        with duckdb.connect() as connection:
            uses = connection.execute(f"SELECT number, centre, units FROM '{folder}/uses.parquet'").fetchnumpy()
            lines = connection.execute(f"SELECT line FROM '{folder}/cases.parquet' ORDER BY number").fetchnumpy()[
                "line"
            ]
            costs = connection.execute(f"SELECT cents FROM '{folder}/costs.parquet' ORDER BY centre").fetchall()
        ends = np.searchsorted(uses["centre"], np.arange(len(costs) + 1))
        pools = []
        for at, (cents,) in enumerate(costs):
            of = slice(int(ends[at]), int(ends[at + 1]))
            pool = Pool(cents, uses["number"][of], uses["units"][of])
            pools.append((pool, spread(pool)))
        each = by_case(pools, len(lines))
        assert int(each.sum()) == sum(cents for (cents,) in costs)
        sums = np.bincount(lines, weights=each)
        found.append([[at, many, cents] for at, (many, cents) in enumerate(zip(np.bincount(lines), sums, strict=True))])

    took = _timed(cost)
    rows = [[float(one) for one in row] for row in found[0]]
    return {"seconds": took, "megabytes": _megabytes(), "lines": [one for row in rows for one in row]}


def cases_by_hand(folder: str) -> dict[str, Any]:
    """One statement of DuckDB."""
    import duckdb

    found: list[list[tuple[Any, ...]]] = []
    with duckdb.connect() as connection:
        took = _timed(lambda: found.append(connection.execute(BY_HAND.format(folder=folder)).fetchall()))
    return {"seconds": took, "megabytes": _megabytes(), "lines": [float(one) for row in found[0] for one in row]}


def _timed(step: Callable[[], object]) -> float:
    began = time.perf_counter()
    step()
    return round(time.perf_counter() - began, 4)


def _megabytes() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def _same(ours: list[float], hand: list[float], *, room: int) -> None:
    """Both come to the same but for rounding: a cent for each thing that was rounded."""
    assert len(ours) == len(hand) > 0
    assert all(abs(one - other) <= room for one, other in zip(ours, hand, strict=True)), max(
        abs(one - other) for one, other in zip(ours, hand, strict=True)
    )


WAYS = {way.__name__: way for way in (written, reciprocal, reciprocal_by_hand, cases, cases_by_hand)}

if __name__ == "__main__":
    print(json.dumps(WAYS[sys.argv[1]](sys.argv[2])))
