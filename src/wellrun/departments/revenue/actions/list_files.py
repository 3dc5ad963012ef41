"""Files of public lists are kept as they came, and taken in by the background: good lines count, others are told."""

from __future__ import annotations

import csv
import datetime as dt
import hashlib
import io
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from wellrun.departments.revenue.actions.lists import AT_ONCE, Taken, take_codes
from wellrun.departments.revenue.models import (
    AuthorisationNeed,
    EditCoverage,
    EditLimit,
    EditPair,
    ListFile,
    Payer,
)
from wellrun.departments.revenue.rules.code_lists import Code, hcpcs_words, icd10_order, listed_codes
from wellrun.departments.revenue.rules.edit_lists import coverage, needs, pairs, unit_limits
from wellrun.foundations.access.permissions import check_may
from wellrun.foundations.access.rules import Permission
from wellrun.foundations.audit.actions import record
from wellrun.foundations.organisation.places import Place, Tree
from wellrun.foundations.people.models import Account
from wellrun.values.faults import Fault, Refused

Kind, State = ListFile.Kind, ListFile.State
FAULTS_KEPT = 50
Rows = Iterable[Sequence[str]]


@transaction.atomic
def take_file(
    *,
    kind: str,
    since: dt.date,
    name: str,
    content: bytes,
    place: Place,
    payer: Payer | None = None,
    by: Account,
    tree: Tree,
) -> ListFile:
    """Keeps a file, to be taken in by ``carry_out``. Raises ``Refused`` where a payer has to be named."""
    check_may(by, Permission.POST_PAYMENTS, place, tree=tree)
    if kind == Kind.NEEDS and payer is None:
        words = _("Nobody knows whose authorisations these are.")
        raise Refused(Fault("revenue.lists.payer", words, "payer", remedy=_("Choose the payer.")))
    digest = hashlib.sha256(content).hexdigest()
    target = path_of(digest)
    if not target.exists():
        target.parent.mkdir(parents=True, exist_ok=True)
        part = target.with_suffix(".part")
        part.write_bytes(content)
        part.replace(target)
    made = ListFile.objects.create(
        kind=kind,
        since=since,
        payer=payer if kind == Kind.NEEDS else None,
        place=place.code,
        name=name[:200],
        digest=digest,
        size=len(content),
        lines=content.count(b"\n"),
        sent_at=timezone.now(),
        sent_by=by,
    )
    record("revenue.list.sent", by=by, about=made, after={"kind": kind, "name": made.name, "digest": digest})
    return made


def path_of(digest: str) -> Path:
    """Where a file is kept."""
    return Path(settings.ARRIVALS) / "lists" / digest


def carry_out(*, file: int, tree: Tree) -> ListFile:
    """Takes a file in, by the permission of whoever sent it. Done twice, or broken off and done again, it is the same.

    What is wrong with its lines is kept with it.
    """
    held = ListFile.objects.select_related("sent_by", "payer").get(pk=file)
    began = time.monotonic()
    ListFile.objects.filter(pk=held.pk).update(state=State.READING, done=0)
    faults: list[Fault] = []
    try:
        taken = _taken(held, faults, tree)
    except Refused as refused:
        return _ended(held, State.FAILED, [*refused.faults, *faults], {}, began)
    except Exception:
        words = _("Taking it in broke off.")
        remedy = _("Send the file again: what is taken in already stays as it is.")
        _ended(held, State.FAILED, [Fault("revenue.list.broke_off", words, remedy=remedy)], {}, began)
        raise
    return _ended(held, State.DONE, faults, taken._asdict(), began)


@transaction.atomic
def _ended(
    held: ListFile, state: ListFile.State, faults: Sequence[Fault], taken: Mapping[str, int], began: float
) -> ListFile:
    held.state, held.taken, held.wrong = state, dict(taken), len({one.place for one in faults})
    held.faults = [[one.message, one.remedy] for one in faults[:FAULTS_KEPT]]
    held.done, held.seconds = held.lines, round(time.monotonic() - began, 2)
    held.save(update_fields=["state", "taken", "wrong", "faults", "done", "seconds"])
    record("revenue.list.taken", by=held.sent_by, about=held, after={"state": state, **taken, "wrong": held.wrong})
    return held


def _taken(held: ListFile, faults: list[Fault], tree: Tree) -> Taken:
    if held.kind in CODES:
        system, read = CODES[held.kind]
        return take_codes(
            system=system,
            since=held.since,
            source=held.name,
            codes=list(read(held, faults)),
            place=tree[held.place],
            by=held.sent_by,
            tree=tree,
        )
    check_may(held.sent_by, Permission.POST_PAYMENTS, tree[held.place], tree=tree)
    taken = TABLES[held.kind](held, _rows(held), faults)
    if not taken.new + taken.same:
        raise Refused(Fault("revenue.list.empty", _("There is no row in the file that can be taken in."), "file"))
    return taken


