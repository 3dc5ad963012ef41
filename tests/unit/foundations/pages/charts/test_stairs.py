"""A figure that holds until another is set: where it steps, what is said, what is drawn when it is young."""

import datetime as dt
from xml.etree import ElementTree

from wellrun.foundations.pages.charts import stair_chart

MARCH, MAY, JULY = dt.date(2026, 3, 1), dt.date(2026, 5, 1), dt.date(2026, 7, 1)
BANDS = {"moderate": 4.0, "high": 8.0, "extreme": 15.0}


def drawn(*held: tuple[dt.date, float]) -> ElementTree.Element:
    drawing = stair_chart(
        subject="Score",
        held=held,
        until=JULY,
        highest=25,
        bands=BANDS,
        limit=6,
        limit_words="appetite 6",
    )
    return ElementTree.fromstring(drawing)


def of(drawing: ElementTree.Element, kind: str) -> list[ElementTree.Element]:
    return [each for each in drawing if kind in (each.get("class") or "").split()]


def spots(drawing: ElementTree.Element) -> list[tuple[float, float]]:
    (stairs,) = of(drawing, "step")
    return [(float(x), float(y)) for x, y in (pair.split(",") for pair in stairs.get("points", "").split())]


def test_it_steps_on_the_day_it_changed_and_holds_until_today() -> None:
    one, two, three, four = spots(drawn((MARCH, 8), (MAY, 16)))
    assert one[1] == two[1] > three[1] == four[1]
    assert one[0] < two[0] == three[0] < four[0]


def test_a_rise_is_of_concern_a_fall_an_improvement() -> None:
    drawing = drawn((MARCH, 8), (MAY, 16), (JULY, 4))
    assert [len(of(drawing, kind)) for kind in ("concern", "improve")] == [1, 1]
    assert [each.text for each in of(drawing, "value")] == ["4"]


def test_it_is_read_aloud_as_its_figures() -> None:
    assert (
        drawn((MARCH, 8), (MAY, 16)).get("aria-label") == "Score: 8 since 1 Mar 2026, 16 since 1 May 2026. appetite 6."
    )


def test_one_set_today_is_drawn_all_the_same() -> None:
    drawing = drawn((JULY, 12))
    first, last = spots(drawing)
    assert first == last
    assert [each.text for each in of(drawing, "axis") if "2026" in (each.text or "")] == ["1 Jul 2026"]
