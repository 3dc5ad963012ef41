"""Rows of ``survey_comments.csv`` as plain values; what is no row of it is in quarantine."""

from __future__ import annotations

import csv
import datetime as dt
import gzip
import io
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

FILE = "survey_comments.csv"
LONGEST = 8000
"""Characters of a comment that are kept; nobody reads more of one."""


@dataclass(frozen=True)
class CommentRow:
    """What one survey said in words."""

    response: str
    unit: str
    discharged_on: dt.date
    words: str = field(repr=False)


def is_comment_file(file: Path) -> bool:
    """Whether a file is one of comments, by its name."""
    return file.name.lower().removesuffix(".gz").endswith(FILE)


def comment_rows(file: Path) -> Iterator[CommentRow]:
    """The rows that can be read and say something."""
    raw = gzip.decompress(file.read_bytes()) if file.suffix == ".gz" else file.read_bytes()
    # Not by lines: what people write may have lines of its own within quotation marks.
    for cells in csv.DictReader(io.StringIO(raw.decode("utf-8-sig", errors="replace"), newline="")):
        told = {name: (cells.get(name) or "").strip() for name in ("response", "unit", "discharged_on", "comment")}
        day = _day(told["discharged_on"])
        if told["response"] and told["comment"] and day is not None:
            yield CommentRow(told["response"], told["unit"], day, told["comment"][:LONGEST])


def _day(said: str) -> dt.date | None:
    try:
        return dt.date.fromisoformat(said)
    except ValueError:
        return None
