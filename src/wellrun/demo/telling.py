"""What people of Tidewater reported, and what quality did about it: cables of bed alarms that come loose on Ward 5."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from wellrun.departments.quality.actions import incidents, review
from wellrun.departments.quality.actions.incidents import Judged
from wellrun.departments.quality.actions.reporting import Telling, report
from wellrun.departments.quality.models import Incident
from wellrun.departments.quality.rules.incidents import Area, Depth, Harm, Strength
from wellrun.foundations.organisation.places import Tree
from wellrun.foundations.people.models import Account

LEAD = "daniel.park"
DAY = dt.timedelta(days=1)


@dataclass(frozen=True)
class Said:
    """One report: how many hours before this morning it happened, where, what, by whom; its answer if it has one."""

    hours: float
    place: str
    kind: str
    harm: Harm
    words: str
    who: str = ""
    finding: str = ""
    sensitive: bool = False


NEAR, NONE, MILD, MODERATE = Harm.NEAR_MISS, Harm.NONE, Harm.MILD, Harm.MODERATE
CABLE = "The cable of the bed alarm had come out of the wall again; the patient was already sitting on the edge."
PLUGGED = "Plugged in again during the night; facilities was told, and the socket is on the list of weak ones."
REPORTS = (
    Said(6, "HV/W05", "device", NEAR, CABLE, "ava.lund"),
    Said(
        9,
        "HV/W05",
        "device",
        NEAR,
        "Alarm unplugged to charge the pump. Nobody had been told at handover.",
        "owen.hart",
    ),
    Said(
        14,
        "HV/W04",
        "medication",
        MILD,
        "Insulin given an hour after the meal; sugar fell to 62, juice helped.",
        "mina.sato",
    ),
    Said(
        20,
        "HV/W05",
        "behaviour",
        MILD,
        "A relative shouted at a colleague and pushed the trolley into her leg.",
        sensitive=True,
    ),
    Said(
        20,
        "MH/MH1",
        "fall",
        MODERATE,
        "Found beside the chair, wrist swollen; nobody saw how it happened.",
        "grace.adeyemi",
    ),
    Said(
        52,
        "HV/ED",
        "communication",
        NEAR,
        "Allergy stood in the letter but not on the wristband; seen before the dose.",
        "leo.fontaine",
    ),
    Said(100, "HV/W05", "device", NONE, CABLE, "ava.lund", PLUGGED),
    Said(
        240,
        "HV/W05",
        "fall",
        MODERATE,
        "Fell on the way to the bathroom; the alarm did not sound. Hip X-rayed, bruise.",
        "owen.hart",
    ),
    Said(
        243,
        "HV/W05",
        "fall",
        MODERATE,
        "Patient of bay 3 on the floor by the bathroom, heard by a neighbour.",
        "ava.lund",
    ),
    Said(
        300,
        "HV/W04",
        "medication",
        NEAR,
        "Two vials with the same label lay in one drawer; noticed when reading it aloud.",
        "mina.sato",
        "The drawer is parted now; pharmacy sends the second strength with a red cap.",
    ),
    Said(420, "HV/W05", "device", NEAR, CABLE, "owen.hart", PLUGGED),
    Said(
        510,
        "HV/W04",
        "communication",
        NONE,
        "Patient went to theatre without the consent form; it was signed there.",
        "mina.sato",
        "The list before leaving the ward asks for the form again; theatre turns back who comes without it.",
    ),
    Said(
        700,
        "HV/W05",
        "pressure_injury",
        MILD,
        "Red heel on the third day; the mattress had been swapped in the move.",
        "ava.lund",
        "Mattresses carry the name of the bed now. The heel has healed.",
    ),
    Said(
        900,
        "HV/W04",
        "medication",
        NONE,
        "Antibiotic given twice because the first dose was signed late.",
        "",
        "Doses are signed at the bed; the trolley has a tablet of its own since.",
    ),
    Said(
        1100,
        "HV/ED",
        "diagnosis",
        MILD,
        "Troponin result lay in the queue of a doctor who had gone home.",
        "leo.fontaine",
        "Open results move to whoever takes over the bay; tried for two weeks, then kept.",
    ),
)
ALARM = 7
"""The fall that is looked into in full; the next report tells of the same one."""

FACTORS = (
    (Area.TASK, "Cable of the alarm comes out when the bed is raised"),
    (Area.TASK, "No sign on the bed that the alarm is off"),
    (Area.ENVIRONMENT, "Socket shared with pumps"),
    (Area.ENVIRONMENT, "Bay 3 cannot be seen from the desk"),
    (Area.TEAM, "Alarm not part of the handover at night"),
    (Area.ORGANISATION, "Outbreak: two of five nurses new to the ward"),
    (Area.PATIENT, "Sleeping tablet at ten, needs the bathroom at night"),
)
HAPPENED = (
    (-150, "Bed raised for the wash; the cable comes out, nobody notices"),
    (-95, "Handover: alarms are not mentioned"),
    (-10, "Patient calls; the light is seen at the desk"),
    (0, "Fall on the way to the bathroom"),
    (6, "Found by the nurse of the next bay"),
)
WHYS = (
    "The alarm did not sound",
    "Its cable had come out of the wall",
    "It is too short when the bed is raised",
    "The beds are newer than the alarms",
    "Nobody measured before the alarms were bought",
)


def report_and_learn(accounts: Mapping[str, Account], *, tree: Tree, now: dt.datetime) -> int:
    """Reports everything at its hour, oldest first, and does what quality has done so far; returns how many."""
    told = {}
    for said in sorted(REPORTS, key=lambda one: -one.hours):
        told[said] = _told(said, accounts, tree, now)
        if said.finding:
            _closed(told[said], said, accounts[LEAD], tree, now)
    first, second = (told[REPORTS[at]] for at in (ALARM, ALARM + 1))
    _looked_into(first, second, accounts[LEAD], tree, now)
    return len(told)


def _told(said: Said, accounts: Mapping[str, Account], tree: Tree, now: dt.datetime) -> Incident:
    occurred = now - dt.timedelta(hours=said.hours)
    telling = Telling(said.kind, said.harm, occurred, said.words, manager_told=True, sensitive=said.sensitive)
    return report(
        place=tree[said.place],
        telling=telling,
        by=accounts[said.who or LEAD],
        tree=tree,
        now=min(now, occurred + dt.timedelta(minutes=40)),
        nameless=not said.who,
    ).incident


def _closed(incident: Incident, said: Said, lead: Account, tree: Tree, now: dt.datetime) -> None:
    judged = Judged(said.kind, said.harm, Depth.BRIEF, lead.person)
    who: dict[str, Any] = {"by": lead, "tree": tree}
    seen = min(now, incident.reported_at + DAY)
    incident = incidents.triage(incident=incident, version=1, judged=judged, now=seen, **who)
    done = min(now, seen + 9 * DAY)
    incident = incidents.close(incident=incident, version=2, finding=said.finding, now=done, **who)
    incidents.tell(incident=incident, words=f"Thank you. {said.finding}", now=done, **who)


def _looked_into(incident: Incident, again: Incident, lead: Account, tree: Tree, now: dt.datetime) -> None:
    """The fall of bay 3: a full investigation under way, with causes, a time line and an action."""
    who: dict[str, Any] = {"by": lead, "tree": tree}
    seen = incident.reported_at + DAY
    judged = Judged("fall", MODERATE, Depth.FULL, lead.person)
    incident = incidents.triage(incident=incident, version=1, judged=judged, now=seen, **who)
    incidents.merge(incident=again, version=1, into=incident, why="The same fall, seen by two", now=seen, **who)
    for area, words in FACTORS:
        review.add_factor(incident=incident, area=area, words=words, **who)
    fell = incident.occurred_at
    for minutes, words in HAPPENED:
        review.add_happening(incident=incident, at=fell + dt.timedelta(minutes=minutes), words=words, **who)
    review.answer_why(incident=incident, answers=WHYS, **who)
    incidents.act(
        incident=incident,
        title="Longer alarm cables with a lock on Ward 5",
        owner=lead.person,
        due_on=timezone.localdate(now) + 12 * DAY,
        strength=Strength.STRONGER,
        today=timezone.localdate(now),
        **who,
    )
    incidents.teach(
        incident=incident,
        title="A bed alarm that is unplugged looks like one that is quiet",
        words="A patient fell on Ward 5: the cable had come out when the bed was raised. It had happened before.",
        change="Look at the light on the alarm after each wash; say it at handover. Longer cables are coming.",
        now=now,
        **who,
    )
