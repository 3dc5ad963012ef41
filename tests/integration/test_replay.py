"""Two weeks of intensive care told as HL7 v2, with all that goes wrong: the board and the figures say what was so.

``make bench BENCH=replay`` does the same for a year of the whole hospital, over the wire.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from bench import replay
from bench._year import Year, year

from wellrun.foundations.feeds.actions import live_facts
from wellrun.foundations.feeds.actions.incoming import Came, receive
from wellrun.foundations.feeds.models import Connection

DAYS = 14
ANSWERED = b"MSA|AA|"


@pytest.fixture(scope="module")
def played() -> Year:
    return year(replay.TODAY, months=1, ward="ICU", days=DAYS, worse=5)


def sent(texts: Sequence[str]) -> None:
    answers = receive(came=[Came(text.encode(), "127.0.0.1") for text in texts])
    assert all(ANSWERED in answer for answer in answers)


def test_what_is_told_holds_everything_that_goes_wrong(played: Year) -> None:
    events = {text.split("|")[8] for _at, _order, text in played.sent}
    assert {"ADT^A01", "ADT^A02", "ADT^A03", "ADT^A11", "ADT^A13", "ADT^A40"} <= events
    recorded = [text.split("\r")[1].split("|")[2] for _at, _order, text in played.sent]
    assert recorded != sorted(recorded), "some are late"
    assert len({text for _at, _order, text in played.sent}) < len(played.sent), "some come twice"


@pytest.mark.django_db
def test_the_board_is_the_truth_at_every_midnight_and_the_figures_are_those_of_fhir(
    played: Year, tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(live_facts, "AFTER_LOAD", [])
    settings.WAREHOUSE, settings.ARRIVALS = tmp_path / "warehouse", tmp_path / "arrivals"
    connection: Connection = replay.furnish()
    found = replay.replayed(played, connection, send=sent)
    assert found["first differences"] == []
    assert found["midnights equal as they passed"] == found["midnights equal after the last message"] == DAYS
    assert found["held"] == 0
    figures = replay.measured(played, connection, tmp_path)
    known = {"census", "occupancy", "admissions", "discharges", "average_stay", "median_stay"}
    assert known <= set(figures["measures"])
    assert figures["figures"] > 100
    assert figures["first that differ"] == []


def test_a_board_that_is_wrong_is_found_out(played: Year) -> None:
    midnight = played.midnights[3]
    truth = played.lying(midnight)
    assert truth
    assert played.lying(midnight + dt.timedelta(days=2)) != truth
