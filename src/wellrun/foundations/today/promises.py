"""Signals from promises that were not kept, and from feeds that are late or hold back rows."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from wellrun.foundations.catalogue.wording import day_words
from wellrun.foundations.feeds.queries import FeedState, feed_states
from wellrun.foundations.followup.models import Action
from wellrun.foundations.organisation.places import Tree
from wellrun.foundations.today.draft import Draft, Rank


def overdue_signals(day: dt.date, tree: Tree) -> Iterator[Draft]:
    """Every open action whose day has passed."""
    late = Action.objects.filter(status=Action.Status.OPEN, due_on__lt=day, opened_on__lte=day).select_related("owner")
    for action in late:
        if tree.get(action.place) is None:
            continue
        days = (day - action.due_on).days
        yield Draft(
            key=f"overdue:{action.pk}",
            place=action.place,
            rank=Rank.DRIFT,
            kind=_("Promise"),
            mark="concern-up",
            sentence=_("“%(title)s” was due on %(day)s and is not done.")
            % {"title": action.title, "day": day_words(action.due_on, today=day)},
            figure=ngettext("%(days)s day late", "%(days)s days late", days) % {"days": days},
            facts=_("Promised by %(owner)s.") % {"owner": action.owner},
            since=action.due_on,
            weight=float(days),
            address=address_of("followup:action", action.pk, at=action.place, day=day),
        )


def feed_signals(day: dt.date, tree: Tree) -> Iterator[Draft]:
    """Every feed that is late or did not load, and one signal a facility for all rows that wait to be mended."""
    waiting: dict[str, list[FeedState]] = {}
    for state in feed_states(day):
        if tree.get(state.facility) is None:
            continue
        if state.waiting:
            waiting.setdefault(state.facility, []).append(state)
        if state.trouble not in ("late", "broken"):
            continue
        yield Draft(
            key=f"feed:{state.feed.pk}:{state.trouble}",
            place=state.facility,
            rank=Rank.DRIFT,
            kind=_("Feeds"),
            mark="clock" if state.trouble == "late" else "concern-up",
            sentence=state.sentence,
            figure=state.figure,
            facts=state.facts,
            since=state.since,
            weight=0.5,
            address=address_of("feeds:feed", state.feed.pk, at=state.facility, day=day),
        )
    for facility, states in waiting.items():
        yield _waiting(facility, states, day, tree)


def _waiting(facility: str, states: list[FeedState], day: dt.date, tree: Tree) -> Draft:
    rows = sum(state.waiting for state in states)
    names = ", ".join(state.feed.name for state in states)
    return Draft(
        key=f"waiting:{facility}",
        place=facility,
        rank=Rank.DRIFT,
        kind=_("Feeds"),
        mark="concern-up",
        sentence=ngettext(
            "%(n)s row of %(place)s could not be loaded and waits to be mended.",
            "%(n)s rows of %(place)s could not be loaded and wait to be mended.",
            rows,
        )
        % {"n": rows, "place": tree[facility].name},
        figure=ngettext("%(n)s row", "%(n)s rows", rows) % {"n": rows},
        facts=_("In %(feeds)s. Every other row is in; the files as they came are kept.") % {"feeds": names},
        weight=0.4,
        address=f"{reverse('feeds:list')}?{urlencode({'at': facility, 'day': day.isoformat()})}",
    )


def address_of(route: str, pk: int, *, at: str, day: dt.date) -> str:
    """Where one action or feed is looked at, with the place and the day in the address."""
    return f"{reverse(route, args=[pk])}?{urlencode({'at': at, 'day': day.isoformat()})}"
