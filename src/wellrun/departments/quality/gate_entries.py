"""What can be entered at the gates of a project, by the last word of its address, and how the page shows it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.shortcuts import get_object_or_404

from wellrun.departments.quality.actions import project_gates as actions
from wellrun.departments.quality.entries import Entry, plain
from wellrun.departments.quality.forms.gate import CauseForm, ControlLineForm, DecisionForm, GateForm, SavingForm
from wellrun.departments.quality.models.project_gates import PHASES, RHYTHMS, SAVING_KINDS
from wellrun.departments.quality.models.projects import Project
from wellrun.departments.quality.queries.projects import passed_by
from wellrun.departments.quality.rules.incidents import Area
from wellrun.departments.quality.rules.phases import Method, Phase, current
from wellrun.departments.quality.rules.savings import Decision, Kind, Rhythm, signed_sums
from wellrun.departments.quality.shown.project_pictures import bones
from wellrun.foundations.access.permissions import may
from wellrun.foundations.access.routes import ReaderRequest
from wellrun.foundations.access.rules import Permission
from wellrun.foundations.catalogue.registry import MEASURES
from wellrun.foundations.followup.queries import owners_for


def gates_context(request: ReaderRequest, held: Project) -> dict[str, Any]:
    """Phases, causes, the control plan and savings, for the page of a project."""
    place = request.tree[held.place]
    gates = {Phase(gate.phase): gate for gate in held.gates.all()}
    at = current(gates)
    sums = signed_sums(saving.claimed for saving in held.savings.all())
    return {
        "phases": [(words, gates.get(phase), phase is at) for phase, words in PHASES.items()]
        if held.method == Method.DMAIC
        else [],
        "at_phase": (at.value, PHASES[at]) if at else None,
        "bones": bones(held),
        "control_lines": [(line, MEASURES.get(line.measure)) for line in held.control_lines.select_related("owner")],
        "savings": held.savings.select_related("claimed_by__person", "decided_by__person"),
        "saved": [(amount, SAVING_KINDS[kind], RHYTHMS[rhythm]) for (kind, rhythm), amount in sums.items()],
        "currency": place.currency,
        "may_sign": may(request.user, Permission.SIGN_SAVINGS, place, tree=request.tree),
    }


def _who(request: ReaderRequest) -> dict[str, Any]:
    return {"by": request.user, "tree": request.tree}


def _gate(request: ReaderRequest, held: Project, given: dict[str, Any]) -> None:
    named = current(passed_by(held)) if given["phase"] not in set(Phase) else Phase(given["phase"])
    actions.pass_gate(
        project=held, phase=named or Phase.CONTROL, words=given["words"], today=request.day, **_who(request)
    )


def _control(request: ReaderRequest, held: Project, given: dict[str, Any]) -> None:
    line = {**given, "measure": MEASURES[given["measure"]]}
    actions.plan_control(project=held, **line, **_who(request))


def _claim(request: ReaderRequest, held: Project, given: dict[str, Any]) -> None:
    claim = {**given, "kind": Kind(given["kind"]), "rhythm": Rhythm(given["rhythm"])}
    actions.claim(project=held, today=request.day, **claim, **_who(request))


def _decide(request: ReaderRequest, held: Project, given: dict[str, Any]) -> None:
    saving = get_object_or_404(held.savings, pk=given["saving"])
    decision = Decision(given["decision"])
    actions.decide(saving=saving, decision=decision, why=given["why"], today=request.day, **_who(request))


GATE_ENTRIES: Mapping[str, Entry[Project]] = {
    "gate": Entry(plain(GateForm), _gate, "phases"),
    "cause": Entry(
        plain(CauseForm),
        lambda request, held, given: actions.name_cause(
            project=held, area=Area(given["area"]), words=given["words"], **_who(request)
        ),
        "causes",
    ),
    "control": Entry(
        lambda request, held, data: ControlLineForm(data, people=owners_for(request.tree[held.place]).order_by("name")),
        _control,
        "control",
    ),
    "saving": Entry(plain(SavingForm), _claim, "savings"),
    "decide": Entry(plain(DecisionForm), _decide, "savings"),
}
"""Each with its form, what it does, and where on the page one lands after it."""
