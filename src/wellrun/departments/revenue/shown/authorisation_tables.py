"""The list of requests for prior authorisation, and their words."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from wellrun.departments.revenue.queries.authorisations import CaseLine
from wellrun.departments.revenue.rules.authorisations import Lack, Move, Urgency
from wellrun.foundations.access.entering import where
from wellrun.foundations.access.routes import ReaderRequest
from wellrun.foundations.pages.tables import Table, TableColumn
from wellrun.foundations.patients.queries import named

URGENCIES: Mapping[Urgency, Promise | str] = MappingProxyType(
    {
        Urgency.ANSWER_LATE: gettext_lazy("the payer should have answered"),
        Urgency.NOT_ASKED: gettext_lazy("nobody has asked, and the service is near"),
        Urgency.ENDS_BEFORE: gettext_lazy("it does not cover the planned day"),
        Urgency.QUIET: "",
    }
)
VERBS: Mapping[Move, Promise | str] = MappingProxyType(
    {
        Move.ASK: gettext_lazy("It was asked for"),
        Move.WAIT: gettext_lazy("The payer wants information"),
        Move.INFORM: gettext_lazy("The information was sent"),
        Move.APPROVE: gettext_lazy("It was approved"),
        Move.APPROVE_PART: gettext_lazy("It was approved in part"),
        Move.DENY: gettext_lazy("It was refused"),
        Move.EXPIRE: gettext_lazy("It has ended"),
        Move.WITHDRAW: gettext_lazy("Withdraw it"),
    }
)
LACKS: Mapping[Lack, Promise | str] = MappingProxyType(
    {
        Lack.MISSING: gettext_lazy("needs an authorisation, and nobody has asked"),
        Lack.UNDECIDED: gettext_lazy("was asked for, and the payer has not answered"),
        Lack.DENIED: gettext_lazy("was refused by the payer"),
        Lack.WRONG_DAY: gettext_lazy("is authorised for other days"),
        Lack.EXPIRED: gettext_lazy("has an authorisation that has ended"),
        Lack.USED_UP: gettext_lazy("goes beyond what is authorised"),
    }
)


def cases_table(lines: list[CaseLine], request: ReaderRequest) -> Table[CaseLine]:
    """The requests, those whose clock runs out first at the top."""
    people = list(dict.fromkeys(one.case.patient_id for one in lines))
    names = {pk: one.name for pk, one in named(request.user, people, request.place, tree=request.tree).items()}
    column = TableColumn[CaseLine]
    link = lambda one: f"{reverse('revenue:authorisation', args=[one.case.pk])}?{where(request)}"  # noqa: E731
    columns = (
        column("patient", _("Patient"), lambda one: names.get(one.case.patient_id, _("not shown")), link=link),
        column("payer", _("Payer"), lambda one: one.case.payer.name),
        column("services", _("Services"), lambda one: " ".join(one.case.services)),
        column("service", _("Planned for"), lambda one: one.case.service_on),
        column("state", _("State"), lambda one: one.case.get_state_display()),
        column("due", _("Answer by"), _due),
        column("what", _("What is wrong"), lambda one: str(URGENCIES[one.urgency])),
        column("number", _("Number"), lambda one: one.case.number, shown=False),
        column("used", _("Used"), lambda one: one.used or None, number=True, places=2, shown=False),
    )
    return Table("authorisations", columns, lines, request.GET)


def _due(one: CaseLine) -> str:
    if one.due is None or not one.waiting:
        return ""
    return date_format(timezone.localtime(one.due, one.due.tzinfo), "j M Y, H:i")
