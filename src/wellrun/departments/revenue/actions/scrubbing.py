"""Findings are answered: a warning is passed over with a reason, a change is accepted and undone."""

from __future__ import annotations

import json

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from wellrun.departments.revenue.keeping.findings import scrub
from wellrun.departments.revenue.models import Claim, ClaimContent, ScrubFix, ScrubOverride, ScrubRun, Submission
from wellrun.departments.revenue.queries.scrubbing import judged
from wellrun.departments.revenue.rules.claim_states import State, may_be_sent
from wellrun.departments.revenue.rules.content import from_plain, to_plain
from wellrun.departments.revenue.rules.scrubbing.changes import changed
from wellrun.departments.revenue.rules.scrubbing.findings import Action, Finding
from wellrun.engines.x12 import BilledClaim
from wellrun.foundations.access.permissions import check_may
from wellrun.foundations.access.rules import Permission
from wellrun.foundations.audit.actions import record
from wellrun.foundations.organisation.places import Tree
from wellrun.foundations.people.models import Account
from wellrun.values.faults import Fault, Refused


@transaction.atomic
def override(*, claim: Claim, rule: str, place: str, reason: str, by: Account, tree: Tree) -> ScrubOverride:
    """Passes over what a rule found, with a reason that stays with the claim. A stop cannot be passed over."""
    check_may(by, Permission.SEND_CLAIMS, tree[claim.facility.code], tree=tree)
    _alone(claim)
    found = _found(claim, rule, place)
    if found.action is Action.STOP:
        words = _("%(words)s This stops the claim, whatever the reason.") % {"words": found.words}
        raise Refused(_fault("stop", words, "reason", found.remedy))
    if not reason.strip():
        raise Refused(_fault("no_reason", _("There is no reason."), "reason", _("Say why the claim is right.")))
    row = ScrubOverride(
        claim=claim,
        rule=found.rule,
        number=found.version,
        place=found.place,
        reason=reason.strip(),
        at=timezone.now(),
        by=str(by)[:200],
    )
    ScrubOverride.objects.bulk_create([row], ignore_conflicts=True)
    record("revenue.finding.overridden", by=by, about=claim, after={"rule": rule, "number": found.version}, why=reason)
    return ScrubOverride.objects.get(claim=claim, rule=found.rule, number=found.version, place=found.place)


@transaction.atomic
def accept_fix(*, claim: Claim, rule: str, place: str, by: Account, tree: Tree) -> ScrubFix:
    """Changes the claim as a rule offers. Refused while it is under way, and where nothing is offered."""
    check_may(by, Permission.SEND_CLAIMS, tree[claim.facility.code], tree=tree)
    content = _alone(claim)
    found = _found(claim, rule, place)
    before = from_plain(json.loads(content.content))
    after = changed(before, found.fix)
    if after == before:
        words = _("The rule offers no change of this claim.")
        raise Refused(_fault("no_fix", words, "place", _("Correct what it says by hand.")))
    said = content.content
    _write(claim, content, after)
    made = ScrubFix.objects.create(
        claim=claim,
        rule=found.rule,
        number=found.version,
        place=found.place,
        changes=[[one.kind.value, one.value, one.line, one.to] for one in found.fix],
        before=said,
        seen=content.read_as,
        at=timezone.now(),
        by=str(by)[:200],
    )
    record(
        "revenue.finding.fixed", by=by, about=claim, after={"rule": rule, "changes": [one.kind for one in found.fix]}
    )
    return made


@transaction.atomic
def undo_fix(*, fix: ScrubFix, by: Account, tree: Tree) -> ScrubFix:
    """The claim says what it said before. Refused where it was changed since, or is under way."""
    claim = fix.claim
    check_may(by, Permission.SEND_CLAIMS, tree[claim.facility.code], tree=tree)
    content = _alone(claim)
    held = ScrubFix.objects.select_for_update().get(pk=fix.pk)
    if held.undone_at is not None or content.read_as != held.seen:
        words = _("The claim was changed since.")
        raise Refused(_fault("changed_since", words, "place", _("Correct what it says by hand.")))
    _write(claim, content, from_plain(json.loads(held.before)))
    held.undone_at, held.undone_by = timezone.now(), str(by)[:200]
    held.save(update_fields=["undone_at", "undone_by"])
    record("revenue.finding.unfixed", by=by, about=claim, after={"rule": held.rule})
    return held


def _alone(claim: Claim) -> ClaimContent:
    """What the claim says, for nobody else to change meanwhile. Refused while it is under way."""
    held = ClaimContent.objects.select_for_update().filter(claim=claim).first()
    if held is None:
        words = _("What claim %(number)s says is not known here.") % {"number": claim.number}
        raise Refused(_fault("unknown", words, "place", _("It was billed elsewhere; correct it there.")))
    states = Submission.objects.filter(claim=claim).values_list("state", flat=True)
    if not may_be_sent(State(one) for one in states):
        words = _("Claim %(number)s is under way and cannot be changed.") % {"number": claim.number}
        raise Refused(_fault("under_way", words, "place", _("Wait for its answer.")))
    return held


def _found(claim: Claim, rule: str, place: str) -> Finding:
    row = Claim.objects.select_related("content", "facility").get(pk=claim.pk)
    findings = judged(row.facility, [row])[row.pk].findings
    found = next((one for one in findings if (one.rule, one.place) == (rule, place)), None)
    if found is None:
        words = _("Rule %(rule)s finds nothing there any more.") % {"rule": rule}
        raise Refused(_fault("gone", words, "place", _("Open the claim again.")))
    return found


def _write(claim: Claim, content: ClaimContent, said: BilledClaim) -> None:
    """Keeps what the claim says now, with its lines in the ledger's own terms, and judges it before and after."""
    scrub([claim], facility=claim.facility, door=ScrubRun.Door.MENDED)
    content.content = json.dumps(to_plain(said))
    content.save(update_fields=["content"])
    modifiers = {one.control or one.number: list(one.modifiers) for one in said.lines}
    for line in claim.lines.all():
        if line.number in modifiers and line.modifiers != modifiers[line.number]:
            line.modifiers = modifiers[line.number]
            line.save(update_fields=["modifiers"])
    scrub([claim], facility=claim.facility, door=ScrubRun.Door.MENDED)


def _fault(code: str, message: str, place: str, remedy: str) -> Fault:
    return Fault(f"revenue.finding.{code}", message, place, remedy=remedy)
