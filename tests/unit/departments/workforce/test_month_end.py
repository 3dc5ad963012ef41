"""The month's end as a page, a file and a signal: from worked hours in the warehouse, against what was agreed."""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings

from wellrun.departments.workforce.queries.month_end import Ending, endings_within
from wellrun.departments.workforce.signals import month_end_signals
from wellrun.foundations.catalogue.charting import facts
from wellrun.foundations.catalogue.models import Setting
from wellrun.warehouse.connection import Warehouse, replace_rows
from wellrun.warehouse.tables import TABLES

from .conftest import Ward

TODAY = dt.date(2026, 11, 21)
DAY = dt.timedelta(days=1)


def worked(day: dt.date, employment: str, hours: float) -> dict[str, Any]:
    about = {"facility": "H1", "unit": "W1", "staff_group": "registered_nurse", "source": "payroll", "arrival": "a"}
    return {**about, "day": day, "employment": employment, "hours": hours, "cost": hours * 50}


def hours() -> Iterator[dict[str, Any]]:
    """Since May 2025: 80 hours a day of one's own, four of overtime, ten of agency; twenty of agency this November."""
    first = dt.date(2025, 5, 1)
    for ahead in range((TODAY - first).days):
        day = first + ahead * DAY
        yield worked(day, "own", 80)
        yield worked(day, "overtime", 4)
        yield worked(day, "agency", 20 if day >= dt.date(2026, 11, 1) else 10)


@pytest.fixture(autouse=True)
def fresh_reader() -> Iterator[None]:
    """Each test has a warehouse of its own, and the reader that a process keeps is of the one before."""
    facts.cache_clear()
    yield
    facts.cache_clear()


@pytest.fixture
def known(ward: Ward) -> Ward:
    replace_rows(Warehouse(settings.WAREHOUSE), TABLES["worked_hours"], list(hours()))
    return ward


def ending(ward: Ward, kind: str) -> Ending:
    endings = endings_within(ward.tree["H1/W1"], day=TODAY, tree=ward.tree)
    (found,) = [one for one in endings if one.kind == kind]
    return found


def agreed(ward: Ward, target: float) -> None:
    Setting.objects.create(measure="agency_share", place="H1/W1", target=target, owner=None)


def test_hours_money_and_shares_of_both_kinds(known: Ward) -> None:
    """Twenty days of four hours and ten like them: 120 of overtime, with 50 an hour."""
    overtime, agency = ending(known, "overtime"), ending(known, "agency")
    assert (overtime.hours.so_far, overtime.hours.likely, overtime.money) == (80, 120, 6000)
    assert overtime.usual == pytest.approx(4 * 365 / 12)
    # 400 so far; each weekday's usual is the mean of five or six weeks at ten and two or three at twenty.
    assert agency.hours.so_far == 400
    assert 500 < agency.hours.likely < 600
    assert overtime.share == pytest.approx(100 * 120 / (120 + 2400 + agency.hours.likely), abs=0.01)


def test_beyond_is_said_only_when_even_the_least_likely_is(known: Ward) -> None:
    share = ending(known, "agency")
    assert share.low_share is not None and share.share is not None
    agreed(known, share.share)
    assert not ending(known, "agency").beyond or share.low_share > share.share
    Setting.objects.update(target=share.low_share - 0.5)
    assert ending(known, "agency").beyond


def test_the_morning_is_told_once_for_each_place_and_month(known: Ward) -> None:
    agreed(known, 10.0)
    (draft,) = month_end_signals(TODAY, known.tree)
    assert (draft.key, draft.place, draft.measure) == ("month-end:agency:H1/W1:2026-11", "H1/W1", "agency_share")
    assert draft.sentence == "Agency on Ward 1 will be beyond what was agreed when November ends."
    assert "/workforce/month-end/" in draft.address
    assert list(month_end_signals(dt.date(2026, 11, 7), known.tree)) == []


def test_the_page_and_its_file_say_the_same(known: Ward, signed_in: Any) -> None:
    manager, address = signed_in(known.manager), f"/workforce/month-end/?at=H1/W1&day={TODAY}"
    page = manager.get(address).content.decode()
    assert "Overtime: likely 120 hours (120 to 120)" in " ".join(page.split())
    answer = manager.get(f"{address}&export=csv")
    text = b"".join(answer.streaming_content).decode() if answer.streaming else answer.content.decode()
    rows = list(csv.DictReader(io.StringIO(text.lstrip("\ufeff"))))
    assert [row["Hours"] for row in rows] == ["Overtime", "Agency"]
    assert float(rows[0]["Likely by the end, h"]) == 120


def test_without_hours_the_page_says_what_fills_it(ward: Ward, signed_in: Any) -> None:
    page = signed_in(ward.manager).get(f"/workforce/month-end/?at=H1/W1&day={TODAY}").content.decode()
    assert "Send worked_hours.csv from payroll" in page
