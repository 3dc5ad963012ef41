"""Learns a facility's model from its stays: durations with those still there censored, arrivals by hour of the week.

What the facts do not say is assumed, and stands on the page: patients belong to the unit they came to first, since
nobody writes down where they would have lain; and units of one department and kind take one another's patients.
"""

from __future__ import annotations

import datetime as dt
import statistics
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from wellrun.departments.operations.rules.what_if.fitted import (
    DIRECT,
    EMERGENCY,
    MOVED,
    FittedModel,
    FittedUnit,
    Stream,
)
from wellrun.engines.flow.fit import FEWEST, fit_arrivals, fit_stay

WEEK, HOUR = dt.timedelta(weeks=1), dt.timedelta(hours=1)
MOST_WEEKS, FEWEST_WEEKS = 52, 8
"""Whole weeks learnt from: a year at most, so that each season counts once; in fewer than eight no week is like
another."""

EARLY, LATE = 0.2, 0.98
"""Between the hours of these shares of all discharges patients go home in the model."""

PATIENT, AT_LEAST, UNKNOWN = 0.99, 12.0, 24.0
"""Who waits longer than this share of those who got a bed, or than so many hours at least, goes elsewhere; the hours
where no wait is known."""


class Stay(NamedTuple):
    """A hospital stay as it was told: the places it passed (unit, since when) in order, its end, none while it lasts,
    and when it was decided in the emergency department, if it came from there. Moments on the clock of the place."""

    places: tuple[tuple[str, dt.datetime], ...]
    ended: dt.datetime | None
    wanted: dt.datetime | None = None


class UnitFacts(NamedTuple):
    """A unit that patients lie in: its group, beds open lately, beds that stand there, beds open on the mean."""

    group: str
    beds: int
    most: int
    mean_beds: float


class Spell(NamedTuple):
    """Time in one unit. ``to``: the unit right after, "" where the stay ended or has not."""

    unit: str
    since: dt.datetime
    until: dt.datetime
    over: bool
    to: str
    how: str
    wanted: dt.datetime | None

    @property
    def hours(self) -> float:
        return (self.until - self.since) / HOUR


class TooFew(ValueError):
    """Nothing can be learnt. ``weeks`` and ``stays`` are what there was."""

    def __init__(self, weeks: int, stays: int) -> None:
        super().__init__(f"{weeks} weeks with {stays} stays")
        self.weeks, self.stays = weeks, stays


def learnt(
    stays: Sequence[Stay], units: Mapping[str, UnitFacts], *, known: dt.datetime, turned_away: int = 0
) -> FittedModel:
    """The model of a facility from stays that last past ``since`` of any place, known up to a moment.

    ``units`` are those with beds of their own. Raises TooFew where there are fewer than eight whole weeks, or no unit
    in which twenty spells ended.
    """
    since, weeks = period_of(stays, known)
    if weeks < FEWEST_WEEKS:
        raise TooFew(weeks, len(stays))
    laid = _laid(stays, units, since, since + weeks * WEEK, known)
    fitted = {code for code in units if laid.ended[code] >= FEWEST and units[code].beds > 0}
    if not fitted:
        raise TooFew(weeks, len(stays))
    models = tuple(_unit(code, units[code], laid, weeks) for code in units if code in fitted)
    return FittedModel(
        since=since.date(),
        until=(since + weeks * WEEK).date(),
        units=_settled(models),
        streams=tuple(_streams(laid, fitted, since, weeks, turned_away)),
        patience=_patience(laid.spells),
        stays=laid.stays,
        turned_away=turned_away,
        left_out=tuple(code for code in units if code not in fitted),
    )


