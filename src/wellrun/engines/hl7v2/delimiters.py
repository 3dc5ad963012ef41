"""The delimiters a sender chose, and what escape sequences stand for (HL7 v2.5.1, 2.5.4 and 2.7)."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

HEADERS = ("MSH", "FHS", "BHS")
HEX = frozenset("0123456789ABCDEFabcdef")


class Unreadable(ValueError):
    """The text is no HL7 v2 message; the words say why."""


class Delimiters(NamedTuple):
    """The characters of MSH-1 and MSH-2; the defaults are those HL7 recommends. An empty one is not in use."""

    field: str = "|"
    component: str = "^"
    repetition: str = "~"
    escape: str = "\\"
    subcomponent: str = "&"

    @classmethod
    def of(cls, header: str) -> Delimiters:
        """From the text of an MSH, FHS or BHS segment. Raises Unreadable if it is none.

        Real senders repeat characters (``^~\\\\\\\\&``) or leave them out: a character that is doubled counts once, one
        that was used before or is not given gives way to the recommended one. ``encoding_faults`` tells of it.
        """
        if len(header) < 4 or header[:3] not in HEADERS or header[3].isalnum() or header[3].isspace():
            raise Unreadable(f"{header[:3]!r} is no header segment: expected MSH and the delimiters after it.")
        return _delimiters(header[3], header[4:].split(header[3], 1)[0])

    def unescaped(self, text: str) -> str:
        """The text with its escape sequences resolved: delimiters, hexadecimal data, line breaks; highlighting ends.

        Sequences of a site's own and changes of character set stay as they are; so does what only looks like one.
        """
        escape = self.escape
        if not escape or escape not in text:
            return text
        parts, meanings = text.split(escape), _meanings(self)
        told, open_, last = [parts[0]], True, len(parts) - 1
        for number, word in enumerate(parts[1:], start=1):
            if not open_:
                told.append(word)
                open_ = True
                continue
            meant = _meant(word, meanings, escape) if number < last else None
            told.append(escape + word if meant is None else meant)
            open_ = meant is None
        return "".join(told)

    def escaped(self, text: str) -> str:
        """The text with every delimiter and line break in it written as an escape sequence.

        Raises Unreadable where a delimiter stands in it and the sender uses no escapes.
        """
        table = _escapes(self)
        if not any(letter in text for letter in table):
            return text
        if not self.escape:
            raise Unreadable("A delimiter stands in the text, and without an escape character it cannot be written.")
        return "".join(table.get(letter, letter) for letter in text)


def encoding_faults(given: str) -> str:
    """What is unusual about MSH-2; empty where nothing is."""
    if not given:
        return "It names no encoding characters; the recommended ones are taken."
    if len(set(given)) != len(given):
        return "Its encoding characters repeat; the recommended ones are taken for those that do."
    return "" if len(given) in (4, 5) else "It names fewer or more encoding characters than four, or five since 2.7."


@lru_cache(maxsize=256)
def _delimiters(field: str, given: str) -> Delimiters:
    once = given
    if len(given) > 4:
        once = "".join(letter for at, letter in enumerate(given) if at == 0 or given[at - 1] != letter)
    chosen: list[str] = [field]
    usual = Delimiters()
    short = 0 < len(given) < 4 and len(set(given)) == len(given)
    for at in range(4):
        letter = once[at] if at < len(once) else ""
        # Short forms are allowed where a sender uses no escapes or subcomponents (v2.5.1, 2.5.4).
        if not letter and short:
            chosen.append("")
            continue
        if not letter or letter in chosen or letter.isalnum() or letter.isspace():
            letter = usual[at + 1] if usual[at + 1] not in chosen else ""
        chosen.append(letter)
    return Delimiters(*chosen)


@lru_cache(maxsize=256)
def _meanings(marks: Delimiters) -> dict[str, str]:
    words = {"F": marks.field, "S": marks.component, "R": marks.repetition, "E": marks.escape, "T": marks.subcomponent}
    # 2.7.1 highlighting and 2.7.6 formatting: in plain text only the breaks are left of them.
    words |= dict.fromkeys(("H", "N", ".fi", ".nf"), "") | dict.fromkeys((".br", ".sp", ".ce"), "\n")
    return {**words, "P": "#"}


def _meant(word: str, meanings: dict[str, str], escape: str) -> str | None:
    """What a sequence stands for, itself where it is kept, None where it is none."""
    found = meanings.get(word)
    if found is not None:
        return found
    kind, rest = word[:1], word[1:]
    if kind == "X" and rest and not len(rest) % 2 and set(rest) <= HEX:
        raw = bytes.fromhex(rest)
        try:
            return raw.decode()
        except UnicodeDecodeError:
            return raw.decode("latin-1")
    if word[:3] in (".sp", ".in", ".ti", ".sk") and word[3:].lstrip("+-").isdecimal():
        return "\n" * int(word[3:].lstrip("+-")[:2]) if word[:3] == ".sp" else " " if word[:3] == ".sk" else ""
    return f"{escape}{word}{escape}" if kind in ("C", "M", "Z") and rest.isalnum() else None


@lru_cache(maxsize=256)
def _escapes(marks: Delimiters) -> dict[str, str]:
    words = {"F": marks.field, "S": marks.component, "R": marks.repetition, "E": marks.escape, "T": marks.subcomponent}
    table = {letter: f"{marks.escape}{word}{marks.escape}" for word, letter in words.items() if letter}
    return table | {"\r": f"{marks.escape}X0D{marks.escape}", "\n": f"{marks.escape}X0A{marks.escape}"}
