"""Two questions Harbour View's director asks of the model of its own year: winter beds, and shorter stays on Ward 5."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from wellrun.demo.story import Story
from wellrun.departments.operations.actions import answering, scenarios
from wellrun.departments.operations.rules.what_if.changes import Change, Kind
from wellrun.foundations.audit.actions import System
from wellrun.foundations.organisation.models import Facility
from wellrun.foundations.organisation.places import Tree
from wellrun.foundations.people.models import Account

LEAD = "daniel.park"
WORKER = System("what if")


def suppose(
    facilities: Mapping[str, Facility],
    accounts: Mapping[str, Account],
    story: Story,
    *,
    tree: Tree,
    now: dt.datetime,
) -> None:
    """Learns the model and asks both, as a manager and the worker would; figures must be there."""
    hospital, by = facilities["HV"], accounts[LEAD]
    model = scenarios.want_model(facility=hospital, by=by, tree=tree, now=now)
    answering.learn(model=model.pk, by=WORKER)
    winter = dt.date(story.today.year + (story.today.month == 12), 12, 1)
    asked = (
        (
            "Winter beds",
            "Six beds on Ward 5 from December to the end of March.",
            [Change(Kind.BEDS, "W05", 6, winter, dt.date(winter.year + 1, 3, 31))],
        ),
        (
            "Half a day on Ward 5",
            "What a daily review of every patient on Ward 5 might bring.",
            [Change(Kind.STAY_DAYS, "W05", -0.5)],
        ),
    )
    for name, note, changes in asked:
        made = scenarios.ask(facility=hospital, name=name, note=note, changes=changes, by=by, tree=tree, now=now)
        answering.answer(scenario=made.pk, by=WORKER)
