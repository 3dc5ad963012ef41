"""The outlook of a place put together: sentence, months, what each cost centre and line will come to, and how sure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.utils.functional import cached_property
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from wellrun.departments.finance.queries.outlook import Line, Read, read
from wellrun.departments.finance.queries.terms import terms_of
from wellrun.departments.finance.rules.outlook.methods import Method
from wellrun.departments.finance.rules.outlook.ranges import Range
from wellrun.departments.finance.rules.outlook.scenarios import Scenario, agency_share
from wellrun.departments.finance.rules.outlook.year_end import Year, YearEnd, by_key
from wellrun.departments.finance.rules.variance import Kind, Way, way_of
from wellrun.departments.finance.words.outlook import (
    METHOD_NAMES,
    METHOD_WORDS,
    accuracy_words,
    amount,
    statement,
)
from wellrun.departments.finance.words.variance import period_name, signed
from wellrun.foundations.organisation.places import Level, Place, Tree
from wellrun.foundations.pages.charts import OutlookPeriod, outlook_chart
from wellrun.foundations.pages.templatetags.words import plain_number

LARGE = 0.25
"""A line is named in the sentence where it is so much of what the place is over."""


@dataclass(frozen=True)
class OutlookAsked:
    """What the address asks for."""

    place: Place
    tree: Tree
    day: dt.date
    centre: str = ""
    account: str = ""
    supposed: Mapping[str, str] | None = None


@dataclass(frozen=True)
class Row:
    """A row of a table: its name, its address, and its figures as they are said."""

    name: str
    address: str
    booked: str
    rest: str
    budget: str
    whole: str
    over: str
    reach: str
    method: str = ""
    beside: str = ""
    concern: bool = False
    here: bool = False


class OutlookPage:
    """Everything the page says of a place, or of one cost centre of it. Each part is worked out once.

    Raises ``queries.outlook.Unreadable``.
    """

    def __init__(self, asked: OutlookAsked) -> None:
        self.asked = asked
        self.centre = asked.centre if asked.place.level is not Level.NETWORK else ""
        self.read: Read = read(asked.place, asked.tree, self.centre)
        self.terms = terms_of(self.read.lines[0].facility)
        self.scenario = Scenario()

    def suppose(self, scenario: Scenario) -> None:
        """Supposes something of the rest of the year, before anything is read from the page."""
        self.scenario = scenario

    @property
    def agency(self) -> float | None:
        """The agency's share of this year's hours."""
        return agency_share(self.read.bears)

    @cached_property
    def year(self) -> Year:
        """The year as supposed."""
        return self.read.year(self.scenario)

    @cached_property
    def usual(self) -> Year:
        """The year with nothing supposed."""
        return self.read.year(Scenario()) if self.scenario.supposes else self.year

    @property
    def number(self) -> int:
        """The fiscal year."""
        return self.read.periods[-1].year

    @property
    def name(self) -> str:
        return self.read.lines[0].centre_name if self.centre else self.asked.place.name

    @property
    def currency(self) -> str:
        tree = self.asked.tree
        found = tree[self.read.lines[0].facility].currency if self.read.lines[0].facility in tree.places else ""
        return found or "USD"

    @cached_property
    def last(self) -> str:
        """The last period that is booked, by its name."""
        return period_name(self.read.periods[self.read.panel.booked - 1].start, self.terms)

    def lines_of(self, kind: Kind) -> list[int]:
        """Places of the lines of a kind; of the one line asked for, where one is."""
        return [
            at
            for at, one in enumerate(self.read.lines)
            if one.kind is kind and (not self.asked.account or one.account == self.asked.account)
        ]

    def end(self, kind: Kind = Kind.EXPENSE) -> YearEnd | None:
        """The year of a kind; none where the place has no line of it."""
        lines = self.lines_of(kind)
        return self.year.of(lines) if lines else None

    @cached_property
    def statement(self) -> str:
        end = self.end()
        if end is None:
            return self.revenue_statement
        most = [] if self.asked.account else self._most(end)
        return statement(self.subject, end, year=self.number, currency=self.currency, most=most)

    @property
    def subject(self) -> str:
        """What the page is about: the place, and of it the line, where one is asked for."""
        line = self.line
        return f"{self.name}, {line.name}" if line else self.name

    @property
    def line(self) -> Line | None:
        """The line asked for, where it is one of one cost centre."""
        found = [one for one in self.read.lines if one.account == self.asked.account]
        return found[0] if len(found) == 1 else None

    @property
    def revenue_statement(self) -> str:
        end = self.end(Kind.REVENUE)
        if end is None:
            return ""
        return statement(self.subject, end, year=self.number, currency=self.currency, kind=Kind.REVENUE)

    def _most(self, end: YearEnd) -> list[str]:
        """The lines, or what lies below, that most of it comes from, in lower case as they stand in a sentence."""
        if end.over is None or not end.over.expected:
            return []
        found = []
        for name, lines in self._named(self.lines_of(Kind.EXPENSE)).items():
            over = self.year.of(lines).over
            if over is not None and over.expected / end.over.expected >= LARGE:
                found.append((abs(over.expected), name))
        return [name for _size, name in sorted(found, reverse=True)[:2]]

    def _named(self, lines: Sequence[int]) -> Mapping[str, list[int]]:
        groups = by_key([self.read.lines[at].name for at in lines])
        return {name: [lines[at] for at in own] for name, own in groups.items()}

    @property
    def supposed(self) -> str:
        """What the supposition changes."""
        if not self.scenario.supposes:
            return ""
        lines = self.lines_of(Kind.EXPENSE)
        more = float(self.year.expected[lines].sum() - self.usual.expected[lines].sum())
        said = {"amount": amount(more, self.currency)}
        return (
            _("Supposed so, it is %(amount)s more.") if more >= 0 else _("Supposed so, it is %(amount)s less.")
        ) % said

    @property
    def accuracy(self) -> str:
        lines = self.lines_of(Kind.EXPENSE) or self.lines_of(Kind.REVENUE)
        # Of what is expected, not of what is supposed.
        end = self.usual.of(lines)
        return accuracy_words(end.accuracy, rest=end.rest.expected)

    def picture(self, *, narrow: bool) -> SafeString:
        """The months of the year: booked, expected with their range, and the budget."""
        lines = self.lines_of(Kind.EXPENSE) or self.lines_of(Kind.REVENUE)
        periods = [
            OutlookPeriod(
                day=self.read.periods[one.at].start,
                came=None if one.booked is None else one.booked / 100,
                expected=None if one.expected is None else one.expected.expected / 100,
                ends=_ends(one.expected),
                planned=None if one.budget is None else one.budget / 100,
            )
            for one in self.year.periods(lines)
        ]
        label = f"{self.subject}, {self.currency}. {self.statement}"
        return outlook_chart(label=label, periods=periods, narrow=narrow)

    def centres(self) -> list[Row]:
        """Cost centres of a place, by how much they will be over; none of a single one."""
        lines = self.lines_of(Kind.EXPENSE)
        groups = by_key([f"{self.read.lines[at].facility}/{self.read.lines[at].centre}" for at in lines])
        if self.centre or len(groups) < 2:
            return []
        rows = [(self.year.of([lines[at] for at in own]), self.read.lines[lines[own[0]]]) for own in groups.values()]
        return [self._row(one.centre_name, self._centre_address(one), end) for end, one in sorted(rows, key=_by_over)]

    def rows(self, kind: Kind) -> list[Row]:
        """By account; of one cost centre each line says how it is carried on."""
        methods, found = self.year.judged.methods(), []
        for name, own in self._named([at for at, one in enumerate(self.read.lines) if one.kind is kind]).items():
            one = self.read.lines[own[0]]
            method = METHOD_NAMES[methods[own[0]]] if len(own) == 1 else ""
            address = self.address(account=one.account) if self.centre else ""
            row = self._row(name, address, self.year.of(own), str(method), kind)
            found.append(row if one.account != self.asked.account else Row(**{**vars(row), "here": True}))
        return found

    def whole(self, kind: Kind = Kind.EXPENSE) -> Row | None:
        """The sum of a kind, whatever line is asked for."""
        lines = [at for at, one in enumerate(self.read.lines) if one.kind is kind]
        return self._row(self.name, "", self.year.of(lines), kind=kind) if lines else None

    def _row(self, name: str, address: str, end: YearEnd, method: str = "", kind: Kind = Kind.EXPENSE) -> Row:
        over = end.over
        beyond = over is not None and over.lower is not None and over.upper is not None
        concern = bool(beyond and over and way_of(round(over.expected), kind) is Way.UNFAVOURABLE)
        return Row(
            name=name,
            address=address,
            booked=_plain(end.booked),
            rest=_plain(end.rest.expected),
            budget="–" if end.budget is None else _plain(end.budget),
            whole=_plain(end.whole.expected),
            over="–" if over is None else signed(round(over.expected)),
            reach=_reach(over or end.whole),
            method=method,
            beside=_beside(end),
            concern=concern and bool(over and (over.lower or 0) * (over.upper or 0) > 0),
        )

    def _centre_address(self, line: Line) -> str:
        unit = self.asked.tree.get(f"{line.facility}/{line.unit}") if line.unit else None
        place = self.asked.place
        at = unit.code if unit is not None and place.covers(unit) else place.code
        at = line.facility if at == place.code and place.level is Level.NETWORK else at
        return self.address(at=at, centre=line.centre, account="")

    @property
    def methods(self) -> list[tuple[str, str]]:
        """The ways that lines are carried on by, and what each means."""
        return [(str(METHOD_NAMES[one]), str(METHOD_WORDS[one])) for one in Method]

    @property
    def weights(self) -> list[tuple[str, str]]:
        """What each way counts for in the line asked for, the most first."""
        lines = [at for at, one in enumerate(self.read.lines) if one.account == self.asked.account]
        if not self.asked.account or len(lines) != 1:
            return []
        column = self.year.judged.weights[:, lines[0]].tolist()
        told = sorted(zip(Method, column, strict=True), key=lambda one: -one[1])
        return [(str(METHOD_NAMES[one]), f"{plain_number(100 * share)} %") for one, share in told if share >= 0.005]

    @property
    def ahead(self) -> list[tuple[str, str]]:
        """Periods that are not booked yet: first day (ISO) and name."""
        rest = self.read.periods[self.read.panel.booked :]
        return [(one.start.isoformat(), period_name(one.start, self.terms)) for one in rest]

    @property
    def unplanned(self) -> bool:
        """Whether a period ahead has no budget, so that nothing can be over it."""
        return self.year.budget(range(len(self.read.lines))) is None

    @property
    def known(self) -> list[dict[str, Any]]:
        """What is known to be paid on the lines of the page."""
        return [
            {
                "pk": one.pk,
                "title": one.title,
                "line": line.name,
                "period": period_name(one.month, self.terms),
                "amount": amount(one.cents, self.currency),
                "extra": one.extra,
                "by": one.by.person.name,
            }
            for one, line in self.read.within
            if not self.asked.account or one.account == self.asked.account
        ]

    @property
    def on_order(self) -> str:
        """What purchases have promised on the lines of the page, in words; nothing where none is open."""
        lines = {one.key for one in self.read.lines}
        cents = sum(
            cents
            for key, _start, cents in self.read.ordered
            if key in lines and (not self.asked.account or key[2] == self.asked.account)
        )
        return amount(cents, self.currency) if cents else ""

    @property
    def file_address(self) -> str:
        return self.address(export="xlsx")

    @property
    def plain_address(self) -> str:
        """This page with nothing supposed."""
        return self.address(**dict.fromkeys(self.asked.supposed or {}, ""))

    @property
    def up(self) -> str:
        """The cost centre of the page, without a line."""
        return self.address(account="")

    @property
    def supposed_fields(self) -> list[tuple[str, str]]:
        """What is supposed, for forms that carry it along."""
        return list((self.asked.supposed or {}).items())

    def address(self, **changes: str) -> str:
        """This page with some of what it is asked for changed."""
        asked = {
            "at": self.asked.place.code,
            "day": self.asked.day.isoformat(),
            "centre": self.centre,
            "account": self.asked.account,
            **(self.asked.supposed or {}),
        }
        return f"?{urlencode({name: value for name, value in {**asked, **changes}.items() if value})}"


def _by_over(row: tuple[YearEnd, Line]) -> tuple[float, str]:
    end, line = row
    return -(end.over.expected if end.over else end.whole.expected), line.centre_name


def _plain(cents: float) -> str:
    return signed(round(cents)).lstrip("+")


def _reach(found: Range) -> str:
    if found.lower is None or found.upper is None:
        return _("not known")
    return _("%(low)s to %(high)s") % {"low": signed(round(found.lower)), "high": signed(round(found.upper))}


def _ends(found: Range | None) -> tuple[float, float] | None:
    if found is None or found.lower is None or found.upper is None:
        return None
    return found.lower / 100, found.upper / 100


def _beside(end: YearEnd) -> str:
    found = end.accuracy
    told = found.beside_naive if found and found.beside_naive is not None else found.beside_run if found else None
    return "–" if told is None else plain_number(told, 2)
