"""Signals of groups who fare worse: a gap between groups of patients that is more than chance, told once."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterator, Sequence
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from wellrun.engines.outcomes.gaps import Sort
from wellrun.foundations.catalogue.equity import Compared, GroupLine, Split, compared, told, worse
from wellrun.foundations.catalogue.registry import MEASURES
from wellrun.foundations.catalogue.wording import value_words
from wellrun.foundations.organisation.places import Level, Place, Tree
from wellrun.foundations.today.draft import Draft, Rank
from wellrun.warehouse.measures.groups import sort_of, splits_people
from wellrun.warehouse.measures.measure import Better, Measure

TOLD = ("sex", "language", "ethnicity")
"""Splits that are told of in the morning. Ages differ in most things, as illness does, and payers differ by age: those
stand on the page."""


def gap_signals(day: dt.date, tree: Tree) -> Iterator[Draft]:
    """One signal for each facility and split with a gap for the worse that is more than chance.

    All comparisons of a facility, of all measures of events, are corrected together: the morning asks them together.
    """
    judged = [m for m in MEASURES.values() if splits_people(m) and sort_of(m) is not Sort.MEAN]
    judged = [measure for measure in judged if measure.better is not Better.NEITHER]
    everything = [one for one in compared(judged, day) if one.groups.split in TOLD]
    for place in tree.places.values():
        if place.level is Level.FACILITY:
            here = [one for one in everything if one.groups.facility == place.code]
            yield from _told(here, place, day)


def _told(here: Sequence[Compared], place: Place, day: dt.date) -> Iterator[Draft]:
    splits = list(zip((one.measure for one in here), told(here), strict=True))
    for key in TOLD:
        found = sorted(
            (
                (line, measure, split)
                for measure, split in splits
                if split.key == key
                for line in split.warned
                if worse(measure, line)
            ),
            key=lambda each: each[0].chance or 0.0,
        )
        if found:
            others = {measure.title for _line, measure, _split in found[1:]} - {found[0][1].title}
            yield _draft(*found[0], others=sorted(others), place=place, day=day)


def _draft(
    line: GroupLine, measure: Measure, split: Split, *, others: Sequence[str], place: Place, day: dt.date
) -> Draft:
    said = {
        "measure": measure.title,
        "split": split.title,
        "group": line.name,
        "value": value_words(measure, line.value),
        "rest": value_words(measure, line.rest),
    }
    facts = [
        ngettext(
            "%(n)s comparison was made, and chance corrected for.",
            "%(n)s comparisons were made, and chance corrected for.",
            split.asked,
        )
        % {"n": split.asked}
    ]
    if others:
        facts.append(_("The same in: %(measures)s.") % {"measures": ", ".join(others)})
    facts.append(_("It does not say why: illness, age or place may explain it."))
    return Draft(
        key=f"equity:{place.code}:{split.key}",
        place=place.code,
        rank=Rank.DRIFT,
        kind=_("Equity"),
        mark="risk",
        sentence=_("%(measure)s differ by %(split)s by more than chance: %(group)s fare worse.") % said
        if measure.plural
        else _("%(measure)s differs by %(split)s by more than chance: %(group)s fare worse.") % said,
        figure=_("%(value)s, against %(rest)s of everybody else") % said,
        facts=" ".join(facts),
        weight=-math.log10(max(line.chance or 0.0, 1e-12)),
        measure=measure.key,
        address=f"{reverse('catalogue:groups', args=[measure.key])}"
        f"?{urlencode({'at': place.code, 'day': day.isoformat()})}",
    )
