"""What Harbour View bills: the encounters of its own exports, with lines by ward, and emergency visits by acuity."""

from __future__ import annotations

import csv
import datetime as dt
import gzip
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from wellrun.demo.chance import Chance
from wellrun.demo.story import DAY
from wellrun.departments.revenue.actions.claims import Billed, BilledLine

PAYERS: Mapping[str, str] = {
    "Medicare": "MEDICARE",
    "Medicaid": "MEDICAID",
    "Harborline Health": "HARBORLINE",
    "Coastal Mutual": "COASTAL",
}
ROOMS: Mapping[str, tuple[str, int]] = {
    "ICU": ("0200", 9800),
    "SD": ("0206", 6400),
    "W06": ("0122", 4300),
}
WARD = ("0120", 4100)
"""Revenue code and charge of a day in a room."""

GROUPS: Mapping[str, tuple[str, ...]] = {
    "W01": ("470", "743"),
    "W02": ("470", "743"),
    "W06": ("807",),
}
MEDICAL = ("193", "291", "690", "871")
SURGERY = frozenset({"W01", "W02"})
EVERY_STAY, EVERY_VISIT = 3, 15
"""One in so many is billed in the demonstration, so that the first start is not kept waiting."""

VISIT: Mapping[int, tuple[str, int]] = {
    1: ("G0384", 3900),
    2: ("G0384", 3900),
    3: ("G0383", 2600),
    4: ("G0382", 1700),
    5: ("G0381", 1100),
}


@dataclass(frozen=True)
class Encountered:
    """A stay or an emergency visit that is over. ``rooms``: unit, first day and midnights; none for a visit."""

    encounter: str
    patient: str
    began: dt.date
    ended: dt.date
    rooms: tuple[tuple[str, dt.date, int], ...] = ()
    acuity: int = 0

    @property
    def days(self) -> int:
        return sum(days for _unit, _first, days in self.rooms)


def read_encounters(folder: Path, *, since: dt.date, until: dt.date) -> list[Encountered]:
    """Those that ended from ``since`` up to and including ``until``, of the files as they were sent."""
    found: dict[str, Encountered] = {}
    with gzip.open(folder / "hv-record" / "Encounter.ndjson.gz", "rt", encoding="utf-8") as lines:
        for at, line in enumerate(lines):
            for one in _stay(line) if at % EVERY_STAY == 0 else ():
                found |= {one.encounter: one} if since <= one.ended <= until else {}
    with (folder / "hv-emergency" / "emergency_visits.csv").open(encoding="utf-8", newline="") as rows:
        for at, row in enumerate(csv.DictReader(rows)):
            if at % EVERY_VISIT == 0 and row["outcome"] == "home":
                began, ended = _day(row["arrived_at"]), _day(row["left_at"])
                if since <= ended <= until:
                    found[row["visit"]] = Encountered(
                        row["visit"], row["patient"], began, ended, acuity=int(row["acuity"])
                    )
    return sorted(found.values(), key=lambda one: (one.ended, one.encounter))


def read_payers(folder: Path) -> dict[str, str]:
    """Our code of the payer by patient; the latest coverage counts."""
    found: dict[str, str] = {}
    with gzip.open(folder / "hv-record" / "Coverage.ndjson.gz", "rt", encoding="utf-8") as lines:
        for line in lines:
            one = json.loads(line)
            payer = PAYERS.get(one["payor"][0]["display"])
            if payer:
                found[one["beneficiary"]["reference"].removeprefix("Patient/")] = payer
    return found


def _stay(line: str) -> Iterator[Encountered]:
    """The stay of a line; the export has lines that are none, on purpose."""
    try:
        one = json.loads(line)
        began, ended = _day(one["period"]["start"]), _day(one["period"]["end"])
        places = [_place(place) for place in one["location"]]
        name, patient, kind = one["id"], one["subject"]["reference"], one["class"]["code"]
    except (ValueError, KeyError):
        return
    if kind == "IMP" and began <= ended:
        rooms = [(unit, first, (last - first).days) for unit, first, last in places if last > first]
        alone = [(places[0][0], began, 1)]
        yield Encountered(name, patient.removeprefix("Patient/"), began, ended, tuple(rooms or alone))


def _place(place: Mapping[str, Mapping[str, str]]) -> tuple[str, dt.date, dt.date]:
    period = place["period"]
    return place["location"]["reference"].removeprefix("Location/"), _day(period["start"]), _day(period["end"])


def _day(moment: str) -> dt.date:
    return dt.date.fromisoformat(moment[:10])


def charges(encounters: Sequence[Encountered], payers: Mapping[str, str]) -> Iterator[Billed]:
    """A claim for each encounter of somebody with a payer."""
    chance = Chance("billing")
    for one in encounters:
        payer = payers.get(one.patient)
        if payer is None:
            continue
        lines, drg = _stay_lines(one, chance) if one.rooms else (_visit_lines(one, chance), "")
        yield Billed(
            number=f"{one.encounter}-1",
            lines=tuple(lines),
            begins=one.began,
            ends=one.ended,
            billed_on=one.ended + 4 * DAY,
            payers=(payer,),
            patient=one.patient,
            account=one.encounter,
            encounter=one.encounter,
            place=f"HV/{one.rooms[-1][0] if one.rooms else 'ED'}",
            drg=drg,
        )


def _stay_lines(one: Encountered, chance: Chance) -> tuple[list[BilledLine], str]:
    lines = [_room(str(at), *room) for at, room in enumerate(one.rooms, start=1)]
    first = one.rooms[0][0]
    drg = chance.one_of(GROUPS.get(one.rooms[-1][0], MEDICAL))
    others = [("0250", 900 * one.days + chance.whole(900, 7000)), ("0300", 500 * one.days + chance.whole(300, 4200))]
    others += [("0360", chance.whole(14000, 31000))] if first in SURGERY else [("0320", chance.whole(600, 5200))]
    others += [("0270", chance.whole(9000, 14000))]
    lines += [
        BilledLine(str(at), code, Decimal(charge), on=one.began)
        for at, (code, charge) in enumerate(others, start=len(lines) + 1)
    ]
    return lines, drg


def _room(number: str, unit: str, first: dt.date, days: int) -> BilledLine:
    code, charge = ROOMS.get(unit, WARD)
    return BilledLine(number, code, Decimal(charge * days), units=Decimal(days), on=first)


def _visit_lines(one: Encountered, chance: Chance) -> list[BilledLine]:
    code, charge = VISIT[one.acuity]
    found: list[tuple[str, int]] = [(code, charge), ("0300", chance.whole(150, 1400))]
    found += [(chance.one_of(("J1885", "J2405", "J7030")), chance.whole(60, 180))] if chance.happens(0.6) else []
    return [BilledLine(str(at), name, Decimal(cost), on=one.began) for at, (name, cost) in enumerate(found, start=1)]
