"""What an open bed board is told: the wards that have changed, drawn once for everybody who sees the same."""

from __future__ import annotations

import threading
from collections.abc import Hashable, Mapping
from itertools import groupby
from typing import Any, NamedTuple

import orjson
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from wellrun.departments.operations.models import House
from wellrun.departments.operations.queries import board as queries
from wellrun.departments.operations.queries.marks import board_number
from wellrun.departments.operations.rules.house.board import Look
from wellrun.departments.operations.shown.board import LOOKS, group_row, sentence, ward_row
from wellrun.foundations.organisation.queries import tree as whole_tree


class Group(NamedTuple):
    """Who sees the same: a place and a language."""

    place: str
    language: str


class Drawn(NamedTuple):
    """A board as it was drawn at a number: its wards, its figures and its sentence."""

    number: int
    rows: Mapping[str, str]
    figures: str
    sentence: str


KEPT: dict[Group, tuple[Drawn, Drawn]] = {}
"""Of each group the last two drawings, so that what has changed between them is told and no more."""

DRAWING = threading.Lock()


def news(group: Hashable, seen: int) -> tuple[int, bytes]:
    """The number the house is at, and the event that brings a board there; empty if it is there already."""
    assert isinstance(group, Group)
    facility = group.place.partition("/")[0]
    now = House.objects.filter(facility__code=facility).values_list("number", flat=True).first() or 0
    if now == seen:
        return now, b""
    with DRAWING, translation.override(group.language):
        before, drawn = KEPT.get(group, (None, None))
        if drawn is None or drawn.number != now:
            before, drawn = drawn, draw(group.place, now)
            KEPT[group] = (before or drawn, drawn)
        known = before if before is not None and before.number == seen else None
        rows = {key: row for key, row in drawn.rows.items() if known is None or known.rows.get(key) != row}
        said = {"rows": rows, "figures": drawn.figures, "sentence": drawn.sentence, "told": _("The board has changed.")}
    return drawn.number, b"id: %d\ndata: " % drawn.number + orjson.dumps(said) + b"\n\n"


def changes(group: Hashable, seen: int) -> tuple[int, bytes]:
    """The number the boards of a facility are at, for open ones that then ask for what is new; empty if none is."""
    now = board_number(str(group))
    return now, b"" if now == seen else b"id: %d\ndata: %d\n\n" % (now, now)


def draw(code: str, number: int) -> Drawn:
    """The board of a place, ready to be put into a page."""
    tree = whole_tree()
    place = tree[code]
    shown = queries.board(place, tree=tree, at=timezone.now())
    address = f"{reverse('operations:bed-list')}?at={code}"
    rows: dict[str, str] = {
        f"ward-{ward.code}": render_to_string("operations/_ward.html", {"row": ward_row(ward), "list_address": address})
        for ward in shown.wards
    }
    for name, wards in groupby(shown.wards, lambda ward: ward.group):
        group = group_row(name, list(wards))
        rows[group["key"]] = render_to_string("operations/_group.html", {"group": group})
    figures = render_to_string("operations/_figures.html", figures_of(shown))
    return Drawn(number, rows, figures, sentence(shown, len(queries.waiting(place, tree=tree, at=shown.at))))


def figures_of(shown: queries.Board) -> dict[str, Any]:
    """What the line of figures needs."""
    counted = [(LOOKS[look][1], shown.total(look)) for look in (Look.READY, Look.CLEAN, Look.HELD, Look.SHUT)]
    return {
        "board": shown,
        "zone": shown.place.time_zone,
        "totals": [(words, number) for words, number in counted if number],
    }
