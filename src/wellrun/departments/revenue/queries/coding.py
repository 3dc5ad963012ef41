"""Codes by what somebody types, and whether one was valid on a day."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from heapq import nsmallest
from typing import NamedTuple

from django.db.models import Min, Q, QuerySet

from wellrun.departments.revenue.models import CodeEntry, CodeList
from wellrun.departments.revenue.rules.charges import Known
from wellrun.departments.revenue.rules.code_lists import asked, rank

SHOWN = 20
AT_ONCE = 500


def valid_on(system: str, day: dt.date) -> QuerySet[CodeEntry]:
    """The codes of a list on a day."""
    return CodeEntry.objects.filter(Q(until=None) | Q(until__gt=day), system=system, since__lte=day)


class _Held(NamedTuple):
    """What a search looks at."""

    code: str
    plain: str
    since: dt.date
    until: dt.date | None
    pk: int


def search_codes(system: str, text: str, day: dt.date, *, most: int = SHOWN) -> list[CodeEntry]:
    """Codes that begin so, or whose words all begin so; the code itself first, then by how they fit and by code."""
    wanted = asked(text)
    if not wanted.anything:
        return []
    # A scan of a hundred thousand texts takes a database ten times as long as it takes here.
    held = _held(system, _stamp(system))
    fitting = {one.pk: one for one in held if one.code.startswith(wanted.code)} if wanted.code else {}
    by_words: Sequence[_Held] = held if wanted.words else ()
    for word in sorted(wanted.words, key=len, reverse=True):
        start = f" {word}"
        by_words = [one for one in by_words if start in one.plain]
    fitting |= {one.pk: one for one in by_words}
    valid = (one for one in fitting.values() if one.since <= day and (one.until is None or day < one.until))
    best = nsmallest(most, valid, key=lambda one: (rank(one.code, one.plain, wanted), one.code))
    entries = CodeEntry.objects.in_bulk([one.pk for one in best])
    return [entries[one.pk] for one in best]


def _stamp(system: str) -> tuple[object, ...]:
    """What is another once a list was taken in."""
    return tuple(CodeList.objects.filter(system=system).values_list("pk", "taken_at"))


@lru_cache(maxsize=4)
def _held(system: str, stamp: tuple[object, ...]) -> tuple[_Held, ...]:
    """Every code of a list, kept as long as no list is taken in; it says nothing of patients."""
    del stamp
    rows = CodeEntry.objects.filter(system=system).order_by("code", "since")
    return tuple(_Held._make(row) for row in rows.values_list("code", "plain", "since", "until", "pk"))


def known_code(system: str, code: str, day: dt.date) -> bool:
    """Whether a billable code was valid on a day. Of a list that is not here, and of CPT, which is licensed, yes."""
    code = code.replace(".", "")
    lists = CodeList.objects.filter(system=system, since__lte=day)
    if system == "HCPCS" and not code[:1].isalpha():
        # Level I is here only if somebody has taken it in.
        lists = lists if _has_level_one() else lists.none()
    return not lists.exists() or valid_on(system, day).filter(code=code, billable=True).exists()


def _has_level_one() -> bool:
    return CodeEntry.objects.filter(system="HCPCS", code__lt="A").exists()


def words_of(system: str, codes: Iterable[str], day: dt.date) -> dict[str, str]:
    """What codes stand for on a day, as far as the lists say."""
    found = valid_on(system, day).filter(code__in=[code.replace(".", "") for code in codes])
    return dict(found.values_list("code", "words"))


def known_among(codes: Mapping[str, Iterable[str]]) -> Known:
    """``known_code`` for many claims at once: a function that knows the codes that are asked about, by list."""
    spans: dict[tuple[str, str], list[tuple[dt.date, dt.date | None]]] = defaultdict(list)
    for system, some in codes.items():
        wanted = sorted({code.replace(".", "") for code in some if code})
        for at in range(0, len(wanted), AT_ONCE):
            rows = CodeEntry.objects.filter(system=system, code__in=wanted[at : at + AT_ONCE], billable=True)
            for code, since, until in rows.values_list("code", "since", "until"):
                spans[system, code].append((since, until))
    firsts = dict(CodeList.objects.order_by().values_list("system").annotate(first=Min("since")))
    level_one = _has_level_one()

    def known(system: str, code: str, day: dt.date) -> bool:
        code, first = code.replace(".", ""), firsts.get(system)
        if first is None or day < first or (system == "HCPCS" and not code[:1].isalpha() and not level_one):
            return True
        return any(since <= day and (until is None or day < until) for since, until in spans.get((system, code), ()))

    return known
