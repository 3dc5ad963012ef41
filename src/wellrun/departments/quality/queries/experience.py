"""Scores of surveys for a place and a period, and of one measure by unit and by month.

Answers are patients', so they are read anew and never kept; what is kept as long as the warehouse stays as it is are
scores of groups.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from wellrun.departments.quality.rules.experience.other_items import OtherScore, other_scores
from wellrun.departments.quality.rules.experience.periods import Period
from wellrun.departments.quality.rules.experience.scoring import (
    Report,
    Response,
    Score,
    measure_scores,
    scores_by_version,
)
from wellrun.departments.quality.rules.experience.surveys import Survey, survey_on
from wellrun.foundations.catalogue.charting import facts, reach, store
from wellrun.foundations.organisation.places import Level, Place, Tree

ANSWERS = """
SELECT any_value(coalesce(unit, '')), discharged_on, list(item), list(answer)
FROM survey_answers
WHERE facility = ANY($facilities) AND ($units IS NULL OR unit = ANY($units))
  AND discharged_on >= $since AND discharged_on < $until
GROUP BY facility, response, discharged_on
"""


@dataclass(frozen=True)
class Scope:
    """Whose surveys: those of facilities, or of some of their units."""

    facilities: tuple[str, ...]
    units: tuple[str, ...] | None = None


@dataclass(frozen=True)
class Sent:
    """One survey that came back, with the unit its patient left from."""

    unit: str
    response: Response


@dataclass(frozen=True)
class Seen:
    """A period's scores: of HCAHPS by version, of the measures in the period before, and of other questions."""

    reports: tuple[Report, ...]
    before: Mapping[str, Mapping[str, Score]]
    others: tuple[OtherScore, ...]

    @property
    def any(self) -> bool:
        """Whether anybody answered anything."""
        return bool(self.reports or self.others)


@dataclass(frozen=True)
class Month:
    """One measure's score in a month, of one version."""

    start: dt.date
    survey: str
    score: Score


def scope_of(place: Place, *, tree: Tree) -> Scope:
    """Whose surveys are a place's."""
    if place.level is Level.NETWORK:
        return Scope(tuple(one.code for one in tree.within(place) if one.level is Level.FACILITY))
    facility = place.facility
    if place.level is Level.FACILITY:
        return Scope((facility,))
    units = tuple(one.code.split("/", 1)[1] for one in tree.within(place) if one.level is Level.UNIT)
    return Scope((facility,), units)


def seen(place: Place, period: Period, *, tree: Tree) -> Seen:
    """The scores of a place in a period."""
    return _seen(store().warehouse.manifest().version, scope_of(place, tree=tree), period)


def by_unit(place: Place, period: Period, survey: str, measure: str, *, tree: Tree) -> Mapping[str, Score]:
    """One measure by unit code, in one facility; units without an answer are absent."""
    scope = scope_of(place, tree=tree)
    return _by_unit(store().warehouse.manifest().version, scope, period, survey, measure)


def by_month(place: Place, until: dt.date, measure: str, *, tree: Tree) -> tuple[Month, ...]:
    """One measure in each month that was over on a day, as far back as a chart looks, oldest first."""
    return _by_month(store().warehouse.manifest().version, scope_of(place, tree=tree), until.replace(day=1), measure)


@lru_cache(maxsize=128)
def _seen(_version: int, scope: Scope, period: Period) -> Seen:
    sent, other = _split(_sent(scope, period.since, period.until))
    before, _other = _split(_sent(scope, period.before.since, period.before.until))
    return Seen(
        scores_by_version((one.response for one in sent), by_item=False),
        {survey.key: measure_scores(group, survey) for survey, group in _by_survey(before)},
        other_scores(other),
    )


@lru_cache(maxsize=256)
def _by_unit(_version: int, scope: Scope, period: Period, key: str, measure: str) -> Mapping[str, Score]:
    groups: dict[str, list[Sent]] = defaultdict(list)
    for one in _split(_sent(scope, period.since, period.until))[0]:
        groups[one.unit].append(one)
    found = {}
    for unit, sent in sorted(groups.items()):
        scores = {survey.key: measure_scores(group, survey, (measure,)) for survey, group in _by_survey(sent)}
        if measure in scores.get(key, {}):
            found[unit] = scores[key][measure]
    return found


@lru_cache(maxsize=256)
def _by_month(_version: int, scope: Scope, until: dt.date, measure: str) -> tuple[Month, ...]:
    groups: dict[dt.date, list[Sent]] = defaultdict(list)
    for one in _split(_sent(scope, reach("month", until).replace(day=1), until))[0]:
        groups[one.response.discharged_on.replace(day=1)].append(one)
    found: dict[dt.date, Month] = {}
    for start, sent in sorted(groups.items()):
        # Where a version begins within a month, the month is the new version's.
        for survey, group in sorted(_by_survey(sent), key=lambda one: one[0].since):
            scores = measure_scores(group, survey, (measure,))
            if measure in scores:
                found[start] = Month(start, survey.key, scores[measure])
    return tuple(found.values())


def _sent(scope: Scope, since: dt.date, until: dt.date) -> list[Sent]:
    asked = {"facilities": list(scope.facilities), "since": since, "until": until}
    units = None if scope.units is None else list(scope.units)
    rows = facts().rows_of_patients(ANSWERS, {**asked, "units": units})
    return [
        Sent(unit, Response(str(number), day, dict(zip(items, answers, strict=True))))
        for number, (unit, day, items, answers) in enumerate(rows)
    ]


def _split(sent: Sequence[Sent]) -> tuple[list[Sent], dict[str, list[int]]]:
    """Surveys that are HCAHPS, and the answers to all questions that are not, by item."""
    asked: list[Sent] = []
    other: dict[str, list[int]] = defaultdict(list)
    for one in sent:
        survey = survey_on(one.response.discharged_on)
        known = {name for name in one.response.answers if survey is not None and survey.code_of(name)}
        for name in one.response.answers.keys() - known:
            other[name].append(one.response.answers[name])
        if known:
            asked.append(one)
    return asked, other


def _by_survey(sent: Iterable[Sent]) -> list[tuple[Survey, list[Response]]]:
    groups: dict[str, tuple[Survey, list[Response]]] = {}
    for one in sent:
        survey = survey_on(one.response.discharged_on)
        if survey is not None:
            groups.setdefault(survey.key, (survey, []))[1].append(one.response)
    return list(groups.values())
