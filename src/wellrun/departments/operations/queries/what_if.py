"""Models and questions of a facility, and what pages show of an answer."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import QuerySet

from wellrun.departments.operations.models import FlowModel, Progress, Scenario
from wellrun.departments.operations.rules.what_if.answers import (
    WHOLE,
    Measure,
    Samples,
    approximate,
    difference,
    estimate,
)
from wellrun.departments.operations.rules.what_if.changes import arrangement
from wellrun.departments.operations.rules.what_if.fitted import FittedUnit
from wellrun.engines.flow.replicate import Estimate
from wellrun.foundations.organisation.models import Facility
from wellrun.foundations.organisation.places import Place

SIDE_BY_SIDE = 4
"""So many questions stand beside today's arrangement."""


def facility_of(place: Place) -> Facility | None:
    """The facility a place lies in; none above facilities."""
    return Facility.objects.filter(code=place.facility).first() if place.facility else None


def newest_model(facility: Facility) -> FlowModel | None:
    """The last that was wanted, however far it has come."""
    return FlowModel.objects.filter(facility=facility).first()


def newest_usable(facility: Facility) -> FlowModel | None:
    """The last that questions can be asked of."""
    ready = FlowModel.objects.filter(facility=facility, progress=Progress.READY)
    return ready.exclude(fitted={}).first()


def scenarios_of(facility: Facility) -> QuerySet[Scenario]:
    """Questions that are not deleted, newest first."""
    return Scenario.objects.filter(facility=facility, deleted_at=None).select_related("of", "made_by__person")


@dataclass(frozen=True)
class Checked:
    """A unit as the model has it beside what was measured."""

    unit: FittedUnit
    occupancy: Estimate
    wait: Estimate


def check_of(model: FlowModel) -> tuple[Checked, ...]:
    """The model against the past: simulated and measured occupancy and wait, by unit.

    Simulated occupancy is of the beds open lately and said over the beds of the measured one, so that a ward that was
    opened or closed meanwhile does not look like a fault of the model.
    """
    base: Samples = model.base
    waits = {one: base[Measure.WAIT][one] for one in model.model.codes}
    return tuple(
        Checked(
            unit, estimate(base, Measure.OCCUPANCY, unit.code), estimate({Measure.WAIT: waits}, Measure.WAIT, unit.code)
        )
        for unit in model.model.units
    )


@dataclass(frozen=True)
class Compared:
    """One measure of one unit (or all): today, and each question with its difference."""

    measure: Measure
    unit: str
    today: Estimate
    others: tuple[tuple[Estimate, Estimate], ...]


def compared(scenarios: Sequence[Scenario], *, units: Iterable[str] = (WHOLE,)) -> tuple[Compared, ...]:
    """Every measure of the units, each question against today's arrangement in the model it was asked of."""
    base: Samples = scenarios[0].of.base
    return tuple(
        Compared(
            measure,
            unit,
            estimate(base, measure, unit),
            tuple(
                (estimate(one.answer, measure, unit), difference(one.of.base, one.answer, measure, unit))
                for one in scenarios
            ),
        )
        for unit in units
        for measure in Measure
    )


def touched(scenario: Scenario) -> tuple[str, ...]:
    """Units whose patients waiting, or whose occupancy, differ by more than chance, the greatest difference first."""
    base, answer = scenario.of.base, scenario.answer
    found = {unit: difference(base, answer, Measure.OCCUPANCY, unit) for unit in scenario.of.model.codes}
    differing = (unit for unit, one in found.items() if one.low > 0 or one.high < 0)
    return tuple(sorted(differing, key=lambda unit: -abs(found[unit].mean)))


def by_formula(scenario: Scenario) -> float | None:
    """More patients waiting on the mean by the queue formula, while the simulation has not answered."""
    model = scenario.of.model
    return approximate(arrangement(model), arrangement(model, scenario.asked), model)
