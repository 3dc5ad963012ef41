"""What the actions on patients' accounts share: the account held, and entries posted on it."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext as _

from wellrun.departments.revenue.keeping.denials import open_cases
from wellrun.departments.revenue.keeping.ledger import write_entries
from wellrun.departments.revenue.models import PatientAccount
from wellrun.departments.revenue.queries.accounts import AccountNow, account_now
from wellrun.departments.revenue.rules.entries import Entry
from wellrun.foundations.access.permissions import check_may
from wellrun.foundations.access.rules import Permission
from wellrun.foundations.access.versions import check_unchanged
from wellrun.foundations.organisation.models import Facility
from wellrun.foundations.organisation.places import Tree
from wellrun.foundations.people.models import Account
from wellrun.values.faults import Fault, Refused


def alone_in(facility: int) -> Facility:
    """The facility, held until the transaction ends: whoever posts there waits."""
    return Facility.objects.select_for_update().get(pk=facility)


def held_account(
    account: PatientAccount, permission: Permission, *, version: int | None, by: Account, tree: Tree
) -> PatientAccount:
    """The account as it is now; refused to who may not, or saw an older one. Its version goes up by one."""
    check_may(by, permission, tree[account.facility.code], tree=tree)
    facility = alone_in(account.facility_id)
    held = PatientAccount.objects.select_for_update(of=("self",)).get(pk=account.pk)
    check_unchanged(held.version if version is None else version, held.version, code="revenue.account")
    held.facility = facility
    held.version += 1
    held.save(update_fields=["version"])
    return held


def post(now: AccountNow, entries: Iterable[Entry], *, by: Account) -> int:
    """Posts entries on an account, all or none, and lets the denials see them; returns how many."""
    facility = now.account.facility
    written = write_entries(now.ledger.post(entries), facility=facility, by=by)
    open_cases(facility=facility, by=by)
    fresh = account_now(now.account)
    short = [amount for amount in (fresh.credit, *(one.owed for one in fresh.visits)) if amount < 0]
    if short:
        raise Refused(
            Fault(
                "revenue.account.used",
                _("The money has been used since."),
                place="amount",
                value=str(short[0]),
                remedy=_("Take back what was done with it first."),
            )
        )
    return written
