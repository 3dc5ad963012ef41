"""What authorisations ask for this morning: late answers, services nobody asked for, approvals that end early."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from urllib.parse import urlencode

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from wellrun.departments.revenue.models import AuthorisationCase
from wellrun.departments.revenue.queries.authorisations import CaseLine, cases_to_look_at
from wellrun.departments.revenue.rules.authorisations import Urgency
from wellrun.foundations.access.rules import Permission
from wellrun.foundations.organisation.models import Facility
from wellrun.foundations.organisation.places import Tree
from wellrun.foundations.today.draft import Draft, Rank


def authorisation_signals(day: dt.date, tree: Tree) -> Iterator[Draft]:
    """For each facility what keeps a planned service from being paid. No patient and no service is named."""
    if day != timezone.localdate():
        return
    for facility in Facility.objects.filter(pk__in=AuthorisationCase.objects.values("facility")).order_by("code"):
        if facility.code in tree.places:
            lines = cases_to_look_at(facility)
            for urgency in (Urgency.ANSWER_LATE, Urgency.NOT_ASKED, Urgency.ENDS_BEFORE):
                some = [one for one in lines if one.urgency is urgency]
                if some:
                    yield _draft(facility, day, urgency, some)


def _draft(facility: Facility, day: dt.date, urgency: Urgency, some: Sequence[CaseLine]) -> Draft:
    late = urgency is Urgency.ANSWER_LATE
    first = min(one.case.service_on for one in some)
    return Draft(
        key=f"authorisations:{urgency.value.replace(' ', '-')}:{facility.code}",
        place=facility.code,
        rank=Rank.LEGAL_CLOCK if late else Rank.MONEY,
        kind=_("Authorisations"),
        mark="clock" if late else "risk",
        sentence=_sentence(urgency, len(some)),
        figure="",
        facts=_("The first service is planned for %(day)s.") % {"day": first.isoformat()},
        weight=float(len(some)),
        address=f"{reverse('revenue:authorisations')}?{urlencode({'at': facility.code, 'day': day.isoformat()})}",
        audience=Permission.SEE_CLAIMS,
    )


def _sentence(urgency: Urgency, n: int) -> str:
    if urgency is Urgency.ANSWER_LATE:
        words = ngettext(
            "A payer should have answered %(n)s request for authorisation by now.",
            "Payers should have answered %(n)s requests for authorisation by now.",
            n,
        )
    elif urgency is Urgency.NOT_ASKED:
        words = ngettext(
            "%(n)s service needs an authorisation within a week, and nobody has asked.",
            "%(n)s services need an authorisation within a week, and nobody has asked.",
            n,
        )
    else:
        words = ngettext(
            "%(n)s authorisation does not cover the day that its service is planned for.",
            "%(n)s authorisations do not cover the day that their service is planned for.",
            n,
        )
    return words % {"n": n}
