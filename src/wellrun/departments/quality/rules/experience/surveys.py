"""The HCAHPS survey as it is shipped: items, scales and measures by date of discharge, from ``content/hcahps.yaml``.

Items are named by the field codes of the CMS file layout and by codes of our own; question texts are not kept.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from functools import lru_cache
from itertools import pairwise
from pathlib import Path
from types import MappingProxyType
from typing import Any

import yaml

FILE = Path(__file__).parents[2] / "content" / "hcahps.yaml"


class Box(StrEnum):
    """Where an answer stands: the best one or two of a scale, those between, the rest."""

    TOP = "top"
    MIDDLE = "middle"
    BOTTOM = "bottom"


@dataclass(frozen=True)
class Scale:
    """How answers of a kind are coded: code to box, code to points of 0 to 100, codes that say it does not apply.

    ``answers`` are our names of single codes. ``published`` is the end of the names under which CMS publishes each box.
    """

    key: str
    answers: Mapping[str, int]
    boxes: Mapping[int, Box]
    linear: Mapping[int, float]
    not_applicable: frozenset[int]
    published: Mapping[Box, str]

    def holds(self, answer: int) -> bool:
        """Whether the code is an answer of this scale, one that does not apply included."""
        return answer in self.boxes or answer in self.answers.values() or answer in self.not_applicable

    def kept_boxes(self) -> tuple[Box, ...]:
        """The boxes this scale has, best first."""
        return tuple(box for box in Box if box in self.boxes.values())


@dataclass(frozen=True)
class Item:
    """One question. ``field`` is its code in the CMS file layout, empty where that is not known.

    ``asked_if`` are the answers of an earlier question with which this one is asked; empty is asked of everybody.
    """

    code: str
    scale: Scale
    field: str = ""
    asked_if: Mapping[str, frozenset[int]] = dataclasses.field(default_factory=dict)
    published: str = ""


@dataclass(frozen=True)
class SurveyMeasure:
    """One result: a composite of several items, or a single one. ``stars`` is its part of the summary star rating."""

    key: str
    items: tuple[str, ...]
    published: str = ""
    linear: str = ""
    stars: str = ""


@dataclass(frozen=True)
class Survey:
    """One version: what was asked of patients discharged from ``since`` to ``until``, both included.

    ``unconfirmed`` are sentences on what could not be held against the published documents; empty is all confirmed.
    """

    key: str
    since: dt.date
    until: dt.date | None
    source: str
    items: Mapping[str, Item]
    measures: Mapping[str, SurveyMeasure]
    unconfirmed: tuple[str, ...] = ()

    def asked_of_everybody(self) -> tuple[str, ...]:
        """The items on which completeness is judged: all but those that depend on an earlier answer."""
        return tuple(code for code, item in self.items.items() if not item.asked_if)

    def code_of(self, name: str) -> str | None:
        """Our code of an item named by that code or by the field of the CMS layout; none where it is not asked."""
        if name in self.items:
            return name
        return next((item.code for item in self.items.values() if item.field and item.field == name), None)

    def published_names(self) -> Mapping[str, tuple[str, Box]]:
        """The name under which CMS publishes a percentage, to the item or measure and the box it is about."""
        named: dict[str, tuple[str, Box]] = {}
        for code, item in self.items.items():
            named |= {name: (code, box) for name, box in _ends(item.published, item.scale)}
        for key, measure in self.measures.items():
            named |= {name: (key, box) for name, box in _ends(measure.published, self.scale_of(measure))}
        return named

    def scale_of(self, measure: SurveyMeasure) -> Scale:
        """The scale of a measure's first item. Boxes of items on unlike scales are put together all the same."""
        return self.items[measure.items[0]].scale


def _ends(stem: str, scale: Scale) -> Iterator[tuple[str, Box]]:
    if stem:
        yield from ((f"{stem}_{end}", box) for box, end in scale.published.items())


