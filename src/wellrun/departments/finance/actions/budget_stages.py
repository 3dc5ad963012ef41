"""A sheet goes from stage to stage; the whole is locked, and with that becomes what variance is measured against."""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Iterator
from dataclasses import asdict
from decimal import Decimal
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from wellrun.departments.finance.models import Budget, BudgetLine, BudgetSheet
from wellrun.departments.finance.queries.budget_history import in_force
from wellrun.departments.finance.queries.budgets import PASSES, place_of_stage
from wellrun.departments.finance.queries.terms import terms_of
from wellrun.departments.finance.rules.budgeting import (
    COUNTED,
    BudgetState,
    Driver,
    SheetState,
    Standing,
    passed_on,
    sent_back,
    state_of,
)
from wellrun.departments.finance.rules.spreading import spread
from wellrun.foundations.access.permissions import check_may
from wellrun.foundations.access.rules import Permission
from wellrun.foundations.audit.actions import record
from wellrun.foundations.feeds.actions import open_feed, send_to
from wellrun.foundations.feeds.models import Load
from wellrun.foundations.organisation.places import Tree
from wellrun.foundations.people.models import Account
from wellrun.values.faults import Fault, Refused

FEED = "Budget, locked here"
COLUMNS = (
    "version",
    "cost_centre",
    "account",
    "month",
    "amount",
    "fixed_share",
    "statistic",
    "units",
    "quantity",
    "rate",
)
FOR_FORECASTS = "forecast"
"""The kind of version that nothing is measured against."""


@transaction.atomic
def pass_on(*, sheet: BudgetSheet, version: int, by: Account, tree: Tree) -> Standing:
    """Passes a sheet to the next stage; after the board it is approved. Raises ``Refused``."""
    held = _held(sheet, version)
    now = held.standing
    check_may(by, PASSES[now.stage], place_of_stage(held, tree, now.stage), tree=tree)
    after = passed_on(now)
    if after is None:
        words = _("This sheet is approved already.")
        raise Refused(Fault("finance.budget.approved", words, remedy=_("Nothing needs to be done.")))
    before = _move(held, after)
    record("finance.budget.passed_on", by=by, about=held, before=before, after=asdict(after))
    return after


@transaction.atomic
def send_back(*, sheet: BudgetSheet, version: int, why: str, by: Account, tree: Tree) -> Standing:
    """Sends a sheet back to its head, with a reason. Who may pass it on may send it back; an approved one, finance."""
    held = _held(sheet, version)
    now = held.standing
    approved = now.state is SheetState.APPROVED
    right = Permission.KEEP_LEDGER if approved else PASSES[now.stage]
    place = tree[held.budget.facility.code] if approved else place_of_stage(held, tree, now.stage)
    check_may(by, right, place, tree=tree)
    after = sent_back(now)
    if after is None:
        words = _("This sheet lies with its head already.")
        raise Refused(Fault("finance.budget.with_head", words, remedy=_("Nothing needs to be done.")))
    _check_reason(why)
    before = _move(held, after, why.strip())
    record("finance.budget.sent_back", by=by, about=held, before=before, after=asdict(after), why=why.strip())
    return after


def _held(sheet: BudgetSheet, version: int) -> BudgetSheet:
    rows = BudgetSheet.objects.select_for_update(of=("self",)).select_related("budget__facility")
    held = rows.get(pk=sheet.pk)
    if held.budget.locked_at:
        words = _("This version is locked.")
        raise Refused(Fault("finance.budget.locked", words, remedy=_("Have finance unlock it.")))
    if held.version != version:
        words = _("Somebody has moved this sheet since you opened it.")
        raise Refused(Fault("finance.budget.moved", words, remedy=_("Look at it and send again.")))
    return held


def _move(sheet: BudgetSheet, after: Standing, why: str = "") -> dict[str, Any]:
    """Writes where a sheet is now; returns where it was."""
    before = asdict(sheet.standing)
    sheet.state, sheet.stage = after.state.value, after.stage.value
    sheet.returned_for, sheet.version = why, sheet.version + 1
    sheet.save(update_fields=["state", "stage", "returned_for", "version"])
    return before


def _check_reason(why: str) -> None:
    if not why.strip():
        words = _("Nobody would know why.")
        raise Refused(Fault("finance.budget.why", words, "why", remedy=_("Write the reason.")))


