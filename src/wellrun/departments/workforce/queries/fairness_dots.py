"""One dot for each person over a line of counts: who bears how much, and who stands alone."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from wellrun.departments.workforce.rules.fairness import standing_alone

WIDTH, BASE, STEP, COLUMNS = 250, 31.0, 6.2, 4


@dataclass(frozen=True)
class Dots:
    """A picture, the sentence it is read aloud as, and the people behind each count."""

    title: str
    picture: SafeString
    people: tuple[tuple[int, str], ...]


def dots(title: str, values: Mapping[int, int], names: Mapping[int, str]) -> Dots:
    """The picture of counts by person; who stands alone at an edge is marked by colour and named."""
    alone = standing_alone(values)
    by_count: dict[int, list[int]] = defaultdict(list)
    for person, count in sorted(values.items()):
        by_count[count].append(person)
    counts = sorted(by_count)
    across = {count: 20 + number * (WIDTH - 40) / max(1, len(counts) - 1) for number, count in enumerate(counts)}
    # Where many counts stand side by side, their dots stand higher and not wider.
    wide = max(1, min(COLUMNS, int((WIDTH - 40) / max(1, len(counts) - 1) / STEP)))
    tallest = max((-(-len(people) // wide) for people in by_count.values()), default=1)
    top = max(0.0, (tallest - 4) * STEP)
    marks = [
        mark for count in counts for mark in _column(across[count], by_count[count], alone=alone, top=top, most=wide)
    ]
    axis = [(round(across[count], 1), round(43 + top, 1), count) for count in counts]
    picture = format_html(
        '<svg class="picture" viewBox="0 0 {} {}" width="{}" height="{}" role="img" aria-label="{}">'
        '<line x1="4" y1="{}" x2="246" y2="{}" class="axis-line"/>{}{}</svg>',
        WIDTH,
        round(46 + top, 1),
        WIDTH,
        round(46 + top),
        _spoken(title, by_count, alone, names),
        round(BASE + top, 1),
        round(BASE + top, 1),
        format_html_join("", '<circle cx="{}" cy="{}" r="2.6" class="pt {}"/>', marks),
        format_html_join("", '<text x="{}" y="{}" class="axis" text-anchor="middle">{}</text>', axis),
    )
    people = tuple((count, ", ".join(names[person] for person in by_count[count])) for count in counts)
    return Dots(title, picture, people)


def _column(
    x: float, people: list[int], *, alone: frozenset[int], top: float, most: int
) -> list[tuple[float, float, str]]:
    wide = min(most, len(people))
    return [
        (
            round(x + (number % most - (wide - 1) / 2) * STEP, 1),
            round(BASE + top - 4.4 - (number // most) * STEP, 1),
            "concern" if person in alone else "common",
        )
        for number, person in enumerate(people)
    ]


def _spoken(title: str, by_count: Mapping[int, list[int]], alone: frozenset[int], names: Mapping[int, str]) -> str:
    parts = [
        ngettext("%(people)s person has %(count)s", "%(people)s people have %(count)s", len(people))
        % {"people": len(people), "count": count}
        for count, people in sorted(by_count.items())
    ]
    stands = [names[person] for people in by_count.values() for person in people if person in alone]
    tail = " " + _("Alone at an edge: %(names)s.") % {"names": ", ".join(stands)} if stands else ""
    return f"{title}: {'; '.join(parts)}.{tail}"
