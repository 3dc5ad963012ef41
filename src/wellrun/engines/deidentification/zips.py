"""The first three digits of a ZIP code, where enough people live behind them (45 CFR 164.514(b)(2)(i)(B))."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

SMALL = 20_000
"""An area of so many people or fewer may not be named."""

WITHHELD = "000"
COLUMNS = ("zip3", "population")


@dataclass(frozen=True)
class Misread:
    """One line of a population list that cannot be used: its number from 1, what is wrong with it."""

    line: int
    reason: str


@dataclass(frozen=True)
class ZipPopulations:
    """People behind each three-digit area, as the Bureau of the Census counts them."""

    people: Mapping[str, int]

    @property
    def shown(self) -> frozenset[str]:
        """The areas that may be named."""
        return frozenset(area for area, people in self.people.items() if people > SMALL)

    def area(self, code: str) -> str:
        """The area of a ZIP code, "000" if it is small, not listed, or if this is no ZIP code."""
        area = code.strip()[:3]
        usable = re.fullmatch(r"\d{5}(-?\d{4})?|\d{3}", code.strip(), re.ASCII)
        return area if usable and area in self.shown else WITHHELD


NO_ZIPS = ZipPopulations(MappingProxyType({}))
"""Without a list every area is taken for small."""


def zip_populations(lines: Iterable[str]) -> tuple[ZipPopulations, tuple[Misread, ...]]:
    """A population list from CSV with the columns ``zip3`` and ``population``, and every line that cannot be used."""
    rows = csv.reader(lines)
    header = [name.strip("\ufeff ").lower() for name in next(rows, [])]
    if not set(COLUMNS) <= set(header):
        return NO_ZIPS, (Misread(1, f"The first line must name the columns zip3 and population, not {header}."),)
    at, count = header.index("zip3"), header.index("population")
    people: dict[str, int] = {}
    wrong = []
    for number, row in enumerate(rows, start=2):
        if not row:
            continue
        cells = [cell.strip() for cell in row] + [""] * len(header)
        area, said = cells[at], cells[count].replace(",", "")
        if not re.fullmatch(r"\d{3}", area, re.ASCII):
            wrong.append(Misread(number, f"“{area}” is not three digits."))
        elif not re.fullmatch(r"\d+", said, re.ASCII):
            wrong.append(Misread(number, f"“{cells[count]}” is not a number of people."))
        elif area in people:
            wrong.append(Misread(number, f"The area {area} stands in the list twice."))
        else:
            people[area] = int(said)
    return ZipPopulations(MappingProxyType(people)), tuple(wrong)
