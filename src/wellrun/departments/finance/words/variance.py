"""Why a place is over its budget, in words: written by rules from the parts, never by taste."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from django.utils import formats
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from wellrun.departments.finance.rules.terms import Terms
from wellrun.departments.finance.rules.variance import Kind, Nature, Parts
from wellrun.foundations.pages.templatetags.words import money, plain_number

STATISTICS: Mapping[str, Promise] = {
    "patient_days": gettext_lazy("patient days"),
    "visits": gettext_lazy("visits"),
}
PART_NAMES: Mapping[str, Promise] = {
    "volume": gettext_lazy("Volume"),
    "efficiency": gettext_lazy("Efficiency"),
    "rate": gettext_lazy("Rate"),
    "spending": gettext_lazy("Not told apart"),
}
OWN_NAMES: Mapping[Nature, Mapping[str, Promise]] = {
    Nature.SUPPLIES: {"efficiency": gettext_lazy("Usage"), "rate": gettext_lazy("Price")},
    Nature.REVENUE: {"efficiency": gettext_lazy("Mix"), "rate": gettext_lazy("Rate")},
}
"""What the parts of a line are called by what it pays for; labour has the names above."""
IN_SHORT: Mapping[tuple[str, bool], Promise] = {
    ("volume", True): gettext_lazy("more work"),
    ("volume", False): gettext_lazy("less work"),
    ("efficiency", True): gettext_lazy("more hours and supplies than the work allowed"),
    ("efficiency", False): gettext_lazy("fewer hours and supplies than the work allowed"),
    ("rate", True): gettext_lazy("dearer hours and supplies"),
    ("rate", False): gettext_lazy("cheaper hours and supplies"),
    ("spending", True): gettext_lazy("more that cannot be told apart"),
    ("spending", False): gettext_lazy("less that cannot be told apart"),
}
BROUGHT: Mapping[tuple[str, bool], Promise] = {
    **IN_SHORT,
    ("efficiency", True): gettext_lazy("a better mix"),
    ("efficiency", False): gettext_lazy("a poorer mix"),
    ("rate", True): gettext_lazy("better rates"),
    ("rate", False): gettext_lazy("lower rates"),
}
"""The same of revenue."""
PATIENTS: Mapping[bool, Promise] = {True: gettext_lazy("more patients"), False: gettext_lazy("fewer patients")}
ELSEWHERE = gettext_lazy("work in other places than planned")
BECAUSE: Mapping[tuple[str, bool], Promise] = {
    ("volume", True): gettext_lazy("because of %(work)s"),
    ("volume", False): gettext_lazy("because of %(work)s"),
    ("efficiency", True): gettext_lazy("because more hours and supplies were used than the work allowed"),
    ("efficiency", False): gettext_lazy("because fewer hours and supplies were used than the work allowed"),
    ("rate", True): gettext_lazy("because they cost more"),
    ("rate", False): gettext_lazy("because they cost less"),
    ("spending", True): gettext_lazy("on lines that have no hours or quantities"),
    ("spending", False): gettext_lazy("on lines that have no hours or quantities"),
}


class Work(NamedTuple):
    """The work that moved a place's lines, in one statistic: what was planned and what was done."""

    statistic: str
    planned: float
    done: float

    @property
    def more(self) -> bool:
        """Whether more was done than planned."""
        return self.done >= self.planned


class Reason(NamedTuple):
    """One part with its amount and why."""

    part: str
    amount: str
    why: str


def parts_by_size(parts: Parts) -> list[tuple[str, int]]:
    """The parts that are something, those in the direction of the whole first, then by size."""
    sized = [(name, getattr(parts, name)) for name in PART_NAMES if getattr(parts, name)]
    return sorted(sized, key=lambda one: ((one[1] > 0) != (parts.over > 0), -abs(one[1])))


