"""A document as one slide (pptx), in columns, the words as large as they fit."""

from __future__ import annotations

import io
import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from wellrun.foundations.documents.content import (
    Block,
    Document,
    Grid,
    Heading,
    Listing,
    NextColumn,
    Paragraph,
    Picture,
)
from wellrun.foundations.documents.pdf import png

PAPERS_MM: Mapping[str, tuple[float, float]] = MappingProxyType(
    {"a4": (297, 210), "a3": (420, 297), "us-letter": (279.4, 215.9)}
)
"""Width and height of each paper lying down."""

MARGIN_MM, GUTTER_MM, HEAD_MM, FOOT_MM = 14.0, 10.0, 24.0, 10.0
SIZES = (13, 12, 11, 10, 9, 8, 7)
"""Points to try for the words; the largest that fits is taken, the last in any case."""

LINE, CHARACTER = 0.45, 0.185
"""Height of a line and mean width of a character, in millimetres for each point of size (Liberation Sans)."""

GRID_ROOM = 1.5
"""How much higher a row of a table is than its line."""

INK, QUIET = "16202A", "5A6571"


@dataclass(frozen=True)
class Placed:
    """A block and the room it takes: from the left, from the top, wide, high, in millimetres."""

    block: Block
    left: float
    top: float
    width: float
    height: float


def pptx(document: Document) -> bytes:
    """The document as the bytes of a presentation of one slide."""
    from pptx import Presentation
    from pptx.util import Mm

    file = Presentation()
    width, height = PAPERS_MM[document.paper]
    file.slide_width, file.slide_height = Mm(width), Mm(height)
    file.core_properties.title, file.core_properties.author = document.title, "Wellrun"
    slide = file.slides.add_slide(file.slide_layouts[5])
    _title(slide, document, width)
    pictures = {id(block): png(block.svg) for block in document.blocks if isinstance(block, Picture)}
    size, placed = fitted(document, {key: _ratio(data) for key, data in pictures.items()})
    for one in placed:
        if isinstance(one.block, Picture):
            _picture(slide, one, pictures[id(one.block)])
        elif isinstance(one.block, Grid):
            _grid(slide, one, one.block, size)
        else:
            _words(slide, one, size)
    _footer(slide, document.as_of, height)
    out = io.BytesIO()
    file.save(out)
    return out.getvalue()


def fitted(document: Document, ratios: Mapping[int, float]) -> tuple[int, tuple[Placed, ...]]:
    """The largest size of words with which all blocks stand on the slide, and where each stands.

    ``ratios`` are heights by widths of the pictures, by identity of the block.
    """
    for size in SIZES:
        placed = tuple(_placed(document, size, ratios))
        bottom = PAPERS_MM[document.paper][1] - FOOT_MM
        if all(one.top + one.height <= bottom for one in placed):
            break
    return size, placed


def _placed(document: Document, size: int, ratios: Mapping[int, float]) -> Iterator[Placed]:
    paper, count = PAPERS_MM[document.paper][0], document.columns
    width = (paper - 2 * MARGIN_MM - (count - 1) * GUTTER_MM) / count
    left, top = MARGIN_MM, HEAD_MM
    for block in document.blocks:
        if isinstance(block, NextColumn):
            left, top = left + width + GUTTER_MM, HEAD_MM
            continue
        height = _height(block, size, width, ratios)
        yield Placed(block, left, top, _width(block, width), height)
        top += height


def _width(block: Block, width: float) -> float:
    return min(width, block.width_mm) if isinstance(block, Picture) else width


def _height(block: Block, size: int, width: float, ratios: Mapping[int, float]) -> float:
    match block:
        case Picture():
            return _width(block, width) * ratios[id(block)] + 2
        case Grid():
            cell = width / len(block.titles)
            rows = (max(_lines(words, size, cell - 4) for words in row) for row in (block.titles, *block.rows))
            return sum(rows) * size * LINE * GRID_ROOM + 2
        case Heading():
            return (size + 2) * LINE * 2
        case NextColumn():
            return 0.0
        case Listing() | Paragraph():
            items = block.items if isinstance(block, Listing) else (block,)
            return sum(_lines(_said(item), size, width) for item in items) * size * LINE + size * LINE / 2


def _lines(words: str, size: int, width: float) -> int:
    return max(1, math.ceil(len(words) * size * CHARACTER / max(width, 1.0)))


def _said(paragraph: Paragraph) -> str:
    return " ".join(part for part in (paragraph.strong, paragraph.words, paragraph.quiet) if part)


