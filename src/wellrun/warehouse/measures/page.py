"""The handbook page of a measure: its definition and its worked example, from the one place they are defined."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from wellrun.warehouse.measures.measure import CHARTS, Better, Display, Measure, Statistic

_BETTER = {
    Better.LOWER: "Lower is better.",
    Better.HIGHER: "Higher is better.",
    Better.NEITHER: "Neither way is better by itself.",
}


def written(measure: Measure, value: float) -> str:
    """A value as it is read: thousands separated, with the measure's decimals, and a percent sign where it is one."""
    sign = " %" if measure.display is Display.PERCENT else ""
    return f"{value:,.{measure.decimals}f}{sign}"


def measure_page(measure: Measure) -> str:
    """The page as Markdown."""
    example = measure.example
    parts = [
        f"# {measure.title}",
        f"{measure.counts}",
        table(definition(measure), heading=("", "")),
        "## Worked example",
        *(f"`{name}`\n\n{rows_table(rows)}" for name, rows in example.rows.items()),
        example.sentence,
        table(
            [
                ("Numerator", f"{example.numerator:,.10g}"),
                ("Denominator", f"{example.denominator:,.10g}"),
                ("Value", f"{written(measure, example.value)} {measure.unit}"),
            ],
            heading=(f"Facility H, {example.grain} of {example.start.isoformat()}", ""),
        ),
    ]
    return "\n\n".join(parts) + "\n"


def definition(measure: Measure) -> list[tuple[str, str]]:
    """The rows of the definition table."""
    target = "none" if measure.target is None else written(measure, measure.target)
    return [
        ("Counted", measure.counts),
        ("Per", measure.per),
        ("Left out", measure.leaves_out),
        ("Unit", measure.unit),
        ("Value", _value(measure)),
        ("Direction", _BETTER[measure.better]),
        ("Target", target),
        ("Chart", CHARTS[measure.chart]),
        ("Periods", ", ".join(str(grain) for grain in measure.grains)),
        ("Owner", measure.owner),
        ("Source", measure.source),
        ("Version", f"{measure.version}, since {measure.since.isoformat()}"),
    ]


def _value(measure: Measure) -> str:
    times = "" if measure.multiply == 1 else f" times {measure.multiply:,.0f}"
    return {
        Statistic.RATIO: f"Counted{times}, over the sum of the denominator.",
        Statistic.COUNT: "The number counted.",
        Statistic.MEDIAN: "The median of the single values, found anew for every place and period.",
    }[measure.statistic]


def rows_table(rows: Sequence[Mapping[str, Any]]) -> str:
    """Example rows as a Markdown table."""
    names = list(dict.fromkeys(name for row in rows for name in row))
    return table([tuple(_cell(row.get(name)) for name in names) for row in rows], heading=tuple(names))


def _cell(value: Any) -> str:
    return "" if value is None else str(value)


def table(rows: Sequence[tuple[str, ...]], *, heading: tuple[str, ...]) -> str:
    """A Markdown table."""
    lines = [heading, tuple("---" for _ in heading), *rows]
    return "\n".join("| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |" for line in lines)
