"""Addresses of operations."""

from __future__ import annotations

from django.urls import path

from wellrun.departments.operations.urls.scenarios import urlpatterns as scenarios
from wellrun.departments.operations.views import bed, beds, live, records, tonight

app_name = "operations"
urlpatterns = [
    path("beds/", beds.board, name="beds"),
    path("beds/list/", beds.bed_list, name="bed-list"),
    path("beds/wall/", beds.wall, name="wall"),
    path("beds/tonight/", tonight.panel, name="tonight"),
    path("beds/tonight/ask/", tonight.ask, name="ask-tonight"),
    path("beds/stream/", live.stream, name="stream"),
    path("beds/bed/<str:unit>/<str:code>/", bed.bed, name="bed"),
    path("beds/bed/<str:unit>/<str:code>/<slug:what>/", bed.enter_bed, name="enter-bed"),
    path("beds/visit/<uuid:key>/<slug:what>/", bed.enter_visit, name="enter-visit"),
    path("beds/event/<uuid:key>/undo/", bed.undo, name="undo"),
    path("beds/barrier/<uuid:key>/end/", bed.end_barrier, name="end-barrier"),
    path("beds/question/<uuid:key>/", bed.question, name="question"),
    path("records/", records.records, name="records"),
    path("records/merge/", records.merge, name="merge-records"),
    path("records/<uuid:key>/part/", records.part, name="part-records"),
    path("records/apart/", records.apart, name="records-apart"),
    path("records/apart/<int:key>/end/", records.end_apart, name="end-apart"),
    *scenarios,
]
