"""A document as PDF, set by typst."""

from __future__ import annotations

import json
import re
import tempfile
from collections.abc import Mapping
from pathlib import Path
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

LAYOUT = Path(__file__).with_name("layout.typ")

PRINT_COLOURS: Mapping[str, str] = MappingProxyType(
    {
        "improve": "#1667b0",
        "concern": "#d4640a",
        "neutral": "#7a4bc0",
        "harm": "#c3161c",
        "common": "#75808b",
        "limit": "#aab3bc",
        "mean": "#8b959f",
        "ink": "#16202a",
        "paper": "#ffffff",
        "rule": "#dedcd6",
    }
)
"""The meanings in the light theme, for drawings that leave the page and its stylesheet."""

PRINT_STYLE = (
    "text{font-family:Liberation Sans,Arial,sans-serif;font-size:11px;fill:#46525e}"
    "polyline{fill:none}.run{stroke:#75808b;stroke-width:1.1}.mean{stroke:#8b959f;stroke-width:1.3}"
    ".limit{stroke:#aab3bc}.faint{stroke-dasharray:1 3}.target{stroke:#16202a;stroke-width:1.2;stroke-dasharray:5 4}"
    ".phase,.note{stroke:#16202a}.note{fill:#fff}.rung,.tick,.axis-line{stroke:#dedcd6}"
    "polygon.concern,rect.concern,circle.concern{fill:#d4640a}polygon.improve,rect.improve,circle.improve{fill:#1667b0}"
    "polygon.neutral,rect.neutral{fill:#7a4bc0}polygon.harm,rect.harm{fill:#c3161c}circle.common,rect.common,.slot{fill:#75808b}"
    ".value{font-weight:700;font-size:12.5px;fill:#16202a}text.concern{fill:#a34400}text.improve{fill:#10568f}"
    ".spine{stroke:#16202a;stroke-width:1.8}.rib{stroke:#75808b;stroke-width:1.2}"
    ".missing{fill:#fff;stroke:#d4640a}.pale{fill:#dedcd6}"
)


def pdf(document: Document) -> bytes:
    """The document as the bytes of a tagged PDF."""
    import typst

    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        blocks = [_block(block, home, number) for number, block in enumerate(document.blocks)]
        said = {
            "title": document.title,
            "subtitle": document.subtitle,
            "as_of": document.as_of,
            "language": document.language,
            "paper": document.paper,
            "landscape": document.landscape,
            "columns": document.columns,
            "blocks": blocks,
        }
        (home / "said.json").write_text(json.dumps(said, ensure_ascii=False))
        (home / "main.typ").write_text(LAYOUT.read_text())
        return bytes(typst.compile(str(home / "main.typ"), root=str(home), format="pdf"))


def _block(block: Block, home: Path, number: int) -> dict[str, Any]:
    match block:
        case Heading():
            return {"kind": "heading", "words": block.words, "level": block.level}
        case Paragraph():
            return {"kind": "paragraph", "strong": block.strong, "words": block.words, "quiet": block.quiet}
        case Listing():
            items = [{"strong": item.strong, "words": item.words, "quiet": item.quiet} for item in block.items]
            return {"kind": "listing", "numbered": block.numbered, "items": items}
        case Grid():
            return {"kind": "grid", "titles": block.titles, "rows": block.rows, "figures": sorted(block.figures)}
        case Picture():
            file = home / f"picture-{number}.svg"
            file.write_text(print_svg(block.svg))
            return {"kind": "picture", "file": file.name, "says": block.says, "width": block.width_mm}
        case NextColumn():
            return {"kind": "next"}


def png(svg: str, *, pixels_per_inch: int = 220) -> bytes:
    """A drawing of a page as the bytes of a PNG, for what cannot show SVG."""
    import typst

    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        (home / "picture.svg").write_text(print_svg(svg))
        page = '#set page(width: auto, height: auto, margin: 0pt)\n#image("picture.svg")'
        (home / "main.typ").write_text(page)
        return bytes(typst.compile(str(home / "main.typ"), root=str(home), format="png", ppi=pixels_per_inch))


def print_svg(svg: str) -> str:
    """A drawing of a page made to stand alone: its own style inside, colours resolved, the namespace named."""
    alone = re.sub(r"var\(--([a-z]+)(?:-text|-pale)?\)", lambda m: PRINT_COLOURS.get(m[1], "#16202a"), svg)
    if "xmlns=" not in alone:
        alone = alone.replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', 1)
    return re.sub(r"(<svg [^>]*>)", rf"\1<style>{PRINT_STYLE}</style>", alone, count=1)
