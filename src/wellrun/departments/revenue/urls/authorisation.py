"""Addresses of prior authorisations, within those of revenue."""

from __future__ import annotations

from django.urls import path

from wellrun.departments.revenue.views import authorisation as views

urlpatterns = [
    path("", views.cases, name="authorisations"),
    path("new/<uuid:pk>/", views.new, name="new-authorisation"),
    path("payers/", views.payers, name="authorisation-payers"),
    path("payers/needs/", views.set_need, name="set-need"),
    path("payers/<int:pk>/", views.set_terms, name="authorisation-terms"),
    path("<int:pk>/", views.case, name="authorisation"),
    path("<int:pk>/<slug:what>/", views.move, name="move-authorisation"),
]
