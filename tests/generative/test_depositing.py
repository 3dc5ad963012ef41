"""Whatever stands at the bank: nothing is matched twice, sums hold, and a statement is told once."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal as D

from hypothesis import given
from hypothesis import strategies as st

from wellrun.departments.revenue.rules.bank_entries import BankEntry, amount_in, unseen
from wellrun.departments.revenue.rules.depositing import Arrived, Expected, Kind, Tier, match, shares, within

DAYS = st.integers(0, 20).map(lambda at: dt.date(2026, 11, 1) + dt.timedelta(days=at))
AMOUNTS = st.sampled_from([D(10), D(20), D(30), D(50), D("49.99")])
NAMES = st.sampled_from([("Alpha Health",), ("Beta Plan",), ()])
TRACES = st.sampled_from(["TRACE1", "TRACE2", "TRACE3", ""])
WORDS = st.lists(st.sampled_from(["ALPHA HEALTH", "BETA PLAN", "TRACE1", "TRACE2", "RENT"]), max_size=3).map(" ".join)
LINES = st.lists(st.tuples(DAYS, AMOUNTS, WORDS), max_size=7).map(
    lambda rows: [Arrived(str(at), *row) for at, row in enumerate(rows)]
)
MONEY = st.lists(st.tuples(DAYS, AMOUNTS, TRACES, NAMES), max_size=7).map(
    lambda rows: [Expected((Kind.REMITTANCE, at), *row) for at, row in enumerate(rows)]
)


@given(LINES, MONEY)
def test_nothing_is_matched_twice_and_only_a_trace_allows_a_difference(
    lines: list[Arrived], money: list[Expected]
) -> None:
    found = match(lines, money)
    used = [one.key for each in found.sure for one in each.arrived]
    paid = [one.key for each in found.sure for one in each.expected]
    assert len(used) == len(set(used))
    assert len(paid) == len(set(paid))
    for each in found.sure:
        assert all(within(line, one) for line in each.arrived for one in each.expected) or each.tier is Tier.TRACE
        if each.tier is not Tier.TRACE or len(each.arrived) + len(each.expected) > 2:
            assert each.difference == 0
    for each in found.proposed:
        assert not {one.key for one in each.arrived} & set(used)
        assert not {one.key for one in each.expected} & set(paid)


@given(LINES, MONEY)
def test_matching_again_finds_nothing_more(lines: list[Arrived], money: list[Expected]) -> None:
    first = match(lines, money)
    used = {one.key for each in first.sure for one in each.arrived}
    paid = {one.key for each in first.sure for one in each.expected}
    left = [one for one in lines if one.key not in used], [one for one in money if one.key not in paid]
    assert match(*left).sure == ()


@given(AMOUNTS, MONEY)
def test_a_line_is_shared_to_the_cent(amount: D, money: list[Expected]) -> None:
    if money:
        given_away = shares(amount, money, {})
        assert sum(given_away.values()) == amount
        assert all(share >= 0 for share in given_away.values())


ENTRIES = st.lists(st.tuples(DAYS, AMOUNTS, WORDS), max_size=8)


@given(ENTRIES, ENTRIES)
def test_statements_that_overlap_are_told_as_often_as_the_longer_has_it(
    first: list[tuple[dt.date, D, str]], second: list[tuple[dt.date, D, str]]
) -> None:
    def told(rows: list[tuple[dt.date, D, str]]) -> list[BankEntry]:
        return [BankEntry(at, *row) for at, row in enumerate(rows)]

    kept = list(first)
    new = unseen(told(second), kept)
    kept += [(one.on, one.amount, one.words) for one in new]
    assert unseen(told(second), kept) == []
    for row in {*first, *second}:
        assert kept.count(row) == max(first.count(row), second.count(row))


@given(st.decimals(-(10**9), 10**9, places=2), st.sampled_from([",.", ".,"]))
def test_an_amount_is_read_back_however_it_is_written(amount: D, signs: str) -> None:
    parts, point = signs
    written = f"{amount:,.2f}".replace(",", "x").replace(".", point).replace("x", parts)
    assert amount_in(written, decimal=point) == amount
