"""For programs: who one is, which places there are, what was recorded."""

from __future__ import annotations

from typing import Any

from django.http import Http404
from django.utils import timezone
from rest_framework import serializers
from rest_framework.response import Response

from wellrun.foundations.access.asked import AT, PAGE, SIZE, Kind, Parameter
from wellrun.foundations.access.endpoints import Endpoint, Operation
from wellrun.foundations.access.permissions import grants_of, places_where
from wellrun.foundations.access.routes import open_to_signed_in, requires
from wellrun.foundations.access.rules import Permission, Role
from wellrun.foundations.audit.queries import Asked, entries
from wellrun.foundations.organisation.places import Level, Place

PERMISSIONS = [permission.value for permission in Permission]


class RoleShape(serializers.Serializer):
    """A role and where it is held."""

    role = serializers.ChoiceField([role.value for role in Role])
    place = serializers.CharField()


class AllowedShape(serializers.Serializer):
    """What may be done, and in which places."""

    permission = serializers.ChoiceField(PERMISSIONS)
    places = serializers.ListField(child=serializers.CharField())


class TokenShape(serializers.Serializer):
    """The token that speaks for the account."""

    name = serializers.CharField()
    prefix = serializers.CharField()
    permissions = serializers.ListField(child=serializers.CharField())
    place = serializers.CharField()
    expires_on = serializers.DateField()


class MeShape(serializers.Serializer):
    """The account that asks."""

    id = serializers.IntegerField()
    email = serializers.EmailField()
    name = serializers.CharField()
    post = serializers.CharField(allow_blank=True)
    roles = RoleShape(many=True)
    may = AllowedShape(many=True)
    token = TokenShape(allow_null=True)


@open_to_signed_in(reason="It says only what the account itself is and may.")
class Me(Endpoint):
    """Who one is."""

    tag = "Account"
    operations = {"get": Operation("readMe", "Who you are and what you may do where.", MeShape)}

    def get(self, request: Any) -> Response:
        account, tree = request.user, request._request.tree
        allowed = {permission: places_where(account, permission, tree=tree) for permission in Permission}
        return self.given(
            {
                "id": account.pk,
                "email": account.email,
                "name": account.person.name,
                "post": account.person.post,
                "roles": grants_of(account),
                "may": [
                    {"permission": permission.value, "places": [place.code for place in places]}
                    for permission, places in allowed.items()
                    if places
                ],
                "token": request.auth,
            }
        )


class PlaceShape(serializers.Serializer):
    """A network, facility, department or unit."""

    code = serializers.CharField()
    name = serializers.CharField()
    level = serializers.ChoiceField([level.value for level in Level])
    kind = serializers.CharField(allow_blank=True)
    above = serializers.CharField(allow_null=True, help_text="Code of the place directly above.")
    time_zone = serializers.CharField(allow_blank=True)
    currency = serializers.CharField(allow_blank=True)


A_PLACE = {
    "code": "HV/W05",
    "name": "Ward 5",
    "level": "unit",
    "kind": "ward",
    "above": "HV/medicine",
    "time_zone": "America/New_York",
    "currency": "USD",
}


@requires(Permission.READ_FIGURES)
class Places(Endpoint):
    """Places within the one that is asked for."""

    tag = "Places"
    operations = {
        "get": Operation(
            "listPlaces",
            "The places you may see, widest first.",
            PlaceShape,
            listed=True,
            parameters=(
                AT,
                Parameter("level", "Only places of this level.", Kind.ONE_OF, lambda: [str(one) for one in Level]),
                PAGE,
                SIZE,
            ),
            example=A_PLACE,
        )
    }

    def get(self, request: Any) -> Response:
        door, level = request._request, request.asked["level"]
        held = [door.place] if request.asked["at"] else door.places
        found = [place for one in held for place in door.tree.within(one) if level in (None, place.level)]
        return self.paged(found, total=len(found), shaped=_place)


def _place(place: Place) -> dict[str, Any]:
    above = place.path[-2] if len(place.path) > 1 else None
    return {**vars(place), "level": place.level.value, "above": above}


class EntryShape(serializers.Serializer):
    """One thing that was done. What it changed from and to is shown on the page only."""

    id = serializers.IntegerField(source="pk")
    at = serializers.DateTimeField()
    actor = serializers.CharField()
    action = serializers.CharField()
    subject_type = serializers.CharField()
    subject_id = serializers.CharField()
    why = serializers.CharField(allow_blank=True)
    digest = serializers.CharField()


@requires(Permission.READ_AUDIT)
class AuditEntries(Endpoint):
    """What was recorded, newest first."""

    tag = "Audit"
    operations = {
        "get": Operation(
            "listAuditEntries",
            "Who did what, newest first. For the whole network only.",
            EntryShape,
            listed=True,
            refusals=(404,),
            parameters=(
                AT,
                Parameter("who", "Part of a name."),
                Parameter("what", "Beginning of what was done, as followup.action."),
                Parameter("since", "From this day on.", Kind.DAY),
                Parameter("until", "Up to and including this day.", Kind.DAY),
                PAGE,
                SIZE,
            ),
            example={
                "id": 4711,
                "at": "2026-11-30T08:15:00Z",
                "actor": "Ruth Lindqvist, Director of nursing",
                "action": "followup.action.promised",
                "subject_type": "followup.action",
                "subject_id": "17",
                "why": "",
                "digest": "0" * 64,
            },
        )
    }

    def get(self, request: Any) -> Response:
        if request._request.place.level is not Level.NETWORK:
            raise Http404
        asked = request.asked
        wanted = Asked(asked["who"] or "", asked["what"] or "", asked["since"], asked["until"])
        found = entries(wanted, zone=timezone.get_default_timezone())
        rows = found.defer("before", "after", "origin", "patients")
        return self.paged(rows, total=found.count())
