"""HL7 v2.5.1 ADT messages of what moved since the last export, with the earlier movements of the same visits.

An interface engine replays a visit from its admission, so that a receiver that missed a message is whole again.
"""

from __future__ import annotations

import datetime as dt
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from wellrun.demo.hospital import Stay
from wellrun.demo.names import invented
from wellrun.demo.patients import Person
from wellrun.demo.story import Story
from wellrun.engines.hl7v2 import Delimiters

MARKS = Delimiters()
SEX = {"female": "F", "male": "M"}
TIME = "%Y%m%d%H%M%S"


def moved(stays: Sequence[Stay], story: Story) -> tuple[Stay, ...]:
    """The stays with a movement since the export, and all who are in house: the receiver knows them by name only so."""
    since = story.exported
    return tuple(s for s in stays if s.ended is None or s.places[-1][1] >= since or s.ended >= since)


def writing(file: Path, messages: Sequence[str], story: Story) -> None:
    """Writes a batch file: FHS, BHS, the messages, BTS with their number, FTS."""
    head = f"|{MARKS.component}~\\&|PAS|HV|WELLRUN|TIDE|{story.as_of:{TIME}}"
    lines = [f"FHS{head}", f"BHS{head}"]
    text = "\r".join(lines) + "\r" + "".join(messages) + f"BTS|{len(messages)}\rFTS|1\r"
    file.write_text(text, encoding="utf-8", newline="")


def messages(
    stays: Sequence[Stay], people: dict[str, Person], story: Story, beds: Mapping[tuple[str, int], str]
) -> Iterator[str]:
    """The messages of the stays, in the order in which things happened."""
    found = [(when, stay, event, place) for stay in stays for when, event, place in _events(stay)]
    found.sort(key=lambda entry: (entry[0], entry[1].encounter, entry[2]))
    for number, (when, stay, event, place) in enumerate(found, start=1):
        lain = (_location(stay, place, beds), _location(stay, place - 1, beds) if event == "A02" else "")
        yield _message(number, when, stay, event, lain, people[stay.patient], expected=expected(stay, story))


def housekeeping(cleaned: Iterable[tuple[dt.datetime, str]]) -> Iterator[str]:
    """What the housekeeping system tells: beds that are clean again (A20, status U of table 0116)."""
    for number, (when, bed) in enumerate(sorted(cleaned), start=1):
        unit = bed.rpartition("-")[0]
        segments = (
            f"MSH|^~\\&|HOUSEKEEPING|HV|WELLRUN|TIDE|{when:{TIME}}||ADT^A20|HK{number:06}|P|2.5.1",
            f"EVN|A20|{when:{TIME}}||||{when:{TIME}}",
            f"NPU|{unit}^^{bed}^HV|U",
        )
        yield "".join(f"{segment}\r" for segment in segments)


def _location(stay: Stay, place: int, beds: Mapping[tuple[str, int], str]) -> str:
    return f"{stay.places[place][0]}^^{beds.get((stay.encounter, place), '')}^HV"


def _events(stay: Stay) -> Iterator[tuple[dt.datetime, str, int]]:
    for position, (_unit, since) in enumerate(stay.places):
        yield since, "A02" if position else "A01", position
    if stay.ended is None:
        # What the round of the ward expects is told once it has seen the patient.
        yield stay.places[-1][1] + dt.timedelta(minutes=25), "A08", len(stay.places) - 1
    else:
        yield stay.ended, "A03", len(stay.places) - 1


def expected(stay: Stay, story: Story) -> dt.date:
    """The day on which the ward expects the patient to leave: today for one in seven of those here since yesterday."""
    drawn = zlib.crc32(stay.encounter.encode())
    begun = stay.started.date() < story.today
    return story.today + dt.timedelta(days=0 if begun and drawn % 7 == 0 else 1 + drawn % 5)


def _message(
    number: int,
    when: dt.datetime,
    stay: Stay,
    event: str,
    lain: tuple[str, str],
    person: Person,
    *,
    expected: dt.date,
) -> str:
    there, before = lain
    ended = f"{stay.ended:{TIME}}" if event == "A03" and stay.ended else ""
    goes = stay.disposition if ended else ""
    visit = {2: "I", 3: there, 6: before, 10: "MED", 18: "IN", 19: stay.encounter}
    visit |= {14: "EMD" if stay.by_emergency else "GP", 36: goes, 44: f"{stay.started:{TIME}}", 45: ended}
    segments = (
        f"MSH|^~\\&|PAS|HV|WELLRUN|TIDE|{when:{TIME}}||ADT^{event}|HV{number:06}|P|2.5.1",
        f"EVN|{event}|{when:{TIME}}||||{when:{TIME}}",
        _pid(person),
        "PV1|1|" + "|".join(visit.get(field, "") for field in range(2, 46)),
        *([f"PV2|||||||||{expected:%Y%m%d}"] if event == "A08" else []),
    )
    return "".join(f"{segment}\r" for segment in segments)


def _pid(person: Person) -> str:
    """PID with an invented name, street and telephone. 555-01xx numbers are kept free for fiction."""
    who = invented(person.patient, sex=person.sex)
    fields = {
        3: f"{MARKS.escaped(person.patient)}^^^HV^MR",
        5: f"{MARKS.escaped(who.family)}^{MARKS.escaped(who.given)}",
        7: f"{person.birth:%Y%m%d}",
        8: SEX[person.sex],
        11: f"{MARKS.escaped(who.street)}^^Tidewater^NY^10099",
        13: who.phone,
    }
    return "PID|1|" + "|".join(fields.get(number, "") for number in range(2, 14))
