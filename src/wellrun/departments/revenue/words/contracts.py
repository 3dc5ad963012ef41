"""A contract in words: what each term pays, for what, in the order in which they are applied."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from types import MappingProxyType
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from wellrun.engines.reimbursement.contract import (
    ApcRate,
    CarveOut,
    CaseRate,
    Codes,
    Combined,
    Contract,
    DrgRate,
    FeeSchedule,
    LesserOf,
    Match,
    Missing,
    ModifierCut,
    Pays,
    PercentOfCharges,
    PerDiem,
    RankCut,
    StopLoss,
    Term,
    Trigger,
    Version,
    Withhold,
)
from wellrun.engines.reimbursement.expected import Why
from wellrun.foundations.pages.tables import words


@dataclass(frozen=True)
class TermInWords:
    """A term: its name, what it does, and what it is for; the last is empty where it is for everything."""

    name: str
    does: str
    about: str


@dataclass(frozen=True)
class VersionInWords:
    """What holds for days of service from ``since`` on."""

    version: Version
    terms: tuple[TermInWords, ...]


def in_words(contract: Contract) -> tuple[VersionInWords, ...]:
    """Every version, the latest first."""
    versions = sorted(contract.versions, key=lambda one: one.since, reverse=True)
    return tuple(VersionInWords(one, tuple(_terms(one))) for one in versions)


def _terms(version: Version) -> Iterator[TermInWords]:
    parts: tuple[Any, ...] = (
        *version.carve_outs,
        *version.terms,
        *version.modifier_cuts,
        *version.rank_cuts,
        *version.stop_losses,
    )
    yield from (TermInWords(one.name, said(one), _about(one)) for one in parts)
    if version.lesser_of is not LesserOf.NO:
        yield TermInWords(_("lesser of"), LESSER[version.lesser_of](), "")
    yield from (TermInWords(one.name, said(one), "") for one in version.withholds)


def said(term: Any) -> str:
    """What one term does."""
    return _SAID[type(term)](term)


def _share(value: Decimal) -> str:
    return f"{_figure(value * 100)}\u00a0%"


def _figure(value: Decimal) -> str:
    """A figure with the places that it has."""
    exponent = value.normalize().as_tuple().exponent
    return words(float(value), max(-exponent, 0) if isinstance(exponent, int) else 0)


def _money(value: Decimal) -> str:
    return words(float(value), 2)


def _percent(one: PercentOfCharges) -> str:
    return _("%(share)s of the charge") % {"share": _share(one.share)}


def _fees(one: FeeSchedule) -> str:
    missing: Mapping[Missing, str] = {
        Missing.UNPRICED: _("a code that is not in it has no price"),
        Missing.PERCENT: _("a code that is not in it brings %(share)s of its charge") % {"share": _share(one.share)},
        Missing.NOTHING: _("a code that is not in it brings nothing"),
    }
    given = {"table": one.table, "factor": _share(one.factor), "missing": missing[one.missing]}
    return _("%(factor)s of the fee in table “%(table)s” for each unit; %(missing)s") % given


def _apc(one: ApcRate) -> str:
    given = {"table": one.table, "factor": _share(one.factor)}
    return _("%(factor)s of the outpatient rate in table “%(table)s”, packaged and discounted as Medicare does") % given


def _drg(one: DrgRate) -> str:
    told = [
        _("the DRG’s weight in table “%(table)s” times %(rate)s") % {"table": one.table, "rate": _money(one.base_rate)}
    ]
    told += [_("a patient transferred before the mean stay is paid by day")] if one.transfer else []
    if one.short_stay_days:
        given = {"days": one.short_stay_days, "rate": _money(one.short_stay_rate)}
        told.append(_("a stay of at most %(days)s days brings %(rate)s a day, if that is less") % given)
    return "; ".join(told)


def _case(one: CaseRate) -> str:
    return _("%(amount)s for the whole case") % {"amount": _money(one.amount)}


def _days(one: PerDiem) -> str:
    levels = (
        f"{level.name} ({_codes(level.revenue_codes)}): "
        + ", ".join(
            _("from day %(day)s %(rate)s a day") % {"day": tier.from_day, "rate": _money(tier.rate)}
            for tier in level.tiers
        )
        for level in one.levels
    )
    return "; ".join(levels)


def _combined(one: Combined) -> str:
    how = {"lesser": _("the lesser of"), "greater": _("the greater of"), "sum": _("together")}[one.how.value]
    return f"{how}: " + "; ".join(f"{term.name}: {said(term)}" for term in one.terms)


def _carved(one: CarveOut) -> str:
    given = {"share": _share(one.share), "basis": _basis(one.basis.value)}
    paid = _("paid apart: %(share)s of %(basis)s") % given
    if not one.threshold:
        return paid
    return paid + _(", where it is above %(amount)s") % {"amount": _money(one.threshold)}


def _modified(one: ModifierCut) -> str:
    return _("with modifier %(modifier)s, %(share)s of the price") % {
        "modifier": one.modifier,
        "share": _share(one.share),
    }


def _ranked(one: RankCut) -> str:
    shares = ", ".join(_share(share) for share in one.shares)
    return _("the dearest first: %(shares)s, all further as the last") % {"shares": shares}


def _stopped(one: StopLoss) -> str:
    basis = _basis(one.basis.value)
    given = {"basis": basis, "limit": _money(one.threshold), "times": _figure(one.threshold)}
    when = {
        Trigger.DOLLARS: _("once %(basis)s pass %(limit)s"),
        Trigger.RATE_MULTIPLE: _("once %(basis)s pass %(times)s times the rate"),
        Trigger.RATE_PLUS: _("once %(basis)s pass the rate and %(limit)s"),
        Trigger.DAYS: _("after %(times)s days"),
        Trigger.STAY_MULTIPLE: _("after %(times)s times the mean stay of the DRG"),
    }[one.trigger]
    paid = {
        Pays.FIRST_DOLLAR: _("%(share)s of all %(basis)s instead of the rate"),
        Pays.SECOND_DOLLAR: _("%(share)s of what is above it, besides the rate"),
        Pays.DAILY: _("%(daily)s for each day beyond, besides the rate"),
    }[one.pays]
    more = {"share": _share(one.share), "basis": basis, "daily": _money(one.daily)}
    return f"{when % given}: {paid % more}"


def _withheld(one: Withhold) -> str:
    basis = _("what the payer pays") if one.basis.value == "payment" else _("all that is allowed")
    return _("%(share)s of %(basis)s is kept back") % {"share": _share(one.share), "basis": basis}


def _basis(value: str) -> str:
    return _("cost") if value == "cost" else _("charges")


_SAID: Mapping[type, Callable[[Any], str]] = {
    PercentOfCharges: _percent,
    FeeSchedule: _fees,
    ApcRate: _apc,
    DrgRate: _drg,
    CaseRate: _case,
    PerDiem: _days,
    Combined: _combined,
    CarveOut: _carved,
    ModifierCut: _modified,
    RankCut: _ranked,
    StopLoss: _stopped,
    Withhold: _withheld,
}

LESSER: Mapping[LesserOf, Callable[[], str]] = {
    LesserOf.LINE: lambda: _("no line brings more than its charge"),
    LesserOf.CLAIM: lambda: _("no claim brings more than its charge"),
}


def _about(term: Term | CarveOut | ModifierCut | RankCut | StopLoss) -> str:
    """What a term is for, and what is left out of it."""
    parts = [*_matched(term.when)]
    without: Match | None = getattr(term, "without", None)
    if without is not None and (left := "; ".join(_matched(without))):
        parts.append(_("but not %(what)s") % {"what": left})
    return "; ".join(parts)


def _matched(match: Match) -> Iterator[str]:
    if match.setting is not None:
        yield _("stays") if match.setting.value == "inpatient" else _("outpatients")
    if match.drgs:
        yield _("DRG %(codes)s") % {"codes": _codes(match.drgs)}
    if match.revenue_codes:
        yield _("revenue codes %(codes)s") % {"codes": _codes(match.revenue_codes)}
    if match.procedures:
        yield _("procedures %(codes)s") % {"codes": _codes(match.procedures)}


def _codes(codes: Iterable[Codes]) -> str:
    return ", ".join(one.first if one.first == one.last else f"{one.first}–{one.last}" for one in codes)


WHY_NOT: Mapping[Why, Promise | str] = MappingProxyType(
    {
        Why.NO_CONTRACT: gettext_lazy("no contract in force covers them"),
        Why.SEVERAL_CONTRACTS: gettext_lazy("several contracts cover them alike"),
        Why.NO_VERSION: gettext_lazy("the contract says nothing of their days"),
        Why.NO_LINES: gettext_lazy("they have no lines"),
        Why.DOUBLED_LINES: gettext_lazy("several of their lines have one number"),
        Why.NO_TERM: gettext_lazy("no term holds for one of their lines"),
        Why.NO_TABLE: gettext_lazy("the contract names a table that is not there"),
        Why.NO_FEE: gettext_lazy("the schedule has no fee for one of their codes"),
        Why.NO_WEIGHT: gettext_lazy("the table has no weight for their DRG"),
        Why.NO_MEAN_STAY: gettext_lazy("the table has no mean stay for their DRG"),
        Why.NO_ROOM_DAYS: gettext_lazy("they have no days in a room of the contract"),
        Why.NO_LEVEL: gettext_lazy("a room is of no level of the contract"),
        Why.NO_TIER: gettext_lazy("no tier has a rate for one of their days"),
        Why.BROKEN_DAYS: gettext_lazy("days of a room are not whole"),
        Why.NO_COST: gettext_lazy("the cost is not known"),
    }
)
"""Why claims have no price."""
