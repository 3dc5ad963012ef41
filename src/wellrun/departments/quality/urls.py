"""Addresses of quality."""

from __future__ import annotations

from django.urls import path

from wellrun.departments.quality.views import (
    appetite,
    complaint,
    experience,
    followup,
    incident,
    outcome,
    project,
    proof,
    reporting,
    risk,
)

app_name = "quality"
urlpatterns = [
    path("report/", reporting.report, name="report"),
    path("report/<uuid:key>/thanks/", reporting.thanks, name="thanks"),
    path("reports/", reporting.mine, name="my-reports"),
    path("incidents/", incident.incidents, name="incidents"),
    path("incidents/<uuid:key>/", incident.incident, name="incident"),
    path("incidents/<uuid:key>/<slug:what>/", incident.enter, name="enter"),
    path("outcomes/", outcome.outcomes, name="outcomes"),
    path("projects/", project.projects, name="projects"),
    path("projects/new/", project.begin, name="begin"),
    path("projects/<int:pk>/", project.project, name="project"),
    path("projects/<int:pk>/a3/<slug:kind>/", project.a3_page, name="a3"),
    path("projects/<int:pk>/<slug:what>/", project.act, name="act"),
    path("going-home/", followup.going_home, name="going-home"),
    path("going-home/capacity/", followup.capacity, name="capacity"),
    path("going-home/model/", proof.return_model, name="return-model"),
    path("going-home/proof/", proof.proof, name="proof"),
    path("going-home/take/", followup.take, name="take"),
    path("going-home/<uuid:key>/", followup.follow_up, name="follow-up"),
    path("going-home/<uuid:key>/<slug:what>/", followup.enter, name="enter-follow-up"),
    path("learning/", incident.learning, name="learning"),
    path("experience/", experience.experience, name="experience"),
    path("experience/comments/", experience.comments, name="comments"),
    path("complaints/", complaint.complaints, name="complaints"),
    path("complaints/new/", complaint.take, name="take-complaint"),
    path("complaints/<uuid:key>/", complaint.complaint, name="complaint"),
    path("complaints/<uuid:key>/taken/", complaint.taken, name="complaint-taken"),
    path("complaints/<uuid:key>/who/", complaint.complainant, name="complainant"),
    path("complaints/<uuid:key>/<slug:what>/", complaint.enter, name="enter-complaint"),
    path("risks/", risk.risks, name="risks"),
    path("risks/appetite/", appetite.appetite, name="appetite"),
    path("risks/new/", risk.new_risk, name="new-risk"),
    path("risks/<uuid:key>/", risk.risk, name="risk"),
    path("risks/<uuid:key>/<slug:what>/", risk.enter, name="enter-risk"),
]
