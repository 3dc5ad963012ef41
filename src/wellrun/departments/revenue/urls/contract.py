"""Addresses of contracts and of what they show."""

from __future__ import annotations

from django.urls import path

from wellrun.departments.revenue.views import contract, offer, underpaid

urlpatterns = [
    path("", contract.contracts, name="contracts"),
    path("new/", contract.new_contract, name="new-contract"),
    path("offers/", offer.offers, name="offers"),
    path("offers/<int:pk>/", offer.offer, name="offer"),
    path("offers/<int:pk>/again/", offer.offer_again, name="offer-again"),
    path("offers/<int:pk>/progress/", offer.offer_progress, name="offer-progress"),
    path("underpaid/", underpaid.underpaid, name="underpaid"),
    path("underpaid/dispute/", underpaid.dispute, name="dispute"),
    path("<int:pk>/", contract.contract, name="contract"),
    path("<int:pk>/end/", contract.end, name="end-contract"),
    path("<int:pk>/in-force/", contract.put_in_force, name="contract-in-force"),
    path("<int:pk>/reword/", contract.reword, name="reword-contract"),
    path("<int:pk>/wordings/<int:number>/", contract.wording, name="wording"),
]
