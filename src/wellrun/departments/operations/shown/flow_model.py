"""The facility's own model on the page: against the past, and what would free most."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from wellrun.departments.operations.models import FlowModel
from wellrun.departments.operations.queries.what_if import Checked
from wellrun.departments.operations.rules.what_if.answers import Measure, estimate
from wellrun.departments.operations.shown.scenarios import Names, between, figure, reach_of
from wellrun.engines.flow.replicate import Estimate
from wellrun.foundations.pages.charts import interval_line
from wellrun.foundations.pages.templatetags.words import percent, plain_number


class Help(NamedTuple):
    """One thing that would free beds: in words, by how many fewer wait, and whether chance alone could show as much."""

    words: str
    fewer: str
    interval: str
    sure: bool
    picture: SafeString


def helps_of(model: FlowModel, names: Names) -> list[Help]:
    """What frees most, tried one at a time."""
    found = [(one["change"], Estimate(*one["effect"])) for one in model.helps]
    reach = reach_of([effect for _change, effect in found])
    helps = []
    for change, effect in found:
        words = _help_words(change, names)
        fewer = plain_number(abs(effect.mean), 2)
        label = f"{words}: {fewer}"
        picture = interval_line(
            value=effect.mean,
            lower=effect.low,
            upper=effect.high,
            reach=reach,
            kind="improve" if effect.high < 0 else "common",
            label=label,
        )
        interval = _("%(low)s to %(high)s") % {
            "low": plain_number(-effect.high, 2),
            "high": plain_number(-effect.low, 2),
        }
        helps.append(Help(words, fewer, interval, effect.high < 0, picture))
    return helps


def _help_words(change: Mapping[str, Any], names: Names) -> str:
    unit, _space, how = change["of"].partition(" ")
    told = {"where": names.get(unit, unit)}
    if change["kind"] == "arrivals":
        return str(_HELP_FROM[how]) % told
    return str(_HELP[change["kind"]]) % told


_HELP = {
    "stay": gettext_lazy("Stays on %(where)s a tenth shorter"),
    "units": gettext_lazy("One more bed on %(where)s"),
    "home hours": gettext_lazy("Home from %(where)s at any hour of the day"),
}
_HELP_FROM = {
    "emergency": gettext_lazy("A tenth fewer emergency admissions to %(where)s"),
    "direct": gettext_lazy("A tenth fewer planned admissions to %(where)s"),
    "moved": gettext_lazy("A tenth fewer patients moved to %(where)s from other units"),
}


def today_sentence(model: FlowModel) -> str:
    """Where the facility stands without any change, as the model has it."""
    waiting = estimate(model.base, Measure.WAITING)
    occupied = estimate(model.base, Measure.OCCUPANCY)
    return _(
        "As things are, %(n)s patients wait for a bed at 08:00 (%(between)s), and %(occupied)s of beds are in use."
    ) % {
        "n": figure(Measure.WAITING, waiting.mean),
        "between": between(Measure.WAITING, waiting),
        "occupied": percent(occupied.mean),
    }


class CheckRow(NamedTuple):
    """A unit: what the model says and what was measured."""

    name: str
    beds: int
    said: str
    said_interval: str
    measured: str
    wait_said: str
    wait_measured: str
    spells: int


def check_rows(checks: Sequence[Checked], names: Names) -> list[CheckRow]:
    """The model against the past, by unit."""
    return [
        CheckRow(
            names.get(one.unit.code, one.unit.code),
            one.unit.beds,
            percent(one.occupancy.mean),
            between(Measure.OCCUPANCY, one.occupancy),
            percent(one.unit.occupancy),
            plain_number(one.wait.mean, 1),
            "" if one.unit.waited is None else plain_number(one.unit.waited, 1),
            one.unit.spells,
        )
        for one in checks
    ]


def check_sentence(checks: Sequence[Checked], names: Names) -> str:
    """How near the model comes to the past: the unit it misses most, and the mean miss."""
    worst = max(checks, key=lambda one: abs(one.occupancy.mean - one.unit.occupancy))
    missed = sum(abs(one.occupancy.mean - one.unit.occupancy) for one in checks) / len(checks)
    told = {
        "missed": plain_number(missed * 100, 1),
        "said": percent(worst.occupancy.mean),
        "where": names.get(worst.unit.code, worst.unit.code),
        "measured": percent(worst.unit.occupancy),
    }
    return (
        _(
            "The model misses the measured occupancy by %(missed)s points on the mean of all units; most on %(where)s, "
            "where it says %(said)s and %(measured)s was measured."
        )
        % told
    )
