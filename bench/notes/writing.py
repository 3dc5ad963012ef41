"""Writes notes from templates. A slot ``{name}`` takes an invented value of that form; where it stands is remembered."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from wellrun.engines.deidentification import Identifier

Chance = random.Random
Form = tuple[Identifier, Callable[[Chance], str]]


@dataclass(frozen=True)
class Truth:
    """An identifier in a note: characters from ``start`` up to, not including, ``end``."""

    kind: Identifier
    start: int
    end: int


@dataclass(frozen=True)
class Note:
    """A note, what must go, and the names of patients and staff that a facility would know."""

    text: str
    truths: tuple[Truth, ...]
    known: tuple[str, ...]


def digits(shape: str, chance: Chance) -> str:
    """A shape with # for any digit, @ for a capital letter, 9 for a digit from 2 to 9."""
    picks = {"#": "0123456789", "@": "ABCDEFGHJKLMNPRSTUVWXYZ", "9": "23456789"}
    return "".join(chance.choice(picks[sign]) if sign in picks else sign for sign in shape)


def one_of(*shapes: str) -> Callable[[Chance], str]:
    return lambda chance: digits(chance.choice(shapes), chance)


def written(template: str, forms: Mapping[str, Form], chance: Chance) -> Note:
    """One note. A slot that begins with ``known`` is a name of the facility's list."""
    text, truths, known = "", [], []
    for part in re.split(r"(\{\w+\})", template):
        if not part.startswith("{"):
            text += part
            continue
        slot = part.strip("{}")
        kind, make = forms[slot]
        value = make(chance)
        truths.append(Truth(kind, len(text), len(text) + len(value)))
        known += [value] if slot.startswith("known") else []
        text += value
    return Note(text, tuple(truths), tuple(known))


def notes(templates: Sequence[str], forms: Mapping[str, Form], *, each: int, seed: int) -> tuple[Note, ...]:
    """So many notes of each template; the same every time."""
    chance = Chance(seed)
    return tuple(written(template, forms, chance) for template in templates for _ in range(each))
