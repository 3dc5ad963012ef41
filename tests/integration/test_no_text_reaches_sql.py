"""What stands in an address never becomes a part of a statement, on any page or address for programs.

Sort, filter and column names are how the peers were broken into (OpenEMR CVE-2026-24908, CVE-2026-23627; ERPNext
CVE-2026-44446). Every route is asked with hostile text in every name and value that any page takes; each statement that
reaches either database is kept, and none may hold the text other than as a bound value.
"""

from __future__ import annotations

import logging
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import cycle
from typing import Any
from urllib.parse import quote, urlencode

import duckdb
import pytest
from django.db import connection
from django.http import QueryDict
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from tests.integration.test_api_figures import TODAY, reader  # noqa: F401 - a fixture

from wellrun.foundations.access import actions as access
from wellrun.foundations.access.describing import description
from wellrun.foundations.access.rules import Role
from wellrun.foundations.audit.actions import System
from wellrun.foundations.catalogue import charting
from wellrun.foundations.feeds import actions as feeds
from wellrun.foundations.organisation.models import Facility

pytestmark = pytest.mark.django_db
MARK = "zqxmark"
HOSTILE = (f"{MARK}'\") UNION SELECT 1; DROP TABLE x; --", f"-{MARK}__password, (SELECT 1)")
NAMES = [
    "sort",
    "q",
    "col",
    "page",
    "export",
    "all",
    "by",
    "department",
    "measure",
    "split",
    "grain",
    "since",
    "until",
    "mend",
    "rank",
    "status",
    "owner",
    "from",
    "to",
    "who",
    "what",
    "size",
    "level",
    "due_from",
    "due_to",
    "place",
    "identifier",
    "name",
    "family",
    "birthdate",
    "patient",
    "_id",
    "_sort",
    "_count",
    "_cursor",
]
VALUES = {
    "key": "average_stay",
    "pk": "1",
    "account": "1",
    "grant": "1",
    "form": "json",
    "department": "operations",
    "patient": str(uuid.UUID(int=1)),
}


@dataclass
class Statements:
    """What reached a database: the text, and the values bound to it."""

    texts: list[str] = field(default_factory=list)
    bound: list[str] = field(default_factory=list)

    def keep(self, text: Any, values: Any) -> None:
        self.texts.append(str(text))
        self.bound.append(repr(values))


class Recorded:
    """A DuckDB connection that keeps every statement."""

    def __init__(self, inner: Any, kept: Statements) -> None:
        self.inner, self.kept = inner, kept

    def execute(self, text: Any, values: Any = None) -> Any:
        self.kept.keep(text, values)
        return self.inner.execute(text, values) if values is not None else self.inner.execute(text)

    def cursor(self) -> Recorded:
        return Recorded(self.inner.cursor(), self.kept)

    def __getattr__(self, name: str) -> Any:
        if name in ("sql", "query", "from_query", "executemany"):
            raise AssertionError(f"{name} is not kept; extend the test.")
        return getattr(self.inner, name)


@pytest.fixture
def kept(reader: Client, looked_at: None, world: Any, monkeypatch: pytest.MonkeyPatch) -> tuple[Client, Statements]:  # noqa: F811
    """A reader of everything, and what their requests make of statements."""
    for role in Role:
        access.grant(account=world.director, role=role, place="NET", by=System("test"))
    feeds.open_feed(facility=Facility.objects.get(code="H1"), name="Laboratory", by=System("test"))
    reader.raise_request_exception = False
    statements, connect = Statements(), duckdb.connect
    monkeypatch.setattr(duckdb, "connect", lambda *args, **kwargs: Recorded(connect(*args, **kwargs), statements))
    for each in (charting.store, charting.facts, charting._kept, charting._with_figures):
        each.cache_clear()
    return reader, statements


@pytest.fixture(autouse=True)
def quiet() -> Iterator[None]:
    """Django notes every refusal; thousands of them are what is wanted here."""
    logger = logging.getLogger("django.request")
    before = logger.level
    logger.setLevel(logging.ERROR)
    yield
    logger.setLevel(before)


