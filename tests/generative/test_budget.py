"""Whatever is spread comes out exact to the cent; whatever goes out to a spreadsheet comes back the same."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from wellrun.departments.finance.rules.budget_files import FIRST, HEAD, KEPT, PLACES, KeptLine, read
from wellrun.departments.finance.rules.budgeting import FACTORS, Driver, LineState, driven, whole_cents
from wellrun.departments.finance.rules.spreading import spread

CENTS = st.integers(-(10**12), 10**12)
WEIGHTS = st.lists(st.integers(0, 10**13), min_size=1, max_size=13)
FACTOR = st.decimals(0, 10**6, places=4, allow_nan=False)


@given(CENTS, WEIGHTS)
def test_a_spread_sums_to_its_total_and_each_part_is_within_a_cent_of_its_share(total: int, weights: list[int]) -> None:
    parts = spread(total, weights)
    assert sum(parts) == total
    counted = weights if any(weights) else [1] * len(weights)
    for part, weight in zip(parts, counted, strict=True):
        assert abs(part * sum(counted) - total * weight) < sum(counted)
        assert part == 0 or weight


@given(FACTOR, FACTOR, FACTOR, WEIGHTS)
def test_a_driven_year_is_its_product_to_the_cent(volume: Decimal, each: Decimal, price: Decimal, weights: Any) -> None:
    line = driven(LineState(Driver.LABOUR, (), volume, each, price, tuple(weights)))
    assert line.year == whole_cents(volume * each * price)
    assert abs(sum(line.units) - volume) == 0


@st.composite
def books(draw: Any) -> tuple[list[KeptLine], int]:
    periods = draw(st.integers(1, 13))
    lines = []
    for number in range(draw(st.integers(1, 6))):
        driver = draw(st.sampled_from(Driver))
        factors = tuple(str(draw(FACTOR)) if name in FACTORS[driver] else "" for name in PLACES)
        amounts = tuple(draw(st.lists(CENTS, min_size=periods, max_size=periods)))
        lines.append(KeptLine(number + 1, 1, "W1", driver, factors, amounts))
    return lines, periods


def written(lines: list[KeptLine]) -> dict[str, list[list[str]]]:
    rows: list[list[str]] = [[""] for _head in range(HEAD)]
    for line in lines:
        amounts = [f"{Decimal(amount) / 100:f}" for amount in line.amounts]
        rows.append([str(line.line), "6000", "Name", "way", *line.factors, *amounts, "", ""])
    return {"W1": rows, KEPT: [["9"], *(line.row() for line in lines)]}


@given(books())
@settings(max_examples=60)
def test_a_file_that_nobody_edited_changes_nothing(book: tuple[list[KeptLine], int]) -> None:
    found = read(written(book[0]))
    assert (found.budget, found.edited, found.added, found.removed, found.faults) == (9, [], [], [], [])


@given(books(), st.data())
@settings(max_examples=60)
def test_of_an_edited_file_that_cell_alone_changes(book: tuple[list[KeptLine], int], data: Any) -> None:
    lines, periods = book
    sheets = written(lines)
    at, period = data.draw(st.integers(0, len(lines) - 1)), data.draw(st.integers(0, periods - 1))
    amount = data.draw(CENTS)
    sheets["W1"][HEAD + at][FIRST + period] = f"{Decimal(amount) / 100:f}"
    found = read(sheets)
    line = lines[at]
    if amount == line.amounts[period]:
        assert (found.edited, found.faults) == ([], [])
    elif line.driver is Driver.FIXED:
        (one,) = found.edited
        assert one.line == line.line
        assert one.typed.amounts == tuple(amount if place == period else None for place in range(periods))
        assert found.faults == []
    else:
        assert found.edited == []
        assert [fault.code for fault in found.faults] == ["finance.budget.driven_cell"]
