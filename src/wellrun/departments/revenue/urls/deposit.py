"""Addresses of deposits and of accounts at banks, within those of revenue."""

from __future__ import annotations

from django.urls import path

from wellrun.departments.revenue.views import bank, deposit

urlpatterns = [
    path("", deposit.deposits, name="deposits"),
    path("match/", deposit.match, name="match-deposits"),
    path("accounts/", bank.new_account, name="new-bank-account"),
    path("accounts/<uuid:pk>/", bank.account, name="bank-account"),
    path("rows/<uuid:pk>/<slug:what>/", bank.row, name="bank-row"),
    path("lines/<uuid:pk>/", deposit.line, name="bank-line"),
    path("lines/<uuid:pk>/<slug:what>/", deposit.enter, name="enter-bank-line"),
]
