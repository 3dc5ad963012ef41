"""Addresses of contracts and of what they show."""

from __future__ import annotations

from django.urls import path

from wellrun.departments.revenue import contract_views, offer_views, underpaid_views

urlpatterns = [
    path("", contract_views.contracts, name="contracts"),
    path("new/", contract_views.new_contract, name="new-contract"),
    path("offers/", offer_views.offers, name="offers"),
    path("offers/<int:pk>/", offer_views.offer, name="offer"),
    path("offers/<int:pk>/again/", offer_views.offer_again, name="offer-again"),
    path("offers/<int:pk>/progress/", offer_views.offer_progress, name="offer-progress"),
    path("underpaid/", underpaid_views.underpaid, name="underpaid"),
    path("underpaid/dispute/", underpaid_views.dispute, name="dispute"),
    path("<int:pk>/", contract_views.contract, name="contract"),
    path("<int:pk>/end/", contract_views.end, name="end-contract"),
    path("<int:pk>/in-force/", contract_views.put_in_force, name="contract-in-force"),
    path("<int:pk>/reword/", contract_views.reword, name="reword-contract"),
    path("<int:pk>/wordings/<int:number>/", contract_views.wording, name="wording"),
]
