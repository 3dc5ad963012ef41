"""How long a session may live, and what it must show before it opens anything."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

IDLE_SENSITIVE: Final = 20 * 60
"""Seconds without its reader after which a session with sensitive roles ends (45 CFR 164.312(a)(2)(iii))."""
IDLE_OTHERWISE: Final = 8 * 60 * 60
LONGEST: Final = 12 * 60 * 60
"""Seconds after which every session ends, used or not: one long shift."""
NOTED_EVERY: Final = 30
"""Seconds between two writings-down of a session's last use; a session may end that much early, never late."""
FRESH: Final = 5 * 60
"""Seconds for which a proof counts as fresh enough to change a password's or a factor's settings."""


FACTOR_OF_PROVIDER: Final = "factor of the provider"
"""What a second factor is called that an identity provider has vouched for."""


class Opened(StrEnum):
    """How a session was opened."""

    PASSWORD = "password"  # noqa: S105 (a way of signing in, not a secret)
    PASSKEY = "passkey"
    LINK = "link"
    CONSOLE_LINK = "console link"
    SIGN_ON = "single sign-on"


class Step(StrEnum):
    """What a session must do before it opens anything else."""

    CHOOSE_PASSWORD = "choose a password"  # noqa: S105
    ENROL = "add a second factor"
    PROVE = "show the second factor"


class Part(StrEnum):
    """The part that a page has in signing in; such a page opens before the session is complete."""

    LEAVING = "leaving"
    PASSWORD = "choosing a password"  # noqa: S105
    ENROLLING = "adding a factor"
    PROVING = "showing a factor"


OPEN_DURING: Final[Mapping[Step, frozenset[Part]]] = {
    Step.CHOOSE_PASSWORD: frozenset({Part.LEAVING, Part.PASSWORD}),
    Step.ENROL: frozenset({Part.LEAVING, Part.ENROLLING, Part.PROVING}),
    # Not enrolling: whoever has stolen only the password could add a factor of their own.
    Step.PROVE: frozenset({Part.LEAVING, Part.PROVING}),
}


@dataclass(frozen=True)
class Standing:
    """What is known of a session and its account."""

    opened: Opened | None
    password_set: bool
    proved: bool
    has_factor: bool
    needs_factor: bool


def next_step(standing: Standing) -> Step | None:
    """What the session must do first, or nothing."""
    if standing.opened in (Opened.LINK, Opened.CONSOLE_LINK) and not standing.password_set:
        return Step.CHOOSE_PASSWORD
    if standing.proved:
        return None
    if standing.has_factor:
        return Step.PROVE
    return Step.ENROL if standing.needs_factor else None


class Ended(StrEnum):
    """Why a session has ended."""

    IDLE = "idle"
    TOO_LONG = "too long"
    UNKNOWN = "unknown"


def why_ended(*, opened_at: float | None, used_at: float | None, now: float, idle_limit: int) -> Ended | None:
    """Why the session has ended, or nothing; one that does not know its age has ended."""
    if opened_at is None or used_at is None or opened_at > now + NOTED_EVERY:
        return Ended.UNKNOWN
    if now - opened_at >= LONGEST:
        return Ended.TOO_LONG
    return Ended.IDLE if now - used_at >= idle_limit else None


BROWSERS: Final = (("Edg", "Edge"), ("Firefox", "Firefox"), ("Chrome", "Chrome"), ("Safari", "Safari"))
SYSTEMS: Final = (
    ("Windows", "Windows"),
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Mac OS", "macOS"),
    ("Linux", "Linux"),
)
"""What browsers say of themselves, in the order in which it tells: most name others too."""


def device_words(said: str) -> str:
    """A browser's long name for itself in two words; one that names nothing known is given back as it is, cut."""
    found = [next((words for mark, words in known if mark in said), "") for known in (BROWSERS, SYSTEMS)]
    return ", ".join(filter(None, found)) or said[:60]
