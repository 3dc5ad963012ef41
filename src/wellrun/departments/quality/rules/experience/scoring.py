"""Scores of the HCAHPS survey from answers: shares of boxes and linear means, by item and by measure.

Source: hcahpsonline.org, Calculation of HCAHPS Scores and Technical Notes for HCAHPS Star Ratings. The scores are
those of the answers as they came. CMS publishes scores adjusted for patient mix and way of asking, and joins four
quarters by the number of eligible patients; nothing here does either, and every score says ``adjusted=False``.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from types import MappingProxyType

from wellrun.departments.quality.rules.experience.intervals import (
    LEVEL,
    Interval,
    mean_interval,
    mean_of_items,
    share_interval,
)
from wellrun.departments.quality.rules.experience.surveys import Box, Survey, content, holding_on, survey_on


@dataclass(frozen=True)
class Response:
    """One survey that came back: answers by item, in codes of the item's scale. What was left blank is not there."""

    key: str
    discharged_on: dt.date
    answers: Mapping[str, int]


@dataclass(frozen=True)
class Reading:
    """What counts of a response: valid answers by our code of the item, and what could not be read.

    ``given`` are the items on which anything readable was said, a question that does not apply included.
    """

    valid: Mapping[str, int]
    given: frozenset[str]
    unreadable: tuple[str, ...] = ()
    not_asked: tuple[str, ...] = ()


@dataclass(frozen=True)
class Score:
    """An item's or measure's score. Shares are from 0 to 1, linear means from 0 to 100.

    ``respondents`` gave at least one valid answer to its items; ``answers`` counts all of theirs. It is never adjusted
    for patient mix, so it must not be shown as if CMS had published it.
    """

    key: str
    items: tuple[str, ...]
    respondents: int
    answers: int
    shares: Mapping[Box, float]
    top: Interval
    linear: float
    linear_interval: Interval | None
    adjusted: bool = False


@dataclass(frozen=True)
class Report:
    """The scores of completed surveys of one version.

    A measure of which an item has no valid answer has no score and is absent. ``unreadable`` counts answers outside an
    item's scale and ``not_asked`` answers to items that this version does not have; neither counts anywhere else.
    """

    survey: str
    returned: int
    completed: int
    items: Mapping[str, Score]
    measures: Mapping[str, Score]
    unreadable: Mapping[str, int]
    not_asked: Mapping[str, int]


def responses_of(rows: Iterable[tuple[str, dt.date, str, int]]) -> tuple[Response, ...]:
    """Responses from rows of response, day of discharge, item and answer, in the order of their first rows.

    Of an item that stands twice in a response the later row counts.
    """
    days: dict[str, dt.date] = {}
    answers: dict[str, dict[str, int]] = {}
    for key, day, item, answer in rows:
        days.setdefault(key, day)
        answers.setdefault(key, {})[item] = answer
    return tuple(Response(key, day, MappingProxyType(answers[key])) for key, day in days.items())


def read(response: Response, survey: Survey) -> Reading:
    """What counts of a response.

    An answer is left out where an earlier answer says that the question does not apply; where the earlier one is
    blank, what the patient wrote stands (HCAHPS Quality Assurance Guidelines, decision rules for skip patterns).
    """
    named = {name: survey.code_of(name) for name in response.answers}
    told = {code: response.answers[name] for name, code in named.items() if code is not None}
    given = {code: answer for code, answer in told.items() if survey.items[code].scale.holds(answer)}
    valid = {
        code: answer
        for code, answer in given.items()
        if answer in survey.items[code].scale.boxes
        and all(given.get(asked) in (None, *let_in) for asked, let_in in survey.items[code].asked_if.items())
    }
    return Reading(
        valid=MappingProxyType(valid),
        given=frozenset(given),
        unreadable=tuple(sorted(told.keys() - given.keys())),
        not_asked=tuple(sorted(name for name, code in named.items() if code is None)),
    )


