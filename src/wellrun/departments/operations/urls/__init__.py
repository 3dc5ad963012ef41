"""Addresses of operations."""

from __future__ import annotations

from django.urls import path

from wellrun.departments.operations.urls.scenarios import urlpatterns as scenarios
from wellrun.departments.operations.urls.stores import urlpatterns as stores
from wellrun.departments.operations.urls.theatres import urlpatterns as theatres
from wellrun.departments.operations.views import (
    bed,
    beds,
    emergency,
    freeing,
    leaving,
    live,
    records,
    requests,
    tonight,
    transfers,
)

app_name = "operations"
urlpatterns = [
    path("beds/", beds.board, name="beds"),
    path("beds/list/", beds.bed_list, name="bed-list"),
    path("beds/wall/", beds.wall, name="wall"),
    path("beds/tonight/", tonight.panel, name="tonight"),
    path("beds/tonight/ask/", tonight.ask, name="ask-tonight"),
    path("beds/freeing/", freeing.panel, name="freeing"),
    path("beds/freeing/see-to/", freeing.see_to, name="see-to"),
    path("beds/freeing/clean/", freeing.clean, name="clean-all"),
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
    *theatres,
    *stores,
    path("leaving/", leaving.page, name="leaving"),
    path("leaving/part/", leaving.part, name="leaving-part"),
    path("leaving/stream/", live.of_patients, name="leaving-stream"),
    path("leaving/barrier/<uuid:key>/end/", leaving.end_barrier, name="leaving-end-barrier"),
    path("leaving/visit/<uuid:key>/", leaving.visit, name="leaving-visit"),
    path("leaving/visit/<uuid:key>/<slug:what>/", leaving.enter, name="leaving-enter"),
    path("emergency/", emergency.page, name="emergency"),
    path("emergency/part/", emergency.part, name="emergency-part"),
    path("emergency/stream/", live.of_patients, name="emergency-stream"),
    path("emergency/wall/", emergency.wall, name="emergency-wall"),
    path("emergency/wall/part/", emergency.wall_part, name="emergency-wall-part"),
    path("emergency/arrive/", emergency.arrive, name="emergency-arrive"),
    path("emergency/visit/<uuid:key>/", emergency.visit, name="emergency-visit"),
    path("emergency/visit/<uuid:key>/<slug:what>/", emergency.enter, name="emergency-enter"),
    path("emergency/step/<int:step>/undo/", emergency.undo, name="emergency-undo"),
    path("transfers/", transfers.page, name="transfers"),
    path("transfers/part/", transfers.part, name="transfers-part"),
    path("transfers/stream/", live.of_patients, name="transfers-stream"),
    path("transfers/ask/<slug:way>/", transfers.ask, name="transfers-ask"),
    path("transfers/<uuid:key>/", transfers.one, name="transfer"),
    path("transfers/<uuid:key>/<slug:what>/", transfers.enter, name="transfer-enter"),
    path("requests/", requests.page, name="requests"),
    path("requests/part/", requests.part, name="requests-part"),
    path("requests/stream/", live.of_requests, name="requests-stream"),
    path("requests/ask/<slug:kind>/", requests.ask, name="requests-ask"),
    path("requests/asset/<str:tag>/", requests.asset, name="requests-asset"),
    path("requests/<uuid:key>/", requests.one, name="request"),
    path("requests/<uuid:key>/moved/", requests.moved, name="request-moved"),
    path("requests/<uuid:key>/<slug:what>/", requests.enter, name="request-enter"),
]
