"""What imported tables of edits find in a claim: pairs that exclude one another, too many units, no covering diagnosis.

Sources: CMS, *NCCI Policy Manual*, chapter I (procedure-to-procedure edits, PTP, and medically unlikely edits, MUE);
local and national coverage articles (42 CFR 405.1060, 405.1062). The tables themselves come by import
(``edit_lists``). Findings have the one shape of ``scrubbing.findings``.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from functools import lru_cache
from itertools import permutations
from pathlib import Path
from typing import Any, NamedTuple

import yaml

from wellrun.departments.revenue.rules.edit_lists import Coverage, Pair, UnitLimit
from wellrun.departments.revenue.rules.scrubbing.findings import Action, Finding
from wellrun.engines.x12 import BilledClaim, BilledLine

CONTENT = Path(__file__).parents[1] / "content"
NEVER, ALLOWED = "0", "1"
"""Modifier indicators of a pair: no modifier helps, a fitting one does. 9: the pair was taken back from its start."""

BY_LINE = "1"
"""Adjudication indicator of an MUE: 1 by line; 2 (by law) and 3 (clinical) by day of service."""

MOST_LISTED = 20
INPATIENT = ("11", "12", "18", "21")


class Held(NamedTuple):
    """The rows of imported tables that speak of a claim's procedures, for its setting, on its days."""

    pairs: tuple[Pair, ...] = ()
    limits: tuple[UnitLimit, ...] = ()
    coverage: tuple[Coverage, ...] = ()


class Fitting(NamedTuple):
    """A modifier that opens a pair, from when on, and from when on wherever it stands (none: always)."""

    modifier: str
    since: dt.date
    either_since: dt.date | None

    def opens(self, line: BilledLine, *, second: bool, on: dt.date) -> bool:
        anywhere = self.either_since is None or on >= self.either_since
        return self.modifier in line.modifiers and on >= self.since and (second or anywhere)


class Notice(NamedTuple):
    """What a modifier says of a notice of noncoverage, and who pays if the line is refused."""

    modifier: str
    pays: str
    words: str
    source: str


@lru_cache(maxsize=1)
def fitting_modifiers() -> tuple[Fitting, ...]:
    """Modifiers that open a pair, as shipped. Raises ``ValueError`` for a row without a source."""
    return tuple(
        Fitting(one, row["since"], row["either_since"] if row.get("second") else None)
        for row in _rows("edit_modifiers.yaml")
        for one in row["modifiers"]
    )


@lru_cache(maxsize=1)
def notices() -> Mapping[str, Notice]:
    """Modifiers about notices of noncoverage, as shipped. Raises ``ValueError`` for a row without a source."""
    return {row["modifier"]: Notice(**row) for row in _rows("notice_modifiers.yaml")}


