"""Addresses of quality."""

from __future__ import annotations

from django.urls import path

from wellrun.departments.quality import (
    appetite_views,
    complaint_views,
    experience_views,
    followup_views,
    incident_views,
    outcome_views,
    project_views,
    proof_views,
    reporting_views,
    risk_views,
)

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
    path("projects/<int:pk>/a3/<slug:kind>/", project_views.a3_page, name="a3"),
    path("projects/<int:pk>/<slug:what>/", project_views.act, name="act"),
    path("going-home/", followup_views.going_home, name="going-home"),
    path("going-home/capacity/", followup_views.capacity, name="capacity"),
    path("going-home/model/", proof_views.return_model, name="return-model"),
    path("going-home/proof/", proof_views.proof, name="proof"),
    path("going-home/take/", followup_views.take, name="take"),
    path("going-home/<uuid:key>/", followup_views.follow_up, name="follow-up"),
    path("going-home/<uuid:key>/<slug:what>/", followup_views.enter, name="enter-follow-up"),
    path("learning/", incident_views.learning, name="learning"),
    path("experience/", experience_views.experience, name="experience"),
    path("experience/comments/", experience_views.comments, name="comments"),
    path("complaints/", complaint_views.complaints, name="complaints"),
    path("complaints/new/", complaint_views.take, name="take-complaint"),
    path("complaints/<uuid:key>/", complaint_views.complaint, name="complaint"),
    path("complaints/<uuid:key>/taken/", complaint_views.taken, name="complaint-taken"),
    path("complaints/<uuid:key>/who/", complaint_views.complainant, name="complainant"),
    path("complaints/<uuid:key>/<slug:what>/", complaint_views.enter, name="enter-complaint"),
    path("risks/", risk_views.risks, name="risks"),
    path("risks/appetite/", appetite_views.appetite, name="appetite"),
    path("risks/new/", risk_views.new_risk, name="new-risk"),
    path("risks/<uuid:key>/", risk_views.risk, name="risk"),
    path("risks/<uuid:key>/<slug:what>/", risk_views.enter, name="enter-risk"),
]
