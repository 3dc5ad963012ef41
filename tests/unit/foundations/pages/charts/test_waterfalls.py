"""A waterfall begins at the first amount, each part begins where the one before ended, and the last ends there too."""

from __future__ import annotations

import re

import pytest

from wellrun.foundations.pages.charts import Fall, waterfall

BAR = re.compile(r'<rect x="([\d.]+)" y="([\d.]+)" width="([\d.]+)" height="([\d.]+)" rx="1" class="bar (\w+)"/>')


def drawn(*amounts: float, narrow: bool = False) -> tuple[str, list[tuple[float, float, str]]]:
    """The picture, and top, foot and kind of each bar."""
    parts = [Fall(name=f"P{at}", amount=amount, said=str(amount), kind="concern") for at, amount in enumerate(amounts)]
    first, last = Fall(name="Budget", amount=1000, said="1,000", note="plan"), Fall(name="Actual", amount=0, said="end")
    picture = waterfall(label="All & sundry", first=first, parts=parts, last=last, narrow=narrow)
    bars = [(float(y), float(y) + float(height), kind) for _x, y, _width, height, kind in BAR.findall(picture)]
    return picture, bars


@pytest.mark.parametrize("amounts", [(28, 9.5, 3.7), (28, -40, 3), (-5, -6, -7), (10, -10)])
def test_each_bar_begins_where_the_one_before_ended(amounts: tuple[float, ...]) -> None:
    picture, bars = drawn(*amounts)
    kinds = [kind for _top, _foot, kind in bars]
    assert kinds == ["total", *["concern"] * len(amounts), "actual"]
    base = bars[0][0]
    end, scale = 0.0, None
    for amount, (top, foot, _kind) in zip(amounts, bars[1:-1], strict=True):
        size = (foot - top) / abs(amount)
        scale = scale or size
        assert size == pytest.approx(scale, rel=0.05)
        begins, until = base - end * scale, base - (end + amount) * scale
        assert sorted((begins, until)) == pytest.approx([top, foot], abs=0.6)
        end += amount
    assert sorted((base, base - end * (scale or 0))) == pytest.approx([bars[-1][0], bars[-1][1]], abs=3.1)
    assert 'aria-label="All &amp; sundry"' in picture
    assert "style=" not in picture


def test_nothing_over_is_drawn_as_lines_on_the_base() -> None:
    _picture, bars = drawn(0, 0)
    assert {round(foot - top, 1) for top, foot, _kind in bars} == {3.0}
    assert len({top for top, _foot, _kind in bars}) == 1


def test_on_a_phone_notes_are_left_out_and_names_stay() -> None:
    wide, _bars = drawn(5, 6)
    narrow, _bars = drawn(5, 6, narrow=True)
    assert ">plan</text>" in wide
    assert ">plan</text>" not in narrow
    assert ">Budget</text>" in narrow
    assert 'viewBox="0 0 326 200"' in narrow
