"""Addresses of revenue."""

from __future__ import annotations

from django.urls import include, path

app_name = "revenue"
urlpatterns = [
    path("denials/", include("wellrun.departments.revenue.denial_urls")),
]
