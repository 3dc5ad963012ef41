"""A simulated facility whose discharges, with and without a programme against return, share all their chance.

The same patients come on the same days with the same luck in both worlds. What differs between them is therefore what
the programme did, and that difference, counted, is the truth an evaluation has to find.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]

DAYS_A_MONTH = 30
RETURN_WITHIN = 30
_DEEPEST = 6
# Lived but not told, so that the first month told has as many who had returned before as any other.
_WARM_MONTHS = 4
_WARM = _WARM_MONTHS * DAYS_A_MONTH
DAYS_A_YEAR = 365.25
COVARIATES = ("age", "conditions", "urgent", "returns before")


@dataclass(frozen=True, kw_only=True)
class Facility:
    """What a simulated facility is like. Months have 30 days; odds are logarithms of odds.

    arrivals_a_day: discharges that are no returns. persons: how many people they are drawn from, the ill more often.
    secular, drift: change of the odds a year that nobody caused, and that the patients' conditions cause. season: half
    the difference of the odds between January and July. shock, shock_memory: standard deviation of a month's own odds,
    and how much of it is still there in the next. miscalibrated: by how much the risk model's odds are too high.
    """

    months_before: int = 48
    months_after: int = 18
    arrivals_a_day: float = 56.0
    persons: int = 60_000
    base: float = -2.75
    secular: float = -0.01
    drift: float = 0.03
    season: float = 0.08
    shock: float = 0.03
    shock_memory: float = 0.4
    hidden: float = 0.4
    miscalibrated: float = 0.15

    @property
    def start(self) -> int:
        """The day the programme begins."""
        return self.months_before * DAYS_A_MONTH

    @property
    def end(self) -> int:
        """The day after the last."""
        return (self.months_before + self.months_after) * DAYS_A_MONTH


@dataclass(frozen=True, kw_only=True)
class Programme:
    """Whom it reaches and what it does. The riskiest of a day are asked first, as many as there is capacity.

    ramp_days: how long until all of the capacity is there. uptake: share of those asked who take part, on average;
    selection: by how much (in odds, a standard deviation) the less ill, in ways no record shows, take part more often.
    relative_effect: share of returns of those who take part that it prevents; 0 for a programme that does nothing.
    """

    capacity_a_day: int = 27
    ramp_days: int = 60
    uptake: float = 0.8
    selection: float = 0.2
    relative_effect: float = 0.2


@dataclass(frozen=True, kw_only=True, slots=True)
class Discharge:
    """One row. day: since the first; predicted: the risk model's, 0 to 1; returned: within 30 days."""

    day: int
    patient: int
    age: float
    conditions: float
    urgent: bool
    returns_before: int
    predicted: float
    asked: bool
    treated: bool
    returned: bool


@dataclass(frozen=True, kw_only=True, eq=False)
class World:
    """All discharges of a simulated facility, by day: arrays of one length. covariates: as COVARIATES, one a column."""

    facility: Facility
    day: Ints
    patient: Ints
    covariates: Floats
    predicted: Floats
    asked: Flags
    treated: Flags
    returned: Flags

    def __len__(self) -> int:
        return len(self.day)

    def rows(self) -> Iterator[Discharge]:
        """The discharges one by one."""
        for at in range(len(self)):
            age, conditions, urgent, before = self.covariates[at].tolist()
            yield Discharge(
                day=int(self.day[at]),
                patient=int(self.patient[at]),
                age=age,
                conditions=conditions,
                urgent=bool(urgent),
                returns_before=int(before),
                predicted=float(self.predicted[at]),
                asked=bool(self.asked[at]),
                treated=bool(self.treated[at]),
                returned=bool(self.returned[at]),
            )


@dataclass(frozen=True, kw_only=True)
class Truth:
    """What the programme did to the whole facility from its first day: rates 0 to 1, reduction as share of the rate."""

    rate_with: float
    rate_without: float
    returns_with: int
    returns_without: int

    @property
    def reduction(self) -> float:
        return 1 - self.rate_with / self.rate_without

    @property
    def avoided(self) -> int:
        return self.returns_without - self.returns_with


@dataclass(frozen=True, kw_only=True, eq=False)
class _People:
    """Everyone who arrives and all luck they will have, whatever is done for them: one row an arrival."""

    day: Ints
    person: Ints
    age: Floats
    conditions: Floats
    urgent: Floats
    hidden: Floats
    luck: Floats
    willing: Floats
    away: Ints


def worlds(facility: Facility, programme: Programme, *, seed: int) -> tuple[World, World, Truth]:
    """The facility with the programme, the same where it does nothing, and the difference. One seed, one answer.

    In the second world people are asked and take part as in the first, so it is both the counterfactual and the world
    of a programme without effect. Raises ValueError where a share is outside 0 to 1.
    """
    if not (0 <= programme.relative_effect <= 1 and 0 < programme.uptake < 1):
        raise ValueError("Effect and uptake are shares: from 0 to 1.")
    chance = np.random.default_rng(seed)
    people = _people(facility, chance)
    odds = _odds_of_days(facility, chance)
    working = _lived(facility, programme, people, odds, programme.relative_effect)
    idle = _lived(facility, programme, people, odds, 0.0)
    return working, idle, truth(working, idle)