def is_completed(reading: Reading, survey: Survey) -> bool:
    """Whether at least half of the questions asked of everybody were answered, in so far as that share holds then."""
    wanted = survey.asked_of_everybody()
    share = Fraction(holding_on(content()["completeness"], survey.since)["share"])
    return len(reading.given.intersection(wanted)) >= share * len(wanted)


def scores_of(responses: Iterable[Response], survey: Survey, level: float = LEVEL, *, by_item: bool = True) -> Report:
    """The scores of the responses, all taken as of this version. Surveys that are not completed count nowhere.

    Those of single items are left out, which takes half the time, where ``by_item`` is false.
    """
    readings = [read(response, survey) for response in responses]
    answers = _completed(readings, survey)
    groups = {code: (code,) for code, item in survey.items.items() if item.scale.boxes}
    measures = {key: measure.items for key, measure in survey.measures.items()}
    return Report(
        survey=survey.key,
        returned=len(readings),
        completed=len(answers),
        items=_scored(answers, groups if by_item else {}, survey, level),
        measures=_scored(answers, measures, survey, level),
        unreadable=_counted(reading.unreadable for reading in readings),
        not_asked=_counted(reading.not_asked for reading in readings),
    )


def measure_scores(
    responses: Iterable[Response], survey: Survey, keys: Iterable[str] = (), level: float = LEVEL
) -> Mapping[str, Score]:
    """The scores of measures alone, of all or of those named, where many groups of responses are compared."""
    answers = _completed([read(response, survey) for response in responses], survey)
    wanted = set(keys) or set(survey.measures)
    measures = {key: measure.items for key, measure in survey.measures.items() if key in wanted}
    return _scored(answers, measures, survey, level)


def scores_by_version(
    responses: Iterable[Response], level: float = LEVEL, *, by_item: bool = True
) -> tuple[Report, ...]:
    """A report for each version that was asked, oldest first. Versions are never put together.

    Responses of days before the first version that is kept are in no report.
    """
    split: dict[str, list[Response]] = {}
    versions: dict[str, Survey] = {}
    for response in responses:
        survey = survey_on(response.discharged_on)
        if survey is not None:
            versions[survey.key] = survey
            split.setdefault(survey.key, []).append(response)
    ordered = sorted(versions.values(), key=lambda survey: survey.since)
    return tuple(scores_of(split[survey.key], survey, level, by_item=by_item) for survey in ordered)


def _completed(readings: Iterable[Reading], survey: Survey) -> Sequence[Mapping[str, int]]:
    return [reading.valid for reading in readings if is_completed(reading, survey)]


def _counted(groups: Iterable[Iterable[str]]) -> Mapping[str, int]:
    counted = Counter(name for group in groups for name in group)
    return MappingProxyType(dict(sorted(counted.items())))


def _scored(
    answers: Sequence[Mapping[str, int]], groups: Mapping[str, tuple[str, ...]], survey: Survey, level: float
) -> Mapping[str, Score]:
    found = {}
    for key, items in groups.items():
        if all(any(item in one for one in answers) for item in items):
            found[key] = _score(key, items, answers, survey, level)
    return MappingProxyType(found)


def _score(
    key: str, items: tuple[str, ...], answers: Sequence[Mapping[str, int]], survey: Survey, level: float
) -> Score:
    scales = {item: survey.items[item].scale for item in items}
    answered = [kept for one in answers if (kept := {item: one[item] for item in items if item in one})]
    boxes = {
        box: [{item: float(scales[item].boxes[code] is box) for item, code in one.items()} for one in answered]
        for box in Box
        if any(box in scale.kept_boxes() for scale in scales.values())
    }
    points = [{item: scales[item].linear[code] for item, code in one.items()} for one in answered]
    return Score(
        key=key,
        items=items,
        respondents=len(answered),
        answers=sum(len(one) for one in answered),
        shares=MappingProxyType({box: mean_of_items(rows, items) for box, rows in boxes.items()}),
        top=share_interval(boxes[Box.TOP], items, level),
        linear=mean_of_items(points, items),
        linear_interval=mean_interval(points, items, level),
    )
