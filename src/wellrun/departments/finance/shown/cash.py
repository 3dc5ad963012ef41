"""Cash of a facility as its page shows it: a sentence, periods, and the ratios with what they divide."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from wellrun.departments.finance.queries.cash import CashBooks, CashPeriod
from wellrun.departments.finance.queries.terms import terms_of
from wellrun.departments.finance.rules.cash import AccountRole, Flow, Ratio, RatioKey, ratios
from wellrun.departments.finance.words.cash import FLOW_NAMES, MISSING, RATIO_NAMES, RATIO_WORDS
from wellrun.departments.finance.words.outlook import amount
from wellrun.departments.finance.words.variance import period_name, signed
from wellrun.foundations.pages.charts import OutlookPeriod, outlook_chart
from wellrun.foundations.pages.tables import words
from wellrun.foundations.pages.templatetags.words import plain_number


@dataclass(frozen=True)
class RatioRow:
    """A ratio as it is said."""

    name: str
    value: str
    made: str
    meaning: str


@dataclass(frozen=True)
class PeriodRow:
    """A period as it is said."""

    name: str
    flows: tuple[str, ...]
    closing: str
    reach: str
    booked: bool


def flow_names() -> list[str]:
    """The flows, as heads of columns."""
    return [str(FLOW_NAMES[flow]) for flow in Flow]


def statement(books: CashBooks, facility: str, name: str, currency: str) -> str:
    """At the end of 2026 Harbour View will hold $4,100,000, between $3,600,000 and $4,600,000."""
    last = books.periods[-1]
    if last.closing is None:
        return _("What %(name)s holds in cash is not known yet.") % {"name": name}
    terms = terms_of(facility)
    said = {
        "name": name,
        "period": period_name(last.start, terms),
        "amount": _money(last.closing.expected, currency),
    }
    head = _("At the end of %(period)s %(name)s will hold %(amount)s in cash") % said
    if last.closing.lower is None or last.closing.upper is None:
        return f"{head}."
    ends = {"low": _money(last.closing.lower, currency), "high": _money(last.closing.upper, currency)}
    return _("%(head)s, between %(low)s and %(high)s.") % {"head": head, **ends}


def period_rows(books: CashBooks, facility: str) -> list[PeriodRow]:
    """The last six booked periods and those that are ahead."""
    terms = terms_of(facility)
    booked = [one for one in books.periods if one.booked][-6:]
    ahead = [one for one in books.periods if not one.booked]
    # Without a revenue account nothing is said to have come in, and not that nothing came.
    untold = {Flow.RECEIPTS: books.year.revenue is None, Flow.CAPITAL: AccountRole.EQUIPMENT in books.unnamed}
    unknown = {flow for flow, missing in untold.items() if missing}
    return [_period(one, period_name(one.start, terms), unknown) for one in (*booked, *ahead)]


def _period(one: CashPeriod, name: str, unknown: Collection[Flow]) -> PeriodRow:
    closing = one.closing
    reach = ""
    if closing is not None and not one.booked and closing.lower is not None and closing.upper is not None:
        reach = _("%(low)s to %(high)s") % {"low": _plain(closing.lower), "high": _plain(closing.upper)}
    return PeriodRow(
        name,
        tuple(_("not known") if flow in unknown else _plain(one.flows[flow]) for flow in Flow),
        _("not known") if closing is None else _plain(closing.expected),
        reach,
        one.booked,
    )


def picture(books: CashBooks, label: str, *, narrow: bool) -> SafeString | None:
    """What is held at the end of each period; none where it is not known."""
    told = [one for one in books.periods if one.closing is not None][-18:]
    if not told:
        return None
    periods = [
        OutlookPeriod(
            day=one.start,
            came=one.closing.expected / 100 if one.booked and one.closing else None,
            expected=one.closing.expected / 100 if not one.booked and one.closing else None,
            ends=_ends(one),
        )
        for one in told
    ]
    return outlook_chart(label=label, periods=periods, narrow=narrow)


def _ends(one: CashPeriod) -> tuple[float, float] | None:
    closing = one.closing
    if one.booked or closing is None or closing.lower is None or closing.upper is None:
        return None
    return closing.lower / 100, closing.upper / 100


def ratio_rows(books: CashBooks, currency: str) -> list[RatioRow]:
    """The ratios, each with what it divides or with what is missing."""
    return [_ratio(one, currency) for one in ratios(books.year)]


def _ratio(one: Ratio, currency: str) -> RatioRow:
    value, made = _("not known"), "; ".join(str(MISSING[name]) for name in one.missing)
    if one.value is not None and one.numerator is not None and one.denominator is not None:
        value = _SAID[one.key] % _figure(one, currency)
        parts = [_part(figure, one.key, at, currency) for at, figure in enumerate((one.numerator, one.denominator))]
        made = f"{parts[0]} / {parts[1]}"
    return RatioRow(str(RATIO_NAMES[one.key]), value, made, str(RATIO_WORDS[one.key]))


_SAID = {
    RatioKey.OPERATING_MARGIN: "%s %%",
    RatioKey.EBIDA_MARGIN: "%s %%",
    RatioKey.DAYS_CASH: "%s",
    RatioKey.COST_PER_ADJUSTED_DISCHARGE: "%s",
    RatioKey.FTE_PER_OCCUPIED_BED: "%s",
}
COUNTED = {(RatioKey.COST_PER_ADJUSTED_DISCHARGE, 1), (RatioKey.FTE_PER_OCCUPIED_BED, 0)}
COUNTED |= {(RatioKey.FTE_PER_OCCUPIED_BED, 1)}
"""Parts that are no money: by ratio, 0 above and 1 below the line."""


def _figure(one: Ratio, currency: str) -> str:
    assert one.value is not None
    if one.key in (RatioKey.OPERATING_MARGIN, RatioKey.EBIDA_MARGIN):
        return words(100 * one.value, 1)
    if one.key is RatioKey.COST_PER_ADJUSTED_DISCHARGE:
        return _money(one.value, currency)
    return words(one.value, 2 if one.key is RatioKey.FTE_PER_OCCUPIED_BED else 0)


def _part(figure: float, key: RatioKey, at: int, currency: str) -> str:
    return plain_number(round(figure)) if (key, at) in COUNTED else _money(figure, currency)


def _money(cents: float, currency: str) -> str:
    return f"−{amount(cents, currency)}" if cents < 0 else amount(cents, currency)


def _plain(cents: float) -> str:
    return signed(round(cents)).lstrip("+")
