"""How the scrubber's rules stand in their table, and their dry runs in pictures."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from django.http import QueryDict
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from wellrun.departments.revenue.models import DryRun
from wellrun.departments.revenue.models.claims import as_money
from wellrun.departments.revenue.queries.scrub_rules import RuleLine
from wellrun.departments.revenue.rules.scrubbing.findings import Action
from wellrun.departments.revenue.words.scrubbing import ACTIONS_SAID, scope_words
from wellrun.foundations.pages.charts import Part, meter
from wellrun.foundations.pages.tables import Table, TableColumn

AT_FIRST = 30
"""Rules that are shown until somebody asks for all of them."""

ONLY: Mapping[str, Callable[[RuleLine], bool]] = {
    "own": lambda line: not line.shipped,
    "shipped": lambda line: line.shipped,
    "stop": lambda line: line.rule.action is Action.STOP,
    "warn": lambda line: line.rule.action is Action.WARN,
    "fix": lambda line: line.rule.action is Action.FIX,
    "found": lambda line: line.saved.found > 0,
}
"""Which rules are shown, by the word in the address."""


def rules_table(lines: Sequence[RuleLine], query: QueryDict, place: str) -> Table[RuleLine]:
    """Rules, those that saved most first."""
    Column = TableColumn[RuleLine]
    link = lambda one: f"{reverse('revenue:scrub-rule', args=[one.rule.id])}?{place}"  # noqa: E731
    columns = (
        Column("rule", _("Rule"), lambda one: one.rule.words, link=link),
        Column("id", _("Id"), lambda one: one.rule.id, shown=False),
        Column("action", _("What it does"), lambda one: str(ACTIONS_SAID[one.rule.action])),
        Column("scope", _("Where"), lambda one: scope_words(one.rule)),
        Column("state", _("State"), lambda one: one.held.get_state_display() if one.held else _("shipped")),
        Column("found", _("Claims found"), lambda one: one.saved.found, number=True),
        Column("stopped", _("Corrected and paid"), lambda one: one.saved.stopped, number=True),
        Column("paid", _("Paid"), lambda one: one.saved.paid, number=True, places=2),
        Column("passed", _("Passed over and denied"), lambda one: one.saved.passed, number=True),
        Column("denied", _("Denied"), lambda one: one.saved.denied, number=True, places=2),
        Column("source", _("Source"), lambda one: one.rule.source.document, shown=False),
    )
    return Table("rules", columns, lines, query, sort="-found", lines=AT_FIRST)


@dataclass(frozen=True)
class MonthShown:
    """Claims of a month that were judged, and those of them in which a rule found something."""

    month: str
    judged: int
    found: int
    picture: SafeString


@dataclass(frozen=True)
class DryRunShown:
    """What a dry run came to."""

    run: DryRun
    months: tuple[MonthShown, ...]

    @property
    def charge(self) -> object:
        return as_money(self.run.answer["charge"])

    @property
    def denied(self) -> object:
        return as_money(self.run.answer["cents"])


def dry_run_shown(run: DryRun) -> DryRunShown:
    """A dry run with its months, the earliest first; without an answer it has none yet."""
    months = run.answer.get("months", [])
    return DryRunShown(
        run, tuple(MonthShown(month, seen, found, _meter(month, seen, found)) for month, seen, found in months)
    )


def _meter(month: str, judged: int, found: int) -> SafeString:
    parts = (
        Part(amount=float(found), words=_("found"), kind="warn"),
        Part(amount=float(judged - found), words=_("others"), kind="rest"),
    )
    return meter(subject=month, parts=parts)
