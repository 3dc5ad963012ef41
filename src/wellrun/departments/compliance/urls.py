from django.urls import path

from wellrun.departments.compliance.views import breach, privacy, release

app_name = "compliance"
urlpatterns = [
    path("privacy/", privacy.privacy, name="privacy"),
    path("privacy/glass/<uuid:glass>/", privacy.review_glass, name="review-glass"),
    path("privacy/unusual/<int:reading>/", privacy.review_unusual, name="review-unusual"),
    path("privacy/patients/<uuid:patient>/", privacy.readings, name="readings"),
    path("privacy/patients/<uuid:patient>/disclosures/", privacy.disclose, name="disclose"),
    path("privacy/breaches/", breach.breaches, name="breaches"),
    path("privacy/breaches/<uuid:breach>/", breach.breach, name="breach"),
    path("release/", release.page, name="release"),
    path("release/progress/", release.progress, name="release-progress"),
    path("release/<uuid:release>/", release.fetch, name="fetch-release"),
]
