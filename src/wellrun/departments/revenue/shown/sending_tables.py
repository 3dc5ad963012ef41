"""How claims to send, batches, clocks, questions and estimates stand in tables."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from wellrun.departments.revenue.models import Batch
from wellrun.departments.revenue.models.benefits import COVERAGES
from wellrun.departments.revenue.queries.eligibility import CheckShown
from wellrun.departments.revenue.queries.estimates import EstimateShown
from wellrun.departments.revenue.queries.filing import FilingLine
from wellrun.departments.revenue.queries.ready import Ready
from wellrun.departments.revenue.rules.timely_filing import Filing
from wellrun.foundations.pages.tables import Table, TableColumn

FILINGS: Mapping[Filing, Any] = {
    Filing.RUN_OUT: gettext_lazy("run out"),
    Filing.SOON: gettext_lazy("runs out soon"),
    Filing.RUNNING: gettext_lazy("runs"),
    Filing.LATE: gettext_lazy("came late"),
    Filing.PROVEN: gettext_lazy("proven"),
}


def ready_table(found: Sequence[Ready], query: QueryDict, place: str) -> Table[Ready]:
    """Claims in no batch, the oldest service first."""
    Column = TableColumn[Ready]
    columns = (
        Column("claim", _("Claim"), lambda one: one.claim.number, link=lambda one: _where_it_is_mended(one, place)),
        Column("payer", _("Payer"), lambda one: one.payer_name),
        Column("ends", _("Service until"), lambda one: one.claim.ends),
        Column("charge", _("Charge"), lambda one: one.claim.charge, number=True, places=2),
        Column("state", _("State"), _stands),
        Column("why", _("Why held"), lambda one: "; ".join(one.held)),
    )
    return Table("to-send", columns, found, query, sort="ends")


def batches_table(
    rows: Sequence[Batch], names: Mapping[tuple[int, str], str], query: QueryDict, place: str
) -> Table[Batch]:
    """Batches, the latest first."""
    Column = TableColumn[Batch]
    columns = (
        Column(
            "control",
            _("Control number"),
            lambda one: str(one),
            link=lambda one: f"{reverse('revenue:batch', args=[one.pk])}?{place}",
        ),
        Column("form", _("What"), lambda one: one.get_form_display()),
        Column("payer", _("Payer"), lambda one: names.get((one.facility_id, one.payer), one.payer) or _("several")),
        Column("number", _("Number"), lambda one: one.number, number=True),
        Column("charge", _("Charge"), lambda one: one.charge if one.of_claims else None, number=True, places=2),
        Column("made", _("Made"), lambda one: one.made_at),
        Column("sent", _("Sent at"), lambda one: one.sent_at, shown=False),
        Column("acknowledged", _("Acknowledged"), lambda one: one.acknowledged_at, shown=False),
        Column("state", _("State"), lambda one: one.get_state_display()),
        Column("back", _("Came back"), lambda one: one.came_back, number=True),  # type: ignore[attr-defined]
    )
    return Table("batches", columns, rows, query, sort="-control")


def filing_table(lines: Sequence[FilingLine], query: QueryDict, place: str) -> Table[FilingLine]:
    """Clocks of filing, what runs out first at the top."""
    Column = TableColumn[FilingLine]
    columns = (
        Column("claim", _("Claim"), lambda one: one.claim.number, link=lambda one: _claim(one.claim.pk, place)),
        Column("payer", _("Payer"), lambda one: one.payer),
        Column("ends", _("Service until"), lambda one: one.claim.ends),
        Column("until", _("File until"), lambda one: one.until),
        Column("left", _("Days left"), lambda one: one.left if one.runs else None, number=True),
        Column("state", _("Clock"), lambda one: str(FILINGS[one.filing])),
        Column("proof", _("Proof"), lambda one: f"{one.proof.kind} {one.proof.interchange}" if one.proof else ""),
        Column("proven", _("Proven on"), lambda one: one.proof.on if one.proof else None),
        Column("charge", _("Charge"), lambda one: one.claim.charge, number=True, places=2),
    )
    return Table("filing", columns, lines, query, sort="until")


def checks_table(rows: Sequence[CheckShown], query: QueryDict, place: str) -> Table[CheckShown]:
    """Questions on eligibility, the latest first."""
    Column = TableColumn[CheckShown]
    columns = (
        Column(
            "name",
            _("Person"),
            lambda one: one.question.name,
            link=lambda one: f"{reverse('revenue:check', args=[one.check.pk])}?{place}",
        ),
        Column("payer", _("Payer"), lambda one: one.check.payer.name),
        Column("service_on", _("Day of service"), lambda one: one.check.service_on),
        Column("asked", _("Asked"), lambda one: one.check.asked_at),
        Column("state", _("Answer"), lambda one: _answer(one)),
    )
    return Table("eligibility", columns, rows, query, sort="-asked")


def estimates_table(rows: Sequence[EstimateShown], query: QueryDict, place: str) -> Table[EstimateShown]:
    """Estimates, those that are due first."""
    Column = TableColumn[EstimateShown]
    columns = (
        Column(
            "patient",
            _("Patient"),
            lambda one: one.estimate.patient or _("not entered"),
            link=lambda one: f"{reverse('revenue:estimate', args=[one.record.pk])}?{place}",
        ),
        Column("service", _("Care"), lambda one: one.estimate.service),
        Column("service_on", _("Day of service"), lambda one: one.record.service_on),
        Column("total", _("Expected"), lambda one: one.estimate.total, number=True, places=2),
        Column("due", _("Due on"), lambda one: one.record.due_on),
        Column("left", _("Days left"), lambda one: one.left, number=True),
        Column("given", _("Given on"), lambda one: one.record.sent_on),
        Column("state", _("State"), _estimate_state),
    )
    return Table("estimates", columns, rows, query, sort="")


def _estimate_state(one: EstimateShown) -> str:
    given: dt.date | None = one.record.sent_on
    if given is not None:
        return _("given late") if one.late else _("given")
    return _("overdue") if one.late else _("to be given")


def _answer(one: CheckShown) -> str:
    coverage = one.check.coverage
    return str(COVERAGES[coverage]) if coverage else _("waits")  # type: ignore[index]


def _claim(pk: int, place: str) -> str:
    return f"{reverse('revenue:claim', args=[pk])}?{place}"


def _stands(one: Ready) -> str:
    if one.held:
        return _("held")
    if one.mended:
        return _("%(state)s, mended since") % {"state": one.came_back} if one.came_back else _("mended")
    return one.came_back or _("ready")


def _where_it_is_mended(one: Ready, place: str) -> str:
    """What is held or came back leads to where it is mended, the others to their page."""
    if not one.held and not one.came_back:
        return _claim(one.claim.pk, place)
    return f"{reverse('revenue:mend-claim', args=[one.claim.pk])}?{place}"
