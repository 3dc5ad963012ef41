"""The product's own stack and server, answering one constant page: the limit for any page of it."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import path

from wellrun.foundations.access.routes import open_to_anyone


@open_to_anyone(reason="It is the yardstick of a benchmark and says nothing.")
def constant(_request: HttpRequest) -> HttpResponse:
    return HttpResponse(b"<!DOCTYPE html><title>constant</title>")


urlpatterns = [path("constant/", constant)]
