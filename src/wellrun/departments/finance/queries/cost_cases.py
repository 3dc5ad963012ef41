"""The cost of a facility's cases, from what each used of each centre, and its sums by service line and payer.

A service line is the department of the unit that a case was last in. A case is told apart only while it is reckoned:
what is kept are sums of groups. Of a stay that reaches beyond the span, its revenue counts by its days within.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from wellrun.departments.finance.queries.costing import Books, allocated, books_of
from wellrun.departments.finance.rules.costing import (
    BED_DAYS,
    COUNTED,
    Cell,
    Costed,
    CostSpan,
    Part,
    Rule,
    Untraced,
    Way,
)
from wellrun.engines.costing import Allocation, Method, Pool, Spread, by_case, rate, spread
from wellrun.foundations.catalogue.charting import facts

USES = """
rules AS (SELECT unnest($centres) AS cost_centre, unnest($bases) AS basis, unnest($units) AS unit),
stays AS (SELECT encounter, min(bed_from) AS bed_from, max(bed_to) AS bed_to FROM mart_stays
    WHERE facility = $facility GROUP BY encounter),
days AS (SELECT b.encounter, b.unit, b.begins, CAST(b.begins AS DATE) AS first, CAST(b.ends AS DATE) AS last,
    CASE WHEN CAST(s.bed_from AS DATE) = CAST(s.bed_to AS DATE) THEN epoch(b.ends - b.begins) / 86400 ELSE 0 END
        AS short
    FROM mart_bed_times b JOIN stays s USING (encounter) WHERE b.facility = $facility AND b.day < $until),
nights AS (SELECT encounter, unit, begins,
    greatest(0, date_diff('day', greatest(first, $since), least(last, $until)))
        + CASE WHEN first >= $since THEN short ELSE 0 END AS within,
    date_diff('day', first, last) + short AS whole FROM days),
uses AS (SELECT encounter, cost_centre, sum(units) AS units, sum(charge) AS charge FROM (
    SELECT n.encounter, r.cost_centre, n.within AS units, 0 AS charge FROM nights n
        JOIN rules r ON r.unit = n.unit AND r.basis = $bed_days WHERE n.within > 0
    UNION ALL SELECT a.encounter, a.cost_centre, CASE WHEN a.activity = r.basis THEN a.units ELSE 0 END,
        coalesce(CAST(a.charge AS DOUBLE), 0) FROM case_activities a JOIN rules r USING (cost_centre)
        WHERE a.facility = $facility AND a.day >= $since AND a.day < $until)
    GROUP BY ALL HAVING sum(units) > 0 OR sum(charge) > 0),
numbered AS (SELECT encounter, row_number() OVER (ORDER BY encounter) - 1 AS number FROM
    (SELECT DISTINCT encounter FROM uses))
"""
LOADED = f"""
WITH {USES} SELECT n.number, CAST(list_position($centres, u.cost_centre) - 1 AS INTEGER) AS centre,
    CAST(round(u.units * {COUNTED}) AS BIGINT) AS units, CAST(round(u.charge * 100) AS BIGINT) AS charge
FROM uses u JOIN numbered n USING (encounter) ORDER BY centre, n.number
"""  # noqa: S608 - constants of ours
CASES = f"""
WITH {USES}, beds AS (SELECT encounter, arg_max(unit, begins) AS unit,
    sum(within) / nullif(sum(whole), 0) AS share, sum(within) AS nights FROM nights GROUP BY encounter),
held AS (SELECT e.encounter, e.unit, e.patient, CAST(e.started_at AS DATE) AS day FROM encounters e
    JOIN numbered USING (encounter) WHERE e.facility = $facility),
payers AS (SELECT h.encounter, first(c.payer ORDER BY coalesce(c.rank, 1), c.coverage) AS payer FROM held h
    JOIN coverages c ON c.facility = $facility AND c.patient = h.patient
        AND coalesce(c.status, 'active') NOT IN ('cancelled', 'entered-in-error')
        AND coalesce(c.began_on, h.day) <= h.day AND coalesce(c.ended_on, h.day) >= h.day GROUP BY h.encounter),
