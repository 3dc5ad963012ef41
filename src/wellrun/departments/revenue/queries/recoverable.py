"""What can be recovered of a denial: what the payer's contract allows for its line, as far as it is still owed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from wellrun.departments.revenue.models import Claim, DenialCase
from wellrun.departments.revenue.queries.contracts import expected_of, for_engine, in_use, with_lines
from wellrun.departments.revenue.queries.ledger import AT_ONCE
from wellrun.departments.revenue.rules.entries import Responsible
from wellrun.foundations.organisation.models import Facility


@dataclass(frozen=True)
class Recoverable:
    """An amount, and whether a contract says so; otherwise it is what is still owed."""

    amount: Decimal
    by_contract: bool


def recoverable(cases: Sequence[DenialCase]) -> Callable[[DenialCase], Recoverable]:
    """For each of these denials. Only a primary payer pays by its contract alone; of a later one all is taken.

    Claims are read and priced once each, some hundreds in a statement.
    """
    allowed: dict[tuple[int, str], Decimal] = {}
    first = [case for case in cases if case.level == Responsible.PRIMARY.value and case.left_cents]
    for facility in Facility.objects.filter(pk__in={case.facility_id for case in first}):
        contracts = in_use(facility)
        keys = sorted({case.claim_id for case in first if case.facility_id == facility.pk}) if contracts else []
        for at in range(0, len(keys), AT_ONCE):
            for claim in Claim.objects.filter(pk__in=keys[at : at + AT_ONCE]).prefetch_related(with_lines()):
                expected, _contract = expected_of(for_engine(claim, facility), contracts)
                if expected.complete:
                    allowed |= {(claim.pk, line.number): line.allowed for line in expected.lines}

    def of(case: DenialCase) -> Recoverable:
        says = allowed.get((case.claim_id, case.line))
        return Recoverable(case.left, False) if says is None else Recoverable(min(case.left, says), True)

    return of
