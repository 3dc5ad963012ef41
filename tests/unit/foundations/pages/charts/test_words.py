"""Figures in the reader's notation, and sentences made of a chart's own figures."""

from datetime import date, timedelta

import pytest
from django.utils import translation

from wellrun.engines.spc import MAKING_DATA_COUNT, Chart, Direction, Phase, Series, Settings, chart
from wellrun.foundations.pages.charts import ChartWords, ReaderFigure, kind_of, sentence

CALM = (5.0, 6.0, 4.0, 5.0, 6.0, 4.0, 5.0, 6.0, 4.0, 5.0, 6.0, 4.0, 5.0)


def drawn(*after: float, phases: tuple[Phase, ...] = ()) -> Chart:
    values = (*CALM, *after)
    days = tuple(date(2026, 1, 5) + timedelta(weeks=week) for week in range(len(values)))
    settings = Settings(rules=MAKING_DATA_COUNT, baseline=13, phases=phases)
    return chart("i", Series(x=days, y=values), settings)


def words(**changes: object) -> ChartWords:
    given = {"subject": "Falls", "figure": ReaderFigure(places=1), "direction": Direction.DECREASE, **changes}
    return ChartWords(**given)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("figure", "value", "written"),
    [
        (ReaderFigure(), 41_200, "41,200"),
        (ReaderFigure(places=1, unit=" %"), 8.24, "8.2 %"),
        (ReaderFigure(before="$"), -1234.4, "−$1,234"),
        (ReaderFigure(), -0.2, "0"),
    ],
)
def test_figures_by_locale(figure: ReaderFigure, value: float, written: str) -> None:
    with translation.override("en-gb"):
        assert figure(value) == written


def test_figures_follow_the_reader() -> None:
    with translation.override("de"):
        assert ReaderFigure(places=1)(1234.5) == "1.234,5"


def test_the_sentence_says_span_lines_last_point_verdict_and_target() -> None:
    said = sentence(chart=drawn(30.0), words=words(target=4.0))
    assert said.startswith("Falls: 14 points, 5 January 2026 to 6 April 2026. Mean 5.0, usual range 1.5 to 8.5. ")
    assert "Last 30.0, a change for the worse." in said and said.endswith("Target 4.0.")


def test_a_new_phase_is_said_with_its_reason_and_the_level_before() -> None:
    phased = drawn(9.0, 10.0, 9.0, phases=(Phase(start=13),))
    assert "New phase: alarms (5.0 before)." in sentence(chart=phased, words=words(reasons=("alarms",)))


def test_a_lower_limit_that_could_not_occur_is_not_said() -> None:
    wide = chart("i", Series(x=tuple(range(8)), y=(0.0, 9.0) * 4))
    assert "usual up to" in sentence(chart=wide, words=words())


def test_a_chart_without_figures_says_so() -> None:
    empty = chart("i", Series(x=(1,), y=(None,)))
    assert sentence(chart=empty, words=words()) == "Falls: no figures yet."
    assert sentence(chart=chart("i", Series(x=(7,), y=(2.0,))), words=words()).startswith(
        "Falls: 1 point, 7. Mean 2.0."
    )


@pytest.mark.parametrize(
    ("direction", "harm", "kind"),
    [
        ("decrease", False, "concern"),
        ("decrease", True, "harm"),
        ("increase", True, "improve"),
        ("neutral", True, "neutral"),
    ],
)
def test_the_meaning_of_a_high_point(direction: str, harm: bool, kind: str) -> None:
    point = drawn(30.0).points[-1]
    assert kind_of(point=point, words=words(direction=Direction(direction), harm=harm)) == kind


def test_a_common_point_is_common_even_where_concern_is_harm() -> None:
    assert kind_of(point=drawn(5.0).points[-1], words=words(harm=True)) == "common"
