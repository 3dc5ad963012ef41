"""An appeal as a letter: the facts of the claim, why it should be paid, and what is asked.

The words are the house's own. Who the patient is stays a line to be filled in by hand: a letter is a file that leaves
the product, and whoever writes appeals need not be somebody who may look patients up.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from types import MappingProxyType
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from wellrun.departments.revenue.models import DenialCase
from wellrun.departments.revenue.models.denials import CATEGORIES
from wellrun.departments.revenue.queries.denials import CaseLine
from wellrun.departments.revenue.rules.denials import UNKNOWN, Category
from wellrun.foundations.documents.content import Document, Grid, Heading, Listing, Paragraph
from wellrun.foundations.pages.templatetags.words import to_the_cent

BLANK = "______________________________"


@dataclass(frozen=True)
class Grounds:
    """What an appeal of a category argues, and what belongs in the envelope."""

    words: Any
    enclosed: tuple[Any, ...]


RECORD = gettext_lazy("The parts of the record that show it")
GROUNDS: Mapping[str, Grounds] = MappingProxyType(
    {
        Category.ELIGIBILITY.value: Grounds(
            gettext_lazy("The patient was covered on the day of service, as the enclosed answer on coverage shows."),
            (gettext_lazy("The answer on eligibility for the day of service"), gettext_lazy("Copy of the card")),
        ),
        Category.AUTHORISATION.value: Grounds(
            gettext_lazy("The service was authorised, or needed no authorisation, as the enclosed papers show."),
            (gettext_lazy("The authorisation with its number, or the list of services that need none"), RECORD),
        ),
        Category.CODING.value: Grounds(
            gettext_lazy("The record supports the service and its modifiers as they were billed."),
            (RECORD, gettext_lazy("The rule of coding that applies")),
        ),
        Category.TIMELY_FILING.value: Grounds(
            gettext_lazy("The claim reached you within the time for filing, as the enclosed proof of receipt shows."),
            (gettext_lazy("The acknowledgement of the claim with its date"),),
        ),
        Category.DUPLICATE.value: Grounds(
            gettext_lazy("The service was given once more and is no repetition of one billed before."),
            (RECORD, gettext_lazy("Both claims, with what tells them apart")),
        ),
        Category.MEDICAL_NECESSITY.value: Grounds(
            gettext_lazy("The patient's condition made the service necessary, as the enclosed record shows."),
            (RECORD, gettext_lazy("A statement of the treating clinician"), gettext_lazy("The criteria that are met")),
        ),
        Category.BUNDLING.value: Grounds(
            gettext_lazy("The service was distinct from the one it was counted as a part of."),
            (RECORD, gettext_lazy("The rule by which both are paid")),
        ),
        Category.COORDINATION.value: Grounds(
            gettext_lazy("You are the payer whose turn it is, as the enclosed statement on other coverage shows."),
            (gettext_lazy("The statement on other coverage, or the other payer's remittance"),),
        ),
        Category.INFORMATION.value: Grounds(
            gettext_lazy("What was missing is enclosed; the claim can be decided now."),
            (gettext_lazy("The information that was asked for"),),
        ),
        Category.PATIENT_SHARE.value: Grounds(
            gettext_lazy("The amount is not the patient's share, by the benefits of the day of service."),
            (gettext_lazy("The benefits of the day of service"),),
        ),
        UNKNOWN: Grounds(gettext_lazy("The claim was billed as the service was given."), (RECORD,)),
    }
)
"""Every category of ours has its grounds."""


def letter(line: CaseLine, *, words: str, controls: Sequence[str], on: dt.date) -> Document:
    """The appeal of one denial. ``words`` are the grounds of this claim; ``controls`` the payer's own numbers of it."""
    case = line.case
    grounds = GROUNDS.get(case.category, GROUNDS[UNKNOWN])
    why = [Paragraph(part.strip()) for part in words.splitlines() if part.strip()]
    return Document(
        title=_("Appeal of a denied claim"),
        subtitle=f"{case.facility.name}, {date_format(on, 'j F Y')}",
        as_of=_("Appeal of claim %(claim)s") % {"claim": case.claim.number},
        blocks=(
            Paragraph(line.payer, strong=_("To:"), quiet=_("Department of appeals")),
            Paragraph(BLANK, strong=_("Address:")),
            Heading(_("The claim"), 2),
            _facts(case, controls),
            Heading(_("Why it should be paid"), 2),
            Paragraph(str(grounds.words)),
            *why,
            Heading(_("What we ask"), 2),
            Paragraph(_asked(case)),
            Paragraph(
                _("If you stay with your decision, please name the rule or clause that it rests on, and who decided.")
            ),
            Heading(_("Enclosed"), 2),
            Listing(tuple(Paragraph(str(one)) for one in grounds.enclosed)),
            Paragraph(BLANK, strong=_("Name, post and signature:")),
        ),
        language=get_language() or "en",
        paper="us-letter" if case.entry.currency == "USD" else "a4",
    )


def _facts(case: DenialCase, controls: Sequence[str]) -> Grid:
    claim = case.claim
    days = date_format(claim.begins, "j M Y")
    if claim.ends != claim.begins:
        days = f"{days} – {date_format(claim.ends, 'j M Y')}"
    category = CATEGORIES.get(case.category, case.category)
    rows = (
        (_("Patient"), BLANK),
        (_("Member number"), BLANK),
        (_("Our claim"), claim.number),
        (_("Your number of it"), ", ".join(controls) or BLANK),
        (_("Service on"), days),
        (_("Line and service"), f"{case.line} · {case.code}" if case.code else case.line),
        (_("Billed"), _exact(claim.charge, case)),
        (_("Denied"), _exact(case.amount, case)),
        (_("Still owed of it"), _exact(case.left, case)),
        (_("Your decision of"), date_format(case.denied_on, "j M Y")),
        (_("Reason told"), f"{case.told} ({category})"),
        (_("Last day to appeal"), date_format(case.appeal_until, "j M Y")),
    )
    return Grid((_("Fact"), _("As we have it")), tuple((str(name), str(value)) for name, value in rows))


def _asked(case: DenialCase) -> str:
    return _("Please decide line %(line)s of claim %(claim)s anew and pay %(money)s.") % {
        "line": case.line,
        "claim": case.claim.number,
        "money": _exact(case.left, case),
    }


def _exact(amount: Decimal, case: DenialCase) -> str:
    return to_the_cent(amount, case.entry.currency)
