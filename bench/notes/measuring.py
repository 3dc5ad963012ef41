"""Recall and precision of the scrubber over notes whose identifiers are known."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from bench.notes.writing import Note
from wellrun.engines.deidentification import Identifier, Scrubber
from wellrun.engines.deidentification.scrubbing import normalised


@dataclass(frozen=True)
class Measured:
    """Of one kind: identifiers there were, wholly removed, stretches removed under its name, of these rightly."""

    there: int
    gone: int
    removed: int
    rightly: int

    @property
    def recall(self) -> float | None:
        return self.gone / self.there if self.there else None

    @property
    def precision(self) -> float | None:
        return self.rightly / self.removed if self.removed else None


def measure(notes: Sequence[Note], *, year: int) -> tuple[dict[str, Measured], list[str]]:
    """By kind and for all; and what was left or wrongly taken, in its surroundings.

    Recall is strict: one letter or digit left is a miss, under whatever name the rest went. Precision counts a removed
    stretch as right if it touches an identifier of any kind.
    """
    there, gone, removed, rightly = Counter(), Counter(), Counter(), Counter()  # type: ignore[var-annotated]
    wrong = []
    for note in notes:
        # The invented values are of one length when normalised, so that places still agree.
        plain = normalised(note.text)
        found = Scrubber.knowing(note.known, year=year).find(plain)
        taken = {at for one in found for at in range(one.start, one.end)}
        true = {at for one in note.truths for at in range(one.start, one.end)}
        for truth in note.truths:
            left = [at for at in range(truth.start, truth.end) if plain[at].isalnum() and at not in taken]
            there[truth.kind] += 1
            gone[truth.kind] += not left
            if left:
                wrong.append(f"left  {truth.kind.name:14} {plain[max(0, truth.start - 25) : truth.end + 15]!r}")
        for one in found:
            right = any(at in true for at in range(one.start, one.end))
            removed[one.kind] += 1
            rightly[one.kind] += right
            if not right:
                wrong.append(f"taken {one.kind.name:14} {plain[max(0, one.start - 15) : one.end + 15]!r}")
    table = {kind.name: Measured(there[kind], gone[kind], removed[kind], rightly[kind]) for kind in Identifier}
    sums = (sum(counter.values()) for counter in (there, gone, removed, rightly))
    return {**table, "ALL": Measured(*sums)}, wrong
