"""Every address for programs. What is not listed here answers as a problem, not as a page."""

from django.urls import path, re_path

from wellrun.foundations.access import api as access
from wellrun.foundations.access import api_pages
from wellrun.foundations.catalogue import api as catalogue
from wellrun.foundations.feeds import api as feeds
from wellrun.foundations.followup import api as followup
from wellrun.foundations.today import api as today

app_name = "api"
urlpatterns = [
    path("", api_pages.operations, name="operations"),
    path("v1/schema", api_pages.schema, name="schema"),
    path("v1/me", access.Me.as_view(), name="me"),
    path("v1/places", access.Places.as_view(), name="places"),
    path("v1/audit-entries", access.AuditEntries.as_view(), name="audit-entries"),
    path("v1/measures", catalogue.Measures.as_view(), name="measures"),
    path("v1/measures/<slug:key>", catalogue.OneMeasure.as_view(), name="measure"),
    path("v1/measures/<slug:key>/figures", catalogue.Figures.as_view(), name="figures"),
    path("v1/signals", today.Signals.as_view(), name="signals"),
    path("v1/actions", followup.Actions.as_view(), name="actions"),
    path("v1/actions/<int:pk>", followup.OneAction.as_view(), name="action"),
    path("v1/actions/<int:pk>/comments", followup.Comments.as_view(), name="comments"),
    path("v1/owners", followup.Owners.as_view(), name="owners"),
    path("v1/feeds", feeds.Feeds.as_view(), name="feeds"),
    path("v1/feeds/<int:pk>", feeds.OneFeed.as_view(), name="feed"),
    path("v1/feeds/<int:pk>/arrivals", feeds.Arrivals.as_view(), name="arrivals"),
    path("v1/feeds/<int:pk>/files", feeds.SentFiles.as_view(), name="sent-files"),
    path("v1/loads", feeds.Loads.as_view(), name="loads"),
    path("v1/loads/<int:pk>", feeds.OneLoad.as_view(), name="load"),
    # Line breaks too, or an address with one in it would fall through to a page.
    re_path(r"^[\s\S]*$", api_pages.nothing_here),
]
