"""The beds needed tonight in words and as a picture."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from wellrun.departments.operations.models import TonightAnswer
from wellrun.foundations.pages.charts.ranges import RangeDay, range_chart


@dataclass(frozen=True)
class TonightShown:
    """The answer as it was kept, its sentence, and its picture wide and narrow."""

    figures: dict[str, Any]
    statement: str
    inside: int
    mean_miss: float
    wide: SafeString
    narrow: SafeString


def tonight_shown(held: TonightAnswer | None) -> TonightShown | None:
    """None where there is no answer."""
    if held is None or not held.answer:
        return None
    figures, nights = held.answer, held.answer["nights"]
    days = [_night(one) for one in nights]
    today = dt.date.fromisoformat(figures["moment"][:10])
    ends = figures["lower"], figures["upper"]
    days.append(RangeDay(day=today, expected=figures["needed"], inner=ends, outer=ends))
    subject = _("Beds needed at midnight")
    return TonightShown(
        figures,
        _statement(figures),
        sum(one["lower"] <= one["came"] <= one["upper"] for one in nights),
        sum(abs(one["expected"] - one["came"]) for one in nights) / len(nights) if nights else 0.0,
        range_chart(subject=subject, days=days),
        range_chart(subject=subject, days=days[len(days) // 2 :], narrow=True),
    )


def _night(one: dict[str, Any]) -> RangeDay:
    ends = one["lower"], one["upper"]
    return RangeDay(
        day=dt.date.fromisoformat(one["day"]), expected=one["expected"], inner=ends, outer=ends, came=one["came"]
    )


def _statement(figures: dict[str, Any]) -> str:
    spare = figures["open_beds"] - round(figures["needed"])
    if spare < 0:
        return ngettext("%(n)s bed too few at midnight.", "%(n)s beds too few at midnight.", -spare) % {"n": -spare}
    return ngettext("%(n)s bed to spare at midnight.", "%(n)s beds to spare at midnight.", spare) % {"n": spare}