@contextmanager
def watched(statements: Statements) -> Iterator[None]:
    def keep(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        statements.keep(sql, params)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(keep):
        yield


def routes(patterns: list[Any], prefix: str = "/") -> Iterator[str]:
    for entry in patterns:
        if isinstance(entry, URLResolver):
            yield from routes(entry.url_patterns, prefix + str(entry.pattern))
        elif isinstance(entry, URLPattern) and "^" not in str(entry.pattern):
            yield prefix + str(entry.pattern)


def addresses(hostile: str) -> Iterator[str]:
    """Every route, once with values that exist and once with hostile ones."""
    for route in routes(get_resolver().url_patterns):
        parts = route.split("/")
        named = [part.strip("<>").split(":")[-1] if part.startswith("<") else "" for part in parts]
        filled = [VALUES.get(name, "x") if name else part for part, name in zip(parts, named, strict=True)]
        yield "/".join(filled)
        if any(named):
            yield "/".join(quote(hostile, safe="") if name else part for part, name in zip(parts, named, strict=True))


NOTHING_READ = {404, 405}
"""Answers that are given before a page has looked at what else it is asked."""

FRAME = frozenset({"at", "day"})
"""What every page is asked for, by the same lines of code: tried by itself on every tenth address."""


class Read(set[str]):
    """The names that pages look for in their address, whatever they are: nobody has to list them."""

    def watch(self, monkeypatch: pytest.MonkeyPatch) -> None:
        for method in ("__getitem__", "__contains__", "get", "getlist"):
            asked = getattr(QueryDict, method)

            def kept(query: QueryDict, name: str, *more: Any, _asked: Callable[..., Any] = asked, **also: Any) -> Any:
                self.add(name)
                return _asked(query, name, *more, **also)

            monkeypatch.setattr(QueryDict, method, kept)


def answers(client: Client, read: Read, address: str, texts: tuple[str, str], number: int) -> Iterator[tuple[str, int]]:
    """What an address answers: to nothing, to hostile text in every value, in each it looks for, in a name.

    Text in one value would hide what comes of another. Where nothing is there to be asked, both texts in every value
    are enough.
    """
    here = {"at": "NET", "day": TODAY.isoformat()}

    def asked(query: dict[str, str]) -> tuple[str, int]:
        full = f"{address}?{urlencode(query)}"
        return full, client.get(full).status_code

    read.clear()
    plain = asked(here)
    names = {str(name) for name in read} - FRAME
    whole = [asked(here | dict.fromkeys({*NAMES, *names}, text)) for text in texts]
    yield from (plain, *whole)
    if {status for _query, status in (plain, *whole)} <= NOTHING_READ:
        return
    yield from (asked(here | {name: text}) for name, text in zip(sorted(names), cycle(texts), strict=False))
    if number % 10 == 0:
        yield from (asked(query) for query in (here | {texts[0]: "1"}, {"at": texts[0]}, {"day": texts[1]}))


def free_of(statements: Statements) -> None:
    assert [text for text in statements.texts if MARK in text] == []


def test_no_page_and_no_address_for_programs_puts_text_into_sql(kept: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Both texts in every value of every address; each value that a page looks for also by itself."""
    client, statements = kept
    read, looked_for, broken = Read(), Read(), []
    read.watch(monkeypatch)
    with watched(statements):
        for number, (address, texts) in enumerate(
            zip(addresses(HOSTILE[0]), cycle((HOSTILE, HOSTILE[::-1])), strict=False)
        ):
            if "sign-out" in address or "logout" in address:
                continue
            broken += [one for one, status in answers(client, read, address, texts, number) if status >= 500]
            looked_for.update(read)
    free_of(statements)
    assert broken == []
    assert len(statements.texts) > 1000 and any(MARK in values for values in statements.bound)
    assert {"sort", "q", "export", "col"} <= looked_for


def test_each_declared_parameter_is_refused_or_bound(kept: Any) -> None:
    """Each parameter of the API by itself, and each sort name as pages and programs may give it."""
    client, statements = kept
    seen = 0
    with watched(statements):
        for path, methods in description()["paths"].items():
            address = path.replace("{id}", "1").replace("{key}", "average_stay")
            for parameter in methods.get("get", {}).get("parameters", []):
                if parameter["in"] != "query":
                    continue
                for hostile in HOSTILE:
                    answer = client.get(f"{address}?{urlencode({parameter['name']: hostile})}")
                    refused = 403 if parameter["name"] == "at" else 400
                    free_words = "maxLength" in parameter["schema"] and parameter["name"] != "at"
                    missing = answer.status_code == 404
                    assert answer.status_code == (200 if free_words else refused) or missing
                    seen += 1
    free_of(statements)
    assert seen > 100


def test_posted_searches_are_bound(kept: Any) -> None:
    client, statements = kept
    with watched(statements):
        for hostile in HOSTILE:
            for kind in ("Patient", "Encounter"):
                for name in NAMES:
                    body = urlencode({name: hostile})
                    answer = client.post(
                        f"/fhir/{kind}/_search", body, content_type="application/x-www-form-urlencoded"
                    )
                    assert answer.status_code in (200, 400)
    free_of(statements)


def test_the_test_would_see_text_in_a_statement(kept: Any) -> None:
    """That the watch is no decoration."""
    _client, statements = kept
    with watched(statements), connection.cursor() as cursor:
        cursor.execute(f"SELECT '{MARK}'")
    with pytest.raises(AssertionError):
        free_of(statements)
    statements.texts.clear()
    duckdb.connect().execute(f"SELECT '{MARK}'")
    with pytest.raises(AssertionError):
        free_of(statements)