def statement(
    name: str, parts: Parts, *, when: str, currency: str, work: Work | None = None, kind: Kind = Kind.EXPENSE
) -> str:
    """Ward 5 is $41,200 over budget in October 2026: mostly more patients, then dearer hours and supplies."""
    if not parts.over:
        return _("%(name)s is on budget %(when)s.") % {"name": name, "when": when}
    said = {"name": name, "amount": money(round(abs(parts.over) / 100), currency), "when": when}
    head = _SAID[kind, parts.over > 0] % said
    most = [
        _in_short(part, cents, work, kind) for part, cents in parts_by_size(parts) if (cents > 0) == (parts.over > 0)
    ]
    if not most:
        return f"{head}."
    if len(most) == 1:
        return _("%(head)s: %(first)s.") % {"head": head, "first": most[0]}
    return _("%(head)s: mostly %(first)s, then %(second)s.") % {"head": head, "first": most[0], "second": most[1]}


def _in_short(part: str, cents: int, work: Work | None, kind: Kind) -> str:
    if part != "volume" or work is None:
        return str((BROUGHT if kind is Kind.REVENUE else IN_SHORT)[part, cents > 0])
    if work.more != (cents > 0):
        return str(ELSEWHERE)
    return str(PATIENTS[work.more] if work.statistic == "patient_days" else IN_SHORT[part, work.more])


_SAID: Mapping[tuple[Kind, bool], Promise] = {
    (Kind.EXPENSE, True): gettext_lazy("%(name)s is %(amount)s over budget %(when)s"),
    (Kind.EXPENSE, False): gettext_lazy("%(name)s is %(amount)s under budget %(when)s"),
    (Kind.REVENUE, True): gettext_lazy("%(name)s brought %(amount)s more than planned %(when)s"),
    (Kind.REVENUE, False): gettext_lazy("%(name)s brought %(amount)s less than planned %(when)s"),
}


def reasons(parts: Parts, *, currency: str, work: Work | None = None) -> list[Reason]:
    """Each part with its amount, the largest first; ``work`` is what was done against what was planned."""
    said = {"work": work_words(work, parts.volume)}
    # A minus is not left behind at the end of a line.
    return [
        Reason(part, signed(cents, currency).replace("−", "−\u2060"), str(BECAUSE[part, cents > 0]) % said)
        for part, cents in parts_by_size(parts)
    ]


def work_name(statistic: str) -> str:
    """A statistic as it is said: Patient days."""
    return str(STATISTICS.get(statistic, statistic.replace("_", " "))).capitalize()


def work_words(work: Work | None, volume: int) -> str:
    """80 more patient days; or that it lay elsewhere, where more work in all has cost less."""
    if work is None:
        return _("more work") if volume > 0 else _("less work")
    if volume and work.more != (volume > 0):
        return str(ELSEWHERE)
    said = {"n": plain_number(abs(work.done - work.planned), 0), "what": work_name(work.statistic).lower()}
    return (_("%(n)s more %(what)s") if work.more else _("%(n)s fewer %(what)s")) % said


def signed(cents: int, currency: str = "") -> str:
    """An amount with its sign, in whole units of the currency: +$28,000, −1,900."""
    whole = round(cents / 100)
    if not whole:
        return "0"
    sign = "+" if whole > 0 else "−"
    return f"{sign}{money(abs(whole), currency) if currency else plain_number(abs(whole))}"


def part_name(part: str, natures: Sequence[Nature]) -> str:
    """What a part is called where all lines are of one nature, else its general name."""
    names = {str(OWN_NAMES.get(nature, {}).get(part, PART_NAMES[part])) for nature in natures}
    return names.pop() if len(names) == 1 else str(PART_NAMES[part])


def period_name(month: dt.date, terms: Terms) -> str:
    """A calendar month by its name; any other period by its number and days."""
    period = terms.calendar.period_of(month)
    if period.start.day == 1 and period.end.day == 1 and (period.end - period.start).days < 32:
        return formats.date_format(period.start, "F Y")
    said = {"n": period.number, "year": period.year, "day": formats.date_format(period.start, "j M Y")}
    return _("period %(n)s of %(year)s, from %(day)s") % said
