"""Signing in as people do it: a link, a password, a passkey of a (virtual) device, an app, sessions, a draft kept."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator

import pytest
from allauth.mfa.totp.internal import auth as totp
from playwright.sync_api import Browser, Page, expect
from tests.functional.conftest import Installation
from tests.functional.test_newcomer import picture

pytestmark = pytest.mark.functional
PASSWORD = "four words that differ"
DEVICE = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@pytest.fixture(params=[(1280, 900), (390, 844)], ids=["desk", "phone"])
def newcomer(browser: Browser, installation: Installation, request: pytest.FixtureRequest) -> Iterator[Page]:
    """A browser with a device for passkeys, at a link that has not been used; any refused script fails the test."""
    width, height = request.param
    context = browser.new_context(viewport={"width": width, "height": height}, has_touch=width < 500, locale="en-US")
    page = context.new_page()
    device = context.new_cdp_session(page)
    device.send("WebAuthn.enable")
    device.send("WebAuthn.addVirtualAuthenticator", {"options": DEVICE})
    troubles: list[str] = []
    page.on("pageerror", lambda error: troubles.append(str(error)))
    page.on("console", lambda said: troubles.append(said.text) if "Content Security" in said.text else None)
    # Browsers bind a passkey to a name, never to a number.
    page.goto(installation.new_link().replace("127.0.0.1", "localhost"))
    yield page
    context.close()
    assert troubles == []


def to(page: Page, path: str) -> None:
    page.goto("/".join(page.url.split("/")[:3]) + path)


def sign_out(page: Page) -> None:
    to(page, "/account/")
    page.get_by_role("main").get_by_role("button", name="Sign out").click()


def test_the_ways_in(newcomer: Page) -> None:
    page = newcomer
    picture(page, "link")
    page.get_by_role("button", name="Sign in").click()
    to(page, "/password/")
    picture(page, "password")
    page.get_by_label("New password").fill(PASSWORD)
    page.get_by_label("The same again").fill(PASSWORD)
    page.get_by_role("button", name="Set this password").click()
    email = add_a_passkey(page)
    sign_out(page)
    page.get_by_role("button", name="Use a passkey").wait_for()
    picture(page, "sign-in")
    page.get_by_role("button", name="Use a passkey").click()
    page.wait_for_url("**/today/**")
    to(page, "/set-up/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Set up")
    key = add_an_app(page)
    sign_out(page)
    page.get_by_label("Work e-mail").fill(email)
    page.get_by_role("textbox", name="Password").fill(PASSWORD)
    page.get_by_role("button", name="Continue").click()
    page.get_by_label("Code from your app").wait_for()
    picture(page, "code")
    page.get_by_role("button", name="Use a passkey").click()
    page.wait_for_url("**/today/**")
    to(page, "/account/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Your account")
    picture(page, "account")
    assert len(key) == 32
    take_all_off(page)


def add_a_passkey(page: Page) -> str:
    """Adds a passkey; the e-mail of the account."""
    to(page, "/account/")
    email = page.locator(".headline p").inner_text().split(" · ")[1]
    page.get_by_role("link", name="Add a passkey").click()
    picture(page, "passkey")
    page.get_by_label("Name").fill("My phone")
    page.get_by_role("button", name="Add the passkey").click()
    expect(page.get_by_role("heading", name="Recovery codes")).to_be_visible()
    picture(page, "recovery-codes")
    return email


def add_an_app(page: Page) -> str:
    """Adds an authenticator app; its key."""
    to(page, "/account/app/add/")
    page.get_by_text("Cannot scan?").click()
    key = page.locator("code").inner_text()
    picture(page, "app")
    step = next(iter(totp.yield_hotp_counters_from_time()))
    page.get_by_label("Code that the app shows").fill(totp.format_hotp_value(totp.hotp_value(key, step)))
    page.get_by_role("button", name="Add the app").click()
    expect(page.get_by_role("heading", name="Your account")).to_be_visible()
    return key


def take_all_off(page: Page) -> None:
    """Leaves the account as it was found."""
    while page.get_by_role("link", name="Take off").count():
        page.get_by_role("link", name="Take off").first.click()
        page.get_by_role("button", name="Take it off").click()
        expect(page.get_by_role("heading", name="Your account")).to_be_visible()


IDLE = """
import django
django.setup()
from django.contrib.sessions.models import Session
from wellrun.foundations.identity.sessions import USED_AT
for row in Session.objects.all():
    kept = row.get_decoded()
    row.session_data = Session.objects.encode({**kept, USED_AT: 1.0})
    row.save()
"""


def test_what_was_typed_is_there_after_the_session_has_ended(newcomer: Page, installation: Installation) -> None:
    page = newcomer
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url("**/today/**")
    to(page, "/set-up/")
    page.get_by_text("Add a person").click()
    page.locator("#id_person-name").fill("Ada Marsh")
    environment = {
        **os.environ,
        "WELLRUN_HOME": str(installation.home),
        "DJANGO_SETTINGS_MODULE": "wellrun.config.settings",
    }
    subprocess.run([sys.executable, "-c", IDLE], env=environment, check=True)
    page.locator("form[data-draft=person]").get_by_role("button", name="Add").click()
    expect(page.get_by_role("status")).to_contain_text("nobody used it")
    picture(page, "session-ended")
    page.goto(installation.new_link().replace("127.0.0.1", "localhost"))
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url("**/today/**")
    to(page, "/set-up/")
    expect(page.locator("#id_person-name")).to_have_value("Ada Marsh")
    sign_out(page)
    assert page.evaluate("Object.keys(sessionStorage).filter((name) => name.startsWith('draft:')).length") == 0
