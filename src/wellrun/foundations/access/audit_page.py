"""The page of the audit: who did what, when, from where, to what and why, and whether the chain is whole."""

from __future__ import annotations

from django import forms
from django.core.cache import cache
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from wellrun.foundations.access.routes import ReaderRequest, requires
from wellrun.foundations.access.rules import Permission
from wellrun.foundations.audit.models import Entry
from wellrun.foundations.audit.queries import Asked, Verdict, entries, kinds, known_points, verify
from wellrun.foundations.pages.tables import Table, TableColumn

NEWEST_ENTRIES = 10_000
"""So many of the entries that fit are shown and exported; all of them are in the chain."""

PROVED_EVERY = 300
"""Seconds for which a proof of the chain is shown before the page proves it anew."""


class AskForm(forms.Form):
    """What is looked for."""

    who = forms.CharField(label=gettext_lazy("Who"), max_length=120, required=False)
    what = forms.ChoiceField(label=gettext_lazy("What"), required=False)
    since = forms.DateField(label=gettext_lazy("From"), required=False, widget=forms.DateInput({"type": "date"}))
    until = forms.DateField(label=gettext_lazy("Until"), required=False, widget=forms.DateInput({"type": "date"}))

    def __init__(self, *arguments: object, **options: object) -> None:
        super().__init__(*arguments, **options)  # type: ignore[arg-type]
        self.fields["what"].choices = [("", gettext_lazy("everything")), *((one, one) for one in kinds())]  # type: ignore[attr-defined]


@requires(Permission.READ_AUDIT)
def page(request: ReaderRequest) -> HttpResponse:
    """The entries that fit, newest first."""
    if request.place.level != "network":
        raise Http404
    form = AskForm(request.GET)
    asked = Asked(**form.cleaned_data) if form.is_valid() else Asked()
    found = list(entries(asked, zone=timezone.get_current_timezone())[:NEWEST_ENTRIES])
    columns = (
        TableColumn[Entry]("at", _("When"), lambda e: e.at),
        TableColumn[Entry]("actor", _("Who"), lambda e: e.actor),
        TableColumn[Entry]("action", _("What"), lambda e: e.action),
        TableColumn[Entry]("subject", _("About"), lambda e: f"{e.subject_type} {e.subject_id}"),
        TableColumn[Entry]("patients", _("Patients"), lambda e: len(e.patients) or None, number=True),
        TableColumn[Entry]("before", _("Before"), lambda e: _said(e.before), shown=False),
        TableColumn[Entry]("after", _("After"), lambda e: _said(e.after), shown=False),
        TableColumn[Entry]("why", _("Why"), lambda e: e.why),
        TableColumn[Entry]("origin", _("From where"), lambda e: " ".join(e.origin.values())),
        TableColumn[Entry]("entry", _("Entry"), lambda e: e.pk, number=True, shown=False),
        TableColumn[Entry]("digest", _("Digest"), lambda e: e.digest[:12], shown=False),
    )
    table = Table("audit", columns, found, request.GET, sort="-at")
    context = {
        "here": "audit",
        "table": table,
        "form": form,
        "verdict": proved(anew="prove" in request.GET),
        "most": NEWEST_ENTRIES,
    }
    return table.export() or render(request, "access/audit.html", context)


def proved(*, anew: bool) -> Verdict:
    """The last proof of the chain, a few minutes old at most. It holds counts and reasons, nothing of an entry."""
    kept = None if anew else cache.get("audit:proof")
    if kept is None:
        verdict = verify(points=known_points())
        kept = (verdict.entries, verdict.broken_at, verdict.reason)
        cache.set("audit:proof", kept, PROVED_EVERY)
    return Verdict(*kept)


def _said(values: dict[str, object]) -> str:
    return "; ".join(f"{name}: {value}" for name, value in values.items())
