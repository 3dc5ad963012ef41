"""Every address of the product."""

from django.conf import settings
from django.urls import include, path
from django.views.generic import RedirectView

from wellrun.foundations.access import views
from wellrun.foundations.access.routes import open_to_anyone

icon = open_to_anyone(reason="Browsers ask for it before anyone has signed in.")(
    RedirectView.as_view(url=f"/{settings.STATIC_URL.lstrip('/')}pages/icon.svg", permanent=True)
)

handler400 = "wellrun.foundations.access.problems.bad_request"
handler500 = "wellrun.foundations.access.problems.crashed"

urlpatterns = [
    path("", views.home, name="home"),
    path("favicon.ico", icon, name="icon"),
    path("", include("wellrun.foundations.identity.library_urls")),
    path("", include("wellrun.foundations.identity.urls")),
    path("", include("wellrun.foundations.access.urls")),
    path("", include("wellrun.foundations.patients.urls")),
    path("", include("wellrun.departments.compliance.urls")),
    path("revenue/", include("wellrun.departments.revenue.urls")),
    path("finance/", include("wellrun.departments.finance.urls")),
    path("operations/forecasts/", include("wellrun.departments.operations.urls.forecasts")),
    path("operations/", include("wellrun.departments.operations.urls")),
    path("quality/", include("wellrun.departments.quality.urls")),
    path("workforce/", include("wellrun.departments.workforce.urls")),
    path("api/", include("wellrun.config.api_urls")),
    path("fhir/", include("wellrun.foundations.patients.fhir_urls")),
    path("today/", include("wellrun.foundations.today.urls")),
    path("actions/", include("wellrun.foundations.followup.urls")),
    path("feeds/", include("wellrun.foundations.feeds.urls")),
    path("safekeeping/", include("wellrun.foundations.safekeeping.urls")),
    path("measures/", include("wellrun.foundations.catalogue.urls")),
]
