"""Lines of a sheet are typed over, added and spoken of. Who saves over a line that has moved on is told; nothing is
lost."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from wellrun.departments.finance.models import BudgetComment, BudgetLine, BudgetSheet
from wellrun.departments.finance.rules.budgeting import (
    FACTORS,
    LARGEST,
    Driver,
    LineState,
    Typed,
    driven,
    typed_over,
)
from wellrun.departments.finance.rules.spreading import spread
from wellrun.foundations.access.permissions import check_may
from wellrun.foundations.access.rules import Permission
from wellrun.foundations.audit.actions import record
from wellrun.foundations.organisation.places import Tree
from wellrun.foundations.people.models import Account
from wellrun.values.faults import Fault, Refused


@dataclass(frozen=True)
class Change:
    """What was typed over a line, and the version that was looked at. ``place``: where, as its reader knows it."""

    line: int
    version: int
    typed: Typed
    comment: str = ""
    place: str = ""

    @property
    def of_figures(self) -> bool:
        """Whether it changes more than what is said."""
        typed = self.typed
        return typed.year is not None or bool(typed.factors) or any(one is not None for one in typed.amounts)


def check_open(sheet: BudgetSheet) -> None:
    """Raises ``Refused`` where the sheet is on its way, or its version locked."""
    if sheet.budget.locked_at is None and sheet.standing.open:
        return
    words = _("The budget of %(name)s is not open.") % {"name": sheet.name}
    raise Refused(Fault("finance.budget.closed", words, remedy=_("Have it sent back, or the version unlocked.")))


@transaction.atomic
def save_lines(*, sheet: BudgetSheet, changes: list[Change], by: Account, tree: Tree) -> int:
    """Types over lines; returns how many changed. All or nothing: raises ``Refused`` with every fault."""
    check_may(by, Permission.PLAN_BUDGETS, tree[sheet.place], tree=tree)
    held = BudgetSheet.objects.select_for_update().select_related("budget").get(pk=sheet.pk)
    check_open(held)
    rows = {line.pk: line for line in held.lines.select_related("changed_by__person")}
    faults: list[Fault] = []
    changed = 0
    for change in changes:
        line = rows.get(change.line)
        found = _typed(line, change, by) if change.of_figures or line is None else None
        if isinstance(found, Fault):
            faults.append(found)
            continue
        if found is not None:
            changed += 1
            record("finance.budget.typed", by=by, about=found.line, before=found.before, after=found.after)
        if line is not None and change.comment.strip():
            say(line=line, words=change.comment, by=by)
    if faults:
        raise Refused(faults)
    return changed


@dataclass(frozen=True)
class _Kept:
    """A line that was written, as it was and as it is."""

    line: BudgetLine
    before: dict[str, Any]
    after: dict[str, Any]


def _typed(line: BudgetLine | None, change: Change, by: Account) -> _Kept | Fault | None:
    """Writes a change of figures; ``None`` where it says what the line says already."""
    if line is None:
        words = _("This line is no longer there.")
        return Fault("finance.budget.gone", words, change.place, remedy=_("Add it anew if it is still needed."))
    if line.version != change.version:
        return _moved_on(line, change)
    new = typed_over(line.says, change.typed)
    if isinstance(new, Fault):
        return Fault(new.code, _(new.message), change.place or str(line), new.value, new.expected, _(new.remedy))
    if any(abs(amount) > LARGEST for amount in new.amounts):
        words = _("No period of a line has that much.")
        return Fault("finance.budget.large", words, change.place or str(line), remedy=_("Look at the figures."))
    if new == line.says:
        return None
    before = _plain(line.says)
    return _Kept(line, before, _plain(new)) if _kept(line, new, by) else _moved_on(line, change)


def _moved_on(line: BudgetLine, change: Change) -> Fault:
    """What stands in a line that somebody has changed meanwhile, and who it was."""
    now = BudgetLine.objects.select_related("changed_by__person").get(pk=line.pk)
    who = now.changed_by.person.name if now.changed_by else _("somebody")
    words = _("%(who)s has changed %(line)s since you opened it. It now says %(year)s for the year.") % {
        "who": who,
        "line": now,
        "year": f"{now.says.year / 100:,.2f}",
    }
    remedy = _("Nothing of yours is saved yet, and nothing of theirs is lost. Look at it and save again.")
    return Fault("finance.budget.moved_on", words, change.place, str(change.version), str(now.version), remedy)


def _kept(line: BudgetLine, new: LineState, by: Account) -> bool:
    """Writes a line where it is still of the version that was read: of two who save at once one comes through."""
    through = BudgetLine.objects.filter(pk=line.pk, version=line.version).update(
        amounts=list(new.amounts),
        volume=new.volume,
        per_unit=new.per_unit,
        price=new.price,
        version=line.version + 1,
        changed_by=by,
    )
    return bool(through)


def _plain(says: LineState) -> dict[str, Any]:
    factors = {name: str(getattr(says, name)) for name in FACTORS[says.driver]}
    return {"amounts": list(says.amounts), **factors}


@transaction.atomic
def add_line(
    *,
    sheet: BudgetSheet,
    account: str,
    name: str,
    kind: str,
    driver: str,
    year: int = 0,
    factors: Mapping[str, Decimal] | None = None,
    by: Account,
    tree: Tree,
) -> BudgetLine:
    """Adds an account to a sheet: typed for the year and spread by days, or driven by its factors."""
    check_may(by, Permission.PLAN_BUDGETS, tree[sheet.place], tree=tree)
    held = BudgetSheet.objects.select_for_update().select_related("budget").get(pk=sheet.pk)
    check_open(held)
    if held.lines.filter(account=account.strip()).exists():
        words = _("The sheet has a line of this account.")
        raise Refused(Fault("finance.budget.twice", words, "account", account, remedy=_("Type over that line.")))
    weights = [1] * len(held.budget.periods)
    way = Driver(driver)
    told = {one: value for one, value in (factors or {}).items() if one in FACTORS[way]}
    says = LineState(way, tuple([0] * len(weights)), weights=tuple(weights), **told)
    says = driven(says) if way is not Driver.FIXED else replace(says, amounts=spread(year, weights))
    line = BudgetLine.objects.create(
        sheet=held,
        account=account.strip(),
        name=name.strip(),
        kind=kind,
        driver=way.value,
        amounts=list(says.amounts),
        weights=weights,
        changed_by=by,
        **told,
    )
    record("finance.budget.line_added", by=by, about=line, after=_plain(says))
    return line


def say(*, line: BudgetLine, words: str, by: Account) -> BudgetComment:
    """Keeps what is said of a line; who may plan the sheet was asked before."""
    made = BudgetComment.objects.create(line=line, words=words.strip(), by=by, at=timezone.now())
    record("finance.budget.said", by=by, about=made, after={"line": str(line), "words": made.words})
    return made
