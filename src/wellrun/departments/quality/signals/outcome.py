"""Units where more die, or come back, than before or than expected: told once, with what it does not prove."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from wellrun.departments.quality.queries.outcomes import Outcome, outcome_of, units_within
from wellrun.departments.quality.rules.outcomes.judging import FALSE_ALARM_YEARS
from wellrun.departments.quality.shown.outcome_pictures import OUTCOMES, UnitJudged, funnel_of
from wellrun.foundations.organisation.places import Level, Place, Tree
from wellrun.foundations.today.draft import Draft, Rank

TOLD_FOR = dt.timedelta(weeks=8)
"""How long after a limit was reached it is still told of."""


def outcome_signals(day: dt.date, tree: Tree) -> Iterator[Draft]:
    """For each facility and outcome: running sums that reached their limit lately, and units above the funnel."""
    for place in tree.places.values():
        if place.level is not Level.FACILITY:
            continue
        for outcome in OUTCOMES:
            found = outcome_of(place.code, outcome, day=day)
            if found is not None:
                yield from _of(found, place, day, tree)


def _of(found: Outcome, place: Place, day: dt.date, tree: Tree) -> Iterator[Draft]:
    units = units_within(found, place, tree=tree)
    above = {unit.name for unit in funnel_of(units).units if unit.outside > 0}
    told = False
    for pair in units:
        changed = _changed(found, pair, day)
        if changed is not None:
            told = True
            yield changed
        elif pair[0].name in above:
            yield _above(found, pair, day)
    # What a unit explains is not told of its facility again.
    whole = None if told else _changed(found, (place, found.whole), day)
    if whole is not None:
        yield whole


def _changed(found: Outcome, pair: UnitJudged, day: dt.date) -> Draft | None:
    place, judged = pair
    last = judged.course.last_worse if judged.course else None
    if last is None or last.day < day - TOLD_FOR:
        return None
    draft = _draft(found, pair, day)
    words = {
        "death": _("More patients of %(place)s die than their illness explains, and more than before."),
        "readmission": _("More patients of %(place)s come back than their illness explains, and more than before."),
    }
    facts = _(
        "Found on %(day)s by a running sum that chance alone makes signal once in %(years)s years. It does not say "
        "why: read the records first."
    ) % {"day": date_format(last.day, "j F"), "years": FALSE_ALARM_YEARS}
    return replace(
        draft,
        key=f"cusum:{found.model.outcome}:{place.code}",
        sentence=words[found.model.outcome] % {"place": place.name},
        facts=facts,
        since=last.day,
    )


def _above(found: Outcome, pair: UnitJudged, day: dt.date) -> Draft:
    words = {
        "death": _("More patients of %(place)s die than the facility’s own model expects."),
        "readmission": _("More patients of %(place)s come back than the facility’s own model expects."),
    }
    return replace(
        _draft(found, pair, day),
        key=f"funnel:{found.model.outcome}:{pair[0].code}",
        sentence=words[found.model.outcome] % {"place": pair[0].name},
        facts=_(
            "Above the 99.8 % limit of the funnel. It does not say why: what the model does not know may explain it."
        ),
        since=found.model.reference.until + dt.timedelta(days=1),
    )


def _draft(found: Outcome, pair: UnitJudged, day: dt.date) -> Draft:
    place, judged = pair
    asked = {"at": place.code, "day": day.isoformat(), "what": found.model.outcome}
    since = judged.since
    figure = _("%(observed)s seen, %(expected)s expected since %(day)s") % {
        "observed": since.observed,
        "expected": f"{since.expected:.1f}",
        "day": date_format(found.model.reference.until + dt.timedelta(days=1), "j M Y"),
    }
    return Draft(
        key="",
        place=place.code,
        rank=Rank.SAFETY,
        kind=_("Outcomes"),
        mark="concern-up",
        sentence="",
        figure=figure,
        weight=max(0.0, since.observed - since.expected),
        address=f"{reverse('quality:outcomes')}?{urlencode(asked)}",
    )
