"""Contracts as they are kept, as the engine prices with them, and how their wording changed."""

from __future__ import annotations

import datetime as dt
import difflib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from django.db.models import OuterRef, Prefetch, Subquery

from wellrun.departments.revenue.models import Claim, ClaimLine, ContractVersion, PayerContract
from wellrun.departments.revenue.rules.expected import Service, priced_claim
from wellrun.engines.reimbursement.claim import Claim as PricedClaim
from wellrun.engines.reimbursement.contract import Contract
from wellrun.engines.reimbursement.expected import Expected, Unpriced
from wellrun.engines.reimbursement.formats.yaml import read
from wellrun.engines.reimbursement.matching import contract_of
from wellrun.engines.reimbursement.pricing import price
from wellrun.foundations.organisation.models import Facility

State = PayerContract.State


@dataclass(frozen=True)
class ContractLine:
    """A contract in the list, with its latest wording."""

    contract: PayerContract
    latest: ContractVersion


@lru_cache(maxsize=64)
def contract_in(text: str) -> Contract:
    """The contract that a wording is; it was checked when it was entered. A text is read once in a process."""
    contract, _faults = read(text)
    assert contract is not None, "a wording is kept only if it can be read"
    return contract


def listed(facilities: Iterable[Facility]) -> list[ContractLine]:
    """The contracts of facilities with their latest wordings, by payer."""
    contracts = PayerContract.objects.filter(facility__in=facilities).select_related("payer", "facility")
    latest = _latest(contracts)
    return [ContractLine(one, latest[one.pk]) for one in contracts]


def in_use(facility: Facility, *, besides: PayerContract | None = None) -> tuple[Contract, ...]:
    """Every contract that prices claims: in force, or ended and then for the days before its end."""
    contracts = PayerContract.objects.filter(facility=facility).exclude(state=State.DRAFT)
    contracts = contracts.exclude(pk=besides.pk) if besides is not None else contracts
    latest = _latest(contracts)
    return tuple(ending(contract_in(latest[one.pk].text), one.ended_on) for one in contracts)


def _latest(contracts: Iterable[PayerContract]) -> dict[int, ContractVersion]:
    newest = ContractVersion.objects.filter(contract=OuterRef("contract")).order_by("-number").values("pk")[:1]
    found = ContractVersion.objects.filter(contract__in=list(contracts), pk=Subquery(newest))
    return {one.contract_id: one for one in found}


def ending(contract: Contract, end: dt.date | None) -> Contract:
    """The contract as it holds if nothing from ``end`` on is priced by it."""
    if end is None:
        return contract
    kept = (replace(one, until=min(one.until or end, end)) for one in contract.versions if one.since < end)
    return replace(contract, versions=tuple(kept))


def for_engine(claim: Claim, facility: Facility) -> PricedClaim:
    """A claim with its lines, of its primary payer."""
    services = (
        Service(
            line.number,
            line.code,
            line.charge,
            line.units,
            tuple(line.modifiers),
            line.on,
            line.revenue_code,
        )
        for line in claim.lines.all()
    )
    return priced_claim(
        claim.number,
        payer=claim.payers[0] if claim.payers else "",
        facility=facility.code,
        begins=claim.begins,
        ends=claim.ends,
        services=tuple(services),
        drg=claim.drg,
    )


def with_lines() -> Prefetch[Any, Any, Any]:
    """Lines in the order in which they were billed, all claims' in one statement."""
    return Prefetch("lines", ClaimLine.objects.order_by("pk"))


def expected_of(claim: PricedClaim, contracts: Sequence[Contract]) -> tuple[Expected, Contract | None]:
    """What a claim should bring by whichever contract covers it; without one, why there is none."""
    contract = contract_of(claim, contracts)
    if isinstance(contract, Unpriced):
        return Expected(claim.number, "", None, (), (), (contract,)), None
    return price(claim, contract), contract


def tried(claim: Claim, version: ContractVersion) -> Expected:
    """A claim of ours by one wording, whatever state its contract is in."""
    return price(for_engine(claim, claim.facility), contract_in(version.text))


@dataclass(frozen=True)
class Wording:
    """A wording in the history, and how it differs from the one before, a line each: ``+``, ``-`` or unchanged."""

    version: ContractVersion
    changes: tuple[str, ...]


def history(contract: PayerContract) -> list[Wording]:
    """Every wording, the latest first."""
    versions = list(contract.versions.order_by("number"))
    before = [None, *versions[:-1]]
    return [
        Wording(one, _changes(earlier.text, one.text) if earlier else ())
        for earlier, one in zip(before, versions, strict=True)
    ][::-1]


def _changes(before: str, after: str) -> tuple[str, ...]:
    found = difflib.unified_diff(before.splitlines(), after.splitlines(), lineterm="", n=1)
    return tuple(line for line in found if not line.startswith(("---", "+++", "@@")))


def days_of(contract: Contract) -> tuple[dt.date, dt.date | None]:
    """The days of service that a contract speaks of: from, and up to, open where one version is."""
    ends = [one.until for one in contract.versions]
    until = None if None in ends else max(one for one in ends if one is not None)
    return min(one.since for one in contract.versions), until
