"""A document on one slide: all of its words, nothing beyond the paper, as large as it fits."""

from __future__ import annotations

import io
import itertools
from typing import Any

import pytest
from pptx import Presentation

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
from wellrun.foundations.documents.slides import PAPERS_MM, SIZES, fitted, pptx

SVG = '<svg viewBox="0 0 200 50" width="200" height="50"><rect class="common" width="200" height="50"/></svg>'
EMU_PER_MM = 36_000


def document(blocks: tuple[Block, ...], paper: str = "a3") -> Document:
    return Document("Home before noon", "Ward 4", "as of today", blocks, paper=paper, landscape=True, columns=2)


def page(sections: int) -> tuple[Block, ...]:
    whole: tuple[Block, ...] = ()
    for number in range(sections):
        if number == sections // 2 and sections > 1:
            whole += (NextColumn(),)
        whole += (
            Heading(f"Part {number}"),
            Paragraph("Beds are full at noon. " * 8, strong="Why", quiet="said in March"),
            Listing((Paragraph("first"), Paragraph("second", strong="Then")), numbered=True),
            Grid(("Change", "Seen"), ((f"Round {number}", "3"), ("List at four", "5")), frozenset({1})),
        )
    return whole


def test_every_word_is_on_the_slide_and_the_picture_is_described() -> None:
    made = pptx(document((*page(2), Picture(SVG, says="Stays fell in March", width_mm=80))))
    (slide,) = Presentation(io.BytesIO(made)).slides
    words = " ".join(shape.text_frame.text for shape in slide.shapes if shape.has_text_frame)
    for said in ("Home before noon", "Ward 4", "as of today", "Part 1", "said in March", "1. first", "2. Then second"):
        assert said in words.replace("  ", " ")
    tables = [shape.table for shape in slide.shapes if shape.has_table]
    assert tables[1].cell(1, 0).text == "Round 1"
    (picture,) = [shape for shape in slide.shapes if shape.shape_type == 13]
    assert picture._element.nvPicPr.cNvPr.get("descr") == "Stays fell in March"
    assert picture.width / picture.height == pytest.approx(4, rel=0.02)


@pytest.mark.parametrize(("sections", "paper"), [(1, "a4"), (2, "a3"), (6, "a3"), (3, "us-letter")])
def test_nothing_stands_beyond_the_paper_or_on_something_else(sections: int, paper: str) -> None:
    _size, placed = fitted(document(page(sections), paper), {})
    width, height = PAPERS_MM[paper]
    for one in placed:
        assert one.left >= 0 and one.left + one.width <= width and one.top + one.height <= height
    for one, other in itertools.pairwise(placed):
        assert other.left > one.left or other.top >= one.top + one.height


def test_the_more_there_is_to_say_the_smaller_it_is_said_and_both_columns_are_used() -> None:
    sizes = [fitted(document(page(sections)), {})[0] for sections in (1, 4, 8, 30)]
    assert sizes == sorted(sizes, reverse=True) and sizes[0] == SIZES[0] and sizes[-1] == SIZES[-1]
    lefts: Any = {one.left for one in fitted(document(page(4)), {})[1]}
    assert len(lefts) == 2
