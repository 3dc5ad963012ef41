"""FHIR R4 at /fhir/: patients and their stays, read and searched by the rules of the pages, each reading recorded.

What identifies a patient is sent by POST to ``_search``: an address is kept by proxies and logs, a body is not. The
link to the next page carries the search sealed, for its own account and a short while.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from importlib.metadata import version
from typing import Any, ClassVar
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe
from rest_framework.parsers import FormParser
from rest_framework.renderers import JSONRenderer
from rest_framework.response import Response

from wellrun.foundations.access.endpoints import Doored, Unreadable
from wellrun.foundations.access.permissions import places_where
from wellrun.foundations.access.problems import refused
from wellrun.foundations.access.routes import open_to_anyone, open_to_signed_in
from wellrun.foundations.access.rules import Permission, Role
from wellrun.foundations.organisation.places import Tree
from wellrun.foundations.patients import fhir, queries
from wellrun.foundations.patients.fhir_search import (
    SEARCHES,
    Wanted,
    as_key,
    cursor_for,
    from_address,
    from_body,
    from_cursor,
)
from wellrun.foundations.patients.models import Stay
from wellrun.foundations.patients.queries import NotYours, PatientShown
from wellrun.foundations.patients.rules import Identifier, Sight, plain_name, plain_number, sight
from wellrun.foundations.patients.scope import roles_over
from wellrun.foundations.people.models import Account
from wellrun.values.faults import Fault

FHIR = "application/fhir+json"
DECIDED = "By place, by tie or by broken glass, as on the page of a record; who asked is recorded."

Seen = tuple[PatientShown, Mapping[Identifier, Sight]]


def refuse(status: int, faults: Sequence[Fault]) -> HttpResponse:
    """A refusal as FHIR says it."""
    return JsonResponse(fhir.outcome(status, faults), status=status, content_type=FHIR)


class FhirRenderer(JSONRenderer):
    """JSON by its FHIR name."""

    media_type = FHIR
    format = "fhir"


@open_to_anyone(reason="It says what can be asked for, and shows nothing of anybody (FHIR R4, http.html#capabilities).")
@require_safe
def metadata(request: HttpRequest) -> HttpResponse:
    """What can be asked for here."""
    told = fhir.capability(SEARCHES, base=base_of(request), version=version("wellrun"), day=timezone.localdate())
    return JsonResponse(told, content_type=FHIR)


@open_to_anyone(reason="There is nothing here to be kept from anyone.")
@csrf_exempt
def nothing_here(request: HttpRequest, **_names: Any) -> HttpResponse:
    """Any other address below."""
    remedy = _("See /fhir/metadata for what can be asked for.")
    return refused(request, 404, [Fault("fhir.not_found", _("There is no such address."), remedy=remedy)])


def base_of(request: HttpRequest) -> str:
    """The address under which the resources stand."""
    return request.build_absolute_uri("/fhir")


class Resources(Doored):
    """One type of resource."""

    renderer_classes = (FhirRenderer, JSONRenderer)
    parser_classes = (FormParser,)
    kind: ClassVar[str] = ""

    def answered(self, resource: Mapping[str, Any]) -> Response:
        """One resource, with its version as an entity tag where it has one."""
        known = resource.get("meta", {}).get("versionId")
        headers = {"Cache-Control": "no-store"} | ({"ETag": f'W/"{known}"'} if known else {})
        return Response(resource, headers=headers)

    def found(self, request: Any, wanted: Wanted) -> Response:
        """One page of what is looked for."""
        door, account = request._request, request.user
        rows = SEARCH[self.kind](account, wanted, door.tree)
        page = rows[wanted.offset : wanted.offset + wanted.count]
        base, further = base_of(door), wanted.offset + wanted.count
        onward = ""
        if further < len(rows):
            mark = cursor_for(replace(wanted, offset=further), account=account, now=timezone.now())
            onward = f"{base}/{self.kind}?_cursor={mark}"
        warning = _("There are more; look for less at once.") if len(rows) >= queries.MOST else ""
        told = fhir.bundle(
            page, base=base, total=len(rows), self_link=f"{base}/{self.kind}", next_link=onward, warning=warning
        )
        return Response(told, headers={"Cache-Control": "no-store"})


class Searched(Resources):
    """A search by GET, or the next page of one."""

    http_method_names = ("get", "head")

    def get(self, request: Any) -> Response:
        query = request._request.GET
        if list(query) == ["_cursor"]:
            wanted = from_cursor(self.kind, query["_cursor"], account=request.user, now=timezone.now())
        else:
            wanted = from_address(self.kind, query)
        return self.found(request, wanted)


class Posted(Resources):
    """A search by POST."""

    http_method_names = ("post",)

    def post(self, request: Any) -> Response:
        # Where there is no body at all the framework gives a plain mapping.
        body = request.data or QueryDict()
        return self.found(request, from_body(self.kind, body, request._request.GET))


@open_to_signed_in(reason=DECIDED)
class Patients(Searched):
    """Patients."""

    kind = "Patient"


@open_to_signed_in(reason=DECIDED)
class PatientsPosted(Posted):
    """Patients, by what identifies them."""

    kind = "Patient"


@open_to_signed_in(reason=DECIDED)
class Encounters(Searched):
    """Stays."""

    kind = "Encounter"


@open_to_signed_in(reason=DECIDED)
class EncountersPosted(Posted):
    """Stays."""

    kind = "Encounter"


@open_to_signed_in(reason=DECIDED)
class OnePatient(Resources):
    """One patient."""

    http_method_names = ("get", "head")

    def get(self, request: Any, pk: str) -> Response:
        seen = _opened(request.user, pk, request._request.tree)
        if seen is None:
            raise Http404
        return self.answered(fhir.patient_resource(*seen))


@open_to_signed_in(reason=DECIDED)
class OneEncounter(Resources):
    """One stay."""

    http_method_names = ("get", "head")

    def get(self, request: Any, pk: str) -> Response:
        found = _stays_of(request.user, Wanted("Encounter", id=pk), request._request.tree)
        if not found:
            raise Http404
        return self.answered(found[0])


def _opened(account: Account, key: str, tree: Tree) -> Seen | None:
    """The record of a key if it is the account's to open; the attempt is recorded either way."""
    known = as_key(key)
    if known is None:
        return None
    try:
        record = queries.open_record(account, known, tree=tree, now=timezone.now())
    except NotYours:
        return None
    return record.shown, sight(record.roles)


