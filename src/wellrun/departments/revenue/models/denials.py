"""Denials as somebody works on them: each a case, what was done about it, and how long each payer leaves."""

from __future__ import annotations

from decimal import Decimal

from django.db import models
from django.utils.translation import gettext_lazy as _

from wellrun.departments.revenue.models.claims import Claim, Payer, as_money
from wellrun.departments.revenue.models.ledger import LedgerEntry
from wellrun.departments.revenue.rules.appeal_days import LONGEST, OTHER
from wellrun.departments.revenue.rules.denial_work import LIVE, Move, State
from wellrun.departments.revenue.rules.denials import UNKNOWN, Category
from wellrun.foundations.keys.fields import SealedModel, SealedText
from wellrun.foundations.organisation.models import Facility
from wellrun.foundations.people.models import Account, Person

CATEGORIES = {
    Category.ELIGIBILITY.value: _("Not insured, or not covered that day"),
    Category.AUTHORISATION.value: _("Prior authorisation missing"),
    Category.CODING.value: _("Coding"),
    Category.TIMELY_FILING.value: _("Filed late"),
    Category.DUPLICATE.value: _("Billed twice"),
    Category.MEDICAL_NECESSITY.value: _("Medical necessity"),
    Category.BUNDLING.value: _("Part of another service"),
    Category.COORDINATION.value: _("Another payer first"),
    Category.INFORMATION.value: _("Information missing"),
    Category.PATIENT_SHARE.value: _("Patient's share"),
    UNKNOWN: _("Not sorted yet"),
}
STATES = {
    State.OPEN: _("open"),
    State.APPEALED: _("appealed"),
    State.WON: _("won"),
    State.LOST: _("lost"),
    State.GIVEN_UP: _("given up"),
    State.CORRECTED: _("corrected"),
}
MOVES = {
    Move.OPENED: _("Denied"),
    Move.TAKEN: _("Taken"),
    Move.SORTED: _("Sorted"),
    Move.NOTED: _("Noted"),
    Move.WROTE: _("Appeal written"),
    Move.APPEALED: _("Appeal sent"),
    Move.WON: _("Won"),
    Move.LOST: _("Lost"),
    Move.GAVE_UP: _("Given up and written off"),
    Move.TOOK_BACK: _("Last step taken back"),
    Move.SETTLED: _("Settled by the ledger"),
    Move.REOPENED: _("Owed again by the ledger"),
}
KINDS = {
    "medicare": _("Medicare"),
    "medicaid": _("Medicaid"),
    "group-plan": _("Group health plan"),
    OTHER: _("other, or by contract"),
}


class PayerTerms(models.Model):
    """How long a payer leaves for an appeal: by its kind, or ``days`` where they were agreed otherwise."""

    payer = models.OneToOneField(Payer, models.CASCADE, related_name="terms")
    kind = models.CharField(_("kind of payer"), max_length=20, choices=list(KINDS.items()), default=OTHER)
    days = models.PositiveSmallIntegerField(_("days to appeal"), null=True, blank=True)
    why = models.CharField(_("by what"), max_length=200, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["payer__name"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(days=None) | models.Q(days__gte=1, days__lte=LONGEST), name="payer_terms_days"
            )
        ]

    def __str__(self) -> str:
        return f"{self.payer.code}: {self.days or self.kind}"


class DenialCase(models.Model):
    """A denial of one line by one payer. ``payer`` is our code of it; ``level`` is as which payer of the claim.

    ``left_cents`` is what of the denied amount is still owed, ``recovered_cents`` what was paid on the line since, both
    as of the ledger entry ``seen``. ``settled_on`` is when the ledger closed it.
    """

    facility = models.ForeignKey(Facility, models.PROTECT, related_name="denial_cases")
    claim = models.ForeignKey(Claim, models.PROTECT, related_name="denials")
    entry = models.OneToOneField(LedgerEntry, models.PROTECT, related_name="case")
    line = models.CharField(_("line"), max_length=32)
    code = models.CharField(_("service"), max_length=16, blank=True)
    payer = models.CharField(_("payer"), max_length=40)
    level = models.CharField(max_length=10)
    category = models.CharField(_("category"), max_length=24)
    group = models.CharField(max_length=2)
    reason = models.CharField(_("reason"), max_length=8)
    cents = models.BigIntegerField()
    left_cents = models.BigIntegerField()
    recovered_cents = models.BigIntegerField(default=0)
    denied_on = models.DateField(_("denied on"))
    appeal_until = models.DateField(_("appeal until"))
    appealed_on = models.DateField(_("appealed on"), null=True)
    owner = models.ForeignKey(Person, models.PROTECT, null=True, related_name="denials")
    state = models.CharField(
        _("state"), max_length=10, choices=[(key.value, word) for key, word in STATES.items()], default=State.OPEN
    )
    settled_on = models.DateField(null=True)
    seen = models.BigIntegerField(default=0)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["appeal_until", "pk"]
        indexes = [
            models.Index(fields=["facility", "state", "appeal_until"], name="denial_state_until"),
            models.Index(fields=["facility", "denied_on"], name="denial_on"),
        ]

    def __str__(self) -> str:
        return f"{self.claim.number}, {self.line}"

    @property
    def amount(self) -> Decimal:
        return as_money(self.cents)

    @property
    def left(self) -> Decimal:
        return as_money(self.left_cents)

    @property
    def recovered(self) -> Decimal:
        return as_money(self.recovered_cents)

    @property
    def live(self) -> bool:
        """Whether somebody still works for the money."""
        return self.state in LIVE

    @property
    def category_words(self) -> str:
        return str(CATEGORIES.get(self.category, self.category))

    @property
    def told(self) -> str:
        """The payer's reason as remittances write it: group and number."""
        return f"{self.group}-{self.reason}"


class DenialStep(SealedModel):
    """What was done about a denial, when and by whom; it is never changed. The product itself has no account."""

    case = models.ForeignKey(DenialCase, models.CASCADE, related_name="steps")
    at = models.DateTimeField()
    by = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+")
    move = models.CharField(max_length=9, choices=[(key.value, word) for key, word in MOVES.items()])
    words = SealedText(_("words"), default="")

    class Meta:
        ordering = ["at", "id"]

    def __str__(self) -> str:
        return f"{self.move} of {self.case_id}"
