"""What a reader must know before trusting a model: a model card (Mitchell and others, FAT* 2019), as plain values."""

from __future__ import annotations

from dataclasses import dataclass

from wellrun.engines.risk.fairness import GroupFigures
from wellrun.engines.risk.metrics import Figures


@dataclass(frozen=True, kw_only=True)
class Measured:
    """Figures under one protocol, and what the protocol was, in words."""

    protocol: str
    figures: Figures
    groups: tuple[GroupFigures, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Card:
    """Data, period, outcome, inputs, how it was measured, and what it must not be used for."""

    name: str
    data: str
    period: str
    outcome: str
    left_out: str
    inputs: tuple[str, ...]
    measured: tuple[Measured, ...]
    limits: tuple[str, ...]

    @property
    def warnings(self) -> tuple[str, ...]:
        """What the figures themselves warn of."""
        return tuple(
            f"{each.protocol}: AUROC {each.figures.auroc.value:.3f} is above what such data can give. "
            "Leakage is likely: find what the model should not have known."
            for each in self.measured
            if each.figures.leak_likely
        )
