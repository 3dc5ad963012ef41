"""Denials by week as control charts, and what was done against their sources, judged by the level before it.

Counts and dollars of a week are drawn on individuals charts (XmR): denials come in remittances, many at once, so that a
chart of counts would take every full remittance for a change (Wheeler; NHS Making Data Count).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from wellrun.departments.revenue.models.denials import CATEGORIES
from wellrun.departments.revenue.queries.denial_weeks import DenialHistory
from wellrun.departments.revenue.rules.at_source import Kind, Mending, Source
from wellrun.departments.revenue.rules.denial_weeks import Week
from wellrun.engines import spc
from wellrun.foundations.catalogue.agreed import Agreed
from wellrun.foundations.catalogue.charting import FEWEST
from wellrun.foundations.pages.charts import (
    Change,
    ChartWords,
    Note,
    ReaderFigure,
    control_chart,
    effect_chart,
    sparkline,
)
from wellrun.foundations.pages.templatetags.words import SYMBOLS
from wellrun.foundations.today.effects import ENOUGH_AFTER, Course, Judgement, judged

PAGES: Mapping[Kind, str] = {
    Kind.ACTION: "followup:action",
    Kind.RULE: "revenue:scrub-rule",
    Kind.CONTRACT: "revenue:contract",
}
KINDS: Mapping[Kind, Promise] = {
    Kind.ACTION: gettext_lazy("promise kept"),
    Kind.RULE: gettext_lazy("rule turned on"),
    Kind.CONTRACT: gettext_lazy("contract changed"),
}
WHOLE = ReaderFigure()
SHOWN = 8
"""Acts shown of those that were done."""


@dataclass(frozen=True)
class WeeklyCharts:
    """Initial denials a week as number and money, overturned beside them, and what was done on which day."""

    wide: str
    narrow: str
    money: str
    overturned: str
    overturned_money: str
    notes: tuple[str, ...]
    last: Week
    usual: float | None


def weekly_charts(
    history: DenialHistory, source: Source, code: str, mendings: Sequence[Mending], *, subject: str, currency: str
) -> WeeklyCharts | None:
    """The charts of one source of denials; none where fewer than eight weeks are known."""
    weeks, overturned = history.weeks(source, code), history.weeks_overturned(source, code)
    if len(weeks) < FEWEST:
        return None
    notes = _notes(weeks, mendings, source)
    money = ReaderFigure(before=SYMBOLS.get(currency, ""), unit="" if currency in SYMBOLS else f" {currency}")
    number = chart_of(weeks, _claims)
    words = _words(_("%(subject)s: claims denied for the first time, a week") % {"subject": subject}, notes=notes)
    less, more = spc.Direction.DECREASE, spc.Direction.NEUTRAL
    return WeeklyCharts(
        wide=control_chart(chart=number, words=words),
        narrow=control_chart(chart=number, words=words, narrow=True),
        money=sparkline(chart=chart_of(weeks, _money), words=_words(_("Denied for the first time"), money, less)),
        overturned=sparkline(chart=chart_of(overturned, _claims), words=_words(_("Claims overturned"), way=more)),
        overturned_money=sparkline(chart=chart_of(overturned, _money), words=_words(_("Overturned"), money, more)),
        notes=tuple(note.words for note in notes),
        last=weeks[-1],
        usual=number.points[-1].centre,
    )


def chart_of(weeks: Sequence[Week], value: Callable[[Week], float], baseline: int | None = None) -> spc.Chart:
    """An individuals chart of weeks, by the rules that measures are judged by; ``baseline`` as ``spc.Settings``."""
    series = spc.Series(x=tuple(week.start for week in weeks), y=tuple(value(week) for week in weeks))
    settings = spc.Settings(baseline=baseline, rules=spc.RULE_SETS[Agreed().rules])
    return spc.chart(spc.Kind.INDIVIDUALS, series, settings)


def _claims(week: Week) -> float:
    return float(week.claims)


def _money(week: Week) -> float:
    return week.cents / 100


def _words(
    subject: str,
    figure: ReaderFigure = WHOLE,
    way: spc.Direction = spc.Direction.DECREASE,
    notes: Sequence[Note] = (),
) -> ChartWords:
    return ChartWords(subject=subject, figure=figure, direction=way, notes=tuple(notes))


def _notes(weeks: Sequence[Week], mendings: Sequence[Mending], source: Source) -> list[Note]:
    """What was done against these denials, or against all of a kind that they are of, in the order of its days."""
    found = []
    for one in sorted(mendings, key=lambda one: one.on):
        position = max((at for at, week in enumerate(weeks) if week.start <= one.on), default=None)
        if position is not None and _meet(one.source, source):
            found.append(Note(position=position, words=f"{one.on:%-d %b}: {one.words} ({KINDS[one.kind]})"))
    return found


def _meet(one: Source, other: Source) -> bool:
    return all("" in pair or pair[0] == pair[1] for pair in zip(one, other, strict=True))


@dataclass(frozen=True)
class MendingShown:
    """Something that was done, where its page is, and what came of it; or why it is too early to say."""

    mending: Mending
    address: str
    kind: Promise
    about: str
    judgement: Judgement | None
    too_early: str

    @property
    def mark(self) -> str:
        return self.judgement.mark if self.judgement else "open"


def mendings_shown(
    mendings: Sequence[Mending], history: DenialHistory, payers: Mapping[str, str], where: str
) -> tuple[MendingShown, ...]:
    """Each act judged by the weekly number of the denials that it is against: what can be judged first, the newest of
    it first."""
    found = [_shown(one, history.weeks(one.source), payers, where) for one in mendings]
    return tuple(sorted(found, key=lambda one: one.judgement is None)[:SHOWN])


def _shown(one: Mending, weeks: Sequence[Week], payers: Mapping[str, str], where: str) -> MendingShown:
    before = sum(week.start < one.on for week in weeks)
    judgement = judged_since(weeks, one.on, about(one.source, payers), f"{one.on:%-d %b}: {one.words}")
    early = ""
    if judgement is None:
        least, after = min(before, len(weeks) - before), len(weeks) - before
        side = _("since") if least == after else _("before")
        early = ngettext(
            "Too early to say: %(n)s whole week %(side)s, six are needed.",
            "Too early to say: %(n)s whole weeks %(side)s, six are needed.",
            least,
        ) % {"n": least, "side": side}
    address = f"{reverse(PAGES[one.kind], args=[one.key])}?{where}"
    return MendingShown(one, address, KINDS[one.kind], about(one.source, payers), judgement, early)


def judged_since(weeks: Sequence[Week], since: dt.date, subject: str, did: str) -> Judgement | None:
    """The verdict on what was done on a day, by the same rule as any action's; none with too few weeks on a side."""
    before = sum(week.start < since for week in weeks)
    if before < ENOUGH_AFTER or len(weeks) - before < ENOUGH_AFTER:
        return None
    chart = chart_of(weeks, _claims, baseline=before)
    words = _words(_("%(subject)s, denied claims a week") % {"subject": subject})
    picture = effect_chart(chart=chart, words=words, change=Change(position=before, words=did))
    return judged(Course(chart.points, before, words.direction, "week", _a_week), picture)


def _a_week(value: float | None) -> str:
    if value is None:
        return _("no figure")
    return _("%(n)s a week") % {"n": WHOLE(value, 0 if value == round(value) else 1)}


def about(source: Source, payers: Mapping[str, str]) -> str:
    """Which denials these are, in words."""
    parts: list[Any] = [
        CATEGORIES.get(source.category, source.category) if source.category else "",
        payers.get(source.payer, source.payer),
    ]
    return ", ".join(str(part) for part in parts if part) or _("All denials")
