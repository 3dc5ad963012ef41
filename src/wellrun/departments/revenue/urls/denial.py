"""Addresses of denials, within those of revenue."""

from __future__ import annotations

from django.urls import path

from wellrun.departments.revenue.views import denial, denial_causes

urlpatterns = [
    path("", denial.denials, name="denials"),
    path("causes/", denial_causes.causes, name="denial-causes"),
    path("causes/promise/", denial_causes.promise, name="promise-mending"),
    path("days/", denial_causes.days, name="appeal-days"),
    path("days/<int:pk>/", denial_causes.set_days, name="set-appeal-days"),
    path("<int:pk>/", denial.denial, name="denial"),
    path("<int:pk>/<slug:what>/", denial.enter, name="enter-denial"),
]
