"""A month of theatres and its blocks in words."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.utils.formats import date_format, time_format
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from wellrun.departments.operations.models import TheatreBlock
from wellrun.departments.operations.models.theatre import REASONS, WEEKDAYS
from wellrun.departments.operations.queries.theatre_month import WEEKS, Month, Used
from wellrun.departments.operations.rules.theatre.blocks import BlockDay
from wellrun.departments.operations.rules.theatre.cases import Reason
from wellrun.departments.operations.rules.theatre.figures import CAP, FEWEST, GRACE, Ratio
from wellrun.foundations.pages.charts import Reach, interval_line
from wellrun.foundations.pages.templatetags.words import percent


def asked_month(text: str, today: dt.date) -> dt.date:
    """The first day of the month that was asked for; of yesterday's where none was, or none that can be."""
    yesterday = today - dt.timedelta(days=1)
    try:
        asked = dt.date.fromisoformat(f"{text}-01") if text else yesterday
    except ValueError:
        asked = yesterday
    return min(asked, yesterday).replace(day=1)


def month_page(month: Month, today: dt.date) -> dict[str, Any]:
    """What the page of a month shows."""
    before = (month.first - dt.timedelta(days=1)).strftime("%Y-%m")
    after = (month.first + dt.timedelta(days=32)).replace(day=1)
    level = month.whole.raw.value if month.whole else 0.0
    high = max([1.0, *(one.raw.upper or one.raw.value for one in (*month.services, *month.blocks))])
    reach = Reach(low=0.0, high=high, level=level)
    return {
        "month": month,
        "name": date_format(month.first, "F Y"),
        "before": before,
        "after": after.strftime("%Y-%m") if after < today else "",
        "whole": _row(month.whole, reach) if month.whole else None,
        "services": [_row(one, reach) for one in month.services],
        "blocks": [_row(one, reach, name=_block_name(one.name)) for one in month.blocks],
        "reasons": [(REASONS[Reason(key)] if key else _("not told"), n) for key, n in month.reasons],
        "share_on_time": month.on_time / month.starts if month.starts else None,
        "share_cancelled": month.cancelled / month.listed if month.listed else None,
        "grace": round(GRACE.total_seconds() / 60),
        "cap": round(CAP.total_seconds() / 60),
        "fewest": FEWEST,
        "weeks": WEEKS,
    }


def _block_name(name: str) -> str:
    room, weekday, service = name.split(", ", 2)
    return f"{room}, {WEEKDAYS[int(weekday)]}, {service}"


def _row(used: Used, reach: Reach, *, name: str = "") -> dict[str, Any]:
    return {
        "name": name or used.name,
        "raw": percent(used.raw.value),
        "adjusted": percent(used.adjusted.value),
        "interval": interval(used.raw),
        "drawn": _drawn(used.raw, reach),
        "days": used.raw.days,
        "over": used.over,
        "late_ends": used.late_ends,
    }


def interval(ratio: Ratio) -> str:
    """From where to where the share may lie; empty with too few block days."""
    if ratio.lower is None or ratio.upper is None:
        return ""
    return _("%(lower)s to %(upper)s") % {"lower": percent(ratio.lower), "upper": percent(ratio.upper)}


def _drawn(ratio: Ratio, reach: Reach) -> SafeString | str:
    if ratio.lower is None or ratio.upper is None:
        return ""
    label = f"{percent(ratio.value)}, {interval(ratio)}"
    return interval_line(
        value=ratio.value, lower=ratio.lower, upper=ratio.upper, reach=reach, kind="common", label=label
    )


def blocks_page(held: Sequence[TheatreBlock], scanty: Sequence[BlockDay], free: Sequence[BlockDay]) -> dict[str, Any]:
    """What the page of blocks shows, and the sentence above it."""
    n = len(scanty)
    words = ngettext(
        "%(n)s block of the next two weeks is booked by less than half.",
        "%(n)s blocks of the next two weeks are booked by less than half.",
        n,
    )
    calm = _("Every block of the next two weeks is booked by half or more, or released.")
    return {
        "sentence": words % {"n": n} if n else calm if held else _("No service has theatre time of its own yet."),
        "scanty": [_day(one) for one in scanty],
        "free": [_day(one) for one in free],
        "held": [{"one": one, "weekday": WEEKDAYS[one.weekday], "hours": _hours(one.begins, one.ends)} for one in held],
    }


def _day(one: BlockDay) -> dict[str, Any]:
    return {
        "key": int(one.block.key),
        "day": one.day,
        "room": one.block.room,
        "service": one.block.service,
        "hours": _hours(one.block.begins, one.block.ends),
        "booked": round(one.booked),
        "minutes": round(one.minutes),
        "share": one.booked / one.minutes,
        "by_itself": one.day - dt.timedelta(days=one.block.release_days),
        "empty": not one.cases,
        "by_hand": one.by_hand,
    }


def _hours(begins: dt.time, ends: dt.time) -> str:
    return f"{time_format(begins, 'H:i')}–{time_format(ends, 'H:i')}"
