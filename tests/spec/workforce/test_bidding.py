"""Who gets a shift that several bid for.

Source: house rule, after shift bidding with rest, weekly limit and seniority as tie-breaks. Who may not work the shift
has no place. Then: no overtime before overtime, fewer hours in the seven days before, fewer nights in the fourteen days
before, longer service, the earlier bid.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as some

from wellrun.departments.workforce.rules.bidding import Bidder, By, placed

EARLY = dt.datetime(2027, 1, 4, 8, tzinfo=dt.UTC)
FIRST = Bidder(1, legal=True, overtime=False, minutes=690, nights=1, since=dt.date(2020, 1, 1), bid_at=EARLY)


@pytest.mark.parametrize(
    ("worse", "by"),
    [
        ({"overtime": True, "minutes": 0, "nights": 0, "since": dt.date(2001, 1, 1)}, By.OVERTIME),
        ({"minutes": 1380, "nights": 0, "since": dt.date(2001, 1, 1)}, By.HOURS),
        ({"nights": 2, "since": dt.date(2001, 1, 1)}, By.NIGHTS),
        ({"since": dt.date(2021, 1, 1)}, By.SENIORITY),
        ({"bid_at": EARLY + dt.timedelta(minutes=1)}, By.TIME),
    ],
)
def test_each_step_decides_whatever_the_later_ones_say(worse: dict[str, object], by: By) -> None:
    other = replace(FIRST, person=2, bid_at=EARLY - dt.timedelta(hours=1))
    other = replace(other, **worse)  # type: ignore[arg-type]
    order = placed([other, FIRST])
    assert [(one.bidder.person, one.rank, one.behind_by) for one in order] == [(1, 1, None), (2, 2, by)]


def test_who_may_not_work_it_has_no_place() -> None:
    barred = replace(FIRST, person=2, legal=False, minutes=0, nights=0)
    assert [one.bidder.person for one in placed([barred, FIRST])] == [1]
    assert placed([barred]) == ()


BIDDERS = some.builds(
    Bidder,
    person=some.integers(1, 9),
    legal=some.booleans(),
    overtime=some.booleans(),
    minutes=some.integers(0, 3),
    nights=some.integers(0, 2),
    since=some.dates(dt.date(2020, 1, 1), dt.date(2020, 1, 3)),
    bid_at=some.just(EARLY),
)


@given(some.lists(BIDDERS, unique_by=lambda one: one.person), some.randoms())
def test_the_order_does_not_hang_on_the_order_of_asking(bidders: list[Bidder], chance: object) -> None:
    shuffled = list(bidders)
    chance.shuffle(shuffled)  # type: ignore[attr-defined]
    assert placed(shuffled) == placed(bidders)
    assert {one.bidder.person for one in placed(bidders)} == {one.person for one in bidders if one.legal}
