"""The picture of a forecast: two bands, a line, a point for each day that came, and the same read aloud."""

import datetime as dt

from wellrun.foundations.pages.charts.ranges import RangeDay, range_chart

DAY = dt.timedelta(days=1)
FIRST = dt.date(2026, 11, 1)


def days() -> list[RangeDay]:
    came = (20.0, 31.0, None, None)
    return [
        RangeDay(day=FIRST + at * DAY, expected=22.0 + at, inner=(18, 26), outer=(15, 29), came=each)
        for at, each in enumerate(came)
    ]


def test_bands_line_and_points() -> None:
    drawn = str(range_chart(subject="Patients", days=days()))
    assert drawn.index("foretold outer") < drawn.index("foretold inner") < drawn.index('class="mean"')
    assert drawn.count("pt common") == 1
    assert drawn.count("pt concern") == 1


def test_read_aloud() -> None:
    drawn = str(range_chart(subject="Patients", days=days(), narrow=True))
    assert "Patients. 1 of 2 days that are over were inside the range." in drawn
    assert "On 4 November 2026 25 are expected, 18 to 26." in drawn


def test_nothing_to_draw_is_an_empty_picture() -> None:
    assert "<polyline" not in str(range_chart(subject="Nothing", days=[]))
