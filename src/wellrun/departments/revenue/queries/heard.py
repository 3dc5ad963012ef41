"""Which sending of which claim an answer is about, by the strictest number it repeats."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from wellrun.departments.revenue.models import StatusInquiry, Submission
from wellrun.departments.revenue.rules.answers import Told
from wellrun.foundations.organisation.models import Facility


def submission_told(facility: Facility, told: Told) -> list[Submission]:
    """The sendings that an answer is about; none where it fits nothing of ours.

    By the number that is passed on, by the reference of the transaction, by the trace of a question, and last by our
    number of the claim: then its latest sending, since an answer without a reference tells of no earlier one.
    """
    rows = Submission.objects.filter(batch__facility=facility).select_related("claim", "batch").order_by("-pk")
    if told.whole:
        return list(_of_transaction(rows, told.reference))
    by_reference = rows.filter(reference__in=[one for one in (told.passed_on, told.reference) if one])
    found = by_reference.filter(Q(claim__number__iexact=told.number) | Q(reference=told.passed_on)).first()
    if found is None and told.asked:
        inquiry = StatusInquiry.objects.filter(claim__facility=facility, trace=told.number).first()
        found = rows.filter(claim=inquiry.claim_id).first() if inquiry is not None else None
    if found is None and told.number:
        found = rows.filter(claim__number=told.number).first() or rows.filter(claim__number__iexact=told.number).first()
    return [found] if found is not None else []


def _of_transaction(rows: QuerySet[Submission], reference: str) -> QuerySet[Submission]:
    """Those of one transaction, or of a batch where its number is repeated instead."""
    if not reference:
        return rows.none()
    whole = Q(reference=reference)
    if reference.isdecimal() and len(reference) <= 9:
        whole |= Q(batch__control=int(reference))
    return rows.filter(whole)
