"""What sending asks for this morning: batches nobody acknowledged, claims that came back, clocks, estimates due."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from urllib.parse import urlencode

from django.db.models import Count, Min, Sum
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from wellrun.departments.revenue.local_days import today_at
from wellrun.departments.revenue.models import Batch, EstimateRecord
from wellrun.departments.revenue.models.claims import as_money
from wellrun.departments.revenue.queries.filing import filing_lines
from wellrun.departments.revenue.queries.ready import came_back
from wellrun.departments.revenue.rules.timely_filing import Filing
from wellrun.foundations.access.rules import Permission
from wellrun.foundations.organisation.models import Facility
from wellrun.foundations.organisation.places import Tree
from wellrun.foundations.pages.templatetags.words import to_the_cent
from wellrun.foundations.today.draft import Draft, Rank

SILENT = dt.timedelta(days=2)
"""After so long without a 999 something is wrong with the way, not with the claims (house)."""


def sending_signals(day: dt.date, tree: Tree) -> Iterator[Draft]:
    """For each facility what stands in the way of money that was never decided on. No claim and nobody is named."""
    if day != timezone.localdate():
        return
    for facility in Facility.objects.order_by("code"):
        if facility.code in tree.places:
            yield from _silent(facility, day)
            yield from _came_back(facility, day)
            yield from _filing(facility, day)
            yield from _estimates(facility, day)


def _silent(facility: Facility, day: dt.date) -> Iterator[Draft]:
    rows = Batch.objects.filter(facility=facility, state=Batch.State.SENT, sent_at__lte=timezone.now() - SILENT)
    found = rows.aggregate(n=Count("pk"), cents=Sum("cents"), since=Min("sent_at"))
    if found["n"]:
        sentence = ngettext(
            "%(n)s batch was sent more than two days ago, and nobody has acknowledged it.",
            "%(n)s batches were sent more than two days ago, and nobody has acknowledged them.",
            found["n"],
        )
        facts = _("Ask the clearing house; until it answers, nothing proves that the claims came.")
        figure = to_the_cent(as_money(found["cents"]), facility.currency)
        yield _draft("silent", "revenue:batches", facility, day, sentence % found, figure, facts, found["cents"])


def _came_back(facility: Facility, day: dt.date) -> Iterator[Draft]:
    rows = came_back(facility)
    if rows:
        cents = sum(one.claim.charge_cents for one in rows)
        sentence = ngettext(
            "%(n)s claim was rejected and is not mended yet.",
            "%(n)s claims were rejected and are not mended yet.",
            len(rows),
        ) % {"n": len(rows)}
        facts = _("A rejected claim was never decided on, and its time for filing goes on running.")
        figure = to_the_cent(as_money(cents), facility.currency)
        yield _draft("back", "revenue:to-send", facility, day, sentence, figure, facts, cents)


def _filing(facility: Facility, day: dt.date) -> Iterator[Draft]:
    lines = [one for one in filing_lines([facility], today=today_at(facility)) if one.filing is Filing.SOON]
    if lines:
        cents = sum(one.claim.charge_cents for one in lines)
        first = min(one.left for one in lines)
        sentence = ngettext(
            "The time to file %(n)s claim runs out within two weeks, and nothing proves that it came.",
            "The time to file %(n)s claims runs out within two weeks, and nothing proves that they came.",
            len(lines),
        ) % {"n": len(lines)}
        facts = ngettext("The first in %(n)s day.", "The first in %(n)s days.", first) % {"n": first}
        figure = to_the_cent(as_money(cents), facility.currency)
        yield _draft("filing", "revenue:filing", facility, day, sentence, figure, facts, cents, mark="clock")


def _estimates(facility: Facility, day: dt.date) -> Iterator[Draft]:
    due = EstimateRecord.objects.filter(facility=facility, sent_on=None, due_on__lte=today_at(facility)).count()
    if due:
        sentence = ngettext(
            "%(n)s good-faith estimate is due today or overdue.",
            "%(n)s good-faith estimates are due today or overdue.",
            due,
        ) % {"n": due}
        facts = _("Due by 45 CFR 149.610.")
        yield _draft(
            "estimates",
            "revenue:estimates",
            facility,
            day,
            sentence,
            "",
            facts,
            due,
            mark="clock",
            rank=Rank.LEGAL_CLOCK,
            audience=Permission.CHECK_ELIGIBILITY,
        )


def _draft(
    key: str,
    route: str,
    facility: Facility,
    day: dt.date,
    sentence: str,
    figure: str,
    facts: str,
    weight: int,
    *,
    mark: str = "risk",
    rank: Rank = Rank.MONEY,
    audience: Permission = Permission.SEE_CLAIMS,
) -> Draft:
    return Draft(
        key=f"sending:{key}:{facility.code}",
        place=facility.code,
        rank=rank,
        kind=_("Claims on their way") if key != "estimates" else _("Estimates"),
        mark=mark,
        sentence=sentence,
        figure=figure,
        facts=facts,
        weight=float(as_money(weight)),
        address=f"{reverse(route)}?{urlencode({'at': facility.code, 'day': day.isoformat()})}",
        audience=audience,
    )
