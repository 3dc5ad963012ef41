"""The scrubber's rules for their pages: what each found and saved, and what denials suggest."""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Sum

from wellrun.departments.revenue.models import (
    Claim,
    ClaimContent,
    DenialCase,
    LedgerLeg,
    Payer,
    ScrubFinding,
    ScrubOverride,
    ScrubRule,
    ScrubRuleVersion,
    ScrubRun,
)
from wellrun.departments.revenue.models.claims import as_money
from wellrun.departments.revenue.queries.scrubbing import latest_of, rule_in
from wellrun.departments.revenue.rules.denials import Category
from wellrun.departments.revenue.rules.entries import Book, Responsible
from wellrun.departments.revenue.rules.scrubbing.by_form import Common, common_rule
from wellrun.departments.revenue.rules.scrubbing.findings import Action
from wellrun.departments.revenue.rules.scrubbing.rule import Rule
from wellrun.departments.revenue.rules.scrubbing.shipped import shipped_rules
from wellrun.foundations.organisation.models import Facility

LOOKED_BACK = dt.timedelta(days=90)
OFTEN = 3
"""Denials of one payer for one service and reason that make a suggestion (house)."""

AT_ONCE = 500


@dataclass(frozen=True)
class Saved:
    """What a rule found, and what came of it.

    ``stopped``: claims that it stopped and that were corrected and paid, with what was paid. ``passed``: warnings that
    somebody passed over and that were denied, with what was denied.
    """

    found: int = 0
    stopped: int = 0
    paid_cents: int = 0
    passed: int = 0
    denied_cents: int = 0

    @property
    def paid(self) -> Decimal:
        return as_money(self.paid_cents)

    @property
    def denied(self) -> Decimal:
        return as_money(self.denied_cents)


@dataclass(frozen=True)
class RuleLine:
    """A rule as the list shows it; ``held`` is none for one that is shipped."""

    rule: Rule
    held: ScrubRule | None
    latest: ScrubRuleVersion | None
    saved: Saved

    @property
    def shipped(self) -> bool:
        return self.held is None


def listed(facility: Facility) -> list[RuleLine]:
    """Every rule of a facility, its own first."""
    saved = saved_by_rule(facility)
    held = list(ScrubRule.objects.filter(facility=facility))
    latest = latest_of(held)
    own = [
        RuleLine(rule_in(latest[one.pk], one.ended_on), one, latest[one.pk], saved.get(one.key, Saved()))
        for one in held
    ]
    return [*own, *(RuleLine(one, None, None, saved.get(one.id, Saved())) for one in shipped_rules())]


def saved_by_rule(facility: Facility) -> dict[str, Saved]:
    """What each rule of a facility saved, of all its claims."""
    found, stopped = defaultdict(set), defaultdict(set)
    rows = ScrubFinding.objects.filter(claim__facility=facility).values_list("rule", "action", "claim")
    for rule, action, claim in rows:
        found[rule].add(claim)
        if action == Action.STOP.value:
            stopped[rule].add(claim)
    corrected = _corrected(stopped)
    paid = _paid(facility, {claim for some in corrected.values() for claim in some})
    passed = defaultdict(set)
    for rule, claim in ScrubOverride.objects.filter(claim__facility=facility).values_list("rule", "claim"):
        passed[rule].add(claim)
    overridden = {claim for some in passed.values() for claim in some}
    denied = dict(
        DenialCase.objects.filter(claim__in=overridden).order_by().values_list("claim").annotate(sum=Sum("cents"))
    )
    return {
        rule: Saved(
            found=len(found[rule]),
            stopped=sum(paid.get(claim, 0) > 0 for claim in corrected.get(rule, ())),
            paid_cents=sum(paid.get(claim, 0) for claim in corrected.get(rule, ())),
            passed=sum(claim in denied for claim in passed[rule]),
            denied_cents=sum(denied.get(claim, 0) for claim in passed[rule]),
        )
        for rule in {*found, *passed}
    }


