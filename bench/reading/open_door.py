"""The product with its doors open: no policy, no scoping, no audit. For the bench only; nothing ships it.

Imported before the server starts, it takes out the middlewares that decide and record, and puts the plainest
queries in the place of the scoped ones. What remains is the page itself.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.utils import timezone

from wellrun.foundations.access.rules import Role
from wellrun.foundations.organisation.queries import tree
from wellrun.foundations.patients import queries
from wellrun.foundations.patients.models import Patient

DECIDING = ("access.bearer", "access.exports", "access.see_as", "access.middleware", "identity.middleware", "origin")
OPEN = "bench.reading.open_door.OpenDoor"


class OpenDoor:
    """Lets everybody in and sets what pages expect of the door."""

    def __init__(self, get_response: Callable[[Any], Any]) -> None:
        self.get_response = get_response

    def __call__(self, request: Any) -> Any:
        request.tree = tree()
        request.place = request.tree[request.GET.get("at", "HV")]
        request.places = (request.place,)
        asked = request.GET.get("day")
        request.day = dt.date.fromisoformat(asked) if asked else timezone.localdate()
        return self.get_response(request)


def _everybody(_account: Any, _permission: Any, **_where: Any) -> QuerySet[Patient]:
    return Patient.objects.all()


def _clinician(*_who: Any, **_where: Any) -> frozenset[Role]:
    return frozenset({Role.CLINICIAN})


def _none(*_what: Any, **_more: Any) -> tuple[()]:
    return ()


def _always(*_what: Any, **_more: Any) -> bool:
    return True


def _nothing(*_what: Any, **_more: Any) -> None:
    return None


settings.MIDDLEWARE = [name for name in settings.MIDDLEWARE if not any(part in name for part in DECIDING)] + [OPEN]
for name, plain in {
    "record": _nothing,
    "notice": _nothing,
    "unusual_kinds": _none,
    "open_glass": _nothing,
    "within_reach": _everybody,
    "reaches": _always,
    "roles_for": _clinician,
    "roles_over": _clinician,
}.items():
    assert hasattr(queries, name), f"{name} has gone; the bench no longer takes it out"
    setattr(queries, name, plain)
