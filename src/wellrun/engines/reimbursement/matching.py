"""Which contract and which version of it a claim falls under."""

from __future__ import annotations

from collections.abc import Sequence

from wellrun.engines.reimbursement.claim import Claim
from wellrun.engines.reimbursement.contract import Contract, DatedBy, Version
from wellrun.engines.reimbursement.expected import Unpriced, Why


def contract_of(claim: Claim, contracts: Sequence[Contract]) -> Contract | Unpriced:
    """The contract of the claim's payer, plan, product and facility; of several, the one that names most of them.

    Only contracts with a version for the claim's day take part, where any has one: a payer's old contract does not hide
    its new one. Two that name equally many are not chosen between.
    """
    found = [one for one in contracts if one.payer == claim.payer and _covers(one, claim)]
    found = [one for one in found if version_of(claim, one)] or found
    if not found:
        return Unpriced(Why.NO_CONTRACT, sought=claim.payer)
    named = [_named(one) for one in found]
    best = [one for one, count in zip(found, named, strict=True) if count == max(named)]
    if len(best) > 1:
        return Unpriced(Why.SEVERAL_CONTRACTS, sought=", ".join(one.key for one in best))
    return best[0]


def version_of(claim: Claim, contract: Contract) -> Version | None:
    """The version in force on the claim's first or last day, as the contract says; of doubled ones the first."""
    day = claim.begins if contract.dated_by is DatedBy.BEGINS else claim.ends
    return next((one for one in contract.versions if one.holds(day)), None)


def _covers(contract: Contract, claim: Claim) -> bool:
    asked = (
        (contract.plans, claim.plan),
        (contract.products, claim.product),
        (contract.facilities, claim.facility),
    )
    return all(not named or value in named for named, value in asked)


def _named(contract: Contract) -> int:
    return sum(bool(one) for one in (contract.plans, contract.products, contract.facilities))
