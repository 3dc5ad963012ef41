"""Events are kept as they were told and never changed. Everything else here is what they add up to, and can be rebuilt.

Who a patient is lies in the registry; a visit's number lies sealed. Units and beds are the codes of the organisation.
"""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from wellrun.departments.operations.rules.house.beds import Condition
from wellrun.departments.operations.rules.house.events import Sort, Word
from wellrun.departments.operations.rules.house.visits import Stage
from wellrun.foundations.keys.fields import BlindIndex, SealedModel, SealedText
from wellrun.foundations.organisation.models import Facility
from wellrun.foundations.patients.models import Patient
from wellrun.foundations.patients.rules import plain_number
from wellrun.foundations.people.models import Account

CODE, WORDS = 64, 200
CONDITIONS = {
    Condition.READY: _("ready"),
    Condition.DIRTY: _("to be cleaned"),
    Condition.CLEANING: _("being cleaned"),
    Condition.BLOCKED: _("blocked"),
    Condition.CLOSED: _("closed"),
}
SORTS = {
    Sort.TWO_IN_BED: _("Two patients in one bed"),
    Sort.TWO_BEDS: _("One patient in two beds"),
    Sort.CLOSED_IN_USE: _("A patient in a bed that is not open"),
    Sort.NOT_THERE: _("Moved from a bed the patient did not lie in"),
    Sort.UNKNOWN_VISIT: _("Moved without having been admitted"),
    Sort.ADMITTED_AGAIN: _("Admitted a second time, to another bed"),
    Sort.LEFT_TWICE: _("Discharged a second time, at another time"),
    Sort.MOVED_AFTER_LEAVING: _("Moved after the discharge"),
    Sort.CANCELS_NOTHING: _("Something was cancelled that had not happened"),
}


class House(models.Model):
    """One row for each facility: how many events it has been told. Whoever changes the house locks it."""

    facility = models.OneToOneField(Facility, models.PROTECT, related_name="house")
    number = models.PositiveBigIntegerField(default=0)
    cleaning_told_since = models.DateTimeField(null=True)
    renamed = models.BooleanField(_("a number was merged or an event taken back"), default=False)
    changed_at = models.DateTimeField(auto_now=True)

    def __str__(self) -> str:
        return f"house {self.facility_id} at {self.number}"


class Course(SealedModel):
    """A visit as its events leave it."""

    facility = models.ForeignKey(Facility, models.PROTECT, related_name="courses")
    visit = SealedText(_("visit number"))
    visit_index = BlindIndex(of="visit", normalise=plain_number)
    patient = models.ForeignKey(Patient, models.PROTECT, null=True, related_name="courses")
    merged_into = models.ForeignKey("self", models.PROTECT, null=True, related_name="merged")
    stage = models.CharField(max_length=10, choices=[(one.value, one.value) for one in Stage], default=Stage.UNKNOWN)
    patient_class = models.CharField(max_length=20, blank=True)
    unit = models.CharField(_("unit"), max_length=CODE, blank=True)
    bed = models.CharField(_("bed"), max_length=CODE, blank=True)
    since = models.DateTimeField(_("there since"), null=True)
    admitted = models.DateTimeField(_("admitted"), null=True)
    left = models.DateTimeField(_("left"), null=True)
    expected = models.DateField(_("expected to leave on"), null=True)
    goal_unit = models.CharField(_("unit that is wanted"), max_length=CODE, blank=True)
    goal_bed = models.CharField(_("bed that is wanted"), max_length=CODE, blank=True)
    wanted = models.DateTimeField(_("wanted since"), null=True)
    leaving = models.DateTimeField(_("discharge planned at"), null=True)
    elsewhere = models.CharField(_("for the time being at"), max_length=CODE, blank=True)
    version = models.PositiveBigIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["facility", "visit_index"], name="course_once")]
        indexes = [
            models.Index(fields=["facility", "stage"], name="course_stage"),
            models.Index(fields=["facility", "unit", "bed"], name="course_spot"),
        ]

    def __str__(self) -> str:
        return f"visit {self.pk}"


