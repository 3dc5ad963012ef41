"""A year of the demonstration hospital as ADT messages, with everything that goes wrong between two systems.

The truth is what the hospital plays: who lay in which bed, from when to when. The messages tell it with wrong beds and
discharges that are taken back, late, twice, out of order, and under numbers that are merged later. Nothing here is used
by the product; the messages are written by hand, so that the writer of the product is no judge of its own reader.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import NamedTuple
from zoneinfo import ZoneInfo

from wellrun.demo.bedding import beds_of
from wellrun.demo.chance import Chance
from wellrun.demo.hospital import Stay, hospital
from wellrun.demo.places import WARDS, ZONE
from wellrun.demo.story import Story

HERE = ZoneInfo(ZONE)
Spot = tuple[str, str]
MINUTE = dt.timedelta(minutes=1)

WRONG_BED, WRONG_LEAVING, LATE, SWAPPED, AGAIN, SAID_AGAIN = 0.03, 0.02, 0.02, 0.05, 0.02, 0.01
MERGED, RENUMBERED = 0.02, 0.005
"""Shares of the events, or of the stays, that are told so."""


class Place(NamedTuple):
    """A time in one bed, in UTC; without a bed where the ward had more patients than beds."""

    spot: Spot
    since: dt.datetime
    until: dt.datetime | None


class Sent(NamedTuple):
    """A message and when it reaches the receiver."""

    at: dt.datetime
    order: int
    text: str


@dataclass
class Told:
    """A visit: its truth, its messages, and the times in which what was told of it is not the truth yet."""

    visit: str
    patient: str
    places: tuple[Place, ...]
    ended: dt.datetime | None
    stay: Stay
    names: tuple[str, ...]
    unsettled: list[tuple[dt.datetime, dt.datetime]] = field(default_factory=list)

    def spot(self, at: dt.datetime) -> Spot | None:
        """Where the patient truly lies at a minute."""
        return next((p.spot for p in self.places if p.since <= at and (p.until is None or p.until > at)), None)

    def settled(self, at: dt.datetime) -> bool:
        """Whether everything that had happened by then had also been told by then."""
        return not any(begun <= at <= over for begun, over in self.unsettled)


@dataclass(frozen=True)
class Year:
    """What happened, and what is sent, in the order in which it arrives."""

    told: Mapping[str, Told]
    sent: tuple[Sent, ...]
    midnights: tuple[dt.datetime, ...]

    def lying(self, at: dt.datetime) -> dict[Spot, set[str]]:
        """The truth at a minute: the visits in each bed."""
        found: defaultdict[Spot, set[str]] = defaultdict(set)
        for one in self.told.values():
            spot = one.spot(at)
            if spot is not None:
                found[spot].add(one.visit)
        return dict(found)

    def under_way(self, at: dt.datetime) -> set[str]:
        """The visits of which something is still on its way at a minute, by every number they go under."""
        return {name for one in self.told.values() if not one.settled(at) for name in one.names}

    @property
    def stays(self) -> tuple[Stay, ...]:
        """The stays as another system would export them: the truth, without the messages."""
        return tuple(one.stay for one in self.told.values())


def year(today: dt.date, *, months: int = 12, ward: str = "", days: int = 0, worse: float = 1) -> Year:
    """The stays that begin in the months before a day; those that begin in a ward only, for so many days, where asked.

    ``worse`` makes everything that goes wrong so much more frequent, so that a short time has some of each.
    """
    story = Story(today, months)
    first = dt.datetime.combine(story.first, dt.time())
    stays = [_real(one) for one in hospital(story).stays if one.started >= first]
    if ward:
        stays = [one for one in stays if one.places[0][0] == ward]
    last = first + dt.timedelta(days=days) if days else dt.datetime.combine(today, dt.time())
    stays = [one.until(last) for one in stays if one.started < last]
    beds = beds_of(stays)
    teller = Teller(Chance("replay"), worse)
    told = {one.encounter: teller.tell(one, beds) for one in stays}
    number = (last - first).days
    midnights = [_utc(first + dt.timedelta(days=day + 1)) for day in range(number)]
    return Year(told, tuple(sorted(teller.sent)), tuple(midnights))


def _utc(when: dt.datetime) -> dt.datetime:
    return when.replace(tzinfo=HERE).astimezone(dt.UTC)


def _real(stay: Stay) -> Stay:
    """The stay in times that the clocks of the place have shown: none in the hour that is left out in spring."""

    def shown(when: dt.datetime) -> dt.datetime:
        return _utc(when).astimezone(HERE).replace(tzinfo=None)

    places = tuple((unit, shown(since)) for unit, since in stay.places)
    return replace(stay, places=places, ended=shown(stay.ended) if stay.ended else None)


class Teller:
    """Tells stays, one after the other, and keeps what is sent."""

    def __init__(self, chance: Chance, worse: float) -> None:
        self.chance, self.worse = chance, worse
        self.sent: list[Sent] = []
        self.number = 0

    def tell(self, stay: Stay, beds: Mapping[tuple[str, int], str]) -> Told:
        """Sends all that is told of a stay; returns its truth."""
        one = _truth(stay, beds)
        known = one
        begun = one.places[0].since
        if self._happens(MERGED):
            known = replace(one, patient=f"TMP{one.patient}")
        if self._happens(RENUMBERED):
            known = replace(known, visit=f"N{one.visit}")
        one.names = tuple({one.visit, known.visit})
        merge = begun + 45 * MINUTE
        for event, when, place in _events(one):
            self._event(one, known if when < merge else one, event, when, place)
        if known.patient != one.patient:
            self._merge(one, "A40", merge, f"MRG|{known.patient}^^^HV^MR", begun)
        if known.visit != one.visit:
            self._merge(one, "A42", merge + MINUTE, f"MRG|{one.patient}^^^HV^MR||||{known.visit}", begun)
        return one

    def _happens(self, share: float) -> bool:
        return self.chance.happens(share * self.worse)

    def _event(self, one: Told, known: Told, event: str, when: dt.datetime, place: int) -> None:
        recorded = when + self.chance.whole(0, 4) * MINUTE
        begun = when
        if event in ("A01", "A02") and self._happens(WRONG_BED):
            self._send(one, known, event, when, recorded, place, spot=self._another(one.places[place].spot))
            cancelled = recorded + self.chance.whole(3, 12) * MINUTE
            self._send(one, known, {"A01": "A11", "A02": "A12"}[event], when, cancelled, place)
            recorded = cancelled + MINUTE
        if event == "A03" and self._happens(WRONG_LEAVING):
            early = when - self.chance.whole(40, 90) * MINUTE
            begun = early
            self._send(one, known, "A03", early, early + MINUTE, place)
            self._send(one, known, "A13", early, early + 12 * MINUTE, place)
        over = self._send(one, known, event, when, recorded, place)
        one.unsettled.append((begun, over))

    def _merge(self, one: Told, event: str, when: dt.datetime, merge: str, begun: dt.datetime) -> None:
        self.number += 1
        lines = [*_head(event, when, when, self.number), _pid(one.patient), merge]
        if event == "A42":
            lines.append(_pv1(one, 0, event))
        over = self._deliver(when, lines)
        one.unsettled.append((begun, over))

    def _another(self, spot: Spot) -> Spot:
        unit = self.chance.one_of([code for code in WARDS if code != spot[0]])
        return unit, f"{unit}-{self.chance.whole(1, WARDS[unit].beds):02}"

    def _send(
        self,
        one: Told,
        known: Told,
        event: str,
        when: dt.datetime,
        recorded: dt.datetime,
        place: int,
        spot: Spot | None = None,
    ) -> dt.datetime:
        self.number += 1
        head = _head(event, when, recorded, self.number)
        lines = [*head, _pid(known.patient), _pv1(known, place, event, spot=spot)]
        over = self._deliver(recorded, lines)
        one.unsettled.append((when, over))
        return over

    def _deliver(self, recorded: dt.datetime, lines: Sequence[str]) -> dt.datetime:
        """Puts a message on its way; returns when it arrives first."""
        text = "".join(f"{line}\r" for line in lines)
        at = recorded + dt.timedelta(seconds=2)
        if self._happens(LATE):
            at += self.chance.whole(60, 48 * 60) * MINUTE
        elif self._happens(SWAPPED):
            at += self.chance.whole(1, 30) * MINUTE
        self.sent.append(Sent(at, self.number, text))
        if self._happens(AGAIN):
            self.sent.append(Sent(at + self.chance.whole(0, 300) * MINUTE, self.number, text))
        if self._happens(SAID_AGAIN):
            again = text.replace(f"|M{self.number:07}|", f"|R{self.number:07}|")
            self.sent.append(Sent(at + self.chance.whole(0, 300) * MINUTE, self.number, again))
        return at


def _truth(stay: Stay, beds: Mapping[tuple[str, int], str]) -> Told:
    times = [since for _unit, since in stay.places] + ([stay.ended] if stay.ended else [])
    assert times == sorted(times), "the clocks of this place have never shown this"
    places = []
    for position, (unit, since) in enumerate(stay.places):
        later = stay.places[position + 1][1] if position + 1 < len(stay.places) else stay.ended
        spot = (unit, beds.get((stay.encounter, position), ""))
        places.append(Place(spot, _utc(since), _utc(later) if later else None))
    ended = _utc(stay.ended) if stay.ended else None
    return Told(stay.encounter, stay.patient, tuple(places), ended, stay, (stay.encounter,))


def _events(one: Told) -> Iterator[tuple[str, dt.datetime, int]]:
    for position, place in enumerate(one.places):
        yield "A02" if position else "A01", place.since, position
    if one.ended:
        yield "A03", one.ended, len(one.places) - 1


def _head(event: str, when: dt.datetime, recorded: dt.datetime, number: int) -> tuple[str, str]:
    return (
        f"MSH|^~\\&|PAS|HV|WELLRUN|TIDE|{_time(recorded)}||ADT^{event}|M{number:07}|P|2.5.1",
        f"EVN|{event}|{_time(recorded)}||||{_time(when)}",
    )


def _pid(patient: str) -> str:
    return f"PID|1||{patient}^^^HV^MR||Lovell^Ada||19410506|F"


def _pv1(one: Told, place: int, event: str, *, spot: Spot | None = None) -> str:
    stay, (unit, bed) = one.stay, spot or one.places[place].spot
    fields = {2: "I", 3: f"{unit}^^{bed}^HV", 14: "EMD" if stay.by_emergency else "GP", 19: one.visit}
    fields[44] = _time(one.places[0].since)
    if event == "A02":
        before, lain = one.places[place - 1].spot
        fields[6] = f"{before}^^{lain}^HV"
    if event == "A03":
        fields[36] = stay.disposition
    return "PV1|1|" + "|".join(fields.get(number, "") for number in range(2, 46))


def _time(when: dt.datetime) -> str:
    return f"{when.astimezone(HERE):%Y%m%d%H%M%S%z}"


def by_midnight(sent: Iterable[Sent], midnights: Sequence[dt.datetime]) -> Iterator[tuple[dt.datetime, list[str]]]:
    """For each midnight the messages that arrive before it and after the one before, in the order of arrival.

    After the last, everything that is still on its way arrives.
    """
    waiting = list(sent)
    at = 0
    for midnight in midnights:
        some = []
        while at < len(waiting) and waiting[at].at <= midnight:
            some.append(waiting[at].text)
            at += 1
        yield midnight, some
    yield midnights[-1], [one.text for one in waiting[at:]]
