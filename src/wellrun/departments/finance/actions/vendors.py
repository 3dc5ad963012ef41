"""Vendors, their contracts with every wording, price lists, notice, and what must be done because of a contract."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from wellrun.departments.finance.models import (
    ContractPrice,
    ContractWording,
    Obligation,
    ObligationDone,
    Vendor,
    VendorContract,
)
from wellrun.departments.finance.queries.vendors import free_days, wording_on
from wellrun.departments.finance.rules.purchasing.notices import ContractTerms, faults_of_terms, later, term_on
from wellrun.departments.finance.rules.purchasing.prices import read_prices
from wellrun.foundations.access.permissions import check_may
from wellrun.foundations.access.rules import Permission
from wellrun.foundations.audit.actions import record
from wellrun.foundations.organisation.models import Facility
from wellrun.foundations.organisation.places import Tree
from wellrun.foundations.people.models import Account
from wellrun.values.faults import Fault, Refused

SHOWN_ROWS = 40
"""Wrong rows that are told at once; correcting those shows the rest."""


@dataclass(frozen=True)
class Wording:
    """How a contract is worded from a day on. Money in cents."""

    since: dt.date
    terms: ContractTerms
    facilities: Sequence[str] = field(default=())
    categories: Sequence[str] = field(default=())
    minimum_cents: int = 0
    rebate_percent: Decimal = Decimal(0)
    rebate_above: int = 0
    words: str = ""


@transaction.atomic
def add_vendor(
    *,
    facility: Facility,
    code: str,
    name: str,
    by: Account,
    tree: Tree,
    address: str = "",
    email: str = "",
    days_to_pay: int = 30,
) -> Vendor:
    """Adds a vendor under its number in the books. Raises ``Refused`` if another has it."""
    check_may(by, Permission.BUY, tree[facility.code], tree=tree)
    taken = Vendor.objects.filter(facility=facility, code=code.strip()).exists()
    checks = (
        (bool(code.strip()), "code", _("It has no number."), _("Give its number in the books.")),
        (not taken, "code", _("Another vendor has this number."), _("Look whether it is the same.")),
        (bool(name.strip()), "name", _("It has no name."), _("Give its name.")),
    )
    faults = [Fault(f"finance.vendor.{place}", words, place, remedy=do) for so, place, words, do in checks if not so]
    if faults:
        raise Refused(faults)
    made = Vendor.objects.create(
        facility=facility,
        code=code.strip(),
        name=name.strip(),
        address=address.strip(),
        email=email.strip(),
        days_to_pay=days_to_pay,
    )
    record("finance.vendor.added", by=by, about=made, after={"code": made.code, "name": made.name})
    return made


@transaction.atomic
def stop_vendor(*, vendor: Vendor, version: int, why: str, by: Account, tree: Tree) -> Vendor:
    """Says why nothing is ordered of a vendor; an empty reason lets it be ordered from again."""
    check_may(by, Permission.BUY, tree[vendor.facility.code], tree=tree)
    held = Vendor.objects.select_for_update(of=("self",)).select_related("facility").get(pk=vendor.pk)
    if held.version != version:
        raise Refused(_moved_on("vendor"))
    before = {"stopped_for": held.stopped_for}
    held.stopped_for, held.version = why.strip(), held.version + 1
    held.save(update_fields=["stopped_for", "version"])
    record("finance.vendor.stopped", by=by, about=held, before=before, after={"stopped_for": held.stopped_for})
    return held


@transaction.atomic
def add_contract(
    *,
    vendor: Vendor,
    number: str,
    title: str,
    owner: Account,
    wording: Wording,
    by: Account,
    tree: Tree,
    kept_at: str = "",
) -> VendorContract:
    """Adds a contract with its first wording. Raises ``Refused`` with everything that is wrong with it."""
    check_may(by, Permission.BUY, tree[vendor.facility.code], tree=tree)
    taken = VendorContract.objects.filter(vendor=vendor, number=number.strip()).exists()
    checks = (
        (bool(number.strip()), "number", _("It has no number."), _("Give its number.")),
        (not taken, "number", _("The vendor has a contract of this number."), _("Add a wording to that one.")),
        (bool(title.strip()), "title", _("Nobody would know what it is for."), _("Say what it is for.")),
    )
    faults = [Fault(f"finance.contract.{place}", words, place, remedy=do) for so, place, words, do in checks if not so]
    faults += _wording_faults(wording, tree)
    if faults:
        raise Refused(faults)
    made = VendorContract.objects.create(
        vendor=vendor, number=number.strip(), title=title.strip(), owner=owner, kept_at=kept_at.strip()
    )
    _write_wording(made, 1, wording, by)
    after = {"vendor": vendor.code, "number": made.number, "ends": wording.terms.ends}
    record("finance.contract.added", by=by, about=made, after=after)
    return made


@transaction.atomic
def reword_contract(
    *, contract: VendorContract, version: int, wording: Wording, by: Account, tree: Tree
) -> ContractWording:
    """Adds a wording that is in force from a day on; the earlier ones stay, and count for the days before."""
    held = _held(contract, version, by, tree)
    if faults := _wording_faults(wording, tree):
        raise Refused(faults)
    number = held.wordings.count() + 1
    made = _write_wording(held, number, wording, by)
    _keep(held)
    after = {"number": number, "since": wording.since, "ends": wording.terms.ends}
    record("finance.contract.reworded", by=by, about=held, after=after)
    return made


def _write_wording(contract: VendorContract, number: int, wording: Wording, by: Account) -> ContractWording:
    terms = wording.terms
    return ContractWording.objects.create(
        contract=contract,
        number=number,
        since=wording.since,
        starts=terms.starts,
        ends=terms.ends,
        renewal=terms.renewal.value,
        renewal_months=terms.renewal_months,
        notice_months=terms.notice_months,
        notice_days=terms.notice_days,
        facilities=list(wording.facilities),
        categories=list(wording.categories),
        minimum_cents=wording.minimum_cents,
        rebate_percent=wording.rebate_percent,
        rebate_above=wording.rebate_above,
        words=wording.words.strip(),
        at=timezone.now(),
        by=by,
    )


def _wording_faults(wording: Wording, tree: Tree) -> list[Fault]:
    unknown = [code for code in wording.facilities if tree.get(code) is None]
    checks = (
        (not unknown, "facilities", _("There is no such facility."), _("Give codes of facilities.")),
        (wording.minimum_cents >= 0, "minimum", _("This is below nothing."), _("Give nothing or more.")),
        (0 <= wording.rebate_percent <= 100, "rebate_percent", _("This is out of range."), _("Give 0 to 100.")),
        (wording.rebate_above >= 0, "rebate_above", _("This is below nothing."), _("Give nothing or more.")),
    )
    faults = [Fault(f"finance.contract.{place}", words, place, remedy=do) for so, place, words, do in checks if not so]
    return [Fault(f.code, _(f.message), f.place, remedy=_(f.remedy)) for f in faults_of_terms(wording.terms)] + faults


@transaction.atomic
def give_notice(
    *, contract: VendorContract, version: int, on: dt.date | None, why: str, by: Account, tree: Tree
) -> VendorContract:
    """Tells that notice was given on a day, and why; ``None`` says that it was not, or was taken back."""
    held = _held(contract, version, by, tree)
    if not why.strip():
        words = _("Nobody would know why.")
        raise Refused(Fault("finance.contract.why", words, "why", remedy=_("Write the reason.")))
    before = {"noticed_on": held.noticed_on}
    held.noticed_on, held.noticed_for = on, why.strip() if on else ""
    _keep(held)
    wording = wording_on(held, on) if on else None
    term = term_on(wording.terms, on, free_days(held.vendor.facility, on)) if wording and on else None
    after = {"noticed_on": on, "ends": term.ends if term else None}
    record("finance.contract.notice", by=by, about=held, before=before, after=after, why=why.strip())
    return held


@transaction.atomic
def take_prices(
    *, contract: VendorContract, version: int, rows: Sequence[Sequence[str]], by: Account, tree: Tree
) -> int:
    """Replaces the price list by the rows of a file: all of them, or none; returns how many prices it has.

    Raises ``Refused`` with every row that is wrong. What was invoiced keeps the price that the list said then.
    """
    held = _held(contract, version, by, tree)
    found, faults = read_prices(rows)
    if faults:
        more = len(faults) - SHOWN_ROWS
        told = [Fault(f.code, _(f.message), "sent", f.value, f.expected, _(f.remedy)) for f in faults[:SHOWN_ROWS]]
        if more > 0:
            told.append(Fault("finance.prices.more", _("And %(n)s more faults.") % {"n": more}, "sent"))
        raise Refused(told)
    before = held.prices.count()
    held.prices.all().delete()
    ContractPrice.objects.bulk_create(ContractPrice(contract=held, **row._asdict()) for row in found)
    _keep(held)
    record("finance.contract.prices", by=by, about=held, before={"prices": before}, after={"prices": len(found)})
    return len(found)


@transaction.atomic
def add_obligation(
    *,
    contract: VendorContract,
    version: int,
    kind: str,
    title: str,
    due_on: dt.date,
    every_months: int,
    owner: Account,
    by: Account,
    tree: Tree,
) -> Obligation:
    """Adds what must be done because of a contract, by when, by whom, and how often."""
    held = _held(contract, version, by, tree)
    if not title.strip():
        words = _("Nobody would know what to do.")
        raise Refused(Fault("finance.obligation.title", words, "title", remedy=_("Say what must be done.")))
    made = Obligation.objects.create(
        contract=held, kind=kind, title=title.strip(), due_on=due_on, every_months=every_months, owner=owner
    )
    _keep(held)
    after = {"title": made.title, "due_on": due_on, "every_months": every_months, "owner": owner.pk}
    record("finance.obligation.added", by=by, about=made, after=after)
    return made


@transaction.atomic
def meet_obligation(
    *, obligation: Obligation, version: int, on: dt.date, evidence: str, by: Account, tree: Tree
) -> Obligation:
    """Tells that an obligation was met, and where it is seen. A repeated one is due again, from its due day on."""
    check_may(by, Permission.BUY, tree[obligation.contract.vendor.facility.code], tree=tree)
    held = Obligation.objects.select_for_update(of=("self",)).get(pk=obligation.pk)
    due = held.due_on
    if held.version != version or due is None:
        raise Refused(_moved_on("obligation"))
    if not evidence.strip():
        words = _("Nobody could see that it was done.")
        raise Refused(Fault("finance.obligation.evidence", words, "evidence", remedy=_("Say where it can be seen.")))
    ObligationDone.objects.create(obligation=held, due_on=due, on=on, evidence=evidence.strip(), by=by)
    held.due_on = later(due, held.every_months) if held.every_months else None
    held.version += 1
    held.save(update_fields=["due_on", "version"])
    told: Mapping[str, object] = {"due_on": held.due_on, "evidence": evidence.strip()}
    record("finance.obligation.met", by=by, about=held, before={"due_on": due}, after=told)
    return held


def _held(contract: VendorContract, version: int, by: Account, tree: Tree) -> VendorContract:
    check_may(by, Permission.BUY, tree[contract.vendor.facility.code], tree=tree)
    rows = VendorContract.objects.select_for_update(of=("self",)).select_related("vendor__facility")
    held = rows.get(pk=contract.pk)
    if held.version != version:
        raise Refused(_moved_on("contract"))
    return held


def _keep(held: VendorContract) -> None:
    held.version += 1
    held.save()


def _moved_on(what: str) -> Fault:
    words = _("Somebody has changed this since you opened it.")
    return Fault(f"finance.{what}.changed", words, remedy=_("Look at it and send again."))
