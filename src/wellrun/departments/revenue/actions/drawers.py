"""A drawer is opened, closed for the day, and opened again by somebody else."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from wellrun.departments.revenue.keeping.accounts import alone_in
from wellrun.departments.revenue.models import Drawer, DrawerDay
from wellrun.departments.revenue.models.claims import as_cents
from wellrun.departments.revenue.queries.cashier import sheet_of
from wellrun.departments.revenue.rules.cashier import Method, close_faults, day_sheet, reopen_faults
from wellrun.foundations.access.permissions import check_may
from wellrun.foundations.access.rules import Permission
from wellrun.foundations.audit.actions import record
from wellrun.foundations.organisation.models import Facility
from wellrun.foundations.organisation.places import Tree
from wellrun.foundations.people.models import Account
from wellrun.values.faults import Fault, Refused


@transaction.atomic
def add_drawer(*, facility: Facility, name: str, by: Account, tree: Tree) -> Drawer:
    """A place where payments are taken."""
    check_may(by, Permission.POST_PAYMENTS, tree[facility.code], tree=tree)
    if Drawer.objects.filter(facility=facility, name=name).exists():
        raise Refused(
            Fault(
                "revenue.drawer.known",
                _("There is a drawer of this name."),
                place="name",
                value=name,
                remedy=_("Choose another name."),
            )
        )
    made = Drawer.objects.create(facility=facility, name=name)
    record("revenue.drawer.added", by=by, about=made, after={"name": name})
    return made


@transaction.atomic
def close(
    *, drawer: Drawer, day: dt.date, counted: Mapping[Method, Decimal], why: str, by: Account, tree: Tree
) -> DrawerDay:
    """Closes a drawer for a day: what was counted against what was taken. Of two who close it at once, one does."""
    check_may(by, Permission.TAKE_PAYMENTS, tree[drawer.facility.code], tree=tree)
    alone_in(drawer.facility_id)
    rounds = DrawerDay.objects.filter(drawer=drawer, day=day)
    sheet = day_sheet(sheet_of(drawer, day).receipts, day, counted)
    faults = close_faults(sheet, closed=rounds.filter(reopened_at=None).exists(), why=why)
    if faults:
        raise Refused(faults)
    last = rounds.aggregate(last=Max("round"))["last"] or 0
    made = DrawerDay.objects.create(
        drawer=drawer,
        day=day,
        round=last + 1,
        counted={method.value: as_cents(amount) for method, amount in counted.items()},
        expected={method.value: as_cents(amount) for method, amount in sheet.expected.items()},
        over_cents=as_cents(sheet.over),
        why=why,
        closed_at=timezone.now(),
        closed_by=by,
    )
    after = {"day": day.isoformat(), "over": made.over_cents, "receipts": len(sheet.receipts)}
    record("revenue.drawer.closed", by=by, about=drawer, after=after, why=why)
    return made


@transaction.atomic
def reopen(*, closed: DrawerDay, why: str, by: Account, tree: Tree) -> DrawerDay:
    """Opens a drawer's day again, by somebody who did not close it."""
    check_may(by, Permission.TAKE_PAYMENTS, tree[closed.drawer.facility.code], tree=tree)
    alone_in(closed.drawer.facility_id)
    held = DrawerDay.objects.select_for_update(of=("self",)).get(pk=closed.pk)
    closed_by = None if held.reopened_at else str(held.closed_by_id)
    faults = reopen_faults(closed_by=closed_by, by=str(by.pk), why=why)
    if faults:
        raise Refused(faults)
    held.reopened_at, held.reopened_by, held.why_reopened = timezone.now(), by, why
    held.save()
    record("revenue.drawer.reopened", by=by, about=held.drawer, after={"day": held.day.isoformat()}, why=why)
    return held