told AS (SELECT n.number, coalesce(u.department, '') AS line, coalesce(p.payer, '') AS payer, b.nights,
    CAST(round(100 * r.net_revenue * coalesce(b.share, 1)) AS DOUBLE) AS revenue
    FROM numbered n LEFT JOIN held h USING (encounter) LEFT JOIN beds b USING (encounter)
    LEFT JOIN payers p USING (encounter)
    LEFT JOIN units u ON u.facility = $facility AND u.unit = coalesce(b.unit, h.unit)
    LEFT JOIN case_revenues r ON r.facility = $facility AND r.encounter = n.encounter)
"""  # noqa: S608 - constants of ours
ROWS = f"""
{CASES} SELECT number, CAST(dense_rank() OVER (ORDER BY line, payer) - 1 AS INTEGER) AS grouped, revenue, nights
FROM told ORDER BY number
"""  # noqa: S608 - constants of ours
GROUPS = f"{CASES} SELECT DISTINCT line, payer FROM told ORDER BY line, payer"  # noqa: S608 - constants of ours
KEPT = 64
DEAREST = 20
QUARTERS = (0.25, 0.5, 0.75)


@dataclass(frozen=True, eq=False)
class Loaded:
    """Uses and cases as arrays: of uses the case, centre, units and charge; of cases the group, revenue and nights."""

    uses: Mapping[str, Any]
    cases: Mapping[str, Any]
    groups: Sequence[tuple[str, str]]


@dataclass(frozen=True)
class OneCase:
    """A case without anything that tells whose it is: nights, and cents."""

    nights: float
    activity: int
    charges: int
    revenue: int


def costed(facility: str, span: CostSpan, method: Method) -> Costed | None:
    """All sums of a span, kept until the warehouse or the rules change; ``None`` where overhead cannot be allocated."""
    books = books_of(facility, span)
    return _kept(facts().warehouse.manifest().version, books.rules, facility, span, method)


@lru_cache(maxsize=KEPT)
def _kept(version: int, rules: tuple[Rule, ...], facility: str, span: CostSpan, method: Method) -> Costed | None:
    del version, rules  # They are in the key only: other facts or rules give other sums.
    books = books_of(facility, span)
    allocation, _faults = allocated(books, method)
    return None if allocation is None else _summed(books, allocation, _loaded(books, allocation))


def dearest(facility: str, span: CostSpan, method: Method, line: str) -> list[OneCase]:
    """The cases of a service line that lost most, of those whose revenue is known. Read anew each time."""
    import numpy as np

    books = books_of(facility, span)
    allocation, _faults = allocated(books, method)
    if allocation is None:
        return []
    loaded = _loaded(books, allocation)
    costs = _by_way(books, allocation, loaded)
    mine = np.flatnonzero([group[0] == line for group in loaded.groups])
    revenue = _filled(loaded.cases["revenue"])
    rows = np.flatnonzero(np.isin(loaded.cases["grouped"], mine) & ~np.isnan(revenue))
    activity, charges = (by_case(costs[way][0], len(revenue)) for way in Way)
    lost = activity[rows] - revenue[rows]
    nights = _filled(loaded.cases["nights"])
    return [
        OneCase(
            float(np.nan_to_num(nights[row])),
            int(activity[row]),
            int(charges[row]),
            int(revenue[row]),
        )
        for row in rows[np.argsort(-lost, kind="stable")[:DEAREST]]
    ]


def _loaded(books: Books, allocation: Allocation) -> Loaded:
    caring = allocation.problem.caring
    units = {one.code: one.unit for one in books.centres}
    asked = {
        "facility": books.facility,
        "since": books.span.since,
        "until": books.span.until,
        "centres": list(caring),
        "bases": [books.rule_of(code).basis for code in caring],
        "units": [units[code] for code in caring],
        "bed_days": BED_DAYS,
    }
    read = facts().arrays_of_patients
    return Loaded(read(LOADED, asked), read(ROWS, asked), facts().rows(GROUPS, asked))


def _filled(column: Any) -> Any:
    """A column whose empty cells are not numbers."""
    import numpy as np

    return np.ma.filled(np.ma.asarray(column, dtype=np.float64), np.nan)


Spreads = tuple[list[tuple[Pool, Spread]], tuple[Untraced, ...]]


def _by_way(books: Books, allocation: Allocation, loaded: Loaded) -> dict[Way, Spreads]:
    """Each caring centre's full cost over its cases, by activity and by charges."""
    full = allocation.full
    ends = _ends(loaded, len(allocation.problem.caring))
    number = loaded.uses["number"]
    found: dict[Way, Spreads] = {}
    for way, column in ((Way.ACTIVITY, "units"), (Way.CHARGES, "charge")):
        pools, left = [], []
        for at, code in enumerate(allocation.problem.caring):
            uses = slice(ends[at], ends[at + 1])
            pool = Pool(full[code], number[uses], loaded.uses[column][uses], _capacity(books, code, way))
            done = spread(pool)
            pools.append((pool, done))
            if done.idle or done.untraced:
                left.append(Untraced(code, done.untraced, done.idle))
        found[way] = pools, tuple(left)
    return found


