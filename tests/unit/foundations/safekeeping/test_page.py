"""The page Safekeeping: what it says of backups, drills and holds, and who may use it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from tests.conftest import World, account

from wellrun.foundations.access.rules import Role
from wellrun.foundations.safekeeping.models import Backup, Drill, LegalHold
from wellrun.foundations.safekeeping.running import running


@pytest.fixture
def browser(world: World, home: Path, signed_in: Any) -> Client:
    found: Client = signed_in(account("administrator", Role.ADMINISTRATOR, "NET"))
    return found


def said(client: Client, address: str = "/safekeeping/") -> str:
    answer = client.get(address)
    assert answer.status_code == 200, answer.status_code
    return answer.content.decode()


def test_an_installation_without_backup_is_told_what_to_do(browser: Client) -> None:
    text = said(browser)
    assert "No backup has been made yet." in text
    assert "No backup has been proven" in text
    assert "Nothing is on hold." in text
    assert "45 CFR 164.316(b)(2)(i)" in text


def test_the_button_puts_a_backup_in_line_and_shows_how_far_it_is(browser: Client) -> None:
    assert browser.post("/safekeeping/backups/").status_code == 302
    asked = Backup.objects.get()
    assert asked.status == Backup.Status.WAITING
    Backup.objects.update(status=Backup.Status.RUNNING, done=3, files=9)
    with running():
        text = said(browser)
    assert "A backup is under way." in text
    assert 'value="3"' in text
    assert "Back up now" not in text


def test_a_restored_installation_does_not_wait_for_the_backup_it_came_from(browser: Client) -> None:
    Backup.objects.create(asked_by="x", asked_at=timezone.now(), status=Backup.Status.RUNNING)
    text = said(browser)
    assert "restored from it" in text
    assert "Back up now" in text


def test_a_late_backup_and_a_failed_drill_are_told(browser: Client) -> None:
    old = timezone.now() - timezone.timedelta(days=2)
    Backup.objects.create(name="B1", asked_by="x", asked_at=old, status="made", finished_at=old)
    Drill.objects.create(backup="B1", started_at=timezone.now(), outcome="failed", reason="objects/aa/aabb was cut off")
    text = said(browser)
    assert "the nightly backup was missed" in text
    assert "objects/aa/aabb was cut off" in text


def test_a_hold_is_placed_and_ended_by_the_page(browser: Client) -> None:
    assert browser.post("/safekeeping/holds/", {"reason": ""}).status_code == 422
    browser.post("/safekeeping/holds/", {"reason": "Doe v. Hospital", "feed": ""})
    hold = LegalHold.objects.get()
    assert "Doe v. Hospital" in said(browser)
    assert browser.post(f"/safekeeping/holds/{hold.pk}/end/", {"reason": ""}).status_code == 409
    browser.post(f"/safekeeping/holds/{hold.pk}/end/", {"reason": "Settled"})
    assert "Nothing is on hold." in said(browser)


def test_it_is_a_page_of_the_network_and_of_those_who_keep_safe(world: World, browser: Client, signed_in: Any) -> None:
    assert browser.get("/safekeeping/?at=H1").status_code == 404
    assert signed_in(world.director).get("/safekeeping/").status_code == 403
