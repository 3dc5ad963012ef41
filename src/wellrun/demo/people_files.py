"""Who works on Tidewater's units, as its personnel system sends them: staff with their contracts, and credentials."""

from __future__ import annotations

import csv
import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from wellrun.demo.chance import Chance
from wellrun.demo.names import invented
from wellrun.demo.places import HOME, OUTLIERS, Ward
from wellrun.demo.story import DAY, Story

STAFF_HEAD = (
    *("staff", "name", "email", "unit", "grade", "employment", "weekly_hours", "starts", "ends"),
    *("pattern", "skills", "floats_to"),
)
CREDENTIAL_HEAD = ("staff", "kind", "number", "issuer", "valid_from", "valid_until")
SHIFT = 11.5
WORKED = 0.9
"""Of what a contract allows, what is left for the ward after leave in a usual week."""

WARD_5 = {"registered_nurse": (36,) * 20 + (30,) * 3 + (24,), "nursing_assistant": (36,) * 5 + (30,) * 3 + (24,) * 3}
"""24 nurses and 11 assistants: what the roster of the story is made for."""

KNOWN = {
    "W05": (("priya.nair", "Priya Nair", "WM", 40), ("ava.lund", "Ava Lund", "RN", 36)),
    "W04": (("joao.silva", "João Silva", "WM", 40), ("mina.sato", "Mina Sato", "RN", 36)),
    "W01": (("hannah.weiss", "Hannah Weiss", "WM", 40),),
    "ED": (("marcus.bell", "Marcus Bell", "WM", 40),),
    "MH1": (("grace.adeyemi", "Grace Adeyemi", "WM", 40),),
}
"""People who sign in, by unit: they are found by their e-mail."""

LAPSING = {"W05": (55,), "W03": (21,), "W02": (-3,), "ICU": (80,)}
"""Units whose first nurses hold a licence that ends so many days from now, or has ended."""

SKILLS = {"critical": ("nurse", "critical"), "emergency": ("nurse", "emergency"), "residential": ("nurse",)}


@dataclass(frozen=True)
class Member:
    """Somebody of a unit's staff."""

    staff: str
    name: str
    email: str
    unit: str
    grade: str
    employment: str
    weekly_hours: float
    starts: dt.date
    pattern: str
    skills: tuple[str, ...]
    floats_to: tuple[str, ...]

    @property
    def nurse(self) -> bool:
        return self.grade in ("RN", "CN", "WM")


def staff_of(unit: Ward, story: Story) -> list[Member]:
    """Everybody engaged on a unit: those who sign in, then as many others as its shifts ask for, then the bank."""
    chance = Chance(f"staff {unit.code}")
    known = [_known(entry, unit, number, story) for number, entry in enumerate(KNOWN.get(unit.code, ()), start=1)]
    members, number, names = list(known), len(known), {member.name for member in known}
    for group, hours in _hours(unit).items():
        here = sum(1 for one in known if one.grade == "RN") if group == "registered_nurse" else 0
        for position, weekly in enumerate(hours[here:], start=here):
            number += 1
            members.append(_somebody(chance, unit, number, group, weekly, position, story, names))
    for group in list(_hours(unit))[:2]:
        number += 1
        members.append(_somebody(chance, unit, number, group, 0, 99, story, names))
    return members


def _hours(unit: Ward) -> dict[str, tuple[int, ...]]:
    """Weekly hours of everybody of each group, the longest first."""
    if unit.code == "W05":
        return WARD_5
    nurse = "licensed_practical_nurse" if unit is HOME else "registered_nurse"
    found = {nurse: _contracts(sum(unit.nurses)), "nursing_assistant": _contracts(sum(unit.assistants))}
    return found | ({"registered_nurse": (40, 40)} if unit is HOME else {})


def _contracts(a_day: int) -> tuple[int, ...]:
    """Contracts that cover so many people a day, nights included."""
    owed = a_day * 7 * SHIFT / WORKED
    hours: list[int] = []
    while owed > 0:
        hours.append((36, 36, 30, 36, 24)[len(hours) % 5])
        owed -= hours[-1]
    return tuple(sorted(hours, reverse=True))


