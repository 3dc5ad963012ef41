"""What payments ask for this morning: those that are stopped, claims that wait for a person, deposits that differ."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from urllib.parse import urlencode

from django.db.models import Count, F, Min, Sum
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from wellrun.departments.revenue.models import RemittanceClaim, RemittancePayment
from wellrun.departments.revenue.models.claims import as_money
from wellrun.foundations.access.rules import Permission
from wellrun.foundations.organisation.models import Facility
from wellrun.foundations.organisation.places import Tree
from wellrun.foundations.pages.templatetags.words import to_the_cent
from wellrun.foundations.today.draft import Draft, Rank


def remittance_signals(day: dt.date, tree: Tree) -> Iterator[Draft]:
    """For each facility what stands in the way of money that payers have sent. No claim is named."""
    for facility in Facility.objects.order_by("code"):
        if facility.code in tree.places:
            yield from _stopped(facility, day)
            yield from _held(facility, day)
            yield from _differing(facility, day)


def _stopped(facility: Facility, day: dt.date) -> Iterator[Draft]:
    found = RemittancePayment.objects.filter(
        facility=facility, state=RemittancePayment.State.STOPPED, paid_on__lte=day
    ).aggregate(n=Count("pk"), cents=Sum("deposit_cents"), since=Min("paid_on"))
    if found["n"]:
        sentence = ngettext("%(n)s payment is stopped.", "%(n)s payments are stopped.", found["n"]) % found
        facts = _("Nothing of it is posted until somebody says what is so.")
        yield _draft("stopped", "harm", facility, day, sentence, found["cents"], found["since"], facts)


def _held(facility: Facility, day: dt.date) -> Iterator[Draft]:
    found = RemittanceClaim.objects.filter(
        payment__facility=facility, state=RemittanceClaim.State.HELD, payment__paid_on__lte=day
    ).aggregate(n=Count("pk"), cents=Sum("paid_cents"), since=Min("payment__paid_on"))
    if found["n"]:
        sentence = (
            ngettext(
                "%(n)s claim that a payer decided waits for a person.",
                "%(n)s claims that payers decided wait for a person.",
                found["n"],
            )
            % found
        )
        facts = _("Their money stands as unapplied cash.")
        yield _draft("held", "risk", facility, day, sentence, found["cents"], found["since"], facts)


def _differing(facility: Facility, day: dt.date) -> Iterator[Draft]:
    found = (
        RemittancePayment.objects.filter(facility=facility, banked_cents__isnull=False, paid_on__lte=day)
        .exclude(banked_cents=F("deposit_cents"))
        .aggregate(n=Count("pk"), cents=Sum(F("banked_cents") - F("deposit_cents")), since=Min("paid_on"))
    )
    if found["n"]:
        sentence = (
            ngettext(
                "%(n)s payment differs from what the bank received.",
                "%(n)s payments differ from what the bank received.",
                found["n"],
            )
            % found
        )
        yield _draft("bank", "risk", facility, day, sentence, found["cents"], found["since"], "")


def _draft(
    key: str, mark: str, facility: Facility, day: dt.date, sentence: str, cents: int, since: dt.date, facts: str
) -> Draft:
    return Draft(
        key=f"remittances:{key}:{facility.code}",
        place=facility.code,
        rank=Rank.MONEY,
        kind=_("Payments of payers"),
        mark=mark,
        sentence=sentence,
        figure=to_the_cent(as_money(cents), facility.currency),
        facts=facts,
        since=since,
        weight=abs(float(as_money(cents))),
        address=f"{reverse('revenue:remittances')}?{urlencode({'at': facility.code, 'day': day.isoformat()})}",
        audience=Permission.SEE_CLAIMS,
    )
