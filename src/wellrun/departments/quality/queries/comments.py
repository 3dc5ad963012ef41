"""Comments of surveys by theme, with the words that placed them. They are opened for those who may read them only."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from wellrun.departments.quality.models import SurveyComment
from wellrun.departments.quality.queries.incidents import name_of
from wellrun.departments.quality.rules.experience.periods import Period
from wellrun.departments.quality.rules.experience.themes import Mark, WordList, marks_in, word_list_on
from wellrun.foundations.organisation.places import Place, Tree

LANGUAGE = "en"
SHOWN = 40
"""Comments on one page."""


@dataclass(frozen=True)
class Piece:
    """A stretch of a comment; ``theme`` where it is a word that placed it."""

    words: str
    theme: str = ""


@dataclass(frozen=True)
class Read:
    """A comment as the page shows it."""

    pieces: tuple[Piece, ...]
    themes: tuple[str, ...]
    place: str
    day: dt.date


@dataclass(frozen=True)
class Comments:
    """What was written: how many in all, how many about each theme, and those of the theme that was asked for."""

    total: int
    themes: tuple[tuple[str, int], ...]
    unplaced: int
    shown: tuple[Read, ...]
    page: int
    matching: int
    words: WordList

    @property
    def later(self) -> int:
        """The number of the next page; none where this is the last."""
        return self.page + 1 if self.page * SHOWN < self.matching else 0


NONE_FOUND = "none"
"""Asks for the comments in which no word of the list was found."""


def comments_of(place: Place, period: Period, theme: str, *, tree: Tree, page: int = 1) -> Comments:
    """The comments of a place and period, newest first; those of one theme, or all, a page at a time."""
    codes = {inner.code for inner in tree.within(place)}
    rows = SurveyComment.objects.filter(place__in=codes, discharged_on__range=(period.since, period.last))
    words = word_list_on(LANGUAGE, period.last)
    read = [(row, row.words) for row in rows]
    placed = [(row, text, marks_in(text, words)) for row, text in read]
    counts = Counter(found for _row, _text, marks in placed for found in {mark.theme for mark in marks})
    matching = [one for one in placed if _wanted(one[2], theme)]
    return Comments(
        total=len(placed),
        themes=tuple(counts.most_common()),
        unplaced=sum(not marks for _row, _text, marks in placed),
        shown=tuple(
            Read(pieces(text, marks), _themes(marks), name_of(row.place, tree), row.discharged_on)
            for row, text, marks in matching[(page - 1) * SHOWN : page * SHOWN]
        ),
        page=page,
        matching=len(matching),
        words=words,
    )


def _wanted(marks: Sequence[Mark], theme: str) -> bool:
    if theme == NONE_FOUND:
        return not marks
    return not theme or any(mark.theme == theme for mark in marks)


def _themes(marks: Sequence[Mark]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(mark.theme for mark in marks))


def pieces(text: str, marks: Sequence[Mark]) -> tuple[Piece, ...]:
    """A comment cut at its marks; put together again it is the comment."""
    cut, at = [], 0
    for mark in marks:
        cut += [Piece(text[at : mark.start]), Piece(text[mark.start : mark.end], mark.theme)]
        at = mark.end
    return tuple(piece for piece in (*cut, Piece(text[at:])) if piece.words)
