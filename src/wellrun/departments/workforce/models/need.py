"""Shifts, how many people each needs, what people ask for, and which rule figures hold where."""

from __future__ import annotations

import datetime as dt

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from wellrun.departments.workforce.models.posts import Contract, Dated, Skill, StaffGroup
from wellrun.foundations.organisation.models import Facility, Named, Unit
from wellrun.foundations.people.models import Account, Person

DAY_MINUTES = 24 * 60


class ShiftType(Named):
    """A span of work that starts at an hour of the day: its length to the end, and the break that is not paid."""

    class Part(models.TextChoices):
        DAY = "day", _("day")
        EVENING = "evening", _("evening")
        NIGHT = "night", _("night")

    facility = models.ForeignKey(Facility, models.PROTECT, related_name="shift_types")
    start = models.TimeField(_("starts at"))
    length = models.PositiveSmallIntegerField(
        _("minutes to its end"), validators=[MinValueValidator(60), MaxValueValidator(DAY_MINUTES)]
    )
    break_minutes = models.PositiveSmallIntegerField(_("minutes of break"), default=0)
    part = models.CharField(_("part of the day"), max_length=8, choices=Part.choices, default=Part.DAY)
    active = models.BooleanField(_("in use"), default=True)

    class Meta:
        ordering = ["start", "length"]
        constraints = [models.UniqueConstraint(fields=["facility", "code"], name="shift_type_code")]

    @property
    def start_minute(self) -> int:
        """Minutes after midnight at which it starts."""
        return self.start.hour * 60 + self.start.minute

    @property
    def minutes(self) -> int:
        """Minutes that count as worked."""
        return self.length - self.break_minutes

    @property
    def ends_at(self) -> dt.time:
        """The hour of the day at which it ends."""
        end = (self.start_minute + self.length) % DAY_MINUTES
        return dt.time(end // 60, end % 60)


class NeedRule(Dated):
    """How many people of a skill or group a unit needs on a shift, and how that is worked out.

    ``figures`` are the method's: people; patients for each; hours per patient day; or hours for each class of patient.
    ``on`` are weekdays with Monday 0, and 7 for public holidays; empty means every day.
    """

    class Method(models.TextChoices):
        FIXED = "fixed", _("so many people")
        RATIO = "ratio", _("one for so many patients")
        HOURS = "hours", _("hours per patient day")
        CLASSES = "classes", _("hours by class of patient")

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="need_rules")
    shift = models.ForeignKey(ShiftType, models.PROTECT, related_name="need_rules")
    skill = models.ForeignKey(Skill, models.PROTECT, related_name="need_rules", null=True, blank=True)
    staff_group = models.CharField(_("staff group"), max_length=32, choices=StaffGroup.choices, blank=True)
    on = models.JSONField(_("days"), default=list, blank=True)
    method = models.CharField(_("method"), max_length=8, choices=Method.choices, default=Method.FIXED)
    figures = models.JSONField(_("figures"), default=dict)
    at_least = models.PositiveSmallIntegerField(_("at least so many people"), default=0)
    why = models.CharField(_("why"), max_length=300, blank=True)

    class Meta:
        ordering = ["unit", "shift__start", "staff_group", "since"]
        constraints = [
            models.CheckConstraint(
                condition=Q(skill=None) & ~Q(staff_group="") | Q(skill__isnull=False, staff_group=""),
                name="need_of_skill_or_group",
            )
        ]

    def __str__(self) -> str:
        return f"need {self.pk}"


class Request(models.Model):
    """What a person asks of the roster for one day. ``shift`` empty means any shift, or a day off for ``OFF``."""

    class Asks(models.TextChoices):
        WANTED = "wanted", _("wants to work")
        NOT_WANTED = "not wanted", _("would rather not work")
        OFF = "off", _("wants the day off")

    class State(models.TextChoices):
        OPEN = "open", _("open")
        MET = "met", _("met")
        NOT_MET = "not met", _("not met")

    person = models.ForeignKey(Person, models.CASCADE, related_name="requests")
    day = models.DateField(_("day"))
    asks = models.CharField(_("asks"), max_length=12, choices=Asks.choices)
    shift = models.ForeignKey(ShiftType, models.PROTECT, related_name="requests", null=True, blank=True)
    strength = models.PositiveSmallIntegerField(
        _("strength"), default=1, validators=[MinValueValidator(1), MaxValueValidator(3)]
    )
    asked_at = models.DateTimeField()
    state = models.CharField(_("state"), max_length=8, choices=State.choices, default=State.OPEN)

    class Meta:
        ordering = ["day", "person__name"]
        constraints = [
            models.UniqueConstraint(fields=["person", "day", "shift"], name="request_once", nulls_distinct=False)
        ]

    def __str__(self) -> str:
        return f"request {self.pk}"


class RuleInForce(Dated):
    """That a rule holds here with these figures, or does not hold: for a place, a contract or a person.

    The narrowest wins (person, contract, unit, department, facility, network), then the latest.
    """

    rule = models.CharField(_("rule"), max_length=60)
    place = models.CharField(_("place"), max_length=130, blank=True)
    contract = models.ForeignKey(Contract, models.CASCADE, related_name="rules", null=True, blank=True)
    person = models.ForeignKey(Person, models.CASCADE, related_name="rules", null=True, blank=True)
    holds = models.BooleanField(_("holds"), default=True)
    figures = models.JSONField(_("figures"), default=dict, blank=True)
    why = models.CharField(_("why"), max_length=300)
    entered_by = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+")
    entered_at = models.DateTimeField()

    class Meta:
        verbose_name_plural = "rules in force"
        ordering = ["rule", "-since", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=(
                    Q(contract=None, person=None) & ~Q(place="")
                    | Q(contract__isnull=False, person=None, place="")
                    | Q(contract=None, person__isnull=False, place="")
                ),
                name="rule_of_one_thing",
            )
        ]

    def __str__(self) -> str:
        return f"rule {self.rule} {self.pk}"
