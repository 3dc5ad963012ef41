"""Harbour View lived through once more, for years, with a programme against return and with one that does nothing.

Wards, beds, seasons and the winter's outbreak are those of the demonstration; the people and their fates are other ones
for each seed. Its own eighteen months are too few to find such a fall in: with about a thousand discharges a month a
series needs years before it.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from wellrun.demo.hospital import Hospital, hospital
from wellrun.demo.patients import BACK_SOON, Registry
from wellrun.demo.story import Story, next_month
from wellrun.engines.effect.claims import Finding
from wellrun.engines.effect.joint import Evidence, Verdict, judge
from wellrun.engines.effect.series import Point
from wellrun.engines.risk.spells import Disposition, Judged, Stay
from wellrun.engines.risk.spells import judge as judge_stays

BEFORE, AFTER = 48, 18
"""Months before the programme begins and since, as the simulated facilities of `engines.effect.simulation` have."""

EFFECT = 0.18
"""Share of returns within a month that the programme prevents: a little above the 15 % that are asked of it."""

ENDED = {
    "exp": Disposition.DIED,
    "hosp": Disposition.TRANSFERRED,
    "aadvice": Disposition.AGAINST_ADVICE,
}


@dataclass(frozen=True)
class Lived:
    """One seed: how much the programme took away, and what the evaluation says of both hospitals."""

    seed: int
    reduction: float
    working: Verdict
    idle: Verdict

    @property
    def proven(self) -> bool:
        """Whether the fall was found by an interval that holds the truth."""
        return self.working.finding is Finding.FALL and self.covered

    @property
    def covered(self) -> bool:
        series = self.working.series
        return series is not None and series.reduction.lower <= self.reduction <= series.reduction.upper

    @property
    def false_finding(self) -> bool:
        return self.idle.finding in (Finding.FALL, Finding.RISE)


def lived(today: dt.date, *, seed: int, effect: float = EFFECT) -> Lived:
    """Lives Harbour View's years up to a day twice, and has both judged. Some twenty seconds."""
    working, idle = (returns_by_month(today, seed=seed, effect=each) for each in (effect, 0.0))
    return Lived(seed, effect, _judged(working), _judged(idle))


def returns_by_month(today: dt.date, *, seed: int, effect: float) -> tuple[Point, ...]:
    """Index discharges by month and the returns within 30 days, by the rules of CMS; all of them are known."""
    # The month that is not over and the one before it, whose returns are not all known, are left out.
    story = Story(today, BEFORE + AFTER + 1)
    begins = story.first
    for _ in range(BEFORE):
        begins = next_month(begins)

    def soon(when: dt.datetime) -> float:
        return BACK_SOON * (1 - effect) if when.date() >= begins else BACK_SOON

    played = hospital(story, Registry(prefix="HV", reference=story.first, lot=f" again {seed}", soon=soon))
    found = judge_stays(_stays(played), data_end=story.today)
    return _counted(found, story)


def _stays(played: Hospital) -> list[Stay]:
    return [
        Stay(
            id=one.encounter,
            patient=one.patient,
            hospital="HV",
            admitted=one.started.date(),
            discharged=one.ended.date(),
            disposition=ENDED.get(one.disposition, Disposition.HOME_OR_OTHER),
        )
        for one in played.stays
        if one.ended is not None
    ]


def _counted(found: Sequence[Judged], story: Story) -> tuple[Point, ...]:
    home = Counter(one.stay.discharged.replace(day=1) for one in found if one.not_index is None)
    back = Counter(one.stay.discharged.replace(day=1) for one in found if one.counted)
    months = list(story.months())[: BEFORE + AFTER]
    return tuple(Point(returns=back[each], discharges=home[each], exposure=home[each]) for each in months)


def _judged(points: Sequence[Point]) -> Verdict:
    return judge(Evidence(points=points, start=BEFORE, phase_in=1))
