"""Clocks of filing in time, and what proves each."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db.models import QuerySet

from wellrun.departments.revenue.models import Claim, ClaimMove, FilingTerms, Payer
from wellrun.departments.revenue.rules.claim_states import MENDED_AND_SENT_AGAIN, PROOFS, Move
from wellrun.departments.revenue.rules.timely_filing import (
    OTHER,
    Filing,
    Heard,
    file_until,
    filing_of,
    proof_of,
)
from wellrun.foundations.organisation.models import Facility

MOST = 5000


@dataclass(frozen=True)
class FilingLine:
    """A claim, until when it has to be with its payer, and how that stands."""

    claim: Claim
    payer: str
    until: dt.date
    left: int
    filing: Filing
    proof: Heard | None

    @property
    def runs(self) -> bool:
        """Whether nothing proves yet that it came."""
        return self.proof is None


def filing_lines(facilities: Iterable[Facility], *, today: dt.date) -> list[FilingLine]:
    """The clocks of all claims that are sent from here, those that run out first at the top."""
    held = list(facilities)
    claims = Claim.objects.filter(facility__in=held, content__isnull=False, replaced_by=None).select_related("facility")
    return lines_of(claims.order_by("-ends")[:MOST], facilities=held, today=today)


def lines_of(claims: Iterable[Claim], *, facilities: Iterable[Facility], today: dt.date) -> list[FilingLine]:
    """The clocks of these claims."""
    found = list(claims)
    payers = {
        (one.facility_id, one.code): one
        for one in Payer.objects.filter(facility__in=facilities).select_related("filing_terms")
    }
    heard = _heard(found)
    lines = [_line(one, payers.get((one.facility_id, _first(one))), heard, today) for one in found]
    return sorted(lines, key=lambda one: (not one.runs, one.until, one.claim.number))


def _heard(claims: Iterable[Claim]) -> Mapping[int, list[Heard]]:
    """What was heard of each claim that proves anything."""
    rows = _proving().filter(submission__claim__in=[one.pk for one in claims]).select_related("submission__batch")
    found: dict[int, list[Heard]] = defaultdict(list)
    for move in rows.defer("notes", "submission__batch__content"):
        batch = move.submission.batch
        number = f"{batch.control:09}"
        assert move.on is not None, "an answer has its day"
        told = Heard(
            Move(move.move),
            move.on,
            move.kind,
            number,
            str(batch.control),
            f"{move.submission.set_control:04}",
            move.payer_control,
        )
        found[move.submission.claim_id].append(told)
    return found


def _line(claim: Claim, payer: Payer | None, heard: Mapping[int, list[Heard]], today: dt.date) -> FilingLine:
    terms: FilingTerms | None = getattr(payer, "filing_terms", None)
    until = file_until(claim.ends, kind=terms.kind if terms else OTHER, own=terms.days if terms else None)
    told = heard.get(claim.pk, [])
    return FilingLine(
        claim=claim,
        payer=payer.name if payer else _first(claim),
        until=until,
        left=(until - today).days,
        filing=filing_of(until, told, today),
        proof=proof_of(told),
    )


def _first(claim: Claim) -> str:
    return claim.payers[0] if claim.payers else ""


def proofs_of(claim: Claim) -> list[ClaimMove]:
    """Every receipt and acceptance of a claim, the oldest first, with batch and answer."""
    rows = _proving().filter(submission__claim=claim)
    return list(rows.select_related("submission__batch", "answer").order_by("at"))


def _proving() -> QuerySet[ClaimMove]:
    """What proves that a claim came. What was received and then rejected was never filed, and proves nothing."""
    rows = ClaimMove.objects.filter(move__in=[one.value for one in PROOFS], contradicts=False)
    return rows.exclude(submission__state__in=[one.value for one in MENDED_AND_SENT_AGAIN])