@transaction.atomic
def lock(*, budget: Budget, version: int, by: Account, tree: Tree, today: dt.date) -> Load | None:
    """Locks an approved version, and sends it through the front door to be what variance is measured against.

    A version locked again is a restatement and has a new number. Forecasts are locked, and measured against by nothing.
    """
    held = _held_budget(budget, version, by, tree)
    states = [SheetState(one) for one in held.sheets.values_list("state", flat=True)]
    if state_of(states, locked=held.locked_at is not None) is not BudgetState.APPROVED:
        words = _("Only a version whose sheets are all approved is locked.")
        raise Refused(Fault("finance.budget.not_approved", words, remedy=_("Have the others passed on first.")))
    load = None
    if held.kind != FOR_FORECASTS:
        held.published, load = _publish(held, by, tree)
    held.locked_at, held.version = timezone.now(), held.version + 1
    held.save(update_fields=["locked_at", "published", "version"])
    record("finance.budget.locked", by=by, about=held, after={"published": held.published, "day": today.isoformat()})
    return load


@transaction.atomic
def unlock(*, budget: Budget, version: int, why: str, by: Account, tree: Tree) -> None:
    """Unlocks a version with a reason. What was published stays in force until it is locked anew."""
    held = _held_budget(budget, version, by, tree)
    if held.locked_at is None:
        words = _("This version is not locked.")
        raise Refused(Fault("finance.budget.unlocked", words, remedy=_("Nothing needs to be done.")))
    _check_reason(why)
    held.locked_at, held.version = None, held.version + 1
    held.save(update_fields=["locked_at", "version"])
    record("finance.budget.unlocked", by=by, about=held, after={"published": held.published}, why=why.strip())


def _held_budget(budget: Budget, version: int, by: Account, tree: Tree) -> Budget:
    check_may(by, Permission.KEEP_LEDGER, tree[budget.facility.code], tree=tree)
    held = Budget.objects.select_for_update(of=("self",)).select_related("facility").get(pk=budget.pk)
    if held.version != version:
        words = _("Somebody has changed this version since you opened it.")
        raise Refused(Fault("finance.budget.changed", words, remedy=_("Look at it and send again.")))
    return held


def _publish(budget: Budget, by: Account, tree: Tree) -> tuple[int, Load]:
    """The version as the feed ``budget_lines`` has it, and its number: one above all of its year."""
    starts = budget.starts
    calendar = terms_of(budget.facility.code).calendar
    known = in_force(budget.facility.code, starts[0], calendar.period_of(starts[-1]).end)
    # A load may still be on its way: what was published here counts as well as what has arrived.
    sent = Budget.objects.filter(facility=budget.facility).values_list("published", flat=True)
    number = max([0, *known.values(), *(one or 0 for one in sent)]) + 1
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    told = set()
    for line in BudgetLine.objects.filter(sheet__budget=budget).select_related("sheet"):
        for start, *row in _rows(line, starts):
            told.add((line.sheet.cost_centre, line.account, start))
            writer.writerow((number, line.sheet.cost_centre, line.account, start.isoformat(), *row))
    # A line of the version before that this one has no longer would stay in force: it is told to be nothing.
    for centre, account, month in sorted({*known} - told):
        writer.writerow((number, centre, account, month.isoformat(), "0.00", 1, "", "", "", ""))
    feed = open_feed(facility=budget.facility, name=FEED, by=by)
    files = [SimpleUploadedFile("budget_lines.csv", out.getvalue().encode())]
    return number, send_to(feed=feed, files=files, by=by, tree=tree, right=Permission.KEEP_LEDGER)


def _rows(line: BudgetLine, starts: tuple[dt.date, ...]) -> Iterator[tuple[Any, ...]]:
    """Of each period its first day, amount, fixed share, statistic, work, hours or pieces, and no rate."""
    says = line.says
    units = says.units if says.driver is not Driver.FIXED else (None,) * len(starts)
    each = Decimal(1) if says.driver is Driver.PRICE else says.per_unit or Decimal(0)
    quantities = _quantities(says.driver, says.volume, each, says.weights, len(starts))
    labour = says.driver is Driver.LABOUR
    for at, start in enumerate(starts):
        amount = f"{Decimal(says.amounts[at]) / 100:.2f}"
        work = units[at] if labour else None
        statistic = line.statistic if work is not None else ""
        yield start, amount, line.fixed_share, statistic, "" if work is None else work, quantities[at], ""


def _quantities(
    driver: Driver, volume: Decimal | None, each: Decimal, weights: tuple[int, ...], periods: int
) -> tuple[object, ...]:
    if driver is Driver.FIXED:
        return ("",) * periods
    whole = int((volume or Decimal(0)) * each * COUNTED)
    return tuple(Decimal(part) / COUNTED for part in spread(whole, weights))
