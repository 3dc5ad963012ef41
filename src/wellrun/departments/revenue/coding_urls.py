"""Addresses of coding, tables of edits and what is not billed, within those of revenue."""

from __future__ import annotations

from django.urls import path

from wellrun.departments.revenue import coding_views, edit_views

urlpatterns = [
    path("", coding_views.to_code, name="coding"),
    path("unbilled/", coding_views.unbilled, name="unbilled"),
    path("edits/", edit_views.tables, name="edits"),
    path("edits/send/", edit_views.send, name="send-edits"),
    path("files/<int:pk>/", edit_views.list_file, name="list-file"),
    path("files/<int:pk>/progress/", edit_views.list_progress, name="list-progress"),
    path("stays/<uuid:pk>/", coding_views.open_stay, name="code-stay"),
    path("<uuid:pk>/", coding_views.code, name="code-account"),
]
