"""Addresses of forecasts."""

from __future__ import annotations

from django.urls import path

from wellrun.departments.operations.forecasting import views

app_name = "forecasts"
urlpatterns = [path("", views.page, name="page")]
