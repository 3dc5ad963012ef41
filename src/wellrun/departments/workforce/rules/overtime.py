"""Overtime in minutes by the period it falls in. It is a cost, never a ban."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping

from wellrun.departments.workforce.rules.book import Kind, LabourRule
from wellrun.departments.workforce.rules.labour import PERIODS_FROM, period_of


def overtime(
    worked: Mapping[dt.date, int], rule: LabourRule, *, since: dt.date = PERIODS_FROM
) -> Mapping[dt.date, int]:
    """Minutes of overtime by the first day of their work week or 14-day period; periods without any are left out.

    Under 8 and 80 the hours beyond eight in a day count towards those beyond 80 (29 CFR 778.601(c)), so the period's
    overtime is the larger of the two sums.
    """
    eighty = rule.kind is Kind.OVERTIME_8_80
    days = int(rule.figure("days")) if eighty else 7
    totals: dict[dt.date, int] = defaultdict(int)
    daily: dict[dt.date, int] = defaultdict(int)
    for date, minutes in worked.items():
        begins = period_of(date, days=days, since=since)
        totals[begins] += minutes
        if eighty:
            daily[begins] += max(0, minutes - int(rule.figure("day_hours") * 60))
    limit = int(rule.figure("hours") * 60)
    beyond = {begins: max(total - limit, daily[begins]) for begins, total in totals.items()}
    return {begins: minutes for begins, minutes in sorted(beyond.items()) if minutes > 0}
