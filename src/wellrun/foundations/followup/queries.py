"""Reading actions, always within what the reader may see."""

from __future__ import annotations

import datetime as dt

from django.db.models import Q, QuerySet

from wellrun.foundations.followup.models import Action
from wellrun.foundations.organisation.places import Level, Place, Tree
from wellrun.foundations.people.models import Person


def actions_within(place: Place, *, tree: Tree) -> QuerySet[Action]:
    """Every action about the place or any place below it."""
    if place.level is Level.FACILITY:
        scope = Q(place=place.code) | Q(place__startswith=f"{place.code}/")
    else:
        scope = Q(place__in=[below.code for below in tree.within(place)])
    return Action.objects.filter(scope).select_related("owner__unit")


def raised_by(origin: str) -> QuerySet[Action]:
    """The actions that a signal has raised, newest first."""
    return Action.objects.filter(origin=origin).select_related("owner").order_by("-pk")


def owners_for(place: Place) -> QuerySet[Person]:
    """Who can own an action about the place: everyone who works at its facility now."""
    people = Person.objects.filter(active=True)
    return people.filter(facility__code=place.facility) if place.facility else people


def promised_for(day: dt.date, *, place: Place, tree: Tree) -> QuerySet[Action]:
    """What is due on the day, what is late, and what was closed on the day."""
    due = Q(status=Action.Status.OPEN, due_on__lte=day) | Q(closed_on=day) | Q(due_on=day)
    return actions_within(place, tree=tree).filter(due, opened_on__lte=day).order_by("due_on", "pk")


def kept_on(day: dt.date, *, place: Place, tree: Tree) -> tuple[int, int]:
    """How many of the promises due on a day were kept by its end, and how many there were."""
    due = actions_within(place, tree=tree).filter(due_on=day)
    return due.filter(status=Action.Status.DONE, closed_on__lte=day).count(), due.count()


def to_judge(day: dt.date, *, place: Place, tree: Tree) -> QuerySet[Action]:
    """Actions in force long enough to ask whether they worked: tied to a measure, in force for six weeks or more."""
    old_enough = day - dt.timedelta(weeks=6)
    return (
        actions_within(place, tree=tree).exclude(measure="").filter(started_on__lte=old_enough).order_by("-started_on")
    )
