"""Addresses of deposits and of accounts at banks, within those of revenue."""

from __future__ import annotations

from django.urls import path

from wellrun.departments.revenue import bank_views, deposit_views

urlpatterns = [
    path("", deposit_views.deposits, name="deposits"),
    path("match/", deposit_views.match, name="match-deposits"),
    path("accounts/", bank_views.new_account, name="new-bank-account"),
    path("accounts/<uuid:pk>/", bank_views.account, name="bank-account"),
    path("rows/<uuid:pk>/<slug:what>/", bank_views.row, name="bank-row"),
    path("lines/<uuid:pk>/", deposit_views.line, name="bank-line"),
    path("lines/<uuid:pk>/<slug:what>/", deposit_views.enter, name="enter-bank-line"),
]