def _ratio(data: bytes) -> float:
    # The header of a PNG holds width and height as big-endian numbers at byte 16 (PNG specification, 11.2.2).
    width, height = int.from_bytes(data[16:20], "big"), int.from_bytes(data[20:24], "big")
    return height / width


def _title(slide: Any, document: Document, width: float) -> None:
    from pptx.util import Mm, Pt

    title = slide.shapes.title
    title.left, title.top, title.width, title.height = Mm(MARGIN_MM), Mm(6), Mm(width - 2 * MARGIN_MM), Mm(16)
    title.text_frame.word_wrap = True
    title.text = document.title
    _style(title.text_frame.paragraphs[0], Pt(22), INK, bold=True)
    line = title.text_frame.add_paragraph()
    line.text = document.subtitle
    _style(line, Pt(11), QUIET)


def _style(paragraph: Any, size: Any, colour: str, *, bold: bool = False) -> None:
    from pptx.dml.color import RGBColor
    from pptx.enum.text import PP_ALIGN

    paragraph.alignment = PP_ALIGN.LEFT
    for run in paragraph.runs:
        run.font.size, run.font.bold, run.font.color.rgb = size, bold, RGBColor.from_string(colour)
        run.font.name = "Liberation Sans"


def _frame(slide: Any, placed: Placed) -> Any:
    from pptx.util import Mm

    box = slide.shapes.add_textbox(Mm(placed.left), Mm(placed.top), Mm(placed.width), Mm(placed.height))
    frame = box.text_frame
    frame.word_wrap = True
    frame.margin_left = frame.margin_right = frame.margin_top = frame.margin_bottom = 0
    return frame


def _words(slide: Any, placed: Placed, size: int) -> None:
    from pptx.util import Pt

    frame, block = _frame(slide, placed), placed.block
    if isinstance(block, Heading):
        frame.paragraphs[0].text = block.words
        _style(frame.paragraphs[0], Pt(size + 2), INK, bold=True)
        return
    items = block.items if isinstance(block, Listing) else (block,)
    for number, item in enumerate(items):
        assert isinstance(item, Paragraph)
        paragraph = frame.paragraphs[0] if number == 0 else frame.add_paragraph()
        mark = f"{number + 1}. " if isinstance(block, Listing) and block.numbered else ""
        for words, colour, bold in (
            (mark + item.strong, INK, True),
            (item.words, INK, False),
            (item.quiet, QUIET, False),
        ):
            if words.strip():
                run = paragraph.add_run()
                run.text = f"{words} "
                _style_run(run, Pt(size), colour, bold)


def _style_run(run: Any, size: Any, colour: str, bold: bool) -> None:
    from pptx.dml.color import RGBColor

    run.font.size, run.font.bold, run.font.name = size, bold, "Liberation Sans"
    run.font.color.rgb = RGBColor.from_string(colour)


def _grid(slide: Any, placed: Placed, block: Grid, size: int) -> None:
    from pptx.enum.text import PP_ALIGN
    from pptx.util import Mm, Pt

    rows = (block.titles, *block.rows)
    shape = slide.shapes.add_table(
        len(rows), len(block.titles), Mm(placed.left), Mm(placed.top), Mm(placed.width), Mm(placed.height)
    )
    for at, row in enumerate(rows):
        for column, words in enumerate(row):
            cell = shape.table.cell(at, column)
            cell.text = words
            cell.margin_top = cell.margin_bottom = Mm(0.4)
            _style(cell.text_frame.paragraphs[0], Pt(size - 1), "FFFFFF" if at == 0 else INK, bold=at == 0)
            if column in block.figures:
                cell.text_frame.paragraphs[0].alignment = PP_ALIGN.RIGHT


def _picture(slide: Any, placed: Placed, data: bytes) -> None:
    from pptx.util import Mm

    block = placed.block
    assert isinstance(block, Picture)
    shape = slide.shapes.add_picture(io.BytesIO(data), Mm(placed.left), Mm(placed.top), width=Mm(placed.width))
    # What a screen reader says of it (ECMA-376, part 1, 19.3.1.12: descr).
    shape._element.nvPicPr.cNvPr.set("descr", block.says)


def _footer(slide: Any, as_of: str, height: float) -> None:
    from pptx.util import Pt

    frame = _frame(slide, Placed(Paragraph(""), MARGIN_MM, height - FOOT_MM, 200, FOOT_MM - 4))
    frame.paragraphs[0].text = as_of
    _style(frame.paragraphs[0], Pt(8), QUIET)
