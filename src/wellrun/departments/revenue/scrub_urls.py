"""Addresses of the scrubber's rules, within those of revenue."""

from __future__ import annotations

from django.urls import path

from wellrun.departments.revenue import scrub_views

urlpatterns = [
    path("", scrub_views.rules, name="scrub-rules"),
    path("new/", scrub_views.new_rule, name="new-rule"),
    path("suggestions/", scrub_views.suggestions, name="rule-suggestions"),
    path("dry-runs/<int:pk>/progress/", scrub_views.dry_run_progress, name="dry-run-progress"),
    path("<slug:key>/", scrub_views.rule, name="scrub-rule"),
    path("<slug:key>/reword/", scrub_views.reword, name="reword-rule"),
    path("<slug:key>/<slug:what>/", scrub_views.change_rule, name="change-rule"),
]
