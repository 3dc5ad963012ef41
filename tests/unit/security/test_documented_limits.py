"""The page on security says what the code does: limits, ways in, keys, connections, sealed fields, logs."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps

from wellrun.config import settings as written
from wellrun.foundations.access import tokens
from wellrun.foundations.access.rates import A_MINUTE
from wellrun.foundations.feeds.api import MOST_FILES
from wellrun.foundations.feeds.listener import Limits
from wellrun.foundations.identity import actions, codes, guesses, rules
from wellrun.foundations.keys import keyring
from wellrun.foundations.keys.fields import SealedText
from wellrun.foundations.patients.rules import GLASS_OPEN
from wellrun.warehouse.loading.targets import LARGEST_OBJECT

ROOT = Path(__file__).parents[3]
PAGE = (ROOT / "docs" / "reference" / "security.md").read_text()


def table(heading: str) -> dict[str, str]:
    """The rows under a heading: first cell, and the rest."""
    part = PAGE.split(f"\n## {heading}\n")[1].split("\n## ")[0]
    rows = re.findall(r"^\| (?!---)(.+?) \| (.+) \|$", part, re.MULTILINE)
    return dict(rows[1:])


def rate(config: dict[str, str] | str, of: str) -> int:
    """How many times an hour, from a rate as the library writes it."""
    words = config if isinstance(config, str) else ",".join(config.values())
    return int(next(one.split("/")[0] for one in words.split(",") if one.endswith(f"/h/{of}")))


def test_the_limits_are_those_of_the_code() -> None:
    said, minute, hour = table("Limits"), 60, 3600
    by_sign_in, asking = written.ACCOUNT_RATE_LIMITS["login_failed"], actions.FORGOTTEN
    live = Limits()
    expected = {
        "live messages (`wellrun listen`)": (
            f"{live.longest // 2**20} MB for one, {live.half:.0f} seconds from its first byte to its last, "
            f"{live.connections} connections; nobody is read while {live.backlog:,} wait"
        ),
        "idle session, roles that see patients or give roles": f"{rules.IDLE_SENSITIVE // minute} minutes",
        "idle session, other roles": f"{rules.IDLE_OTHERWISE // hour} hours",
        "any session": f"{rules.LONGEST // hour} hours",
        "fresh enough to change a password or factor": f"{rules.FRESH // minute} minutes",
        "wrong passwords for one account from one address": (
            f"{written.AXES_FAILURE_LIMIT}, then a pause of {guesses.PAUSE_MINUTES} minutes"
        ),
        "wrong passwords for one account from everywhere": f"{rate(by_sign_in, 'key')} an hour",
        "wrong passwords from one address": f"{rate(by_sign_in, 'ip')} an hour",
        "wrong codes of one account": "{} in {} minutes".format(*re.findall(r"\d+", codes.WRONG_CODES["code"])),
        "asking for a new password": (
            f"{rate(asking, 'key')} an hour for an address of mail, {rate(asking, 'ip')} an hour from one machine"
        ),
        "link to sign in or to set a password": f"once, within {actions.LINK_LIFE.seconds // minute} minutes",
        "access token": f"{tokens.LONGEST_LIFE.days} days",
        "broken glass": f"one patient, {GLASS_OPEN.seconds // hour} hours",
        "requests a minute": (
            f"{A_MINUTE['page']} pages, {A_MINUTE['program']:,} answers for programs, "
            f"{A_MINUTE['file']} files an account; {A_MINUTE['unknown']} an address without anybody signed in"
        ),
        "body of a request that is no file": f"{written.DATA_UPLOAD_MAX_MEMORY_SIZE // 2**20} MB",
        "files: FHIR NDJSON or Bundles, HL7 v2, declared CSV, plain or gzip": (
            f"2 GB in one request (proxy), {MOST_FILES} files by the API, {LARGEST_OBJECT // 2**20} MB for one resource"
        ),
    }
    assert {what: said[what] for what, words in expected.items() if not said[what].startswith(words)} == {}
    assert set(said) - set(expected) == {"sessions at once"}
    assert written.AXES_COOLOFF_TIME.seconds == guesses.PAUSE_MINUTES * minute


def test_every_way_in_is_named() -> None:
    named = set(table("Ways in"))
    assert {way.value for way in rules.Opened} <= named
    assert named - {way.value for way in rules.Opened} == {"access token", "directory's key"}


def test_every_purpose_of_a_key_is_listed(settings: Any, tmp_path: Path) -> None:
    settings.KEYS_FILE = tmp_path / "keys.json"
    listed = table("Keys and algorithms")
    assert {purpose.value for purpose in keyring.Purpose} | {"secret key"} == set(listed)
    for key in keyring.ring().keys:
        assert listed[key.purpose.value].startswith(f"{len(key.secret) * 8} ")
    source = ROOT / "src" / "wellrun"
    used = {
        name
        for file in source.rglob("*.py")
        for name in re.findall(r"from cryptography\.hazmat\.primitives\S* import (.+)", file.read_text())
    }
    assert used <= {"AESGCM", "Ed25519PrivateKey, Ed25519PublicKey", "Ed25519PublicKey", "Scrypt", "HKDF", "SHA256"}


def test_secrets_have_256_bits() -> None:
    assert len(tokens.new_secret()) - len(tokens.OPENING) == 43
    made = re.findall(r"token_urlsafe\((\d+)\)", (ROOT / "src/wellrun/foundations/identity/actions.py").read_text())
    assert made == ["32", "32"], "links and directories' keys"


def test_every_connection_is_named() -> None:
    said = " ".join(f"{first} {rest}" for first, rest in re.findall(r"^\| (.+?) \| (.+) \|$", PAGE, re.MULTILINE))
    for name in ("WELLRUN_DATABASE", "WELLRUN_SMTP", "WELLRUN_SIGN_ON", "127.0.0.1:8000"):
        assert name in said


def test_every_sealed_field_is_named() -> None:
    part = PAGE.split("\n## Sorts of data\n")[1].split("\n## ")[0]
    for model in apps.get_models():
        for field in model._meta.concrete_fields:
            if isinstance(field, SealedText) and model.__module__.startswith("wellrun."):
                assert f"{model._meta.app_label}.{model.__name__}" in part, model
                assert f"`{field.name}`" in part or f".{field.name}`" in part, field


@pytest.mark.parametrize("name", ["handlers", "root"])
def test_logs_go_only_where_the_page_says(name: str) -> None:
    assert set(table("Logs")) == {
        "audit: readings of patients, writes, sign-ins, exports, refusals of records",
        "of the service: faults and refused requests, no values of patients",
    }
    assert written.LOGGING["handlers"] == {"console": {"class": "logging.StreamHandler"}}
    assert written.LOGGING["root"]["handlers"] == ["console"]
    assert written.AXES_DISABLE_ACCESS_LOG is True
