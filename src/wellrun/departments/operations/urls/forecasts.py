"""Addresses of forecasts."""

from __future__ import annotations

from django.urls import path

from wellrun.departments.operations.views import forecasts

app_name = "forecasts"
urlpatterns = [path("", forecasts.page, name="page")]