def truth(working: World, idle: World) -> Truth:
    """The counted difference of two worlds after the programme's first day."""
    one, other = (world.returned[world.day >= world.facility.start] for world in (working, idle))
    return Truth(
        rate_with=float(one.mean()),
        rate_without=float(other.mean()),
        returns_with=int(one.sum()),
        returns_without=int(other.sum()),
    )


def _people(facility: Facility, chance: np.random.Generator) -> _People:
    age = np.clip(chance.normal(64, 16, facility.persons), 18, 99)
    conditions = chance.poisson(chance.gamma(2.0, 1.6, facility.persons)).astype(float)
    hidden = chance.normal(0, 1, facility.persons)
    often = np.cumsum((1 + 0.25 * conditions) * np.exp(0.3 * hidden))
    counts = chance.poisson(facility.arrivals_a_day, _WARM + facility.end)
    total = int(counts.sum())
    person = np.searchsorted(often, chance.uniform(0, often[-1], total), side="right")
    return _People(
        day=np.repeat(np.arange(-_WARM, facility.end), counts),
        person=person,
        age=age[person],
        conditions=conditions[person],
        urgent=(chance.uniform(size=total) < 0.45).astype(float),
        hidden=hidden[person],
        luck=chance.uniform(size=(total, _DEEPEST)),
        willing=chance.uniform(size=(total, _DEEPEST)),
        away=chance.integers(1, RETURN_WITHIN + 1, (total, _DEEPEST)) + chance.poisson(4.0, (total, _DEEPEST)),
    )


def _odds_of_days(facility: Facility, chance: np.random.Generator) -> Floats:
    """What every day adds to everyone's log-odds: season, secular trend and the month's own."""
    months = _WARM_MONTHS + facility.months_before + facility.months_after
    own = np.empty(months)
    fresh = chance.normal(0, facility.shock, months)
    own[0] = fresh[0]
    for month in range(1, months):
        own[month] = facility.shock_memory * own[month - 1] + fresh[month] * np.sqrt(1 - facility.shock_memory**2)
    day = np.arange(-_WARM, facility.end)
    season = facility.season * np.cos(2 * np.pi * (day - 15) / DAYS_A_YEAR)
    return np.asarray(season + facility.secular * day / DAYS_A_YEAR + np.repeat(own, DAYS_A_MONTH))


def _lived(facility: Facility, programme: Programme, people: _People, odds: Floats, effect: float) -> World:
    """One world, day by day: who goes home, who is asked and takes part, who returns and so goes home again."""
    first = np.searchsorted(people.day, np.arange(-_WARM, facility.end + 1))
    returning: list[list[tuple[int, int]]] = [[] for _ in range(_WARM + facility.end)]
    parts: list[tuple[Ints, Ints, Floats, Floats, Flags, Flags, Flags]] = []
    lean = np.log(programme.uptake / (1 - programme.uptake)) - programme.selection * people.hidden
    willing = people.willing < _chance(lean)[:, None]
    for place, back_today in enumerate(returning):
        day = place - _WARM
        fresh = np.arange(first[place], first[place + 1])
        back = np.asarray(back_today, dtype=np.int64).reshape(-1, 2)
        who = np.concatenate([fresh, back[:, 0]])
        time = np.concatenate([np.zeros(len(fresh), dtype=np.int64), back[:, 1]])
        covariates, seen = _known(facility, people, who, time, day)
        asked = _asked(facility, programme, seen, day)
        treated = asked & willing[who, time]
        risk = _chance(seen + facility.hidden * people.hidden[who] + odds[place])
        returned = people.luck[who, time] < risk * np.where(treated, 1 - effect, 1.0)
        for one, times in zip(who[returned].tolist(), time[returned].tolist(), strict=True):
            again = place + int(people.away[one, times])
            if again < len(returning) and times + 1 < _DEEPEST:
                returning[again].append((one, times + 1))
        if day < 0:
            continue
        parts.append((np.full(len(who), day), people.person[who], covariates, seen, asked, treated, returned))
    days, persons, covariates, seen, asked, treated, returned = (
        np.concatenate(each) for each in zip(*parts, strict=True)
    )
    return World(
        facility=facility,
        day=days,
        patient=persons,
        covariates=covariates,
        predicted=_chance(seen + facility.miscalibrated),
        asked=asked,
        treated=treated,
        returned=returned,
    )


def _known(facility: Facility, people: _People, who: Ints, time: Ints, day: int) -> tuple[Floats, Floats]:
    """What records show of them: the covariates, and the log-odds of returning that these give."""
    before = np.minimum(time, 3).astype(float)
    urgent = np.maximum(people.urgent[who], time > 0)
    conditions = people.conditions[who] + facility.drift / 0.25 * day / DAYS_A_YEAR
    age = people.age[who]
    seen = facility.base + 0.01 * (age - 64) + 0.25 * (conditions - 3.2) + 0.3 * (urgent - 0.5) + 0.25 * before
    return np.column_stack([age, conditions, urgent, before]), seen


def _asked(facility: Facility, programme: Programme, seen: Floats, day: int) -> Flags:
    asked = np.zeros(len(seen), dtype=np.bool_)
    since = day - facility.start
    if since >= 0:
        places = round(programme.capacity_a_day * min(1.0, (since + 1) / max(1, programme.ramp_days)))
        asked[np.argsort(-seen, kind="stable")[:places]] = True
    return asked


def _chance(odds: Floats) -> Floats:
    return np.asarray(1 / (1 + np.exp(-odds)))
