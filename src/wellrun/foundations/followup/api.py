"""For programs: actions, who promised them, and what was said about them."""

from __future__ import annotations

import hashlib
from typing import Any

from django.db import transaction
from django.http import Http404
from rest_framework import serializers
from rest_framework.response import Response

from wellrun.foundations.access.asked import AT, DAY, PAGE, SIZE, Kind, Parameter, ordering, sort_among
from wellrun.foundations.access.endpoints import Endpoint, Number, Operation, Stale, Strict, Words
from wellrun.foundations.access.permissions import places_where
from wellrun.foundations.access.routes import requires
from wellrun.foundations.access.rules import Permission
from wellrun.foundations.followup import actions
from wellrun.foundations.followup.models import Action, Comment
from wellrun.foundations.followup.queries import actions_within, owners_for
from wellrun.foundations.followup.rules import standing

STATUSES = [status.value for status in Action.Status]
STANDINGS = ["done", "stopped", "overdue", "today", "open"]
SORTED_BY = {"due_on": "due_on", "opened_on": "opened_on", "closed_on": "closed_on", "title": "title"}


class OwnerShape(serializers.Serializer):
    """Someone who can own an action."""

    id = serializers.IntegerField(source="pk")
    name = serializers.CharField()
    post = serializers.CharField(allow_blank=True)


class StandsField(serializers.ChoiceField):
    """How an action stands on the day it is seen from."""

    def to_representation(self, value: Action) -> str:
        return standing(status=value.status, due_on=value.due_on, today=self.context["today"])


class ActionShape(serializers.Serializer):
    """A promise: who does what for which place by when."""

    id = serializers.IntegerField(source="pk")
    title = serializers.CharField()
    owner = OwnerShape()
    place = serializers.CharField()
    due_on = serializers.DateField()
    status = serializers.ChoiceField(STATUSES)
    stands = StandsField(STANDINGS, source="*", read_only=True)
    opened_on = serializers.DateField()
    opened_by = serializers.CharField()
    closed_on = serializers.DateField(allow_null=True)
    started_on = serializers.DateField(allow_null=True)
    evidence = serializers.CharField(allow_blank=True)
    measure = serializers.CharField(allow_blank=True)
    origin = serializers.CharField(allow_blank=True)


class CommentShape(serializers.Serializer):
    """A word about an action."""

    id = serializers.IntegerField(source="pk")
    author = serializers.CharField()
    at = serializers.DateTimeField()
    words = serializers.CharField()


class PromiseTaken(Strict):
    """A promise to make. The place is the one in the address, the day it is opened today."""

    title = Words(max_length=200)
    owner = Number(min_value=1, help_text="Number of the person, as listOwners gives it.")
    due_on = serializers.DateField()


class ChangeTaken(Strict):
    """What becomes of an action."""

    status = serializers.ChoiceField(STATUSES)
    evidence = Words(required=False, allow_blank=True, max_length=10_000, default="")


class CommentTaken(Strict):
    """A word to add."""

    words = Words(max_length=10_000)


AN_ACTION = {
    "id": 17,
    "title": "Check footwear on every evening round",
    "owner": {"id": 6, "name": "Priya Nair", "post": "Ward manager"},
    "place": "HV/W05",
    "due_on": "2026-12-07",
    "status": "open",
    "stands": "open",
    "opened_on": "2026-11-30",
    "opened_by": "Ruth Lindqvist, Director of nursing",
    "closed_on": None,
    "started_on": None,
    "evidence": "",
    "measure": "falls",
    "origin": "",
}


@requires(Permission.READ_FIGURES, writing=Permission.ASSIGN_ACTIONS)
class Actions(Endpoint):
    """The actions of a place."""

    tag = "Actions"
    operations = {
        "get": Operation(
            "listActions",
            "Every action about the place and the places below it.",
            ActionShape,
            listed=True,
            parameters=(
                AT,
                DAY,
                Parameter("status", "Only actions of this status.", Kind.ONE_OF, lambda: STATUSES),
                Parameter("owner", "Only this person's.", Kind.WHOLE),
                Parameter("measure", "Only those about this measure."),
                Parameter("due_from", "Due on this day or later.", Kind.DAY),
                Parameter("due_to", "Due on this day or earlier.", Kind.DAY),
                sort_among(SORTED_BY, unless_given="due_on"),
                PAGE,
                SIZE,
            ),
            example=AN_ACTION,
        ),
        "post": Operation(
            "promiseAction",
            "Promises an action for the place.",
            ActionShape,
            takes=PromiseTaken,
            made=True,
            parameters=(AT,),
            example=AN_ACTION,
        ),
    }
    filters = {
        "status": "status",
        "owner": "owner_id",
        "measure": "measure",
        "due_from": "due_on__gte",
        "due_to": "due_on__lte",
    }

    def get(self, request: Any) -> Response:
        door, asked = request._request, request.asked
        wanted = {column: asked[name] for name, column in self.filters.items() if asked[name] is not None}
        found = (
            actions_within(door.place, tree=door.tree).filter(**wanted).order_by(*ordering(SORTED_BY, asked["sort"]))
        )
        return self.paged(found, total=found.count())

    def post(self, request: Any) -> Response:
        door, taken = request._request, self.taken(request)
        owner = owners_for(door.place).filter(pk=taken["owner"]).first()
        if owner is None:
            raise serializers.ValidationError({"owner": ["Nobody of this number works at the facility of the place."]})
        taken["owner"] = owner
        return self.given(actions.promise(**taken, place=door.place, by=request.user, tree=door.tree, today=door.day))