def _patients(account: Account, wanted: Wanted, tree: Tree) -> list[dict[str, Any]]:
    if wanted.id and wanted.search.query:
        raise Unreadable([_too_much()])
    if wanted.id:
        seen = _opened(account, wanted.id, tree)
        found = [seen] if seen else []
    else:
        found = [*_own(account, wanted, tree), *_in_reach(account, wanted, tree)]
    once = {shown.id: (shown, how) for shown, how in found if wanted.facility in ("", shown.facility)}
    orders: Mapping[str, Callable[[Seen], Any]] = {
        "name": lambda one: (one[0].name, one[0].id),
        "_lastUpdated": lambda one: (one[0].changed_at, one[0].id),
    }
    rows = sorted(once.values(), key=orders[wanted.sort.lstrip("-")], reverse=wanted.sort.startswith("-"))
    return [fhir.patient_resource(*one) for one in rows]


def _own(account: Account, wanted: Wanted, tree: Tree) -> list[Seen]:
    """Of the patients the account is tied to, those who fit; all of them where nothing is asked."""
    asked, whole = wanted.search, sight([Role.PATIENT])
    return [
        (shown, whole)
        for shown in queries.own_patients(account, tree=tree)
        if (not asked.mrn or plain_number(asked.mrn) == plain_number(shown.mrn))
        and (not asked.birth_date or asked.birth_date == shown.birth_date)
        and (not asked.family or plain_name(shown.name).endswith(plain_name(asked.family)))
    ]


def _in_reach(account: Account, wanted: Wanted, tree: Tree) -> list[Seen]:
    """The patients of the account's places who fit. Somebody must be asked for: this is no list of everybody."""
    places = places_where(account, Permission.FIND_PATIENTS, tree=tree)
    if places and not wanted.search.query:
        raise Unreadable([_too_little("identifier, name, birthdate, _id")])
    return [
        (shown, sight(roles_over(account, tree=tree, inside=place)))
        for place in places
        for shown in queries.search(account, wanted.search, place, tree=tree)
    ]


def _stays_of(account: Account, wanted: Wanted, tree: Tree) -> list[dict[str, Any]]:
    keys = _patients_of(account, wanted, tree)
    opened = [seen for key in keys if (seen := _opened(account, str(key), tree))]
    stays = [(stay, shown, how) for shown, how in opened for stay in shown.stays if wanted.id in ("", str(stay.id))]
    stays.sort(key=lambda one: (one[0].started_at, one[0].id), reverse=wanted.sort == "-date")
    return [fhir.encounter_resource(stay, shown, how, tree=tree) for stay, shown, how in stays]


def _patients_of(account: Account, wanted: Wanted, tree: Tree) -> list[UUID]:
    """Whose stays are asked for: of one stay, of one patient, or of the patients the account is tied to."""
    if wanted.id:
        known = as_key(wanted.id)
        stay = Stay.objects.filter(pk=known).first() if known else None
        fits = stay is not None and wanted.patient in ("", str(stay.patient_id))
        return [stay.patient_id] if stay is not None and fits else []
    if wanted.patient:
        key = as_key(wanted.patient)
        return [key] if key else []
    if places_where(account, Permission.READ_RECORDS, tree=tree):
        raise Unreadable([_too_little("patient, _id")])
    return [shown.id for shown in queries.own_patients(account, tree=tree)]


SEARCH: Mapping[str, Callable[[Account, Wanted, Tree], list[dict[str, Any]]]] = {
    "Patient": _patients,
    "Encounter": _stays_of,
}


def _too_little(expected: str) -> Fault:
    words = _("Say whom you are looking for.")
    return Fault("fhir.nobody_asked_for", words, expected=expected, remedy=_("Give one of these."))


def _too_much() -> Fault:
    words = _("An id says already who it is.")
    return Fault("fhir.asked_twice", words, place="_id", remedy=_("Give the id alone."))
