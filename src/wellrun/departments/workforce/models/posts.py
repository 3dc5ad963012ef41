"""The establishment and who fills it: grades, skills, posts, contracts."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from wellrun.foundations.organisation.models import Facility, Named, Network, Unit
from wellrun.foundations.people.models import Person


class StaffGroup(models.TextChoices):
    """The groups in which hours are counted; the words of the warehouse table ``worked_hours``."""

    REGISTERED_NURSE = "registered_nurse", _("Registered nurses")
    PRACTICAL_NURSE = "licensed_practical_nurse", _("Licensed practical nurses")
    ASSISTANT = "nursing_assistant", _("Nursing assistants")
    CLINICIAN = "clinician", _("Clinicians")
    OTHER = "other", _("Other staff")


class Dated(models.Model):
    """What holds from a day until a day; without the second it holds until further notice. Both days count."""

    since = models.DateField(_("from"))
    until = models.DateField(_("until"), null=True, blank=True)

    class Meta:
        abstract = True

    def holds_on(self, day: dt.date) -> bool:
        """Whether it holds on a day."""
        return self.since <= day and (self.until is None or day <= self.until)


class Skill(Named):
    """Something a duty asks for. ``needs`` are the kinds of credential without which it may not be used."""

    network = models.ForeignKey(Network, models.PROTECT, related_name="skills")
    needs = models.JSONField(_("credentials it needs"), default=list, blank=True)

    class Meta:
        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["network", "code"], name="skill_code")]


class Grade(Named):
    """A level of post: which group its hours count in, what an hour costs, what a full week is."""

    network = models.ForeignKey(Network, models.PROTECT, related_name="grades")
    staff_group = models.CharField(_("staff group"), max_length=32, choices=StaffGroup.choices)
    hourly_cost = models.DecimalField(_("cost of an hour"), max_digits=8, decimal_places=2)
    full_week = models.DecimalField(_("hours of a full week"), max_digits=5, decimal_places=2, default=Decimal(40))
    pbj_job_code = models.PositiveSmallIntegerField(_("PBJ job code"), null=True, blank=True)

    class Meta:
        ordering = ["-hourly_cost", "name"]
        constraints = [models.UniqueConstraint(fields=["network", "code"], name="grade_code")]


class Post(Dated):
    """A funded post: the establishment is the sum of those that hold on a day."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="posts")
    grade = models.ForeignKey(Grade, models.PROTECT, related_name="posts")
    title = models.CharField(_("title"), max_length=120)
    full_time_equivalent = models.DecimalField(_("full-time equivalent"), max_digits=6, decimal_places=2)

    class Meta:
        ordering = ["unit", "grade", "title", "since"]
        constraints = [
            models.CheckConstraint(condition=Q(until=None) | Q(until__gte=models.F("since")), name="post_ends_later")
        ]

    def __str__(self) -> str:
        return f"{self.title} {self.full_time_equivalent}"


class StaffNumber(models.Model):
    """What payroll calls a person at a facility: by it a file finds who is meant."""

    facility = models.ForeignKey(Facility, models.PROTECT, related_name="staff_numbers")
    person = models.ForeignKey(Person, models.PROTECT, related_name="staff_numbers")
    number = models.CharField(_("staff number"), max_length=30)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["facility", "number"], name="staff_number_once"),
            models.UniqueConstraint(fields=["facility", "person"], name="staff_number_of_person"),
        ]

    def __str__(self) -> str:
        return self.number


class Contract(models.Model):
    """What a person is engaged for. A change of hours or grade ends one contract and begins another."""

    class Employment(models.TextChoices):
        OWN = "own", _("own staff")
        BANK = "bank", _("bank")
        AGENCY = "agency", _("agency")

    person = models.ForeignKey(Person, models.PROTECT, related_name="contracts")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="contracts")
    grade = models.ForeignKey(Grade, models.PROTECT, related_name="contracts")
    employment = models.CharField(_("employment"), max_length=8, choices=Employment.choices, default=Employment.OWN)
    weekly_hours = models.DecimalField(_("hours a week"), max_digits=5, decimal_places=2)
    pattern = models.CharField(_("working pattern"), max_length=300, blank=True)
    own_cost = models.DecimalField(
        _("cost of an hour, if not the grade’s"), max_digits=8, decimal_places=2, null=True, blank=True
    )
    rule_sets = models.JSONField(_("rules that apply"), default=list, blank=True)
    floats_to = models.ManyToManyField(Unit, related_name="floaters", blank=True)
    starts = models.DateField(_("from"))
    ends = models.DateField(_("until"), null=True, blank=True)

    class Meta:
        ordering = ["person__name", "starts"]
        indexes = [models.Index(fields=["unit", "starts"], name="contract_of_unit")]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends=None) | Q(ends__gte=models.F("starts")), name="contract_ends_later"
            ),
            models.UniqueConstraint(fields=["person", "unit", "starts"], name="contract_once"),
        ]

    def __str__(self) -> str:
        return f"contract {self.pk}"

    @property
    def hourly_cost(self) -> Decimal:
        """The contract's own cost of an hour, or the grade's."""
        return self.own_cost if self.own_cost is not None else self.grade.hourly_cost

    @property
    def full_time_equivalent(self) -> Decimal:
        """Share of a full week."""
        return (self.weekly_hours / self.grade.full_week).quantize(Decimal("0.01"))

    def holds_on(self, day: dt.date) -> bool:
        """Whether the person is engaged by it on a day."""
        return self.starts <= day and (self.ends is None or day <= self.ends)


class PersonSkill(Dated):
    """That a person has a skill, from a day until a day."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="skills")
    skill = models.ForeignKey(Skill, models.PROTECT, related_name="holders")

    class Meta:
        ordering = ["skill__name", "since"]
        constraints = [
            models.UniqueConstraint(fields=["person", "skill", "since"], name="person_skill_once"),
            models.CheckConstraint(
                condition=Q(until=None) | Q(until__gte=models.F("since")), name="person_skill_ends_later"
            ),
        ]

    def __str__(self) -> str:
        return f"skill {self.skill_id} of person {self.person_id}"
