"""Claims that may go into a batch, those that are held back and why, and those that came back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Exists, F, OuterRef, Prefetch
from django.utils import timezone

from wellrun.departments.revenue.models import Claim, Payer, Submission, TradingPartner
from wellrun.departments.revenue.queries.partners import sender_of
from wellrun.departments.revenue.queries.scrubbing import Judged, judged
from wellrun.departments.revenue.rules.claim_states import MENDED_AND_SENT_AGAIN, State
from wellrun.departments.revenue.rules.scrubbing.findings import Action, Finding
from wellrun.departments.revenue.rules.sendable import faults_of
from wellrun.departments.revenue.words.sending import in_words
from wellrun.engines.x12 import BilledClaim
from wellrun.foundations.organisation.models import Facility

MOST = 2000
"""Claims that are looked at at once; each is written as it would be sent to see whether it can be."""

TOLD = 3
"""Faults of a claim that are told; the rest are counted."""


@dataclass(frozen=True)
class Ready:
    """A claim in no batch that is under way. ``held``: what keeps it back, in words; ``came_back``: how it returned.

    ``mended``: it was made to say something else since. ``findings`` are all that the scrubber found, ``open`` those
    that nobody has answered yet.
    """

    claim: Claim
    payer: str
    payer_name: str
    form: str
    content: BilledClaim
    held: tuple[str, ...]
    came_back: str
    mended: bool
    findings: tuple[Finding, ...]
    open: tuple[Finding, ...]


def ready_claims(facility: Facility, *, only: Sequence[int] | None = None) -> list[Ready]:
    """The claims of a facility whose content is known and that are in no batch, the oldest service first."""
    back = [one.value for one in MENDED_AND_SENT_AGAIN]
    under_way = Submission.objects.filter(claim=OuterRef("pk")).exclude(state__in=back)
    # A claim that another one replaces is sent by that one.
    rows = Claim.objects.filter(~Exists(under_way), facility=facility, content__isnull=False, replaced_by=None)
    if only is not None:
        rows = rows.filter(pk__in=only)
    earlier = Prefetch("submissions", Submission.objects.order_by("changed_at"))
    held = list(rows.select_related("content").prefetch_related(earlier).order_by("ends", "number")[:MOST])
    names = dict(Payer.objects.filter(facility=facility).values_list("code", "name"))
    partner = TradingPartner.objects.filter(facility=facility).select_related("facility").first()
    found = judged(facility, held)
    return [_ready(one, found[one.pk], names, partner) for one in held]


def _ready(claim: Claim, found: Judged, names: dict[str, str], partner: TradingPartner | None) -> Ready:
    payer = claim.payers[0] if claim.payers else ""
    earlier: list[Any] = list(claim.submissions.all())
    last = earlier[-1] if earlier else None
    return Ready(
        claim=claim,
        payer=payer,
        payer_name=names.get(payer, payer),
        form=claim.content.form,
        content=found.content,
        held=_held(found, partner),
        came_back=str(last.get_state_display()) if last is not None and last.came_back else "",
        mended=last is not None and claim.content.mended_at is not None and claim.content.mended_at > last.changed_at,
        findings=found.findings,
        open=found.open,
    )


def _held(found: Judged, partner: TradingPartner | None) -> tuple[str, ...]:
    """What keeps a claim back. Whether it can be written is asked once nothing stops it, and a partner is known."""
    reasons = [one.words for one in found.open]
    if partner is not None and not any(one.action is Action.STOP for one in found.open):
        at = timezone.now().astimezone(ZoneInfo(partner.facility.time_zone))
        faults = faults_of(found.content, sender_of(partner), at)
        reasons += [in_words(one) for one in faults[:TOLD]]
    return tuple(dict.fromkeys(one.rstrip(".") for one in reasons))


def came_back(facility: Facility) -> list[Submission]:
    """The latest sendings of claims that were rejected, and are neither mended nor in a batch since."""
    back = [State.RETURNED.value, State.REJECTED.value]
    later = Submission.objects.filter(claim=OuterRef("claim"), pk__gt=OuterRef("pk"))
    rows = Submission.objects.filter(~Exists(later), batch__facility=facility, state__in=back, claim__replaced_by=None)
    rows = rows.exclude(claim__content__mended_at__gt=F("changed_at"))
    return list(rows.select_related("claim"))
