"""What is wrong with this morning's files, on purpose: each line ends in quarantine and can be mended there.

`story.md` lists them in words. Nothing here is random, so that a visitor finds what the story says.
"""

from __future__ import annotations

from collections.abc import Sequence

import orjson

from wellrun.demo import fhir_files
from wellrun.demo.fhir_files import Resource
from wellrun.demo.hospital import Stay
from wellrun.demo.story import DAY, Story, at


def encounters(story: Story, ended: Stay) -> list[Resource | bytes]:
    """A discharge before its admission, and an encounter without an identifier."""
    backwards = fhir_files.stay(ended, facility="HV") | {"id": "HV-X00001"}
    backwards["period"] = fhir_files.period(at(story.today - 3 * DAY, 10), at(story.today - 5 * DAY, 15))
    nameless = fhir_files.stay(ended, facility="HV")
    del nameless["id"]
    return [backwards, nameless]


def patients(last: Resource) -> list[Resource | bytes]:
    """A date of birth that is none, a line cut off on its way, and somebody sent twice (which is no fault)."""
    wrong = last | {"id": "HVX00001", "birthDate": "1961-13-40"}
    return [last, wrong, orjson.dumps(last | {"id": "HVX00002"})[:-40]]


def observations(last: Resource) -> list[Resource | bytes]:
    """A saturation written with a comma, as words instead of a number."""
    return [last | {"id": "O-X00001", "valueQuantity": {"value": "95,5", "unit": "%"}}]


def emergency_visits(story: Story) -> tuple[bytes, ...]:
    """Somebody who left before they came, and a triage level there is not."""
    day = story.today - DAY
    return (
        f"EDX000001,HV000042,,ED,3,{day}T14:10:00,{day}T14:20:00,{day}T14:50:00,,{day}T04:40:00,home".encode(),
        f"EDX000002,HV000043,,ED,7,{day}T16:02:00,{day}T16:11:00,{day}T16:30:00,,{day}T18:40:00,home".encode(),
    )


def incidents(story: Story, again: bytes) -> tuple[bytes, ...]:
    """A kind of incident the feed does not know, a time in words, and a report sent twice (which is no fault)."""
    day = story.today - 2 * DAY
    return (
        f"IR-X0001,W05,slip,mild,,,{day}T03:15:00,{day}T08:00:00".encode(),
        b"IR-X0002,W03,fall,none,,,yesterday evening,",
        again,
    )


def worked_hours(story: Story) -> tuple[bytes, ...]:
    """Hours below zero: a correction that was booked as work."""
    return (f"W02,{story.today - DAY},registered_nurse,overtime,-12,-792.00".encode(),)


def absences(story: Story) -> tuple[bytes, ...]:
    """A staff group by its name in another system."""
    return (f"W01,{story.today - DAY},RN,132,24".encode(),)


def shift_cover(story: Story) -> tuple[bytes, ...]:
    """A comma inside a cell without quotation marks."""
    return (f"W04,{story.today},day,registered_nurse,6,5,Olsen, sick".encode(),)


def clocked_hours(story: Story) -> tuple[bytes, ...]:
    """Somebody who clocked out before clocking in: the out belongs to the night before."""
    day = f"{story.today - 2 * DAY}"
    return (f"W04-004,W04,{day}T19:02:00-05:00,{day}T07:01:00-05:00,30,7,own,non-exempt".encode(),)


def bed_states(story: Story) -> tuple[bytes, ...]:
    """Staffed beds left empty."""
    return (f"W06,{story.today - 800 * DAY},18,,0".encode(),)


def survey_answers(story: Story) -> tuple[bytes, ...]:
    """A rating of 11 out of 10."""
    return (f"SV-X00001,W01,{story.today - 20 * DAY},overall_rating,11".encode(),)


def messages(sent: Sequence[str]) -> list[str]:
    """A message without the number of its visit, and one with a time that is none."""
    last = sent[-1]
    segments = last.split("\r")
    visit = segments[3].split("|")
    visit[19] = ""
    nameless = "\r".join([*segments[:3], "|".join(visit), ""])
    event = segments[1].split("|")
    event[2] = event[6] = "soon"
    timeless = "\r".join([segments[0], "|".join(event), *segments[2:4], ""])
    return [nameless, timeless]
