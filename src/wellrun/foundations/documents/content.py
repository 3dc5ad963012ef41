"""The content model: what a document says, before it is decided whether it becomes PDF, Word or text."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Heading:
    """A heading; level 1 is the document's largest below its title."""

    words: str
    level: int = 1


@dataclass(frozen=True)
class Paragraph:
    """A paragraph. ``strong`` opens it in bold; ``quiet`` closes it, smaller and pale."""

    words: str
    strong: str = ""
    quiet: str = ""


@dataclass(frozen=True)
class Listing:
    """Items one under the other, each a strong part and its explanation."""

    items: tuple[Paragraph, ...]
    numbered: bool = False


@dataclass(frozen=True)
class Grid:
    """A table: titles, rows of text, and which columns are figures."""

    titles: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    figures: frozenset[int] = frozenset()


@dataclass(frozen=True)
class Picture:
    """A drawing as SVG, with the sentence that says what it shows."""

    svg: str
    says: str
    width_mm: float = 70


@dataclass(frozen=True)
class NextColumn:
    """What follows stands in the next column, where there are columns."""


Block = Heading | Paragraph | Listing | Grid | Picture | NextColumn


@dataclass(frozen=True)
class Document:
    """A document. ``as_of`` is printed on every page; ``paper`` is a4, a3 or us-letter; columns are side by side."""

    title: str
    subtitle: str
    as_of: str
    blocks: tuple[Block, ...]
    language: str = "en"
    paper: str = "a4"
    landscape: bool = False
    columns: int = 1
