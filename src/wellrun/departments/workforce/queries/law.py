"""Which rules of work hold at a place, with the entries that changed them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from wellrun.departments.workforce.models import RuleInForce
from wellrun.departments.workforce.rules.book import LabourRule, shipped
from wellrun.departments.workforce.rules.precedence import Circumstances, Held, InForce, Scope, rules_held, within
from wellrun.foundations.organisation.models import Facility, Unit
from wellrun.foundations.organisation.places import Level, Place, Tree

SCOPES: Mapping[Level, Scope] = {
    Level.NETWORK: Scope.NETWORK,
    Level.FACILITY: Scope.FACILITY,
    Level.DEPARTMENT: Scope.DEPARTMENT,
    Level.UNIT: Scope.UNIT,
}


def entries_at(here: Place, tree: Tree) -> tuple[InForce, ...]:
    """What the place and all above it say about rules."""
    places = {place.code: SCOPES[place.level] for place in (*tree.parents(here), here)}
    return tuple(entry_of(one, places[one.place]) for one in RuleInForce.objects.filter(place__in=list(places)))


def entry_of(one: RuleInForce, scope: Scope) -> InForce:
    """A row as the rules know it."""
    return InForce(one.rule, scope, one.since, one.holds, one.figures, one.until, one.why, one.pk)


def region_of(here: Place) -> str:
    """The region of the place's facility, empty where none is set or the place is a network."""
    return Facility.objects.filter(code=here.facility).values_list("region", flat=True).first() or ""


def law_of(here: Place, *, tree: Tree, day: dt.date) -> tuple[LabourRule, ...]:
    """The rules that hold at a place on a day for own staff, with their figures."""
    return tuple(one.rule for one in held_at(here, tree=tree, day=day))


def held_at(here: Place, *, tree: Tree, day: dt.date) -> tuple[Held, ...]:
    """The same with the entry that set the figures."""
    who = Circumstances(region_of(here), night_worker=True)
    return rules_held(shipped(), who, entries_at(here, tree), first=day, last=day)


@dataclass(frozen=True)
class RuleLine:
    """A rule on the page of rules: whether it holds here on the day, why not if it does not, what changed it."""

    rule: LabourRule
    holds: bool
    why: str
    changed_by: str
    changed_why: str
    entry: int | None


def rule_lines(here: Place, *, tree: Tree, day: dt.date) -> list[RuleLine]:
    """Every rule that could hold at the place: those in force, then those that have ended or were set aside."""
    held = {one.rule.key: one for one in held_at(here, tree=tree, day=day)}
    entries = {one.order: one for one in entries_at(here, tree)}
    codes = dict(RuleInForce.objects.filter(pk__in=entries).values_list("pk", "place"))
    region = region_of(here)
    lines = []
    for rule in shipped():
        known = held.get(rule.key)
        if known is None and not within(region, rule.jurisdiction):
            continue
        said = max((e for e in entries.values() if e.rule == rule.key and _stands(e, day)), key=_rank, default=None)
        place = tree.get(codes[said.order]) if said else None
        lines.append(
            RuleLine(
                rule=known.rule if known else rule,
                holds=known is not None,
                why="" if known else _why_not(rule, said, day),
                changed_by=place.name if place else "",
                changed_why=said.why if said else "",
                entry=said.order if said else None,
            )
        )
    return sorted(lines, key=lambda line: not line.holds)


def _stands(entry: InForce, day: dt.date) -> bool:
    return entry.since <= day and (entry.until is None or day <= entry.until)


def _rank(entry: InForce) -> tuple[int, dt.date, int]:
    return entry.scope, entry.since, entry.order


def _why_not(rule: LabourRule, said: InForce | None, day: dt.date) -> str:
    if said is not None and not said.holds:
        return "aside"
    if rule.until is not None and rule.until < day:
        return "ended"
    if rule.since > day:
        return "later"
    return "elected" if rule.elected else "other"


def place_of(unit: Unit) -> str:
    """The code of the unit's place."""
    return f"{unit.department.facility.code}/{unit.code}"
