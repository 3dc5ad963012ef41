"""For programs: feeds, what arrived by them, and sending files."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.http import Http404
from rest_framework import serializers
from rest_framework.parsers import MultiPartParser
from rest_framework.response import Response

from wellrun.foundations.access.asked import AT, DAY, PAGE, SIZE, Kind, Parameter
from wellrun.foundations.access.endpoints import Endpoint, Operation, Strict
from wellrun.foundations.access.permissions import places_where
from wellrun.foundations.access.routes import requires
from wellrun.foundations.access.rules import Permission
from wellrun.foundations.feeds import actions
from wellrun.foundations.feeds.models import Arrival, Feed, Load
from wellrun.foundations.feeds.queries import FeedState, arrivals_of, feed_states, feeds_within
from wellrun.foundations.feeds.tasks import load_files

TROUBLES = ["", "late", "broken", "waiting"]
MOST_FILES = 100


class FeedShape(serializers.Serializer):
    """A stream of files from one system, and how it stands."""

    id = serializers.IntegerField(source="feed.pk")
    facility = serializers.CharField()
    name = serializers.CharField(source="feed.name")
    due_by = serializers.TimeField(source="feed.due_by", allow_null=True)
    trouble = serializers.ChoiceField(TROUBLES, help_text="Empty where all is well.")
    sentence = serializers.CharField(allow_blank=True)
    waiting = serializers.IntegerField(help_text="Rows that wait to be mended.")
    arrived_at = serializers.DateTimeField(source="latest.arrived_at", default=None, allow_null=True)


class ArrivalShape(serializers.Serializer):
    """One file as it came, and what became of what was in it."""

    id = serializers.IntegerField(source="pk")
    file = serializers.CharField()
    arrived_at = serializers.DateTimeField()
    status = serializers.ChoiceField([status.value for status in Arrival.Status])
    read = serializers.IntegerField()
    accepted = serializers.IntegerField()
    quarantined = serializers.IntegerField()
    new = serializers.IntegerField()
    changed = serializers.IntegerField()
    unchanged = serializers.IntegerField()
    reason = serializers.CharField(allow_blank=True)


class LoadShape(serializers.Serializer):
    """Files that were sent in together."""

    id = serializers.IntegerField(source="pk")
    feed = serializers.IntegerField(source="feed_id")
    asked_by = serializers.CharField()
    asked_at = serializers.DateTimeField()
    finished_at = serializers.DateTimeField(allow_null=True)
    status = serializers.ChoiceField([status.value for status in Load.Status])
    files = serializers.IntegerField()
    done = serializers.IntegerField()
    reason = serializers.CharField(allow_blank=True)


class FilesTaken(Strict):
    """Files of one feed."""

    files = serializers.ListField(child=serializers.FileField(), min_length=1, max_length=MOST_FILES)


A_FEED = {
    "id": 3,
    "facility": "HV",
    "name": "Laboratory",
    "due_by": "06:00:00",
    "trouble": "late",
    "sentence": "“Laboratory” has not come since 28 November.",
    "waiting": 0,
    "arrived_at": "2026-11-28T10:58:00Z",
}


@requires(Permission.READ_FIGURES)
class Feeds(Endpoint):
    """The feeds of a place."""

    tag = "Feeds"
    operations = {
        "get": Operation(
            "listFeeds",
            "Every feed of the place's facilities, and how it stands.",
            FeedShape,
            listed=True,
            parameters=(AT, DAY, PAGE, SIZE),
            example=A_FEED,
        )
    }

    def get(self, request: Any) -> Response:
        door = request._request
        states = feed_states(door.day, feeds=feeds_within(door.place, tree=door.tree))
        return self.paged(states, total=len(states))


@requires(Permission.READ_FIGURES)
class OneFeed(Endpoint):
    """One feed."""

    tag = "Feeds"
    operations = {
        "get": Operation(
            "readFeed", "A feed and how it stands.", FeedShape, parameters=(DAY,), refusals=(404,), example=A_FEED
        )
    }

    def get(self, request: Any, pk: int) -> Response:
        found: list[FeedState] = feed_states(request._request.day, feeds=_feeds(request, Permission.READ_FIGURES, pk))
        return self.given(found[0])


@requires(Permission.READ_FIGURES)
class Arrivals(Endpoint):
    """What arrived by a feed."""

    tag = "Feeds"
    operations = {
        "get": Operation(
            "listArrivals",
            "Every file that arrived by the feed, newest first.",
            ArrivalShape,
            listed=True,
            parameters=(PAGE, SIZE),
            refusals=(404,),
        )
    }

    def get(self, request: Any, pk: int) -> Response:
        found = arrivals_of(_feeds(request, Permission.READ_FIGURES, pk)[0])
        return self.paged(found, total=found.count())


@requires(Permission.LOAD_FEEDS)
class SentFiles(Endpoint):
    """Where files of a feed are sent."""

    tag = "Feeds"
    parser_classes = (MultiPartParser,)
    operations = {
        "post": Operation(
            "sendFiles",
            "Takes files of the feed in. They are loaded in the background; the load says how far it has come.",
            LoadShape,
            takes=FilesTaken,
            made=True,
            refusals=(404,),
        )
    }

    def post(self, request: Any, pk: int) -> Response:
        feed = _feeds(request, Permission.LOAD_FEEDS, pk)[0]
        load = actions.send_to(
            feed=feed, files=self.taken(request)["files"], by=request.user, tree=request._request.tree
        )
        load_files.enqueue(load.pk)
        return self.given(load)


@requires(Permission.LOAD_FEEDS)
class Loads(Endpoint):
    """Files that were sent in."""

    tag = "Feeds"
    operations = {
        "get": Operation(
            "listLoads",
            "Everything that was sent in for the place's facilities, newest first.",
            LoadShape,
            listed=True,
            parameters=(
                AT,
                Parameter("status", "Only loads of this status.", Kind.ONE_OF, lambda: list(Load.Status.values)),
                PAGE,
                SIZE,
            ),
        )
    }

    def get(self, request: Any) -> Response:
        door, status = request._request, request.asked["status"]
        found = Load.objects.filter(feed__in=feeds_within(door.place, tree=door.tree)).order_by("-asked_at", "-pk")
        wanted = found if status is None else found.filter(status=status)
        return self.paged(wanted, total=wanted.count())


@requires(Permission.LOAD_FEEDS)
class OneLoad(Endpoint):
    """One load."""

    tag = "Feeds"
    operations = {"get": Operation("readLoad", "How far a load has come.", LoadShape, refusals=(404,))}

    def get(self, request: Any, pk: int) -> Response:
        load = Load.objects.filter(pk=pk).first()
        if load is None or not _feeds(request, Permission.LOAD_FEEDS, load.feed_id):
            raise Http404
        return self.given(load)


def _feeds(request: Any, permission: Permission, pk: int) -> QuerySet[Feed]:
    """The one feed of that number, if it is of a facility where the reader may do this."""
    tree = request._request.tree
    for place in places_where(request.user, permission, tree=tree):
        found = feeds_within(place, tree=tree).filter(pk=pk)
        if found.exists():
            return found
    raise Http404
