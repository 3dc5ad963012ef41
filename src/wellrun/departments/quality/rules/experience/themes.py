"""Comments by theme: whole words of a dated list, with the places where they stand.

What is found is what was written about, not whether it was praise or blame: that is for whoever reads the comment.
"""

from __future__ import annotations

import datetime as dt
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby, pairwise
from pathlib import Path
from string import whitespace
from types import MappingProxyType
from typing import Any

import yaml

from wellrun.departments.quality.rules.experience.surveys import holding_on

FILE = Path(__file__).parents[2] / "content" / "themes.yaml"
JOINERS = "-\u2010\u2011'\u2019"


@dataclass(frozen=True)
class WordList:
    """The words of each theme in one language, as they hold from a day. Words may be several, parted by blanks."""

    language: str
    since: dt.date
    source: str
    themes: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True)
class Mark:
    """A word found in a comment: its theme, the word of the list, and where it stands in the comment as it came.

    ``start`` and ``end`` count characters from 0, the end not included, so that ``comment[start:end]`` is what stands.
    """

    theme: str
    word: str
    start: int
    end: int


@dataclass(frozen=True)
class Themed:
    """A comment by its key, with all marks in the order of the text. Without marks no theme was found."""

    key: str
    marks: tuple[Mark, ...]

    @property
    def themes(self) -> tuple[str, ...]:
        """Each theme once, in the order of the text."""
        return tuple(dict.fromkeys(mark.theme for mark in self.marks))


def word_list_of(rows: Sequence[Mapping[str, Any]], language: str, day: dt.date) -> WordList:
    """The list of a language that holds on a day, from rows as the file has them.

    Raises ``ValueError`` where there is none in the language, or where one word stands under two themes.
    """
    spoken = [row for row in rows if row["language"] == language]
    if not spoken:
        raise ValueError(f"There is no list of words in {language}; add one to {FILE.name}.")
    row = holding_on(spoken, day)
    themes = {theme: tuple(words) for theme, words in row["themes"].items()}
    words = [_folded(word) for listed in themes.values() for word in listed]
    twice = sorted({" ".join(word) for word in words if words.count(word) > 1})
    if twice:
        raise ValueError(f"These words stand twice: {', '.join(twice)}.")
    return WordList(language, row["since"], row["source"], MappingProxyType(themes))


def word_list_on(language: str, day: dt.date) -> WordList:
    """The list that is shipped for a language and holds on a day. Raises ``ValueError`` where there is none."""
    return word_list_of(_rows(), language, day)


def marks_in(comment: str, words: WordList) -> tuple[Mark, ...]:
    """Every word of the list in a comment, whole words only, whatever their case. Where two overlap the longer counts.

    Accents count, since in some languages they part words; how a letter and its accent are coded does not. Words of
    several parts are found with blanks, hyphens or apostrophes between. Writing without blanks has no words to find.
    """
    listed = _listed(words)
    most = max(map(len, listed), default=0)
    run = _words_of(comment)
    found, at = [], 0
    while at < len(run):
        length = next((size for size in range(most, 0, -1) if _joined(comment, run[at : at + size], size, listed)), 0)
        if length:
            theme, word = listed[tuple(one.folded for one in run[at : at + length])]
            found.append(Mark(theme, word, run[at].start, run[at + length - 1].end))
        at += length or 1
    return tuple(found)


def by_theme(comments: Iterable[tuple[str, str]], words: WordList) -> Mapping[str, tuple[Themed, ...]]:
    """Comments, as key and text, under each theme of the list in which they have a mark, in the order they came.

    A comment with several themes stands under each; themes without comments are there and empty. Each keeps the marks
    of all its themes.
    """
    themed = [Themed(key, marks_in(text, words)) for key, text in comments]
    return MappingProxyType({theme: tuple(one for one in themed if theme in one.themes) for theme in words.themes})


@dataclass(frozen=True)
class _Word:
    folded: str
    start: int
    end: int


Listed = Mapping[tuple[str, ...], tuple[str, str]]


def _joined(comment: str, run: Sequence[_Word], size: int, listed: Listed) -> bool:
    """Whether a run is a word of the list, with nothing but blanks, hyphens and apostrophes between its parts."""
    between = (comment[one.end : other.start] for one, other in pairwise(run))
    return (
        len(run) == size
        and tuple(one.folded for one in run) in listed
        and all(not gap.strip(f"{whitespace}{JOINERS}") for gap in between)
    )


def _folded(text: str) -> tuple[str, ...]:
    return tuple(one.folded for one in _words_of(text))


def _words_of(text: str) -> Sequence[_Word]:
    """The runs of letters, marks and digits. Marks belong to words: vowels are marks in many scripts."""
    found = []
    for inside, run in groupby(range(len(text)), key=lambda at: unicodedata.category(text[at])[0] in "LMN"):
        places = list(run)
        if inside:
            start, end = places[0], places[-1] + 1
            found.append(_Word(unicodedata.normalize("NFC", text[start:end].casefold()), start, end))
    return found


@lru_cache(maxsize=8)
def _listed_of(themes: tuple[tuple[str, tuple[str, ...]], ...]) -> Listed:
    return {_folded(word): (theme, word) for theme, words in themes for word in words}


def _listed(words: WordList) -> Listed:
    return _listed_of(tuple(words.themes.items()))


@lru_cache(maxsize=1)
def _rows() -> Sequence[Mapping[str, Any]]:
    found: Sequence[Mapping[str, Any]] = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    return found
