"""What the finder finds here: measures, places, people, actions."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from wellrun.foundations.catalogue.registry import MEASURES
from wellrun.foundations.followup.queries import actions_within
from wellrun.foundations.pages.navigation import TABS, Found
from wellrun.foundations.people.models import Person


def find_everything(request: Any, words: str) -> Iterator[Found]:
    """Pages, measures, places, people and actions whose name holds every word."""
    parts = words.casefold().split()

    def fits(text: str) -> bool:
        return all(part in text.casefold() for part in parts)

    where = urlencode({"at": request.place.code, "day": request.day.isoformat()})
    for tab in TABS:
        if fits(str(tab.title)):
            yield Found(str(tab.title), _("page"), f"{reverse(tab.route, args=tab.arguments)}?{where}")
    for measure in MEASURES.values():
        if fits(f"{measure.title} {measure.department}"):
            yield Found(measure.title, _("measure"), f"{reverse('catalogue:measure', args=[measure.key])}?{where}")
    for place in request.tree.places.values():
        if fits(f"{place.name} {place.code}") and any(held.covers(place) for held in request.places):
            at = urlencode({"at": place.code, "day": request.day.isoformat()})
            yield Found(place.name, _("place"), f"{reverse('today:page')}?{at}")
    actions = actions_within(request.place, tree=request.tree)
    for person in Person.objects.filter(active=True, actions__in=actions).distinct():
        if fits(str(person)):
            yield Found(str(person), _("person"), f"{reverse('followup:list')}?{where}&{urlencode({'q': person.name})}")
    for action in actions:
        if fits(action.title):
            yield Found(action.title, _("action"), f"{reverse('followup:action', args=[action.pk])}?{where}")
