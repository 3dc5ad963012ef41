"""The addresses of SCIM. A provisioning key opens them, and nothing else; a session or an access token does not."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import wraps
from typing import Any, Final

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt

from wellrun.foundations.access.routes import open_to_anyone
from wellrun.foundations.audit.actions import System
from wellrun.foundations.identity import actions, directory, scim
from wellrun.foundations.identity.models import ProvisioningKey
from wellrun.foundations.people.models import Account
from wellrun.values.faults import Fault, Refused

Answer = tuple[int, dict[str, Any] | None]
View = Callable[..., Answer]
STATUS: Final = {"scim.uniqueness": 409, "scim.not_found": 404}


def answered_in_scim(view: View) -> Callable[..., HttpResponse]:
    """Asks for the key, hands it to the view as the one who acts, and writes answer and refusals as SCIM does."""

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        key = key_of(request)
        if key is None:
            refused = scim.as_scim(401, [Fault("access.nobody", _("This provisioning key opens nothing."))])
            refused["WWW-Authenticate"] = 'Bearer realm="Wellrun provisioning"'
            return refused
        try:
            status, body = view(request, System(str(key)), *args, **kwargs)
        except Refused as refusal:
            return scim.as_scim(STATUS.get(refusal.faults[0].code, 400), refusal.faults)
        except Http404:
            return scim.as_scim(404, [Fault("scim.not_found", _("There is no such user."))])
        return (
            HttpResponse(status=status) if body is None else JsonResponse(body, status=status, content_type=scim.MEDIA)
        )

    # No cookie opens these addresses, so there is nothing that another site could ride on.
    exempt = csrf_exempt(answer)
    return open_to_anyone(reason="A provisioning key of its own opens it; the view asks for it first.")(exempt)


def key_of(request: HttpRequest) -> ProvisioningKey | None:
    """The open key that the request carries; that it was used is noted."""
    scheme, _space, secret = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not secret:
        return None
    key = ProvisioningKey.objects.filter(digest=actions.digest(secret.strip()), ended_at=None).first()
    if key is not None:
        ProvisioningKey.objects.filter(pk=key.pk).update(used_at=timezone.now())
    return key


@answered_in_scim
def config(_request: HttpRequest, _by: System) -> Answer:
    """What of SCIM there is here."""
    return 200, dict(scim.CONFIG)


@answered_in_scim
def resource_types(_request: HttpRequest, _by: System) -> Answer:
    """Users, and nothing else."""
    return 200, dict(scim.RESOURCE_TYPES)


@answered_in_scim
def users(request: HttpRequest, by: System) -> Answer:
    """Lists accounts, or opens one."""
    if request.method == "POST":
        account = directory.provision(wanted=scim.read_user(sent(request)), by=by)
        return 201, scim.as_user(account)
    if request.method != "GET":
        return 405, scim_error(405)
    found = Account.objects.select_related("person", "directory_entry").order_by("pk")
    asked = scim.asked_for(request.GET.get("filter", ""))
    if asked is not None:
        name, value = asked
        found = found.filter(**({"email__iexact": value} if name == "username" else {_EXTERNAL: value}))
    start, count = number(request, "startIndex", 1), min(number(request, "count", scim.MOST_LISTED), scim.MOST_LISTED)
    first = max(start, 1) - 1
    return 200, scim.as_list(list(found[first : first + max(count, 0)]), total=found.count(), start=first + 1)


_EXTERNAL: Final = "directory_entry__external_id"


@answered_in_scim
def user(request: HttpRequest, by: System, pk: str) -> Answer:
    """One account: read, replaced, changed, closed."""
    account = Account.objects.select_related("person", "directory_entry").filter(pk=pk if pk.isdigit() else 0).first()
    if account is None:
        raise Http404
    if request.method == "GET":
        return 200, scim.as_user(account)
    if request.method == "DELETE":
        # Closed, not removed: what somebody did stays under their name.
        actions.offboard(account=account, by=by, why=directory.LEFT)
        return 204, None
    readers = {"PUT": scim.read_user, "PATCH": scim.read_patch}
    if request.method not in readers:
        return 405, scim_error(405)
    directory.change(account=account, wanted=readers[request.method](sent(request)), by=by)
    return 200, scim.as_user(Account.objects.select_related("person", "directory_entry").get(pk=account.pk))


def sent(request: HttpRequest) -> dict[str, Any]:
    """The object that was sent; refuses what is none."""
    try:
        body = json.loads(request.body or b"null")
    except ValueError:
        body = None
    if not isinstance(body, dict):
        raise Refused(Fault("scim.invalidSyntax", _("What was sent is no JSON object.")))
    return body


def number(request: HttpRequest, name: str, otherwise: int) -> int:
    """A number of the address; refuses what is none."""
    text = request.GET.get(name, "")
    if text and not text.removeprefix("-").isdecimal():
        raise Refused(Fault("scim.invalidValue", _("%s is no number.") % name, value=text[:40]))
    return int(text[:9]) if text else otherwise


def scim_error(status: int) -> dict[str, Any]:
    """The body of a refusal that is not about the content."""
    return {"schemas": [scim.ERROR], "status": str(status), "detail": _("This is not done at this address.")}