@requires(Permission.READ_FIGURES, writing=Permission.ASSIGN_ACTIONS)
class OneAction(Endpoint):
    """One action."""

    tag = "Actions"
    operations = {
        "get": Operation(
            "readAction",
            "One action. The header ETag marks how it stands.",
            ActionShape,
            parameters=(DAY,),
            refusals=(404,),
            example=AN_ACTION,
        ),
        "patch": Operation(
            "changeAction",
            "Closes an action with evidence, gives it up with a reason, or opens it again.",
            ActionShape,
            takes=ChangeTaken,
            refusals=(404, 409, 412),
            headers={"If-Match": "The ETag you read; if the action has changed since, nothing is done."},
            example=AN_ACTION,
        ),
    }

    def get(self, request: Any, pk: int) -> Response:
        action = _found(request, pk)
        return self.given(action, ETag=mark_of(action))

    @transaction.atomic
    def patch(self, request: Any, pk: int) -> Response:
        door, taken = request._request, self.taken(request)
        action = Action.objects.select_for_update().get(pk=_found(request, pk).pk)
        if request.headers.get("If-Match", mark_of(action)) not in ("*", mark_of(action)):
            raise Stale
        changed = actions.change(
            action=action,
            wanted=taken["status"],
            evidence=taken["evidence"],
            by=request.user,
            tree=door.tree,
            today=door.day,
        )
        return self.given(changed, ETag=mark_of(changed))


@requires(Permission.READ_FIGURES)
class Comments(Endpoint):
    """What was said about an action."""

    tag = "Actions"
    operations = {
        "get": Operation(
            "listComments",
            "Everything said about an action, oldest first.",
            CommentShape,
            listed=True,
            parameters=(PAGE, SIZE),
            refusals=(404,),
        ),
        "post": Operation(
            "commentAction", "Adds a word.", CommentShape, takes=CommentTaken, made=True, refusals=(404,)
        ),
    }

    def get(self, request: Any, pk: int) -> Response:
        said = Comment.objects.filter(action=_found(request, pk)).select_related("author__person")
        return self.paged(said, total=said.count())

    def post(self, request: Any, pk: int) -> Response:
        action, taken = _found(request, pk), self.taken(request)
        return self.given(
            actions.comment(action=action, words=taken["words"], by=request.user, tree=request._request.tree)
        )


@requires(Permission.ASSIGN_ACTIONS)
class Owners(Endpoint):
    """Who can own an action of a place."""

    tag = "Actions"
    operations = {
        "get": Operation(
            "listOwners",
            "Everyone who can own an action about the place.",
            OwnerShape,
            listed=True,
            parameters=(AT, PAGE, SIZE),
            example=AN_ACTION["owner"],
        )
    }

    def get(self, request: Any) -> Response:
        found = owners_for(request._request.place)
        return self.paged(found, total=found.count())


def mark_of(action: Action) -> str:
    """An entity tag: another one as soon as anything of the action is."""
    parts = (action.pk, action.status, action.evidence, action.closed_on, action.started_on, action.due_on)
    said = "\x1f".join(map(str, (*parts, action.owner_id, action.title)))
    return f'"{hashlib.sha256(said.encode()).hexdigest()[:32]}"'


def _found(request: Any, pk: int) -> Action:
    """The action, if it is about a place whose figures the reader may see."""
    tree = request._request.tree
    for place in places_where(request.user, Permission.READ_FIGURES, tree=tree):
        action = actions_within(place, tree=tree).filter(pk=pk).first()
        if action is not None and action.place in tree.places:
            return action
    raise Http404
