"""What a chart over time shows and where: read back from the drawing."""

from datetime import date, timedelta
from xml.etree import ElementTree

import pytest

from wellrun.engines.spc import MAKING_DATA_COUNT, Chart, Direction, Phase, Series, Settings, chart
from wellrun.foundations.pages.charts import (
    Change,
    ChartWords,
    Note,
    ReaderFigure,
    control_chart,
    effect_chart,
    small_multiples,
    sparkline,
)
from wellrun.foundations.pages.charts.control import Label, spread

CALM = (5.0, 6.0, 4.0, 5.0, 6.0, 4.0, 5.0, 6.0, 4.0, 5.0, 6.0, 4.0, 5.0)


def drawn(*after: float | None, phases: tuple[Phase, ...] = (), kind: str = "i") -> Chart:
    values = (*CALM, *after)
    days = tuple(date(2026, 1, 5) + timedelta(weeks=week) for week in range(len(values)))
    return chart(kind, Series(x=days, y=values), Settings(rules=MAKING_DATA_COUNT, baseline=13, phases=phases))


def words(**changes: object) -> ChartWords:
    given = {"subject": "Falls", "figure": ReaderFigure(places=1), "direction": Direction.DECREASE, **changes}
    return ChartWords(**given)  # type: ignore[arg-type]


def parts(drawing: str, kind: str) -> list[ElementTree.Element]:
    return [each for each in ElementTree.fromstring(drawing) if kind in (each.get("class") or "").split()]


def said(drawing: str) -> list[str]:
    return [each.text or "" for each in ElementTree.fromstring(drawing).iter("text")]


def test_special_points_differ_in_shape_and_class() -> None:
    drawing = control_chart(chart=drawn(30.0), words=words())
    (special,) = parts(drawing, "concern")[:1]
    assert special.tag == "polygon" and len(parts(drawing, "pt")) == 14
    better = control_chart(chart=drawn(-20.0), words=words())
    assert len((parts(better, "improve")[0].get("points") or "").split()) == 4


def test_lines_are_named_at_their_ends() -> None:
    found = said(control_chart(chart=drawn(5.0), words=words(target=3.0, target_words="target under 3")))
    assert {"5.0", "mean 5.0", "target under 3"} <= set(found)
    assert any(each.startswith("upper limit ") for each in found)


def test_a_phase_has_its_reason_on_the_line_and_the_old_level_stays() -> None:
    drawing = control_chart(chart=drawn(9.0, 10.0, 11.0, phases=(Phase(start=13),)), words=words(reasons=("alarms",)))
    assert len(parts(drawing, "phase")) == 1 and "alarms" in said(drawing)
    assert any(each.startswith("mean 5.0, upper limit") for each in said(drawing))


def test_a_long_reason_is_cut_and_kept_whole_in_its_title() -> None:
    reason = "The emergency department moved into the new building and changed how arrival is recorded for everyone"
    phased = drawn(9.0, 10.0, 11.0, phases=(Phase(start=13),))
    drawing = control_chart(chart=phased, words=words(reasons=(reason,)), narrow=True)
    titles = [each.text for each in ElementTree.fromstring(drawing).iter("title")]
    assert titles == [reason]


def test_words_are_escaped() -> None:
    drawing = control_chart(chart=drawn(5.0), words=words(subject='Falls <b> & "trips"', target=3.0, target_words="<4"))
    assert ElementTree.fromstring(drawing).get("aria-label", "").startswith('Falls <b> & "trips"')
    assert "<4" in said(drawing)


def test_notes_are_numbered_in_order_and_kept_apart() -> None:
    notes = tuple(Note(position=at, words="") for at in (3, 12, 13, 99))
    drawing = control_chart(chart=drawn(*CALM * 3), words=words(notes=notes), narrow=False)
    circles = [(float(each.get("cx", 0)), float(each.get("cy", 0))) for each in parts(drawing, "note")]
    assert len(circles) == 3
    apart = [abs(a[0] - b[0]) + abs(a[1] - b[1]) for a in circles for b in circles if a is not b]
    assert min(apart) > 15


def test_the_narrow_form_shows_the_newest_thirty_points() -> None:
    long = drawn(*CALM * 3)
    assert len(parts(control_chart(chart=long, words=words()), "pt")) == 52
    assert len(parts(control_chart(chart=long, words=words(), narrow=True), "pt")) == 30
    assert "30 points" in ElementTree.fromstring(control_chart(chart=long, words=words(), narrow=True)).get(
        "aria-label", ""
    )


def test_the_line_breaks_at_a_missing_point() -> None:
    assert len(parts(control_chart(chart=drawn(5.0, None, 6.0, 5.0), words=words()), "run")) == 2


def test_a_spark_dots_only_special_points_and_the_last() -> None:
    assert len(parts(sparkline(chart=drawn(5.0), words=words()), "pt")) == 1
    assert len(parts(sparkline(chart=drawn(30.0, 5.0), words=words()), "pt")) == 2


def test_an_effect_is_judged_by_the_level_before() -> None:
    after = (9.0, 9.5, 9.0, 9.5, 9.0, 9.5, 9.0)
    drawing = effect_chart(chart=drawn(*after), words=words(), change=Change(position=13, words="alarms"))
    assert len(parts(drawing, "mean")) == 1 and len(parts(drawing, "concern")) >= 7 and "alarms" in said(drawing)
    change = float(parts(drawing, "phase")[0].get("x1", 0))
    points = [
        float((each.get("points") or "0,0").split(",")[0])
        for each in parts(drawing, "concern")
        if each.tag == "polygon"
    ]
    assert change < min(points)


def test_small_multiples_share_one_scale() -> None:
    low, high = small_multiples(charts=[("A", drawn(5.0), words()), ("B", drawn(90.0), words())])
    mean = [float((parts(each, "mean")[0].get("points") or "").split()[0].split(",")[1]) for each in (low, high)]
    assert mean[0] == pytest.approx(mean[1], abs=1)
    assert "A: Falls" in ElementTree.fromstring(low).get("aria-label", "")
    assert small_multiples(charts=[]) == ()


@pytest.mark.parametrize("values", [(None,), (4.0,), (0.0, 0.0)])
def test_charts_of_next_to_nothing_are_drawn(values: tuple[float | None, ...]) -> None:
    made = chart("c", Series(x=tuple(range(len(values))), y=values))
    for drawing in (control_chart(chart=made, words=words()), sparkline(chart=made, words=words())):
        assert "nan" not in drawing and ElementTree.fromstring(drawing).tag == "svg"


def test_labels_give_way_to_the_pinned_one() -> None:
    labels = [Label(y=100, words="mean", kind=""), Label(y=101, words="7.9", kind="", pinned=True)]
    labels += [Label(y=102, words="target", kind=""), Label(y=104, words="lower", kind="")]
    assert [(label.words, label.y) for label in spread(labels, gap=14)] == [
        ("mean", 87),
        ("7.9", 101),
        ("target", 115),
        ("lower", 129),
    ]
