"""Versions of a budget: a sheet for each cost centre, its lines, what is said of them, and purchases asked for."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from wellrun.departments.finance.rules.budgeting import Driver, LineState, SheetState, Stage, Standing
from wellrun.departments.finance.rules.variance import Kind
from wellrun.foundations.organisation.models import Facility
from wellrun.foundations.people.models import Account

VERSION_KINDS = {"original": _("original"), "revised": _("revised"), "forecast": _("forecast")}
DRIVER_NAMES = {
    Driver.FIXED: _("typed"),
    Driver.PRICE: _("quantity × price"),
    Driver.LABOUR: _("work × hours × rate"),
}
STAGE_NAMES = {
    Stage.HEAD: _("head"),
    Stage.DEPARTMENT: _("department"),
    Stage.FINANCE: _("finance"),
    Stage.BOARD: _("board"),
}
STATE_NAMES = {
    SheetState.DRAFTING: _("drafting"),
    SheetState.SUBMITTED: _("submitted"),
    SheetState.RETURNED: _("returned"),
    SheetState.APPROVED: _("approved"),
}


def _choices(names: Any) -> list[tuple[str, Any]]:
    return [(str(key), word) for key, word in names.items()]


class Budget(models.Model):
    """A version of a facility's budget for a fiscal year. ``deadlines``: a day (ISO) by stage.

    ``published`` is its number in the warehouse, once it was locked; a version that is locked anew gets a new one.
    """

    facility = models.ForeignKey(Facility, models.PROTECT, related_name="budgets")
    year = models.PositiveSmallIntegerField(_("fiscal year"))
    kind = models.CharField(_("kind"), max_length=8, choices=_choices(VERSION_KINDS))
    title = models.CharField(_("name"), max_length=120)
    currency = models.CharField(max_length=3)
    periods = models.JSONField(default=list)
    deadlines = models.JSONField(default=dict)
    source = models.CharField(_("made from"), max_length=200, blank=True)
    locked_at = models.DateTimeField(null=True)
    published = models.PositiveIntegerField(null=True)
    version = models.PositiveIntegerField(default=1)
    opened_at = models.DateTimeField()
    opened_by = models.ForeignKey(Account, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-year", "-pk"]
        constraints = [models.UniqueConstraint(fields=["facility", "year", "title"], name="budget_named_once")]

    def __str__(self) -> str:
        return f"{self.title} {self.year}"

    @property
    def due(self) -> dict[str, dt.date]:
        """The deadlines by stage."""
        return {stage: dt.date.fromisoformat(day) for stage, day in self.deadlines.items()}

    @property
    def starts(self) -> tuple[dt.date, ...]:
        """First days of its periods."""
        return tuple(dt.date.fromisoformat(day) for day in self.periods)


class BudgetSheet(models.Model):
    """A cost centre in a version. ``place`` and ``department``, of the tree, say whose it is and who checks it."""

    budget = models.ForeignKey(Budget, models.PROTECT, related_name="sheets")
    cost_centre = models.CharField(max_length=64)
    name = models.CharField(max_length=200)
    place = models.CharField(max_length=130)
    department = models.CharField(max_length=130)
    state = models.CharField(max_length=10, default=SheetState.DRAFTING.value, choices=_choices(STATE_NAMES))
    stage = models.CharField(max_length=10, default=Stage.HEAD.value, choices=_choices(STAGE_NAMES))
    target = models.BigIntegerField(_("target, cents"), null=True)
    last_year = models.BigIntegerField(default=0)
    returned_for = models.TextField(blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["department", "cost_centre"]
        constraints = [models.UniqueConstraint(fields=["budget", "cost_centre"], name="budget_sheet_once")]

    def __str__(self) -> str:
        return f"{self.cost_centre} {self.name}"

    @property
    def standing(self) -> Standing:
        """Where it is on its way."""
        return Standing(SheetState(self.state), Stage(self.stage))


class BudgetLine(models.Model):
    """An account of a sheet. ``amounts`` by period in cents; ``weights`` its seasonal shares (``rules.spreading``).

    ``version`` counts its changes: who saves over one that has moved on is told.
    """

    sheet = models.ForeignKey(BudgetSheet, models.PROTECT, related_name="lines")
    account = models.CharField(_("account"), max_length=64)
    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=10, default=Kind.EXPENSE.value)
    driver = models.CharField(_("comes from"), max_length=8, choices=_choices(DRIVER_NAMES), default=Driver.FIXED.value)
    volume = models.DecimalField(max_digits=18, decimal_places=4, null=True)
    per_unit = models.DecimalField(max_digits=14, decimal_places=4, null=True)
    price = models.DecimalField(max_digits=14, decimal_places=4, null=True)
    amounts = models.JSONField(default=list)
    weights = models.JSONField(default=list)
    fixed_share = models.DecimalField(max_digits=7, decimal_places=6, default=Decimal(1))
    statistic = models.CharField(max_length=64, blank=True)
    last_year = models.BigIntegerField(default=0)
    version = models.PositiveIntegerField(default=1)
    changed_by = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["kind", "account"]
        constraints = [models.UniqueConstraint(fields=["sheet", "account"], name="budget_line_once")]

    def __str__(self) -> str:
        return f"{self.account} {self.name}"

    @property
    def says(self) -> LineState:
        """The line as the rules know it."""
        return LineState(
            Driver(self.driver), tuple(self.amounts), self.volume, self.per_unit, self.price, tuple(self.weights)
        )


class BudgetComment(models.Model):
    """What somebody says of a line. It is never changed: a later one stands below it."""

    line = models.ForeignKey(BudgetLine, models.PROTECT, related_name="comments")
    words = models.TextField()
    by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"on {self.line_id}"


class CapitalRequest(models.Model):
    """What a cost centre asks to be bought in the year. ``rank`` 1 is bought first; without one it is not ranked."""

    class State(models.TextChoices):
        """Whether it will be bought."""

        ASKED = "asked", _("asked for")
        APPROVED = "approved", _("approved")
        REFUSED = "refused", _("refused")

    sheet = models.ForeignKey(BudgetSheet, models.PROTECT, related_name="capital_requests")
    title = models.CharField(_("what"), max_length=200)
    reason = models.TextField(_("why"))
    cents = models.BigIntegerField(_("cost, cents"))
    life_years = models.PositiveSmallIntegerField(_("useful life, years"))
    months = models.PositiveSmallIntegerField(_("months in service in the year"), default=12)
    rank = models.PositiveSmallIntegerField(_("rank"), null=True)
    state = models.CharField(max_length=8, choices=State, default=State.ASKED)
    decided_for = models.TextField(blank=True)
    asked_by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = [models.F("rank").asc(nulls_last=True), "pk"]

    def __str__(self) -> str:
        return self.title
