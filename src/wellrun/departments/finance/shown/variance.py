"""The variance page put together: sentence, picture, lines, and what stands behind one of them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from wellrun.departments.finance.queries.comments import Owed, owed_in
from wellrun.departments.finance.queries.terms import terms_of
from wellrun.departments.finance.queries.variance import (
    Behind,
    Line,
    Scope,
    Span,
    accounts_of,
    behind,
    below,
    centres_of,
    months_of,
    work_of,
)
from wellrun.departments.finance.rules.terms import Terms
from wellrun.departments.finance.rules.variance import Kind, Parts, Way, total, way_of
from wellrun.departments.finance.words.variance import (
    PART_NAMES,
    Reason,
    Work,
    part_name,
    period_name,
    reasons,
    signed,
    statement,
    work_words,
)
from wellrun.foundations.organisation.places import Level, Place, Tree
from wellrun.foundations.pages.charts import Fall, waterfall
from wellrun.foundations.pages.tables import words
from wellrun.foundations.pages.templatetags.words import money, plain_number

PARTS = tuple(PART_NAMES)
MEANING = {Way.FAVOURABLE: "improve", Way.UNFAVOURABLE: "concern", Way.NONE: "common"}


@dataclass(frozen=True)
class Cell:
    """A figure of a row, and whether it is beyond the limits of the place."""

    words: str
    concern: bool = False


@dataclass(frozen=True)
class Row:
    """A row of a table: its name, its address, and its figures in order."""

    name: str
    address: str
    budget: str
    parts: tuple[str, ...]
    actual: str
    over: str
    share: Cell
    here: bool = False
    owed: bool = False


@dataclass(frozen=True)
class Table:
    """Rows that add up to the last one."""

    heads: tuple[str, ...]
    rows: tuple[Row, ...]
    whole: Row


@dataclass(frozen=True)
class Asked:
    """What the address asks for."""

    place: Place
    tree: Tree
    day: dt.date
    month: str = ""
    span: str = ""
    centre: str = ""
    account: str = ""


class VariancePage:
    """Everything the page says of a place in a period, or in the year to its date. Each part is worked out once."""

    def __init__(self, asked: Asked) -> None:
        self.asked = asked
        self.months = months_of(asked.place, asked.tree)
        wanted = [month for month in self.months if month.isoformat() == asked.month]
        self.month = (wanted or self.months or [asked.day.replace(day=1)])[0]
        self.to_date = asked.span == "year"
        self.facility = asked.place.facility
        self.terms = terms_of(self.facility) if self.facility else Terms()
        self.span = self._span()
        self.scope = Scope(asked.place, asked.tree, self.span, self._centre())

    def _span(self) -> Span:
        if not self.to_date:
            return Span(self.month, self.month)
        year = self.terms.calendar.period_of(self.month).year
        return Span(self.terms.calendar.periods(year)[0].start, self.month)

    def _centre(self) -> str:
        """The cost centre asked for, if it is of the place; the only one, where a unit has one."""
        if self.asked.place.level in (Level.NETWORK, Level.FACILITY) and not self.asked.centre:
            return ""
        if self.asked.place.level is Level.NETWORK:
            return ""
        centres = {
            line.code.split("/", 1)[1] for line in centres_of(Scope(self.asked.place, self.asked.tree, self.span))
        }
        if self.asked.centre in centres:
            return self.asked.centre
        return centres.pop() if len(centres) == 1 and self.asked.place.level is Level.UNIT else ""

    @cached_property
    def accounts(self) -> list[Line]:
        return accounts_of(self.scope)

    @cached_property
    def whole(self) -> dict[Kind, Parts]:
        """The sums of the place by kind."""
        return {kind: total(one.parts for one in self.accounts if one.kind is kind) for kind in Kind}

    @property
    def name(self) -> str:
        if self.scope.centre:
            names = [line.name for line in centres_of(self.scope)]
            return names[0] if names else self.scope.centre
        return self.asked.place.name

    @cached_property
    def currencies(self) -> list[str]:
        within = self.asked.tree.within(self.asked.place)
        found = {one.currency for one in (*within, *self.asked.tree.parents(self.asked.place)) if one.currency}
        return sorted(found) or ["USD"]

    @property
    def currency(self) -> str:
        return self.currencies[0]

    @cached_property
    def when(self) -> str:
        period = self.terms.calendar.period_of(self.month)
        if self.to_date:
            return _("in the fiscal year %(year)s to %(month)s") % {"year": period.year, "month": self.period_name}
        return _("in %(month)s") % {"month": self.period_name}

    @cached_property
    def period_name(self) -> str:
        return period_name(self.month, self.terms)

    @cached_property
    def work(self) -> list[Work]:
        return work_of(self.scope)

    @cached_property
    def patient_days(self) -> Work | None:
        return next((one for one in self.work if one.statistic == "patient_days"), None)

    @property
    def most_work(self) -> Work | None:
        """The statistic that is spoken of: patient days, where there are any."""
        return self.patient_days or (self.work[0] if self.work else None)

    def statement(self, kind: Kind = Kind.EXPENSE) -> str:
        """The headline."""
        parts = self.whole[kind]
        return statement(self.name, parts, when=self.when, currency=self.currency, work=self.most_work, kind=kind)

    @property
    def reasons(self) -> list[Reason]:
        return reasons(self.whole[Kind.EXPENSE], currency=self.currency, work=self.most_work)

    @property
    def flexed(self) -> str:
        parts = self.whole[Kind.EXPENSE]
        rest = parts.actual - parts.flexed
        said = {
            "flexed": money(round(parts.flexed / 100), self.currency),
            "name": self.name,
            "rest": money(abs(round(rest / 100)), self.currency),
        }
        if rest >= 0:
            return _("Flexed to the work done, the budget is %(flexed)s and %(name)s %(rest)s above it.") % said
        return _("Flexed to the work done, the budget is %(flexed)s and %(name)s %(rest)s below it.") % said

    def picture(self, *, narrow: bool) -> str:
        """From budget to actual; the work is not the place's doing and is neither good nor bad."""
        parts, currency = self.whole[Kind.EXPENSE], self.currency
        shown = [part for part in PARTS if part != "spending" or parts.spending]
        falls = [self._fall(part, getattr(parts, part)) for part in shown]
        work = self.patient_days
        first = Fall(
            name=_("Budget"),
            amount=parts.budget,
            said=money(round(parts.budget / 100), currency),
            note=_patient_days(work.planned) if work else "",
        )
        last = Fall(
            name=_("Actual"),
            amount=parts.actual,
            said=money(round(parts.actual / 100), currency),
            note=_patient_days(work.done) if work else "",
        )
        steps = ", ".join(f"{fall.name} {fall.said}" for fall in falls)
        label = f"{first.name} {first.said}; {steps}; {last.name} {last.said}."
        return waterfall(label=label, first=first, parts=falls, last=last, narrow=narrow)

    def _fall(self, part: str, cents: int) -> Fall:
        kind = "neutral" if part == "volume" else MEANING[way_of(cents, Kind.EXPENSE)]
        note = work_words(self.most_work, cents) if part == "volume" and self.most_work else ""
        return Fall(name=str(PART_NAMES[part]), amount=cents, said=signed(cents, self.currency), note=note, kind=kind)

    @cached_property
    def owed(self) -> list[Owed]:
        """Who is beyond the limits in this period, said or not; of a period only, as heads explain months."""
        return owed_in(Scope(self.asked.place, self.asked.tree, Span(self.month, self.month)), self.month)

    @property
    def silent(self) -> list[Owed]:
        return [one for one in self.owed if one.said is None]

    @property
    def mine(self) -> Owed | None:
        """The cost centre of the page, if it is beyond the limits."""
        return next((one for one in self.owed if one.centre == self.scope.centre), None)

    def below(self) -> Table | None:
        """What lies below the place, as a table that leads there."""
        lines = [line for line in below(self.scope) if line.kind is Kind.EXPENSE]
        if not lines:
            return None
        silent = {(one.line.facility, one.centre) for one in self.silent}
        rows = [self._row(line, *self._child(line), silent=silent) for line in lines]
        return self._table(lines, rows)

    def _child(self, line: Line) -> tuple[str, str]:
        """The name of what a line is about, and its address."""
        place, tree = self.asked.place, self.asked.tree
        if place.level is Level.NETWORK:
            below = tree.get(line.code)
            return (below.name, self.address(at=below.code)) if below else (line.code, "")
        if place.level is Level.FACILITY:
            below = tree.get(f"{line.facility}/{line.code}")
            return (below.name, self.address(at=below.code)) if below else (_("Of no department"), "")
        unit = tree.get(f"{line.facility}/{line.unit}") if line.unit else None
        at = unit.code if unit is not None and place.covers(unit) else place.code
        return line.name, self.address(at=at, centre=line.code.split("/", 1)[1])

    def lines(self, kind: Kind) -> Table | None:
        """By account."""
        lines = [line for line in self.accounts if line.kind is kind]
        if not lines or (self.asked.place.level is Level.NETWORK and len(self.currencies) > 1):
            return None
        rows = [self._row(line, line.name, self._drill(line)) for line in lines]
        return self._table(lines, rows)

    def _drill(self, line: Line) -> str:
        centre = self.scope.centre or (line.centre if self.asked.place.level is Level.UNIT else "")
        return f"{self.address(account=line.code, centre=centre)}#behind" if centre else ""

    def _table(self, lines: Sequence[Line], rows: Sequence[Row]) -> Table:
        spent = any(line.parts.spending for line in lines)
        natures = [line.nature for line in lines]
        heads = tuple(part_name(part, natures) for part in PARTS if part != "spending" or spent)
        sums = Line("", self.name, lines[0].kind, total(line.parts for line in lines))
        rows = tuple(row if spent else _without_spending(row) for row in rows)
        whole = self._row(sums, self.name, "")
        return Table(heads, rows, whole if spent else _without_spending(whole))

    def _row(self, line: Line, name: str, address: str, *, silent: Collection[tuple[str, ...]] = ()) -> Row:
        parts, share = line.parts, line.of_budget
        limit = Terms(self.terms.calendar, 0, self.terms.over_percent)
        concern = limit.asks(parts, line.kind) and abs(parts.over) * 10 >= self.terms.over_cents
        return Row(
            name=name,
            address=address,
            budget=signed(parts.budget).lstrip("+"),
            parts=tuple(signed(getattr(parts, part)) for part in PARTS),
            actual=signed(parts.actual).lstrip("+"),
            over=signed(parts.over),
            share=Cell("" if share is None else f"{words(100 * share, 1)} %", concern),
            here=bool(line.code) and line.code == self.asked.account,
            owed=tuple(line.code.split("/", 1)) in silent,
        )

    @cached_property
    def behind(self) -> Behind | None:
        """The account asked for of the cost centre."""
        line = next((one for one in self.accounts if one.code == self.asked.account), None)
        return behind(self.scope, line) if line is not None and self.scope.centre else None

    @property
    def owes(self) -> list[dict[str, Any]]:
        """Cost centres that have said nothing yet, with what they are over and where they say it."""
        return [
            {
                "name": one.line.name,
                "amount": _("%(amount)s over") % {"amount": signed(one.line.parts.over, self.currency).lstrip("+")},
                "address": self.address(at=one.place.code, centre=one.centre, span=""),
                "due": one.due,
            }
            for one in self.silent
        ]

    @property
    def limit_words(self) -> str:
        return money(self.terms.over_cents // 100, self.currency)

    @property
    def file_address(self) -> str:
        return self.address(export="xlsx")

    def address(self, **changes: str) -> str:
        """This page with some of what it is asked for changed."""
        asked = {
            "at": self.asked.place.code,
            "day": self.asked.day.isoformat(),
            "month": self.month.isoformat(),
            "span": "year" if self.to_date else "",
            "centre": self.scope.centre if "at" not in changes else "",
        }
        return f"?{urlencode({name: value for name, value in {**asked, **changes}.items() if value})}"


def _patient_days(units: float) -> str:
    return _("%(n)s patient days") % {"n": plain_number(units)}


def _without_spending(row: Row) -> Row:
    return Row(**{**vars(row), "parts": row.parts[:-1]})