def _ends(loaded: Loaded, centres: int) -> list[int]:
    """Where the uses of each centre begin; they are sorted by centre."""
    import numpy as np

    return [int(at) for at in np.searchsorted(loaded.uses["centre"], np.arange(centres + 1))]


def _capacity(books: Books, code: str, way: Way) -> int:
    capacity = books.rule_of(code).capacity
    if way is Way.CHARGES or not capacity:
        return 0
    return round(books.statistics.get(capacity, {}).get(code, 0.0) * COUNTED)


def _summed(books: Books, allocation: Allocation, loaded: Loaded) -> Costed:
    ways = _by_way(books, allocation, loaded)
    return Costed(
        allocation.method,
        _cells(loaded, ways),
        _parts(books, allocation, loaded, ways[Way.ACTIVITY][0]),
        {way: left for way, (_pools, left) in ways.items()},
        sum(allocation.full.values()),
        _quartiles(loaded, ways[Way.ACTIVITY][0]),
    )


def _cells(loaded: Loaded, ways: Mapping[Way, Spreads]) -> tuple[Cell, ...]:
    import numpy as np

    grouped, revenue = loaded.cases["grouped"], _filled(loaded.cases["revenue"])
    many = len(loaded.groups)
    activity, charges = (by_case(ways[way][0], len(grouped)) for way in Way)
    known = ~np.isnan(revenue)
    brought = np.where(known, revenue, 0.0)
    squares = np.where(known, (brought - activity) ** 2, 0.0)

    def sums(values: Any) -> list[int]:
        # Whole cents below 2^53: a float holds them exactly.
        return [round(one) for one in np.bincount(grouped, weights=values, minlength=many)]

    columns = zip(
        loaded.groups,
        np.bincount(grouped, minlength=many).tolist(),
        *(sums(one) for one in (activity, charges, known, brought, np.where(known, activity, 0))),
        np.bincount(grouped, weights=squares, minlength=many).tolist(),
        strict=True,
    )
    return tuple(Cell(*group, *values) for group, *values in columns)


def _parts(
    books: Books, allocation: Allocation, loaded: Loaded, pools: Sequence[tuple[Pool, Spread]]
) -> tuple[Part, ...]:
    """What each centre put on each service line, its own cost and overhead apart."""
    import numpy as np

    lines = sorted({line for line, _payer in loaded.groups})
    of_group = np.array([lines.index(line) for line, _payer in loaded.groups], dtype=np.int64)
    grouped, found = loaded.cases["grouped"], []
    for code, (pool, done) in zip(allocation.problem.caring, pools, strict=True):
        if not len(pool.cases):
            continue
        of_use = of_group[grouped[pool.cases]]
        cents = np.bincount(of_use, weights=done.by_use, minlength=len(lines))
        units = np.bincount(of_use, weights=pool.units, minlength=len(lines))
        share = allocation.received(code) / pool.cents if pool.cents else 0.0
        each = rate(pool)
        for at, line in enumerate(lines):
            if units[at] or cents[at]:
                whole, overhead = round(cents[at]), round(cents[at] * share)
                basis = books.rule_of(code).basis
                per = None if each is None else each * COUNTED
                found.append(Part(line, code, basis, whole - overhead, overhead, units[at] / COUNTED, per))
    return tuple(found)


def _quartiles(loaded: Loaded, pools: list[tuple[Pool, Spread]]) -> dict[str, tuple[float, float, float]]:
    """Of service lines with cases enough that none of them is told by it."""
    import numpy as np

    grouped, found = loaded.cases["grouped"], {}
    costs = by_case(pools, len(grouped))
    for line in {line for line, _payer in loaded.groups}:
        mine = np.flatnonzero([group[0] == line for group in loaded.groups])
        of_line = costs[np.isin(grouped, mine)]
        if len(of_line) >= DEAREST:
            low, middle, high = np.quantile(of_line, QUARTERS)
            found[line] = float(low), float(middle), float(high)
    return found
