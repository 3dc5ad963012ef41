"""The handbook: one page a measure, the story of the demonstration, the decisions, and the pictures of the pages."""

from __future__ import annotations

import shutil
from pathlib import Path

ROOT = Path(__file__).parents[3]


def write(folder: Path) -> int:
    """Writes the handbook anew; returns how many pages it has."""
    from wellrun.foundations.catalogue.registry import MEASURES
    from wellrun.warehouse.measures.page import measure_page

    shutil.rmtree(folder, ignore_errors=True)
    (folder / "measures").mkdir(parents=True)
    ordered = sorted(MEASURES.values(), key=lambda measure: (measure.department, measure.title))
    for measure in ordered:
        (folder / "measures" / f"{measure.key}.md").write_text(measure_page(measure))
    lines = ["# Handbook", "", "## Measures", ""]
    lines += [f"- [{measure.title}](measures/{measure.key}.md), {measure.department}" for measure in ordered]
    lines += ["", "## The demonstration facility", "", "- [The story](story.md)", "", "## Pages", ""]
    shutil.copy(ROOT / "src" / "wellrun" / "demo" / "story.md", folder / "story.md")
    pictures = sorted((ROOT / "docs" / "pictures").glob("*.png"))
    (folder / "pictures").mkdir()
    for picture in pictures:
        shutil.copy(picture, folder / "pictures" / picture.name)
        lines.append(f"![{picture.stem}](pictures/{picture.name})")
    (folder / "index.md").write_text("\n".join(lines) + "\n")
    return len(ordered) + 2
