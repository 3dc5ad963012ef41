"""Leave: its kinds, what is asked and decided, what each person may take; and when a person cannot work anyway."""

from __future__ import annotations

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from wellrun.foundations.keys.fields import SealedModel, SealedText
from wellrun.foundations.organisation.models import Named, Network
from wellrun.foundations.people.models import Account, Person

WEEKDAYS = (
    _("Monday"),
    _("Tuesday"),
    _("Wednesday"),
    _("Thursday"),
    _("Friday"),
    _("Saturday"),
    _("Sunday"),
)


class LeaveKind(Named):
    """A kind of leave and its rules. ``accrues`` is hours a year for a full-timer, or for each hour worked."""

    class Accrual(models.TextChoices):
        NONE = "none", _("does not accrue")
        YEAR = "year", _("so many hours a year, by share of a full week")
        HOURS = "hours", _("for each hour worked")

    network = models.ForeignKey(Network, models.PROTECT, related_name="leave_kinds")
    paid = models.BooleanField(_("paid"), default=True)
    counts = models.BooleanField(_("counts against a balance"), default=False)
    private = models.BooleanField(_("the kind itself is private"), default=False)
    accrual = models.CharField(_("accrual"), max_length=8, choices=Accrual.choices, default=Accrual.NONE)
    accrues = models.DecimalField(_("hours that accrue"), max_digits=9, decimal_places=4, default=0)
    carries_over = models.DecimalField(_("hours carried over at most"), max_digits=6, decimal_places=2, default=0)
    carried_until = models.CharField(
        _("carried hours end on (month-day)"), max_length=5, blank=True, validators=[RegexValidator(r"^\d\d-\d\d$")]
    )

    class Meta:
        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["network", "code"], name="leave_kind_code")]


class Leave(SealedModel):
    """Leave as it was asked for, and what became of it. Why somebody asks can be about health, so it is sealed."""

    class State(models.TextChoices):
        ASKED = "asked", _("asked")
        APPROVED = "approved", _("approved")
        REFUSED = "refused", _("refused")
        WITHDRAWN = "withdrawn", _("withdrawn")

    person = models.ForeignKey(Person, models.PROTECT, related_name="leave")
    kind = models.ForeignKey(LeaveKind, models.PROTECT, related_name="leave")
    first = models.DateField(_("first day"))
    last = models.DateField(_("last day"))
    hours = models.DecimalField(_("hours"), max_digits=7, decimal_places=2)
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.ASKED)
    reason = SealedText(_("reason"), default="")
    asked_by = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+")
    asked_at = models.DateTimeField()
    decided_by = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    why = SealedText(_("why it was decided so"), default="")

    class Meta:
        ordering = ["first", "person__name"]
        indexes = [models.Index(fields=["person", "first", "last"], name="leave_of_person")]
        constraints = [models.CheckConstraint(condition=Q(last__gte=models.F("first")), name="leave_ends_later")]

    def __str__(self) -> str:
        return f"leave {self.pk}"


class LeaveAllowance(models.Model):
    """The hours a person may take of one kind in one year, those carried over apart."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="allowances")
    kind = models.ForeignKey(LeaveKind, models.PROTECT, related_name="allowances")
    year = models.PositiveSmallIntegerField(_("year"))
    hours = models.DecimalField(_("hours"), max_digits=7, decimal_places=2)
    carried_over = models.DecimalField(_("carried over"), max_digits=7, decimal_places=2, default=0)

    class Meta:
        ordering = ["-year", "kind__name"]
        constraints = [models.UniqueConstraint(fields=["person", "kind", "year"], name="allowance_once")]

    def __str__(self) -> str:
        return f"allowance {self.pk}"


class Availability(models.Model):
    """When a person can or cannot work: every week on one weekday, or on one day, which wins over the week.

    ``shifts`` are codes of shifts it is about; empty means the whole day.
    """

    class Says(models.TextChoices):
        CAN = "can", _("can work")
        CANNOT = "cannot", _("cannot work")

    person = models.ForeignKey(Person, models.CASCADE, related_name="availability")
    weekday = models.PositiveSmallIntegerField(
        _("weekday"), null=True, blank=True, choices=list(enumerate(WEEKDAYS)), help_text=_("Monday is 0.")
    )
    day = models.DateField(_("day"), null=True, blank=True)
    says = models.CharField(_("says"), max_length=8, choices=Says.choices, default=Says.CANNOT)
    shifts = models.JSONField(_("shifts"), default=list, blank=True)
    since = models.DateField(_("from"))
    until = models.DateField(_("until"), null=True, blank=True)
    why = models.CharField(_("why"), max_length=200, blank=True)

    class Meta:
        verbose_name_plural = "availability"
        ordering = ["day", "weekday"]
        constraints = [
            models.CheckConstraint(
                condition=Q(day=None, weekday__isnull=False) | Q(day__isnull=False, weekday=None),
                name="availability_week_or_day",
            )
        ]

    def __str__(self) -> str:
        return f"availability {self.pk}"
