"""Two projects of Tidewater: earlier discharges on Ward 4, proved by the chart, and falls on Ward 5, just begun."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from wellrun.demo.story import DAY, Story
from wellrun.departments.quality.actions import project_gates, projects
from wellrun.departments.quality.models.projects import Project
from wellrun.departments.quality.rules.incidents import Area
from wellrun.departments.quality.rules.phases import Method, Phase
from wellrun.departments.quality.rules.projects import Part
from wellrun.departments.quality.rules.savings import Decision, Kind, Rhythm
from wellrun.foundations.catalogue.registry import MEASURES
from wellrun.foundations.organisation.places import Tree
from wellrun.foundations.people.models import Account

LEAD = "daniel.park"
FINANCE = "tom.achterberg"


def improve(story: Story, accounts: Mapping[str, Account], *, tree: Tree) -> None:
    """Opens both as of their days; figures must be there, since the level before is read from the chart."""
    who: dict[str, Any] = {"by": accounts[LEAD], "tree": tree}
    _earlier_discharges(story, accounts["joao.silva"], who)
    _room_of_earlier_discharges(story, accounts, tree)
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
    method: Method = Method.PDSA,
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
        method=method,
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


def _room_of_earlier_discharges(story: Story, accounts: Mapping[str, Account], tree: Tree) -> None:
    """What it saves is room, not cash: finance signs the one and refuses the other."""
    made, lead, finance = Project.objects.get(name="Home before noon"), accounts["joao.silva"], accounts[FINANCE]
    project_gates.plan_control(
        project=made,
        measure=MEASURES["discharge_before_noon"],
        trigger="a point below the limits, or six in a row below the mean",
        reaction="The second round is moved back to ten, and the list of tomorrow is read at four",
        owner=lead.person,
        by=accounts[LEAD],
        tree=tree,
    )
    for amount, kind, line, decision, why in (
        ("38400.00", Kind.ROOM, "4010 bed days of Ward 4", Decision.SIGNED, ""),
        ("21000.00", Kind.CASH, "6100 agency nurses", Decision.REFUSED, "Agency hours of Ward 4 have not fallen."),
    ):
        saving = project_gates.claim(
            project=made,
            amount=Decimal(amount),
            kind=kind,
            rhythm=Rhythm.YEARLY,
            line=line,
            by=accounts[LEAD],
            tree=tree,
            today=story.today - 12 * DAY,
        )
        project_gates.decide(
            saving=saving, decision=decision, why=why, by=finance, tree=tree, today=story.today - 5 * DAY
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
        method=Method.DMAIC,
    )
    found = {
        Phase.DEFINE: "Falls of patients who should not get up alone, bays 1 to 4, day and night.",
        Phase.MEASURE: "Two of three falls happen between one and five; three alarms of twelve were off.",
    }
    for phase, words in found.items():
        project_gates.pass_gate(project=made, phase=phase, words=words, today=today - 6 * DAY, **who)
    for area, words in (
        (Area.TASK, "The cable ends where the bed is turned"),
        (Area.TASK, "The alarm does not say that it is off"),
        (Area.TEAM, "Alarms are not part of the night handover"),
        (Area.ENVIRONMENT, "Cleaners need the same socket at four"),
    ):
        project_gates.name_cause(project=made, area=area, words=words, **who)
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
