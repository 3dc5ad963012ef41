"""Where denials come from: category, payer, service, unit, rule passed over, clerk; and the days payers leave."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from wellrun.departments.revenue.models import AccountCharge, DenialCase, Payer, PayerTerms, ScrubOverride
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
"""What denials are counted under, as they tell it themselves."""


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

    passed_over, entered_by = _passed_over(cases), _entered_by(cases)
    under = {
        **UNDER,
        "rule": lambda case: passed_over.get(case.claim_id, ""),
        "clerk": lambda case: entered_by.get((case.claim_id, case.code)) or entered_by.get((case.claim_id, ""), ""),
    }

    def counted(under: Callable[[DenialCase], str]) -> tuple[RootCause, ...]:
        return root_causes((Fell(case.denied_on, under(case), case.cents) for case in cases), today=day)

    whole = counted(lambda _case: "")
    return Causes(
        since,
        earlier,
        {name: counted(which) for name, which in under.items()},
        whole[0] if whole else RootCause("", 0, 0, 0, 0),
    )


def _passed_over(cases: Sequence[DenialCase]) -> dict[int, str]:
    """The rule of the scrubber that somebody passed over last before the claim was sent, by claim."""
    rows = ScrubOverride.objects.filter(claim__in={case.claim_id for case in cases}).order_by("at", "pk")
    return dict(rows.values_list("claim", "rule"))


def _entered_by(cases: Sequence[DenialCase]) -> dict[tuple[int, str], str]:
    """Who entered the charge of a service, and the first charge, of claims that were made here."""
    rows = AccountCharge.objects.filter(claim__in={case.claim_id for case in cases}).order_by("-position")
    found: dict[tuple[int, str], str] = {}
    for claim, code, revenue_code, who in rows.values_list("claim", "code", "revenue_code", "entered_by"):
        found |= {(claim, code or revenue_code): who, (claim, ""): who}
    return found


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
