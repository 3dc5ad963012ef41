"""What an answer means, and what would help most, as values from which a page makes its sentences."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Literal, NamedTuple

from wellrun.engines.flow.problem import Network
from wellrun.engines.flow.replicate import Answer, Design, Estimate, interval, replicate
from wellrun.engines.flow.scenario import Change, changed

TRIED = 0.9
"""Stays and arrivals are tried at nine tenths."""

Meaning = Literal["waits", "full", "boards", "gives up", "lies elsewhere", "is diverted", "imprecise"]


class Finding(NamedTuple):
    """Something to say of a place: how many wait how long (waits: hours, with the 90th of 100), units used of those
    open (full), patients kept from moving on (boards), and shares (gives up, lies elsewhere, is diverted).

    imprecise: the wished precision was not reached; ``estimate`` is then of the figure's wait.
    """

    meaning: Meaning
    at: str
    estimate: Estimate
    ninth_of_ten: float | None = None


_MEANINGS: dict[str, tuple[Meaning, float]] = {
    "wait": ("waits", 0.1),
    "occupancy": ("full", 0.9),
    "blocked": ("boards", 0.1),
    "gave up": ("gives up", 0.01),
    "outliers": ("lies elsewhere", 0.01),
    "diverted": ("is diverted", 0.01),
}
"""Measure to what it means, from which value on it is worth a sentence."""


def findings(answer: Answer) -> tuple[Finding, ...]:
    """What is worth a sentence, longest waits first within each meaning, meanings in their own order."""
    return tuple(
        finding
        for measure, (meaning, least) in _MEANINGS.items()
        for finding in sorted(_of(answer, measure, meaning, least), key=lambda one: -one.estimate.mean)
    )


def _of(answer: Answer, measure: str, meaning: Meaning, least: float) -> Iterator[Finding]:
    for figure in answer.samples:
        if figure.measure == measure and not figure.of and (estimate := answer[figure]).mean >= least:
            ninth = answer.pooled.wait_quantile(0.9, at=figure.at) if meaning == "waits" else None
            yield Finding(meaning, figure.at, estimate, ninth)
            if meaning == "waits" and not answer.precise:
                yield Finding("imprecise", figure.at, estimate)


@dataclass(frozen=True)
class Act:
    """One change, by how many it lessens the patients who wait on the mean (below 0: fewer wait), and whether chance
    alone could show as much."""

    change: Change
    effect: Estimate

    @property
    def sure(self) -> bool:
        return self.effect.high < 0


def acts(
    network: Network,
    answer: Answer,
    design: Design,
    *,
    most: int = 3,
    told: Callable[[int, int], None] | None = None,
) -> tuple[Act, ...]:
    """The changes that free most: by how many fewer wait or keep a place they wait in, the best first.

    Tried one at a time with common random numbers: stays a tenth shorter, one more unit, home at any hour, a tenth
    fewer patients of a class. ``answer`` is of the network under the same design. Only what helps is told; ``sure``
    says whether more than chance.
    """
    tried, base = tuple(_candidates(network)), _waiting(answer)
    found = []
    for done, change in enumerate(tried):
        other = replicate(changed(network, [change]), replace(design, precision={}, at_most=len(base)))
        differences = [two - one for one, two in zip(base, _waiting(other), strict=True)]
        found.append(Act(change, interval(differences, design.level)))
        if told:
            told(done + 1, len(tried))
    helping = (act for act in found if act.effect.mean < 0)
    return tuple(sorted(helping, key=lambda act: act.effect.mean)[:most])


def _candidates(network: Network) -> Iterator[Change]:
    yield from (Change("stay", one.code, TRIED) for one in network.stations)
    yield from (Change("home hours", one.code) for one in network.stations if one.leaves)
    yield from (Change("units", one.code, 1) for one in network.resources)
    yield from (Change("arrivals", one.code, TRIED) for one in network.classes)


def _waiting(answer: Answer) -> list[float]:
    """Mean number who wait anywhere, by run. Who waits in a place of another station is counted once, as waiting."""
    rows = [values for figure, values in answer.samples.items() if figure.measure == "waiting"]
    return [sum(row) for row in zip(*rows, strict=True)]