def _lines(held: ListFile) -> Iterator[str]:
    """The text of a file line by line: UTF-8, or the Windows letters of CMS. How far that is, is told meanwhile."""
    content = path_of(held.digest).read_bytes()
    try:
        content.decode("utf-8-sig")
        encoding = "utf-8-sig"
    except UnicodeDecodeError:
        encoding = "cp1252"
    every = max(held.lines // 50, AT_ONCE)
    text = io.TextIOWrapper(io.BytesIO(content), encoding=encoding, errors="replace", newline="")
    for at, line in enumerate(text, start=1):
        if at % every == 0:
            ListFile.objects.filter(pk=held.pk).update(done=min(at, held.lines))
        yield line


def _rows(held: ListFile) -> Iterator[list[str]]:
    lines = _lines(held)
    first = next(lines, "")
    tabs = "\t" in first

    def again() -> Iterator[str]:
        yield first
        yield from lines

    yield from csv.reader(again(), delimiter="\t" if tabs else ",")


def _order_file(system: str, held: ListFile, faults: list[Fault]) -> Iterator[Code]:
    return icd10_order(_lines(held), faults, system)


def _words(held: ListFile, faults: list[Fault]) -> Iterator[Code]:
    return hcpcs_words(_rows(held), faults)


def _own(system: str, held: ListFile, faults: list[Fault]) -> Iterator[Code]:
    return listed_codes(_rows(held), system, faults)


CODES: Mapping[str, tuple[str, Callable[[ListFile, list[Fault]], Iterator[Code]]]] = {
    Kind.ICD10CM: ("ICD10CM", partial(_order_file, "ICD10CM")),
    Kind.ICD10PCS: ("ICD10PCS", partial(_order_file, "ICD10PCS")),
    Kind.HCPCS: ("HCPCS", _words),
    Kind.OWN_HCPCS: ("HCPCS", partial(_own, "HCPCS")),
    Kind.OWN_ICD: ("ICD10CM", partial(_own, "ICD10CM")),
}
"""Lists of codes, and how each is read."""


def _write(model: Any, rows: Iterable[Any], once: Sequence[str], changes: Sequence[str]) -> Taken:
    """Rows by their key, some at a time, so that a million are few in memory. The same again changes nothing."""
    told, before = 0, model.objects.count()
    some: list[Any] = []
    for row in rows:
        some.append(row)
        if len(some) == AT_ONCE:
            told += _put(model, some, once, changes)
            some = []
    told += _put(model, some, once, changes) if some else 0
    new = model.objects.count() - before
    return Taken(new, 0, 0, told - new)


@transaction.atomic
def _put(model: Any, rows: Sequence[Any], once: Sequence[str], changes: Sequence[str]) -> int:
    # PostgreSQL refuses to change a row twice in one statement; the last one told counts.
    by_key = {tuple(getattr(one, f"{name}_id" if name == "payer" else name) for name in once): one for one in rows}
    model.objects.bulk_create(
        by_key.values(), update_conflicts=True, unique_fields=list(once), update_fields=list(changes)
    )
    return len(by_key)


def _pairs(setting: str, _held: ListFile, rows: Rows, faults: list[Fault]) -> Taken:
    made = (EditPair(setting=setting, **one._asdict()) for one in pairs(rows, faults))
    return _write(EditPair, made, ("setting", "first", "second", "since"), ("until", "indicator"))


@transaction.atomic
def _units(setting: str, held: ListFile, rows: Rows, faults: list[Fault]) -> Taken:
    """A whole table from a day on: what an earlier file of the same day had more is taken out."""
    found = list(unit_limits(rows, faults))
    if not found:
        return Taken(0, 0, 0, 0)
    here = EditLimit.objects.filter(setting=setting, since=held.since)
    gone = set(here.values_list("code", flat=True)) - {one.code for one in found}
    here.filter(code__in=gone).delete()
    made = (EditLimit(setting=setting, since=held.since, **one._asdict()) for one in found)
    return _write(EditLimit, made, ("setting", "code", "since"), ("units", "by", "why"))._replace(ended=len(gone))


def _coverage(_held: ListFile, rows: Rows, faults: list[Fault]) -> Taken:
    made = (EditCoverage(**one._asdict() | {"diagnoses": list(one.diagnoses)}) for one in coverage(rows, faults))
    return _write(EditCoverage, made, ("article", "procedure", "since"), ("title", "diagnoses", "until"))


def _needs(held: ListFile, rows: Rows, faults: list[Fault]) -> Taken:
    made = (AuthorisationNeed(payer=held.payer, **one._asdict()) for one in needs(rows, faults))
    return _write(AuthorisationNeed, made, ("payer", "code", "since"), ("until", "note"))


TABLES: Mapping[str, Callable[[ListFile, Rows, list[Fault]], Taken]] = {
    Kind.PAIRS_P: partial(_pairs, "P"),
    Kind.PAIRS_I: partial(_pairs, "I"),
    Kind.UNITS_P: partial(_units, "P"),
    Kind.UNITS_I: partial(_units, "I"),
    Kind.COVERAGE: _coverage,
    Kind.NEEDS: _needs,
}
"""Tables of edits, and how each is taken in."""
