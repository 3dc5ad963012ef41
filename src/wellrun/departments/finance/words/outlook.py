"""What a year will come to, in words: written by rules from the figures."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from wellrun.departments.finance.rules.outlook.accuracy import Accuracy
from wellrun.departments.finance.rules.outlook.methods import Method
from wellrun.departments.finance.rules.outlook.ranges import Range
from wellrun.departments.finance.rules.outlook.year_end import YearEnd
from wellrun.departments.finance.rules.variance import Kind
from wellrun.foundations.pages.templatetags.words import money, plain_number

FEWEST_RANGED = 4
"""Ranges of the past that say anything of how often they hold."""
METHOD_NAMES: Mapping[Method, Promise] = {
    Method.RUN_RATE: gettext_lazy("run rate"),
    Method.SEASONAL_NAIVE: gettext_lazy("last year’s periods"),
    Method.SMOOTHED: gettext_lazy("smoothed level"),
    Method.SEASONAL: gettext_lazy("shares of past years"),
    Method.TREND: gettext_lazy("level, slope and season"),
    Method.DRIVER: gettext_lazy("work expected × cost so far"),
}
METHOD_WORDS: Mapping[Method, Promise] = {
    Method.RUN_RATE: gettext_lazy("the mean day of the year so far, for the days that are left"),
    Method.SEASONAL_NAIVE: gettext_lazy("the same period of last year, by the day"),
    Method.SMOOTHED: gettext_lazy("the mean day, newer periods counting more"),
    Method.SEASONAL: gettext_lazy("the rest of past years, more by what this year is more so far"),
    Method.TREND: gettext_lazy("where level and slope lead once the season is taken out, slowing down"),
    Method.DRIVER: gettext_lazy("the budget for the work expected, at what such work has cost of its budget so far"),
}
_SAID: Mapping[tuple[Kind, bool], Promise] = {
    (Kind.EXPENSE, True): gettext_lazy("At the end of %(year)s %(name)s will be %(amount)s over budget"),
    (Kind.EXPENSE, False): gettext_lazy("At the end of %(year)s %(name)s will be %(amount)s under budget"),
    (Kind.REVENUE, True): gettext_lazy(
        "By the end of %(year)s %(name)s will have brought %(amount)s more than planned"
    ),
    (Kind.REVENUE, False): gettext_lazy(
        "By the end of %(year)s %(name)s will have brought %(amount)s less than planned"
    ),
}


def amount(value: float, currency: str) -> str:
    """An amount of cents in prose: whole units, three digits that count."""
    whole = abs(value) / 100
    places = max(0, len(str(int(whole))) - 3)
    return money(int(round(whole / 10**places) * 10**places), currency)


def range_words(over: Range, currency: str) -> str:
    """, between $30,000 and $140,000; of a range that reaches beyond nothing, from what under to what over."""
    if over.lower is None or over.upper is None:
        return ""
    ends = sorted((over.lower, over.upper), key=abs)
    if over.lower < 0 < over.upper:
        said = {"low": amount(over.lower, currency), "high": amount(over.upper, currency)}
        return _(", between %(low)s under and %(high)s over") % said
    said = {"low": amount(ends[0], currency), "high": amount(ends[1], currency)}
    return _(", between %(low)s and %(high)s") % said


def statement(
    name: str, end: YearEnd, *, year: int, currency: str, most: Sequence[str] = (), kind: Kind = Kind.EXPENSE
) -> str:
    """At the end of 2026 Ward 5 will be $84,000 over budget, between $30,000 and $140,000: mostly agency staff."""
    over = end.over
    if over is None:
        said = {"name": name, "year": year, "amount": amount(end.whole.expected, currency)}
        head = _("By the end of %(year)s %(name)s will come to %(amount)s") % said
        return f"{head}{range_words(end.whole, currency)}."
    said = {"name": name, "year": year, "amount": amount(over.expected, currency)}
    head = f"{_SAID[kind, over.expected >= 0] % said}{range_words(over, currency)}"
    if not most:
        return f"{head}."
    if len(most) == 1:
        return _("%(head)s: mostly %(first)s.") % {"head": head, "first": most[0]}
    return _("%(head)s: mostly %(first)s, then %(second)s.") % {"head": head, "first": most[0], "second": most[1]}


def accuracy_words(found: Accuracy | None, *, rest: float) -> str:
    """How far earlier forecasts of the same length missed, beside two that need no thought."""
    if found is None:
        return _("No earlier forecast of so many periods can be judged yet.")
    share = 100 * found.mean_miss / abs(rest) if rest else 0.0
    words = [
        ngettext(
            "%(n)s earlier forecast of the same length missed %(share)s %% of the rest of the year on average.",
            "%(n)s earlier forecasts of the same length missed %(share)s %% of the rest of the year on average.",
            found.origins,
        )
        % {"n": found.origins, "share": plain_number(share, 1)}
    ]
    beside = [
        (name % {"n": plain_number(value, 2)})
        for name, value in (
            (_("%(n)s of what last year’s periods missed"), found.beside_naive),
            (_("%(n)s of what the run rate missed"), found.beside_run),
        )
        if value is not None
    ]
    if beside:
        words.append(_("That is %(beside)s.") % {"beside": ", ".join(beside)})
    if found.ranged >= FEWEST_RANGED:
        said = {"inside": found.inside, "n": found.ranged}
        words.append(_("%(inside)s of the %(n)s that had a range came within it; 4 of 5 should.") % said)
    return " ".join(words)
