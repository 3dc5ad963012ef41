"""What the scrubber found in claims is kept, at every door they go through."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.utils import timezone

from wellrun.departments.revenue.models import Claim, ScrubFinding, ScrubRun
from wellrun.departments.revenue.queries.scrubbing import judged
from wellrun.departments.revenue.rules.scrubbing.findings import Finding
from wellrun.foundations.organisation.models import Facility

Told = frozenset[tuple[str, int, str]]
"""Rule, wording and place of what was found."""


def scrub(claims: Sequence[Claim], *, facility: Facility, door: ScrubRun.Door) -> None:
    """Judges claims and keeps what was found."""
    rows = list(Claim.objects.filter(pk__in=[one.pk for one in claims]).select_related("content"))
    keep_runs({pk: one.findings for pk, one in judged(facility, rows).items()}, door=door)


def keep_runs(found: Mapping[int, Sequence[Finding]], *, door: ScrubRun.Door) -> None:
    """Keeps what was found in each claim, by its key, where it is the first time or something else than the last."""
    before = _last(list(found))
    now = timezone.now()
    fresh = [pk for pk, findings in found.items() if before.get(pk) != _told(findings)]
    runs = ScrubRun.objects.bulk_create(
        [ScrubRun(claim_id=pk, door=door, at=now, found=len(found[pk])) for pk in fresh], batch_size=500
    )
    rows = [_row(run, one) for run in runs for one in found[run.claim_id]]
    ScrubFinding.objects.bulk_create(rows, batch_size=500)


def _last(claims: Sequence[int]) -> dict[int, Told]:
    """What was found in each claim the last time it was judged."""
    latest = {one.claim_id: one.pk for one in ScrubRun.objects.filter(claim__in=claims).order_by("pk")}
    found: dict[int, set[tuple[str, int, str]]] = {pk: set() for pk in latest}
    for row in ScrubFinding.objects.filter(run__in=latest.values()):
        found[row.claim_id].add((row.rule, row.number, row.place))
    return {pk: frozenset(told) for pk, told in found.items()}


def _told(findings: Sequence[Finding]) -> Told:
    return frozenset((one.rule, one.version, one.place) for one in findings)


def _row(run: ScrubRun, one: Finding) -> ScrubFinding:
    return ScrubFinding(
        run=run,
        claim_id=run.claim_id,
        rule=one.rule,
        number=one.version,
        action=one.action.value,
        place=one.place,
        line=one.line,
    )
