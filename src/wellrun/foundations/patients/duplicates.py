"""Records of one facility that may be one patient's: found by their digests, compared as people write them."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import combinations

from django.db.models import Count

from wellrun.foundations.access.rules import Permission
from wellrun.foundations.audit.actions import record
from wellrun.foundations.organisation.places import Place, Tree
from wellrun.foundations.patients.likeness import Known, Likeness, likeness
from wellrun.foundations.patients.models import Apart, Patient
from wellrun.foundations.patients.queries import PatientShown, Search, described, with_stays
from wellrun.foundations.patients.rules import sight
from wellrun.foundations.patients.scope import roles_over, within_reach
from wellrun.foundations.people.models import Account

MOST = 50
"""Pairs on one page; whoever has decided these finds the next."""


@dataclass(frozen=True)
class Pair:
    """Two records, the one with the newer stay first, and how alike they are."""

    one: PatientShown
    other: PatientShown
    likeness: Likeness

    @property
    def likely(self) -> bool:
        return self.likeness is Likeness.LIKELY

    @property
    def differs(self) -> frozenset[str]:
        """What both say and say otherwise; one that says nothing does not differ."""
        names = ("name", "birth_date", "sex", "phone", "email", "address")
        said = ((name, getattr(self.one, name), getattr(self.other, name)) for name in names)
        return frozenset(name for name, first, second in said if first and second and first != second)


@dataclass(frozen=True)
class SaidApart:
    """Two records that were said to be of two people: the first one's name, when, and by whom."""

    key: int
    name: str
    said_at: dt.datetime
    said_by: str


def alike(account: Account, place: Place, *, tree: Tree) -> tuple[Pair, ...]:
    """The pairs of a place that may be one patient's, the likely ones first; one audit entry names whom they show.

    Left out are records that were given up, restricted ones, and pairs that were said apart. While an index key is
    being changed, records under the old and under the new one are not yet compared.
    """
    reach = within_reach(account, Permission.MERGE_PATIENTS, tree=tree, inside=place)
    reach = reach.filter(merged_into=None, restricted=False)
    known = reach.filter(family_index__isnull=False, birth_date_index__isnull=False)
    shared = ("facility", "family_index", "birth_date_index")
    several = known.order_by().values_list(*shared).annotate(records=Count("pk")).filter(records__gt=1)
    groups = [(facility, family, born) for facility, family, born, _records in several[: 4 * MOST]]
    found = reach.filter(
        facility__in={facility for facility, _family, _born in groups},
        family_index__in=[family for _facility, family, _born in groups],
        birth_date_index__in=[born for _facility, _family, born in groups],
    )
    together: defaultdict[tuple[int, bytes, bytes], list[Patient]] = defaultdict(list)
    for one in with_stays(found):
        together[one.facility_id, bytes(one.family_index), bytes(one.birth_date_index)].append(one)
    apart = _apart(found)
    pairs = [pair for some in together.values() for pair in _pairs(some) if _keys(pair[:2]) not in apart]
    return _shown(account, sorted(pairs, key=lambda pair: -pair[2])[:MOST], place, tree=tree)


def compared(account: Account, numbers: tuple[str, str], place: Place, *, tree: Tree) -> Pair | None:
    """Two records by their numbers, however unlike they are; nothing where one of them is not there."""
    reach = within_reach(account, Permission.MERGE_PATIENTS, tree=tree, inside=place).filter(restricted=False)
    found = [one for number in numbers for one in with_stays(reach.filter(Search(mrn=number).query))]
    if len({one.pk for one in found}) != 2 or len({one.facility_id for one in found}) != 1:
        return None
    return next(iter(_shown(account, [_pair(*found)], place, tree=tree)), None)


def said_apart(account: Account, place: Place, *, tree: Tree) -> tuple[SaidApart, ...]:
    """The pairs of a place that were last said to be of two people."""
    reach = within_reach(account, Permission.MERGE_PATIENTS, tree=tree, inside=place).filter(restricted=False)
    said = Apart.objects.filter(patients__in=reach, ended_at=None).select_related("said_by__person").distinct()
    seen = sight(roles_over(account, tree=tree, inside=place))
    rows = []
    for one in said.prefetch_related("patients__facility", "patients__stays").order_by("-said_at")[:MOST]:
        first = described(one.patients.all()[0], seen, tree=tree)
        rows.append(SaidApart(one.pk, first.name, one.said_at, one.said_by.person.name))
    return tuple(rows)


def _apart(found: Iterable[Patient]) -> set[frozenset[object]]:
    said = Apart.objects.filter(patients__in=found, ended_at=None).distinct().prefetch_related("patients")
    return {frozenset(patient.pk for patient in one.patients.all()) for one in said}


def _keys(pair: Iterable[Patient]) -> frozenset[object]:
    return frozenset(one.pk for one in pair)


def _pairs(together: Iterable[Patient]) -> Iterator[tuple[Patient, Patient, Likeness]]:
    yield from (_pair(*two) for two in combinations(together, 2))


def _pair(one: Patient, other: Patient) -> tuple[Patient, Patient, Likeness]:
    newer, older = sorted((one, other), key=lambda each: (_last_seen(each), each.entered_at), reverse=True)
    return newer, older, likeness(*(Known(each.family, each.given, each.birth_date, each.sex) for each in (one, other)))


def _last_seen(patient: Patient) -> dt.datetime:
    return max((stay.started_at for stay in patient.stays.all()), default=dt.datetime.min.replace(tzinfo=dt.UTC))


def _shown(
    account: Account, pairs: Iterable[tuple[Patient, Patient, Likeness]], place: Place, *, tree: Tree
) -> tuple[Pair, ...]:
    seen = sight(roles_over(account, tree=tree, inside=place))
    rows = tuple(
        Pair(described(one, seen, tree=tree), described(other, seen, tree=tree), alike) for one, other, alike in pairs
    )
    if rows:
        read = {each.id for pair in rows for each in (pair.one, pair.other)}
        record("patients.pairs.read", by=account, about=account, after={"place": place.code}, patients=sorted(read))
    return rows
