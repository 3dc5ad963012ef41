"""Codes by what somebody types, and whether one was valid on a day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.db.models import Case, IntegerField, Q, QuerySet, Value, When

from wellrun.departments.revenue.models import CodeEntry, CodeList
from wellrun.departments.revenue.rules.code_lists import asked

SHOWN = 20


def valid_on(system: str, day: dt.date) -> QuerySet[CodeEntry]:
    """The codes of a list on a day."""
    return CodeEntry.objects.filter(Q(until=None) | Q(until__gt=day), system=system, since__lte=day)


def search_codes(system: str, text: str, day: dt.date, *, most: int = SHOWN) -> list[CodeEntry]:
    """Codes that begin so, or whose words all begin so; the code itself first, then by how they fit and by code."""
    wanted = asked(text)
    if not wanted.anything:
        return []
    every_word = Q()
    for word in wanted.words:
        every_word &= Q(plain__contains=f" {word}")
    which = every_word | Q(code__startswith=wanted.code) if wanted.code else every_word
    ranked = valid_on(system, day).filter(which).annotate(rank=_rank(wanted.code, " " + " ".join(wanted.words)))
    return list(ranked.order_by("rank", "code")[:most])


def _rank(code: str, start: str) -> Case:
    """How well an entry fits: the code itself, its beginning, words from the start, words anywhere."""
    by_code = [When(code=code, then=Value(0)), When(code__startswith=code, then=Value(1))] if code else []
    rest = Value(3)
    return Case(*by_code, When(plain__startswith=start, then=Value(2)), default=rest, output_field=IntegerField())


def known_code(system: str, code: str, day: dt.date) -> bool:
    """Whether a billable code was valid on a day. Of a list that is not here, and of CPT, which is licensed, yes."""
    code = code.replace(".", "")
    lists = CodeList.objects.filter(system=system, since__lte=day)
    if system == "HCPCS" and not code[:1].isalpha():
        # Level I is here only if somebody has taken it in.
        lists = lists.filter(pk__in=[one.pk for one in lists if _has_level_one()])
    return not lists.exists() or valid_on(system, day).filter(code=code, billable=True).exists()


def _has_level_one() -> bool:
    return CodeEntry.objects.filter(system="HCPCS", code__lt="A").exists()


def words_of(system: str, codes: Iterable[str], day: dt.date) -> dict[str, str]:
    """What codes stand for on a day, as far as the lists say."""
    found = valid_on(system, day).filter(code__in=[code.replace(".", "") for code in codes])
    return dict(found.values_list("code", "words"))
