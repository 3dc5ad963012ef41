"""Public lists are taken in: codes with their days, and fees. The same file again changes nothing."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from django.db import transaction
from django.db.models import Min, Q
from django.utils.translation import gettext as _

from wellrun.departments.revenue.models import CodeEntry, CodeList, FeeLine, FeeSchedule
from wellrun.departments.revenue.models.claims import as_cents
from wellrun.departments.revenue.rules.code_lists import Code, searchable
from wellrun.departments.revenue.rules.fee_lists import FeeRow
from wellrun.foundations.access.permissions import check_may
from wellrun.foundations.access.rules import Permission
from wellrun.foundations.audit.actions import record
from wellrun.foundations.organisation.models import Facility
from wellrun.foundations.organisation.places import Place, Tree
from wellrun.foundations.people.models import Account
from wellrun.values.faults import Fault, Refused

AT_ONCE = 2000


class Taken(NamedTuple):
    """What a list brought: new, changed, ended, and as it was."""

    new: int
    changed: int
    ended: int
    same: int


@transaction.atomic
def take_codes(
    *, system: str, since: dt.date, source: str, codes: Iterable[Code], place: Place, by: Account, tree: Tree
) -> Taken:
    """A whole list that is valid from a day on; what it no longer has ends on that day.

    Raises ``Refused`` for a list older than the latest, and for an empty one.
    """
    check_may(by, Permission.POST_PAYMENTS, place, tree=tree)
    row, taken = _write_codes(system=system, since=since, source=source, codes=codes)
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
    row, taken = _write_fees(facility=facility, kind=kind, name=name, since=since, source=source, rows=rows)
    record("revenue.fees.taken", by=by, about=row, after=taken._asdict())
    return taken


def _write_codes(*, system: str, since: dt.date, source: str, codes: Iterable[Code]) -> tuple[CodeList, Taken]:
    """A whole list; what it no longer has ends on its first day. Raises ``Refused`` for an older or an empty one."""
    told = {one.code: one for one in codes}
    latest = CodeList.objects.select_for_update().filter(system=system).first()
    if not told:
        raise Refused(_fault("empty", _("There is no code in the file."), "file"))
    if latest is not None and since < latest.since:
        words = _("A later list, of %(day)s, is here already.") % {"day": latest.since}
        raise Refused(_fault("older", words, "since"))
    held = {one.code: one for one in CodeEntry.objects.filter(system=system, until=None)}
    differs = [one for code, one in told.items() if code in held and (held[code].words, held[code].billable) != one[1:]]
    # Within one list a change is a correction of it; against an earlier list it holds from its day on.
    corrected = [held[one.code] for one in differs if held[one.code].since == since]
    for entry in corrected:
        _describe(entry, told[entry.code])
    CodeEntry.objects.bulk_update(corrected, ["words", "plain", "billable"], batch_size=AT_ONCE)
    gone = [one for code, one in held.items() if code not in told]
    earlier = [held[one.code] for one in differs if held[one.code].since != since]
    CodeEntry.objects.filter(pk__in=[one.pk for one in gone if one.since == since]).delete()
    for entry in (*earlier, *(one for one in gone if one.since != since)):
        entry.until = since
    ended = [*earlier, *(one for one in gone if one.since != since)]
    CodeEntry.objects.bulk_update(ended, ["until"], batch_size=AT_ONCE)
    fresh = [one for code, one in told.items() if code not in held]
    added = [_entry(one, system, since) for one in (*fresh, *(told[one.code] for one in earlier))]
    CodeEntry.objects.bulk_create(added, batch_size=AT_ONCE)
    given = {"source": source[:200], "codes": len(told)}
    row, _new = CodeList.objects.update_or_create(system=system, since=since, defaults=given)
    taken = Taken(len(fresh), len(differs), len(gone), len(told) - len(fresh) - len(differs))
    return row, taken


def _write_fees(
    *, facility: Facility, kind: str, name: str, since: dt.date, source: str, rows: Sequence[FeeRow]
) -> tuple[FeeSchedule, Taken]:
    """A whole schedule; the one before it ends on its first day. Raises ``Refused`` for an empty one."""
    if not rows:
        raise Refused(_fault("empty", _("There is no fee in the file."), "file"))
    Facility.objects.select_for_update().get(pk=facility.pk)
    same_kind = FeeSchedule.objects.filter(facility=facility, kind=kind)
    until = same_kind.filter(since__gt=since).aggregate(first=Min("since"))["first"]
    given = {"name": name, "source": source[:200], "until": until}
    schedule, _new = FeeSchedule.objects.update_or_create(facility=facility, kind=kind, since=since, defaults=given)
    same_kind.filter(Q(until=None) | Q(until__gt=since), since__lt=since).update(until=since)
    return schedule, _write_lines(schedule, rows)


def _write_lines(schedule: FeeSchedule, rows: Sequence[FeeRow]) -> Taken:
    held = {(line.code, line.modifier): line for line in schedule.lines.all()}
    told = {(one.code, one.modifier): one for one in rows}
    fresh = [
        FeeLine(schedule=schedule, code=key[0], modifier=key[1], cents=_cents(one)[0], facility_cents=_cents(one)[1])
        for key, one in told.items()
        if key not in held
    ]
    changed = []
    for key, one in told.items():
        if key in held and (held[key].cents, held[key].facility_cents) != _cents(one):
            held[key].cents, held[key].facility_cents = _cents(one)
            changed.append(held[key])
    gone = [line.pk for key, line in held.items() if key not in told]
    FeeLine.objects.bulk_create(fresh, batch_size=AT_ONCE)
    FeeLine.objects.bulk_update(changed, ["cents", "facility_cents"], batch_size=AT_ONCE)
    FeeLine.objects.filter(pk__in=gone).delete()
    return Taken(len(fresh), len(changed), len(gone), len(told) - len(fresh) - len(changed))


def _cents(one: FeeRow) -> tuple[int, int | None]:
    return as_cents(one.amount), None if one.in_facility is None else as_cents(one.in_facility)


def _entry(one: Code, system: str, since: dt.date) -> CodeEntry:
    entry = CodeEntry(system=system, code=one.code, since=since)
    _describe(entry, one)
    return entry


def _describe(entry: CodeEntry, one: Code) -> None:
    entry.words, entry.billable = one.words[:400], one.billable
    entry.plain = searchable(entry.words)[:410]


def _fault(code: str, message: str, place: str) -> Fault:
    return Fault(f"revenue.lists.{code}", message, place, remedy=_("Choose the file as it is published."))
