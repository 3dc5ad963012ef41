"""Addresses of theatres."""

from __future__ import annotations

from django.urls import path

from wellrun.departments.operations.views import live, theatre, theatre_time

urlpatterns = [
    path("theatres/", theatre.page, name="theatres"),
    path("theatres/part/", theatre.part, name="theatres-part"),
    path("theatres/stream/", live.of_patients, name="theatres-stream"),
    path("theatres/wall/", theatre.wall, name="theatres-wall"),
    path("theatres/wall/part/", theatre.wall_part, name="theatres-wall-part"),
    path("theatres/plan/", theatre.plan, name="theatre-plan"),
    path("theatres/case/<uuid:key>/", theatre.case, name="theatre-case"),
    path("theatres/case/<uuid:key>/<slug:what>/", theatre.enter, name="theatre-enter"),
    path("theatres/month/", theatre_time.month, name="theatre-month"),
    path("theatres/blocks/", theatre_time.blocks, name="theatre-blocks"),
    path("theatres/blocks/give/", theatre_time.give, name="theatre-give"),
    path("theatres/blocks/<int:block>/release/", theatre_time.release, name="theatre-release"),
    path("theatres/blocks/<int:block>/end/", theatre_time.end, name="theatre-end"),
]
