"""What a session must show first, when it ends, and whose address a request carries: plain rules."""

from __future__ import annotations

import itertools
from dataclasses import replace

import pytest

from wellrun.foundations.identity.rules import (
    IDLE_SENSITIVE,
    LONGEST,
    OPEN_DURING,
    Ended,
    Opened,
    Part,
    Standing,
    Step,
    device_words,
    next_step,
    why_ended,
)

COMPLETE = Standing(Opened.PASSWORD, password_set=True, proved=True, has_factor=True, needs_factor=True)


def test_nothing_is_asked_of_a_complete_session() -> None:
    assert next_step(COMPLETE) is None


@pytest.mark.parametrize("opened", [Opened.LINK, Opened.CONSOLE_LINK])
def test_a_link_without_a_password_leads_to_choosing_one_first(opened: Opened) -> None:
    assert next_step(replace(COMPLETE, opened=opened, password_set=False)) is Step.CHOOSE_PASSWORD


@pytest.mark.parametrize("opened", [Opened.PASSKEY, Opened.SIGN_ON])
def test_whoever_signs_in_without_a_password_needs_none(opened: Opened) -> None:
    assert next_step(replace(COMPLETE, opened=opened, password_set=False)) is None


def test_an_account_with_a_factor_shows_it_whatever_its_roles() -> None:
    for needs in (True, False):
        assert next_step(replace(COMPLETE, proved=False, needs_factor=needs)) is Step.PROVE


def test_an_account_that_needs_a_factor_and_has_none_adds_one() -> None:
    assert next_step(replace(COMPLETE, proved=False, has_factor=False)) is Step.ENROL
    assert next_step(replace(COMPLETE, proved=False, has_factor=False, needs_factor=False)) is None


def test_no_unproved_session_that_needs_a_factor_is_ever_let_through() -> None:
    for opened, password, factor in itertools.product((None, *Opened), (True, False), (True, False)):
        step = next_step(Standing(opened, password, proved=False, has_factor=factor, needs_factor=True))
        assert step is not None
        assert Part.LEAVING in OPEN_DURING[step]


def test_a_thief_of_the_password_cannot_add_a_factor_beside_the_one_there_is() -> None:
    assert Part.ENROLLING not in OPEN_DURING[Step.PROVE]


@pytest.mark.parametrize(
    ("opened_at", "used_at", "now", "ended"),
    [
        (0, 0, IDLE_SENSITIVE - 1, None),
        (0, 0, IDLE_SENSITIVE, Ended.IDLE),
        (0, LONGEST - 1, LONGEST, Ended.TOO_LONG),
        (0, LONGEST - 1, LONGEST - 1, None),
        (None, 0, 1, Ended.UNKNOWN),
        (0, None, 1, Ended.UNKNOWN),
        (5000, 5000, 1, Ended.UNKNOWN),
    ],
)
def test_when_a_session_ends(opened_at: float | None, used_at: float | None, now: float, ended: Ended | None) -> None:
    assert why_ended(opened_at=opened_at, used_at=used_at, now=now, idle_limit=IDLE_SENSITIVE) is ended


@pytest.mark.parametrize(
    ("said", "words"),
    [
        (
            "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0 Safari/537.36",
            "Chrome, Linux",
        ),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Mobile Safari/604.1", "Safari, iPhone"),
        ("Mozilla/5.0 (Windows NT 10.0) Chrome/140.0 Safari/537.36 Edg/140.0", "Edge, Windows"),
        ("curl/8.5", "curl/8.5"),
        ("", ""),
    ],
)
def test_a_device_is_called_as_its_owner_calls_it(said: str, words: str) -> None:
    assert device_words(said) == words
