"""The pages of what care costs put together: where overhead goes, service lines by margin, and the build-up of one."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from wellrun.departments.finance.queries.cost_cases import costed, dearest
from wellrun.departments.finance.queries.costing import Books, allocated, books_of, span_of
from wellrun.departments.finance.queries.terms import terms_of
from wellrun.departments.finance.queries.variance import months_of
from wellrun.departments.finance.rules.costing import Cell, Centre, Costed, CostSpan, Way
from wellrun.departments.finance.rules.margins import SHOWN, Margin, margin
from wellrun.departments.finance.words.costing import (
    METHOD_NAMES,
    basis_name,
    gains_words,
    line_statement,
    margin_words,
    overhead_statement,
    whole_money,
)
from wellrun.departments.finance.words.variance import period_name, signed
from wellrun.engines.costing import Allocation, Difference, Method, differences, steps
from wellrun.foundations.catalogue.charting import facts
from wellrun.foundations.organisation.places import Level, Place, Tree
from wellrun.foundations.pages.charts import Reach, interval_line
from wellrun.foundations.pages.templatetags.words import plain_number
from wellrun.values.faults import Fault

MARTS = ("variance_lines", "unit_days", "bed_times", "stays")
MOST_COLUMNS = 8
"""Overhead centres with a column of their own; the file has all."""


@dataclass(frozen=True)
class CostAsked:
    """What the address asks for."""

    place: Place
    tree: Tree
    day: dt.date
    month: str = ""
    span: str = ""
    method: str = ""
    line: str = ""


class CostPage:
    """Everything that is said of a facility's costs in a period, or the year to its date. What lies outside the place
    of its reader is reckoned with and not shown."""

    def __init__(self, asked: CostAsked) -> None:
        self.asked = asked
        self.facility = asked.place.facility
        manifest = facts().warehouse.manifest()
        ready = self.facility and all(manifest.segments(f"mart_{name}") for name in MARTS)
        self.months = months_of(asked.tree[self.facility], asked.tree) if ready else []
        wanted = [month for month in self.months if month.isoformat() == asked.month]
        self.month = (wanted or self.months or [asked.day.replace(day=1)])[0]
        self.to_date = asked.span == "year"
        self.method = Method(asked.method) if asked.method in set(Method) else Method.STEP_DOWN
        self.terms = terms_of(self.facility)

    @cached_property
    def span(self) -> CostSpan:
        since = self.month
        if self.to_date:
            since = self.terms.calendar.periods(self.terms.calendar.period_of(self.month).year)[0].start
        return span_of(self.facility, since, self.month)

    @cached_property
    def books(self) -> Books:
        return books_of(self.facility, self.span)

    @cached_property
    def name(self) -> str:
        return self.asked.tree[self.facility].name

    @cached_property
    def currency(self) -> str:
        place = self.asked.tree[self.facility]
        return next((one.currency for one in (place, *self.asked.tree.parents(place)) if one.currency), "USD")

    @property
    def when(self) -> str:
        said = period_name(self.month, self.terms)
        if self.to_date:
            year = self.terms.calendar.period_of(self.month).year
            return _("in the fiscal year %(year)s to %(month)s") % {"year": year, "month": said}
        return _("in %(month)s") % {"month": said}

    @cached_property
    def both(self) -> dict[Method, tuple[Allocation | None, tuple[Fault, ...]]]:
        return {one: allocated(self.books, one) for one in Method}

    @property
    def allocation(self) -> Allocation | None:
        return self.both[self.method][0]

    @property
    def faults(self) -> tuple[Fault, ...]:
        return self.both[self.method][1]

    @property
    def whole_facility(self) -> bool:
        """Whether the reader's place is all of the facility, or more."""
        return self.asked.place.level in (Level.FACILITY, Level.NETWORK)

    def sees(self, centre: Centre) -> bool:
        """Whether a cost centre lies within the reader's place."""
        if self.whole_facility:
            return True
        _facility, _sign, code = self.asked.place.code.partition("/")
        return code == (centre.unit if self.asked.place.level is Level.UNIT else centre.department)

    def statement(self) -> str:
        overhead = sum(one.cents for one in self.books.centres if self.books.rule_of(one.code).is_overhead)
        whole = sum(one.cents for one in self.books.centres)
        return overhead_statement(self.name, overhead, whole, self.when, self.currency)

    @cached_property
    def gains(self) -> list[Difference]:
        one, other = (self.both[method][0] for method in (Method.STEP_DOWN, Method.RECIPROCAL))
        return list(differences(one, other)) if one is not None and other is not None else []

    def gained(self) -> str:
        return gains_words(self.books.names, [(one.centre, one.more) for one in self.gains], self.currency)

    def order_rows(self) -> list[dict[str, Any]]:
        """Overhead in the order in which it is closed."""
        if self.allocation is None:
            return []
        names = self.books.names
        return [
            {
                "place": number,
                "name": names[one.centre],
                "basis": basis_name(one.basis),
                "own": self._money(one.own),
                "received": self._money(one.received),
                "gives": self._money(one.own + one.received),
                "to": len(one.given),
            }
            for number, one in enumerate(steps(self.allocation), start=1)
        ]

    def carried(self) -> dict[str, Any] | None:
        """Centres that care: their own cost, what each overhead centre put on them, and both methods side by side."""
        if self.allocation is None:
            return None
        allocation, names, full = self.allocation, self.books.names, self.allocation.full
        shown = allocation.problem.order[:MOST_COLUMNS]
        given = {code: allocation.given(code) for code in allocation.problem.order}
        more = {one.centre: one for one in self.gains}
        rows = []
        for centre in self.books.centres:
            if centre.code not in full or not self.sees(centre):
                continue
            of = [given[code].get(centre.code, 0) for code in shown]
            rest = full[centre.code] - centre.cents - sum(of)
            both = more.get(centre.code)
            rows.append(
                {
                    "name": centre.name,
                    "own": self._money(centre.cents),
                    "given": [self._money(cents) for cents in of] + ([self._money(rest)] if self._more_columns else []),
                    "full": self._money(full[centre.code]),
                    "step_down": self._money(both.one) if both else "",
                    "reciprocal": self._money(both.other) if both else "",
                    "more": signed(both.more) if both else "",
                }
            )
        heads = [names[code] for code in shown] + ([_("Other overhead")] if self._more_columns else [])
        return {"heads": heads, "rows": rows} if rows else None

    @property
    def _more_columns(self) -> bool:
        return self.allocation is not None and len(self.allocation.problem.order) > MOST_COLUMNS

    @cached_property
    def costed(self) -> Costed | None:
        return costed(self.facility, self.span, self.method) if self.allocation is not None else None

    def line_name(self, code: str) -> str:
        place = self.asked.tree.get(f"{self.facility}/{code}") if code else None
        return place.name if place else code or _("Of no department")

    def visible_lines(self) -> list[Cell]:
        """Service lines within the reader's place, those of least margin first; a unit is no service line."""
        if self.costed is None:
            return []
        found = self.costed.by_line()
        if not self.whole_facility:
            own = self.asked.place.code.partition("/")[2] if self.asked.place.level is Level.DEPARTMENT else None
            found = {code: cell for code, cell in found.items() if code == own}
        return sorted(found.values(), key=lambda one: (_order(margin(one)), one.line))

    def line_rows(self) -> list[dict[str, Any]]:
        cells = self.visible_lines()
        reach = _reach([one for one in map(margin, cells) if one is not None])
        return [self._row(cell, self.line_name(cell.line), reach) for cell in cells]

    def payer_rows(self, line: str = "") -> list[dict[str, Any]]:
        """By payer; payers of fewer than ``SHOWN`` cases are one row, so that no case is told apart."""
        if self.costed is None:
            return []
        found = self.costed.by_payer(line)
        few = [one for one in found.values() if one.cases < SHOWN]
        cells = [one for one in found.values() if one.cases >= SHOWN]
        rest = sum(few, Cell("", ""))
        reach = _reach([one for one in map(margin, cells) if one is not None])
        rows = [(one, one.payer or _("No payer recorded")) for one in sorted(cells, key=lambda one: -one.activity)]
        if rest.cases >= SHOWN:
            rows.append((rest, _("Payers of fewer than five cases")))
        return [self._row(cell, name, reach) for cell, name in rows]

    def _row(self, cell: Cell, name: str, reach: Reach | None) -> dict[str, Any]:
        earned = margin(cell)
        each = cell.activity / cell.cases if cell.cases else 0
        return {
            "name": name,
            "address": self.address(line=cell.line) if cell.line else "",
            "cases": plain_number(cell.cases),
            "cost": self._money(cell.activity),
            "each": self._money(each),
            "charges": self._money(cell.charges),
            "differ": signed(cell.charges - cell.activity),
            "known": plain_number(100 * cell.known / cell.cases) if cell.cases else "",
            "revenue": self._money(cell.revenue) if cell.known else _("not known"),
            "margin": margin_words(earned, ""),
            "share": plain_number(100 * earned.share, 1) if earned and earned.share is not None else "",
            "loss": earned is not None and (earned.upper if earned.upper is not None else earned.cents) < 0,
            "picture": _picture(earned, reach, name),
        }

    def untraced_rows(self) -> list[dict[str, str]]:
        """Cost that reached no case, by activity and by charges."""
        if self.costed is None:
            return []
        of = {way: {one.centre: one for one in self.costed.untraced.get(way, ())} for way in Way}
        rows = []
        for centre in self.books.centres:
            both = [of[way].get(centre.code) for way in Way]
            if any(both) and self.sees(centre):
                cents = [one.untraced + one.idle if one else 0 for one in both]
                idle = both[0].idle if both[0] else 0
                rows.append(
                    {
                        "name": centre.name,
                        "activity": self._money(cents[0]),
                        "idle": self._money(idle),
                        "charges": self._money(cents[1]),
                    }
                )
        return rows

    def build_up(self) -> list[dict[str, Any]]:
        """What each cost centre put on the service line that is asked for, the most first."""
        if self.costed is None:
            return []
        names = self.books.names
        parts = [one for one in self.costed.parts if one.line == self.asked.line]
        return [
            {
                "name": names[one.centre],
                "basis": basis_name(one.basis),
                "units": plain_number(one.units, 1),
                "rate": "" if one.rate is None else plain_number(one.rate / 100, 2),
                "own": self._money(one.own),
                "overhead": self._money(one.overhead),
                "whole": self._money(one.own + one.overhead),
            }
            for one in sorted(parts, key=lambda one: -(one.own + one.overhead))
        ]

    @cached_property
    def line(self) -> Cell | None:
        """The service line asked for, if its reader may see it."""
        return next((one for one in self.visible_lines() if one.line == self.asked.line), None)

    def line_statement(self) -> str:
        cell = self.line
        assert cell is not None
        each = cell.activity / cell.cases if cell.cases else 0
        return line_statement(self.line_name(cell.line), cell.cases, cell.activity, each, self.when, self.currency)

    def quartiles(self) -> list[str]:
        """Cents of a case at the quartiles of the line, as money; none for a line of few cases."""
        found = self.costed.quartiles.get(self.asked.line, ()) if self.costed else ()
        return [self._money(one) for one in found]

    def case_rows(self) -> list[dict[str, str]]:
        """Cases of the line that lost most, without anything that tells whose they are."""
        found = dearest(self.facility, self.span, self.method, self.asked.line)
        return [
            {
                "nights": plain_number(one.nights, 1),
                "activity": self._money(one.activity),
                "charges": self._money(one.charges),
                "revenue": self._money(one.revenue),
                "margin": signed(one.revenue - one.activity),
            }
            for one in found
        ]

    @property
    def methods(self) -> list[tuple[str, str]]:
        return [(one.value, str(METHOD_NAMES[one])) for one in METHOD_NAMES]

    @property
    def method_name(self) -> str:
        return str(METHOD_NAMES[self.method])

    def _money(self, cents: int | float) -> str:
        return whole_money(cents, "")

    def address(self, **changes: str) -> str:
        """This page's query with some of it changed."""
        asked = {
            "at": self.asked.place.code,
            "day": self.asked.day.isoformat(),
            "month": self.month.isoformat(),
            "span": "year" if self.to_date else "",
            "method": self.method.value,
        }
        return f"?{urlencode({name: value for name, value in {**asked, **changes}.items() if value})}"

    def money_words(self, cents: int) -> str:
        return whole_money(cents, self.currency)


def _order(earned: Margin | None) -> float:
    """Those of least margin first, those whose margin is not known last."""
    return float("inf") if earned is None else float(earned.cents)


def _reach(found: Sequence[Margin]) -> Reach | None:
    """The scale that margins of a table share, with nothing as its level."""
    ends = [one for each in found for one in (each.cents, each.lower, each.upper) if one is not None]
    return Reach(low=float(min(0, *ends)), high=float(max(0, *ends)), level=0.0) if ends else None


def _picture(earned: Margin | None, reach: Reach | None, name: str) -> str:
    if earned is None or reach is None:
        return ""
    low = earned.cents if earned.lower is None else earned.lower
    high = earned.cents if earned.upper is None else earned.upper
    kind = "concern" if high < 0 else "improve" if low > 0 else "common"
    label = f"{name}: {margin_words(earned, '')}"
    return interval_line(
        value=float(earned.cents), lower=float(low), upper=float(high), reach=reach, kind=kind, label=label
    )
