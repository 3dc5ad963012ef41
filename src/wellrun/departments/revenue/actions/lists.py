"""Public lists are taken in: codes with their days, and fees. The same file again changes nothing."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence

from django.db import transaction

from wellrun.departments.revenue.list_keeping import Taken, write_codes, write_fees
from wellrun.departments.revenue.rules.code_lists import Code
from wellrun.departments.revenue.rules.fee_lists import FeeRow
from wellrun.foundations.access.permissions import check_may
from wellrun.foundations.access.rules import Permission
from wellrun.foundations.audit.actions import record
from wellrun.foundations.organisation.models import Facility
from wellrun.foundations.organisation.places import Place, Tree
from wellrun.foundations.people.models import Account


@transaction.atomic
def take_codes(
    *, system: str, since: dt.date, source: str, codes: Iterable[Code], place: Place, by: Account, tree: Tree
) -> Taken:
    """A whole list that is valid from a day on; what it no longer has ends on that day.

    Raises ``Refused`` for a list older than the latest, and for an empty one.
    """
    check_may(by, Permission.POST_PAYMENTS, place, tree=tree)
    row, taken = write_codes(system=system, since=since, source=source, codes=codes)
    record("revenue.codes.taken", by=by, about=row, after=taken._asdict())
    return taken


@transaction.atomic
def take_fees(
    *,
    facility: Facility,
    kind: str,
    name: str,
    since: dt.date,
    source: str,
    rows: Sequence[FeeRow],
    by: Account,
    tree: Tree,
) -> Taken:
    """A whole schedule that holds from a day on; the one before it ends there. Raises ``Refused`` for an empty one."""
    check_may(by, Permission.POST_PAYMENTS, tree[facility.code], tree=tree)
    row, taken = write_fees(facility=facility, kind=kind, name=name, since=since, source=source, rows=rows)
    record("revenue.fees.taken", by=by, about=row, after=taken._asdict())
    return taken
