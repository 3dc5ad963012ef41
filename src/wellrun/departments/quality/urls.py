"""Addresses of quality."""

from __future__ import annotations

from django.urls import path

from wellrun.departments.quality import incident_views, outcome_views, project_views, reporting_views, risk_views

app_name = "quality"
urlpatterns = [
    path("report/", reporting_views.report, name="report"),
    path("report/<uuid:key>/thanks/", reporting_views.thanks, name="thanks"),
    path("reports/", reporting_views.mine, name="my-reports"),
    path("incidents/", incident_views.incidents, name="incidents"),
    path("incidents/<uuid:key>/", incident_views.incident, name="incident"),
    path("incidents/<uuid:key>/<slug:what>/", incident_views.enter, name="enter"),
    path("outcomes/", outcome_views.outcomes, name="outcomes"),
    path("projects/", project_views.projects, name="projects"),
    path("projects/new/", project_views.begin, name="begin"),
    path("projects/<int:pk>/", project_views.project, name="project"),
    path("projects/<int:pk>/<slug:what>/", project_views.act, name="act"),
    path("learning/", incident_views.learning, name="learning"),
    path("risks/", risk_views.risks, name="risks"),
    path("risks/new/", risk_views.new_risk, name="new-risk"),
    path("risks/<uuid:key>/", risk_views.risk, name="risk"),
    path("risks/<uuid:key>/<slug:what>/", risk_views.enter, name="enter-risk"),
]
