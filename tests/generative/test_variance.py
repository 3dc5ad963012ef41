"""The parts add up, whatever is planned and booked, on every line and in every sum; SQL and the rule say the same."""

from __future__ import annotations

import datetime as dt
import os
import random
from collections import defaultdict
from collections.abc import Callable, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any

from hypothesis import given
from hypothesis import strategies as some

from wellrun.departments.finance.rules.variance import Done, Parts, Plan, parts_of, total
from wellrun.warehouse.marts.backends import OnDuckDB
from wellrun.warehouse.marts.catalogue import MARTS
from wellrun.warehouse.marts.facts import Facts
from wellrun.warehouse.measures.example import tables_in_memory

MONTH, TODAY = dt.date(2026, 1, 1), dt.date(2026, 3, 1)
LINES = 100_000 if os.environ.get("WELLRUN_THOROUGH") else 2_000

cents = some.integers(-(10**13), 10**13)
quantity = some.none() | some.decimals(0, 10**7, places=4)
plans = some.builds(Plan, cents, some.decimals(0, 1, places=4), quantity, quantity)
dones = some.builds(Done, cents, quantity, quantity)


@given(plans, dones)
def test_the_parts_of_a_line_are_what_it_is_over(plan: Plan, done: Done) -> None:
    found = parts_of(plan, done)
    assert found.whole
    assert (found.budget, found.actual) == (plan.cents, done.cents)


@given(some.lists(some.tuples(plans, dones, some.integers(0, 3), some.integers(0, 3)), max_size=30))
def test_every_sum_of_lines_adds_up_however_they_are_grouped(lines: list[tuple[Plan, Done, int, int]]) -> None:
    parts = [parts_of(plan, done) for plan, done, _centre, _moved_to in lines]
    for group in (2, 3):
        groups: dict[int, list[Parts]] = defaultdict(list)
        for part, line in zip(parts, lines, strict=True):
            groups[line[group]].append(part)  # type: ignore[index]
        sums = [total(some_of_them) for some_of_them in groups.values()]
        assert all(one.whole for one in sums)
        assert total(sums) == total(parts)


@given(
    some.integers(1, 10**9),
    some.integers(1, 10**9),
    *(some.integers(1, 10**6) for _each in range(4)),
)
def test_each_part_is_its_formula_to_the_cent(
    budget: int, actual: int, units_planned: int, units: int, hours_planned: int, hours: int
) -> None:
    """Volume, efficiency and rate by their own formulas in exact fractions; no part is what the others leave."""
    plan = Plan(budget, units=Decimal(units_planned), quantity=Decimal(hours_planned))
    found = parts_of(plan, Done(actual, Decimal(units), Decimal(hours)))
    each, rate = Fraction(hours_planned, units_planned), Fraction(budget, hours_planned)
    assert abs(found.volume - (units - units_planned) * each * rate) <= Fraction(1, 2)
    assert abs(found.efficiency - (hours - each * units) * rate) <= 1
    assert abs(found.rate - (Fraction(actual, hours) - rate) * hours) <= Fraction(1, 2)


