"""Whether the follow-up worked: whole months, when there are enough, a fall that was planted, and none that was not."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings
from django.urls import reverse
from tests.unit.departments.quality.leaving import Team

from wellrun.departments.quality.models import TeamCapacity
from wellrun.departments.quality.queries import proof
from wellrun.departments.quality.queries.proof import Proof, after, month_of, months_from, proof_of
from wellrun.departments.quality.queries.published import follow_up_rows
from wellrun.departments.quality.rules.readmissions.protocol import Answer, Step
from wellrun.engines.effect.claims import Finding
from wellrun.warehouse.connection import Warehouse, replace_rows
from wellrun.warehouse.tables import TABLES

pytestmark = pytest.mark.database
DAY = dt.timedelta(days=1)
FIRST, TODAY, BEGUN = dt.date(2022, 1, 1), dt.date(2026, 3, 1), dt.date(2025, 3, 1)
A_DAY = 20


def rows(*, before: float, since: float) -> Iterator[dict[str, Any]]:
    """Twenty people a day who leave, of whom a share returns, as the warehouse tells of them."""
    chance = random.Random(7)
    for number in range((TODAY - FIRST).days * A_DAY):
        day = FIRST + number // A_DAY * DAY
        back = chance.random() < (since if day >= BEGUN else before)
        yield {"encounter": f"V{number}", "patient": f"P{number}", "day": day, "returned_30": int(back)} | {
            "expected_returns": 0.2,
            "followed": None,
        }


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch, team: Team) -> Any:
    """The proof of a facility of which these rows are told."""

    def of(**shares: float) -> Proof:
        held = list(rows(**shares))
        monkeypatch.setattr(proof, "_rows", lambda _facility, _day: held)
        proof._proof.cache_clear()
        return proof_of(team.world.place("H1"), begun_on=BEGUN, day=TODAY)

    return of


def test_a_fall_that_was_planted_is_found_with_what_it_avoided(told: Any, team: Team, signed_in: Any) -> None:
    found = told(before=0.20, since=0.15)
    assert (found.start, len(found.months), found.followed, found.before_missing) == (37, 48, 0, 0)
    assert (found.months[0].begins, found.months[-1].begins) == (dt.date(2022, 2, 1), dt.date(2026, 1, 1))
    verdict = found.verdict
    assert verdict is not None
    assert verdict.finding is Finding.FALL
    avoided = verdict.series.avoided
    truth = 0.05 * sum(month.discharges for month in found.months[found.start :])
    assert 0 < avoided.lower < truth < avoided.upper
    assert verdict.matched is None
    assert (verdict.expected.ratio.value, verdict.expected.ratio.upper) == pytest.approx((0.75, 0.8), abs=0.06)
    team.sets()
    TeamCapacity.objects.update(since=BEGUN)
    shown = signed_in(team.world.director).get(f"{reverse('quality:proof')}?at=H1&day={TODAY}").text
    for words in ("returns were avoided.", "What cannot be said", "Observed against expected", "Mar 2025", "start"):
        assert words in shown, words


def test_without_a_change_nothing_is_claimed(told: Any, team: Team, signed_in: Any) -> None:
    verdict = told(before=0.20, since=0.20).verdict
    assert verdict is not None
    assert verdict.finding is Finding.NOTHING
    team.sets()
    TeamCapacity.objects.update(since=BEGUN)
    shown = signed_in(team.world.director).get(f"{reverse('quality:proof')}?at=H1&day={TODAY}").text
    assert "No change that chance does not explain." in shown


def test_the_warehouse_tells_who_left_who_was_followed_and_who_returned(team: Team) -> None:
    team.sets(9)
    day = team.today - 60 * DAY
    TeamCapacity.objects.update(since=day)
    team.leaves("Back", gone=True, day=day)
    team.leaves("Gone", gone=True, day=day, disposition="exp")
    team.leaves("Home", gone=True, day=day + DAY)
    again = dt.datetime.combine(day + 9 * DAY, dt.time(9))
    team.told(
        "encounters",
        {"encounter": "V-again", "patient": "M-Back", "class_code": "IMP", "status": "finished", "unit": "W1"}
        | {"started_at": again, "ended_at": again + DAY},
    )
    (held,) = team.takes(day)
    team.says(held, Step.CALL, Answer.DONE)
    replace_rows(Warehouse(settings.WAREHOUSE), TABLES["follow_ups"], follow_up_rows(team.today))
    told = {row["encounter"]: row for row in proof._rows("H1", team.today)}
    assert set(told) == {"V-Back", "V-Home", "V-again"}
    assert [told[key]["returned_30"] for key in ("V-Back", "V-Home", "V-again")] == [1, 0, 0]
    assert [bool(told[key]["followed"]) for key in ("V-Back", "V-Home", "V-again")] == [True, False, False]


def test_the_first_and_the_last_month_are_not_whole() -> None:
    days = [dt.date(2026, 1, 5), dt.date(2026, 2, 1), dt.date(2026, 2, 28), dt.date(2026, 3, 1)]
    counted = months_from([{"day": day, "returned_30": number % 2} for number, day in enumerate(days)])
    assert [(one.begins, one.discharges, one.returns) for one in counted] == [(dt.date(2026, 2, 1), 2, 1)]
    assert months_from([]) == ()


def test_it_says_from_when_on_a_verdict_can_be_reached() -> None:
    early = Proof(dt.date(2026, 6, 5), months=(), start=12, verdict=None, followed=0)
    # June is phased in; July to December are the six months, and January's returns end what is awaited.
    assert early.enough_on == dt.date(2027, 2, 1) + 31 * DAY
    assert Proof(BEGUN, months=(), start=9, verdict=None, followed=0).before_missing == 3
    assert month_of(dt.date(2026, 6, 5)) == dt.date(2026, 6, 1)
    assert after(dt.date(2026, 11, 1), 2) == after(dt.date(2026, 1, 1), 12) == dt.date(2027, 1, 1)
