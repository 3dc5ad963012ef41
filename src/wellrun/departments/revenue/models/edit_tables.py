"""Files of public lists on their way in, and the tables of edits that they bring. None is shipped."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from wellrun.departments.revenue.models.claims import Payer
from wellrun.departments.revenue.models.contents import Form
from wellrun.foundations.people.models import Account


class ListFile(models.Model):
    """A file of a list or table that somebody sent in, how far it is taken in, and what was wrong with its lines.

    ``faults``: the first of them, each as line, value, expectation and remedy; ``wrong``: how many lines have one.
    """

    class Kind(models.TextChoices):
        ICD10CM = "icd", _("ICD-10-CM, the order file of CMS")
        ICD10PCS = "pcs", _("ICD-10-PCS, the order file of CMS")
        HCPCS = "hcpcs", _("HCPCS Level II, of the relative value file of CMS")
        OWN_HCPCS = "own-hcpcs", _("procedures of a licence of ours: CSV with code and words")
        OWN_ICD = "own-icd", _("diagnoses: CSV with code and words")
        PAIRS_P = "pairs-p", _("NCCI procedure-to-procedure edits, practitioners")
        PAIRS_I = "pairs-i", _("NCCI procedure-to-procedure edits, outpatient hospital")
        UNITS_P = "units-p", _("NCCI medically unlikely edits, practitioners")
        UNITS_I = "units-i", _("NCCI medically unlikely edits, outpatient hospital")
        COVERAGE = "coverage", _("coverage articles: CSV with procedures and diagnoses")
        NEEDS = "needs", _("what a payer wants to authorise: CSV with codes")

    class State(models.TextChoices):
        WAITING = "waiting", _("waits")
        READING = "reading", _("is read")
        DONE = "done", _("taken in")
        FAILED = "failed", _("not taken in")

    kind = models.CharField(_("what it is"), max_length=10, choices=Kind.choices)
    since = models.DateField(_("valid from"))
    payer = models.ForeignKey(Payer, models.PROTECT, null=True, related_name="list_files")
    place = models.CharField(max_length=130)
    name = models.CharField(_("file"), max_length=200)
    digest = models.CharField(max_length=64)
    size = models.PositiveBigIntegerField()
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.WAITING)
    lines = models.PositiveIntegerField(default=0)
    done = models.PositiveIntegerField(default=0)
    wrong = models.PositiveIntegerField(default=0)
    faults = models.JSONField(default=list)
    taken = models.JSONField(default=dict)
    seconds = models.FloatField(null=True)
    sent_at = models.DateTimeField()
    sent_by = models.ForeignKey(Account, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-sent_at", "-pk"]

    def __str__(self) -> str:
        return self.name

    @property
    def finished(self) -> bool:
        return self.state in (self.State.DONE, self.State.FAILED)


class EditPair(models.Model):
    """A PTP edit (``rules.edit_lists.Pair``) of persons (P) or of outpatients of an institution (I)."""

    setting = models.CharField(max_length=1, choices=Form.choices)
    first = models.CharField(_("column 1"), max_length=5)
    second = models.CharField(_("column 2"), max_length=5)
    since = models.DateField(_("from"))
    until = models.DateField(_("last day"), null=True)
    indicator = models.CharField(_("modifier"), max_length=1)

    class Meta:
        ordering = ["setting", "first", "second", "since"]
        constraints = [models.UniqueConstraint(fields=["setting", "first", "second", "since"], name="edit_pair_once")]

    def __str__(self) -> str:
        return f"{self.first} {self.second}"


class EditLimit(models.Model):
    """An MUE (``rules.edit_lists.UnitLimit``) of the table that is valid from ``since``."""

    setting = models.CharField(max_length=1, choices=Form.choices)
    code = models.CharField(_("service"), max_length=5)
    since = models.DateField(_("from"))
    units = models.PositiveIntegerField(_("most units"))
    by = models.CharField(_("counted"), max_length=1)
    why = models.CharField(_("rationale"), max_length=120, blank=True)

    class Meta:
        ordering = ["setting", "code", "-since"]
        constraints = [models.UniqueConstraint(fields=["setting", "code", "since"], name="edit_limit_once")]
        indexes = [models.Index(fields=["setting", "since"], name="edit_limit_table")]

    def __str__(self) -> str:
        return self.code


class EditCoverage(models.Model):
    """The diagnoses that an article covers a procedure for (``rules.edit_lists.Coverage``)."""

    article = models.CharField(_("article"), max_length=20)
    title = models.CharField(_("title"), max_length=200, blank=True)
    procedure = models.CharField(_("service"), max_length=5)
    diagnoses = models.JSONField(default=list)
    since = models.DateField(_("from"))
    until = models.DateField(_("last day"), null=True)

    class Meta:
        ordering = ["article", "procedure", "since"]
        constraints = [models.UniqueConstraint(fields=["article", "procedure", "since"], name="edit_coverage_once")]
        indexes = [models.Index(fields=["procedure"], name="edit_coverage_procedure")]

    def __str__(self) -> str:
        return f"{self.article} {self.procedure}"
