"""Two projects of Tidewater: earlier discharges on Ward 4, proved by the chart, and falls on Ward 5, just begun."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from wellrun.demo.story import DAY, Story
from wellrun.departments.quality.actions import projects
from wellrun.departments.quality.models.projects import Project
from wellrun.departments.quality.rules.projects import Part
from wellrun.foundations.catalogue.registry import MEASURES
from wellrun.foundations.organisation.places import Tree
from wellrun.foundations.people.models import Account

LEAD = "daniel.park"


def improve(story: Story, accounts: Mapping[str, Account], *, tree: Tree) -> None:
    """Opens both as of their days; figures must be there, since the level before is read from the chart."""
    who: dict[str, Any] = {"by": accounts[LEAD], "tree": tree}
    _earlier_discharges(story, accounts["joao.silva"], who)
    _fewer_falls(story, accounts["priya.nair"], who)


def _opened(
    place: str,
    measure: str,
    *,
    goal: float,
    until: dt.date,
    lead: Account,
    today: dt.date,
    who: dict[str, Any],
    name: str,
    why: str,
) -> Project:
    return projects.open_project(
        place=who["tree"][place],
        measure=MEASURES[measure],
        goal=goal,
        until=until,
        lead=lead.person,
        today=today,
        name=name,
        why=why,
        **who,
    )


def _earlier_discharges(story: Story, lead: Account, who: dict[str, Any]) -> None:
    began = story.second_round
    made = _opened(
        *("HV/W04", "discharge_before_noon"),
        goal=40.0,
        until=max(began + 270 * DAY, story.today + 30 * DAY),
        lead=lead,
        today=began - 14 * DAY,
        who=who,
        name="Home before noon",
        why="Patients wait in the emergency department for beds that are freed in the late afternoon.",
    )
    early = projects.draw(
        project=made, part=Part.PRIMARY, words="The decision is made the day before", parent=None, **who
    )
    ready = projects.draw(
        project=made, part=Part.PRIMARY, words="Everything is ready in the morning", parent=None, **who
    )
    projects.draw(project=made, part=Part.IDEA, words="Second round at ten", parent=early, **who)
    projects.draw(project=made, part=Part.IDEA, words="List of tomorrow's discharges by four", parent=early, **who)
    projects.draw(project=made, part=Part.IDEA, words="Medicines ordered the evening before", parent=ready, **who)
    projects.watch(project=made, measure=MEASURES["readmission_7_day"], role="balancing", **who)
    first = projects.begin_test(
        project=made,
        change="Second round at ten, one team, one week",
        predicts="Two more patients a day go before noon",
        carried_by=lead.person,
        starts_on=began,
        **who,
    )
    projects.study(
        cycle=first,
        saw="Between one and three more went before noon each day; the round takes twelve minutes.",
        lesson="adopt",
        today=min(story.today, began + 8 * DAY),
        **who,
    )


def _fewer_falls(story: Story, lead: Account, who: dict[str, Any]) -> None:
    today = story.today
    made = _opened(
        *("HV/W05", "falls"),
        goal=2.0,
        until=today + 120 * DAY,
        lead=lead,
        today=today - 10 * DAY,
        who=who,
        name="Alarms that stay plugged in",
        why="Falls have risen with the outbreak, and alarms were found unplugged three times.",
    )
    alarm = projects.draw(project=made, part=Part.PRIMARY, words="The alarm sounds when it should", parent=None, **who)
    cable = projects.draw(project=made, part=Part.SECONDARY, words="Its cable stays in the wall", parent=alarm, **who)
    projects.draw(project=made, part=Part.IDEA, words="Cables with a lock", parent=cable, **who)
    projects.draw(project=made, part=Part.IDEA, words="Alarm named at handover", parent=alarm, **who)
    projects.begin_test(
        project=made,
        change="The alarm's light is read out at the night handover of bay 3",
        predicts="No alarm of bay 3 is off at two o'clock",
        carried_by=lead.person,
        starts_on=today - 3 * DAY,
        **who,
    )
