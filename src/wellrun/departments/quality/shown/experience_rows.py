"""Scores as lines of the page and of its files."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.http import QueryDict
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from wellrun.departments.quality.queries.experience import Seen
from wellrun.departments.quality.rules.experience.change import Change, change
from wellrun.departments.quality.rules.experience.periods import Period
from wellrun.departments.quality.rules.experience.publishing import (
    footnote,
    has_stars,
    is_withheld,
    rounded,
    whole_percentages,
)
from wellrun.departments.quality.rules.experience.scoring import Report, Score
from wellrun.departments.quality.rules.experience.surveys import Box, Survey, shipped
from wellrun.departments.quality.shown.experience_pictures import box_bar, scale_of
from wellrun.departments.quality.words.experience import BOXES, FOOTNOTES, ITEMS, MEASURES
from wellrun.foundations.pages.tables import Table, TableColumn

CATALOGUED = {
    "overall_rating": "overall_rating_top_box",
    "recommend": "recommend_top_box",
    "cleanliness": "cleanliness_top_box",
    "quietness": "quietness_top_box",
}
"""Measures of the survey that are measures of the catalogue as well, since they are one question."""

SURVEYS: Mapping[str, Survey] = {survey.key: survey for survey in shipped()}


@dataclass(frozen=True)
class ScoreLine:
    """One measure: its score now and before, its boxes in whole percent, its picture."""

    key: str
    survey: str
    title: str
    score: Score
    boxes: Mapping[Box, int]
    words: Mapping[Box, str]
    bar: SafeString
    before: Score | None
    moved: Change | None
    measure: str

    @property
    def top(self) -> int:
        return self.boxes[Box.TOP]

    @property
    def top_before(self) -> int | None:
        return rounded(100 * self.before.shares[Box.TOP]) if self.before else None

    @property
    def fallen(self) -> float:
        """Points by which it went down."""
        return -self.moved.points if self.moved else 0.0

    @property
    def low(self) -> float:
        return 100 * self.score.top.low

    @property
    def high(self) -> float:
        return 100 * self.score.top.high

    @property
    def parts(self) -> list[tuple[str, int]]:
        """Each box in words, with its share."""
        return [(self.words[box], percent) for box, percent in self.boxes.items()]

    @property
    def questions(self) -> list[str]:
        """The questions it is made of, in short words."""
        return [str(ITEMS[item]) for item in self.score.items]


@dataclass(frozen=True)
class ReportBlock:
    """The scores of one version of the survey, and what has to be said of them."""

    report: Report
    survey: Survey
    lines: tuple[ScoreLine, ...]
    notes: tuple[str, ...]
    missing: tuple[str, ...]


def blocks(seen: Seen, period: Period) -> tuple[ReportBlock, ...]:
    """A block for each version that was asked in the period."""
    return tuple(_block(report, seen.before.get(report.survey, {}), period) for report in seen.reports)


def _block(report: Report, before: Mapping[str, Score], period: Period) -> ReportBlock:
    survey = SURVEYS[report.survey]
    lines = tuple(_line(survey, score, before.get(key)) for key, score in report.measures.items())
    missing = tuple(str(MEASURES[key]) for key in survey.measures if key not in report.measures)
    return ReportBlock(report, survey, lines, notes_of(report, period), missing)


def _line(survey: Survey, score: Score, before: Score | None) -> ScoreLine:
    boxes, scale = whole_percentages(score.shares), scale_of(survey, score.items)
    title = str(MEASURES[score.key])
    return ScoreLine(
        key=score.key,
        survey=survey.key,
        title=title,
        score=score,
        boxes=boxes,
        words={box: str(BOXES[scale][box]) for box in boxes},
        bar=box_bar(subject=title, boxes=boxes, scale=scale, top=score.top),
        before=before,
        moved=change(score, before) if before else None,
        measure=CATALOGUED.get(score.key, ""),
    )


def notes_of(report: Report, period: Period) -> tuple[str, ...]:
    """What a reader must know of a report before believing it: few surveys, no stars, answers that are none."""
    said, completed, day = [], report.completed, period.last
    number = footnote(completed, day)
    if number is not None:
        said.append(str(FOOTNOTES[number]))
    if is_withheld(completed, day):
        said.append(_("What stands here is for the house alone."))
    elif not has_stars(completed, day) and number is None:
        said.append(_("Too few surveys for stars."))
    if period.quarters != 4:
        said.append(_("CMS publishes four quarters together; this is another length of time."))
    if unreadable := sum(report.unreadable.values()):
        said.append(
            ngettext("%(n)s answer could not be read.", "%(n)s answers could not be read.", unreadable)
            % {"n": unreadable}
        )
    return tuple(said)


def score_table(lines: Sequence[ScoreLine], period: Period, asked: QueryDict) -> Table[ScoreLine]:
    """The scores with every figure, for a file."""
    column = TableColumn[ScoreLine]

    def share(box: Box, title: str) -> TableColumn[ScoreLine]:
        return column(box.value, title, lambda line: line.boxes.get(box), number=True)

    columns = (
        column("measure", _("Measure"), lambda line: line.title),
        column("survey", _("Version"), lambda line: line.survey),
        column("since", _("Discharged from"), lambda _line: period.since),
        column("until", _("To"), lambda _line: period.last),
        column("patients", _("Patients who answered"), lambda line: line.score.respondents, number=True),
        share(Box.TOP, _("Top box, %")),
        column("low", _("From, 95 %"), lambda line: round(line.low, 1), number=True, places=1),
        column("high", _("To, 95 %"), lambda line: round(line.high, 1), number=True, places=1),
        share(Box.MIDDLE, _("Middle box, %")),
        share(Box.BOTTOM, _("Bottom box, %")),
        column("linear", _("Linear mean"), lambda line: round(line.score.linear, 1), number=True, places=1),
        column(
            "before",
            _("Top box of the period before, %"),
            lambda line: round(100 * line.before.shares[Box.TOP], 1) if line.before else None,
            number=True,
            places=1,
        ),
        column("adjusted", _("Adjusted"), lambda line: _("yes") if line.score.adjusted else _("no")),
    )
    return Table("experience", columns, lines, asked)
