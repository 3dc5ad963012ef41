"""The books of a facility: periods with their versions, whether they balance, and what a version says."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from urllib.parse import urlencode

from wellrun.departments.finance.models import LedgerSource
from wellrun.departments.finance.rules.journals import Unbalanced, trial_balance
from wellrun.foundations.catalogue.charting import facts
from wellrun.foundations.organisation.places import Level, Place, Tree

VERSIONS = """
SELECT facility, book, month, version, max(told_on), count(*), coalesce(sum(debit), 0), coalesce(sum(credit), 0),
    max(version) OVER (PARTITION BY facility, book, month) = version
FROM ledger WHERE facility IN (SELECT unnest($facilities))
GROUP BY facility, book, month, version ORDER BY month DESC, facility, book, version DESC
"""
DOCUMENTS = """
SELECT coalesce(document, ''), sum(coalesce(debit, 0) - coalesce(credit, 0)) AS off FROM ledger
WHERE facility = $facility AND book = $book AND month = $month AND version = $version
GROUP BY 1 HAVING off <> 0 ORDER BY abs(off) DESC
"""
ACCOUNTS = """
WITH sums AS (SELECT account, version, sum(coalesce(debit, 0)) AS debit, sum(coalesce(credit, 0)) AS credit
    FROM ledger WHERE facility = $facility AND book = $book AND month = $month AND version IN ($version, $version - 1)
    GROUP BY ALL)
SELECT account, coalesce(a.name, account), coalesce(sum(debit) FILTER (version = $version), 0),
    coalesce(sum(credit) FILTER (version = $version), 0),
    coalesce(sum(debit - credit) FILTER (version = $version), 0)
        - coalesce(sum(debit - credit) FILTER (version = $version - 1), 0)
FROM sums LEFT JOIN (SELECT account, name FROM accounts WHERE facility = $facility) a USING (account)
WHERE EXISTS (SELECT 1 FROM sums WHERE version = $version) GROUP BY 1, 2 ORDER BY 1
"""


@dataclass(frozen=True)
class Version:
    """A version of a period: its sums, whether it is the one that counts, and what is wrong with its balance."""

    facility: str
    book: str
    month: dt.date
    number: int
    told_on: dt.date
    lines: int
    debit: Decimal
    credit: Decimal
    counts: bool
    off: Unbalanced | None = None

    @property
    def asked(self) -> str:
        """What an address asks for this version with."""
        named = {"at": self.facility, "book": self.book, "month": self.month.isoformat(), "version": self.number}
        return urlencode(named)


@dataclass(frozen=True)
class AccountSum:
    """An account in a version of a period, and by how much it differs from the version before."""

    account: str
    name: str
    debit: Decimal
    credit: Decimal
    changed: Decimal


def facilities_of(place: Place, tree: Tree) -> list[str]:
    """Codes of the facilities within a place, or of the one it is in."""
    return [one.code for one in tree.within(place) if one.level is Level.FACILITY] or [place.facility]


def versions_of(facilities: Sequence[str]) -> list[Version]:
    """Every version of every period, the newest first. Only books that hold whole journals are asked to balance."""
    partial = set(LedgerSource.objects.filter(balanced=False).values_list("facility__code", "book"))
    found = []
    for row in facts().rows(VERSIONS, {"facilities": list(facilities)}):
        version = Version(*row)
        asked = version.counts and (version.facility, version.book) not in partial
        found.append(_judged(version) if asked and version.debit != version.credit else version)
    return found


def _judged(version: Version) -> Version:
    asked = {"facility": version.facility, "book": version.book, "month": version.month, "version": version.number}
    off = trial_balance({document: Decimal(amount) for document, amount in facts().rows(DOCUMENTS, asked)})
    return Version(**{**vars(version), "off": off})


def accounts_in(facility: str, book: str, month: dt.date, version: int) -> list[AccountSum]:
    """The trial balance of a version by account, beside the version before it."""
    asked = {"facility": facility, "book": book, "month": month, "version": version}
    return [AccountSum(*row) for row in facts().rows(ACCOUNTS, asked)]


NEWEST = "SELECT coalesce(max(version), 0) FROM ledger WHERE facility = $facility AND book = $book AND month = $month"


def newest_version(facility: str, book: str, month: dt.date) -> int:
    """The highest version of a period that the warehouse knows; 0 for none."""
    return int(facts().rows(NEWEST, {"facility": facility, "book": book, "month": month})[0][0])
