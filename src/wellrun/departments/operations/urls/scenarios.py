"""Addresses of what-if questions, below those of operations."""

from __future__ import annotations

from django.urls import path

from wellrun.departments.operations.views import scenarios

urlpatterns = [
    path("what-if/", scenarios.scenarios, name="scenarios"),
    path("what-if/new/", scenarios.ask, name="ask-scenario"),
    path("what-if/learn/", scenarios.learn, name="learn-model"),
    path("what-if/learning/", scenarios.learning, name="model-progress"),
    path("what-if/compare/", scenarios.compare, name="compare-scenarios"),
    path("what-if/report/<slug:kind>/", scenarios.report_of, name="scenario-report"),
    path("what-if/<int:pk>/", scenarios.scenario, name="scenario"),
    path("what-if/<int:pk>/change/", scenarios.change, name="change-scenario"),
    path("what-if/<int:pk>/progress/", scenarios.progress, name="scenario-progress"),
    path("what-if/<int:pk>/<slug:what>/", scenarios.act, name="act-scenario"),
]
