"""Addresses of operations."""

from __future__ import annotations

from django.urls import path

from wellrun.departments.operations.urls.scenarios import urlpatterns as scenarios
from wellrun.departments.operations.views import bed, beds, live

app_name = "operations"
urlpatterns = [
    path("beds/", beds.board, name="beds"),
    path("beds/list/", beds.bed_list, name="bed-list"),
    path("beds/wall/", beds.wall, name="wall"),
    path("beds/stream/", live.stream, name="stream"),
    path("beds/bed/<str:unit>/<str:code>/", bed.bed, name="bed"),
    path("beds/bed/<str:unit>/<str:code>/<slug:what>/", bed.enter_bed, name="enter-bed"),
    path("beds/visit/<uuid:key>/<slug:what>/", bed.enter_visit, name="enter-visit"),
    path("beds/event/<uuid:key>/undo/", bed.undo, name="undo"),
    path("beds/barrier/<uuid:key>/end/", bed.end_barrier, name="end-barrier"),
    path("beds/question/<uuid:key>/", bed.question, name="question"),
    *scenarios,
]
