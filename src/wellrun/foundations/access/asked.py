"""What a program may ask for in an address: declared once, read by the endpoint and written into the description.

Every parameter is one of a list, a day, a whole number or bounded words. One that is not declared is refused by name,
so that a misspelt filter never answers with everything.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _

from wellrun.values.faults import Fault

FIRST_DAY, LAST_DAY = dt.date(1970, 1, 1), dt.date(2199, 12, 31)
"""Days that can be asked for: far enough from the ends of the calendar that years to either side are still days."""

YEARS = "^(19[7-9][0-9]|2[01][0-9][0-9])-[0-9]{2}-[0-9]{2}$"
"""The same, as the description says it."""

LONGEST_WORDS = 200
PRINTABLE = r"[^\x00-\x1f\x7f]+"


class Kind(StrEnum):
    """What a parameter's value is."""

    WORDS = "words"
    WHOLE = "whole number"
    DAY = "day"
    ONE_OF = "one of"


@dataclass(frozen=True)
class Parameter:
    """One parameter. ``among`` lists the values of a ONE_OF, asked each time, since departments register theirs."""

    name: str
    says: str
    kind: Kind = Kind.WORDS
    among: Callable[[], Sequence[str]] = tuple
    least: int = 1
    most: int = 2**31 - 1
    unless_given: Any = None
    required: bool = False

    def read(self, words: str) -> Any:
        """The value; raises ``ValueError`` with what was expected."""
        return _READ[self.kind](self, words)


def _words(_parameter: Parameter, words: str) -> str:
    if len(words) > LONGEST_WORDS or not re.fullmatch(PRINTABLE, words):
        raise ValueError(_("1 to %(n)s characters, none of them a control character") % {"n": LONGEST_WORDS})
    return words


def _whole(parameter: Parameter, words: str) -> int:
    expected = _("a whole number from %(least)s to %(most)s") % {"least": parameter.least, "most": parameter.most}
    if not (words.isascii() and words.isdigit() and len(words) <= len(str(parameter.most))):
        raise ValueError(expected)
    if not parameter.least <= int(words) <= parameter.most:
        raise ValueError(expected)
    return int(words)


def _day(_parameter: Parameter, words: str) -> dt.date:
    expected = _("a day as 2026-11-30, from %(first)s to %(last)s") % {"first": FIRST_DAY, "last": LAST_DAY}
    try:
        day = dt.datetime.strptime(words, "%Y-%m-%d").date()  # noqa: DTZ007 - a day has no zone
    except ValueError:
        raise ValueError(expected) from None
    if len(words) != len("2026-11-30") or not FIRST_DAY <= day <= LAST_DAY:
        raise ValueError(expected)
    return day


def _one_of(parameter: Parameter, words: str) -> str:
    if words not in parameter.among():
        raise ValueError(_("one of %(which)s") % {"which": ", ".join(parameter.among())})
    return words


_READ: Mapping[Kind, Callable[[Parameter, str], Any]] = {
    Kind.WORDS: _words,
    Kind.WHOLE: _whole,
    Kind.DAY: _day,
    Kind.ONE_OF: _one_of,
}


def read_query(query: QueryDict, parameters: Sequence[Parameter]) -> tuple[dict[str, Any], tuple[Fault, ...]]:
    """Every declared parameter's value, and everything that is wrong with what was given."""
    known = {parameter.name: parameter for parameter in parameters}
    asked = {parameter.name: parameter.unless_given for parameter in parameters}
    faults = [
        Fault(
            "api.parameter_unknown",
            _("There is no such parameter here."),
            place=name[:LONGEST_WORDS],
            expected=", ".join(known) or _("none"),
            remedy=_("Take it out, or use one that is allowed."),
        )
        for name in query
        if name not in known
    ]
    for name, parameter in known.items():
        given = query.getlist(name)
        if not given:
            if parameter.required:
                faults.append(_fault("api.parameter_missing", _("This parameter is needed."), parameter))
            continue
        if len(given) > 1:
            faults.append(_fault("api.parameter_twice", _("This parameter is given more than once."), parameter))
            continue
        try:
            asked[name] = parameter.read(given[0])
        except ValueError as expected:
            faults.append(_fault("api.parameter_unreadable", _("This value cannot be read."), parameter, str(expected)))
    return asked, tuple(faults)


def _fault(code: str, message: str, parameter: Parameter, expected: str = "") -> Fault:
    return Fault(code, message, place=parameter.name, expected=expected, remedy=parameter.says)


AT = Parameter("at", "Code of the place, as HV or HV/W05; left out, the widest place you may see.")
DAY = Parameter("day", "The day it is seen from; left out, today where the place is.", Kind.DAY)
PAGE = Parameter("page", "Which page, from 1.", Kind.WHOLE, most=100_000, unless_given=1)
SIZE = Parameter("size", "Rows on a page.", Kind.WHOLE, most=200, unless_given=50)


def sort_among(allowed: Mapping[str, str], *, unless_given: str) -> Parameter:
    """A parameter that sorts by an allowed name, or downwards with a minus before it."""
    names = tuple(sign + name for name in allowed for sign in ("", "-"))
    return Parameter("sort", "What to sort by.", Kind.ONE_OF, lambda: names, unless_given=unless_given)


def ordering(allowed: Mapping[str, str], asked: str) -> tuple[str, str]:
    """The order of rows that an allowed name stands for; rows that are equal stand by number."""
    down = "-" if asked.startswith("-") else ""
    return (f"{down}{allowed[asked.lstrip('-')]}", f"{down}pk")
