"""Until when decisions of payers can be appealed, by the contracts and the terms of a facility."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from wellrun.departments.revenue.models import Payer, PayerTerms
from wellrun.departments.revenue.queries.contracts import in_use
from wellrun.departments.revenue.rules.appeal_days import OTHER, Agreed, Appeal, appeal_of
from wellrun.engines.reimbursement.contract import Contract
from wellrun.foundations.organisation.models import Facility


@dataclass(frozen=True)
class AppealRules:
    """What a facility knows of its payers, by our code of them."""

    terms: Mapping[str, PayerTerms]
    agreed: Mapping[str, Sequence[Agreed]]

    def of(self, payer: str, decided_on: dt.date) -> Appeal:
        """When a decision of this payer can be appealed last, and by what."""
        terms, agreed = self.terms.get(payer), self.agreed.get(payer, ())
        if terms is None:
            return appeal_of(decided_on, kind=OTHER, agreed=agreed)
        return appeal_of(decided_on, kind=terms.kind, own=terms.days, why=terms.why, agreed=agreed)


def appeal_rules(facility: Facility) -> AppealRules:
    """The rules of a facility as they are now."""
    payers = Payer.objects.filter(facility=facility).select_related("terms")
    return rules_from(facility, in_use(facility), payers)


def rules_from(facility: Facility, contracts: Iterable[Contract], payers: Iterable[Payer]) -> AppealRules:
    """The rules by contracts and payers that were read before, the latter with their terms."""
    agreed: dict[str, list[Agreed]] = {}
    for contract in contracts:
        if contract.appeal_days and (not contract.facilities or facility.code in contract.facilities):
            spans = [Agreed(contract.key, contract.appeal_days, one.since, one.until) for one in contract.versions]
            agreed.setdefault(contract.payer, []).extend(spans)
    return AppealRules({one.code: one.terms for one in payers if hasattr(one, "terms")}, agreed)
