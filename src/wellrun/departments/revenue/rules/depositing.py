"""Which movement at the bank brought which money, by rules of which the strictest that holds comes first.

Money of payers is announced by an 835 with its amount (BPR02), its day (BPR16) and a trace number (TRN02), which the
bank receives with the transfer (CAQH CORE 370: reassociation of the transfer with its remittance advice). Where banks
drop the trace, amount, name and day are left. What is not sure is proposed, and waits for a person.
"""

from __future__ import annotations

import datetime as dt
import re
from collections import defaultdict
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from enum import IntEnum, StrEnum
from itertools import combinations
from typing import NamedTuple

from wellrun.departments.revenue.rules.business_days import business_days_after

ZERO = Decimal(0)
EARLY, LATE = dt.timedelta(days=5), dt.timedelta(days=14)
"""How long before its day, and after it, money may stand at the bank and be matched without a person (house)."""

WAIT = 3
"""Banking days between a transfer and its remittance (CAQH CORE 370, 4.2); what is not there then is missing."""

SHORTEST_TRACE, SHORTEST_NAME, NAME_KEPT = 5, 4, 12
"""A shorter trace or name is found in lines that do not mean it; banks cut names, so that their first part must do."""

WORD = re.compile("[A-Z0-9]+")

MOST_ADDED, MOST_COMPARED = 6, 14
"""So many payments are added up at most, out of so many: more of them add up to anything."""


class Kind(StrEnum):
    """What money is expected from: a payer's payment, a drawer's day in notes or by card, a patient's transfer."""

    REMITTANCE = "remittance"
    DRAWER = "drawer"
    CARDS = "cards"
    TRANSFER = "transfer"


class Tier(IntEnum):
    """How sure it is, the surest first. A proposal has none: it waits for a person."""

    TRACE = 1
    AMOUNT = 2
    SUM = 3
    PERSON = 4


Key = tuple[Kind, int]


class Arrived(NamedTuple):
    """Money that came in at the bank and is not matched: all that the bank says of it stands in ``words``."""

    key: str
    on: dt.date
    amount: Decimal
    words: str


class Expected(NamedTuple):
    """Money that should come: by a trace number, from somebody whose names and numbers are known."""

    key: Key
    on: dt.date
    amount: Decimal
    trace: str = ""
    names: tuple[str, ...] = ()


class Matched(NamedTuple):
    """Lines that brought something, or may have; one line to several things, or several lines to one."""

    arrived: tuple[Arrived, ...]
    expected: tuple[Expected, ...]
    tier: Tier | None

    @property
    def difference(self) -> Decimal:
        """What came less what should have come."""
        came = sum((one.amount for one in self.arrived), ZERO)
        return came - sum((one.amount for one in self.expected), ZERO)


class Found(NamedTuple):
    """What is sure, and what is proposed to a person."""

    sure: tuple[Matched, ...]
    proposed: tuple[Matched, ...]


def match(arrived: Sequence[Arrived], expected: Sequence[Expected]) -> Found:
    """Every rule takes what it is sure of before the next one looks; nothing is taken twice.

    What one round explains may leave one way where there were two: rounds go on until nothing more is sure, so that it
    does not matter how often the same is asked.
    """
    sure: list[Matched] = []
    open_lines, open_money = list(arrived), list(expected)
    before = -1
    while before < len(sure):
        before = len(sure)
        for rule in (_by_trace, _by_amount, _by_sum):
            found = rule(open_lines, open_money)
            lines = {one.key for each in found for one in each.arrived}
            money = {one.key for each in found for one in each.expected}
            sure += found
            open_lines = [one for one in open_lines if one.key not in lines]
            open_money = [one for one in open_money if one.key not in money]
    return Found(tuple(sure), tuple(_proposals(open_lines, open_money)))


def within(line: Arrived, money: Expected) -> bool:
    """Whether the day of a line fits."""
    return money.on - EARLY <= line.on <= money.on + LATE


def has_trace(line: Arrived, money: Expected) -> bool:
    """Whether the trace number stands in the line as a word of its own."""
    trace = money.trace.strip().upper()
    if len(trace) < SHORTEST_TRACE:
        return False
    return re.search(rf"(?<![A-Z0-9]){re.escape(trace)}(?![A-Z0-9])", line.words.upper()) is not None


def is_named(line: Arrived, names: Iterable[str]) -> bool:
    """Whether the line names somebody: spaces, signs and what banks cut off a long name left aside."""
    words = _plain(line.words)
    plain = (_plain(name)[:NAME_KEPT] for name in names)
    return any(len(name) >= SHORTEST_NAME and name in words for name in plain)


def _plain(text: str) -> str:
    return "".join(one for one in text.upper() if one.isalnum())


