"""One among many on a line."""

from __future__ import annotations

import re

from wellrun.foundations.pages.charts import OneAmong, strip


def drawn(value: float, many: list[float], **more: bool) -> str:
    one = OneAmong(value=value, said=f"{value:g}", kind="improve")
    return str(strip(one=one, many=many, figure=lambda figure, places=0: f"{figure:g}", label="Seven of ten", **more))


def test_it_is_read_aloud_and_has_no_style() -> None:
    picture = drawn(7, [float(number) for number in range(100)])
    assert 'aria-label="Seven of ten"' in picture
    assert "style=" not in picture
    assert 'class="pt improve"' in picture


def test_few_far_out_do_not_press_the_others_flat() -> None:
    many = [float(number) for number in range(100)]
    assert drawn(7, many) == drawn(7, [*many[:-1], 1e9])


def test_the_one_stays_within_the_drawing_wherever_it_lies() -> None:
    for value in (-1e6, 1e6):
        for narrow in (False, True):
            picture = drawn(value, [1.0, 2.0, 3.0, 4.0, 5.0], narrow=narrow)
            width = 320 if narrow else 560
            assert all(0 <= float(x) <= width for x in re.findall(r'x1?="(-?[\d.]+)"', picture))


def test_it_can_be_drawn_of_one_or_of_all_alike() -> None:
    assert "pt improve" in drawn(3, [3.0])
    assert "pt improve" in drawn(3, [3.0] * 9)
