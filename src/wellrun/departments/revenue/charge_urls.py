"""Addresses of charges, codes and fees, within those of revenue."""

from __future__ import annotations

from django.urls import path

from wellrun.departments.revenue import charge_views, finding_views, list_views

urlpatterns = [
    path("", charge_views.charges, name="charges"),
    path("codes/", charge_views.codes, name="codes"),
    path("lists/", list_views.lists, name="lists"),
    path("lists/codes/", list_views.take_codes, name="take-codes"),
    path("lists/providers/", list_views.name_provider, name="name-provider"),
    path("lists/fees/", list_views.take_fees, name="take-fees"),
    path("stays/<uuid:pk>/", charge_views.stay, name="charge-stay"),
    path("<uuid:pk>/", charge_views.account, name="charge-account"),
    path("<uuid:pk>/claims/", charge_views.claims_of, name="account-claims"),
    path("<uuid:pk>/findings/", finding_views.entering, name="charge-findings"),
    path("<uuid:pk>/<slug:what>/", charge_views.enter, name="enter-charge"),
]
