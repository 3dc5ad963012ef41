"""The risk register of Tidewater: five risks, each at another point of its life."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from wellrun.departments.quality.actions import risk_controls, risk_links, risks
from wellrun.departments.quality.actions.risks import Wording
from wellrun.departments.quality.models import Incident, Risk
from wellrun.departments.quality.rules.risks import ControlKind, Rated, Stage, Works
from wellrun.foundations.followup.models import Action
from wellrun.foundations.organisation.places import Tree
from wellrun.foundations.people.models import Account

LEAD = "daniel.park"
DAY, WEEK = dt.timedelta(days=1), dt.timedelta(weeks=1)
PREVENTIVE, DETECTIVE, CORRECTIVE = ControlKind


@dataclass(frozen=True)
class Held:
    """A control: what it is, its kind, how well it worked when it was tested, so many days ago."""

    words: str
    kind: ControlKind
    works: Works = Works.UNTESTED
    tested: int = 0


@dataclass(frozen=True)
class Known:
    """A risk: how many weeks ago it was raised, where, whose it is, in words, rated in three stages, and what holds it.

    ``later``: how many weeks ago it was rated anew, as what, and why.
    """

    weeks: int
    place: str
    owner: str
    kind: str
    cause: str
    event: str
    effect: str
    ratings: tuple[tuple[int, int], tuple[int, int], tuple[int, int]]
    controls: tuple[Held, ...]
    later: tuple[tuple[int, tuple[int, int], str], ...] = ()
    measures: tuple[str, ...] = ()


ALARMS = Known(
    23,
    "HV/W05",
    "priya.nair",
    "safety",
    "the cables of bed alarms are too short for a raised bed",
    "an unplugged alarm that nobody notices",
    "a fall with serious harm",
    ((5, 4), (2, 4), (1, 4)),
    (
        Held("Look at the light on the alarm after each wash", DETECTIVE, Works.PARTLY, 12),
        Held("Sockets that hold badly are on a list for facilities", PREVENTIVE, Works.NOT, 12),
        Held("Round of the ward every hour at night", CORRECTIVE, Works.WORKS, 40),
    ),
    (
        (7, (3, 4), "Two of five nurses are new to the ward since the outbreak"),
        (1, (4, 4), "Three cables in a fortnight, one patient fell"),
    ),
    ("falls",),
)
BOARDING = Known(
    40,
    "HV/ED",
    "marcus.bell",
    "safety",
    "beds for admitted patients run short in winter",
    "a wait of many hours after the decision to admit",
    "treatment that comes late",
    ((5, 4), (3, 4), (2, 3)),
    (
        Held("Second discharge round at ten on Ward 4", PREVENTIVE, Works.WORKS, 60),
        Held("Senior nurse looks at every waiting patient each hour", DETECTIVE, Works.PARTLY, 25),
        Held("Full-capacity protocol", CORRECTIVE),
    ),
    ((30, (2, 4), "Discharge before noon has risen"), (6, (4, 4), "Influenza")),
    ("boarding_time", "left_without_being_seen"),
)
COOLING = Known(
    30,
    "HV",
    "ruth.lindqvist",
    "service",
    "one chiller cools all theatres",
    "a failure of the chiller on a hot day",
    "theatre lists that have to be cancelled",
    ((3, 4), (2, 4), (1, 4)),
    (
        Held("Inspection each spring", PREVENTIVE, Works.WORKS, 200),
        Held("Contract for a hired chiller within a day", CORRECTIVE),
    ),
)
NIGHTS = Known(
    10,
    "MH",
    "grace.adeyemi",
    "people",
    "most registered nurses for nights come from one agency",
    "a night without a registered nurse",
    "residents who wait for care and an inspection that fails",
    ((4, 4), (3, 4), (1, 4)),
    (Held("Rota is checked every Friday for the week after next", DETECTIVE, Works.WORKS, 20),),
    (),
    ("agency_share",),
)
APPOINTMENTS = Known(
    28,
    "BC",
    "sofia.rossi",
    "quality",
    "reminders are sent by post",
    "more missed appointments than last year",
    "later treatment and lost income",
    ((4, 2), (3, 2), (2, 2)),
    (Held("Call to everybody who missed two in a row", CORRECTIVE, Works.PARTLY, 90),),
    (),
    ("no_show_rate",),
)


def keep_register(accounts: Mapping[str, Account], *, tree: Tree, now: dt.datetime) -> int:
    """Raises the risks in their order and does what has been done since; returns how many."""
    known = sorted((ALARMS, BOARDING, COOLING, NIGHTS, APPOINTMENTS), key=lambda one: -one.weeks)
    held = {one: _raised(one, accounts, tree, now) for one in known}
    who: dict[str, Any] = {"by": accounts[LEAD], "tree": tree}
    _alarms(held[ALARMS], who, now)
    winter, chiller = "Every bed that has staff is open", "A second chiller costs more than the lists of a day"
    _borne(held[BOARDING], winter, timezone.localdate(now) + 5 * DAY, at=now - 6 * WEEK + DAY, now=now, who=who)
    _borne(held[COOLING], chiller, None, at=now - 8 * WEEK, now=now, who=who)
    return len(held)


def _raised(known: Known, accounts: Mapping[str, Account], tree: Tree, now: dt.datetime) -> Risk:
    who: dict[str, Any] = {"by": accounts[LEAD], "tree": tree}
    at = now - known.weeks * WEEK
    risk = risks.raise_risk(
        place=tree[known.place],
        wording=Wording(known.kind, known.cause, known.event, known.effect, accounts[known.owner].person),
        ratings={stage: Rated(*steps) for stage, steps in zip(Stage, known.ratings, strict=True)},
        now=at,
        **who,
    )
    for measure in known.measures:
        risk_links.link(risk=risk, measure=measure, now=at, **who)
    for control in known.controls:
        made = risk_controls.add_control(risk=risk, words=control.words, kind=control.kind, now=at, **who)
        if control.works is not Works.UNTESTED:
            seen = now - control.tested * DAY
            tested: dict[str, Any] = {"works": control.works, "tested_on": timezone.localdate(seen), "now": seen}
            risk_controls.test_control(risk=risk, control=made, **tested, **who)
    for weeks, steps, why in known.later:
        at = now - weeks * WEEK
        rated: dict[str, Any] = {"stage": Stage.RESIDUAL, "rated": Rated(*steps), "why": why, "now": at}
        risk = risks.rate(risk=risk, version=risk.version, **rated, **who)
        risk = risks.review(risk=risk, version=risk.version, words="Rated with the unit", now=at, **who)
    return risk


def _alarms(risk: Risk, who: dict[str, Any], now: dt.datetime) -> None:
    """What the fall of bay 3 has to do with it: the report, and the promise that came out of it."""
    fall = Incident.objects.filter(place=risk.place, kind="fall", into__isnull=True, countermeasures__isnull=False)
    for incident in fall.select_related("facility")[:1]:
        risk_links.link(risk=risk, incident=incident, now=now, **who)
        for action in Action.objects.filter(origin=f"quality:incident:{incident.pk}")[:1]:
            risk_links.link(risk=risk, action=action, now=now, **who)


def _borne(
    risk: Risk, why: str, until: dt.date | None, *, at: dt.datetime, now: dt.datetime, who: dict[str, Any]
) -> None:
    """Accepted at a moment, and looked at since."""
    risk = risks.accept(risk=risk, version=risk.version, why=why, until=until, now=at, **who)
    risks.review(risk=risk, version=risk.version, words="Still as it was", now=max(at, now - 2 * WEEK), **who)
