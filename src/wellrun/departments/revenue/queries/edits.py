"""Edits by imported tables, beside the rules of the scrubber: what they find in a claim, and which are here."""

from __future__ import annotations

import datetime as dt
import functools
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass

from django.db.models import Count, Max, Min, Q

from wellrun.departments.revenue.models import AuthorisationNeed, EditCoverage, EditLimit, EditPair, ListFile
from wellrun.departments.revenue.queries.authorisations import needs_in
from wellrun.departments.revenue.rules.authorisations import unproven
from wellrun.departments.revenue.rules.edit_lists import Coverage, Pair, UnitLimit
from wellrun.departments.revenue.rules.edits import Held, edited, found
from wellrun.departments.revenue.rules.scrubbing.facts import Context
from wellrun.departments.revenue.rules.scrubbing.findings import Finding
from wellrun.departments.revenue.rules.scrubbing.judge import Edits
from wellrun.engines.x12 import BilledClaim
from wellrun.foundations.organisation.models import Facility

PERSON, INSTITUTION = "P", "I"
CODE_KINDS = (
    ListFile.Kind.ICD10CM,
    ListFile.Kind.ICD10PCS,
    ListFile.Kind.HCPCS,
    ListFile.Kind.OWN_HCPCS,
    ListFile.Kind.OWN_ICD,
)
LATEST = 10
MOST = 50


def edits(facility: Facility) -> tuple[Edits, ...]:
    """What judges claims of a facility by the tables that are here, and by what its payers want to authorise.

    Claims of the same services share their rows, so that a batch costs few questions.
    """
    here = any(model.objects.exists() for model in (EditPair, EditLimit, EditCoverage))
    held: dict[tuple[str, frozenset[str], dt.date | None], Held] = {}

    def by_tables(claim: BilledClaim, _context: Context) -> Iterable[Finding]:
        days = [one.begins for one in claim.lines if one.procedure and one.begins]
        if not days or not edited(claim):
            return ()
        setting = PERSON if claim.place_qualifier == "B" else INSTITUTION
        key = (setting, frozenset(one.procedure for one in claim.lines if one.procedure), table_on(setting, min(days)))
        held[key] = held.get(key) or held_for(*key)
        return found(claim, held[key])

    tables = functools.cache(_table_days)

    def table_on(setting: str, day: dt.date) -> dt.date | None:
        return max((one for one in tables(setting) if one <= day), default=None)

    needs = needs_in([facility.pk])

    def by_authorisation(claim: BilledClaim, context: Context) -> Iterable[Finding]:
        return unproven(claim, needs.get((facility.pk, context.payer), ()))

    return ((by_tables,) if here else ()) + ((by_authorisation,) if needs else ())


def _table_days(setting: str) -> tuple[dt.date, ...]:
    """The days from which tables of limits are valid."""
    return tuple(EditLimit.objects.filter(setting=setting).order_by().values_list("since", flat=True).distinct())


def held_for(setting: str, codes: Collection[str], table: dt.date | None) -> Held:
    """The rows that speak of these services, of any day; of limits, those of one table."""
    pairs = EditPair.objects.filter(setting=setting, first__in=codes, second__in=codes)
    covered = EditCoverage.objects.filter(procedure__in=codes)
    limits = EditLimit.objects.filter(setting=setting, since=table, code__in=codes) if table else ()
    return Held(
        tuple(Pair(one.first, one.second, one.since, one.until, one.indicator) for one in pairs),
        tuple(UnitLimit(one.code, one.units, one.by, one.why) for one in limits),
        tuple(
            Coverage(one.article, one.title, one.procedure, tuple(one.diagnoses), one.since, one.until)
            for one in covered
        ),
    )


def limits_on(setting: str, codes: Collection[str], day: dt.date) -> tuple[UnitLimit, ...]:
    """The most units of services by the table of a day; what it no longer has, has no limit."""
    tables = EditLimit.objects.filter(setting=setting, since__lte=day)
    since = tables.aggregate(latest=Max("since"))["latest"]
    rows = tables.filter(since=since, code__in=codes)
    return tuple(UnitLimit(one.code, one.units, one.by, one.why) for one in rows)


@dataclass(frozen=True)
class Kept:
    """A table that is here: how many rows, and from which day its first and its latest row counts."""

    what: str
    rows: int
    first: dt.date | None
    latest: dt.date | None


def tables_here() -> Iterator[Kept]:
    """Every sort of table, empty ones too: a claim is only judged by what is here."""
    figures = {"rows": Count("pk"), "first": Min("since"), "latest": Max("since")}
    for setting, pairs, limits in (
        (PERSON, ListFile.Kind.PAIRS_P, ListFile.Kind.UNITS_P),
        (INSTITUTION, ListFile.Kind.PAIRS_I, ListFile.Kind.UNITS_I),
    ):
        yield Kept(str(pairs.label), **EditPair.objects.filter(setting=setting).aggregate(**figures))
        yield Kept(str(limits.label), **EditLimit.objects.filter(setting=setting).aggregate(**figures))
    yield Kept(str(ListFile.Kind.COVERAGE.label), **EditCoverage.objects.aggregate(**figures))
    yield Kept(str(ListFile.Kind.NEEDS.label), **AuthorisationNeed.objects.aggregate(**figures))


@dataclass(frozen=True)
class Said:
    """What the tables say of one service on a day."""

    pairs: tuple[EditPair, ...]
    more: int
    limits: tuple[tuple[str, UnitLimit], ...]
    coverage: tuple[EditCoverage, ...]

    @property
    def anything(self) -> bool:
        return bool(self.pairs or self.limits or self.coverage)


def said_of(code: str, day: dt.date) -> Said:
    """Pairs in either column, limits and articles of a service on a day."""
    on_day = Q(until=None) | Q(until__gte=day)
    pairs = EditPair.objects.filter(on_day, Q(first=code) | Q(second=code), since__lte=day)
    found = list(pairs[:MOST])
    limits = [(setting, one) for setting in (PERSON, INSTITUTION) for one in limits_on(setting, [code], day)]
    covered = EditCoverage.objects.filter(on_day, procedure=code, since__lte=day)
    more = pairs.count() - len(found) if len(found) == MOST else 0
    return Said(tuple(found), more, tuple(limits), tuple(covered))
