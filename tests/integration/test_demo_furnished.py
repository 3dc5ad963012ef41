"""A newcomer's first start: the empty installation becomes the demonstration, and its morning tells the story."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

FIRST_START = """
import django
django.setup()
from wellrun.config import installation
installation.prepare()
installation.furnish_demonstration()
installation.furnish_demonstration()
print(installation.first_account().email)
"""
COO = "amara.okafor@tidewater.example.invalid"


def ran(home: Path, *words: str) -> str:
    environment = {**os.environ, "WELLRUN_HOME": str(home), "DJANGO_SETTINGS_MODULE": "wellrun.config.settings"}
    done = subprocess.run([sys.executable, *words], env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("installation")
    assert ran(home, "-c", FIRST_START).strip() == COO
    return home


@pytest.fixture(scope="module")
def morning(home: Path) -> Mapping[str, Any]:
    return json.loads(ran(home, "-m", "wellrun.config.command", "today", "--as", COO, "--format", "json"))  # type: ignore[no-any-return]


def test_the_morning_tells_of_the_outbreak(morning: Mapping[str, Any]) -> None:
    said = json.dumps(morning, ensure_ascii=False)
    for words in (
        "more than half of the rise is on Ward 5",
        "Sickness has",
        "Boarding time has",
        "Agency share of hours",
        "No-shows have",
        "Overall rating of 9 or 10",
        "“Device days” has not come",
        "could not be loaded",
    ):
        assert words in said


def test_what_was_done_is_judged(morning: Mapping[str, Any]) -> None:
    said = json.dumps(morning, ensure_ascii=False)
    for words in ("It worked.", "No effect seen yet.", "It worked, then faded."):
        assert words in said


def test_the_audit_is_whole(home: Path) -> None:
    ran(home, "-m", "wellrun.config.command", "audit")
