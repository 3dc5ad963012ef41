"""The risk of return that a facility has learned from its own stays: learning it, and reading it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from wellrun.departments.quality.models import ReturnModel
from wellrun.departments.quality.queries.homegoing import Homegoing, homegoings
from wellrun.departments.quality.rules.readmissions.reasons import MOST
from wellrun.departments.quality.rules.readmissions.trust import LEAST_RETURNS, Tried, doubts
from wellrun.engines.risk.cases import Cases, Input, Kind, cases_of
from wellrun.engines.risk.scores import charlson
from wellrun.foundations.catalogue.charting import store
from wellrun.values.faults import Fault, Refused
from wellrun.warehouse.measures.question import published_facts

if TYPE_CHECKING:
    from wellrun.engines.risk.card import Card
    from wellrun.engines.risk.evaluation import Chances, Later, Plain
    from wellrun.engines.risk.explanation import Reason

INPUTS = (
    Input(name="age"),
    Input(name="sex", kind=Kind.CATEGORY),
    Input(name="admission", kind=Kind.CATEGORY),
    Input(name="days"),
    Input(name="admissions in the year before", direction=1),
    Input(name="emergency visits in six months", direction=1),
    Input(name="Charlson index", direction=1),
    Input(name="first diagnosis", kind=Kind.CATEGORY),
)
SAID = {
    "age": "age",
    "admission": "admission",
    "days": "days of stay",
    "admissions in the year before": "admissions in the year before",
    "emergency visits in six months": "emergency visits in six months",
    "Charlson index": "other illnesses (Charlson index)",
    "first diagnosis": "first diagnosis",
}
"""What is tried as a reason, by its name in a sentence. Sex is not: it is no reason that anybody could act on."""

LIMITS = (
    "It says who is likelier to return to this facility, not whose return could be prevented.",
    "Returns to other facilities are not seen.",
    "It knows nothing of housing, support at home or medicines.",
)


@dataclass(frozen=True)
class Taught:
    """A model as values that JSON holds, its card, and why it may not rank the list."""

    kept: dict[str, Any]
    card: dict[str, Any]
    doubts: tuple[str, ...]


def inputs_of(one: Homegoing) -> dict[str, float | str | None]:
    """What the model is told of a stay; all of it is known when the patient leaves."""
    return {
        "age": one.age,
        "sex": one.sex,
        "admission": "emergency" if one.acute else "planned",
        "days": one.days,
        "admissions in the year before": one.admissions,
        "emergency visits in six months": one.emergency_visits,
        "Charlson index": charlson(one.conditions),
        "first diagnosis": one.diagnosis,
    }


def chances_of(facility: str, known: Iterable[Homegoing]) -> dict[str, float]:
    """The chance of each to return within 30 days, by encounter; empty where no model may rank the list."""
    held = model_in_force(facility)
    asked = list(known)
    if held is None or held.doubts or not asked:
        return {}
    from wellrun.engines.risk.model import read

    chances = read(held.kept).risk(cases_of(INPUTS, map(inputs_of, asked)))
    return {one.encounter: float(chance) for one, chance in zip(asked, chances, strict=True)}


def reasons_by_model(facility: str, known: Iterable[Homegoing]) -> dict[str, tuple[str, ...]]:
    """What raises the risk of each above the usual, in sentences, by encounter; empty where no model ranks the list."""
    held = model_in_force(facility)
    if held is None or held.doubts:
        return {}
    from wellrun.engines.risk.explanation import explain
    from wellrun.engines.risk.model import read

    model, usual, average = read(held.kept), held.card["usual"], held.card["average"]
    return {
        one.encounter: tuple(
            _said(each, one)
            for each in explain(model, inputs_of(one), usual=usual, average=average, words=SAID).reasons
            if each.raises
        )[:MOST]
        for one in known
    }


def _said(reason: Reason, one: Homegoing) -> str:
    """The sentence of a reason; a diagnosis is told by its words, since a code tells a nurse nothing."""
    if reason.about != SAID["first diagnosis"]:
        return reason.says
    risks = (f"{100 * reason.otherwise:.1f} %", f"{100 * reason.risk:.1f} %")
    return f"First diagnosis: {one.diagnosis_words}. This raises the risk from {risks[0]} to {risks[1]}."


def model_in_force(facility: str) -> ReturnModel | None:
    """The model learned last; it ranks the list only where there is no doubt about it."""
    return ReturnModel.objects.filter(facility__code=facility).last()


def taught_by(facility: str, *, today: dt.date) -> Taught:
    """Learns from every index discharge whose 30 days are over and judges on later patients not learned from.

    Raises ``Refused`` where there are too few returns.
    """
    stays, returned = _index_stays(facility, today)
    if sum(returned) < LEAST_RETURNS:
        raise Refused(
            Fault(
                "quality.too_few_returns",
                f"{sum(returned)} returns are too few to learn from.",
                value=str(sum(returned)),
                expected=f"≥ {LEAST_RETURNS}",
                remedy="Load more history, or go on with LACE until there is more.",
            )
        )
    return _taught(stays, returned)


def _index_stays(facility: str, today: dt.date) -> tuple[list[Homegoing], list[bool]]:
    read = published_facts(store().warehouse, today=today)
    rows = read.mart("returns")
    here = rows.filter(rows.facility == facility, rows.index_30 == 1).select("encounter", "returned_30")
    outcome = {row["encounter"]: bool(row["returned_30"]) for row in read.backend.rows(here)}
    all_stays = homegoings(facility, leaves=dt.datetime.combine(today, dt.time()))
    stays = [one for one in all_stays if one.ended and one.encounter in outcome]
    return stays, [outcome[one.encounter] for one in stays]


def _taught(stays: Sequence[Homegoing], returned: Sequence[bool]) -> Taught:
    from wellrun.engines.risk.evaluation import Chances, on_later_patients
    from wellrun.engines.risk.explanation import usual_of
    from wellrun.engines.risk.model import Settings, kept
    from wellrun.engines.risk.trees import Boosting

    cases = cases_of(
        INPUTS,
        map(inputs_of, stays),
        patients=[one.patient or one.encounter for one in stays],
        order=[one.leaves.timestamp() for one in stays],
        outcome=returned,
    )
    chances = Chances(settings=Settings(boosting=Boosting(trees=TREES)), resamples=RESAMPLES)
    try:
        later = on_later_patients(cases, chances=chances)
    except ValueError as nothing:
        raise Refused(
            Fault(
                "quality.nothing_learned",
                "Nothing that is known of these patients tells who returns.",
                remedy="Go on with LACE. Look whether diagnoses and emergency visits are loaded.",
            )
        ) from nothing
    bedside = _bedside(stays, cases, later, chances)
    figures = later.measured.figures
    tried = Tried(
        returns=sum(returned),
        auroc=figures.auroc.value,
        auroc_lower=figures.auroc.lower,
        slope=figures.slope,
        leak_likely=figures.leak_likely,
        lace_auroc=bedside.auroc.value,
    )
    told = {
        **asdict(_card(stays, returned, later, cases)),
        "lace": asdict(bedside),
        "drift": [{**asdict(one), "says": one.says} for one in later.drift],
        "usual": usual_of([inputs_of(one) for one in stays]),
        "average": sum(returned) / len(stays),
    }
    return Taught(kept(later.learned.model), told, doubts(tried))


def _bedside(stays: Sequence[Homegoing], cases: Cases, later: Later, chances: Chances) -> Plain:
    """How LACE does on the rows the model was judged on."""
    import numpy as np

    from wellrun.engines.risk.evaluation import plain

    score = np.asarray([float(stays[row].score.points) for row in later.rows])
    return plain("LACE", score, cases.outcome[later.rows], cases.patients[later.rows], chances=chances)


def _card(stays: Sequence[Homegoing], returned: Sequence[bool], later: Later, cases: Cases) -> Card:
    from wellrun.engines.risk.card import Card, Measured
    from wellrun.engines.risk.fairness import by_group

    judged = [stays[row] for row in later.rows]
    groups = tuple(
        group
        for heading, names in (("sex", [one.sex for one in judged]), ("age", [_band(one.age) for one in judged]))
        for group in by_group(later.risks, cases.outcome[later.rows], [f"{heading}: {name}" for name in names])
        if group.outcomes >= LEAST_OF_A_GROUP
    )
    return Card(
        name="Return within 30 days",
        data=f"{len(stays):,} index discharges of this facility, {sum(returned):,} with a return",
        period=f"{stays[0].leaves:%Y-%m-%d} to {stays[-1].leaves:%Y-%m-%d}",
        outcome="Another inpatient spell here within 30 days, as the measure 30-day readmissions counts it",
        left_out="Deaths, transfers, discharges against advice, children",
        inputs=tuple(one.name for one in INPUTS),
        measured=(Measured(protocol=later.measured.protocol, figures=later.measured.figures, groups=groups),),
        limits=LIMITS,
    )


TREES, RESAMPLES = 120, 200
LEAST_OF_A_GROUP = 11
"""Returns of a group below which nothing is said of it (cell suppression policy of CMS: below 11)."""


def _band(age: int | None) -> str:
    if age is None:
        return "unknown"
    return next(
        (name for limit, name in ((45, "18 to 44"), (65, "45 to 64"), (80, "65 to 79")) if age < limit), "80 on"
    )
