"""Savings as pages read them: what is promised, what the ledger shows, and which are the same money twice."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import QuerySet

from wellrun.departments.finance.models import Saving
from wellrun.departments.finance.queries.terms import terms_of
from wellrun.departments.finance.queries.variance import MART, known
from wellrun.departments.finance.rules.savings import (
    Period,
    Proof,
    SavingState,
    Verdict,
    alike,
    counted,
    days_late,
    doubles,
    prove,
    verdict,
)
from wellrun.foundations.catalogue.charting import facts
from wellrun.foundations.organisation.places import Place, Tree

LOOKED_BACK = 24
"""Periods before the start that say what the line cost."""
CELLS = f"""
SELECT facility, cost_centre, account, day, sum(actual), max(units), max(fixed_share), max(coalesce(statistic, ''))
FROM {MART} WHERE facility || '|' || cost_centre || '|' || account IN (SELECT unnest($keys))
GROUP BY facility, cost_centre, account, day ORDER BY day
"""  # noqa: S608 - the name of a table of ours
Key = tuple[str, str, str]


@dataclass(frozen=True)
class Shown:
    """A saving with what the ledger says of it. ``due``: what was promised for the periods that are booked;
    ``booked``: how many of its periods those are; ``counts``: what it adds to a sum, in cents."""

    saving: Saving
    proof: Proof | None
    due: int
    booked: int
    periods: int
    late: int
    doubles: tuple[Saving, ...]
    counts: int

    @property
    def verdict(self) -> Verdict:
        """What the ledger says of the promise."""
        return verdict(self.proof, self.due)

    @property
    def live(self) -> bool:
        """Whether it is still promised."""
        return self.saving.state != SavingState.ABANDONED.value


def savings_for(place: Place, tree: Tree) -> QuerySet[Saving]:
    """The savings of lines that belong to a place, or to what lies below it; the only door to savings."""
    codes = [one.code for one in tree.within(place)] + [place.code]
    rows = Saving.objects.filter(place__in=codes)
    return rows.select_related("facility", "owner", "made_by__person")


def shown(savings: Iterable[Saving], day: dt.date) -> list[Shown]:
    """Each with what the ledger shows and what it counts for. Doubles are looked for in the whole of its facility."""
    savings = list(savings)
    facilities = {one.facility_id for one in savings}
    every = {one.pk: one for one in Saving.objects.filter(facility__in=facilities).select_related("facility", "owner")}
    promises = [one.promise for one in every.values()]
    same, counts = doubles(promises), counted(promises)
    lines = _lines({one.promise.line for one in savings})
    return [_shown(one, lines, [every[pk] for pk in same.get(one.pk, ())], counts, day) for one in savings]


def _shown(
    saving: Saving,
    lines: Mapping[Key, Sequence[tuple[dt.date, Period, float]]],
    same: Sequence[Saving],
    counts: Mapping[int, int],
    day: dt.date,
) -> Shown:
    booked, fixed = proof_periods(saving, lines.get(saving.promise.line, ()))
    before, after = booked
    known_days = {start for start, _period, _fixed in lines.get(saving.promise.line, ())}
    promised = saving.by_month
    return Shown(
        saving=saving,
        proof=prove(before, after, fixed),
        due=sum(cents for start, cents in promised.items() if start in known_days),
        booked=sum(start in known_days for start in promised),
        periods=len(promised),
        late=days_late(SavingState(saving.state), saving.starts, day),
        doubles=tuple(same),
        counts=counts.get(saving.pk, 0),
    )


def proof_periods(
    saving: Saving, cells: Sequence[tuple[dt.date, Period, float]]
) -> tuple[tuple[list[Period], list[Period]], float]:
    """The line's periods before the start and those that are promised, and its fixed share."""
    starts, ends = saving.starts, max(saving.by_month)
    before = [period for start, period, _fixed in cells if start < starts][-LOOKED_BACK:]
    after = [period for start, period, _fixed in cells if starts <= start <= ends]
    return (before, after), max((fixed for _start, _period, fixed in cells), default=1.0)


def proof_of(saving: Saving) -> Proof | None:
    """What the ledger shows of one saving."""
    cells = _lines({saving.promise.line}).get(saving.promise.line, ())
    (before, after), fixed = proof_periods(saving, cells)
    return prove(before, after, fixed)


def _lines(keys: Iterable[Key]) -> dict[Key, list[tuple[dt.date, Period, float]]]:
    """Booked periods of each line in order: first day, what was booked and done, and the fixed share."""
    wanted = sorted(set(keys))
    if not wanted or not known():
        return {}
    calendars = {facility: terms_of(facility).calendar for facility in {key[0] for key in wanted}}
    found: dict[Key, list[tuple[dt.date, Period, float]]] = {}
    for row in facts().rows(CELLS, {"keys": ["|".join(key) for key in wanted]}):
        facility, centre, account, day, cents, units, fixed, statistic = row
        period = calendars[facility].period_of(day)
        # A line that follows no statistic is moved by nothing.
        share = float(fixed or 0) if statistic else 1.0
        told = Period(int(cents), (period.end - period.start).days, None if units is None else float(units))
        found.setdefault((facility, centre, account), []).append((day, told, share))
    return found


def similar(title: str, facility: str, *, but: int = 0) -> list[Saving]:
    """Savings of a facility whose titles share most of their words."""
    rows = Saving.objects.filter(facility__code=facility).exclude(pk=but).exclude(state=SavingState.ABANDONED.value)
    return [one for one in rows.select_related("owner") if alike(one.title, title)]
