"""Findings as pages show them: with their source, what was answered, and what a change would make of the claim."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from wellrun.departments.revenue.forms.scrub import AcceptForm, ReasonForm
from wellrun.departments.revenue.models import Claim, ScrubFix, ScrubOverride
from wellrun.departments.revenue.queries.scrubbing import judged, key_of, rules_of
from wellrun.departments.revenue.rules.claim_states import State, may_be_sent
from wellrun.departments.revenue.rules.scrubbing.changes import changed
from wellrun.departments.revenue.rules.scrubbing.findings import Action, Finding
from wellrun.departments.revenue.rules.scrubbing.rule import Rule, Source
from wellrun.departments.revenue.shown.rule_page import rule_page
from wellrun.departments.revenue.words.scrubbing import change_words
from wellrun.engines.x12 import BilledClaim
from wellrun.foundations.organisation.models import Facility

OF_PATIENT = ("2010BA", "2010CA")
"""Loops of the subscriber and the patient."""

SHAPES: Mapping[Action, str] = {Action.STOP: "harm", Action.WARN: "concern-up", Action.FIX: "concern-up"}


@dataclass(frozen=True)
class FindingShown:
    """A finding with where it stands, who says so, and what can be done about it."""

    finding: Finding
    source: Source | None
    override: ScrubOverride | None = None
    differences: tuple[tuple[str, str, str], ...] = ()
    reason: ReasonForm | None = None
    accept: AcceptForm | None = None

    @property
    def shape(self) -> str:
        return "done" if self.override else SHAPES[self.finding.action]

    @property
    def page(self) -> str:
        """The address of the page that tells of its rule."""
        return rule_page(self.finding.rule)

    @property
    def changes(self) -> list[str]:
        return [change_words(one) for one in self.finding.fix]


def sources_of(facility: Facility) -> dict[str, Rule]:
    """The rules by their ids."""
    return {one.id: one for one in rules_of(facility)}


def entry_findings(findings: Iterable[Finding], rules: Mapping[str, Rule]) -> list[FindingShown]:
    """What is found in a claim that is only thought of: nothing can be answered yet.

    What the registry knows of the patient is not told: who may charge for a stay may not always read it.
    """
    told = (one._replace(value="") if one.place.startswith(OF_PATIENT) else one for one in findings)
    return [FindingShown(one, _source(one, rules)) for one in told]


def findings_shown(claim: Claim, *, tried: ReasonForm | None = None) -> dict[str, Any]:
    """What the page of a claim needs of the scrubber: findings, notes, accepted changes; forms where it may change."""
    if not hasattr(claim, "content"):
        return {"findings": [], "fixes": []}
    found = judged(claim.facility, [claim])[claim.pk]
    rules = sources_of(claim.facility)
    notes = {(one.rule, one.number, one.place): one for one in ScrubOverride.objects.filter(claim=claim)}
    states = [State(one) for one in claim.submissions.values_list("state", flat=True)]
    at_hand = may_be_sent(states) and not claim.replaced_by.exists()
    shown = []
    for number, one in enumerate(found.findings):
        note = notes.get(key_of(one))
        answerable = at_hand and note is None and one.action is not Action.STOP
        shown.append(
            FindingShown(
                one,
                _source(one, rules),
                note,
                _differences(found.content, changed(found.content, one.fix)),
                _reason(one, number, tried) if answerable else None,
                AcceptForm(initial=one._asdict(), auto_id=f"f{number}-%s") if answerable and one.fix else None,
            )
        )
    fixes = list(ScrubFix.objects.filter(claim=claim, undone_at=None).defer("before")) if at_hand else []
    return {"findings": shown, "fixes": fixes}


def _reason(one: Finding, number: int, tried: ReasonForm | None) -> ReasonForm:
    if tried is not None and tried.data.get("rule") == one.rule and tried.data.get("place") == one.place:
        return tried
    return ReasonForm(initial=one._asdict(), auto_id=f"r{number}-%s")


def _source(one: Finding, rules: Mapping[str, Rule]) -> Source | None:
    rule = rules.get(one.rule)
    return rule.source if rule else None


def _differences(before: BilledClaim, after: BilledClaim) -> tuple[tuple[str, str, str], ...]:
    """What a change makes of the claim: what, before, after."""
    rows = [
        (_("Place of service"), before.place, after.place),
        (_("Frequency"), before.frequency, after.frequency),
        (_("Diagnoses"), _codes(before), _codes(after)),
    ]
    for at, (old, new) in enumerate(zip(before.lines, after.lines, strict=True), start=1):
        rows.append((_("Modifiers, line %(n)s") % {"n": at}, " ".join(old.modifiers), " ".join(new.modifiers)))
        rows.append((_("Place of service, line %(n)s") % {"n": at}, old.place, new.place))
    return tuple((name, old, new) for name, old, new in rows if old != new)


def _codes(claim: BilledClaim) -> str:
    return ", ".join(code for _kind, code in claim.diagnoses)
