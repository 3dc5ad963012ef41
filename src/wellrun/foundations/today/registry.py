"""What departments add to the morning: sources of signals, and panels of what is so right now."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from wellrun.foundations.organisation.places import Place, Tree
from wellrun.foundations.today.draft import Source


@dataclass(frozen=True)
class Part:
    """A stretch of a panel's bar: how long, and what it means (run, warn, gap, now, free, rest, shut)."""

    kind: str
    share: float


@dataclass(frozen=True)
class Glance:
    """One line of Right now: title, figure, bar, and the sentence below."""

    title: Any
    figure: str
    why: str
    as_of: str
    parts: tuple[Part, ...] = field(default=())
    detail: str = ""
    address: str = ""

    @property
    def bar(self) -> tuple[tuple[float, float, str], ...]:
        """Start, length (per cent of the bar) and kind of each part, in order."""
        whole, start, drawn = sum(part.share for part in self.parts) or 1.0, 0.0, []
        for part in self.parts:
            length = 100 * part.share / whole
            drawn.append((round(start, 2), round(length, 2), part.kind))
            start += length
        return tuple(drawn)


Panel = Callable[[Place, Tree, dt.date], tuple[Glance, ...]]

SOURCES: list[Source] = []
PANELS: list[tuple[int, Panel]] = []


def register_source(source: Source) -> None:
    """Adds a source of signals; called once from an app's ``ready``."""
    SOURCES.append(source)


def register_panel(order: int, panel: Panel) -> None:
    """Adds a panel to Right now; called once from an app's ``ready``."""
    PANELS.append((order, panel))
    PANELS.sort(key=lambda entry: entry[0])
