"""A claim is judged by all rules: every finding, in an order that does not depend on that of the rules."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from wellrun.departments.revenue.rules.scrubbing.conditions import lines_of
from wellrun.departments.revenue.rules.scrubbing.facts import FACTS, Context, Each, Seen, begins_of
from wellrun.departments.revenue.rules.scrubbing.findings import Action, Change, Finding
from wellrun.departments.revenue.rules.scrubbing.rule import Rule
from wellrun.engines.x12 import BilledClaim

VOID = "8"
"""A claim that withdraws another (CLM05-3): it repeats what that one said, right or wrong, and is not judged."""

Edits = Callable[[BilledClaim, Context], Iterable[Finding]]
"""What judges a claim by imported tables of edits, beside the rules."""


def judge(
    claim: BilledClaim, context: Context, rules: Iterable[Rule], edits: Sequence[Edits] = ()
) -> tuple[Finding, ...]:
    """Everything that the rules and edits find, the claim before its lines. A rule that cannot hold here is passed."""
    if claim.frequency == VOID:
        return ()
    whole = Seen(claim, context)
    looked_at = {
        Each.CLAIM: [whole],
        Each.LINE: lines_of(whole),
        Each.DIAGNOSIS: [whole._replace(diagnosis=code, at=at) for at, (_kind, code) in enumerate(claim.diagnoses, 1)],
    }
    found = {
        _finding(rule, seen)
        for rule in rules
        if holds_here(rule, whole)
        for seen in looked_at[rule.each]
        if rule.holds(seen)
    }
    found |= {one for edit in edits for one in edit(claim, context)}
    return tuple(sorted(found, key=lambda one: (one.order, one.words)))


def holds_here(rule: Rule, seen: Seen) -> bool:
    """Whether a rule is one for this claim: by payer, unit, form and the first day of service."""
    scope, context = rule.scope, seen.context
    if scope.payers and context.payer not in scope.payers:
        return False
    if scope.forms and context.form not in scope.forms:
        return False
    if scope.places and not any(_within(context.place, place) for place in scope.places):
        return False
    if rule.since is None and rule.until is None:
        return True
    day = begins_of(seen.claim) or context.today
    return (rule.since is None or rule.since <= day) and (rule.until is None or day < rule.until)


def stops(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Those that nobody can pass over."""
    return tuple(one for one in findings if one.action is Action.STOP)


def _within(place: str, wanted: str) -> bool:
    return place == wanted or place.startswith(f"{wanted}/")


def _finding(rule: Rule, seen: Seen) -> Finding:
    fact = FACTS[rule.about]
    of_line = rule.each is Each.LINE
    place = f"{fact.loop}/{seen.at if of_line else ''}/{fact.element}"
    if rule.each is Each.DIAGNOSIS:
        place = f"{fact.loop}//{fact.element}{seen.at:02}"
    return Finding(
        rule=rule.id,
        place=place,
        value=_told(fact.read(seen)) if fact.each in (rule.each, Each.CLAIM) else "",
        words=rule.words,
        action=rule.action,
        expected=rule.expected,
        remedy=rule.remedy,
        line=seen.at if of_line else 0,
        fix=tuple(Change(one.kind, one.value or seen.diagnosis, seen.at if of_line else 0, one.to) for one in rule.fix),
        version=rule.version,
    )


def _told(value: object) -> str:
    if value is None:
        return ""
    return " ".join(str(one) for one in value) if isinstance(value, tuple) else str(value)