def period_of(stays: Sequence[Stay], known: dt.datetime) -> tuple[dt.datetime, int]:
    """The first moment, a Monday's, and the whole weeks up to what is known."""
    end = _monday(known)
    first = min((stay.places[0][1] for stay in stays if stay.places), default=end)
    begin = _monday(first)
    begin = begin if begin == first else begin + WEEK
    weeks = max((end - begin) // WEEK, 0)
    weeks = min(weeks, MOST_WEEKS)
    return end - weeks * WEEK, weeks


def _monday(moment: dt.datetime) -> dt.datetime:
    day = moment.replace(hour=0, minute=0, second=0, microsecond=0)
    return day - dt.timedelta(days=day.weekday())


@dataclass
class _Laid:
    """Spells that begin in the period, and what is counted of all of them."""

    spells: list[Spell] = field(default_factory=list)
    ended: Counter[str] = field(default_factory=Counter)
    present: defaultdict[str, float] = field(default_factory=lambda: defaultdict(float))
    stays: int = 0


def _laid(
    stays: Sequence[Stay],
    units: Mapping[str, UnitFacts],
    begin: dt.datetime,
    end: dt.datetime,
    known: dt.datetime,
) -> _Laid:
    laid = _Laid()
    of_stays = [spells_of(stay, units, known) for stay in stays]
    ranks = order_of_groups(of_stays, units)
    for spells in of_stays:
        inside = False
        for number, spell in enumerate(spells):
            overlap = (min(spell.until, end) - max(spell.since, begin)) / HOUR
            laid.present[spell.unit] += max(overlap, 0.0)
            if begin <= spell.since < end:
                inside = True
                told = _told(spell, spells[number - 1] if number else None, units, ranks)
                laid.spells.append(told)
                laid.ended[spell.unit] += spell.over
        laid.stays += inside
    return laid


def spells_of(stay: Stay, units: Mapping[str, UnitFacts], known: dt.datetime) -> list[Spell]:
    """Times in units with beds: a place lasts until the next begins; a bed changed within a unit ends nothing."""
    found: list[Spell] = []
    last = stay.ended or known
    for number, (unit, since) in enumerate(stay.places):
        following = stay.places[number + 1] if number + 1 < len(stay.places) else None
        until = min(following[1], last) if following else last
        if unit not in units or until <= since:
            continue
        over = following is not None or stay.ended is not None
        to = following[0] if following and following[0] in units else ""
        if found and found[-1].unit == unit and found[-1].until == since:
            found[-1] = found[-1]._replace(until=until, over=over, to=to)
        else:
            how = MOVED if found else EMERGENCY if stay.wanted else DIRECT
            found.append(Spell(unit, since, until, over, to, how, None if found else stay.wanted))
    return found


def order_of_groups(stays: Iterable[Sequence[Spell]], units: Mapping[str, UnitFacts]) -> dict[str, int]:
    """Groups by how many more patients go on from them than come to them from others; the first gives most.

    Patients keep their bed only toward later groups: in a ring each would wait for the other's bed for ever.
    """
    balance: Counter[str] = Counter({facts.group: 0 for facts in units.values()})
    for spells in stays:
        for spell in spells:
            if spell.to and units[spell.unit].group != units[spell.to].group:
                balance[units[spell.unit].group] += 1
                balance[units[spell.to].group] -= 1
    return {group: at for at, group in enumerate(sorted(balance, key=lambda one: (-balance[one], one)))}


def _told(spell: Spell, before: Spell | None, units: Mapping[str, UnitFacts], ranks: Mapping[str, int]) -> Spell:
    """The spell with ``to`` only where the patient goes on to a later group, and "" for ``how`` where one came so."""

    def later(one: str, other: str) -> bool:
        return ranks[units[one].group] < ranks[units[other].group]

    to = spell.to if spell.to and later(spell.unit, spell.to) else ""
    came = before is not None and before.to == spell.unit and later(before.unit, spell.unit)
    return spell._replace(to=to, how="" if came else spell.how)


def _unit(code: str, facts: UnitFacts, laid: _Laid, weeks: int) -> FittedUnit:
    mine = [spell for spell in laid.spells if spell.unit == code]
    over = [spell for spell in mine if spell.over]
    opens, closes = _leaving([spell.until for spell in over if not spell.to])
    extra = waiting_for_the_hour(opens, closes)
    hours = [max(spell.hours - extra, 1.0) if spell.over and not spell.to else spell.hours for spell in mine]
    fits = fit_stay(hours, [spell.over for spell in mine])
    onward = Counter(spell.to for spell in over if spell.to)
    waits = [(spell.since - spell.wanted) / HOUR for spell in mine if spell.wanted]
    present = laid.present[code] / (weeks * 168)
    return FittedUnit(
        code=code,
        group=facts.group,
        beds=facts.beds,
        most=max(facts.most, facts.beds),
        stay=fits[0].duration,
        home=1 - onward.total() / len(over),
        opens=opens,
        closes=closes,
        route={to: count / len(over) for to, count in sorted(onward.items())},
        spells=len(mine),
        ended=len(over),
        patients=present,
        occupancy=present / facts.mean_beds if facts.mean_beds else 0.0,
        waited=statistics.fmean(waits) if waits else None,
    )


def _leaving(ends: Sequence[dt.datetime]) -> tuple[int, int]:
    """Hours of the day between which patients go home; the whole day where hardly any go."""
    if len(ends) < FEWEST:
        return 0, 24
    hours = sorted(end.hour + end.minute / 60 for end in ends)
    opens, last = (int(hours[int(share * (len(hours) - 1))]) for share in (EARLY, LATE))
    return opens, last + 1


def waiting_for_the_hour(opens: int, closes: int) -> float:
    """Mean hours from the end of care to going home, where care ends at any hour alike.

    The fitted stay is shorter by it, since the simulated patient waits for the hour again.
    """
    shut = 24 - (closes - opens)
    return shut / 24 * (shut / 2 + 0.5)


def _settled(units: tuple[FittedUnit, ...]) -> tuple[FittedUnit, ...]:
    """Routes to units that were left out end at home."""
    known = {one.code for one in units}
    return tuple(
        FittedUnit(**{**vars(one), "route": {to: share for to, share in one.route.items() if to in known}})
        for one in units
    )


def _streams(laid: _Laid, fitted: set[str], begin: dt.datetime, weeks: int, turned_away: int) -> Iterable[Stream]:
    came: defaultdict[tuple[str, str], list[float]] = defaultdict(list)
    for spell in laid.spells:
        if spell.how and spell.unit in fitted:
            at = ((spell.wanted or spell.since) - begin) / HOUR
            # A bed asked for in the hours before the first week falls on the same hours of its last.
            came[spell.unit, spell.how].append(at % (weeks * 168))
    admitted = sum(len(times) for (_unit, how), times in came.items() if how == EMERGENCY)
    for (unit, how), times in sorted(came.items()):
        more = 1 + turned_away / admitted if how == EMERGENCY else 1.0
        rates = fit_arrivals(times, weeks).rates
        yield Stream(unit, how, tuple(rate * more for rate in rates), len(times))


def _patience(spells: Iterable[Spell]) -> float:
    waits = sorted((spell.since - spell.wanted) / HOUR for spell in spells if spell.wanted)
    return max(waits[int(PATIENT * (len(waits) - 1))], AT_LEAST) if waits else UNKNOWN
