"""How a price came about, in words: each step with its figures, and what has no price and why.

The engine tells steps and reasons as data. Names of terms, codes and levels are the contract's own and stay as they
are.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from types import MappingProxyType

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from wellrun.engines.reimbursement.expected import Expected, Step, Unpriced, Why

ALONE = frozenset({"base", "carve-out"})
"""Kinds of steps that set an amount; the others change one."""

KINDS: Mapping[str, Promise | str] = MappingProxyType(
    {
        "base": gettext_lazy("base"),
        "carve-out": gettext_lazy("carve-out"),
        "modifier cut": gettext_lazy("cut by modifier"),
        "rank cut": gettext_lazy("cut by rank"),
        "stop-loss": gettext_lazy("stop-loss"),
        "lesser-of": gettext_lazy("lesser of"),
        "withhold": gettext_lazy("withhold"),
        "patient share": gettext_lazy("patient’s share"),
    }
)
FIGURES: Mapping[str, Promise | str] = MappingProxyType(
    {
        "charge": gettext_lazy("charge"),
        "share": gettext_lazy("share"),
        "code without fee": gettext_lazy("code without fee"),
        "code": gettext_lazy("code"),
        "fee": gettext_lazy("fee"),
        "factor": gettext_lazy("factor"),
        "units": gettext_lazy("units"),
        "DRG": gettext_lazy("DRG"),
        "weight": gettext_lazy("weight"),
        "base rate": gettext_lazy("base rate"),
        "transferred after days": gettext_lazy("transferred after days"),
        "mean stay": gettext_lazy("mean stay"),
        "short stay of days": gettext_lazy("short stay of days"),
        "rate by day": gettext_lazy("rate by day"),
        "case rate": gettext_lazy("case rate"),
        "of these": gettext_lazy("of these"),
        "measured": gettext_lazy("measured"),
        "threshold": gettext_lazy("threshold"),
        "modifier": gettext_lazy("modifier"),
        "rank": gettext_lazy("rank"),
        "shares together": gettext_lazy("shares together"),
        "per": gettext_lazy("per"),
        "in the rates by day": gettext_lazy("in the rates by day"),
        "level": gettext_lazy("level"),
        "days": gettext_lazy("days"),
        "from day": gettext_lazy("from day"),
        "rate": gettext_lazy("rate"),
        "APC": gettext_lazy("APC"),
        "packaged": gettext_lazy("packaged"),
        "units at the full rate, cut ones by half": gettext_lazy("units at the full rate, cut ones by half"),
        "limit": gettext_lazy("limit"),
        "pays": gettext_lazy("pays"),
        "by day": gettext_lazy("by day"),
        "of what is paid": gettext_lazy("of what is paid"),
        "of what is allowed": gettext_lazy("of what is allowed"),
        "deductible": gettext_lazy("deductible"),
        "copayment": gettext_lazy("copayment"),
        "coinsurance": gettext_lazy("coinsurance"),
    }
)
"""What a figure is. A name that is not here is the contract's own, as that of a term among several."""

LOOKS_FOR: Mapping[Why, Promise | str] = MappingProxyType(
    {
        Why.NO_CONTRACT: gettext_lazy("No contract covers this payer, plan, product and facility"),
        Why.SEVERAL_CONTRACTS: gettext_lazy("Several contracts cover this claim and none says more than the others"),
        Why.NO_VERSION: gettext_lazy("The contract has no version for these days"),
        Why.NO_LINES: gettext_lazy("The claim has no lines"),
        Why.DOUBLED_LINES: gettext_lazy("Several lines have one number"),
        Why.NO_TERM: gettext_lazy("No term holds for this line"),
        Why.NO_TABLE: gettext_lazy("The contract names a table that is not there"),
        Why.NO_FEE: gettext_lazy("The schedule has no fee for this code"),
        Why.NO_WEIGHT: gettext_lazy("The table has no weight for this DRG"),
        Why.NO_MEAN_STAY: gettext_lazy("The table has no mean stay for this DRG"),
        Why.NO_ROOM_DAYS: gettext_lazy("The claim has no days in a room of any level"),
        Why.NO_LEVEL: gettext_lazy("This room is of no level of the contract"),
        Why.NO_TIER: gettext_lazy("No tier has a rate for this day"),
        Why.BROKEN_DAYS: gettext_lazy("Days of a room are not whole"),
        Why.NO_COST: gettext_lazy("The cost is not known"),
    }
)
"""Why a line or a claim has no price."""


def sentences(expected: Expected) -> tuple[str, ...]:
    """What happened, step by step, then what could not be priced and why."""
    return (*(say(step) for step in expected.steps), *(say_why(one) for one in expected.unpriced))


def say(step: Step) -> str:
    """One step: what it is, for which lines, with which figures, from which amount to which."""
    figures = ", ".join(f"{FIGURES.get(name, name)} {_shown(value)}".rstrip() for name, value in step.figures)
    count = len(step.lines)
    lines = (
        _("line %(line)s") % {"line": step.lines[0]}
        if count == 1
        else ngettext("%(n)s line", "%(n)s lines", count) % {"n": count}
    )
    moved = f"{step.after:,}" if step.kind in ALONE else f"{step.before:,} → {step.after:,}"
    return f"{step.term} ({KINDS[step.kind]}), {lines}: {figures}: {moved}."


def say_why(one: Unpriced) -> str:
    """What has no price and what was looked for."""
    line = _("line %(line)s") % {"line": one.line} if one.line else ""
    about = ", ".join(part for part in (line, one.term, one.sought) if part)
    return f"{LOOKS_FOR[one.why]} ({about})." if about else f"{LOOKS_FOR[one.why]}."


def _shown(value: Decimal | str) -> str:
    """A figure as the contract or the claim has it; strings as they are."""
    return value if isinstance(value, str) else f"{value:,f}"