def _corrected(stopped: Mapping[str, set[int]]) -> dict[str, set[int]]:
    """Claims that a rule stopped and in which it finds nothing any more, or that another claim replaces."""
    claims = {claim for some in stopped.values() for claim in some}
    latest = dict(ScrubRun.objects.filter(claim__in=claims).order_by("pk").values_list("claim", "pk"))
    rows = ScrubFinding.objects.filter(run__in=latest.values(), action=Action.STOP.value)
    still = set(rows.values_list("rule", "claim"))
    replaced = set(ClaimContent.objects.filter(replaces__in=claims).values_list("replaces", flat=True))
    return {
        rule: {claim for claim in some if claim in replaced or (rule, claim) not in still}
        for rule, some in stopped.items()
    }


def _paid(facility: Facility, claims: Iterable[int]) -> dict[int, int]:
    """Cents that came for claims, or for those that replace them."""
    keys = list(claims)
    numbers = dict(Claim.objects.filter(pk__in=keys).values_list("pk", "number"))
    heirs = dict(ClaimContent.objects.filter(replaces__in=keys).values_list("replaces", "claim__number"))
    wanted = sorted({*numbers.values(), *heirs.values()})
    came: Counter[str] = Counter()
    for at in range(0, len(wanted), AT_ONCE):
        legs = LedgerLeg.objects.filter(
            entry__facility=facility, entry__about__in=wanted[at : at + AT_ONCE], book=Book.CASH.value
        )
        came.update(dict(legs.order_by().values_list("entry__about").annotate(sum=Sum("cents"))))
    return {pk: came[number] + (came[heirs[pk]] if pk in heirs else 0) for pk, number in numbers.items()}


@dataclass(frozen=True)
class Suggestion:
    """Denials of one payer for one service and reason, and the rule that would have told of them."""

    payer: str
    payer_name: str
    code: str
    group: str
    reason: str
    category: str
    number: int
    cents: int
    since: dt.date
    key: str
    drafted: bool

    @property
    def money(self) -> Decimal:
        return as_money(self.cents)


def suggestions(facility: Facility, day: dt.date) -> list[Suggestion]:
    """What was denied often in the last three months, the dearest first."""
    since = day - LOOKED_BACK
    cases = DenialCase.objects.filter(
        facility=facility, level=Responsible.PRIMARY.value, denied_on__gt=since, denied_on__lte=day
    )
    groups: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for *key, cents in cases.values_list("payer", "code", "group", "reason", "category", "cents"):
        groups[tuple(key)].append(cents)
    names = dict(Payer.objects.filter(facility=facility).values_list("code", "name"))
    known = set(ScrubRule.objects.filter(facility=facility).values_list("key", flat=True))
    found = [
        Suggestion(
            payer,
            names.get(payer, payer),
            code,
            group,
            reason,
            category,
            len(cents),
            sum(cents),
            since,
            key,
            key in known,
        )
        for (payer, code, group, reason, category), cents in groups.items()
        if code and len(cents) >= OFTEN
        for key in (_key(payer, code, reason),)
    ]
    return sorted(found, key=lambda one: (one.drafted, -one.cents, one.key))


def suggested_rule(one: Suggestion, words: str, remedy: str, document: str) -> Rule:
    """The rule of a suggestion: it stops where an authorisation is missing, else it asks for a reason."""
    authorised = one.category == Category.AUTHORISATION.value
    told = Common(
        id=one.key,
        words=words,
        action=Action.STOP if authorised else Action.WARN,
        remedy=remedy,
        document=document,
        payers=(one.payer,),
        services=(one.code,),
        lacks="authorisation" if authorised else "",
    )
    rule = common_rule(told)
    assert rule is not None, "a suggestion names a service"
    return rule


def _key(payer: str, code: str, reason: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", f"denied {payer} {code} {reason}".lower()).strip("-")[:60].strip("-")
