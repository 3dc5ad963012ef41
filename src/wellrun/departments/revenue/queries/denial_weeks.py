"""Denials by week, for their charts: initial denials, and what was overturned."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Max, Min, QuerySet

from wellrun.departments.revenue.models import DenialCase, LedgerEntry, RemittancePayment
from wellrun.departments.revenue.queries.denials import cases_within
from wellrun.departments.revenue.rules.at_source import Source
from wellrun.departments.revenue.rules.denial_weeks import Told, Week, by_week, initial
from wellrun.departments.revenue.rules.denial_work import State
from wellrun.departments.revenue.rules.entries import Kind
from wellrun.foundations.organisation.places import Place, Tree

EVERY = Source()
LOOKED_BACK = dt.timedelta(weeks=52)
"""How far back the charts of denials look."""


@dataclass(frozen=True)
class DenialHistory:
    """What was denied first and what was overturned at some places, from the first whole week that is known.

    ``since`` is empty where no payer has decided anything yet.
    """

    since: dt.date | None
    until: dt.date
    denied: Sequence[Told]
    overturned: Sequence[Told]

    def weeks(self, source: Source = EVERY, code: str = "") -> tuple[Week, ...]:
        """Initial denials from one source, and of one service where it is named."""
        return self._weeks(self.denied, _fits(source, code))

    def weeks_overturned(self, source: Source = EVERY, code: str = "") -> tuple[Week, ...]:
        """Claims that were paid after an appeal, in the week of the last payment, with what was paid of the denial."""
        return self._weeks(self.overturned, _fits(source, code))

    def _weeks(self, told: Sequence[Told], fits: Callable[[Told], bool]) -> tuple[Week, ...]:
        if self.since is None:
            return ()
        return by_week((one for one in told if fits(one)), since=self.since, until=self.until)


def _fits(source: Source, code: str) -> Callable[[Told], bool]:
    return lambda one: source.covers(one.category, one.payer) and code in ("", one.code)


def denial_history(places: Iterable[Place], *, tree: Tree, day: dt.date) -> DenialHistory:
    """What is known by a day, of the last year. Weeks before the first payment of a payer are no weeks without
    denials: they are left out."""
    cases = cases_within(places, tree=tree).order_by()
    facilities = {code for held in places for inner in tree.within(held) if (code := inner.facility)}
    rows = cases.filter(denied_on__lt=day).values_list("claim", "denied_on", "cents", "category", "payer", "code")
    denied = initial(Told(*row) for row in rows)
    first = _first_payment(facilities)
    starts = [one.on for one in denied] + ([first] if first else [])
    since = max(min(starts), day - LOOKED_BACK) if starts else None
    # A week that was begun before it was known is no whole one.
    whole = since + dt.timedelta(days=-since.weekday() % 7) if since else None
    return DenialHistory(whole, day, denied, _overturned(cases, day))


def _first_payment(facilities: Iterable[str]) -> dt.date | None:
    posted = RemittancePayment.objects.filter(
        facility__code__in=list(facilities), state=RemittancePayment.State.POSTED
    ).order_by()
    found: dt.date | None = posted.aggregate(first=Min("paid_on"))["first"]
    return found


def _overturned(cases: QuerySet[DenialCase], day: dt.date) -> tuple[Told, ...]:
    won = list(
        cases.filter(state=State.WON, recovered_cents__gt=0).values_list(
            "claim", "recovered_cents", "category", "payer", "code", "claim__number", "facility"
        )
    )
    paid = LedgerEntry.objects.filter(
        kind=Kind.PAYER_PAYMENT.value,
        facility__in={row[6] for row in won},
        about__in={row[5] for row in won},
    )
    last = {
        (facility, about): on
        for facility, about, on in paid.order_by().values_list("facility", "about").annotate(last=Max("on"))
    }
    told = (
        Told(claim, last[facility, number], cents, category, payer, code)
        for claim, cents, category, payer, code, number, facility in won
        if (facility, number) in last
    )
    return tuple(one for one in told if one.on < day)