class Books:
    """Random budgets and ledgers of many cost centres, as rows of the warehouse."""

    def __init__(self, seed: int, lines: int) -> None:
        self.chance = random.Random(seed)
        self.lines = lines
        self.centres = [f"C{number}" for number in range(40)]
        self.plans: dict[tuple[str, str], Plan] = {}
        self.units: dict[str, Decimal] = {}
        self.done: dict[tuple[str, str], Done] = {}
        self.made()

    def some_quantity(self, often: float = 0.8) -> Decimal | None:
        if self.chance.random() > often:
            return None
        return Decimal(self.chance.randrange(0, 9_000_000)) / 10_000

    def made(self) -> None:
        self.units = {one: units for one in self.centres if (units := self.some_quantity(0.9)) is not None}
        for number in range(self.lines):
            key = (self.chance.choice(self.centres), f"A{number}")
            share = Decimal(self.chance.choice((0, 0, 1, 0.25, 0.3333)).__str__())
            plan = Plan(self.chance.randrange(-(10**6), 10**8), share, self.some_quantity(), self.some_quantity())
            self.plans[key] = plan
            self.done[key] = Done(
                self.chance.randrange(-(10**6), 10**8), self.units.get(key[0]), self.some_quantity(0.7)
            )

    def load(self, connection: Any, *, version: int, spoilt: bool = False) -> None:
        """The ledger as one version of the month; ``spoilt`` books other amounts."""
        rows = [
            ("H", "GL", MONTH, version, number, centre, account, Decimal(one.cents + 17 * spoilt) / 100, one.quantity)
            for number, ((centre, account), one) in enumerate(self.done.items(), start=1)
        ]
        insert(connection, "ledger", "facility,book,month,version,line,cost_centre,account,debit,quantity", rows)

    def budget(self, connection: Any) -> None:
        lines = [
            ("H", 1, *key, MONTH, Decimal(one.cents) / 100, one.fixed_share, "work", one.units, one.quantity)
            for key, one in self.plans.items()
        ]
        names = "facility,version,cost_centre,account,month,amount,fixed_share,statistic,units,quantity"
        insert(connection, "budget_lines", names, lines)
        work = [("H", centre, "work", MONTH, units) for centre, units in self.units.items()]
        insert(connection, "statistics", "facility,cost_centre,statistic,month,units", work)


def insert(connection: Any, table: str, columns: str, rows: Sequence[tuple[Any, ...]]) -> None:
    import pyarrow as pa

    names = columns.split(",")
    arrow = pa.table({name: [row[at] for row in rows] for at, name in enumerate(names)})
    connection.register("coming", arrow)
    connection.execute(f"INSERT INTO {table} ({columns}) SELECT * FROM coming")
    connection.unregister("coming")


def variance(connection: Any) -> list[dict[str, Any]]:
    facts = Facts(OnDuckDB(connection.cursor()), MARTS, today=TODAY)
    return facts.backend.rows(facts.mart("variance_lines"))


def parts_in(row: dict[str, Any]) -> Parts:
    return Parts(*(row[name] for name in ("budget", "volume", "efficiency", "rate", "spending", "actual")))


def grouped(rows: Sequence[dict[str, Any]], by: Callable[[dict[str, Any]], Any]) -> dict[Any, Parts]:
    sums: dict[Any, Parts] = defaultdict(Parts)
    for row in rows:
        sums[by(row)] += parts_in(row)
    return sums


def test_the_warehouse_says_what_the_rule_says_of_many_random_budgets_restated_and_mapped_anew() -> None:
    books = Books(7, LINES)
    connection = tables_in_memory({})
    books.budget(connection)
    books.load(connection, version=1, spoilt=True)
    books.load(connection, version=2)
    centres = [("H", one, one, f"D{number % 5}") for number, one in enumerate(books.centres)]
    insert(connection, "cost_centres", "facility,cost_centre,name,department", centres)
    rows = variance(connection)
    assert len(rows) == LINES
    for row in rows:
        key = row["cost_centre"], row["account"]
        assert parts_in(row) == parts_of(books.plans[key], books.done[key]), (row, books.plans[key], books.done[key])
    whole = grouped(rows, lambda _row: "all")["all"]
    for by in ("cost_centre", "department"):
        sums = grouped(rows, lambda row, by=by: row[by])  # type: ignore[misc]
        assert all(one.whole for one in sums.values())
        assert total(sums.values()) == whole
    # Cost centres that are moved to other departments change the sums of departments and nothing else.
    connection.execute("UPDATE cost_centres SET department = 'D' || (hash(cost_centre) % 3)")
    moved = variance(connection)
    assert grouped(moved, lambda row: row["cost_centre"]) == grouped(rows, lambda row: row["cost_centre"])
    again = grouped(moved, lambda row: row["department"])
    assert set(again) == {"D0", "D1", "D2"}
    assert all(one.whole for one in again.values())
    assert total(again.values()) == whole
