"""Addresses of finance."""

from __future__ import annotations

from django.urls import path

from wellrun.departments.finance.views import ledger, variance

app_name = "finance"
urlpatterns = [
    path("variance/", variance.variance, name="variance"),
    path("variance/explain/", variance.explained, name="explain"),
    path("ledger/", ledger.ledger, name="ledger"),
    path("ledger/hand-in/", ledger.hand_in, name="hand-in"),
    path("ledger/version/", ledger.version, name="version"),
    path("terms/", variance.terms, name="terms"),
]
