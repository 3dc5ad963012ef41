"""How a register has moved: how many live risks lay in each band on days gone by."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar
from uuid import UUID

from django.utils import timezone

from wellrun.departments.quality.models import Rating, Risk, RiskStep
from wellrun.departments.quality.rules.risks import Band, Move, Rated, Stage, months_after

Said = TypeVar("Said")
MONTHS_BACK = (12, 6, 3, 1, 0)
"""How many months before the day each row of the history lies."""


@dataclass(frozen=True)
class Moved:
    """The live risks of a day by band."""

    day: dt.date
    months: int
    bands: Mapping[Band, int]

    @property
    def counts(self) -> tuple[int, ...]:
        """Gravest first."""
        return tuple(self.bands.get(band, 0) for band in reversed(Band))

    @property
    def total(self) -> int:
        return sum(self.bands.values())


def moved_bands(risks: Iterable[Risk], *, day: dt.date) -> tuple[Moved, ...]:
    """The register a year, half a year, three months and a month before the day, and on it; in two queries."""
    keys = [risk.pk for risk in risks]
    ratings: dict[UUID, list[tuple[dt.date, Band]]] = defaultdict(list)
    rated = Rating.objects.filter(risk__in=keys, stage=Stage.RESIDUAL).order_by("at", "id")
    for key, at, likelihood, consequence in rated.values_list("risk", "at", "likelihood", "consequence"):
        ratings[key].append((timezone.localdate(at), Rated(likelihood, consequence).band))
    ended: dict[UUID, list[tuple[dt.date, bool]]] = defaultdict(list)
    steps = RiskStep.objects.filter(risk__in=keys, move__in=(Move.CLOSE, Move.REOPEN)).order_by("at", "id")
    for key, at, move in steps.values_list("risk", "at", "move"):
        ended[key].append((timezone.localdate(at), move == Move.CLOSE))
    rows = []
    for months in MONTHS_BACK:
        then = months_after(day, -months)
        bands = (_last(ratings[key], then) for key in keys if not _last(ended[key], then))
        rows.append(Moved(then, months, Counter(band for band in bands if band is not None)))
    return tuple(rows)


def _last(history: Sequence[tuple[dt.date, Said]], day: dt.date) -> Said | None:
    """What was last said until the end of a day."""
    return next((said for at, said in reversed(history) if at <= day), None)
