"""A nurse breaks the glass, the privacy officer reviews it, the desk registers, an administrator gives roles."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect
from tests.functional.test_newcomer import picture

pytestmark = pytest.mark.functional
As = Callable[[str], Page]


def to(page: Page, path: str) -> Page:
    page.goto("/".join(page.url.split("/")[:3]) + path)
    return page


def test_a_physician_sees_the_ward_and_opens_a_record(become: As) -> None:
    page = to(become("owen.hart"), "/patients/?at=HV/W05")
    expect(page.get_by_role("heading", name="Patients here now")).to_be_visible()
    picture(page, "patients")
    page.locator("tbody a").first.click()
    expect(page.get_by_role("heading", name="Stays")).to_be_visible()
    picture(page, "record")


def test_the_glass_is_broken_with_a_reason_and_a_banner(become: As, page: Page) -> None:
    ward = to(become("owen.hart"), "/patients/?at=HV/W05")
    mrn = ward.locator('tbody td[data-label="Record number"]').nth(1).inner_text()
    width = (page.viewport_size or {}).get("width", 0)
    other = to(become("mina.sato"), "/patients/?at=HV/W04")
    other.get_by_label("Record number").fill(mrn)
    other.get_by_role("button", name="Find", exact=True).click()
    other.get_by_role("link", name="Break the glass").click()
    picture(other, "glass")
    other.get_by_label("Reason").select_option("on_call")
    other.get_by_label("In your words").fill(f"I cover Ward 5 tonight, window {width}")
    other.get_by_role("button", name="Break the glass and open the record").click()
    expect(other.get_by_text("You have broken the glass").first).to_be_visible()
    picture(other, "glass-broken")
    to(other, "/today/")
    # In the demonstration she has broken another last night: both are behind one banner.
    other.locator(".banner summary").click()
    picture(other, "glasses")
    other.get_by_role("button", name="Close it now").first.click()


def test_the_privacy_officer_reviews_and_asks_who_looked(become: As, page: Page) -> None:
    officer = to(become("celia.brandt"), "/today/")
    expect(officer.get_by_text("The glass was broken").first).to_be_visible()
    to(officer, "/privacy/")
    picture(officer, "privacy")
    officer.get_by_role("link", name="What was read").first.click()
    expect(officer.get_by_text("broke the glass").first).to_be_visible()
    picture(officer, "who-looked")
    to(officer, "/privacy/breaches/?at=HV")
    picture(officer, "breaches")
    to(officer, "/release/?at=HV")
    picture(officer, "release")


def test_the_desk_registers_a_patient(become: As, page: Page) -> None:
    desk = to(become("leo.fontaine"), "/patients/new/?at=HV")
    desk.get_by_label("Record number").fill(f"NEW-{(page.viewport_size or {}).get('width')}")
    desk.get_by_label("Family name").fill("Newcomer")
    picture(desk, "register")
    desk.get_by_role("button", name="Save").click()
    expect(desk.get_by_role("heading", name="Registered")).to_be_visible()


def test_roles_policy_preview_and_safekeeping(page: Page) -> None:
    for name, path in (
        ("roles", "/roles/"),
        ("role-review", "/roles/review/"),
        ("who-can", "/who-can/"),
        ("tokens", "/tokens/"),
        ("safekeeping", "/safekeeping/"),
        ("api", "/api/"),
        ("account", "/account/"),
    ):
        to(page, path)
        expect(page.get_by_role("heading", level=1)).to_be_visible()
        picture(page, name)
    to(page, "/roles/")
    page.get_by_role("button", name="See as Priya Nair").click()
    expect(page.get_by_text("You see Wellrun as Priya Nair does").first).to_be_visible()
    picture(page, "seen-as")
    page.get_by_role("button", name="End the preview").click()
    expect(page.get_by_role("heading", name="Roles")).to_be_visible()


def test_an_administrator_invites_and_helps_somebody_who_lost_a_factor(page: Page) -> None:
    to(page, "/accounts/?at=HV")
    expect(page.get_by_role("heading", name="Accounts")).to_be_visible()
    picture(page, "accounts")
    page.get_by_role("link", name="Priya Nair").click()
    page.get_by_role("button", name="Make a link").click()
    expect(page.get_by_role("heading", name="Hand this link to its owner")).to_be_visible()
    picture(page, "invitation")


def test_the_desk_ties_an_account_and_its_owner_sees_the_record(become: As, page: Page) -> None:
    desk = to(become("leo.fontaine"), "/patients/?at=HV/W05")
    desk.locator("tbody a").first.click()
    desk.get_by_role("link", name="Whose account sees it as one's own").click()
    desk.get_by_label("E-mail of the account").fill("a.daughter@tidewater.example.invalid")
    desk.get_by_label("It belongs to").select_option("proxy")
    desk.get_by_label("What was shown").fill("passport, power of attorney")
    desk.get_by_role("button", name="Tie", exact=True).click()
    expect(desk.get_by_text("A daughter of that patient").first).to_be_visible()
    picture(desk, "ties")
    own = become("a.patient")
    expect(own.get_by_role("heading", level=1)).to_be_visible()
    picture(own, "own-record")
