"""How survey scores are put before a reader: periods, changes, other questions, and a measure over the months."""

from __future__ import annotations

import datetime as dt

import pytest

from wellrun.departments.quality.queries.experience import Month
from wellrun.departments.quality.rules.experience.change import change
from wellrun.departments.quality.rules.experience.other_items import (
    FIVE_POINT_ITEMS,
    PROMOTER_ITEMS,
    other_scores,
)
from wellrun.departments.quality.rules.experience.periods import chosen, last_year, quarters
from wellrun.departments.quality.rules.experience.scoring import Response, Score, measure_scores, scores_of
from wellrun.departments.quality.rules.experience.surveys import Box, shipped, survey_on
from wellrun.departments.quality.shown.experience_pictures import box_bar, trend
from wellrun.departments.quality.words.experience import BOXES, OTHER_ITEMS

DAY = dt.date(2026, 5, 5)
SURVEY = survey_on(DAY)
assert SURVEY is not None


def answered(best: int, of: int, item: str = "quiet") -> list[Response]:
    """So many surveys with the best answer to an item, and the rest of an answer to it; complete ones."""
    points = {code: SURVEY.items[code].scale.linear for code in SURVEY.asked_of_everybody() if code != item}
    rest = {code: max(linear, key=linear.__getitem__) if linear else 1 for code, linear in points.items()}
    return [Response(str(n), DAY, rest | {item: 4 if n < best else 1}) for n in range(of)]


def score(best: int, of: int) -> Score:
    return measure_scores(answered(best, of), SURVEY, ("restfulness",))["restfulness"]


@pytest.mark.parametrize(
    ("day", "since", "until"),
    [
        ((2026, 11, 27), (2025, 10, 1), (2026, 10, 1)),
        ((2026, 10, 1), (2025, 10, 1), (2026, 10, 1)),
        ((2026, 9, 30), (2025, 7, 1), (2026, 7, 1)),
        ((2026, 1, 1), (2025, 1, 1), (2026, 1, 1)),
    ],
)
def test_four_quarters_that_are_over(day: tuple[int, ...], since: tuple[int, ...], until: tuple[int, ...]) -> None:
    period = last_year(dt.date(*day))
    assert (period.since, period.until, period.quarters) == (dt.date(*since), dt.date(*until), 4)
    assert (period.before.until, period.before.quarters) == (period.since, 4)


def test_a_quarter_is_chosen_by_its_name_and_anything_else_is_the_year() -> None:
    day = dt.date(2026, 2, 3)
    assert [one.key for one in quarters(day, 3)] == ["2025-Q4", "2025-Q3", "2025-Q2"]
    assert chosen("2025-Q4", day).last == dt.date(2025, 12, 31)
    assert chosen("2025-Q4", day).before.since == dt.date(2025, 7, 1)
    for key in ("2026-Q1", "nonsense", ""):
        assert chosen(key, day) == last_year(day)


def test_measures_alone_are_those_of_the_report() -> None:
    responses = answered(30, 50)
    report = scores_of(responses, SURVEY)
    assert measure_scores(responses, SURVEY) == report.measures
    assert scores_of(responses, SURVEY, by_item=False).items == {}
    assert measure_scores(responses, SURVEY, ("nurses",)) == {"nurses": report.measures["nurses"]}


def test_a_change_is_said_only_where_chance_does_not_explain_it() -> None:
    small, large = change(score(28, 50), score(30, 50)), change(score(100, 500), score(300, 500))
    assert small.points == pytest.approx(-4 / 3) and not small.beyond_chance
    assert large.points == pytest.approx(-40 / 3) and large.beyond_chance
    assert not change(score(5, 5), score(5, 5)).beyond_chance


def test_other_questions_get_what_their_scale_allows() -> None:
    found = other_scores({"nps": [10, 9, 7, 0], "visit_rating": [5, 5, 1], "strange": [3, 8], "none": []})
    net, strange, visit = found
    assert net.net is not None and net.net.value == 25 and net.top is None and net.mean == 6.5
    assert visit.top is not None and visit.top.share == pytest.approx(2 / 3) and visit.net is None
    assert (strange.item, strange.mean, strange.net, strange.top) == ("strange", 5.5, None, None)
    assert set(OTHER_ITEMS) == PROMOTER_ITEMS | set(FIVE_POINT_ITEMS)


def test_every_scale_with_boxes_has_words_for_them() -> None:
    scales = {item.scale.key: item.scale for survey in shipped() for item in survey.items.values() if item.scale.boxes}
    assert {key: set(scale.kept_boxes()) for key, scale in scales.items()} == {
        key: set(words) for key, words in BOXES.items()
    }


def months(many: int, survey: str = "hcahps-2025", year: int = 2025) -> list[Month]:
    return [Month(dt.date(year, n + 1, 1), survey, score(20 + n % 3, 40)) for n in range(many)]


@pytest.mark.parametrize(("composite", "kind"), [(True, "ip"), (False, "p")])
def test_the_course_shows_the_scores_themselves(composite: bool, kind: str) -> None:
    shown = months(9)
    chart = trend(shown, composite=composite)
    assert chart is not None and chart.kind.value == kind
    assert [point.y for point in chart.points] == pytest.approx([100 * one.score.shares[Box.TOP] for one in shown])


def test_another_version_begins_a_phase_and_too_few_months_make_no_chart() -> None:
    assert trend(months(7), composite=True) is None
    chart = trend([*months(9, "hcahps-2020", 2024), *months(9)], composite=True)
    assert chart is not None and [point.phase for point in chart.points] == [0] * 9 + [1] * 9


def test_a_bar_says_its_boxes_aloud() -> None:
    bar = box_bar(
        subject="Quietness",
        boxes={Box.TOP: 60, Box.MIDDLE: 30, Box.BOTTOM: 10},
        scale="frequency",
        top=score(20, 40).top,
    )
    assert "Quietness: always 60 %, usually 30 %, sometimes or never 10 %." in bar and "style=" not in bar
