"""What was done against the sources of denials: promises kept, rules of the scrubber turned on, contracts changed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator

from django.db.models import F

from wellrun.departments.revenue.models import ContractVersion, PayerContract, ScrubRule
from wellrun.departments.revenue.queries.scrubbing import latest_of, rule_in
from wellrun.departments.revenue.rules.at_source import PREFIX, Kind, Mending, Source, source_of
from wellrun.foundations.followup.models import Action
from wellrun.foundations.organisation.places import Place, Tree


def mendings_in(places: Iterable[Place], *, tree: Tree, day: dt.date) -> tuple[Mending, ...]:
    """All that is in force by a day, the newest first. Rules and contracts hold for a whole facility."""
    held = list(places)
    codes = {inner.code for place in held for inner in tree.within(place)}
    facilities = {inner.facility for place in held for inner in tree.within(place) if inner.facility}
    found = (*_kept(codes), *_rules(facilities), *_contracts(facilities))
    known = (one for one in found if one.on <= day)
    return tuple(sorted(known, key=lambda one: (one.on, one.kind, one.key), reverse=True))


def _kept(codes: Iterable[str]) -> Iterator[Mending]:
    """Promises that are in force: since they were kept, or since the day that somebody said."""
    rows = Action.objects.filter(origin__startswith=f"{PREFIX}:", place__in=list(codes), started_on__isnull=False)
    for one in rows.select_related("owner"):
        source = source_of(one.origin)
        if source is not None and one.started_on is not None:
            yield Mending(Kind.ACTION, str(one.pk), one.started_on, one.title, one.owner.name, source)


def _rules(facilities: Iterable[str]) -> Iterator[Mending]:
    """A rule mends what it is against, once for each payer that it names."""
    held_once = ScrubRule.objects.filter(facility__code__in=list(facilities), in_force_on__isnull=False)
    # One that ended before it began has judged nothing.
    rules = list(held_once.exclude(ended_on__lte=F("in_force_on")))
    latest = latest_of(rules)
    for held in rules:
        rule, wording = rule_in(latest[held.pk]), latest[held.pk]
        for payer in rule.scope.payers or ("",):
            if held.in_force_on is not None:
                source = Source(held.against, payer)
                yield Mending(Kind.RULE, held.key, held.in_force_on, rule.words, wording.made_by, source)


def _contracts(facilities: Iterable[str]) -> Iterator[Mending]:
    """A contract that got another wording: the first one is no change."""
    rows = ContractVersion.objects.filter(contract__facility__code__in=list(facilities), number__gt=1)
    rows = rows.exclude(contract__state=PayerContract.State.DRAFT).select_related("contract__payer")
    for one in rows:
        payer = one.contract.payer
        yield Mending(
            Kind.CONTRACT, str(one.contract_id), one.since, one.contract.name, one.made_by, Source("", payer.code)
        )
