"""Addresses of the scrubber's rules, within those of revenue."""

from __future__ import annotations

from django.urls import path

from wellrun.departments.revenue.views import scrub

urlpatterns = [
    path("", scrub.rules, name="scrub-rules"),
    path("new/", scrub.new_rule, name="new-rule"),
    path("suggestions/", scrub.suggestions, name="rule-suggestions"),
    path("dry-runs/<int:pk>/progress/", scrub.dry_run_progress, name="dry-run-progress"),
    path("<slug:key>/", scrub.rule, name="scrub-rule"),
    path("<slug:key>/reword/", scrub.reword, name="reword-rule"),
    path("<slug:key>/<slug:what>/", scrub.change_rule, name="change-rule"),
]
