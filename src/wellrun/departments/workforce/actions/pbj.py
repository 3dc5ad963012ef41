"""The Payroll-Based Journal: by which number a home submits, and making the file of a quarter."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _

from wellrun.departments.workforce.models import HomeNumber, StaffingReturn
from wellrun.departments.workforce.queries.pbj import return_of
from wellrun.departments.workforce.rules.pbj import Quarter, faults_of, written
from wellrun.departments.workforce.rules.pbj_layout import layout_on
from wellrun.foundations.access.permissions import check_may
from wellrun.foundations.access.rules import Permission
from wellrun.foundations.audit.actions import record
from wellrun.foundations.organisation.models import Facility
from wellrun.foundations.organisation.places import Tree
from wellrun.foundations.people.models import Account
from wellrun.values.faults import Fault, Refused


@transaction.atomic
def set_home_number(*, facility: Facility, number: str, by: Account, tree: Tree) -> HomeNumber:
    """Enters or corrects the number by which a home submits."""
    check_may(by, Permission.MANAGE_STAFF, tree[facility.code], tree=tree)
    number = number.strip()
    if not (number.isascii() and number.isalnum() and len(number) <= 16):
        raise Refused(
            Fault(
                "workforce.pbj_not_a_number",
                _("The facility ID at CMS has letters and digits only, sixteen at most."),
                place="number",
                value=number,
                remedy=_("Enter it as CMS has written it."),
            )
        )
    held = HomeNumber.objects.filter(facility=facility).first() or HomeNumber(facility=facility)
    before = {"number": held.number}
    held.number = number
    held.save()
    record("workforce.home_number.set", by=by, about=facility, before=before, after={"number": number})
    return held


@transaction.atomic
def make_return(
    *, facility: Facility, quarter: Quarter, today: dt.date, now: dt.datetime, by: Account, tree: Tree
) -> bytes:
    """The file of a quarter; refused with everything that stops it. A quarter that is not over gives a draft."""
    check_may(by, Permission.MANAGE_STAFF, tree[facility.code], tree=tree)
    one, layout = return_of(facility, quarter, now=now), layout_on(today)
    faults = list(faults_of(one, layout))
    if not one.entries:
        words = _("No hours were clocked in this quarter.")
        faults.append(Fault("workforce.pbj_empty", words, remedy=_("Send clocked_hours.csv from the time clock.")))
    if faults:
        raise Refused(faults)
    draft = today <= quarter.last
    kept = StaffingReturn.objects.create(
        facility=facility,
        fiscal_year=quarter.fiscal_year,
        quarter=quarter.number,
        draft=draft,
        made_at=now,
        made_by=by,
    )
    after = {"quarter": str(quarter), "layout": layout.version, "draft": draft, "entries": len(one.entries)}
    record("workforce.staffing_return.made", by=by, about=kept, after=after)
    return written(one, layout, draft=draft)
