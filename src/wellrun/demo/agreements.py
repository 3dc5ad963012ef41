"""What people of Tidewater promised and agreed: actions in force, actions due, phases, notes and targets."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from wellrun.demo.story import DAY, Story
from wellrun.engines.spc import MAKING_DATA_COUNT
from wellrun.foundations.catalogue import actions as catalogue
from wellrun.foundations.catalogue.registry import MEASURES
from wellrun.foundations.followup import actions as followup
from wellrun.foundations.organisation.places import Tree
from wellrun.foundations.people.models import Account, Person


@dataclass(frozen=True)
class Promise:
    """An action: who does what where, from when, due when; done on a day with its evidence, or open."""

    title: str
    owner: str
    place: str
    opened: dt.date
    due: dt.date
    measure: str = ""
    done: dt.date | None = None
    evidence: str = ""


@dataclass(frozen=True)
class Agreement:
    """A phase (with its reason) or a note on the chart of a measure at a place."""

    measure: str
    place: str
    day: dt.date
    words: str


def promises(story: Story) -> tuple[Promise, ...]:
    """Three changes in force, and a handful of promises around today."""
    today = story.today
    return (
        Promise(
            *("Bed-exit alarms on all wards", "ruth.lindqvist", "HV", story.alarms - 30 * DAY, story.alarms, "falls"),
            done=story.alarms,
            evidence="Alarms fitted to every bed; staff of all wards trained.",
        ),
        Promise(
            *("Second discharge round at 10:00", "joao.silva", "HV/W04", story.second_round - 14 * DAY),
            *(story.second_round, "discharge_before_noon"),
            done=story.second_round,
            evidence="Round held every working day; list of tomorrow's discharges by 16:00.",
        ),
        Promise(
            *("Float pool for the surgical wards", "li.chen", "HV/surgery", story.float_pool - 21 * DAY),
            *(story.float_pool, "agency_share"),
            done=story.float_pool,
            evidence="Six nurses in the pool, on the roster of every week.",
        ),
        Promise("Walk Ward 5 at night with the quality lead", "priya.nair", "HV/W05", today - 6 * DAY, today, "falls"),
        Promise("Agree a cap on agency rates for winter", "li.chen", "HV", today - 9 * DAY, today, "agency_share"),
        Promise(
            "Call patients two days before their appointment",
            "sofia.rossi",
            "BC",
            today - 15 * DAY,
            today + 5 * DAY,
            "no_show_rate",
        ),
        Promise("Review medicines of patients who fell twice", "nora.quist", "HV/W05", today - 12 * DAY, today - DAY),
        Promise("Send Marsh House's device days", "grace.adeyemi", "MH", today - 4 * DAY, today - 2 * DAY),
        Promise("Explain agency cost of last month", "tom.achterberg", "HV", today - 20 * DAY, today - 8 * DAY),
        Promise(
            *("Open six escalation beds on Ward 2", "marcus.bell", "HV/emergency", today - 8 * DAY, today - DAY),
            done=today - DAY,
            evidence="Opened at 14:00, staffed until the end of the month.",
        ),
        Promise(
            *("Isolation rooms cleaned within the hour", "ruth.lindqvist", "HV/medicine", today - 21 * DAY),
            today + 3 * DAY,
        ),
    )


def phases(story: Story) -> tuple[Agreement, ...]:
    """Where a chart counts anew, and why."""
    return (
        Agreement("falls", "HV", story.alarms, "Bed-exit alarms on all wards."),
        Agreement("discharge_before_noon", "HV/W04", story.second_round, "Second discharge round at 10:00."),
    )


def notes(story: Story) -> tuple[Agreement, ...]:
    """Words on charts."""
    return (
        Agreement("falls", "HV", story.outbreak, "Outbreak of influenza: medical wards full, many new faces."),
        Agreement("sickness", "HV", story.outbreak, "Influenza among staff."),
        Agreement("ed_arrivals", "HV", story.outbreak, "Influenza in town."),
        Agreement("agency_share", "HV", story.outbreak, "Agency nurses for the medical wards."),
    )


TARGETS = (
    *(("four_hour_share", place, 75.0) for place in ("HV", "HV/emergency", "HV/ED")),
    *(("sickness", place, 4.5) for place in ("HV", "MH")),
    ("agency_share", "HV/W05", 12.0),
    ("nursing_hours_per_patient_day", "HV/W05", 6.2),
)
"""What Tidewater agreed instead of the product's own targets."""


def make_promises(story: Story, *, people: Mapping[str, Person], by: Account, tree: Tree) -> int:
    """Promises everything on the day it was promised, closes what was done; returns how many."""
    found = promises(story)
    for one in found:
        action = followup.promise(
            title=one.title,
            owner=people[one.owner],
            place=tree[one.place],
            due_on=one.due,
            by=by,
            tree=tree,
            today=one.opened,
            measure=one.measure,
        )
        if one.done:
            followup.change(action=action, wanted="done", by=by, tree=tree, today=one.done, evidence=one.evidence)
    return len(found)


def agree(story: Story, *, by: Account, tree: Tree) -> None:
    """Phases, notes and targets, by somebody who may govern measures."""
    for one in phases(story):
        catalogue.agree_phase(
            measure=MEASURES[one.measure],
            place=tree[one.place],
            starts_on=one.day,
            reason=one.words,
            by=by,
            tree=tree,
            today=one.day,
        )
    for one in notes(story):
        catalogue.note(
            measure=MEASURES[one.measure], place=tree[one.place], day=one.day, words=one.words, by=by, tree=tree
        )
    for measure, place, target in TARGETS:
        chosen = MEASURES[measure]
        catalogue.set_target(
            measure=chosen, place=tree[place], target=target, rules=MAKING_DATA_COUNT.name, by=by, tree=tree
        )
