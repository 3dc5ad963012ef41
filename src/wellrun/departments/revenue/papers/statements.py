"""A statement as a document: one total on top, what each visit came to, why, how to pay and how to ask for help.

Plain words on purpose: whoever reads it has been ill and never heard of an adjustment. No text of a code list is used.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from types import MappingProxyType
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from wellrun.departments.revenue.models import BillingOffice
from wellrun.departments.revenue.rules.accounts import UNINSURED, Visit
from wellrun.departments.revenue.rules.statements import Bill
from wellrun.foundations.documents.content import Block, Document, Grid, Heading, Listing, Paragraph
from wellrun.foundations.organisation.models import Facility
from wellrun.foundations.pages.templatetags.words import to_the_cent

WHY: Mapping[str, Any] = MappingProxyType(
    {
        "deductible": gettext_lazy("your deductible: what you pay each year before your insurance begins to pay"),
        "coinsurance": gettext_lazy("your coinsurance: the part of each bill that your insurance leaves to you"),
        "copayment": gettext_lazy("your copayment: the set amount that you pay for a visit"),
        "patient share": gettext_lazy("your share by the rules of your insurance"),
        UNINSURED: gettext_lazy("we know of no insurance for this visit; if you have one, please call us"),
    }
)
"""Why something is owed, in words of ours."""

AGES = (
    gettext_lazy("30 days or less"),
    gettext_lazy("31 to 60 days"),
    gettext_lazy("61 to 90 days"),
    gettext_lazy("more than 90 days"),
)
BLANK = "______________________________"


@dataclass(frozen=True)
class Addressed:
    """Whom a statement is for. Empty where the registry does not know the patient: then it is filled in by hand."""

    name: str = ""
    address: str = ""


def why_words(word: str) -> str:
    """Why something is owed."""
    return str(WHY.get(word, WHY["patient share"]))


def statement(
    bill: Bill, *, number: int, account: str, facility: Facility, office: BillingOffice, to: Addressed
) -> Document:
    """The statement of one account."""
    asked = to_the_cent(bill.to_pay, facility.currency)
    day = date_format(bill.due_on, "j F Y")
    subtitle = _("%(facility)s · statement %(number)s of %(day)s · account %(account)s") % {
        "facility": facility.name,
        "number": number,
        "day": date_format(bill.on, "j F Y"),
        "account": account,
    }
    return Document(
        title=_("Please pay %(amount)s by %(day)s") % {"amount": asked, "day": day},
        subtitle=subtitle,
        as_of=_("Statement %(number)s, %(amount)s to pay. Questions: %(phone)s")
        % {"number": number, "amount": asked, "phone": office.phone},
        blocks=tuple(_blocks(bill, account, facility, office, to)),
        language=get_language() or "en",
        paper="us-letter" if facility.currency == "USD" else "a4",
    )


def _blocks(bill: Bill, account: str, facility: Facility, office: BillingOffice, to: Addressed) -> Iterator[Block]:

    def money(amount: Decimal) -> str:
        return to_the_cent(amount, facility.currency)

    yield Paragraph(to.name or BLANK, strong=_("For:"))
    yield Paragraph(to.address or BLANK)
    yield Heading(_("What you owe"))
    yield _visits(bill, facility.currency)
    if bill.credit:
        words = _("You have already paid us %(credit)s that we had not used. We have taken it off.")
        yield Paragraph(words % {"credit": money(bill.credit)}, strong=_("Your credit:"))
    yield Heading(_("Why you owe it"))
    yield Listing(tuple(_reasons(bill, facility.currency)))
    if bill.waiting:
        yield Heading(_("Still with your insurance"))
        yield Paragraph(_("You need not pay anything for these visits now. We write to you when they are decided."))
        yield Listing(
            tuple(
                Paragraph(_("billed %(amount)s") % {"amount": money(one.charged)}, strong=_days(one))
                for one in bill.waiting
            )
        )
    if any(bill.ageing[1:]):
        yield Heading(_("How long it has been owed"))
        rows = ((str(age), money(amount)) for age, amount in zip(AGES, bill.ageing, strict=True) if amount)
        yield Grid((_("For"), _("Amount")), tuple(rows), frozenset({1}))
    yield Heading(_("How to pay"))
    yield Listing(tuple(_ways(account, office)), numbered=True)
    yield Heading(_("If you cannot pay this"))
    yield Paragraph(
        _(
            "Call us. You can pay in monthly parts, without interest. If your income is low, we may lower the bill or "
            "cancel it: ask for help with your bill. Asking is free. You have 240 days from your first bill to ask."
        )
    )
    yield Heading(_("If something looks wrong"))
    yield Paragraph(
        _("Call %(phone)s, %(hours)s, and have this page at hand. We explain every line.")
        % {"phone": office.phone, "hours": office.hours}
    )


def _visits(bill: Bill, currency: str) -> Grid:
    titles = (
        _("Visit"),
        _("Billed"),
        _("Insurance paid"),
        _("Discounts"),
        _("Help given"),
        _("You paid"),
        _("You owe"),
    )
    rows = [
        (
            _days(one),
            *(to_the_cent(amount) for amount in (one.charged, one.insurance, one.discounts, one.helped, one.paid)),
            to_the_cent(one.owed, currency),
        )
        for one in bill.visits
    ]
    rows.append((_("Together"), "", "", "", "", "", to_the_cent(bill.owed, currency)))
    return Grid(titles, tuple(rows), frozenset(range(1, 7)))


def _reasons(bill: Bill, currency: str) -> Iterator[Paragraph]:
    for one in bill.visits:
        for word, amount in one.why:
            yield Paragraph(why_words(word), strong=f"{_days(one)}, {to_the_cent(amount, currency)}:")


def _days(one: Visit) -> str:
    first = date_format(one.dates.begins, "j M Y")
    return first if one.dates.ends == one.dates.begins else f"{first} – {date_format(one.dates.ends, 'j M Y')}"


def _ways(account: str, office: BillingOffice) -> Iterator[Paragraph]:
    if office.web:
        yield Paragraph(office.web, strong=_("On the web:"))
    yield Paragraph(
        _("%(phone)s, %(hours)s") % {"phone": office.phone, "hours": office.hours}, strong=_("By telephone:")
    )
    words = _("a cheque to %(address)s, with your account %(account)s on it") % {
        "address": office.address,
        "account": account,
    }
    yield Paragraph(words, strong=_("By post:"))
    yield Paragraph(_("at the registration desk, in cash, by card or cheque"), strong=_("In person:"))