def _by_trace(lines: Sequence[Arrived], money: Sequence[Expected]) -> list[Matched]:
    """The trace says which it is, even where the amount differs. One in two lines, or two in one, have to add up."""
    by_word: dict[str, list[Arrived]] = defaultdict(list)
    for line in lines:
        for word in set(WORD.findall(line.words.upper())):
            by_word[word].append(line)
    # A trace that stands in a line begins with one of its words, whatever signs the trace holds.
    first = ((one, WORD.search(one.trace.upper())) for one in money)
    near = ((line, one) for one, word in first if word for line in by_word[word[0]])
    pairs = [(line, one) for line, one in near if has_trace(line, one) and within(line, one)]
    found = []
    for some_lines, some_money in _groups(pairs):
        matched = Matched(some_lines, some_money, Tier.TRACE)
        if len(some_lines) == len(some_money) == 1 or (
            min(len(some_lines), len(some_money)) == 1 and not matched.difference
        ):
            found.append(matched)
    return found


def _by_amount(lines: Sequence[Arrived], money: Sequence[Expected]) -> list[Matched]:
    """One line and one payment, of one amount, by name and within days, and no other of either."""
    of_amount: dict[Decimal, list[Arrived]] = defaultdict(list)
    for line in lines:
        of_amount[line.amount].append(line)
    pairs = [
        (line, one)
        for one in money
        for line in of_amount[one.amount]
        if within(line, one) and is_named(line, one.names)
    ]
    return [
        Matched(some_lines, some_money, Tier.AMOUNT)
        for some_lines, some_money in _groups(pairs)
        if len(some_lines) == len(some_money) == 1
    ]


def _by_sum(lines: Sequence[Arrived], money: Sequence[Expected]) -> list[Matched]:
    """Several payments of one payer that add up to a line that names it, in one way only."""
    found: list[Matched] = []
    taken: set[Key] = set()
    for line in lines:
        near = [one for one in money if one.key not in taken and within(line, one) and is_named(line, one.names)]
        ways = list(_adding_up(line.amount, near))
        if len(ways) == 1:
            taken |= {one.key for one in ways[0]}
            found.append(Matched((line,), ways[0], Tier.SUM))
    return found


def _adding_up(amount: Decimal, money: Sequence[Expected]) -> Iterator[tuple[Expected, ...]]:
    """Every way in which two or more of them add up to the amount; of too many, none is looked for."""
    if len(money) <= MOST_COMPARED:
        for number in range(2, min(MOST_ADDED, len(money)) + 1):
            yield from (some for some in combinations(money, number) if sum(one.amount for one in some) == amount)


def _groups(
    pairs: Sequence[tuple[Arrived, Expected]],
) -> Iterator[tuple[tuple[Arrived, ...], tuple[Expected, ...]]]:
    """Pairs that hang together: each line and each payment stands in one group."""
    of_line: dict[str, list[Expected]] = defaultdict(list)
    of_money: dict[Key, list[Arrived]] = defaultdict(list)
    for line, one in pairs:
        of_line[line.key].append(one)
        of_money[one.key].append(line)
    grouped: set[str] = set()
    for first, _one in pairs:
        if first.key in grouped:
            continue
        lines, money, to_ask = {first.key: first}, {}, [first]
        while to_ask:
            for one in of_line[to_ask.pop().key]:
                if one.key not in money:
                    money[one.key] = one
                    to_ask += [line for line in of_money[one.key] if line.key not in lines]
                    lines |= {line.key: line for line in of_money[one.key]}
        grouped |= lines.keys()
        yield tuple(lines.values()), tuple(money.values())


def _proposals(lines: Sequence[Arrived], money: Sequence[Expected]) -> Iterator[Matched]:
    """What a person should look at: a trace or an amount that fits in some way, or a sum that fits."""
    for line in lines:
        near = [one for one in money if within(line, one)]
        alike = [one for one in near if one.amount == line.amount or has_trace(line, one)]
        if alike:
            yield from (Matched((line,), (one,), None) for one in alike)
        else:
            named = [one for one in near if is_named(line, one.names)]
            # Notes and cards of patients name nobody: they are added up by themselves.
            unnamed = [one for one in near if not one.names]
            yield from (
                Matched((line,), some, None) for part in (named, unnamed) for some in _adding_up(line.amount, part)
            )


class Covered(NamedTuple):
    """The days that statements speak of."""

    since: dt.date
    until: dt.date


def is_missing(on: dt.date, *, today: dt.date, covered: Covered | None, holidays: Container[dt.date]) -> bool:
    """Whether money of a day should stand at the bank and does not: three banking days are over, and the statements
    reach that far. What no statement speaks of is not known to be missing."""
    if covered is None or on < covered.since:
        return False
    last = business_days_after(on, WAIT, holidays)
    return last < today and last <= covered.until


def waits_long(on: dt.date, *, today: dt.date, holidays: Container[dt.date]) -> bool:
    """Whether money that stands at the bank has waited for its remittance for more than three banking days."""
    return business_days_after(on, WAIT, holidays) < today


def shares(line: Decimal, expected: Sequence[Expected], came: Mapping[Key, Decimal]) -> dict[Key, Decimal]:
    """How a line is given to what it brought: each what it lacks, in order, and the last one whatever is left, so that
    a difference shows on a payment and none is lost. ``came``: what other lines brought of them."""
    found: dict[Key, Decimal] = defaultdict(lambda: ZERO)
    left = line
    for one in expected[:-1]:
        found[one.key] = max(min(one.amount - came.get(one.key, ZERO), left), ZERO)
        left -= found[one.key]
    if expected:
        found[expected[-1].key] = left
    return dict(found)
