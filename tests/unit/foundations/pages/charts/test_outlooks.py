"""A year by period: what came, what is expected with its range, and the budget across."""

from __future__ import annotations

import datetime as dt
import re

from wellrun.foundations.pages.charts import OutlookPeriod, outlook_chart


def test_booked_and_expected_stand_on_nothing_and_the_range_around_the_expected() -> None:
    months = [dt.date(2026, month, 1) for month in (1, 2, 3)]
    drawn = outlook_chart(
        label="Ward 5",
        periods=[
            OutlookPeriod(day=months[0], came=100.0, planned=90.0),
            OutlookPeriod(day=months[1], expected=50.0, ends=(40.0, 60.0), planned=90.0),
            OutlookPeriod(day=months[2], expected=-10.0),
        ],
    )
    assert 'aria-label="Ward 5"' in drawn
    full, pale, below = re.findall(r'<rect x="[\d.]+" y="([\d.]+)" width="[\d.]+" height="([\d.]+)"', drawn)
    assert 1.9 < float(full[1]) / float(pale[1]) < 2.1
    assert abs(float(full[0]) + float(full[1]) - float(below[0])) < 0.2
    assert drawn.count('class="box-range"') == 3
    assert drawn.count('class="target"') == 2
    assert "style=" not in drawn


def test_nothing_to_draw_is_an_empty_frame() -> None:
    assert outlook_chart(label="none", periods=[], narrow=True).startswith("<svg")
