"""Money of payers that is posted and not at the bank, and money at the bank without a remittance. Told to those who
post payments."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from decimal import Decimal
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from wellrun.departments.revenue.models import BankAccount
from wellrun.departments.revenue.queries.deposits import Deposits, deposits_of
from wellrun.foundations.access.rules import Permission
from wellrun.foundations.organisation.models import Facility
from wellrun.foundations.organisation.places import Tree
from wellrun.foundations.pages.templatetags.words import to_the_cent
from wellrun.foundations.today.draft import Draft, Rank


def deposit_signals(day: dt.date, tree: Tree) -> Iterator[Draft]:
    """For each facility whose statements come, what is between the bank and the books for more than three banking
    days. No line of the bank is told."""
    for facility in Facility.objects.filter(pk__in=BankAccount.objects.values("facility")).order_by("code"):
        if facility.code in tree.places:
            found = deposits_of(facility, day)
            yield from _missing(found, day)
            yield from _unexplained(found, day)


def _missing(found: Deposits, day: dt.date) -> Iterator[Draft]:
    if found.missing:
        amount = sum((one.payment.deposit for one in found.missing), Decimal(0))
        sentence = ngettext(
            "%(n)s payment of a payer is posted, and its money has not arrived.",
            "%(n)s payments of payers are posted, and their money has not arrived.",
            len(found.missing),
        ) % {"n": len(found.missing)}
        facts = _("Three banking days are over. Ask the payer for proof of the transfer.")
        yield _draft("missing", found, day, sentence, amount, min(one.due for one in found.missing), facts)


def _unexplained(found: Deposits, day: dt.date) -> Iterator[Draft]:
    late = [one for one in found.unexplained if one.long and one.payer]
    if late:
        amount = sum((one.line.amount for one in late), Decimal(0))
        sentence = ngettext(
            "%(n)s deposit of a payer has no remittance.", "%(n)s deposits of payers have no remittance.", len(late)
        ) % {"n": len(late)}
        facts = _("It cannot be posted until the payer sends one.")
        yield _draft("unexplained", found, day, sentence, amount, min(one.line.on for one in late), facts)


def _draft(
    key: str, found: Deposits, day: dt.date, sentence: str, amount: Decimal, since: dt.date, facts: str
) -> Draft:
    facility = found.facility
    return Draft(
        key=f"deposits:{key}:{facility.code}",
        place=facility.code,
        rank=Rank.MONEY,
        kind=_("Deposits"),
        mark="risk",
        sentence=sentence,
        figure=to_the_cent(amount, facility.currency),
        facts=facts,
        since=since,
        weight=float(amount),
        address=f"{reverse('revenue:deposits')}?{urlencode({'at': facility.code, 'day': day.isoformat()})}",
        audience=Permission.POST_PAYMENTS,
    )
