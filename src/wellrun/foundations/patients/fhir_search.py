"""What may be searched for by FHIR, how a search is read, and how it is carried to the next page."""

from __future__ import annotations

import datetime as dt
import json
import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error as NotBase64
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any
from uuid import UUID

from django.http import QueryDict
from django.utils.translation import gettext as _

from wellrun.foundations.access.asked import Kind, Parameter, read_query
from wellrun.foundations.access.endpoints import Unreadable
from wellrun.foundations.keys.opening import opened, sealed
from wellrun.foundations.keys.sealing import Place as SealedAt
from wellrun.foundations.keys.sealing import Sealed
from wellrun.foundations.patients.fhir import system_of
from wellrun.foundations.patients.queries import Search
from wellrun.foundations.people.models import Account
from wellrun.values.faults import Fault, Refused

PAGES_LIVE = dt.timedelta(minutes=10)
LONGEST_CURSOR = 2000
FORMATS = ("json", "application/json", "application/fhir+json")
ORDERS: Mapping[str, tuple[str, ...]] = {
    "Patient": ("name", "-name", "_lastUpdated", "-_lastUpdated"),
    "Encounter": ("date", "-date"),
}


def _order(kind: str) -> Parameter:
    return Parameter("_sort", "What to sort by.", Kind.ONE_OF, lambda: ORDERS[kind], unless_given=ORDERS[kind][-1])


COUNT = Parameter("_count", "Resources on a page.", Kind.WHOLE, most=100, unless_given=20)
FORMAT = Parameter("_format", "JSON is the only format.", Kind.ONE_OF, lambda: FORMATS)
ID = Parameter("_id", "The resource of this id.")

IDENTIFYING: tuple[tuple[Parameter, str], ...] = (
    (Parameter("identifier", "The record number, alone or as system|value; compared as a whole."), "token"),
    (Parameter("name", "The family name, compared as a whole, without accents and case."), "string"),
    (Parameter("family", "The same."), "string"),
    (Parameter("birthdate", "The date of birth, as 1988-09-10."), "date"),
)
"""What tells who somebody is. The database holds digests of it only, so that it is compared as a whole."""

PATIENT = (*IDENTIFYING, (ID, "token"), (COUNT, "number"), (_order("Patient"), "special"), (FORMAT, "special"))
ENCOUNTER = (
    (Parameter("patient", "The patient, as an id or Patient/id."), "reference"),
    (ID, "token"),
    (COUNT, "number"),
    (_order("Encounter"), "special"),
    (FORMAT, "special"),
)
SEARCHES: Mapping[str, Sequence[tuple[Parameter, str]]] = {"Patient": PATIENT, "Encounter": ENCOUNTER}


@dataclass(frozen=True)
class Wanted:
    """A search as it was read. ``id`` and ``patient`` are our own keys, which tell nothing of anybody."""

    kind: str
    id: str = ""
    patient: str = ""
    number: str = ""
    facility: str = ""
    family: str = ""
    birth_date: str = ""
    count: int = 20
    sort: str = ""
    offset: int = 0

    @property
    def search(self) -> Search:
        return Search(self.number, self.family, self.birth_date)


def from_address(kind: str, query: QueryDict) -> Wanted:
    """A search by GET; refuses what would tell in an address who is looked for."""
    telling = [one.name for one, _type in SEARCHES[kind] if (one, _type) in IDENTIFYING and one.name in query]
    if telling:
        words, remedy = _("What tells who somebody is must not stand in an address."), _("Send it by POST to _search.")
        raise Unreadable([Fault("fhir.identifying_in_address", words, place=name, remedy=remedy) for name in telling])
    return _wanted(kind, query)


def from_body(kind: str, body: QueryDict, query: QueryDict) -> Wanted:
    """A search by POST; nothing of it may stand in the address."""
    _asked, faults = read_query(query, ())
    if faults:
        raise Unreadable(faults)
    return _wanted(kind, body)


def _wanted(kind: str, given: QueryDict) -> Wanted:
    asked, faults = read_query(given, [one for one, _type in SEARCHES[kind]])
    told = {name: str(asked[name] or "") for name in asked}
    family = told.get("family") or told.get("name", "")
    both = bool(told.get("family") and told.get("name"))
    found = [
        *faults,
        *_key_faults(told),
        *([_fault("name", _("Give “name” or “family”, since both are the family name."))] if both else []),
    ]
    facility, number, wrong = _number(told.get("identifier", ""))
    born = told.get("birthdate", "").removeprefix("eq")
    if wrong:
        found.append(_fault("identifier", _("There are no record numbers of this system here.")))
    if born and not _is_day(born):
        found.append(_fault("birthdate", _("This is no day as 1988-09-10.")))
    if found:
        raise Unreadable(found)
    key = told.get("patient", "").removeprefix("Patient/")
    return Wanted(kind, told["_id"], key, number, facility, family, born, asked["_count"], asked["_sort"])


def _key_faults(told: Mapping[str, str]) -> list[Fault]:
    given = {"_id": told.get("_id", ""), "patient": told.get("patient", "").removeprefix("Patient/")}
    return [_fault(name, _("This is no id of ours.")) for name, key in given.items() if key and as_key(key) is None]


def as_key(words: str) -> UUID | None:
    """The key that an id writes, none if it writes none."""
    return UUID(words) if re.fullmatch(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}", words) else None


def _number(token: str) -> tuple[str, str, bool]:
    """Facility, number, and whether the system is none of ours."""
    system, bar, value = token.rpartition("|")
    start = system_of("mrn", "")
    if not bar or not system:
        return "", value, False
    return system.removeprefix(start), value, not system.startswith(start)


def _is_day(words: str) -> bool:
    try:
        return dt.date.fromisoformat(words).isoformat() == words
    except ValueError:
        return False


def _fault(place: str, message: str) -> Fault:
    return Fault("fhir.parameter_unreadable", message, place=place)


def cursor_for(wanted: Wanted, *, account: Account, now: dt.datetime) -> str:
    """The search sealed for its account: an address may carry it, and nobody can read or change it."""
    said = json.dumps({"until": (now + PAGES_LIVE).isoformat(), **asdict(wanted)})
    return urlsafe_b64encode(sealed(said, place=_place(account))).decode().rstrip("=")


def from_cursor(kind: str, words: str, *, account: Account, now: dt.datetime) -> Wanted:
    """The search that a link to a next page carries; refuses one of another account, another type, or too old."""
    try:
        raw = Sealed(urlsafe_b64decode(words[:LONGEST_CURSOR].encode() + b"=="))
        said: dict[str, Any] = json.loads(opened(raw, place=_place(account)))
    except (Refused, NotBase64, UnicodeEncodeError):
        raise Unreadable([_spent()]) from None
    if said["kind"] != kind or dt.datetime.fromisoformat(said.pop("until")) < now:
        raise Unreadable([_spent()])
    return Wanted(**said)


def _place(account: Account) -> SealedAt:
    return SealedAt("fhir.cursor", UUID(int=account.pk))


def _spent() -> Fault:
    return Fault(
        "fhir.cursor_spent", _("This link to a next page is no longer good."), place="_cursor", remedy=_("Search anew.")
    )
