"""The list of complaints as a table, and what they were about as a picture."""

from __future__ import annotations

from collections.abc import Sequence

from django.http import QueryDict
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from wellrun.departments.quality.queries.complaints import ComplaintLine
from wellrun.engines.spc.pareto import ParetoBar
from wellrun.foundations.pages.charts import ReaderFigure, pareto_chart
from wellrun.foundations.pages.tables import Table, TableColumn


def complaint_table(lines: Sequence[ComplaintLine], asked: QueryDict, where: str) -> Table[ComplaintLine]:
    """Every complaint; nothing of what it says and nobody's name but the handler's."""

    def page(line: ComplaintLine) -> str:
        return f"{reverse('quality:complaint', args=[line.complaint.pk])}?{where}"

    column = TableColumn[ComplaintLine]
    columns = (
        column("number", _("Complaint"), lambda line: line.complaint.name, link=page),
        column("received", _("Came"), lambda line: timezone.localtime(line.complaint.received_at)),
        column("place", _("Where"), lambda line: line.place),
        column("subject", _("About"), lambda line: line.complaint.get_subject_display()),
        column("channel", _("How"), lambda line: line.complaint.get_channel_display(), shown=False),
        column("status", _("Stands"), lambda line: line.complaint.get_status_display()),
        column("handler", _("Who looks"), lambda line: line.complaint.handler.name if line.complaint.handler else ""),
        column("clock", _("Next clock"), lambda line: line.next_clock and timezone.localtime(line.next_clock.due)),
        column("outcome", _("Outcome"), lambda line: line.complaint.get_outcome_display()),
        column("days", _("Days to answer"), lambda line: line.days_to_answer, number=True),
        column("reopened", _("Opened again"), lambda line: line.complaint.reopened, number=True, shown=False),
        column("harmed", _("Harm, they say"), lambda line: _("yes") if line.complaint.harmed else _("no"), shown=False),
    )
    return Table("complaints", columns, lines, asked, sort="-received")


def subject_picture(subjects: Sequence[ParetoBar]) -> SafeString:
    """What complaints of the last half year were about, by falling count."""
    subject = _("What complaints of the last 26 weeks were about")
    return pareto_chart(subject=subject, causes=subjects, figure=ReaderFigure(), share=ReaderFigure(unit=" %"))
