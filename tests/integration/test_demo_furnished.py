"""A newcomer's first start: the empty installation becomes the demonstration, and its morning tells the story."""

from __future__ import annotations

import os
import subprocess
import sys
from decimal import Decimal
from pathlib import Path

import pytest

DAY = "2026-11-24"
"""A fixed morning: on another the noise is another, and a pattern may be told in other words."""
FIRST_START = f"""
import datetime as dt
import django
django.setup()
from django.utils import timezone
timezone.now = lambda: dt.datetime.fromisoformat("{DAY}T12:00:00+00:00")
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
def morning(home: Path) -> str:
    """The brief as text, its lines joined, so that a sentence is found wherever it was broken."""
    return " ".join(ran(home, "-m", "wellrun.config.command", "today", "--as", COO, "--date", DAY).split())


@pytest.mark.parametrize(
    "words",
    [
        "Falls have been",
        "more than half of the rise is on Ward 5",
        "Sickness has been above",
        "Boarding time has been above",
        "Agency share of hours",
        "No-shows have been",
        "Overall rating of 9 or 10",
        "“Device days” has not come",
        "rows of Harbour View Hospital could not be loaded",
    ],
)
def test_the_morning_tells_the_story(morning: str, words: str) -> None:
    assert words in morning


@pytest.mark.parametrize(
    "words",
    [
        "Float pool for the surgical wards: No effect seen yet.",
        "Second discharge round at 10:00: It worked.",
        "Bed-exit alarms on all wards: It worked, then faded.",
    ],
)
def test_what_was_done_is_judged(morning: str, words: str) -> None:
    assert words in morning


def test_there_are_people_in_beds_in_emergency_and_gaps_in_shifts(morning: str) -> None:
    assert "staffed beds free" in morning
    assert "boarding" in morning
    assert "Missing:" in morning


def test_the_audit_is_whole(home: Path) -> None:
    ran(home, "-m", "wellrun.config.command", "audit", "verify")


BREACHES = """
import datetime as dt
import django
django.setup()
from wellrun.departments.revenue.queries.underpayments import underpayments
from wellrun.foundations.organisation.models import Facility
hospital = Facility.objects.get(code="HV")
found = underpayments(hospital, since=dt.date(2026, 9, 1), until=dt.date(2026, 11, 24))
for one in found.lines:
    days, charge = (one.claim.ends - one.claim.begins).days, one.claim.charge
    print(one.payer.code, one.shortfall.term, one.missing, days, charge, sep=";")
print(found.as_agreed > 100, found.overpaid, found.undecided > 0)
"""


def test_three_breaches_of_contracts_are_found_to_the_cent(home: Path) -> None:
    """By the contracts' rates: 350 a day from the fourth, half of a visit's fee, half of what is above 180,000."""
    *lines, counted = ran(home, "-c", BREACHES).split("\n")[:-1]
    told = {tuple(line.split(";")[:2]): [Decimal(figure) for figure in line.split(";")[2:]] for line in lines}
    assert len(lines) == 3 and counted == "True 0 True"
    missing, days, _charge = told["HARBORLINE", "days on a ward"]
    assert missing == 350 * (days - 3)
    missing, _days, charge = told["COASTAL", "outlier"]
    assert missing == (charge - 180000) / 2
    missing, *_more = told["HARBORLINE", "outpatient fees"]
    assert missing in (Decimal("143.01"), Decimal("232.26"))
