"""What people complained of at Tidewater, and how far each complaint has come: noise on Ward 3, and ordinary days."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from wellrun.departments.quality.actions import complaints, recovery
from wellrun.departments.quality.actions.complaints import Heard
from wellrun.departments.quality.models import Complaint, Incident
from wellrun.departments.quality.rules.complaints import Channel, Outcome, Status
from wellrun.foundations.organisation.places import Tree
from wellrun.foundations.people.models import Account

LEAD = "daniel.park"
DAY = dt.timedelta(days=1)
PERSON, PHONE, LETTER, MAIL, FORM = Channel.IN_PERSON, Channel.PHONE, Channel.LETTER, Channel.MAIL, Channel.FORM
UPHELD, PARTLY, NOT_UPHELD = Outcome


@dataclass(frozen=True)
class Said:
    """A complaint: how many days ago it came, where, about what, how, in words; how far it was taken since.

    ``looked``: who looks into it. ``answered``: after how many days, with which outcome. ``settled``: what was done at
    once. ``learned`` closes it.
    """

    days: float
    place: str
    subject: str
    channel: Channel
    words: str
    wants: str = ""
    relation: str = "patient"
    harmed: bool = False
    acknowledged: float | None = None
    looked: str = ""
    answered: tuple[float, Outcome] | None = None
    settled: str = ""
    learned: str = ""
    recovered: tuple[str, ...] = ()
    withdrawn: bool = False
    by: str = LEAD


COMPLAINTS = (
    Said(
        0.7,
        "HV/W05",
        "waiting",
        PHONE,
        "Mother rang for help twice in the night; nobody came for forty minutes.",
        "That somebody tells us why",
        "family",
        by="priya.nair",
    ),
    Said(
        1.2,
        "BC/GP",
        "waiting",
        FORM,
        "Came at nine for nine, was seen at ten past eleven, lost half a day.",
        "An apology",
        by="sofia.rossi",
    ),
    Said(
        2.1,
        "HV/ED",
        "communication",
        PERSON,
        "Sat four hours in the corridor and was told nothing, by anybody.",
        "To know what happens next",
        acknowledged=0.9,
        by="leo.fontaine",
    ),
    Said(
        5.6,
        "HV/W05",
        "care",
        LETTER,
        "Father fell on the way to the bathroom; the alarm had been unplugged.",
        "That it cannot happen to another",
        "family",
        harmed=True,
        acknowledged=1.0,
        looked="priya.nair",
    ),
    Said(
        8.3,
        "HV/W04",
        "discharge",
        MAIL,
        "Sent home on a Friday without the tablets that were promised.",
        "The cost of the taxi",
        acknowledged=1.2,
        looked="joao.silva",
    ),
    Said(
        12,
        "HV/W03",
        "noise",
        FORM,
        "Doors, alarms and voices all night; slept two hours in three days.",
        acknowledged=1,
        answered=(5, UPHELD),
        recovered=("apology",),
    ),
    Said(
        16,
        "HV",
        "money",
        MAIL,
        "Billed for a scan that was cancelled, then billed again.",
        "The bill taken back",
        acknowledged=2,
        looked="tom.achterberg",
        answered=(6, UPHELD),
        recovered=("apology", "bill"),
        learned="Cancelled scans are taken off the charge list the same evening now.",
    ),
    Said(
        20,
        "HV/W01",
        "food",
        PERSON,
        "Breakfast with milk, though the allergy stands above the bed.",
        relation="family",
        settled="Kitchen brought another breakfast at once; the card on the tray was corrected in front of them.",
    ),
    Said(
        23,
        "HV",
        "access",
        PHONE,
        "Parked in the street because the garage was full; got a ticket.",
        acknowledged=1,
        withdrawn=True,
    ),
    Said(
        27,
        "HV/W04",
        "staff",
        LETTER,
        "A nurse rolled her eyes when I asked about the pump.",
        "To be taken seriously",
        acknowledged=2,
        looked="joao.silva",
        answered=(7, PARTLY),
        recovered=("apology", "call"),
        learned="Spoken about in the team: a question is never one too many.",
    ),
    Said(
        40,
        "MH/MH1",
        "room",
        PERSON,
        "Her cardigans come back from the laundry as somebody else's.",
        relation="family",
        acknowledged=1,
        looked="grace.adeyemi",
        answered=(4, UPHELD),
        recovered=("put_right",),
        learned="Labels are sewn in on the day of arrival.",
        by="grace.adeyemi",
    ),
    Said(
        55,
        "HV/ED",
        "waiting",
        FORM,
        "Six hours with a broken wrist before anybody gave me something for the pain.",
        acknowledged=3,
        looked="marcus.bell",
        answered=(9, UPHELD),
        recovered=("apology",),
        learned="Pain is asked for at the desk and treated before the doctor, by a standing order.",
    ),
    Said(
        75,
        "HV/W02",
        "medicines",
        MAIL,
        "Nobody said that the new tablets make one dizzy.",
        acknowledged=1,
        answered=(6, PARTLY),
        learned="The leaflet goes over the bed, and somebody reads it aloud.",
    ),
    Said(
        96,
        "HV/W03",
        "noise",
        LETTER,
        "Drilling above the bed from six in the morning, three days after surgery.",
        acknowledged=2,
        answered=(6, UPHELD),
        recovered=("apology", "call"),
        learned="Builders begin at nine; quiet hours from nine in the evening.",
    ),
    Said(
        110,
        "HV/W03",
        "noise",
        FORM,
        "I asked for another room because of the noise and was told there was none.",
        acknowledged=4,
        answered=(12, PARTLY),
        learned="Who cannot sleep is offered the first quiet room that is free.",
    ),
    Said(
        128,
        "HV/W06",
        "dignity",
        PHONE,
        "The curtain stood open while I was examined.",
        "An apology",
        acknowledged=1,
        answered=(5, UPHELD),
        recovered=("apology",),
        learned="A sign hangs on the curtain while somebody is examined.",
    ),
    Said(
        150,
        "HV/W05",
        "communication",
        MAIL,
        "Three doctors, three plans, and none of them read the notes.",
        acknowledged=2,
        answered=(7, NOT_UPHELD),
    ),
)
"""The last one is not content with its answer; see ``AGAIN``."""

AGAIN, FALL, LATER = 16, 3, 4
"""Which was opened again, which tells of the fall of bay 3, and whose answer comes later by an agreed day."""

ANSWERS = {
    UPHELD: "We looked into it with those who were there. You are right, and we are sorry.",
    PARTLY: "We looked into it with those who were there. Part of it should not have happened: we are sorry.",
    NOT_UPHELD: "We looked into it with those who were there and in the notes. The plan was one and agreed.",
}


def complain(accounts: Mapping[str, Account], *, tree: Tree, now: dt.datetime) -> int:
    """Takes every complaint at its hour, oldest first, and does what has been done since; returns how many."""
    held = {}
    for said in sorted(COMPLAINTS, key=lambda one: -one.days):
        held[said] = _gone_on(_taken(said, accounts, tree, now), said, accounts, tree, now)
    who: dict[str, Any] = {"by": accounts[LEAD], "tree": tree}
    again, fall, later = (held[COMPLAINTS[at]] for at in (AGAIN, FALL, LATER))
    why = "They say that the letter answers another question than theirs"
    complaints.reopen(complaint=again, version=again.version, why=why, now=now - 3 * DAY, **who)
    agreed, told = timezone.localdate(now) + 6 * DAY, "The pharmacy looks for the order; told by telephone"
    complaints.extend(
        complaint=later, version=later.version, agreed=agreed, why=told, now=later.received_at + 5 * DAY, **who
    )
    report = Incident.objects.filter(place=fall.place, kind="fall", into__isnull=True, countermeasures__isnull=False)
    for incident in report.select_related("facility")[:1]:
        recovery.tie(complaint=fall, version=fall.version, incident=incident, **who)
    recovery.promise(
        complaint=fall,
        title="Meet the family with what the investigation has found",
        owner=accounts["priya.nair"].person,
        due_on=timezone.localdate(now) + 2 * DAY,
        today=timezone.localdate(now),
        **who,
    )
    return len(held)


def _taken(said: Said, accounts: Mapping[str, Account], tree: Tree, now: dt.datetime) -> Complaint:
    received = now - said.days * DAY
    heard = Heard(said.subject, said.channel, said.relation, received, said.words, wants=said.wants, harmed=said.harmed)
    taken_at = min(now, received + dt.timedelta(hours=2))
    return complaints.take(place=tree[said.place], heard=heard, by=accounts[said.by], tree=tree, now=taken_at)


def _gone_on(
    complaint: Complaint, said: Said, accounts: Mapping[str, Account], tree: Tree, now: dt.datetime
) -> Complaint:
    """As far as it has been taken, step by step."""
    lead, came = accounts[LEAD], complaint.received_at
    who: dict[str, Any] = {"by": lead, "tree": tree}

    def step(action: Any, after: float, **given: Any) -> Complaint:
        at = min(now, came + after * DAY)
        return action(complaint=complaint, version=complaint.version, now=at, **given, **who)  # type: ignore[no-any-return]

    if said.settled:
        return step(complaints.settle, 0.1, done=said.settled)
    if said.acknowledged is not None:
        complaint = step(complaints.acknowledge, said.acknowledged, words="Thanked, and told who looks into it")
    if said.withdrawn:
        return step(complaints.withdraw, said.acknowledged or 1, why="The city has taken the ticket back")
    if said.looked:
        handler = accounts[said.looked].person
        complaint = step(complaints.investigate, (said.acknowledged or 0) + 0.2, handler=handler)
    for kind in said.recovered:
        recovery.recover(complaint=complaint, kind=kind, words="", now=min(now, came + 3 * DAY), **who)
    if said.answered is not None:
        days, outcome = said.answered
        told = {"outcome": outcome, "answer": ANSWERS[outcome], "contact": lead.person}
        complaint = step(complaints.answer, days, **told)
        if complaint.status == Status.ANSWERED and (said.learned or outcome is NOT_UPHELD):
            complaint = step(complaints.close, days + 2, learned=said.learned)
    return complaint
