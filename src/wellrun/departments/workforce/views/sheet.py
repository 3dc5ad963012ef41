"""A roster taken away as a spreadsheet."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from wellrun.departments.workforce.papers.roster_sheet import workbook
from wellrun.departments.workforce.queries import rosters as queries
from wellrun.foundations.access.routes import ReaderRequest, requires
from wellrun.foundations.access.rules import Permission
from wellrun.foundations.pages.tables import SPREADSHEET


@requires(Permission.SEE_ROSTERS)
def sheet(request: ReaderRequest, pk: int) -> HttpResponse:
    """The proposal asked for, else the newest, as its page shows it."""
    roster = queries.roster_within(request.places, pk, tree=request.tree)
    if roster is None:
        raise Http404
    asked = request.GET.get("proposal", "")
    proposal = queries.proposal_of(roster, int(asked) if asked.isdecimal() else None)
    shown = queries.shown(request, roster, proposal)
    if proposal is None or "page" not in shown:
        raise Http404
    now = date_format(timezone.localtime(), "j M Y H:i")
    made = _("Proposal %(n)s, taken on %(at)s.") % {"n": proposal.number, "at": now}
    body = workbook(shown["page"], title=f"{roster.unit.name}, {shown['title']}", made=made)
    name = f"roster-{roster.unit.code}-{roster.first:%Y-%m-%d}.xlsx"
    return HttpResponse(
        body, content_type=SPREADSHEET, headers={"Content-Disposition": f'attachment; filename="{name}"'}
    )
