"""Rules of the scrubber are drafted, worded anew, tried on earlier claims, put in force and ended."""

from __future__ import annotations

import datetime as dt
import time
from collections import Counter, defaultdict
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.db.models import Sum
from django.utils import timezone
from django.utils.translation import gettext as _

from wellrun.departments.revenue.local_days import today_at
from wellrun.departments.revenue.models import Claim, DenialCase, DryRun, Payer, ScrubRule, ScrubRuleVersion
from wellrun.departments.revenue.queries.scrubbing import judged, rule_in
from wellrun.departments.revenue.rules.scrubbing.reading import read_rules
from wellrun.departments.revenue.rules.scrubbing.rule import Rule
from wellrun.departments.revenue.rules.scrubbing.shipped import shipped_rules
from wellrun.foundations.access.permissions import check_may
from wellrun.foundations.access.rules import Permission
from wellrun.foundations.audit.actions import Actor, record
from wellrun.foundations.organisation.models import Facility
from wellrun.foundations.organisation.places import Tree
from wellrun.foundations.people.models import Account
from wellrun.values.faults import Fault, Refused

State = ScrubRule.State
AT_ONCE, SHOWN, MOST = 200, 10, 5000
"""Claims that are judged at once, that are shown of what was found, and that one dry run looks at."""


@transaction.atomic
def draft(*, facility: Facility, text: str, why: str, by: Account, tree: Tree, against: str = "") -> ScrubRule:
    """Enters a rule as a draft, against denials of a category if it is named.

    A text that cannot be read, or names what is not here, is refused with every fault.
    """
    check_may(by, Permission.POST_PAYMENTS, tree[facility.code], tree=tree)
    rule = checked(text, facility=facility, tree=tree)
    shipped = rule.id in {one.id for one in shipped_rules()}
    if shipped or ScrubRule.objects.filter(facility=facility, key=rule.id).exists():
        words = _("There is a rule %(rule)s already.") % {"rule": rule.id}
        raise Refused(Fault("revenue.rule.known", words, "key", rule.id, remedy=_("Give it another id.")))
    held = ScrubRule.objects.create(facility=facility, key=rule.id, against=against)
    _add(held, 1, text, why, by)
    record("revenue.rule.drafted", by=by, about=held, after={"rule": rule.id, "action": rule.action.value}, why=why)
    return held


@transaction.atomic
def reword(*, rule: ScrubRule, text: str, why: str, version: int, by: Account, tree: Tree) -> ScrubRuleVersion:
    """Adds a wording; the earlier ones stay. Reasons that were given for passing an earlier one over do not hold."""
    held = _to_change(rule, version, by, tree)
    read = checked(text, facility=held.facility, tree=tree)
    if read.id != held.key:
        words = _("The text is of rule %(other)s, this is %(rule)s.") % {"other": read.id, "rule": held.key}
        raise Refused(Fault("revenue.rule.other", words, "text", read.id, held.key, _("Keep its id.")))
    made = _add(held, _latest(held).number + 1, text, why, by)
    record("revenue.rule.worded", by=by, about=held, after={"number": made.number}, why=why)
    return made


@transaction.atomic
def put_in_force(*, rule: ScrubRule, version: int, by: Account, tree: Tree) -> ScrubRule:
    """From now on every claim is judged by it."""
    held = _to_change(rule, version, by, tree)
    before, held.state, held.ended_on = held.state, State.IN_FORCE, None
    if before != State.IN_FORCE:
        held.in_force_on = today_at(held.facility)
    held.save(update_fields=["state", "ended_on", "in_force_on"])
    after = {"number": _latest(held).number}
    record("revenue.rule.in_force", by=by, about=held, before={"state": before}, after=after)
    return held


@transaction.atomic
def end(*, rule: ScrubRule, on: dt.date, why: str, version: int, by: Account, tree: Tree) -> ScrubRule:
    """Ends a rule: it judges nothing that was done from this day on."""
    held = _to_change(rule, version, by, tree)
    before, held.state, held.ended_on = held.state, State.ENDED, on
    held.save(update_fields=["state", "ended_on"])
    record("revenue.rule.ended", by=by, about=held, before={"state": before}, after={"on": on.isoformat()}, why=why)
    return held


@transaction.atomic
def ask_dry_run(*, rule: ScrubRule, last: int, by: Account, tree: Tree) -> DryRun:
    """Asks what the latest wording would have found in the latest claims; ``dry_run`` reckons it."""
    check_may(by, Permission.POST_PAYMENTS, tree[rule.facility.code], tree=tree)
    made = DryRun.objects.create(
        version=_latest(rule), last=min(last, MOST), made_at=timezone.now(), made_by=str(by)[:200]
    )
    record("revenue.rule.tried", by=by, about=rule, after={"last": made.last})
    return made


