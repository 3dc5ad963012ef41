"""How a figure is said: three significant digits in prose, with its unit; full precision stays in tables."""

from __future__ import annotations

import datetime as dt
from math import floor, log10

from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from wellrun.foundations.pages.charts import ReaderFigure
from wellrun.warehouse.measures.measure import Better, Display, Measure

PERIOD_WORDS = {
    "day": ("day", "days"),
    "week": ("week", "weeks"),
    "month": ("month", "months"),
}
SMALL_NUMBERS = (
    "no",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
)


def significant(value: float, digits: int = 3) -> str:
    """The number with at most so many significant digits, in the reader's notation."""
    if value == 0:
        return "0"
    places = max(0, digits - 1 - floor(log10(abs(value))))
    # One place is enough from one to a hundred: 6.1 is said, 6.12 is tabled.
    places = min(places, 1) if abs(value) >= 1 else places
    return formats.number_format(round(value, places), decimal_pos=places, use_l10n=True, force_grouping=True)


def value_words(measure: Measure, value: float | None) -> str:
    """A value with its sign: 35 %, 6.1, $3,020."""
    if value is None:
        return _("no figure")
    if measure.display is Display.PERCENT:
        return f"{significant(value)}\u00a0%"
    if measure.display is Display.MONEY:
        return f"${formats.number_format(round(value), use_l10n=True, force_grouping=True)}"
    return significant(value)


def figure_words(measure: Measure, value: float | None) -> str:
    """A value with its unit in words: 6.1 per 1,000 patient days."""
    said = value_words(measure, value)
    return said if measure.display is Display.PERCENT else f"{said} {measure.unit}".strip()


def reader_figure(measure: Measure) -> ReaderFigure:
    """How a chart of the measure writes its figures."""
    return ReaderFigure(
        places=measure.decimals,
        unit="\u00a0%" if measure.display is Display.PERCENT else "",
        before="$" if measure.display is Display.MONEY else "",
    )


def target_words(measure: Measure, target: float) -> str:
    """Target under 4, target at least 95 %."""
    if target == 0 and measure.better is Better.LOWER:
        return _("target none")
    said = {"value": value_words(measure, target)}
    return (
        _("target under %(value)s") % said if measure.better is Better.LOWER else _("target at least %(value)s") % said
    )


def count_words(number: int, grain: str) -> str:
    """Eight weeks, one month, 14 days."""
    one, many = PERIOD_WORDS[grain]
    said = SMALL_NUMBERS[number] if number < len(SMALL_NUMBERS) else str(number)
    return f"{said} {ngettext(one, many, number)}"


def last_words(grain: str) -> str:
    """The newest complete period, as people call it."""
    return {"day": _("Yesterday"), "week": _("Last week"), "month": _("Last month")}[grain]


def day_words(day: dt.date, *, today: dt.date) -> str:
    """5 October, with the year when it is another."""
    return formats.date_format(day, "j F" if day.year == today.year else "j F Y")
