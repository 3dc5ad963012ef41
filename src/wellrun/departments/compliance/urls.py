from django.urls import path

from wellrun.departments.compliance import breach_views, release_views, views

app_name = "compliance"
urlpatterns = [
    path("privacy/", views.privacy, name="privacy"),
    path("privacy/glass/<uuid:glass>/", views.review_glass, name="review-glass"),
    path("privacy/unusual/<int:reading>/", views.review_unusual, name="review-unusual"),
    path("privacy/patients/<uuid:patient>/", views.readings, name="readings"),
    path("privacy/patients/<uuid:patient>/disclosures/", views.disclose, name="disclose"),
    path("privacy/breaches/", breach_views.breaches, name="breaches"),
    path("privacy/breaches/<uuid:breach>/", breach_views.breach, name="breach"),
    path("release/", release_views.page, name="release"),
    path("release/progress/", release_views.progress, name="release-progress"),
    path("release/<uuid:release>/", release_views.fetch, name="fetch-release"),
]
