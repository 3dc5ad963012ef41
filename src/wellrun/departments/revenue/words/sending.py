"""What answers of payers say, in words of our own: codes of X12 are numbers here, their texts are not copied."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from types import MappingProxyType

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from wellrun.departments.revenue.rules.answers import Note
from wellrun.engines.x12 import Fault

Words = Mapping[str, Promise | str]

SETS: Words = MappingProxyType(
    {
        "1": gettext_lazy("the payer does not take this kind of transaction"),
        "2": gettext_lazy("the end of the transaction is missing"),
        "3": gettext_lazy("the numbers at its beginning and end differ"),
        "4": gettext_lazy("the number of segments is wrong"),
        "5": gettext_lazy("segments in it are wrong"),
        "6": gettext_lazy("its kind is missing or not known"),
        "7": gettext_lazy("its number is missing or was used before"),
    }
)
"""Why a transaction was refused (IK502)."""

GROUPS: Words = MappingProxyType(
    {
        "1": gettext_lazy("this kind of group is not taken"),
        "2": gettext_lazy("this version is not taken"),
        "3": gettext_lazy("the end of the group is missing"),
        "4": gettext_lazy("the numbers at the beginning and end of the group differ"),
        "5": gettext_lazy("the number of transactions is wrong"),
        "6": gettext_lazy("the number of the group breaks the rules"),
    }
)
"""Why a group was refused (AK905)."""

SEGMENTS: Words = MappingProxyType(
    {
        "1": gettext_lazy("is not known"),
        "2": gettext_lazy("is not expected here"),
        "3": gettext_lazy("is missing"),
        "4": gettext_lazy("comes more often than it may"),
        "5": gettext_lazy("comes more often than it may"),
        "6": gettext_lazy("does not belong here"),
        "7": gettext_lazy("is out of its order"),
        "8": gettext_lazy("has elements that are wrong"),
        "I4": gettext_lazy("is not used by this payer"),
        "I6": gettext_lazy("is missing, though what was said asks for it"),
        "I7": gettext_lazy("comes less often than it has to"),
        "I8": gettext_lazy("is wrong by a rule of this payer"),
        "I9": gettext_lazy("is missing, though the payer needs it"),
    }
)
"""What is wrong with a segment as a whole (IK304)."""

ELEMENTS: Words = MappingProxyType(
    {
        "1": gettext_lazy("is missing"),
        "2": gettext_lazy("is missing, though another element asks for it"),
        "3": gettext_lazy("is one too many"),
        "4": gettext_lazy("is too short"),
        "5": gettext_lazy("is too long"),
        "6": gettext_lazy("holds a character that may not be sent"),
        "7": gettext_lazy("is a code that is not known"),
        "8": gettext_lazy("is no date"),
        "9": gettext_lazy("is no time"),
        "10": gettext_lazy("may not stand beside another element"),
        "12": gettext_lazy("is repeated too often"),
        "13": gettext_lazy("has too many parts"),
        "I6": gettext_lazy("is a code that is not taken here"),
        "I9": gettext_lazy("is missing, though the payer needs it"),
        "I10": gettext_lazy("is not used by this payer"),
        "I11": gettext_lazy("is missing, though what was said asks for it"),
        "I12": gettext_lazy("does not have the form that it needs"),
        "I13": gettext_lazy("is wrong by a rule of this payer"),
    }
)
"""What is wrong with an element (IK403)."""

INTERCHANGES: Words = MappingProxyType(
    {
        "001": gettext_lazy("the control numbers of the file differ"),
        "006": gettext_lazy("our number is not known there"),
        "008": gettext_lazy("the receiver’s number is not known there"),
        "014": gettext_lazy("the date of the file is wrong"),
        "020": gettext_lazy("the test mark is wrong"),
        "021": gettext_lazy("the number of groups is wrong"),
        "023": gettext_lazy("the file broke off"),
        "025": gettext_lazy("this control number was used before"),
    }
)
"""Why an interchange was refused (TA105)."""

CATEGORIES: Words = MappingProxyType(
    {
        "A0": gettext_lazy("passed on to the payer"),
        "A1": gettext_lazy("received"),
        "A2": gettext_lazy("accepted for decision"),
        "A3": gettext_lazy("returned: it cannot be worked on as it is"),
        "A4": gettext_lazy("not found"),
        "A5": gettext_lazy("split into several claims"),
        "A6": gettext_lazy("rejected: something is missing"),
        "A7": gettext_lazy("rejected: something is not valid"),
        "A8": gettext_lazy("rejected: two things in it do not go together"),
        "P0": gettext_lazy("waits"),
        "P1": gettext_lazy("being decided"),
        "P2": gettext_lazy("waits for a review at the payer"),
        "P3": gettext_lazy("waits for information from us"),
        "P4": gettext_lazy("waits for information from the patient"),
        "P5": gettext_lazy("held at the payer"),
        "F0": gettext_lazy("decided"),
        "F1": gettext_lazy("decided: paid"),
        "F2": gettext_lazy("decided: denied"),
        "F3": gettext_lazy("decided: changed by the payer"),
        "F4": gettext_lazy("decided: nothing more to pay"),
        "D0": gettext_lazy("the payer finds nothing"),
    }
)
"""What a status says, by its category (STC01-1). Letters without a number of their own: ``LETTERS``."""

LETTERS: Words = MappingProxyType(
    {
        "A": gettext_lazy("acknowledged"),
        "P": gettext_lazy("waits"),
        "R": gettext_lazy("the payer asks for more"),
        "F": gettext_lazy("decided"),
        "E": gettext_lazy("the payer could not answer"),
        "D": gettext_lazy("the payer finds nothing"),
    }
)


def note_words(note: Note) -> str:
    """One note as a sentence without its end."""
    write = _WRITERS.get(note.kind)
    return write(note) if write else _("code %(code)s") % {"code": note.code}


def notes_words(sealed: str) -> list[str]:
    """The notes of a move, as they are kept, in words."""
    return [note_words(note) for note in notes_from(sealed)]


def notes_from(sealed: str) -> list[Note]:
    """Notes from how they are kept."""
    return [Note(*one) for one in json.loads(sealed)] if sealed else []


def notes_kept(notes: Iterable[Note]) -> str:
    """Notes as they are kept."""
    held = list(notes)
    return json.dumps(held) if held else ""


def in_words(fault: Fault) -> str:
    """A fault of our own writing, by its place; what stands there may tell of a patient and is left out."""
    kind = "element" if fault.element else "segment"
    place = Note(kind, fault.code, fault.segment, fault.position, element=fault.element, component=fault.component)
    return note_words(place)


def _segment(note: Note) -> str:
    words = SEGMENTS.get(note.code) or _("is wrong (%(code)s)") % {"code": note.code}
    return _("segment %(segment)s, at place %(position)s, %(words)s") % {
        "segment": note.segment,
        "position": note.position,
        "words": words,
    }


def _element(note: Note) -> str:
    words = ELEMENTS.get(note.code) or _("is wrong (%(code)s)") % {"code": note.code}
    name = f"{note.segment}{note.element:02}" + (f"-{note.component}" if note.component else "")
    said = _("element %(name)s, in the segment at place %(position)s, %(words)s") % {
        "name": name,
        "position": note.position,
        "words": words,
    }
    return f"{said}: “{note.value}”" if note.value else said


def _status(note: Note) -> str:
    words = CATEGORIES.get(note.code) or LETTERS.get(note.code[:1]) or _("told")
    codes = " ".join(one for one in (note.code, note.status, note.entity) if one)
    return f"{words} ({codes})"


def _from(words: Words) -> Callable[[Note], str]:
    return lambda note: str(words.get(note.code) or _("code %(code)s") % {"code": note.code})


_WRITERS: Mapping[str, Callable[[Note], str]] = {
    "interchange": _from(INTERCHANGES),
    "group": _from(GROUPS),
    "set": _from(SETS),
    "segment": _segment,
    "element": _element,
    "status": _status,
    "message": lambda note: note.value,
}


UNMATCHED: Words = MappingProxyType(
    {
        "group": gettext_lazy("It acknowledges a batch %(what)s, which is none of ours."),
        "interchange": gettext_lazy("It acknowledges a file %(what)s, which is none of ours."),
        "claim": gettext_lazy("It tells of a claim %(what)s that was never sent from here."),
        "contradicts": gettext_lazy("It says something of claim %(what)s that does not fit what is known."),
        "question": gettext_lazy("It answers a question %(what)s that was never asked here."),
        "refusal": gettext_lazy("It refuses a question without saying which (%(what)s)."),
        "kind": gettext_lazy("It holds a %(what)s, which is not read here."),
        "nothing": gettext_lazy("Nothing in it is known: it is no answer, or it broke off."),
    }
)


def unmatched_words(unmatched: Iterable[Iterable[str]]) -> list[str]:
    """What of an answer fits nothing, each in a sentence."""
    return [str(UNMATCHED[code]) % {"what": what or "–"} for code, what in unmatched]