def dry_run(*, run: int, by: Actor) -> None:
    """Judges the claims by this one wording. Broken off and done again, it comes to the same; no claim is touched."""
    held = DryRun.objects.select_related("version__rule__facility").get(pk=run)
    facility, rule, began = held.version.rule.facility, rule_in(held.version), time.monotonic()
    rows = Claim.objects.filter(facility=facility, content__isnull=False).order_by("-billed_on", "-pk")
    keys = list(rows.values_list("pk", flat=True)[: held.last])
    DryRun.objects.filter(pk=held.pk).update(claims=len(keys), done=0)
    found: list[Claim] = []
    months: dict[str, Counter[str]] = defaultdict(Counter)
    for at in range(0, len(keys), AT_ONCE):
        some = list(Claim.objects.filter(pk__in=keys[at : at + AT_ONCE]).select_related("content"))
        told = judged(facility, some, (rule,))
        for claim in some:
            month = months[f"{claim.billed_on:%Y-%m}"]
            month["judged"] += 1
            if told[claim.pk].findings:
                month["found"] += 1
                found.append(claim)
        DryRun.objects.filter(pk=held.pk).update(done=min(at + AT_ONCE, len(keys)))
    answer = _answer(rule, found, months)
    with transaction.atomic():
        seconds = round(time.monotonic() - began, 2)
        DryRun.objects.filter(pk=held.pk).update(answer=answer, done=len(keys), seconds=seconds)
        record("revenue.rule.dry_run", by=by, about=held, after={"claims": len(keys), "found": len(found)})


def _answer(rule: Rule, found: list[Claim], months: Mapping[str, Counter[str]]) -> dict[str, Any]:
    """``denied``: of the claims that were found, those that a payer denied later, and ``cents`` of it."""
    denied = DenialCase.objects.filter(claim__in=found)
    return {
        "action": rule.action.value,
        "judged": sum(one["judged"] for one in months.values()),
        "found": len(found),
        "charge": sum(one.charge_cents for one in found),
        "denied": denied.values("claim").distinct().count(),
        "cents": denied.aggregate(sum=Sum("cents"))["sum"] or 0,
        "months": [[month, one["judged"], one["found"]] for month, one in sorted(months.items())],
        "examples": [[one.pk, one.number] for one in sorted(found, key=lambda one: -one.charge_cents)[:SHOWN]],
    }


def checked(text: str, *, facility: Facility, tree: Tree) -> Rule:
    """The one rule that a text is. Raises ``Refused`` with every fault."""
    rules, faults = read_rules(text)
    problems = [Fault(one.code, one.message, "text", one.value, one.expected, one.remedy) for one in faults]
    if not problems and len(rules) != 1:
        problems.append(
            Fault("revenue.rule.one", _("One rule is entered at a time."), "text", remedy=_("Leave out the others."))
        )
    payers = set(Payer.objects.filter(facility=facility).values_list("code", flat=True))
    inside = {one.code for one in tree.within(tree[facility.code])}
    for rule in rules:
        problems += [_stranger("payers", code, payers) for code in rule.scope.payers if code not in payers]
        problems += [_stranger("places", code, inside) for code in rule.scope.places if code not in inside]
    if problems:
        raise Refused(problems)
    return rules[0]


def _stranger(name: str, code: str, known: set[str]) -> Fault:
    words = _("%(code)s is not known here (%(name)s).") % {"code": code, "name": name}
    expected = ", ".join(sorted(known)[:20])
    return Fault(f"revenue.rule.{name}", words, "text", code, expected, _("One of: %(known)s.") % {"known": expected})


def _to_change(rule: ScrubRule, version: int, by: Account, tree: Tree) -> ScrubRule:
    check_may(by, Permission.POST_PAYMENTS, tree[rule.facility.code], tree=tree)
    held = ScrubRule.objects.select_for_update().select_related("facility").get(pk=rule.pk)
    if held.version != version:
        words = _("Somebody was quicker: the rule was changed meanwhile.")
        raise Refused(Fault("revenue.rule.changed_meanwhile", words, "version", remedy=_("Open it again.")))
    held.version += 1
    held.save(update_fields=["version"])
    return held


def _latest(held: ScrubRule) -> ScrubRuleVersion:
    latest = held.versions.first()
    assert latest is not None, "a rule has a wording"
    return latest


def _add(held: ScrubRule, number: int, text: str, why: str, by: Account) -> ScrubRuleVersion:
    row = ScrubRuleVersion(
        rule=held, number=number, text=text, made_at=timezone.now(), made_by=str(by)[:200], why=why.strip()
    )
    (made,) = ScrubRuleVersion.objects.bulk_create([row])
    return made
