"""Tables of edits as they are published, read line by line: a line that is wrong is a fault, and the others are read.

PTP and MUE: the files of CMS's *National Correct Coding Initiative*, as CSV or with tabs, by the words of their heads.
Coverage: CSV with ``article, title, procedure, diagnosis, effective, ends``, a line for each diagnosis that an article
covers a procedure for. Authorisations: CSV with ``code, since, until, note``.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from wellrun.values.faults import Fault

Row = Sequence[str]
PROCEDURE = re.compile(r"[0-9A-Z][0-9]{3}[0-9A-Z]")
SERVICE = re.compile(r"[0-9A-Z][0-9A-Z]{0,4}")
DIAGNOSIS = re.compile(r"[A-Z][0-9][0-9A-Z][0-9A-Z]{0,4}")
MOST_FAULTS = 1000
"""Faults that are kept of one file; of a file that is wholly another thing, more say nothing."""


class Pair(NamedTuple):
    """Column 1 and column 2 of a PTP edit, its days (``until``: the last one), and its modifier indicator."""

    first: str
    second: str
    since: dt.date
    until: dt.date | None
    indicator: str

    def holds_on(self, day: dt.date) -> bool:
        return self.since <= day and (self.until is None or day <= self.until)


class UnitLimit(NamedTuple):
    """An MUE: the most units of a procedure, ``by`` line (1) or day (2 by law, 3 clinical), and its rationale."""

    code: str
    units: int
    by: str
    why: str


class Coverage(NamedTuple):
    """The diagnoses that an article covers a procedure for, and its days (``until``: the last one)."""

    article: str
    title: str
    procedure: str
    diagnoses: tuple[str, ...]
    since: dt.date
    until: dt.date | None

    def holds_on(self, day: dt.date) -> bool:
        return self.since <= day and (self.until is None or day <= self.until)


class Need(NamedTuple):
    """A service for which a payer wants an authorisation: a code, or the beginning of one, and its days."""

    code: str
    since: dt.date
    until: dt.date | None
    note: str


class Heads(NamedTuple):
    """How a table is told by its heads: each field with the words that one of its heads holds, in small letters."""

    words: Mapping[str, tuple[str, ...]]
    optional: frozenset[str] = frozenset()


PTP_HEADS = Heads(
    {
        "first": ("column 1",),
        "second": ("column 2",),
        "since": ("effective",),
        "until": ("deletion",),
        "indicator": ("modifier",),
    }
)
MUE_HEADS = Heads(
    {"code": ("hcpcs", "code"), "units": ("mue value", "units"), "by": ("adjudication",), "why": ("rationale",)}
)
COVERAGE_HEADS = Heads(
    {
        "article": ("article",),
        "title": ("title",),
        "procedure": ("procedure",),
        "diagnosis": ("diagnosis",),
        "since": ("effective",),
        "until": ("ends",),
    }
)
NEED_HEADS = Heads(
    {"code": ("code",), "since": ("since",), "until": ("until",), "note": ("note",)}, frozenset({"until", "note"})
)


def pairs(rows: Iterable[Row], faults: list[Fault]) -> Iterator[Pair]:
    """PTP edits. A deletion date of ``*`` means none."""
    for at, cells in _cells(rows, PTP_HEADS, faults):
        first, second = cells["first"].upper(), cells["second"].upper()
        since, until = _date(cells["since"]), _date(cells["until"])
        indicator = cells["indicator"][:1]
        wrong = [
            *_shape(at, "column 1", first, PROCEDURE),
            *_shape(at, "column 2", second, PROCEDURE),
            *_dates(at, since, cells["since"], until, cells["until"]),
        ]
        if indicator not in ("0", "1", "9"):
            wrong.append(_fault("indicator", at, cells["indicator"], "0, 1 or 9"))
        if not _told(wrong, faults) and since is not None:
            yield Pair(first, second, since, until, indicator)


def unit_limits(rows: Iterable[Row], faults: list[Fault]) -> Iterator[UnitLimit]:
    """MUEs. The adjudication indicator stands before its words: ``3 Date of Service Edit: Clinical``."""
    seen: set[str] = set()
    for at, cells in _cells(rows, MUE_HEADS, faults):
        code, units, by = cells["code"].upper(), cells["units"], cells["by"][:1]
        wrong = [*_shape(at, "code", code, PROCEDURE)]
        if not units.isdecimal() or len(units) > 6:
            wrong.append(_fault("units", at, units, "a whole number of units"))
        if by not in ("1", "2", "3"):
            wrong.append(_fault("adjudication", at, cells["by"], "1, 2 or 3"))
        if code in seen:
            wrong.append(_fault("twice", at, code, "each code once"))
        if not _told(wrong, faults):
            seen.add(code)
            yield UnitLimit(code, int(units), by, cells["why"][:120])


def coverage(rows: Iterable[Row], faults: list[Fault]) -> Iterator[Coverage]:
    """Articles by procedure, with all their diagnoses; lines of one need not stand together."""
    found: dict[tuple[str, str, dt.date], tuple[str, dt.date | None, dict[str, None]]] = {}
    for at, cells in _cells(rows, COVERAGE_HEADS, faults):
        procedure, diagnosis = cells["procedure"].upper(), cells["diagnosis"].upper().replace(".", "")
        since, until = _date(cells["since"]), _date(cells["until"])
        wrong = [
            *_shape(at, "procedure", procedure, PROCEDURE),
            *_shape(at, "diagnosis", diagnosis, DIAGNOSIS),
            *_dates(at, since, cells["since"], until, cells["until"]),
        ]
        if not cells["article"]:
            wrong.append(_fault("article", at, "", "the number of an article"))
        if not _told(wrong, faults) and since is not None:
            key = (cells["article"][:20].upper(), procedure, since)
            held = found.setdefault(key, (cells["title"][:200], until, {}))
            held[2][diagnosis] = None
    for (article, procedure, since), (title, until, codes) in found.items():
        yield Coverage(article, title, procedure, tuple(codes), since, until)


def needs(rows: Iterable[Row], faults: list[Fault]) -> Iterator[Need]:
    """Services that a payer wants to authorise."""
    for at, cells in _cells(rows, NEED_HEADS, faults):
        code = cells["code"].upper()
        since, until = _date(cells["since"]), _date(cells["until"])
        wrong = [
            *_shape(at, "code", code, SERVICE),
            *_dates(at, since, cells["since"], until, cells["until"]),
        ]
        if not _told(wrong, faults) and since is not None:
            yield Need(code, since, until, cells["note"][:200])


def _told(wrong: list[Fault], faults: list[Fault]) -> bool:
    faults += wrong[: max(MOST_FAULTS - len(faults), 0)]
    return bool(wrong)


def _cells(rows: Iterable[Row], heads: Heads, faults: list[Fault]) -> Iterator[tuple[int, dict[str, str]]]:
    """Line and cells by field of each row below the head that is not empty."""
    places: dict[str, int] | None = None
    for at, row in enumerate(rows, start=1):
        if places is None:
            places = _placed(row, heads)
        elif any(cell.strip() for cell in row):
            yield (
                at,
                {name: row[place].strip() if 0 <= place < len(row) else "" for name, place in places.items()},
            )
    if places is None:
        asked = [words[0] for name, words in heads.words.items() if name not in heads.optional]
        faults.append(_fault("head", 1, "", "a head with " + ", ".join(asked)))


def _placed(row: Row, heads: Heads) -> dict[str, int] | None:
    """At which place each field stands, if this row is the head; a title that names two columns in one is not."""
    said = [" ".join(cell.lower().split()) for cell in row]
    found = {
        name: next((at for at, cell in enumerate(said) if any(one in cell for one in words)), -1)
        for name, words in heads.words.items()
    }
    asked = [place for name, place in found.items() if name not in heads.optional]
    return found if min(asked) >= 0 and len(set(asked)) == len(asked) else None


def _date(text: str) -> dt.date | None:
    """``20260101`` or ``2026-01-01``; none where it is neither."""
    digits = text.replace("-", "")
    try:
        return dt.date.fromisoformat(digits) if len(digits) == 8 and digits.isdecimal() else None
    except ValueError:
        return None


def _dates(at: int, since: dt.date | None, text: str, until: dt.date | None, end: str) -> Iterator[Fault]:
    if since is None:
        yield _fault("effective", at, text, "a day as 20260101")
    if end not in ("", "*") and until is None:
        yield _fault("ends", at, end, "a day as 20260101, or *")


def _shape(at: int, what: str, value: str, shape: re.Pattern[str]) -> Iterator[Fault]:
    if not shape.fullmatch(value):
        yield _fault("shape", at, value, f"a code ({what})")


def _fault(code: str, line: int, value: str, expected: str) -> Fault:
    said = f"Line {line}: {value or 'nothing'} is not {expected}."
    remedy = "Correct the line, or choose the file as it is published."
    return Fault(f"revenue.edits.{code}", said, f"line {line}", value, expected, remedy)
