"""What people agreed about a measure at a place, as plain values that a chart can be kept by."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from wellrun.engines import spc
from wellrun.foundations.catalogue.models import Note, Phase, Setting
from wellrun.foundations.catalogue.registry import MEASURES
from wellrun.foundations.organisation.places import Place
from wellrun.warehouse.measures.measure import Measure


@dataclass(frozen=True)
class AgreedPhase:
    """From when, why, who agreed it and when."""

    starts_on: dt.date
    reason: str
    agreed_by: str
    agreed_on: dt.date


@dataclass(frozen=True)
class AgreedNote:
    """A word at a day."""

    day: dt.date
    words: str


@dataclass(frozen=True)
class Agreed:
    """Phases, notes, target, rules, owner. Empty where nobody agreed anything."""

    phases: tuple[AgreedPhase, ...] = ()
    notes: tuple[AgreedNote, ...] = ()
    target: float | None = None
    rules: str = spc.MAKING_DATA_COUNT.name
    owner: str = ""


def agreed_for(measure: Measure, place: Place) -> Agreed:
    """What was agreed for exactly this measure and place; the definition's own target where nothing was."""
    return agreed_at([place.code], measure.key).get((measure.key, place.code), Agreed(target=measure.target))


def mark_of_agreed(agreed: Agreed) -> str:
    """Target and rules in one word, to tell whether they are still what a form showed."""
    return f"{'' if agreed.target is None else agreed.target}/{agreed.rules}"


def agreed_everywhere(place: Place) -> dict[str, Agreed]:
    """What was agreed for each measure at a place."""
    found = agreed_at([place.code])
    return {key: found.get((key, place.code), Agreed(target=m.target)) for key, m in MEASURES.items()}


def agreed_at(codes: list[str], measure: str = "") -> dict[tuple[str, str], Agreed]:
    """What was agreed at several places, by measure and place, in three queries; of one measure if it is named."""
    only = {"place__in": codes, **({"measure": measure} if measure else {})}
    phases: dict[tuple[str, str], list[AgreedPhase]] = {}
    for phase in Phase.objects.filter(**only).select_related("agreed_by__person"):
        plain = AgreedPhase(phase.starts_on, phase.reason, str(phase.agreed_by), phase.agreed_on)
        phases.setdefault((phase.measure, phase.place), []).append(plain)
    notes: dict[tuple[str, str], list[AgreedNote]] = {}
    for note in Note.objects.filter(**only):
        notes.setdefault((note.measure, note.place), []).append(AgreedNote(note.day, note.words))
    settings = {(s.measure, s.place): s for s in Setting.objects.filter(**only).select_related("owner")}
    keys = phases.keys() | notes.keys() | settings.keys()
    return {key: _joined(key[0], phases.get(key, []), notes.get(key, []), settings.get(key)) for key in keys}


def _joined(measure: str, phases: list[AgreedPhase], notes: list[AgreedNote], setting: Setting | None) -> Agreed:
    own = MEASURES[measure].target if measure in MEASURES else None
    return Agreed(
        phases=tuple(phases),
        notes=tuple(notes),
        target=setting.target if setting and setting.target is not None else own,
        rules=setting.rules if setting else spc.MAKING_DATA_COUNT.name,
        owner=str(setting.owner) if setting and setting.owner else "",
    )
