"""A document as plain text, for e-mail and terminals."""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType
from typing import Any

from wellrun.foundations.documents.content import Document, Grid, Heading, Listing, NextColumn, Paragraph, Picture

WIDTH = 88


def text(document: Document) -> str:
    """The whole document as text, lines at most 88 wide."""
    lines = [document.title, document.subtitle, document.as_of, ""]
    for block in document.blocks:
        lines += _WRITERS[type(block)](block)
    return "\n".join(line.rstrip() for line in lines).strip() + "\n"


def _heading(block: Heading) -> Iterator[str]:
    yield ""
    yield block.words.upper() if block.level == 1 else block.words
    yield ""


def _paragraph(block: Paragraph) -> Iterator[str]:
    yield from textwrap.wrap(" ".join(part for part in (block.strong, block.words, block.quiet) if part), WIDTH)
    yield ""


def _listing(block: Listing) -> Iterator[str]:
    for number, item in enumerate(block.items, start=1):
        mark = f"{number}. " if block.numbered else "- "
        words = " ".join(part for part in (item.strong, item.words, item.quiet) if part)
        yield from textwrap.wrap(words, WIDTH, initial_indent=mark, subsequent_indent=" " * len(mark))
    yield ""


def _grid(block: Grid) -> Iterator[str]:
    widths = [max(len(row[n]) for row in (block.titles, *block.rows)) for n in range(len(block.titles))]
    for row in (block.titles, *block.rows):
        cells = (
            cell.rjust(width) if n in block.figures else cell.ljust(width)
            for n, (cell, width) in enumerate(zip(row, widths, strict=True))
        )
        yield "  ".join(cells)
    yield ""


def _picture(block: Picture) -> Iterator[str]:
    yield from textwrap.wrap(f"[{block.says}]", WIDTH)
    yield ""


def _next_column(_block: NextColumn) -> Iterator[str]:
    yield from ()


_WRITERS: Mapping[type, Callable[[Any], Iterator[str]]] = MappingProxyType(
    {
        Heading: _heading,
        Paragraph: _paragraph,
        Listing: _listing,
        Grid: _grid,
        Picture: _picture,
        NextColumn: _next_column,
    }
)
