"""Who of a unit is away and when: what managers enter as leave, and what rosters have to go round."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from wellrun.demo.chance import Chance
from wellrun.demo.story import DAY, Story

STAFF_OF_STORY = 34
"""The own staff of Ward 5 without its manager, over whom those who are away are spread."""

REFUSED = 5
"""The one who is told that too many are away already."""


@dataclass(frozen=True)
class Away:
    """Leave of somebody, by the position among a unit's own staff without whoever enters it."""

    position: int
    kind: str
    first: dt.date
    days: int
    decision: str

    @property
    def last(self) -> dt.date:
        return self.first + (self.days - 1) * DAY


def away_from(code: str, story: Story) -> Iterator[Away]:
    """Some who are away or will be; a few still wait for an answer."""
    chance, people = Chance(f"leave {code}"), 14 if code == "W05" else 3
    for number in range(people):
        kind = {1: "sick", 2: "parental", 3: "study"}.get(number, "annual")
        begins = chance.whole(8, 60) if kind not in ("sick", "parental") else -chance.whole(2, 20)
        days = {"sick": 26, "parental": 120, "study": 2}.get(kind, chance.whole(4, 10))
        decision = "refused" if number == REFUSED else "approved" if number % 4 != 3 else ""
        yield Away(number * max(1, STAFF_OF_STORY // people), kind, story.today + begins * DAY, days, decision)
