"""SCIM 2.0 (RFC 7643, RFC 7644) as far as opening, changing and closing accounts needs it: plain values in and out."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.http import HttpResponse, JsonResponse
from django.utils.translation import gettext as _

from wellrun.foundations.identity.models import DirectoryEntry
from wellrun.foundations.people.models import Account
from wellrun.values.faults import Fault, Refused

MEDIA: Final = "application/scim+json"
USER: Final = "urn:ietf:params:scim:schemas:core:2.0:User"
LIST: Final = "urn:ietf:params:scim:api:messages:2.0:ListResponse"
ERROR: Final = "urn:ietf:params:scim:api:messages:2.0:Error"
PATCH: Final = "urn:ietf:params:scim:api:messages:2.0:PatchOp"
MOST_LISTED: Final = 200

BY_ONE: Final = re.compile(r'\s*(userName|externalId)\s+eq\s+"((?:[^"\\]|\\.)*)"\s*', re.IGNORECASE)
"""The one filter that directories ask: who is this?"""

CONFIG: Final[Mapping[str, Any]] = {
    "schemas": ["urn:ietf:params:scim:schemas:core:2.0:ServiceProviderConfig"],
    "patch": {"supported": True},
    "bulk": {"supported": False, "maxOperations": 0, "maxPayloadSize": 0},
    "filter": {"supported": True, "maxResults": MOST_LISTED},
    "changePassword": {"supported": False},
    "sort": {"supported": False},
    "etag": {"supported": False},
    "authenticationSchemes": [
        {"type": "oauthbearertoken", "name": "Provisioning key", "description": "Made by “wellrun provision make”."}
    ],
}
RESOURCE_TYPES: Final[Mapping[str, Any]] = {
    "schemas": [LIST],
    "totalResults": 1,
    "Resources": [
        {
            "schemas": ["urn:ietf:params:scim:schemas:core:2.0:ResourceType"],
            "id": "User",
            "name": "User",
            "endpoint": "/Users",
            "schema": USER,
        }
    ],
}


@dataclass(frozen=True)
class Wanted:
    """What a directory says of an account; what it does not say is none and stays as it is."""

    email: str | None = None
    name: str | None = None
    post: str | None = None
    external_id: str | None = None
    active: bool | None = None


def read_user(said: Mapping[str, Any]) -> Wanted:
    """A whole user as a directory sends it. Raises ``Refused`` with every fault."""
    wanted = Wanted(
        email=said.get("userName"),
        name=_name(said),
        post=said.get("title"),
        external_id=said.get("externalId"),
        active=_truth(said.get("active", True)),
    )
    check(wanted, needs=("email", "name"))
    return wanted


def read_patch(said: Mapping[str, Any]) -> Wanted:
    """The changes of a PATCH as what is wanted afterwards. A path we do not keep is passed over, as directories send
    whatever they have; an operation we do not know is refused."""
    found: dict[str, Any] = {}
    operations = said.get("Operations")
    if not isinstance(operations, list) or not operations:
        raise Refused(_fault("invalidSyntax", _("There are no operations in this patch.")))
    for operation in operations:
        kind = str(operation.get("op", "")).lower() if isinstance(operation, dict) else ""
        if kind not in ("add", "replace"):
            raise Refused(
                _fault("invalidValue", _("Only add and replace are understood, not %s.") % (kind or "nothing"))
            )
        path, value = operation.get("path"), operation.get("value")
        found.update({path: value} if path else value if isinstance(value, dict) else {})
    wanted = Wanted(
        email=found.get("userName"),
        name=found.get("displayName") or found.get("name.formatted") or _name(found),
        post=found.get("title"),
        external_id=found.get("externalId"),
        active=_truth(found["active"]) if "active" in found else None,
    )
    check(wanted, needs=())
    return wanted


def check(wanted: Wanted, *, needs: tuple[str, ...]) -> None:
    """Raises ``Refused`` with everything that is missing or no text."""
    faults = [_fault("invalidValue", _("%s is missing.") % name) for name in needs if not getattr(wanted, name)]
    texts = {name: getattr(wanted, name) for name in ("email", "name", "post", "external_id")}
    for name, value in texts.items():
        if value is not None and (not isinstance(value, str) or len(value) > 120):
            faults.append(_fault("invalidValue", _("%s is no text of at most 120 characters.") % name))
    if faults:
        raise Refused(faults)


def _name(said: Mapping[str, Any]) -> str | None:
    name = said.get("name")
    parts = name if isinstance(name, dict) else {}
    whole = said.get("displayName") or parts.get("formatted")
    return whole or " ".join(str(parts[part]) for part in ("givenName", "familyName") if parts.get(part)) or None


def _truth(value: Any) -> bool:
    """Some directories write truth as text."""
    known = {True: True, False: False, "true": True, "false": False}
    given = value.lower() if isinstance(value, str) else value
    if not isinstance(given, bool | str) or given not in known:
        raise Refused(_fault("invalidValue", _("active is neither true nor false.")))
    return known[given]


def asked_for(text: str) -> tuple[str, str] | None:
    """The attribute and value that a filter asks for; none for no filter. Other filters are refused."""
    if not text:
        return None
    found = BY_ONE.fullmatch(text)
    if found is None:
        raise Refused(_fault("invalidFilter", _('Only userName eq "…" and externalId eq "…" are understood.')))
    return found.group(1).lower(), re.sub(r"\\(.)", r"\1", found.group(2))


def as_user(account: Account) -> dict[str, Any]:
    """An account as a directory reads it."""
    entry: DirectoryEntry | None = getattr(account, "directory_entry", None)
    return {
        "schemas": [USER],
        "id": str(account.pk),
        "userName": account.email,
        "displayName": account.person.name,
        "name": {"formatted": account.person.name},
        "title": account.person.post,
        "active": account.is_active,
        "emails": [{"value": account.email, "primary": True}],
        "meta": {"resourceType": "User", "location": f"/scim/v2/Users/{account.pk}"},
        **({"externalId": entry.external_id} if entry and entry.external_id else {}),
    }


def as_list(accounts: Sequence[Account], *, total: int, start: int) -> dict[str, Any]:
    """A page of accounts as a directory reads it."""
    return {
        "schemas": [LIST],
        "totalResults": total,
        "startIndex": start,
        "itemsPerPage": len(accounts),
        "Resources": [as_user(one) for one in accounts],
    }


def as_scim(status: int, faults: Sequence[Fault]) -> HttpResponse:
    """A refusal as RFC 7644 (3.12) writes it."""
    kind = faults[0].code.removeprefix("scim.") if faults and faults[0].code.startswith("scim.") else ""
    body = {"schemas": [ERROR], "status": str(status), "detail": " ".join(str(fault.message) for fault in faults)}
    return JsonResponse(body | ({"scimType": kind} if kind else {}), status=status, content_type=MEDIA)


def _fault(kind: str, message: str) -> Fault:
    return Fault(f"scim.{kind}", message)
