"""Addresses of denials, within those of revenue."""

from __future__ import annotations

from django.urls import path

from wellrun.departments.revenue import denial_causes_views, denial_views

urlpatterns = [
    path("", denial_views.denials, name="denials"),
    path("causes/", denial_causes_views.causes, name="denial-causes"),
    path("causes/promise/", denial_causes_views.promise, name="promise-mending"),
    path("days/", denial_causes_views.days, name="appeal-days"),
    path("days/<int:pk>/", denial_causes_views.set_days, name="set-appeal-days"),
    path("<int:pk>/", denial_views.denial, name="denial"),
    path("<int:pk>/<slug:what>/", denial_views.enter, name="enter-denial"),
]
