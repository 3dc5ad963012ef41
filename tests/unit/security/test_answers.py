"""T31 and OWASP ASVS 5.0 V3, V4, V14: what stands in the head of every answer, whoever asks for whatever."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client
from django.urls import get_resolver, reverse
from tests.architecture.test_doors import routes

from wellrun.foundations.access.rules import Role

pytestmark = pytest.mark.django_db

PLAIN = sorted(
    {f"/{address}" for address, _view in routes(get_resolver().url_patterns) if not re.search("[<^]", address)}
)
ELSE = ["/nothing/here/", "/api/nothing", "/fhir/nothing", "/static/pages/wellrun.css", "/static/pages/wellrun.js"]
INLINE = re.compile(rb"<script(?![^>]*\bsrc=)|<style|\s(style|on[a-z]+)\s*=\s*[\"']|javascript:", re.IGNORECASE)
"""What a strict policy would block, so that a page that needs it is found here and not by its reader."""


@pytest.fixture
def readers(clinic: Any, looked_at: None, signed_in: Any) -> list[Client]:
    """Nobody, and roles that together open every kind of page."""
    roles = (Role.ADMINISTRATOR, Role.CLINICIAN, Role.INTEGRATION_LEAD, Role.PRIVACY_OFFICER)
    return [Client(), *(signed_in(clinic.holder(role, "NET", name=role.value)) for role in roles)]


def test_t31_every_answer_is_safe_to_open_whoever_asks_for_whatever(readers: list[Client]) -> None:
    """Each page is asked for once and held against everything that must be so of every answer."""
    pages = 0
    for client in readers:
        client.raise_request_exception = False
        for address in [*PLAIN, *ELSE]:
            answer = client.get(address)
            allows_no_script_or_style_that_stands_in_the_page(address, answer)
            says_what_it_is_and_is_taken_for_nothing_else(address, answer)
            is_kept_by_no_browser(address, answer)
            pages += answer["Content-Type"].startswith("text/html") and answer.status_code == 200
            answer.close()
    assert pages > 40


def allows_no_script_or_style_that_stands_in_the_page(address: str, answer: Any) -> None:
    """T31: CSP on every page, error pages and files too; no unsafe-inline, no unsafe-eval; never in a frame."""
    policy = dict(part.strip().partition(" ")[::2] for part in answer["Content-Security-Policy"].split(";"))
    assert policy["script-src"] == policy["style-src"] == policy["connect-src"] == "'self'", address
    assert {policy[name] for name in ("default-src", "object-src", "base-uri", "frame-ancestors")} == {"'none'"}
    if answer["Content-Type"].startswith("text/html") and answer.status_code == 200:
        assert not INLINE.search(answer.content), f"{address}: {INLINE.search(answer.content)}"


def says_what_it_is_and_is_taken_for_nothing_else(address: str, answer: Any) -> None:
    assert answer["X-Content-Type-Options"] == "nosniff", address
    assert answer["Referrer-Policy"] == answer["Cross-Origin-Opener-Policy"] == "same-origin", address
    kind = answer["Content-Type"]
    assert "charset=" in kind or not kind.startswith("text/"), address
    assert not [name for name in answer.headers if name.lower().startswith("access-control-")], address


def is_kept_by_no_browser(address: str, answer: Any) -> None:
    assert address.startswith("/static/") or "no-store" in answer["Cache-Control"], address


def test_whoever_signs_out_leaves_nothing_in_the_browser(world: Any, signed_in: Any) -> None:
    answer = signed_in(world.director).post(reverse("account_logout"))
    assert answer["Clear-Site-Data"] == '"cache", "storage"'


def test_every_page_of_an_account_has_a_way_out(readers: list[Client]) -> None:
    for client in readers[1:]:
        page = client.get(reverse("identity:account"))
        assert f'action="{reverse("account_logout")}"'.encode() in page.content


def test_nothing_echoes_a_request_back(readers: list[Client]) -> None:
    """HTTP TRACE would show a script the cookies it may not read (CWE-693)."""
    for client in readers:
        client.raise_request_exception = False
        for address in PLAIN:
            answer = client.trace(address, headers={"X-Mark": "marked-by-the-test"})
            assert not answer.headers["Content-Type"].startswith("message/http")
            assert b"marked-by-the-test" not in answer.content, address


def test_a_folder_is_not_listed_and_no_file_beside_it_is_served(client: Client) -> None:
    client.raise_request_exception = False
    for address in ("/static/", "/static/pages/", "/.git/config", "/static/../keys.json", "/static/%2e%2e/keys.json"):
        assert client.get(address).status_code in (301, 302, 400, 404), address
        assert b"secret" not in client.get(address).content


def test_what_people_type_is_shown_and_never_run(world: Any, signed_in: Any) -> None:
    """In an element, in an attribute and after a search: names, titles, what was looked for."""
    from wellrun.foundations.audit.actions import System
    from wellrun.foundations.organisation.models import Facility
    from wellrun.foundations.people import actions as people

    typed = "\"><img src=x onerror=alert(1)>'{{ 7|add:7 }}"
    people.add_person(name=typed, post=typed, facility=Facility.objects.get(code="H1"), by=System("test"))
    client = signed_in(world.director)
    found = [client.get(reverse("access:find"), {"q": typed}), client.get(reverse("followup:list"), {"q": typed})]
    for page in found:
        assert b"<img" not in page.content
        assert b"14&#x27;" not in page.content and b"'14" not in page.content
    assert b"&lt;img src=x" in found[1].content


def test_what_is_encoded_twice_is_decoded_once(world: Any, signed_in: Any) -> None:
    page = signed_in(world.director).get("/actions/?q=%253Cb%253E")
    assert b"%3Cb%3E" in page.content
    assert b'value="<b>"' not in page.content and b'value="&lt;b&gt;"' not in page.content


def test_a_parameter_that_is_given_twice_is_checked_as_it_is_used(world: Any, signed_in: Any) -> None:
    client = signed_in(world.ward_manager)
    assert client.get("/measures/?at=H2/W1&at=H1/W1").context["place"].code == "H1/W1"
    assert client.get("/measures/?at=H1/W1&at=H2/W1").status_code == 403


def test_nobody_writes_a_line_of_their_own_into_the_log(client: Client, caplog: pytest.LogCaptureFixture) -> None:
    client.get("/nothing%0AERROR made up/")
    assert caplog.records
    assert not [record for record in caplog.records if "\n" in record.getMessage()]
