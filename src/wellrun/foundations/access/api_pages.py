"""The description of the API, for programs and for people."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe

from wellrun.foundations.access.describing import described_operations, description
from wellrun.foundations.access.problems import refused
from wellrun.foundations.access.routes import open_to_anyone
from wellrun.values.faults import Fault

PUBLIC = "The description follows from the program alone and shows nothing of anybody."


@open_to_anyone(reason=PUBLIC)
@require_safe
def schema(_request: HttpRequest) -> HttpResponse:
    """The description as OpenAPI."""
    return JsonResponse(description())


@open_to_anyone(reason=PUBLIC)
@require_safe
def operations(request: HttpRequest) -> HttpResponse:
    """Every operation in words."""
    return render(request, "access/operations.html", {"groups": described_operations()})


@open_to_anyone(reason="There is nothing here to be kept from anyone.")
@csrf_exempt
def nothing_here(request: HttpRequest, **_names: Any) -> HttpResponse:
    """Any other address below."""
    fault = Fault("api.not_found", _("There is no such address."), remedy=_("See /api/ for those there are."))
    return refused(request, 404, [fault])
