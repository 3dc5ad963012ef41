"""A version of a budget is opened from what past years booked or planned, and locked once it is approved."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping
from decimal import Decimal

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from wellrun.departments.finance.models import Budget, BudgetLine, BudgetSheet
from wellrun.departments.finance.queries.budget_history import PastLine, past_lines
from wellrun.departments.finance.queries.budgets import places_of
from wellrun.departments.finance.queries.terms import terms_of
from wellrun.departments.finance.rules.budgeting import COUNTED, Driver, LineState, driven, faults_of_deadlines
from wellrun.departments.finance.rules.calendars import FiscalCalendar, FiscalPeriod
from wellrun.departments.finance.rules.spreading import carried_on, seasonal, spread
from wellrun.departments.finance.rules.variance import Kind
from wellrun.foundations.access.permissions import check_may
from wellrun.foundations.access.rules import Permission
from wellrun.foundations.audit.actions import record
from wellrun.foundations.organisation.models import Facility
from wellrun.foundations.organisation.places import Tree
from wellrun.foundations.people.models import Account
from wellrun.values.faults import Fault, Refused

FROM_ACTUAL, FROM_BUDGET = "actual", "budget"
PLACES = Decimal("0.0001")


@transaction.atomic
def open_budget(
    *,
    facility: Facility,
    year: int,
    kind: str,
    title: str,
    source: str,
    growth: Decimal,
    deadlines: Mapping[str, dt.date],
    by: Account,
    tree: Tree,
) -> Budget:
    """Opens a version with a sheet for each cost centre, filled from last year's ``actual`` or ``budget``.

    ``growth`` in per cent is put on every line. Of a year that is not over, what is booked is carried on to the whole
    year by days. Raises ``Refused`` with every fault.
    """
    check_may(by, Permission.KEEP_LEDGER, tree[facility.code], tree=tree)
    faults = list(faults_of_deadlines(deadlines))
    if Budget.objects.filter(facility=facility, year=year, title=title.strip()).exists():
        words = _("There is a version of this name for the year.")
        faults.append(Fault("finance.budget.named", words, "title", title, remedy=_("Give it another name.")))
    calendar = terms_of(facility.code).calendar
    past = past_lines(facility.code, calendar, year)
    if not past:
        words = _("Neither a budget nor books of the years before are loaded.")
        faults.append(Fault("finance.budget.no_past", words, "year", str(year), remedy=_("Load the ledger first.")))
    if faults:
        raise Refused(faults)
    periods = calendar.periods(year)
    budget = Budget.objects.create(
        facility=facility,
        year=year,
        kind=kind,
        title=title.strip(),
        currency=tree[facility.code].currency,
        periods=[period.start.isoformat() for period in periods],
        deadlines={stage: day.isoformat() for stage, day in deadlines.items()},
        source=f"{source} {year - 1} {growth:+}",
        opened_at=timezone.now(),
        opened_by=by,
    )
    _fill(budget, past, _Start(calendar, year, source, 1 + growth / 100), tree)
    after = {"year": year, "kind": kind, "title": budget.title, "source": budget.source}
    record("finance.budget.opened", by=by, about=budget, after=after)
    return budget


class _Start:
    """How lines of a new version begin: a source of last year, with growth."""

    def __init__(self, calendar: FiscalCalendar, year: int, source: str, factor: Decimal) -> None:
        self.year, self.source, self.factor = year, source, factor
        self.days = _days(calendar.periods(year))
        self.past_days = {one: _numbered(calendar.periods(one)) for one in range(year - 3, year)}

    def line(self, past: PastLine) -> tuple[LineState, int]:
        """The first state of a line, and what last year comes to."""
        weights = self._weights(past)
        last = self._last_year(past)
        planned = sum(past.budget.get(self.year - 1, {}).values())
        state = LineState(Driver.FIXED, spread(round(last * self.factor), weights), weights=weights)
        if self.source == FROM_BUDGET and past.quantity > 0 and planned > 0:
            state = self._driven(past, planned, weights)
        return state, last

    def _driven(self, past: PastLine, planned: int, weights: tuple[int, ...]) -> LineState:
        told, lengths = past.budget[self.year - 1], self.past_days[self.year - 1]
        whole = self.factor * sum(lengths.values()) / sum(lengths[number] for number in told)
        price = (Decimal(planned) / 100 / Decimal(past.quantity)).quantize(PLACES)
        if past.nature == "labour" and past.units > 0:
            volume = (Decimal(past.units) * whole).quantize(PLACES)
            each = (Decimal(past.quantity) / Decimal(past.units)).quantize(PLACES)
            return driven(LineState(Driver.LABOUR, (), volume, each, price, weights))
        volume = (Decimal(past.quantity) * whole).quantize(PLACES)
        return driven(LineState(Driver.PRICE, (), volume, None, price, weights))

    def _weights(self, past: PastLine) -> tuple[int, ...]:
        years = [one for one in sorted(past.actual) if any(past.actual[one].values())]
        return tuple(seasonal([past.actual[one] for one in years], [self.past_days[one] for one in years], self.days))

    def _last_year(self, past: PastLine) -> int:
        """Last year's amount, carried on to its end by days where it is not over."""
        told = (past.actual if self.source == FROM_ACTUAL else past.budget).get(self.year - 1, {})
        lengths = self.past_days[self.year - 1]
        return carried_on(told, sum(lengths[number] for number in told), sum(lengths.values()))


def _days(periods: tuple[FiscalPeriod, ...]) -> list[int]:
    return [(period.end - period.start).days for period in periods]


def _numbered(periods: tuple[FiscalPeriod, ...]) -> dict[int, int]:
    return dict(enumerate(_days(periods), start=1))


def _fill(budget: Budget, past: list[PastLine], start: _Start, tree: Tree) -> None:
    by_centre: dict[str, list[PastLine]] = defaultdict(list)
    for line in past:
        by_centre[line.cost_centre].append(line)
    for centre, lines in by_centre.items():
        states = [(line, *start.line(line)) for line in lines]
        place, department = places_of(budget.facility.code, lines[0].unit, lines[0].department, tree)
        sheet = BudgetSheet.objects.create(
            budget=budget,
            cost_centre=centre,
            name=lines[0].centre_name,
            place=place,
            department=department,
            last_year=sum(last for line, _state, last in states if line.kind is Kind.EXPENSE),
        )
        BudgetLine.objects.bulk_create(_row(sheet, line, state, last) for line, state, last in states)


def _row(sheet: BudgetSheet, past: PastLine, state: LineState, last: int) -> BudgetLine:
    return BudgetLine(
        sheet=sheet,
        account=past.account,
        name=past.name,
        kind=past.kind.value,
        driver=state.driver.value,
        volume=state.volume,
        per_unit=state.per_unit,
        price=state.price,
        amounts=list(state.amounts),
        weights=list(state.weights),
        fixed_share=Decimal(round(past.fixed_share * COUNTED)) / COUNTED,
        statistic=past.statistic,
        last_year=last,
    )


@transaction.atomic
def set_target(*, sheet: BudgetSheet, cents: int | None, by: Account, tree: Tree) -> None:
    """Tells a cost centre from above what its expense should come to; ``None`` takes the target away."""
    check_may(by, Permission.KEEP_LEDGER, tree[sheet.budget.facility.code], tree=tree)
    before = sheet.target
    BudgetSheet.objects.filter(pk=sheet.pk).update(target=cents)
    sheet.target = cents
    record("finance.budget.target", by=by, about=sheet, before={"target": before}, after={"target": cents})
