"""A claim for a printed form as PDF: each value at its place on the paper, as a proof with the number of its field."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path

from wellrun.departments.revenue.rules.paper_forms import Sheet, sheets
from wellrun.engines.x12 import BilledClaim

INCH = 25.4
LEFT, TOP = 0.3 * INCH, INCH / 6
"""Millimetres to the first column and line of a form on US letter paper."""

SOURCE = """
#let said = json("said.json")
#set document(title: said.title, author: "Wellrun")
#set page(paper: "us-letter", margin: 0pt)
#set text(font: ("Liberation Mono", "DejaVu Sans Mono"), size: 10pt, lang: "en")
#for (at, sheet) in said.sheets.enumerate() [
  #if at > 0 { pagebreak() }
  #for one in sheet {
    let at(up, words) = place(top + left, dx: one.x * 1mm, dy: one.y * 1mm - up, words)
    at(0mm, one.text)
    if said.proof { at(1.4mm, text(4.5pt, fill: rgb("#c3161c"), one.number)) }
  }
]
"""


def printed(claim: BilledClaim, *, proof: bool = False) -> bytes:
    """The pages of a claim. A proof names the fields, for whoever adjusts a printer."""
    import typst

    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        said = {"title": claim.number, "proof": proof, "sheets": [placed(one) for one in sheets(claim)]}
        (home / "said.json").write_text(json.dumps(said, ensure_ascii=False))
        (home / "main.typ").write_text(SOURCE)
        return bytes(typst.compile(str(home / "main.typ"), root=str(home), format="pdf"))


def placed(sheet: Sheet) -> list[dict[str, float | str]]:
    """Each value with where it stands, in millimetres from the upper left corner."""
    return [
        {
            "number": one.number,
            "text": one.text,
            "x": round(LEFT + (one.column - 1) * INCH / 10, 3),
            "y": round(TOP + (one.line - 1) * INCH / 6, 3),
        }
        for one in sheet.fields
    ]