def _known(entry: tuple[str, str, str, int], unit: Ward, number: int, story: Story) -> Member:
    key, name, grade, hours = entry
    email = f"{key}@tidewater.example.invalid"
    skills = ("nurse",) if grade == "RN" else ()
    starts = story.first - 900 * DAY
    return Member(f"{unit.code}-{number:03}", name, email, unit.code, grade, "own", hours, starts, "", skills, ())


def _somebody(
    chance: Chance, unit: Ward, number: int, group: str, weekly: int, position: int, story: Story, names: set[str]
) -> Member:
    staff = f"{unit.code}-{number:03}"
    again = 0
    while (name := _name(chance, f"{staff} {again}")) in names:
        again += 1
    names.add(name)
    charge = group == "registered_nurse" and unit is not HOME and position % 3 == 1
    skills = {
        "registered_nurse": (*SKILLS.get(unit.kind, ("nurse",)), *(("charge",) if charge else ())),
        "licensed_practical_nurse": ("practical",),
        "nursing_assistant": ("aide",),
    }[group]
    grade = {"registered_nurse": "CN" if charge else "RN", "licensed_practical_nurse": "LPN"}.get(group, "NA")
    near = OUTLIERS.get(unit.code, ())
    floats = near[:1] if near and chance.happens(0.25) else ()
    pattern = "no nights" if weekly == 24 and chance.happens(0.5) else ""
    employment = "own" if weekly else "bank"
    starts = story.first - chance.whole(30, 3600) * DAY
    return Member(staff, name, "", unit.code, grade, employment, weekly, starts, pattern, skills, floats)


def _name(chance: Chance, number: str) -> str:
    who = invented(f"staff {number}", sex="female" if chance.happens(0.8) else "male")
    return f"{who.given} {who.family}"


def credentials_of(member: Member, story: Story, *, ends_in: int | None = None) -> Iterator[tuple[object, ...]]:
    """What a person of the grade must hold; two years each, ending on a day of their own."""
    chance = Chance(f"credentials {member.staff}")
    kinds = {"NA": (("nurse_aide", "State registry", "NA"),)}.get(
        member.grade, (("state_license", "State board", "RN"),)
    )
    for kind, issuer, letters in (*kinds, ("bls", "Heart training centre", "BLS")):
        left = chance.whole(100, 700)
        if ends_in is not None and kind == "state_license":
            left = ends_in
        until = story.today + left * DAY
        number = f"{letters}-{chance.whole(100000, 999999)}"
        yield member.staff, kind, number, issuer, until - 730 * DAY, until


def writing(folder: Path, story: Story, units: tuple[Ward, ...]) -> None:
    """Writes ``staff.csv`` and ``staff_credentials.csv`` of some units."""
    staff: list[tuple[object, ...]] = []
    held: list[tuple[object, ...]] = []
    for unit in units:
        ends = list(LAPSING.get(unit.code, ()))
        for member in staff_of(unit, story):
            staff.append(_row(member))
            licensed = member.grade in ("RN", "CN") and not member.email
            held.extend(credentials_of(member, story, ends_in=ends.pop() if ends and licensed else None))
    written_to(folder / "staff.csv", STAFF_HEAD, staff)
    written_to(folder / "staff_credentials.csv", CREDENTIAL_HEAD, held)


def _row(member: Member) -> tuple[object, ...]:
    about = (member.staff, member.name, member.email, member.unit, member.grade, member.employment)
    codes = (";".join(member.skills), ";".join(member.floats_to))
    return *about, member.weekly_hours, member.starts, "", member.pattern, *codes


def written_to(file: Path, head: tuple[str, ...], rows: Iterable[tuple[object, ...]]) -> None:
    """Writes a CSV file with its head."""
    with file.open("w", newline="", encoding="utf-8") as text:
        writer = csv.writer(text, lineterminator="\n")
        writer.writerow(head)
        writer.writerows(rows)
