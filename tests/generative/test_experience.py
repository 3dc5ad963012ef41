"""Survey scores, intervals, purchasing points and themes on whatever Hypothesis finds, against plain references."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Mapping
from fractions import Fraction
from statistics import fmean

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wellrun.departments.quality.rules.experience.intervals import mean_of_items, share_interval, variance_of_mean
from wellrun.departments.quality.rules.experience.promoter import net_promoter
from wellrun.departments.quality.rules.experience.publishing import whole_percentages
from wellrun.departments.quality.rules.experience.purchasing import (
    Standard,
    achievement_points,
    dimension_points,
    domain_points,
    improvement_points,
)
from wellrun.departments.quality.rules.experience.scoring import Response, scores_of
from wellrun.departments.quality.rules.experience.surveys import Box, Survey, shipped
from wellrun.departments.quality.rules.experience.themes import WordList, marks_in

DAY = dt.date(2024, 6, 1)
RATES = st.fractions(min_value=0, max_value=100, max_denominator=10_000)


@st.composite
def answers(draw: st.DrawFn, survey: Survey) -> Mapping[str, int]:
    """Answers to items of a version: mostly legible, some that do not apply or cannot be read, few or many blank."""
    blank, told = draw(st.sampled_from((1, 20))), {}
    for code, item in survey.items.items():
        legible = sorted(item.scale.answers.values())
        answer = draw(st.sampled_from([*legible, *legible, *sorted(item.scale.boxes), 8, 9, 0, *[None] * blank]))
        if answer is not None:
            told[code] = answer
    return told


@st.composite
def surveyed(draw: st.DrawFn) -> tuple[Survey, list[Response]]:
    survey = draw(st.sampled_from(shipped()))
    told = draw(st.lists(answers(survey), max_size=6))
    return survey, [Response(str(number), DAY, one) for number, one in enumerate(told)]


def counts(survey: Survey, told: Mapping[str, int], code: str) -> bool:
    """Whether an answer counts, written out from the definition."""
    item = survey.items[code]
    if code not in told or told[code] not in item.scale.boxes:
        return False
    for earlier, wanted in item.asked_if.items():
        scale = survey.items[earlier].scale
        legible = set(scale.answers.values()) | scale.not_applicable
        if earlier in told and told[earlier] in legible and told[earlier] not in wanted:
            return False
    return True


def complete(survey: Survey, told: Mapping[str, int]) -> bool:
    wanted = [item for item in survey.items.values() if not item.asked_if]
    said = [item for item in wanted if item.code in told and item.scale.holds(told[item.code])]
    return 2 * len(said) >= len(wanted)


@given(surveyed())
def test_scores_are_those_of_the_definition(case: tuple[Survey, list[Response]]) -> None:
    survey, responses = case
    report = scores_of(responses, survey)
    kept = [one.answers for one in responses if complete(survey, one.answers)]
    assert report.completed == len(kept)
    for key, measure in survey.measures.items():
        valid = {code: [told[code] for told in kept if counts(survey, told, code)] for code in measure.items}
        if not all(valid.values()):
            assert key not in report.measures
            continue
        score = report.measures[key]
        for box, share in score.shares.items():
            each = [fmean(survey.items[code].scale.boxes[one] is box for one in told) for code, told in valid.items()]
            assert share == pytest.approx(fmean(each))
        points = [fmean(survey.items[code].scale.linear[one] for one in told) for code, told in valid.items()]
        assert score.linear == pytest.approx(fmean(points))
        assert score.answers == sum(map(len, valid.values()))


@given(surveyed(), st.randoms(use_true_random=False))
def test_every_score_is_whole_and_does_not_hang_on_order(
    case: tuple[Survey, list[Response]], chance: random.Random
) -> None:
    survey, responses = case
    report = scores_of(responses, survey)
    for score in (*report.items.values(), *report.measures.values()):
        assert sum(score.shares.values()) == pytest.approx(1)
        assert score.top.low - 1e-9 <= score.shares[Box.TOP] <= score.top.high + 1e-9
        assert 0 <= score.top.low < score.top.high <= 1
        assert sum(whole_percentages(score.shares).values()) == 100
    mixed = list(responses)
    chance.shuffle(mixed)
    again = scores_of(mixed, survey)
    assert {key: pytest.approx(score.linear) for key, score in report.measures.items()} == {
        key: score.linear for key, score in again.measures.items()
    }


PATIENTS = st.lists(st.dictionaries(st.sampled_from("abc"), st.sampled_from((0.0, 1.0))), min_size=1, max_size=30)


@given(PATIENTS)
def test_with_every_patient_twice_the_variance_is_half(patients: list[dict[str, float]]) -> None:
    items = [item for item in "abc" if any(item in one for one in patients)]
    if items:
        once, twice = (variance_of_mean(some, items) for some in (patients, patients * 2))
        assert twice == pytest.approx(once / 2)
        assert mean_of_items(patients, items) == pytest.approx(mean_of_items(patients * 2, items))


def test_ninety_five_in_a_hundred_intervals_hold_the_truth() -> None:
    """Three items that lean on the patient's mood, not all answered: 3,000 surveys of 60 patients, by one seed.

    The bounds are three standard errors of such a count.

    The truth is what the items come to over all patients. Taken as independent answers the interval would be too
    narrow, which the second figure shows: it is what this way of counting is for.
    """
    chance = random.Random(5)
    likely = {"a": (0.9, 0.5), "b": (0.95, 0.4), "c": (0.85, 0.45)}
    truth = fmean(fmean(pair) for pair in likely.values())
    held = pooled = 0
    for _ in range(3000):
        patients = []
        for _ in range(60):
            mood = chance.random() < 0.5
            asked = [item for item in likely if item != "c" or chance.random() < 0.6]
            patients.append({item: float(chance.random() < likely[item][not mood]) for item in asked})
        found = share_interval(patients, list(likely))
        held += found.low <= truth <= found.high
        alone = [{item: value} for one in patients for item, value in one.items()]
        narrow = share_interval(alone, list(likely))
        pooled += narrow.low <= truth <= narrow.high
    assert 0.938 <= held / 3000 <= 0.962
    assert pooled / 3000 < 0.92


@given(st.lists(st.integers(0, 10), min_size=1, max_size=200))
def test_the_net_promoter_score_mirrors(told: list[int]) -> None:
    found = net_promoter(told)
    mirror = net_promoter([{True: 0, False: 10}[one >= 9] if not 7 <= one <= 8 else 7 for one in told])
    assert found is not None
    assert mirror is not None
    assert mirror.value == pytest.approx(-found.value)
    assert (mirror.interval.low, mirror.interval.high) == pytest.approx((-found.interval.high, -found.interval.low))
    assert -100 <= found.interval.low <= found.value <= found.interval.high <= 100


@st.composite
def standards(draw: st.DrawFn) -> Standard:
    floor, threshold, benchmark = sorted(draw(st.sets(RATES, min_size=3, max_size=3)))
    return Standard(floor, threshold, benchmark)


@given(standards(), RATES, RATES, RATES)
def test_points_never_fall_with_the_rate(standard: Standard, one: Fraction, other: Fraction, before: Fraction) -> None:
    low, high = sorted((one, other))
    assert 0 <= achievement_points(low, standard) <= achievement_points(high, standard) <= 10
    improved = [improvement_points(rate, before, standard) for rate in (low, high)]
    assert all(points is not None and 0 <= points <= 9 for points in improved)
    assert improved == sorted(improved, key=lambda points: points or 0)


@given(st.lists(st.tuples(standards(), RATES, st.one_of(st.none(), RATES)), min_size=1, max_size=9))
def test_the_domain_keeps_within_its_points(told: list[tuple[Standard, Fraction, Fraction | None]]) -> None:
    dimensions = {
        str(number): dimension_points(rate, before, standard) for number, (standard, rate, before) in enumerate(told)
    }
    found = domain_points(dimensions)
    assert 0 <= found.base <= 80
    assert 0 <= found.consistency <= 20
    assert found.total == found.base + found.consistency
    assert (found.consistency == 20) >= all(rate >= standard.threshold for standard, rate, _ in told)


@given(st.text(alphabet="nurse aide-'\u0301ßА \n.", max_size=60))
def test_marks_are_whole_words_in_order_and_apart(comment: str) -> None:
    words = WordList("en", DAY, "made up for this test", {"nurses": ("nurse", "nurse aide", "aide")})
    end = 0
    for mark in marks_in(comment, words):
        assert end <= mark.start < mark.end
        end = mark.end
        stands = comment[mark.start : mark.end]
        assert stands[0].isalpha()
        assert "".join(letter for letter in stands if letter.isalpha()) == mark.word.replace(" ", "")
        around = comment[max(mark.start - 1, 0) : mark.start] + comment[mark.end : mark.end + 1]
        assert not any(letter.isalpha() or letter == "\u0301" for letter in around)