@lru_cache(maxsize=1)
def content() -> Mapping[str, Any]:
    """Everything of HCAHPS that is shipped, as the file holds it."""
    found: Mapping[str, Any] = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    return found


@lru_cache(maxsize=1)
def shipped() -> tuple[Survey, ...]:
    """The versions that come with the product, oldest first."""
    return surveys_of(content())


def survey_on(day: dt.date) -> Survey | None:
    """The version that patients discharged on a day are asked; none before the first that is kept."""
    return next((one for one in shipped() if one.since <= day and (one.until is None or day <= one.until)), None)


def holding_on(rows: Iterable[Mapping[str, Any]], day: dt.date) -> Mapping[str, Any]:
    """Of dated rows, the last that had begun on a day; before the first, that one."""
    ordered = sorted(rows, key=lambda row: row["since"])
    return next((row for row in reversed(ordered) if row["since"] <= day), ordered[0])


def surveys_of(told: Mapping[str, Any]) -> tuple[Survey, ...]:
    """Surveys from what the file holds. Raises ``ValueError`` with everything that does not fit together."""
    scales = {key: _scale(key, row) for key, row in told["scales"].items()}
    surveys = tuple(_survey(row, scales) for row in told["surveys"])
    wrong = [fault for survey in surveys for fault in _faults(survey)]
    wrong += [
        f"{earlier.key} and {later.key} do not follow each other day on day"
        for earlier, later in pairwise(surveys)
        if earlier.until is None or later.since - earlier.until != dt.timedelta(1)
    ]
    if wrong:
        raise ValueError("; ".join(wrong))
    return surveys


def _scale(key: str, row: Mapping[str, Any]) -> Scale:
    return Scale(
        key=key,
        answers=MappingProxyType(dict(row["answers"])),
        boxes=MappingProxyType({code: Box(box) for box, codes in row["boxes"].items() for code in codes}),
        linear=MappingProxyType({code: float(Fraction(str(points))) for code, points in row["linear"].items()}),
        not_applicable=frozenset(row["not_applicable"]),
        published=MappingProxyType({Box(box): end for box, end in row["published"].items()}),
    )


def _survey(row: Mapping[str, Any], scales: Mapping[str, Scale]) -> Survey:
    items = {one["code"]: _item(one, scales) for one in row["items"]}
    measures = {
        one["key"]: SurveyMeasure(
            one["key"],
            tuple(one["items"]),
            one.get("published", ""),
            one.get("linear", one.get("published", "")),
            one.get("stars", ""),
        )
        for one in row["measures"]
    }
    return Survey(
        row["key"],
        row["since"],
        row.get("until"),
        row["source"].strip(),
        MappingProxyType(items),
        MappingProxyType(measures),
        tuple(row.get("unconfirmed", ())),
    )


def _item(row: Mapping[str, Any], scales: Mapping[str, Scale]) -> Item:
    asked_if = {code: frozenset(answers) for code, answers in row.get("asked_if", {}).items()}
    return Item(
        code=row["code"],
        scale=scales[row["scale"]],
        field=row.get("field", ""),
        asked_if=MappingProxyType(asked_if),
        published=row.get("published", ""),
    )


def _faults(survey: Survey) -> Iterator[str]:
    for item in survey.items.values():
        yield from (f"{survey.key}: {item.code} depends on {code}" for code in item.asked_if.keys() - survey.items)
        if item.scale.boxes.keys() != item.scale.linear.keys():
            yield f"{survey.key}: the scale of {item.code} has boxes and points for unlike answers"
        if item.scale.not_applicable & item.scale.boxes.keys():
            yield f"{survey.key}: the scale of {item.code} counts an answer that does not apply"
    for measure in survey.measures.values():
        for code in measure.items:
            if code not in survey.items:
                yield f"{survey.key}: {measure.key} is made of {code}, which is not asked"
            elif not survey.items[code].scale.boxes:
                yield f"{survey.key}: {measure.key} is made of {code}, which has no boxes"
