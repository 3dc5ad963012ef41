"""Reading feeds: what arrived, what waits to be mended, what is late."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from django.db.models import OuterRef, QuerySet, Subquery
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from wellrun.foundations.feeds.models import Arrival, Feed
from wellrun.foundations.feeds.quarantine import waiting_by_feed
from wellrun.foundations.organisation.places import Place, Tree


@dataclass(frozen=True)
class FeedState:
    """How a feed stands on a morning: ``trouble`` is late, broken, waiting, or empty."""

    feed: Feed
    facility: str
    latest: Arrival | None
    waiting: int
    trouble: str
    sentence: str = ""
    figure: str = ""
    facts: str = ""
    since: dt.date | None = None


def feeds_within(place: Place, *, tree: Tree) -> QuerySet[Feed]:
    """The feeds of every facility in the place, or of the facility the place is in."""
    codes = [place.facility] if place.facility else [below.code for below in tree.within(place)]
    return Feed.objects.filter(facility__code__in=codes).select_related("facility")


def feed_states(day: dt.date, *, feeds: QuerySet[Feed] | None = None) -> list[FeedState]:
    """The state of each feed as of the morning of a day."""
    every = Feed.objects.select_related("facility") if feeds is None else feeds
    newest = Arrival.objects.filter(feed=OuterRef("pk"), arrived_at__date__lte=day).order_by("-arrived_at", "-pk")
    latest = Arrival.objects.in_bulk(
        [pk for pk in every.annotate(newest=Subquery(newest.values("pk")[:1])).values_list("newest", flat=True) if pk]
    )
    by_feed = {arrival.feed_id: arrival for arrival in latest.values()}
    waiting = waiting_by_feed()
    return [_state(feed, by_feed.get(feed.pk), waiting.get((feed.facility.code, feed.name), 0), day) for feed in every]


def _state(feed: Feed, latest: Arrival | None, waiting: int, day: dt.date) -> FeedState:
    facility = feed.facility.code
    if late := _late(feed, latest, day):
        return FeedState(
            feed,
            facility,
            latest,
            waiting,
            "late",
            sentence=_("“%(feed)s” has not come since %(when)s.") % {"feed": feed.name, "when": late[0]},
            figure=late[1],
            facts=_("Due daily by %(hour)s. Figures that need it stand still until it comes.")
            % {"hour": f"{feed.due_by:%H:%M}"},
            since=late[2],
        )
    if latest is not None and latest.status == Arrival.Status.FAILED:
        return FeedState(
            feed,
            facility,
            latest,
            waiting,
            "broken",
            sentence=_("The last file of “%(feed)s” could not be loaded.") % {"feed": feed.name},
            figure=latest.file,
            facts=latest.reason,
            since=timezone.localdate(latest.arrived_at),
        )
    if waiting:
        return FeedState(
            feed,
            facility,
            latest,
            waiting,
            "waiting",
            sentence=ngettext(
                "%(n)s row of “%(feed)s” could not be loaded and waits to be mended.",
                "%(n)s rows of “%(feed)s” could not be loaded and wait to be mended.",
                waiting,
            )
            % {"n": waiting, "feed": feed.name},
            figure=ngettext("%(n)s row", "%(n)s rows", waiting) % {"n": waiting},
            facts=_("Every other row is in; the file as it came is kept."),
            since=timezone.localdate(latest.arrived_at) if latest else None,
        )
    return FeedState(feed, facility, latest, waiting, "")


def _late(feed: Feed, latest: Arrival | None, day: dt.date) -> tuple[str, str, dt.date | None] | None:
    """When a feed last came, how late it is, and since which day, if it is late at all."""
    if feed.due_by is None:
        return None
    zone = ZoneInfo(feed.facility.time_zone)
    now = timezone.now().astimezone(zone)
    last_due = day if day < now.date() or now.time() >= feed.due_by else day - dt.timedelta(days=1)
    came = latest.arrived_at.astimezone(zone).date() if latest else None
    if came is not None and came >= last_due:
        return None
    if came is None:
        return _("it was set up"), _("never came"), None
    days = (last_due - came).days
    return f"{came:%-d %B}", ngettext("%(n)s day late", "%(n)s days late", days) % {"n": days}, came


def arrivals_of(feed: Feed) -> QuerySet[Arrival]:
    """The feed's arrivals, newest first."""
    return feed.arrivals.order_by("-arrived_at", "-pk")
