"""Addresses of stores."""

from __future__ import annotations

from django.urls import path

from wellrun.departments.operations.views import stores

urlpatterns = [
    path("stores/", stores.page, name="stores"),
    path("stores/add/", stores.add, name="store-add"),
    path("stores/count/", stores.count_sheet, name="store-count"),
    path("stores/take/", stores.take, name="store-take"),
    path("stores/lot/<int:key>/", stores.lot, name="store-lot"),
    path("stores/item/<int:key>/", stores.item, name="store-item"),
    path("stores/item/<int:key>/<slug:what>/", stores.enter, name="store-enter"),
]
