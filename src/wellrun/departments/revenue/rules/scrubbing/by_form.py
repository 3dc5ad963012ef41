"""Rules of the common kinds, as a form asks for them: a service of a payer that lacks or has something."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from decimal import Decimal
from typing import NamedTuple

from wellrun.departments.revenue.rules.scrubbing.conditions import All, Check, Condition, Either, Op
from wellrun.departments.revenue.rules.scrubbing.facts import Each
from wellrun.departments.revenue.rules.scrubbing.findings import Action, ChangeKind
from wellrun.departments.revenue.rules.scrubbing.rule import Fix, Rule, Scope, Source


class Common(NamedTuple):
    """What the form asks. Patterns as in ``conditions.fits``; ``lacks`` is a fact that is missing (authorisation)."""

    id: str
    words: str
    action: Action
    remedy: str
    document: str
    page: str = ""
    url: str = ""
    payers: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    forms: tuple[str, ...] = ()
    services: tuple[str, ...] = ()
    diagnoses: tuple[str, ...] = ()
    no_diagnoses: tuple[str, ...] = ()
    with_modifier: str = ""
    without_modifier: str = ""
    place_of_service: str = ""
    units_above: Decimal | None = None
    lacks: str = ""
    fix: str = ""
    fix_value: str = ""
    since: dt.date | None = None


def common_rule(told: Common) -> Rule | None:
    """The rule that a form describes; none where it says nothing about when."""
    conditions = tuple(_conditions(told))
    if not conditions:
        return None
    return Rule(
        id=told.id,
        words=told.words,
        action=told.action,
        when=conditions[0] if len(conditions) == 1 else All(conditions),
        about=_about(told),
        remedy=told.remedy,
        source=Source(told.document, told.page, told.url),
        each=Each.LINE,
        scope=Scope(told.payers, told.places, told.forms),
        since=told.since,
        fix=(Fix(ChangeKind(told.fix), told.fix_value),) if told.fix else (),
    )


def _conditions(told: Common) -> Iterator[Condition]:
    if told.services:
        like = [Check(fact, Op.LIKE, told.services) for fact in ("line.code", "line.revenue_code")]
        yield Either(tuple(like))
    if told.diagnoses:
        yield Check("line.diagnoses", Op.LIKE, told.diagnoses)
    if told.no_diagnoses:
        yield Check("line.diagnoses", Op.UNLIKE, told.no_diagnoses)
    if told.with_modifier:
        yield Check("line.modifiers", Op.IS, told.with_modifier)
    if told.without_modifier:
        yield Check("line.modifiers", Op.IS_NOT, told.without_modifier)
    if told.place_of_service:
        yield Check("line.place", Op.IS, told.place_of_service)
    if told.units_above is not None:
        yield Check("line.units", Op.ABOVE, told.units_above)
    if told.lacks:
        yield Check(told.lacks, Op.GIVEN, False)


def _about(told: Common) -> str:
    """The fact that a finding names: what is most likely wrong."""
    if told.lacks:
        return told.lacks
    if told.with_modifier or told.without_modifier:
        return "line.modifiers"
    if told.diagnoses or told.no_diagnoses:
        return "line.diagnoses"
    return "line.units" if told.units_above is not None else "line.code"
