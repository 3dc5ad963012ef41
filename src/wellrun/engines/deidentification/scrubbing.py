"""Takes the eighteen identifiers out of free text: rules first, then known names, then whatever might still be one.

Fail closed: numbers of five digits, codes and capitalised words that no rule or list accounts for are removed as well.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from wellrun.engines.deidentification import patterns
from wellrun.engines.deidentification.ages import reveals_old_age
from wellrun.engines.deidentification.identifiers import Identifier
from wellrun.engines.deidentification.vocabulary import ACRONYMS, CLINICAL, COMMON_NAMES, STATES

LONGEST_TEXT = 200_000
"""Characters. A longer text is withheld whole, since nobody writes one by hand."""

SHORTEST_CODE = 4
"""Characters. A shorter number after a word like "visit" counts things, and does not name one."""

SHORT_COUNTS = frozenset(
    {Identifier.SSN, Identifier.RECORD_NUMBER, Identifier.PLACE, Identifier.DATE, Identifier.PHONE}
)
"""Identifiers of which even a short number is removed, as in "ending 4711"."""

SHOUTED = 0.6
"""From this share of capitals a text is taken to be typed in capitals, and they no longer mark acronyms."""

_WORD = re.compile(r"[^\W\d_](?:[\w’']*\w)?")
_STATE = re.compile(rf"(?:{STATES})\Z")
_ALIKE = {ord(dash): "-" for dash in "‐‑‒–—―−﹘﹣－"} | {
    ord(mark): None for mark in "\u200b\u200c\u200d\u2060\ufeff\u00ad"
}
_ALIKE |= {ord("`"): "'", ord("´"): "'", ord("‘"): "'"}


@dataclass(frozen=True)
class Found:
    """One identifier in a normalised text: characters from ``start`` up to, not including, ``end``."""

    kind: Identifier
    start: int
    end: int


def normalised(text: str) -> str:
    """One kind of dash, space and digit, so that a rule need not know them all."""
    plain = unicodedata.normalize("NFKC", text).translate(_ALIKE)
    return "".join(str(unicodedata.digit(c)) if c.isdigit() and c not in "0123456789" else c for c in plain)


@dataclass(frozen=True)
class Scrubber:
    """Scrubs texts. ``names`` are those of the facility's patients and staff, ``year`` that of the release."""

    names: frozenset[str]
    year: int

    @classmethod
    def knowing(cls, names: Iterable[str], *, year: int) -> Scrubber:
        """A scrubber that knows these names, whole ("Ada Lovell") or in parts."""
        words = {word.lower() for name in names for word in _WORD.findall(normalised(name))}
        return cls(frozenset(word for word in words if len(word) > 1), year)

    def scrub(self, text: str) -> str:
        """The text with a mark such as "[name]" for each identifier."""
        if len(text) > LONGEST_TEXT:
            return Identifier.OTHER.mark
        plain, pieces, at = normalised(text), [], 0
        for found in self.find(plain):
            pieces += [plain[at : found.start], found.kind.mark]
            at = found.end
        return "".join([*pieces, plain[at:]])

    def find(self, plain: str) -> tuple[Found, ...]:
        """Every identifier of a normalised text, in order, none overlapping another."""
        claimed: list[Identifier | None] = [None] * len(plain)
        for search in (_by_rule, self._known_names, self._old_years, _leftover_numbers, _capitalised):
            for found in search(plain):
                for at in range(found.start, found.end):
                    claimed[at] = claimed[at] or found.kind
        return tuple(_runs(plain, claimed))

    def _known_names(self, plain: str) -> Iterator[Found]:
        for word in _WORD.finditer(plain):
            if self._is_known(word[0]):
                yield Found(Identifier.NAME, *word.span())

    def _is_known(self, word: str) -> bool:
        small = word.lower()
        bare = re.sub(r"['’]s\Z", "", small)
        if small not in self.names and bare not in self.names:
            return False
        return word[0].isupper() or bare not in COMMON_NAMES

    def _old_years(self, plain: str) -> Iterator[Found]:
        for year in patterns.YEAR.finditer(plain):
            if reveals_old_age(int(year[0]), release_year=self.year):
                yield Found(Identifier.DATE, *year.span())


def _by_rule(plain: str) -> Iterator[Found]:
    for rule in patterns.RULES:
        for match in rule.pattern.finditer(plain):
            start, end = next((match.span(name) for name in rule.pattern.groupindex if match[name]), match.span())
            if rule.kind is Identifier.NAME:
                yield from _name_words(plain, start, end, sure=rule.sure)
            elif not rule.announced or _names_one_thing(plain[start:end], rule.kind):
                yield Found(rule.kind, start, end)


def _names_one_thing(token: str, kind: Identifier) -> bool:
    """Whether an announced number identifies, or is a count or a quantity."""
    if kind in SHORT_COUNTS:
        return True
    return len(re.sub(r"\W", "", token)) >= SHORTEST_CODE and not patterns.QUANTITY.fullmatch(token)


def _name_words(plain: str, start: int, end: int, *, sure: bool) -> Iterator[Found]:
    """The words of a name; where only the words around tell of one, clinical words are no part of it."""
    if sure:
        yield Found(Identifier.NAME, start, end)
        return
    shouted = _is_shouted(plain)
    for word in _WORD.finditer(plain, start, end):
        if not _is_vocabulary(word[0], shouted=shouted):
            yield Found(Identifier.NAME, *word.span())


def _is_vocabulary(word: str, *, shouted: bool) -> bool:
    bare = re.sub(r"['’]s\Z", "", word)
    return bare.lower() in CLINICAL or (bare.isupper() and bare in ACRONYMS) or (shouted and len(bare) < 3)


def _is_shouted(plain: str) -> bool:
    letters = sum(c.isalpha() for c in plain)
    return sum(c.isupper() for c in plain) > letters * SHOUTED


def _leftover_numbers(plain: str) -> Iterator[Found]:
    for number in patterns.LEFTOVER_NUMBER.finditer(plain):
        if not patterns.QUANTITY.fullmatch(number[0]):
            yield Found(Identifier.OTHER, *number.span())


def _capitalised(plain: str) -> Iterator[Found]:
    shouted = _is_shouted(plain)
    for run in patterns.CAPITALISED.finditer(plain):
        if _STATE.match(run[0]):
            continue
        words = [word for word in _WORD.finditer(plain, *run.span()) if _may_be_name(word[0], shouted=shouted)]
        opens = patterns.SENTENCE_START.search(plain, max(0, run.start() - 12), run.start())
        alone = opens and not shouted and len(words) == 1 and words[0].start() == run.start()
        if not alone:
            yield from (Found(Identifier.NAME, *word.span()) for word in words)


def _may_be_name(word: str, *, shouted: bool) -> bool:
    if _is_vocabulary(word, shouted=shouted) or not word[0].isupper() or len(word) < 2:
        return False
    return shouted or not (word.isupper() and len(word) <= 5)


def _runs(plain: str, claimed: list[Identifier | None]) -> Iterator[Found]:
    """Stretches of one kind; those with only a space, a comma or a stop between them are one."""
    start, end, kind = 0, 0, None
    for at, (sign, here) in enumerate(zip(plain, claimed, strict=True)):
        if here is not None and here is kind:
            end = at + 1
        elif here is not None or (sign not in " ,." and kind is not None):
            if kind is not None:
                yield Found(kind, start, end)
            start, end, kind = at, at + 1, here
    if kind is not None:
        yield Found(kind, start, end)
