"""How much risk is borne where: what is in force, where it comes from, what was set and what will hold."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from wellrun.departments.quality.models import AppetiteSetting, Risk
from wellrun.departments.quality.models.risks import RISK_KINDS
from wellrun.departments.quality.rules.appetite import Appetite, appetite, appetites
from wellrun.foundations.organisation.places import Place, Tree


def table_in_force() -> tuple[Appetite, ...]:
    """The house's table and all that places have set, in the order it was said."""
    return *appetites(), *(
        Appetite(one.kind, one.highest, one.since, one.place) for one in AppetiteSetting.objects.order_by("id")
    )


def highest_for(risk: Risk, table: Iterable[Appetite], *, tree: Tree, day: dt.date) -> int:
    """The highest score that is borne without asking for a risk of this kind at its place; 0 where nothing is said."""
    place = tree.get(risk.place)
    held = appetite(risk.kind, place.path if place else (), day, table)
    return (held.highest if held else None) or 0


@dataclass(frozen=True)
class KindBorne:
    """A kind of risk with what is borne of it at a place on a day, and what is decided to hold later."""

    kind: str
    title: str
    held: Appetite | None
    later: tuple[AppetiteSetting, ...]
    last: AppetiteSetting | None

    @property
    def highest(self) -> int:
        return (self.held.highest if self.held else None) or 0


def borne_at(place: Place, *, day: dt.date) -> tuple[KindBorne, ...]:
    """Every kind of risk with what is borne of it at a place; two queries however many kinds."""
    table, settings = table_in_force(), settings_of(place)
    return tuple(
        KindBorne(
            kind=kind,
            title=str(title),
            held=(held := appetite(kind, place.path, day, table)),
            later=tuple(one for one in settings if one.kind == kind and one.since > day),
            last=_behind(held, settings),
        )
        for kind, title in RISK_KINDS.items()
    )


def settings_of(place: Place) -> list[AppetiteSetting]:
    """What the place and the wider ones have set, the latest first."""
    held = AppetiteSetting.objects.filter(place__in=place.path).select_related("by__person")
    return list(held.order_by("-since", "-id"))


def _behind(held: Appetite | None, settings: Iterable[AppetiteSetting]) -> AppetiteSetting | None:
    if held is None:
        return None
    asked = (held.kind, held.place, held.since)
    return next((one for one in settings if (one.kind, one.place, one.since) == asked), None)
