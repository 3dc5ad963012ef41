"""Claims as the scrubber judges them: a facility's rules, what has to be known beside a claim, and its findings."""

from __future__ import annotations

import datetime as dt
import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from wellrun.departments.revenue.local_days import today_at
from wellrun.departments.revenue.models import (
    Claim,
    ClaimLine,
    FilingTerms,
    ScrubOverride,
    ScrubRule,
    ScrubRuleVersion,
)
from wellrun.departments.revenue.models.coding import System
from wellrun.departments.revenue.queries.coding import known_among
from wellrun.departments.revenue.queries.edits import edits
from wellrun.departments.revenue.rules.charges import Known
from wellrun.departments.revenue.rules.content import from_plain
from wellrun.departments.revenue.rules.scrubbing.facts import Context, Repeatable, ends_of
from wellrun.departments.revenue.rules.scrubbing.findings import Action, Finding
from wellrun.departments.revenue.rules.scrubbing.judge import VOID, Edits, judge
from wellrun.departments.revenue.rules.scrubbing.reading import read_rules
from wellrun.departments.revenue.rules.scrubbing.rule import Rule
from wellrun.departments.revenue.rules.scrubbing.shipped import shipped_rules
from wellrun.departments.revenue.rules.timely_filing import OTHER, file_until
from wellrun.engines.x12 import BilledClaim
from wellrun.foundations.organisation.models import Facility

Services = Mapping[tuple[str, str], Sequence[tuple[int, Repeatable]]]
"""What was billed, by patient and payer: key of the claim, and the service."""


@dataclass(frozen=True)
class Judged:
    """A claim with what it says, everything that was found, and which of it somebody has passed over."""

    content: BilledClaim
    findings: tuple[Finding, ...]
    overridden: frozenset[tuple[str, int, str]]

    @property
    def open(self) -> tuple[Finding, ...]:
        """What still keeps the claim back: stops, and whatever has no answer yet."""
        return tuple(one for one in self.findings if one.action is Action.STOP or key_of(one) not in self.overridden)


def key_of(one: Finding) -> tuple[str, int, str]:
    """By what an answer to a finding is known: rule, wording, place."""
    return one.rule, one.version, one.place


def rules_of(facility: Facility) -> tuple[Rule, ...]:
    """The shipped rules, and those of the facility that are in force or were, for their days of service."""
    held = ScrubRule.objects.filter(facility=facility).exclude(state=ScrubRule.State.DRAFT)
    latest = latest_of(held)
    return (*shipped_rules(), *(rule_in(latest[one.pk], one.ended_on) for one in held))


def latest_of(rules: Iterable[ScrubRule]) -> dict[int, ScrubRuleVersion]:
    """The latest wording of each rule."""
    rows = ScrubRuleVersion.objects.filter(rule__in=list(rules)).order_by("number")
    return {one.rule_id: one for one in rows}


def rule_in(version: ScrubRuleVersion, ended_on: dt.date | None = None) -> Rule:
    """The rule of a wording, which ends with its rule."""
    rule = _read(version.text)
    until = min((day for day in (rule.until, ended_on) if day), default=None)
    return replace(rule, version=version.number, until=until)


@lru_cache(maxsize=512)
def _read(text: str) -> Rule:
    """What was entered was read before it was kept."""
    (rule,), _faults = read_rules(text)
    return rule


@dataclass(frozen=True)
class Desk:
    """What judging claims of a facility needs, read once for all of them."""

    today: dt.date
    rules: tuple[Rule, ...]
    edits: tuple[Edits, ...]
    known: Known
    terms: Mapping[str, FilingTerms]
    services: Services

    def judge(
        self, content: BilledClaim, *, form: str, payer: str, place: str, patient: str, own: int | None = None
    ) -> tuple[Finding, ...]:
        """What is found in a claim; ``own`` is its key, none where it is only thought of."""
        return judge(content, self.context(content, form, payer, place, patient, own), self.rules, self.edits)

    def context(
        self, content: BilledClaim, form: str, payer: str, place: str, patient: str, own: int | None
    ) -> Context:
        """What has to be known beside a claim. Of two claims for one service the later one is the second."""
        ends, terms = ends_of(content), self.terms.get(payer)
        kind, days = (terms.kind, terms.days) if terms else (OTHER, None)
        before = self.services.get((patient, payer), ()) if patient else ()
        return Context(
            today=self.today,
            form=form,
            payer=payer,
            place=place,
            file_until=file_until(ends, kind=kind, own=days) if ends else None,
            billed=frozenset(service for pk, service in before if own is None or pk < own),
            known=self.known,
        )


def desk_of(
    facility: Facility, contents: Iterable[BilledClaim], patients: Iterable[str], rules: tuple[Rule, ...] | None = None
) -> Desk:
    """A desk for these claims; ``rules`` in the place of those of the facility."""
    held = list(contents)
    codes = {
        System.ICD10CM.value: {code for one in held for _kind, code in one.diagnoses},
        System.HCPCS.value: {line.procedure for one in held for line in one.lines},
    }
    terms = FilingTerms.objects.filter(payer__facility=facility).select_related("payer")
    return Desk(
        today=today_at(facility),
        rules=rules_of(facility) if rules is None else rules,
        edits=edits(facility) if rules is None else (),
        known=known_among(codes),
        terms={one.payer.code: one for one in terms},
        services=_services(facility, {one for one in patients if one}),
    )


def judged(facility: Facility, claims: Sequence[Claim], rules: tuple[Rule, ...] | None = None) -> dict[int, Judged]:
    """Each claim whose content is known (selected with it), by its key."""
    contents = {one.pk: from_plain(json.loads(one.content.content)) for one in claims}
    desk = desk_of(facility, contents.values(), {one.patient for one in claims}, rules)
    passed = defaultdict(set)
    for row in ScrubOverride.objects.filter(claim__in=[one.pk for one in claims]):
        passed[row.claim_id].add((row.rule, row.number, row.place))
    return {
        one.pk: Judged(
            contents[one.pk],
            desk.judge(
                contents[one.pk],
                form=one.content.form,
                payer=one.payers[0] if one.payers else "",
                place=one.place,
                patient=one.patient,
                own=one.pk,
            ),
            frozenset(passed[one.pk]),
        )
        for one in claims
    }


def _services(facility: Facility, patients: set[str]) -> Services:
    """Lines of claims that stand: neither replaced nor withdrawing another."""
    rows = ClaimLine.objects.filter(
        claim__facility=facility, claim__patient__in=patients, claim__content__isnull=False, claim__replaced_by=None
    ).exclude(claim__content__frequency=VOID)
    found: dict[tuple[str, str], list[tuple[int, Repeatable]]] = defaultdict(list)
    fields = ("claim", "claim__patient", "claim__payers", "claim__content__form", "code", "modifiers", "on")
    for claim, patient, payers, form, code, modifiers, on in rows.values_list(*fields):
        service = (form, code, tuple(sorted(modifiers)), on)
        found[patient, payers[0] if payers else ""].append((claim, service))
    return found
