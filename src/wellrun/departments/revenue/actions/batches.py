"""Claims are put into batches, and what has not gone yet is taken back."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from wellrun.departments.revenue.keeping.batches import keep_batch, note_all
from wellrun.departments.revenue.keeping.findings import keep_runs
from wellrun.departments.revenue.models import Batch, Claim, ScrubRun, Submission, TradingPartner
from wellrun.departments.revenue.models.contents import Form
from wellrun.departments.revenue.queries.partners import partner_of, sender_of
from wellrun.departments.revenue.queries.ready import Ready, ready_claims
from wellrun.departments.revenue.queries.scrubbing import judged
from wellrun.departments.revenue.rules.claim_states import Move, State
from wellrun.departments.revenue.rules.scrubbing.judge import stops
from wellrun.departments.revenue.rules.sendable import interchange_of
from wellrun.foundations.access.permissions import check_may
from wellrun.foundations.access.rules import Permission
from wellrun.foundations.audit.actions import Actor, record
from wellrun.foundations.organisation.models import Facility
from wellrun.foundations.organisation.places import Tree
from wellrun.foundations.people.models import Account
from wellrun.values.faults import Fault, Refused

FORMS = {Form.PROFESSIONAL.value: Batch.Form.PROFESSIONAL, Form.INSTITUTIONAL.value: Batch.Form.INSTITUTIONAL}


@transaction.atomic
def make_batches(*, facility: Facility, claims: Sequence[Claim], by: Account, tree: Tree) -> list[Batch]:
    """Puts claims that are ready into batches, one for each payer and form. Refused with all that keeps any back."""
    check_may(by, Permission.SEND_CLAIMS, tree[facility.code], tree=tree)
    partner = partner_of(facility)
    if not claims:
        raise Refused(_nothing_chosen())
    found = ready_claims(facility, only=[one.pk for one in claims])
    held = [one for one in found if one.held]
    gone = len(claims) - len(found)
    if held or gone:
        raise Refused([*(_held(one) for one in held), *([_gone(gone)] if gone else [])])
    keep_runs({one.claim.pk: one.findings for one in found}, door=ScrubRun.Door.BATCH)
    groups: dict[tuple[str, str], list[Ready]] = defaultdict(list)
    for one in found:
        groups[one.payer, one.form].append(one)
    try:
        with transaction.atomic():
            made = [_make(partner, payer, form, some, by) for (payer, form), some in sorted(groups.items())]
    except IntegrityError as twice:
        # Somebody else has put one of them into a batch since they were read: the database lets a claim go once.
        raise Refused(_gone(1)) from twice
    for batch in made:
        record("revenue.batch.made", by=by, about=batch, after={"control": batch.control, "claims": batch.number})
    return made


def _make(partner: TradingPartner, payer: str, form: str, some: Sequence[Ready], by: Account) -> Batch:
    sender = sender_of(partner)
    contents = [one.content for one in some]
    batch = keep_batch(
        lambda control, at: interchange_of(
            [(reference_of(control, number), one) for number, one in enumerate(contents, start=1)], sender, control, at
        ),
        partner=partner,
        form=FORMS[form],
        number=len(some),
        payer=payer,
        cents=sum(one.claim.charge_cents for one in some),
        by=by,
    )
    rows = Submission.objects.bulk_create(
        Submission(
            batch=batch,
            claim=one.claim,
            set_control=number,
            reference=reference_of(batch.control, number),
            changed_at=batch.made_at,
        )
        for number, one in enumerate(some, start=1)
    )
    note_all(rows, Move.BATCHED, by=str(by))
    return batch


def reference_of(control: int, number: int) -> str:
    """What answers to a claim repeat."""
    return f"{control:09}{number:05}"


@transaction.atomic
def withdraw(*, batch: Batch, by: Account, tree: Tree) -> Batch:
    """Takes back a batch that has not gone; its claims are ready again. Its number is never used for another."""
    check_may(by, Permission.SEND_CLAIMS, tree[batch.facility.code], tree=tree)
    held = Batch.objects.select_for_update().get(pk=batch.pk)
    if held.state != Batch.State.MADE:
        raise Refused(
            Fault(
                "revenue.batch.gone",
                _("Batch %(number)s is on its way and cannot be taken back.") % {"number": held},
                remedy=_("Wait for its answers; a claim that was sent wrongly is voided by another claim."),
            )
        )
    number = _take_back(held, by)
    record("revenue.batch.withdrawn", by=by, about=held, after={"claims": number})
    return held


@transaction.atomic
def withdraw_stopped(*, batch: Batch, by: Actor) -> bool:
    """Takes back a batch that has not gone, where the scrubber stops one of its claims by now. Whether it was."""
    held = Batch.objects.select_for_update().get(pk=batch.pk)
    if held.state != Batch.State.MADE or not held.of_claims:
        return False
    claims = list(Claim.objects.filter(submissions__batch=held).select_related("content"))
    found = judged(held.facility, claims)
    stopped = [pk for pk, one in found.items() if stops(one.findings)]
    if stopped:
        keep_runs({pk: one.findings for pk, one in found.items()}, door=ScrubRun.Door.BATCH)
        number = _take_back(held, by)
        record("revenue.batch.stopped", by=by, about=held, after={"claims": number, "stopped": len(stopped)})
    return bool(stopped)


def _take_back(held: Batch, by: Actor) -> int:
    """The claims of a batch are ready again; how many they are."""
    held.state = Batch.State.WITHDRAWN
    held.save(update_fields=["state"])
    rows = list(held.submissions.select_related("batch"))
    Submission.objects.filter(batch=held).update(state=State.WITHDRAWN, changed_at=timezone.now())
    for row in rows:
        row.state = State.WITHDRAWN
    note_all(rows, Move.WITHDRAWAL, by=str(by))
    return len(rows)


def _nothing_chosen() -> Fault:
    return Fault(
        "revenue.batch.nothing", _("No claim is chosen."), place="claims", remedy=_("Choose at least one claim.")
    )


def _held(one: Ready) -> Fault:
    return Fault(
        "revenue.batch.held",
        _("Claim %(number)s is held: %(why)s.") % {"number": one.claim.number, "why": "; ".join(one.held)},
        place="claims",
        value=one.claim.number,
        remedy=_("Correct it, or leave it out."),
    )


def _gone(number: int) -> Fault:
    return Fault(
        "revenue.batch.not_ready",
        _("Some of the claims are in a batch by now."),
        place="claims",
        value=str(number),
        remedy=_("Open the list again."),
    )
