"""When a rule finds something: a small tree over the facts of a claim. It is data, and nothing in it is run."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from functools import cache
from typing import Any

from wellrun.departments.revenue.rules.npi import valid_npi
from wellrun.departments.revenue.rules.scrubbing.facts import FACTS, Seen, Sort


class Op(StrEnum):
    """How a fact is held against a value. Of several codes it is enough that one fits, and none may fit a denial."""

    GIVEN = "given"
    IS = "is"
    IS_NOT = "is not"
    IN = "in"
    NOT_IN = "not in"
    LIKE = "like"
    UNLIKE = "unlike"
    UNSOUND = "unsound"
    ABOVE = "above"
    BELOW = "below"
    AT_LEAST = "at least"
    AT_MOST = "at most"
    AFTER = "after"
    BEFORE = "before"


@dataclass(frozen=True)
class Other:
    """Another fact to compare with, so many days later."""

    fact: str
    days: int = 0


Value = str | bool | Decimal | dt.date | tuple[str, ...] | Other


@dataclass(frozen=True)
class Check:
    """One fact held against a value."""

    fact: str
    op: Op
    value: Value


@dataclass(frozen=True)
class All:
    """Each of these."""

    of: tuple[Condition, ...]


@dataclass(frozen=True)
class Either:
    """At least one of these."""

    of: tuple[Condition, ...]


@dataclass(frozen=True)
class Not:
    """This one does not hold."""

    of: Condition


@dataclass(frozen=True)
class SomeLine:
    """It holds for a line of the claim."""

    of: Condition


@dataclass(frozen=True)
class EveryLine:
    """It holds for every line of the claim."""

    of: Condition


@dataclass(frozen=True)
class Count:
    """So many lines of the claim are so."""

    of: Condition
    op: Op
    value: Decimal


Condition = Check | All | Either | Not | SomeLine | EveryLine | Count

PLAIN = frozenset({Op.GIVEN, Op.IS, Op.IS_NOT})
COMPARED = frozenset({Op.ABOVE, Op.BELOW, Op.AT_LEAST, Op.AT_MOST})
ON_TEXTS = PLAIN | {Op.IN, Op.NOT_IN, Op.LIKE, Op.UNLIKE, Op.UNSOUND}
OPS: Mapping[Sort, frozenset[Op]] = {
    Sort.TEXT: ON_TEXTS,
    Sort.CODES: ON_TEXTS,
    Sort.NUMBER: PLAIN | COMPARED,
    Sort.DAY: PLAIN | {Op.AFTER, Op.BEFORE},
    Sort.FLAG: frozenset({Op.IS}),
}
"""What can be asked of each sort of fact."""

SHAPES: Mapping[str, Callable[[str], object]] = {
    "npi": valid_npi,
    "icd10": re.compile(r"[A-TV-Z][0-9][0-9AB][0-9A-Z]{0,4}").fullmatch,
    "procedure": re.compile(r"[0-9A-Z][0-9]{3}[0-9A-Z]").fullmatch,
    "modifier": re.compile(r"[0-9A-Z]{2}").fullmatch,
    "revenue code": re.compile(r"[0-9]{4}").fullmatch,
    "place": re.compile(r"[0-9]{2}").fullmatch,
}
"""How something that is well formed is recognised."""

Holds = Callable[[Seen], bool]


def compiled(condition: Condition) -> Holds:
    """A function that says whether the condition holds; made once for a rule, used for every claim."""
    return MAKERS[type(condition)](condition)


def fits(code: str, pattern: str) -> bool:
    """Whether a code fits ``J0100``, ``99*`` or ``J0100-J9999`` (both ends included)."""
    return _pattern(pattern)(code)


@cache
def _pattern(pattern: str) -> Callable[[str], bool]:
    if pattern.endswith("*"):
        start = pattern[:-1]
        return lambda code: code.startswith(start)
    first, dash, last = pattern.partition("-")
    if not dash:
        return lambda code: code == pattern
    # Longer codes of the last one are within the range: O9A covers O9A111.
    return lambda code: first <= code and (code <= last or code.startswith(last))


def _all(condition: All) -> Holds:
    inner = tuple(compiled(one) for one in condition.of)
    return lambda seen: all(one(seen) for one in inner)


def _either(condition: Either) -> Holds:
    inner = tuple(compiled(one) for one in condition.of)
    return lambda seen: any(one(seen) for one in inner)


def _not(condition: Not) -> Holds:
    inner = compiled(condition.of)
    return lambda seen: not inner(seen)


def _some_line(condition: SomeLine) -> Holds:
    inner = compiled(condition.of)
    return lambda seen: any(inner(one) for one in lines_of(seen))


def _every_line(condition: EveryLine) -> Holds:
    inner = compiled(condition.of)
    return lambda seen: all(inner(one) for one in lines_of(seen))


def _count(condition: Count) -> Holds:
    inner, compare, value = compiled(condition.of), COMPARE[condition.op], condition.value
    return lambda seen: compare(Decimal(sum(inner(one) for one in lines_of(seen))), value)


def lines_of(seen: Seen) -> list[Seen]:
    """Each line of the claim, to be looked at."""
    return [seen._replace(line=one, at=at) for at, one in enumerate(seen.claim.lines, start=1)]


COMPARE: Mapping[Op, Callable[[Any, Any], bool]] = {
    Op.ABOVE: lambda held, value: held > value,
    Op.BELOW: lambda held, value: held < value,
    Op.AT_LEAST: lambda held, value: held >= value,
    Op.AT_MOST: lambda held, value: held <= value,
    Op.AFTER: lambda held, value: held > value,
    Op.BEFORE: lambda held, value: held < value,
    Op.IS: lambda held, value: held == value,
    Op.IS_NOT: lambda held, value: held != value,
}
ONE: Mapping[Op, Callable[[str, Any], object]] = {
    Op.IS: lambda code, value: code == value,
    Op.IN: lambda code, value: code in value,
    Op.LIKE: lambda code, value: any(fits(code, pattern) for pattern in value),
    Op.UNSOUND: lambda code, value: not SHAPES[value](code),
}
DENIALS: Mapping[Op, Op] = {Op.IS_NOT: Op.IS, Op.NOT_IN: Op.IN, Op.UNLIKE: Op.LIKE}


def _test(test: Check) -> Holds:
    fact, value = FACTS[test.fact], test.value
    read: Callable[[Seen], Any] = fact.read
    if test.op is Op.GIVEN:
        return lambda seen: (read(seen) not in ("", None, ())) is value
    if fact.sort in (Sort.TEXT, Sort.CODES) and not isinstance(value, Other):
        several, denied = fact.sort is Sort.CODES, test.op in DENIALS
        one = ONE[DENIALS.get(test.op, test.op)]

        def holds(seen: Seen) -> bool:
            held = read(seen)
            codes = held if several else (held,) if held else ()
            return any(one(code, value) for code in codes) is not denied

        return holds
    compare, other = COMPARE[test.op], _other(value)

    def compares(seen: Seen) -> bool:
        held, against = read(seen), other(seen)
        return held not in (None, "") and against not in (None, "") and compare(held, against)

    return compares


def _other(value: Value) -> Callable[[Seen], Any]:
    if not isinstance(value, Other):
        return lambda _seen: value
    read, days = FACTS[value.fact].read, dt.timedelta(value.days)
    return (lambda seen: None if (day := read(seen)) is None else day + days) if days else read


MAKERS: Mapping[type, Callable[[Any], Holds]] = {
    Check: _test,
    All: _all,
    Either: _either,
    Not: _not,
    SomeLine: _some_line,
    EveryLine: _every_line,
    Count: _count,
}
