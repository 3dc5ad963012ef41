"""Changes of a claim that a rule may offer. Each done twice comes to the same as done once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import reduce

from wellrun.departments.revenue.rules.scrubbing.findings import Change, ChangeKind
from wellrun.engines.x12 import BilledClaim, BilledLine

MOST_MODIFIERS = 4
"""Of a line (SV101-3 to SV101-6)."""


def changed(claim: BilledClaim, changes: Iterable[Change]) -> BilledClaim:
    """The claim with these changes; one that does not fit the claim leaves it as it is."""
    return reduce(lambda held, one: CHANGES[one.kind](held, one), changes, claim)


def _set_place(claim: BilledClaim, one: Change) -> BilledClaim:
    if one.line:
        return _on_line(claim, one.line, lambda line: line._replace(place=one.value))
    return claim._replace(place=one.value) if claim.place_qualifier == "B" else claim


def _add_modifier(claim: BilledClaim, one: Change) -> BilledClaim:
    def add(line: BilledLine) -> BilledLine:
        fits = one.value not in line.modifiers and len(line.modifiers) < MOST_MODIFIERS and line.procedure
        return line._replace(modifiers=(*line.modifiers, one.value)) if fits else line

    return _on_line(claim, one.line, add)


def _remove_modifier(claim: BilledClaim, one: Change) -> BilledClaim:
    def remove(line: BilledLine) -> BilledLine:
        return line._replace(modifiers=tuple(held for held in line.modifiers if held != one.value))

    return _on_line(claim, one.line, remove)


def _move_diagnosis(claim: BilledClaim, one: Change) -> BilledClaim:
    """Moves the first diagnosis of this code. Qualifiers stay with the places; pointers and what was told of it move.

    A claim's qualifiers belong to places (the first is principal), but for those of an admission, which are not moved.
    """
    codes = [code for _kind, code in claim.diagnoses]
    if one.value not in codes or not 0 < one.to <= len(codes):
        return claim
    old = list(range(1, len(codes) + 1))
    old.insert(one.to - 1, old.pop(codes.index(one.value)))
    new = {before: after for after, before in enumerate(old, start=1)}
    kinds = [kind for kind, _code in claim.diagnoses]
    return claim._replace(
        diagnoses=tuple((kind, codes[before - 1]) for kind, before in zip(kinds, old, strict=True)),
        present={new.get(at, at): told for at, told in claim.present.items()},
        lines=tuple(line._replace(pointers=tuple(new.get(at, at) for at in line.pointers)) for line in claim.lines),
    )


def _set_frequency(claim: BilledClaim, one: Change) -> BilledClaim:
    return claim._replace(frequency=one.value)


def _on_line(claim: BilledClaim, at: int, change: Callable[[BilledLine], BilledLine]) -> BilledClaim:
    lines = (change(line) if number == at else line for number, line in enumerate(claim.lines, start=1))
    return claim._replace(lines=tuple(lines))


CHANGES: Mapping[ChangeKind, Callable[[BilledClaim, Change], BilledClaim]] = {
    ChangeKind.SET_PLACE: _set_place,
    ChangeKind.ADD_MODIFIER: _add_modifier,
    ChangeKind.REMOVE_MODIFIER: _remove_modifier,
    ChangeKind.MOVE_DIAGNOSIS: _move_diagnosis,
    ChangeKind.SET_FREQUENCY: _set_frequency,
}
