"""Where denials come from, by category, payer, service and unit; and how long each payer leaves for an appeal."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from wellrun.departments.revenue.models import DenialCase, Payer, PayerTerms
from wellrun.departments.revenue.queries.appeals import appeal_rules
from wellrun.departments.revenue.queries.denials import cases_within
from wellrun.departments.revenue.rules.appeal_days import Appeal
from wellrun.departments.revenue.rules.root_causes import Fell, RootCause, root_causes, spans
from wellrun.foundations.organisation.places import Place, Tree

UNDER: Mapping[str, Callable[[DenialCase], str]] = {
    "category": lambda case: case.category,
    "payer": lambda case: case.payer,
    "code": lambda case: case.code,
    "place": lambda case: case.claim.place or case.facility.code,
}
"""What denials are counted under."""


@dataclass(frozen=True)
class Causes:
    """Denials of the last three months against the three before, each time all of them under one thing."""

    since: dt.date
    earlier: dt.date
    by: Mapping[str, tuple[RootCause, ...]]
    whole: RootCause


def causes_in(places: Iterable[Place], *, tree: Tree, day: dt.date) -> Causes:
    """Why claims of these places were denied, whatever became of it."""
    since, earlier = spans(day)
    cases = list(cases_within(places, tree=tree).filter(denied_on__gte=earlier, denied_on__lte=day))

    def counted(under: Callable[[DenialCase], str]) -> tuple[RootCause, ...]:
        return root_causes((Fell(case.denied_on, under(case), case.cents) for case in cases), today=day)

    whole = counted(lambda _case: "")
    return Causes(
        since,
        earlier,
        {name: counted(under) for name, under in UNDER.items()},
        whole[0] if whole else RootCause("", 0, 0, 0, 0),
    )


@dataclass(frozen=True)
class PayerDays:
    """A payer, what is known of it, and how long it leaves for an appeal of what it decides today."""

    payer: Payer
    terms: PayerTerms
    appeal: Appeal


def payers_in(places: Iterable[Place], *, tree: Tree, day: dt.date) -> list[PayerDays]:
    """The payers of the facilities of these places; one of which nothing is known is as the house has it."""
    codes = {inner.facility for place in places for inner in tree.within(place)}
    payers = list(Payer.objects.filter(facility__code__in=codes).select_related("facility", "terms"))
    rules = {facility: appeal_rules(facility) for facility in {one.facility for one in payers}}
    return [
        PayerDays(one, getattr(one, "terms", None) or PayerTerms(payer=one), rules[one.facility].of(one.code, day))
        for one in payers
    ]
