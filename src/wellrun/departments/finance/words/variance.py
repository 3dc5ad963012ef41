"""Why a place is over its budget, in words: written by rules from the parts, never by taste."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

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
    ("efficiency", True): gettext_lazy("more hours and supplies for each"),
    ("efficiency", False): gettext_lazy("fewer hours and supplies for each"),
    ("rate", True): gettext_lazy("dearer hours and supplies"),
    ("rate", False): gettext_lazy("cheaper hours and supplies"),
    ("spending", True): gettext_lazy("more that cannot be told apart"),
    ("spending", False): gettext_lazy("less that cannot be told apart"),
}
PATIENTS: Mapping[bool, Promise] = {True: gettext_lazy("more patients"), False: gettext_lazy("fewer patients")}
BECAUSE: Mapping[tuple[str, bool], Promise] = {
    ("volume", True): gettext_lazy("because there was %(work)s"),
    ("volume", False): gettext_lazy("because there was %(work)s"),
    ("efficiency", True): gettext_lazy("because each took more hours and supplies"),
    ("efficiency", False): gettext_lazy("because each took fewer hours and supplies"),
    ("rate", True): gettext_lazy("because they cost more"),
    ("rate", False): gettext_lazy("because they cost less"),
    ("spending", True): gettext_lazy("on lines that have no hours or quantities"),
    ("spending", False): gettext_lazy("on lines that have no hours or quantities"),
}


class Reason(NamedTuple):
    """One part with its amount and why."""

    part: str
    amount: str
    why: str


def parts_by_size(parts: Parts) -> list[tuple[str, int]]:
    """The parts that are something, those in the direction of the whole first, then by size."""
    sized = [(name, getattr(parts, name)) for name in PART_NAMES if getattr(parts, name)]
    return sorted(sized, key=lambda one: ((one[1] > 0) != (parts.over > 0), -abs(one[1])))


def statement(name: str, parts: Parts, *, when: str, currency: str, patients: bool, kind: Kind = Kind.EXPENSE) -> str:
    """Ward 5 is $41,200 over budget in October 2026: mostly more patients, then dearer hours and supplies."""
    if not parts.over:
        return _("%(name)s is on budget %(when)s.") % {"name": name, "when": when}
    said = {"name": name, "amount": money(abs(parts.over) // 100, currency), "when": when}
    head = _SAID[kind, parts.over > 0] % said
    reasons = [
        str(PATIENTS[cents > 0] if part == "volume" and patients else IN_SHORT[part, cents > 0])
        for part, cents in parts_by_size(parts)
        if (cents > 0) == (parts.over > 0)
    ][:2]
    if not reasons:
        return f"{head}."
    if len(reasons) == 1:
        return _("%(head)s: %(first)s.") % {"head": head, "first": reasons[0]}
    return _("%(head)s: mostly %(first)s, then %(second)s.") % {"head": head, "first": reasons[0], "second": reasons[1]}


_SAID: Mapping[tuple[Kind, bool], Promise] = {
    (Kind.EXPENSE, True): gettext_lazy("%(name)s is %(amount)s over budget %(when)s"),
    (Kind.EXPENSE, False): gettext_lazy("%(name)s is %(amount)s under budget %(when)s"),
    (Kind.REVENUE, True): gettext_lazy("%(name)s brought %(amount)s more than planned %(when)s"),
    (Kind.REVENUE, False): gettext_lazy("%(name)s brought %(amount)s less than planned %(when)s"),
}


def reasons(parts: Parts, *, currency: str, work: str) -> list[Reason]:
    """Each part with its amount, the largest first; ``work`` says the difference in the work done."""
    return [
        Reason(part, signed(cents, currency), str(BECAUSE[part, cents > 0]) % {"work": work})
        for part, cents in parts_by_size(parts)
    ]


def work_name(statistic: str) -> str:
    """A statistic as it is said: Patient days."""
    return str(STATISTICS.get(statistic, statistic.replace("_", " "))).capitalize()


def work_words(statistic: str, planned: float, done: float) -> str:
    """80 more patient days."""
    said = {"n": plain_number(abs(done - planned), 0), "what": work_name(statistic).lower()}
    return (_("%(n)s more %(what)s") if done >= planned else _("%(n)s fewer %(what)s")) % said


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
