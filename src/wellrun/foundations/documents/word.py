"""A document as Word (docx)."""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

from wellrun.foundations.documents.content import Document, Grid, Heading, Listing, NextColumn, Paragraph, Picture


def docx(document: Document) -> bytes:
    """The document as the bytes of a docx file, with real heading styles, table heads that repeat and page numbers."""
    import docx as python_docx

    file = python_docx.Document()
    file.core_properties.title = document.title
    file.core_properties.author = "Wellrun"
    file.add_heading(document.title, level=0)
    file.add_paragraph(document.subtitle)
    _footer(file, document.as_of)
    for block in document.blocks:
        _WRITERS[type(block)](file, block)
    out = io.BytesIO()
    file.save(out)
    return out.getvalue()


def _heading(file: Any, block: Heading) -> None:
    file.add_heading(block.words, level=block.level)


def _paragraph(file: Any, block: Paragraph, style: str | None = None) -> None:
    paragraph = file.add_paragraph(style=style)
    if block.strong:
        paragraph.add_run(f"{block.strong} ").bold = True
    paragraph.add_run(block.words)
    if block.quiet:
        paragraph.add_run(f" {block.quiet}").italic = True


def _listing(file: Any, block: Listing) -> None:
    for item in block.items:
        _paragraph(file, item, style="List Number" if block.numbered else "List Bullet")


def _grid(file: Any, block: Grid) -> None:
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.oxml import OxmlElement

    table = file.add_table(rows=0, cols=len(block.titles), style="Light Grid Accent 1")
    for number, row in enumerate((block.titles, *block.rows)):
        cells = table.add_row().cells
        for place, words in enumerate(row):
            paragraph = cells[place].paragraphs[0]
            paragraph.add_run(words).bold = number == 0
            if place in block.figures:
                paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    table.rows[0]._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))


def _picture(file: Any, block: Picture) -> None:
    # Word shows no SVG of its own; the sentence says what the picture in the PDF shows.
    file.add_paragraph(block.says, style="Intense Quote")


def _next_column(_file: Any, _block: NextColumn) -> None:
    """A page of words has one column."""


def _footer(file: Any, as_of: str) -> None:
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    paragraph = file.sections[0].footer.paragraphs[0]
    paragraph.add_run(f"{as_of}   ")
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), "PAGE")
    paragraph._p.append(field)


_WRITERS: Mapping[type, Callable[[Any, Any], None]] = MappingProxyType(
    {
        Heading: _heading,
        Paragraph: _paragraph,
        Listing: _listing,
        Grid: _grid,
        Picture: _picture,
        NextColumn: _next_column,
    }
)