def _rows(name: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = yaml.safe_load((CONTENT / name).read_text(encoding="utf-8"))
    if not all(row.get("source") for row in found):
        raise ValueError(f"{name}: a row without a source.")
    return found


def edited(claim: BilledClaim) -> bool:
    """Whether the tables speak of a claim at all: those of a person and of outpatients do, an inpatient's do not."""
    return claim.place_qualifier == "B" or claim.place not in INPATIENT


def found(claim: BilledClaim, held: Held) -> tuple[Finding, ...]:
    """Everything that the tables find in a claim, by line. A line without a procedure or a day is not judged."""
    if not edited(claim):
        return ()
    lines = [(at, one) for at, one in enumerate(claim.lines, start=1) if one.procedure and one.begins]
    told = [*_pairs(lines, held.pairs), *_units(lines, held.limits), *_necessity(claim, lines, held.coverage)]
    return tuple(sorted(told, key=lambda one: one.order))


Numbered = Sequence[tuple[int, BilledLine]]


def _pairs(lines: Numbered, pairs: Sequence[Pair]) -> Iterator[Finding]:
    by_codes: dict[tuple[str, str], list[Pair]] = defaultdict(list)
    for pair in pairs:
        by_codes[pair.first, pair.second].append(pair)
    for (at, one), (other_at, other) in permutations(lines, 2):
        on = _day(one)
        if on != _day(other):
            continue
        for pair in by_codes.get((one.procedure, other.procedure), ()):
            if pair.holds_on(on) and not _opened(pair, one, other, on):
                yield _excluded(pair, at, other_at, on)


def _opened(pair: Pair, first: BilledLine, second: BilledLine, on: dt.date) -> bool:
    if pair.indicator not in (NEVER, ALLOWED):
        return True
    fits = fitting_modifiers()
    return pair.indicator == ALLOWED and any(
        one.opens(first, second=False, on=on) or one.opens(second, second=True, on=on) for one in fits
    )


def _excluded(pair: Pair, at: int, other_at: int, on: dt.date) -> Finding:
    may = pair.indicator == ALLOWED
    remedy = (
        "If they were separate (another session, place, injury or provider), add the modifier that says so, and have "
        "it documented; else take the line out."
        if may
        else "No modifier opens this pair: take the line out."
    )
    return Finding(
        rule=f"ptp.{pair.first}.{pair.second}",
        place=f"2400/{other_at}/SV1",
        value=pair.second,
        words=f"{pair.second} is part of {pair.first} (line {at}) on {on}: it is not paid beside it.",
        action=Action.STOP,
        expected="a modifier that fits, or one of the two" if may else "one of the two",
        remedy=remedy,
        line=other_at,
    )


def _units(lines: Numbered, limits: Sequence[UnitLimit]) -> Iterator[Finding]:
    by_code = {one.code: one for one in limits}
    days: dict[tuple[str, dt.date], list[tuple[int, Decimal]]] = defaultdict(list)
    for at, one in lines:
        limit, units = by_code.get(one.procedure), one.units or Decimal(1)
        if limit is None:
            continue
        if limit.by == BY_LINE and units > limit.units:
            yield _too_many(limit, at, units, "on one line")
        elif limit.by != BY_LINE:
            days[one.procedure, _day(one)].append((at, units))
    for (code, on), held in days.items():
        total = sum((units for _at, units in held), Decimal(0))
        if total > by_code[code].units:
            yield _too_many(by_code[code], held[-1][0], total, f"on {on}")


def _too_many(limit: UnitLimit, at: int, units: Decimal, where: str) -> Finding:
    by_law = limit.by == "2"
    remedy = "Correct the units; of what was really given, more than that is not paid on appeal either."
    if not by_law:
        remedy = "Correct the units; if so many were given and needed, keep what shows it for an appeal."
    return Finding(
        rule=f"mue.{limit.code}",
        place=f"2400/{at}/SV1",
        value=f"{units.normalize():f}",
        words=f"{units.normalize():f} units of {limit.code} {where}, and {limit.units} are the most: {limit.why}.",
        action=Action.STOP if by_law or limit.by == BY_LINE else Action.WARN,
        expected=f"{limit.units} at most",
        remedy=remedy,
        line=at,
    )


def _necessity(claim: BilledClaim, lines: Numbered, coverage: Sequence[Coverage]) -> Iterator[Finding]:
    for at, one in lines:
        on = _day(one)
        speaks = [row for row in coverage if row.procedure == one.procedure and row.holds_on(on)]
        if not speaks:
            continue
        covering = sorted({code for row in speaks for code in row.diagnoses})
        if not set(covering) & set(_pointed(claim, one)):
            yield _not_covered(speaks[0], at, one, covering)


def _pointed(claim: BilledClaim, line: BilledLine) -> tuple[str, ...]:
    """The diagnoses that a line was done for; an institution's lines point at none, so that all count."""
    codes = [code for _kind, code in claim.diagnoses]
    if claim.place_qualifier != "B":
        return tuple(codes)
    return tuple(codes[one - 1] for one in line.pointers if 0 < one <= len(codes))


def _not_covered(row: Coverage, at: int, line: BilledLine, covering: Sequence[str]) -> Finding:
    said = next((notices()[one] for one in line.modifiers if one in notices()), None)
    listed = ", ".join(covering[:MOST_LISTED])
    more = len(covering) - MOST_LISTED
    words = f"No diagnosis of {line.procedure} is one that article {row.article} covers it for."
    remedy = (
        "Check what was documented. If none fits, give a notice of noncoverage before the service, and say so (GA)."
    )
    if said is not None:
        words += f" {said.modifier}: {said.words}."
        remedy = f"If it is refused, the {said.pays} pays."
    return Finding(
        rule=f"coverage.{row.article}",
        place=f"2400/{at}/SV1",
        value=line.procedure,
        words=words,
        action=Action.WARN,
        expected=listed + (f" and {more} more" if more > 0 else ""),
        remedy=remedy,
        line=at,
    )


def _day(line: BilledLine) -> dt.date:
    assert line.begins is not None, "lines without a day are not judged"
    return line.begins
