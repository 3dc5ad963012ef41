"""Addresses of coding, tables of edits and what is not billed, within those of revenue."""

from __future__ import annotations

from django.urls import path

from wellrun.departments.revenue.views import coding, edit

urlpatterns = [
    path("", coding.to_code, name="coding"),
    path("unbilled/", coding.unbilled, name="unbilled"),
    path("edits/", edit.tables, name="edits"),
    path("edits/send/", edit.send, name="send-edits"),
    path("files/<int:pk>/", edit.list_file, name="list-file"),
    path("files/<int:pk>/progress/", edit.list_progress, name="list-progress"),
    path("stays/<uuid:pk>/", coding.open_stay, name="code-stay"),
    path("<uuid:pk>/", coding.code, name="code-account"),
]
