"""A facility's own risk of return: learned where there is something to learn, refused or doubted where there is not."""

from __future__ import annotations

import datetime as dt
import json
import random
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from django.utils import timezone
from tests.unit.departments.quality.leaving import Team

from wellrun.departments.quality.actions.return_models import learn_returns
from wellrun.departments.quality.models import ReturnModel
from wellrun.departments.quality.queries import return_models
from wellrun.departments.quality.queries.homegoing import Homegoing
from wellrun.departments.quality.queries.return_models import chances_of, reasons_by_model, taught_by
from wellrun.engines.risk.scores import Condition
from wellrun.foundations.audit.actions import System
from wellrun.values.faults import Refused

pytestmark = pytest.mark.database
BY = System("test")
FIRST = dt.datetime.combine(dt.date(2024, 1, 1), dt.time(12))


def stay(number: int, chance: random.Random) -> Homegoing:
    admissions = chance.choice((0, 0, 0, 1, 2, 4))
    left = FIRST + dt.timedelta(hours=4 * number)
    return Homegoing(
        encounter=f"V{number}",
        patient=f"P{number // 2}",
        started_at=left - dt.timedelta(days=chance.randrange(1, 9)),
        leaves=left,
        ended=True,
        acute=chance.random() < 0.6,
        outcome="home",
        age=chance.randrange(40, 90),
        sex=chance.choice(("female", "male")),
        admissions=admissions,
        emergency_visits=chance.randrange(3),
        conditions=frozenset({Condition.HEART_FAILURE} if chance.random() < 0.3 else ()),
        diagnosis=chance.choice(("I50", "J44", "K80")),
    )


def told(*, by_admissions: float, number: int = 4000) -> tuple[list[Homegoing], list[bool]]:
    """Stays whose chance to return grows with earlier admissions by so much each."""
    chance = random.Random(5)
    stays = [stay(each, chance) for each in range(number)]
    return stays, [chance.random() < 0.08 + by_admissions * one.admissions for one in stays]


@pytest.fixture
def learning(monkeypatch: pytest.MonkeyPatch, team: Team) -> Iterator[Any]:
    def of(**how: Any) -> ReturnModel:
        held = told(**how)
        monkeypatch.setattr(return_models, "_index_stays", lambda _facility, _today: held)
        return learn_returns(facility=team.hospital, today=team.today, by=BY, now=timezone.now())

    yield of


def test_what_can_be_learned_ranks_the_list_and_its_card_says_what_it_is_worth(learning: Any, team: Team) -> None:
    made = learning(by_admissions=0.06)
    assert made.doubts == []
    card = made.card
    figures = card["measured"][0]["figures"]
    assert 0.6 < figures["auroc"]["value"] < 0.8
    assert card["lace"]["auroc"]["value"] < figures["auroc"]["value"]
    assert {group["group"] for group in card["measured"][0]["groups"]} >= {"sex: female", "sex: male"}
    assert len(figures["deciles"]) == 10
    assert card["drift"]
    assert "P1" not in json.dumps(made.kept)
    held = [stay(each, random.Random(each)) for each in range(40)]
    chances = chances_of("H1", held)
    assert set(chances) == {one.encounter for one in held}
    often = max(held, key=lambda one: one.admissions)
    never = min(held, key=lambda one: one.admissions)
    assert chances[often.encounter] > 1.5 * chances[never.encounter]
    assert chances_of("H2", held) == {}
    why = reasons_by_model("H1", [often])[often.encounter]
    assert why[0].startswith(
        f"Admissions in the year before: {often.admissions}, where 0 is usual. This raises the risk"
    )
    assert reasons_by_model("H2", [often]) == {}
    named = replace(often, diagnosis="I50", diagnosis_words="Heart failure")
    said = " ".join(reasons_by_model("H1", [named])[named.encounter])
    assert "I50" not in said


def test_what_tells_nothing_is_refused_or_doubted_and_never_ranks(learning: Any, team: Team) -> None:
    try:
        made = learning(by_admissions=0.0)
    except Refused as refused:
        assert [fault.code for fault in refused.faults] == ["quality.nothing_learned"]
    else:
        assert made.doubts
    assert chances_of("H1", [stay(1, random.Random(1))]) == {}


def test_too_few_returns_are_not_learned_from(team: Team) -> None:
    with pytest.raises(Refused) as refused:
        taught_by("H1", today=team.today)
    assert [fault.code for fault in refused.value.faults] == ["quality.too_few_returns"]
    assert not ReturnModel.objects.exists()


def test_index_stays_are_those_of_the_measure(team: Team) -> None:
    day = team.today - dt.timedelta(days=60)
    team.leaves("Home", gone=True, day=day)
    team.leaves("Died", gone=True, day=day, disposition="exp")
    team.leaves("Lately", gone=True)
    again = dt.datetime.combine(day + dt.timedelta(days=9), dt.time(9))
    row = {"encounter": "V-again", "patient": "M-Home", "class_code": "IMP", "status": "finished", "unit": "W1"}
    team.told("encounters", row | {"started_at": again, "ended_at": again + dt.timedelta(days=1)})
    stays, returned = return_models._index_stays("H1", team.today)
    assert dict(zip((one.encounter for one in stays), returned, strict=True)) == {"V-Home": True, "V-again": False}
