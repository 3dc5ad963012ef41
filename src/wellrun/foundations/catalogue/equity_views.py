"""Who a measure is different for: a page beside every measure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from wellrun.foundations.access.permissions import may
from wellrun.foundations.access.routes import ReaderRequest, requires
from wellrun.foundations.access.rules import Permission
from wellrun.foundations.catalogue.equity import (
    GroupLine,
    Split,
    period_before,
    split_by_unit,
    splits_of_people,
    warnings,
    worse,
)
from wellrun.foundations.catalogue.forms import SPLIT_TITLES
from wellrun.foundations.catalogue.registry import MEASURES
from wellrun.foundations.catalogue.wording import value_words
from wellrun.foundations.organisation.places import Level, Place
from wellrun.foundations.pages.charts import Reach, interval_line
from wellrun.foundations.pages.tables import Table, TableColumn
from wellrun.warehouse.measures.groups import sort_of, splits_people
from wellrun.warehouse.measures.measure import Better, Display, Measure


@dataclass(frozen=True)
class Drawn:
    """A line with its interval as a picture, in the shape of what is said of it."""

    line: GroupLine
    picture: SafeString
    mark: str
    says: str


@dataclass(frozen=True)
class Section:
    """A split with its drawn lines."""

    split: Split
    lines: tuple[Drawn, ...]


@requires(Permission.READ_FIGURES)
def groups(request: ReaderRequest, key: str) -> HttpResponse:
    """Groups of patients and units of the facility against one another, and what chance explains."""
    if key not in MEASURES:
        raise Http404
    measure = MEASURES[key]
    facility = _facility(request)
    splits = _splits(measure, facility, request) if facility else ()
    table = lines_table(measure, [line for split in splits for line in split.lines], request.GET)
    if (file := table.export()) is not None:
        return file
    since, until = period_before(request.day)
    context = {
        "here": measure.department,
        "measure": measure,
        "facility": facility,
        "choose": [each for each in request.tree.within(request.place) if each.level is Level.FACILITY],
        "since": since,
        "last": until - dt.timedelta(days=1),
        "parts": [Section(split, drawn(measure, split)) for split in splits],
        "warned": [gap_sentence(measure, line) for line in warnings(measure, splits) if line.split != "unit"],
        "asked": next((split.asked for split in splits if split.key != "unit"), 0),
        "percent": measure.display is Display.PERCENT,
        "by_people": splits_people(measure),
        "table": table,
    }
    return render(request, "catalogue/groups.html", context)


def _facility(request: ReaderRequest) -> Place | None:
    """The facility the reader is in, if the reader may see all of it; none for a network, which has several."""
    place = request.tree.get(request.place.facility)
    if place is None or not may(request.user, Permission.READ_FIGURES, place, tree=request.tree):
        return None
    return place


def _splits(measure: Measure, facility: Place, request: ReaderRequest) -> tuple[Split, ...]:
    by_unit = split_by_unit(measure, facility, request.day, tree=request.tree)
    people = splits_of_people(measure, facility.code, request.day)
    return (*people, *((by_unit,) if by_unit else ()))


def drawn(measure: Measure, split: Split) -> tuple[Drawn, ...]:
    """Each line with its interval on one scale; the level drawn is the newest known value of everybody together."""
    shown = [line for line in split.lines if line.value is not None]
    exposure = sum(line.denominator or 0.0 for line in shown)
    if not exposure:
        return tuple(_undrawn(line) for line in split.lines)
    level = measure.multiply * sum(line.numerator or 0.0 for line in shown) / exposure
    ends = [end for line in shown for end in (line.lower, line.upper, line.value) if end is not None]
    reach = Reach(low=min([*ends, level]), high=min(max([*ends, level]), 4 * level or max(ends)), level=level)
    return tuple(_drawn(measure, line, reach) for line in split.lines)


def _drawn(measure: Measure, line: GroupLine, reach: Reach) -> Drawn:
    if line.value is None or line.lower is None or line.upper is None:
        return _undrawn(line)
    bad = worse(measure, line)
    kind = "common" if not line.warned else "concern" if bad else "improve"
    kind = "neutral" if line.warned and measure.better is Better.NEITHER else kind
    said = {
        "group": line.name,
        "value": value_words(measure, line.value),
        "low": value_words(measure, line.lower),
        "high": value_words(measure, line.upper),
    }
    label = _("%(group)s: %(value)s, interval %(low)s to %(high)s") % said
    value = min(line.value, reach.high)
    picture = interval_line(value=value, lower=line.lower, upper=line.upper, reach=reach, kind=kind, label=label)
    mark = {"concern": "concern-up", "improve": "improve", "neutral": "neutral"}.get(kind, "common")
    return Drawn(line, picture, mark, chance_words(line))


def _undrawn(line: GroupLine) -> Drawn:
    return Drawn(line, SafeString(""), "open", chance_words(line))


def gap_sentence(measure: Measure, line: GroupLine) -> str:
    """A gap in one sentence: how much, against whom."""
    said = {
        "measure": measure.title,
        "group": line.name,
        "value": value_words(measure, line.value),
        "rest": value_words(measure, line.rest),
    }
    return _("%(measure)s, %(group)s: %(value)s, against %(rest)s of everybody else.") % said


def chance_words(line: GroupLine) -> str:
    """What chance explains of a gap."""
    if line.withheld or not line.recorded:
        return ""
    if line.chance is None:
        return _("too few to say")
    if line.warned:
        return _("more than chance")
    return _("chance may explain it")


def lines_table(measure: Measure, lines: Sequence[GroupLine], query: Any) -> Table[GroupLine]:
    """All groups as one table, for search and export."""
    places = measure.decimals + 1
    sort = sort_of(measure)

    def figure(name: str, title: str, digits: int = places) -> TableColumn[GroupLine]:
        return TableColumn[GroupLine](name, title, lambda line: getattr(line, name), number=True, places=digits)

    columns = (
        TableColumn[GroupLine]("group", _("Group"), lambda line: line.name),
        TableColumn[GroupLine]("split", _("By"), lambda line: str(SPLIT_TITLES[line.split])),
        figure("people", _("Patients"), 0),
        figure("numerator", _("Counted"), 0),
        figure("denominator", _("Per"), 1 if sort.value == "rate" else 0),
        figure("value", measure.unit or _("Value")),
        figure("lower", _("From")),
        figure("upper", _("To")),
        figure("rest", _("Everybody else")),
        figure("difference", _("Difference")),
        figure("chance", _("Chance, corrected"), 4),
        TableColumn[GroupLine](
            "said", _("Says"), lambda line: _("withheld") if line.withheld else chance_words(line), shown=True
        ),
    )
    return Table(f"{measure.key}-groups", columns, lines, query)
