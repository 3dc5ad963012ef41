"""The page "Release de-identified data", and fetching a release."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.http import FileResponse, Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache

from wellrun.departments.compliance import releasing
from wellrun.departments.compliance.forms.release import ReleaseForm
from wellrun.departments.compliance.models import Release
from wellrun.departments.compliance.release_tasks import make_release
from wellrun.foundations.access.rates import gives_a_file
from wellrun.foundations.access.routes import ReaderRequest, requires
from wellrun.foundations.access.rules import Permission
from wellrun.foundations.identity.routes import asked_by_the_page

SHOWN = 20


@requires(Permission.RELEASE_DATA)
@never_cache
def page(request: ReaderRequest) -> HttpResponse:
    """What has been released, and asking for a release."""
    if request.place.level not in releasing.LEVELS:
        raise Http404
    form = ReleaseForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        asked = releasing.ask_for_release(
            place=request.place,
            chosen=form.chosen(),
            purpose=form.cleaned_data["purpose"],
            by=request.user,
            tree=request.tree,
            now=timezone.now(),
        )
        make_release.enqueue(str(asked.pk))
        where = urlencode({"at": request.place.code, "day": request.day.isoformat()})
        return redirect(f"{reverse('compliance:release')}?{where}")
    context = {"here": "release", "form": form, **_made(request)}
    return render(request, "compliance/release.html", context, status=422 if form.errors else 200)


@asked_by_the_page
@requires(Permission.RELEASE_DATA)
@never_cache
def progress(request: ReaderRequest) -> HttpResponse:
    """The releases, as the page asks for them again by itself while one is being made."""
    return render(request, "compliance/_releases.html", _made(request))


def _made(request: ReaderRequest) -> dict[str, Any]:
    made = list(releasing.releases(request.place, tree=request.tree)[:SHOWN])
    return {
        "releases": [(one, releasing.file_of(one).is_file()) for one in made],
        "under_way": any(one.status in (Release.Status.WAITING, Release.Status.RUNNING) for one in made),
    }


@gives_a_file
@requires(Permission.RELEASE_DATA)
@never_cache
def fetch(request: ReaderRequest, release: UUID) -> HttpResponseBase:
    """The files of a release, packed."""
    asked = get_object_or_404(releasing.releases(request.place, tree=request.tree), pk=release)
    file = releasing.file_of(asked)
    if asked.status != Release.Status.MADE or not file.is_file() or asked.size > releasing.LARGEST_FETCHED:
        raise Http404
    return FileResponse(file.open("rb"), as_attachment=True, filename=f"release-{asked.asked_at:%Y-%m-%d}.zip")
