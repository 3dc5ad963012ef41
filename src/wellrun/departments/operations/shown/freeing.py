"""What would free most beds, in words."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from wellrun.departments.operations.rules.freeing import Freeing, Means
from wellrun.departments.operations.shown.board import duration

DONE: Mapping[str, Promise] = {
    "medicines": gettext_lazy("Have the medicines of those who could leave made up first"),
    "transport": gettext_lazy("Find transport for those who only wait for it"),
    "test": gettext_lazy("Have tests and results of those who could leave done first"),
    "doctor": gettext_lazy("Ask the doctors to decide first on those who could leave"),
    "therapy": gettext_lazy("Have therapy see those who could leave first"),
    "place": gettext_lazy("Find places elsewhere for those who only wait for one"),
    "home": gettext_lazy("Arrange care at home for those who only wait for it"),
    "family": gettext_lazy("Speak with the families of those who are not ready to go"),
    "payer": gettext_lazy("Ask the payers for what they have not authorised yet"),
    "other": gettext_lazy("See to what else holds those who could leave"),
}
"""What ends a barrier, by its reason."""


@dataclass(frozen=True)
class FreeingShown:
    """One thing: what to do, how many beds with the range, what it rests on; ``open`` is how many nobody sees to."""

    means: Means
    about: str
    what: str
    beds: str
    range: str
    why: str
    open: int


def freeing_shown(found: Iterable[Freeing], *, wards: Mapping[str, str], now: dt.datetime) -> list[FreeingShown]:
    """The things in words; ``wards`` are the names of the units by their codes."""
    return [
        FreeingShown(one.means, one.about, _what(one, wards), _beds(one), _range(one), _why(one, wards, now), one.open)
        for one in found
    ]


def _what(one: Freeing, wards: Mapping[str, str]) -> str:
    ward = wards.get(one.about, one.about)
    match one.means:
        case Means.BARRIER:
            return str(DONE[one.about])
        case Means.UNSAID:
            return _("Ask what keeps those who are ready to leave")
        case Means.CLEANING:
            return _("Have the empty beds cleaned")
        case Means.BLOCKED:
            return _("Mend what blocks beds on %(ward)s") % {"ward": ward}
        case Means.CLOSED:
            return _("Find staff for the closed beds on %(ward)s") % {"ward": ward}


def _beds(one: Freeing) -> str:
    n = round(one.expected)
    if n == 0:
        return _("perhaps a bed")
    return ngettext("%(n)s bed", "%(n)s beds", n) % {"n": n}


def _range(one: Freeing) -> str:
    return _("%(low)s to %(high)s") % {"low": one.low, "high": one.high} if one.low != one.high else ""


def _why(one: Freeing, wards: Mapping[str, str], now: dt.datetime) -> str:
    where = ", ".join(wards.get(unit, unit) for unit in one.units)
    if one.since is None:
        words = {
            Means.BARRIER: ngettext(
                "%(n)s patient who could leave waits for nothing else: %(where)s.",
                "%(n)s patients who could leave wait for nothing else: %(where)s.",
                one.beds,
            ),
            Means.UNSAID: ngettext(
                "Of %(n)s patient who is ready nobody has said what holds them: %(where)s.",
                "Of %(n)s patients who are ready nobody has said what holds them: %(where)s.",
                one.beds,
            ),
        }
        return words[one.means] % {"n": one.beds, "where": where}
    waits = duration(now - one.since)
    if one.means is Means.CLEANING:
        return _("The oldest has waited for %(time)s: %(where)s.") % {"time": waits, "where": where}
    return _("So for %(time)s.") % {"time": waits}
