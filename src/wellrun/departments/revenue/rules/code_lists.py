"""Public code lists as they are published, and how a code is looked for by its beginning or by words.

ICD-10-CM and ICD-10-PCS: the order files of CMS (``icd10cm_order_2026.txt``): columns of fixed width, by its own guide:
order number 1–5, code 7–13, 1 if billable 15, short words 17–76, long words from 78. HCPCS Level II: the words of the
physician fee schedule's relative value file. Any other list: CSV with ``code`` and ``words``.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from wellrun.values.faults import Fault

Row = Sequence[str]
CODE, FLAG, SHORT, LONG = slice(6, 13), slice(14, 15), slice(16, 76), slice(77, None)
SHAPES: Mapping[str, re.Pattern[str]] = {
    "ICD10CM": re.compile(r"[A-Z][0-9][0-9A-Z][0-9A-Z]{0,4}"),
    "ICD10PCS": re.compile(r"[0-9A-HJ-NP-Z]{3,7}"),
    "HCPCS": re.compile(r"[0-9A-Z][0-9]{3}[0-9A-Z]"),
}
SHORTEST_FILE = 15


class Code(NamedTuple):
    """A code without points, its words, and whether it may stand on a claim; a heading may not."""

    code: str
    words: str
    billable: bool = True


def icd10_order(lines: Iterable[str], faults: list[Fault], system: str = "ICD10CM") -> Iterator[Code]:
    """The order file, line by line. A line that is none is a fault, and the others are read."""
    seen: set[str] = set()
    for at, line in enumerate(lines, start=1):
        text = line.rstrip("\r\n")
        if not text.strip():
            continue
        code, flag = text[CODE].strip(), text[FLAG]
        words = text[LONG].strip() or text[SHORT].strip()
        wrong = [*_wrong(code, words, system, seen, at)]
        if len(text) <= SHORTEST_FILE or flag not in ("0", "1"):
            expected = "0 or 1 in column 15"
            wrong.append(_fault("flag", at, text[:20], expected, "Choose the order file as CMS publishes it."))
        if wrong:
            faults += wrong
            continue
        seen.add(code)
        yield Code(code, words, flag == "1")


def hcpcs_words(rows: Iterable[Row], faults: list[Fault]) -> Iterator[Code]:
    """Level II codes of the relative value file. A code stands there once for each of its modifiers."""
    heads = {"code": "HCPCS", "words": "DESCRIPTION"}
    seen: set[str] = set()
    for at, code, words in _cells(rows, heads, faults):
        # Titles and notes fill one cell; Level I, which is licensed, begins with a figure.
        if not words or code in seen or not code[:1].isalpha():
            continue
        yield from _taken(at, code, words, "HCPCS", seen, faults)


def listed_codes(rows: Iterable[Row], system: str, faults: list[Fault]) -> Iterator[Code]:
    """A list of our own or of a licence: CSV with the heads code and words, in any order."""
    seen: set[str] = set()
    for at, code, words in _cells(rows, {"code": "CODE", "words": "WORDS"}, faults):
        yield from _taken(at, code, words, system, seen, faults)


def _cells(rows: Iterable[Row], names: Mapping[str, str], faults: list[Fault]) -> Iterator[tuple[int, str, str]]:
    """Line, code and words of each row below the head that is not empty."""
    places: list[int] | None = None
    for at, row in enumerate(rows, start=1):
        cells = [cell.strip() for cell in row]
        heads = [cell.upper() for cell in cells]
        if places is None and all(name in heads for name in names.values()):
            places = [heads.index(names[field]) for field in ("code", "words")]
        elif places is not None and any(cells):
            code, words = (cells[place] if place < len(cells) else "" for place in places)
            yield at, code.upper().replace(".", ""), words
    if places is None:
        expected = "a head with " + " and ".join(names.values())
        faults.append(_fault("head", 1, "", expected, "Choose the file as it is published."))


def _taken(at: int, code: str, words: str, system: str, seen: set[str], faults: list[Fault]) -> Iterator[Code]:
    wrong = [*_wrong(code, words, system, seen, at)]
    faults += wrong
    if not wrong:
        seen.add(code)
        yield Code(code, words)


def _wrong(code: str, words: str, system: str, seen: set[str], at: int) -> Iterator[Fault]:
    if not SHAPES[system].fullmatch(code):
        yield _fault("code", at, code, f"a code of {system}", "Correct the line, or leave it out.")
    elif code in seen:
        yield _fault("twice", at, code, "each code once", "Take the second one out.")
    if not words:
        yield _fault("words", at, code, "words for the code", "Add what it stands for.")


def _fault(code: str, line: int, value: str, expected: str, remedy: str) -> Fault:
    said = f"Line {line}: {value or 'nothing'} is not {expected}."
    return Fault(f"revenue.codes.{code}", said, f"line {line}", value, expected, remedy)


def searchable(words: str) -> str:
    """Words as they are searched: small letters without accents, one space before each word."""
    bare = unicodedata.normalize("NFKD", words.casefold())
    return " " + " ".join(re.findall(r"[a-z0-9]+", "".join(one for one in bare if not unicodedata.combining(one))))


class Asked(NamedTuple):
    """What somebody typed: perhaps the beginning of a code, and words that all have to begin a word of the entry."""

    code: str
    words: tuple[str, ...]

    @property
    def anything(self) -> bool:
        return bool(self.code or self.words)


def asked(text: str) -> Asked:
    """``e11.9`` may be a code; ``type 2 diab`` are words. One word may be either."""
    bare = text.strip().upper().replace(".", "")
    code = bare if re.fullmatch(r"[0-9A-Z]{1,7}", bare) else ""
    return Asked(code, tuple(searchable(text).split()))


def rank(code: str, plain: str, wanted: Asked) -> int:
    """How well an entry fits: 0 the code itself, 1 its beginning, 2 words from the start, 3 words anywhere."""
    if wanted.code and code == wanted.code:
        return 0
    if wanted.code and code.startswith(wanted.code):
        return 1
    return 2 if plain.startswith(" " + " ".join(wanted.words)) else 3
