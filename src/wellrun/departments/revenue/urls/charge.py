"""Addresses of charges, codes and fees, within those of revenue."""

from __future__ import annotations

from django.urls import path

from wellrun.departments.revenue.views import charge, finding, list

urlpatterns = [
    path("", charge.charges, name="charges"),
    path("codes/", charge.codes, name="codes"),
    path("lists/", list.lists, name="lists"),
    path("lists/codes/", list.take_codes, name="take-codes"),
    path("lists/providers/", list.name_provider, name="name-provider"),
    path("lists/fees/", list.take_fees, name="take-fees"),
    path("stays/<uuid:pk>/", charge.stay, name="charge-stay"),
    path("<uuid:pk>/", charge.account, name="charge-account"),
    path("<uuid:pk>/claims/", charge.claims_of, name="account-claims"),
    path("<uuid:pk>/findings/", finding.entering, name="charge-findings"),
    path("<uuid:pk>/<slug:what>/", charge.enter, name="enter-charge"),
]