class Event(SealedModel):
    """One thing that was told. ``meaning`` is a digest of all it says, so that a repeat is known as one."""

    facility = models.ForeignKey(Facility, models.PROTECT, related_name="house_events")
    arrival = models.PositiveBigIntegerField()
    meaning = models.CharField(max_length=64)
    trigger = models.CharField(max_length=4)
    at = models.DateTimeField()
    recorded = models.DateTimeField()
    heard = models.DateTimeField(auto_now_add=True)
    course = models.ForeignKey(Course, models.PROTECT, null=True, related_name="events")
    patient = models.ForeignKey(Patient, models.PROTECT, null=True, related_name="+")
    gone_course = models.ForeignKey(Course, models.PROTECT, null=True, related_name="+")
    gone_patient = models.ForeignKey(Patient, models.PROTECT, null=True, related_name="+")
    unit = models.CharField(max_length=CODE, blank=True)
    bed = models.CharField(max_length=CODE, blank=True)
    prior_unit = models.CharField(max_length=CODE, blank=True)
    prior_bed = models.CharField(max_length=CODE, blank=True)
    goal_unit = models.CharField(max_length=CODE, blank=True)
    goal_bed = models.CharField(max_length=CODE, blank=True)
    admitted = models.DateTimeField(null=True)
    left = models.DateTimeField(null=True)
    expected = models.DateField(null=True)
    patient_class = models.CharField(max_length=20, blank=True)
    word = models.CharField(max_length=10, blank=True, choices=[(one.value, one.value) for one in Word])
    elsewhere = models.CharField(max_length=CODE, blank=True)
    undoes = models.ForeignKey("self", models.PROTECT, null=True, related_name="undone_by")
    why = SealedText(_("why"), default="")
    source = models.CharField(max_length=40)
    by = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["facility", "meaning"], name="house_event_once"),
            models.UniqueConstraint(fields=["facility", "arrival"], name="house_event_arrival"),
        ]
        indexes = [
            models.Index(fields=["facility", "trigger"], name="house_event_trigger"),
            models.Index(fields=["facility", "unit", "bed", "trigger"], name="house_event_bed"),
        ]
        ordering = ["arrival"]

    def __str__(self) -> str:
        return f"{self.trigger} {self.arrival}"


class Spell(models.Model):
    """A time of a visit in one place."""

    course = models.ForeignKey(Course, models.CASCADE, related_name="spells")
    facility = models.ForeignKey(Facility, models.PROTECT, related_name="+")
    unit = models.CharField(max_length=CODE)
    bed = models.CharField(max_length=CODE, blank=True)
    since = models.DateTimeField()
    until = models.DateTimeField(null=True)

    class Meta:
        ordering = ["since"]
        indexes = [models.Index(fields=["facility", "unit", "bed", "since"], name="spell_spot")]

    def __str__(self) -> str:
        return f"{self.unit} {self.bed} from {self.since}"


class BedSpan(models.Model):
    """A time in which a bed was in one condition; the present one has no end."""

    facility = models.ForeignKey(Facility, models.PROTECT, related_name="+")
    unit = models.CharField(max_length=CODE)
    bed = models.CharField(max_length=CODE)
    condition = models.CharField(max_length=10, choices=[(key.value, words) for key, words in CONDITIONS.items()])
    isolated = models.BooleanField(default=False)
    held = models.ForeignKey(Course, models.PROTECT, null=True, related_name="+")
    since = models.DateTimeField()
    until = models.DateTimeField(null=True)
    said = models.ForeignKey(Event, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["since"]
        indexes = [models.Index(fields=["facility", "unit", "bed", "since"], name="bed_span_bed")]

    def __str__(self) -> str:
        return f"{self.bed} {self.condition} from {self.since}"


class Question(SealedModel):
    """A contradiction. It stands until the events no longer contradict one another, or a person has answered it."""

    facility = models.ForeignKey(Facility, models.PROTECT, related_name="house_questions")
    key = models.CharField(max_length=64)
    sort = models.CharField(max_length=20, choices=[(key.value, words) for key, words in SORTS.items()])
    at = models.DateTimeField()
    unit = models.CharField(max_length=CODE, blank=True)
    bed = models.CharField(max_length=CODE, blank=True)
    other_unit = models.CharField(max_length=CODE, blank=True)
    other_bed = models.CharField(max_length=CODE, blank=True)
    courses = models.ManyToManyField(Course, related_name="questions")
    stands = models.BooleanField(default=True)
    answer = SealedText(_("answer"), default="")
    answered_at = models.DateTimeField(null=True)
    answered_by = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["facility", "key"], name="house_question_once")]
        ordering = ["at"]

    def __str__(self) -> str:
        return f"question {self.sort}"
