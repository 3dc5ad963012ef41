"""Contracts are entered, worded anew, put in force and ended; what was underpaid is promised to be disputed."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from wellrun.departments.revenue.keeping.denials import renew_last_days
from wellrun.departments.revenue.models import ContractVersion, Payer, PayerContract
from wellrun.departments.revenue.queries.contracts import contract_in, days_of, ending, in_use
from wellrun.engines.reimbursement.checking import between
from wellrun.engines.reimbursement.contract import Contract
from wellrun.engines.reimbursement.faults import Fault as Found
from wellrun.engines.reimbursement.formats.yaml import read
from wellrun.foundations.access.permissions import check_may
from wellrun.foundations.access.rules import Permission
from wellrun.foundations.access.versions import check_unchanged
from wellrun.foundations.audit.actions import record
from wellrun.foundations.organisation.models import Facility
from wellrun.foundations.organisation.places import Tree
from wellrun.foundations.people.models import Account
from wellrun.values.faults import Fault, Refused

State = PayerContract.State
LONGEST = 1_000_000
"""Characters of a wording, its tables included."""


@transaction.atomic
def enter(*, payer: Payer, name: str, text: str, why: str, by: Account, tree: Tree) -> PayerContract:
    """Enters a contract as a draft. A wording that cannot be read, or makes no sense, is refused with every fault."""
    facility = payer.facility
    check_may(by, Permission.POST_PAYMENTS, tree[facility.code], tree=tree)
    contract = checked(text, payer=payer)
    if PayerContract.objects.filter(facility=facility, payer=payer, name=name.strip()).exists():
        raise Refused(
            Fault(
                "revenue.contract.named_before",
                _("%(payer)s has a contract of this name.") % {"payer": payer.name},
                place="name",
                value=name,
                remedy=_("Word that one anew, or choose another name."),
            )
        )
    held = PayerContract.objects.create(facility=facility, payer=payer, name=name.strip())
    _add(held, 1, text, contract, why, by)
    record("revenue.contract.entered", by=by, about=held, after={"payer": payer.code, "name": held.name}, why=why)
    return held


@transaction.atomic
def reword(*, contract: PayerContract, text: str, why: str, version: int, by: Account, tree: Tree) -> ContractVersion:
    """Adds a wording; the earlier ones stay. One that is in force is checked against the payer's other contracts."""
    held = _to_change(contract, version, by, tree)
    parsed = checked(text, payer=held.payer)
    if held.state != State.DRAFT:
        _alone(held, ending(parsed, held.ended_on))
    latest = held.versions.first()
    made = _add(held, latest.number + 1 if latest else 1, text, parsed, why, by)
    moved = renew_last_days(held.payer)
    record("revenue.contract.worded", by=by, about=held, after={"number": made.number, "cases": moved}, why=why)
    return made


@transaction.atomic
def put_in_force(*, contract: PayerContract, version: int, by: Account, tree: Tree) -> PayerContract:
    """From now on the contract says what its payer owes, for the days of service that it speaks of."""
    held = _to_change(contract, version, by, tree)
    latest = held.versions.first()
    assert latest is not None, "a contract has a wording"
    _alone(held, contract_in(latest.text))
    before, held.state, held.ended_on = held.state, State.IN_FORCE, None
    held.save(update_fields=["state", "ended_on"])
    after = {"number": latest.number, "cases": renew_last_days(held.payer)}
    record("revenue.contract.in_force", by=by, about=held, before={"state": before}, after=after)
    return held


@transaction.atomic
def end(*, contract: PayerContract, on: dt.date, why: str, version: int, by: Account, tree: Tree) -> PayerContract:
    """Ends a contract: it prices nothing that was done from this day on."""
    held = _to_change(contract, version, by, tree)
    before, held.state, held.ended_on = held.state, State.ENDED, on
    held.save(update_fields=["state", "ended_on"])
    after = {"on": on.isoformat(), "cases": renew_last_days(held.payer)}
    record("revenue.contract.ended", by=by, about=held, before={"state": before}, after=after, why=why)
    return held


def checked(text: str, *, payer: Payer) -> Contract:
    """The contract that a text is. Raises ``Refused`` with every fault, each with its line."""
    if len(text) > LONGEST:
        raise Refused(_too_long(text))
    contract, faults = read(text)
    problems = [_told(one) for one in faults]
    if contract is not None and contract.payer != payer.code:
        problems.append(_other("payer", contract.payer, payer.code))
    if contract is not None and contract.facilities and payer.facility.code not in contract.facilities:
        problems.append(_other("facilities", ", ".join(contract.facilities), payer.facility.code))
    if contract is None or problems:
        raise Refused(problems)
    return contract


def _to_change(contract: PayerContract, version: int, by: Account, tree: Tree) -> PayerContract:
    check_may(by, Permission.POST_PAYMENTS, tree[contract.facility.code], tree=tree)
    Facility.objects.select_for_update().get(pk=contract.facility_id)
    held = PayerContract.objects.select_for_update().select_related("payer__facility").get(pk=contract.pk)
    check_unchanged(version, held.version, code="revenue.contract")
    held.version += 1
    held.save(update_fields=["version"])
    return held


def _add(held: PayerContract, number: int, text: str, contract: Contract, why: str, by: Account) -> ContractVersion:
    since, until = days_of(contract)
    row = ContractVersion(
        contract=held,
        number=number,
        text=text,
        since=since,
        until=until,
        made_at=timezone.now(),
        made_by=str(by)[:200],
        why=why.strip(),
    )
    (made,) = ContractVersion.objects.bulk_create([row])
    return made


def _alone(held: PayerContract, contract: Contract) -> None:
    """Refuses what would leave open which of two contracts holds for a claim."""
    others = [one for one in in_use(held.facility, besides=held) if one.payer == contract.payer]
    faults = between([*others, contract])
    if faults:
        raise Refused([_told(one) for one in faults])


def _told(one: Found) -> Fault:
    """A fault of the engine beside the text that it is about, with its line."""
    words = _("Line %(line)s: %(fault)s") % {"line": one.line, "fault": one.message} if one.line else one.message
    return Fault(f"revenue.contract.{one.code}", words, "text", one.value, one.expected, one.remedy)


def _other(place: str, value: str, expected: str) -> Fault:
    words = _("“%(place)s” says %(value)s; this contract is of %(expected)s.")
    return Fault(
        f"revenue.contract.{place}",
        words % {"place": place, "value": value or "—", "expected": expected},
        place="text",
        value=value,
        expected=expected,
        remedy=_("Choose the payer that it is of, or correct the text."),
    )


def _too_long(text: str) -> Fault:
    return Fault(
        "revenue.contract.too_long",
        _("The text has %(count)s characters; up to %(most)s are read.") % {"count": len(text), "most": LONGEST},
        place="text",
        remedy=_("Leave out the tables' rows that nothing is billed by."),
    )
