"""Whatever the shipped data names has words for people, and a score says whether it is adjusted."""

from __future__ import annotations

import datetime as dt

from wellrun.departments.quality.rules.experience.eligibility import NotAsked
from wellrun.departments.quality.rules.experience.intervals import Interval
from wellrun.departments.quality.rules.experience.patient_mix import AdjustedTopBox
from wellrun.departments.quality.rules.experience.purchasing import dimensions_of
from wellrun.departments.quality.rules.experience.scoring import Score
from wellrun.departments.quality.rules.experience.surveys import Box, content, shipped
from wellrun.departments.quality.rules.experience.themes import word_list_on
from wellrun.departments.quality.words.experience import (
    DIMENSIONS,
    FOOTNOTES,
    ITEMS,
    MEASURES,
    REASONS,
    THEMES,
    basis,
)


def test_everything_that_is_named_has_words_and_no_words_are_left_over() -> None:
    surveys = shipped()
    assert ITEMS.keys() == {code for survey in surveys for code in survey.items}
    assert MEASURES.keys() == {key for survey in surveys for key in survey.measures}
    assert DIMENSIONS.keys() >= {key for year in (2024, 2027, 2030) for key in dimensions_of(year)}
    assert THEMES.keys() == word_list_on("en", dt.date(2026, 1, 5)).themes.keys()
    assert REASONS.keys() == set(NotAsked)
    assert FOOTNOTES.keys() == {note["number"] for row in content()["reporting"] for note in row["footnotes"]}


def test_words_of_a_kind_are_not_mixed_up() -> None:
    for words in (ITEMS, MEASURES, DIMENSIONS, THEMES, REASONS, FOOTNOTES):
        told = [str(word) for word in words.values()]
        assert len(told) == len(set(told))


def test_a_score_says_that_it_is_none_of_those_that_cms_publishes() -> None:
    interval = Interval(0.4, 0.6)
    plain = Score("nurses", ("nurse_listen",), 50, 50, {Box.TOP: 0.5, Box.BOTTOM: 0.5}, interval, 50.0, None)
    moved = AdjustedTopBox("nurses", 0.5, interval, 1.5, "made up for this test")
    assert "not adjusted" in basis(plain)
    assert basis(moved).startswith("Adjusted here")
    assert all("CMS" in basis(score) for score in (plain, moved))
