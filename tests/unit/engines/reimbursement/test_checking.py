"""Faults of a contract: all of them, each with its place."""

from __future__ import annotations

import dataclasses
import datetime as dt
from decimal import Decimal as D
from typing import Any

import pytest

from wellrun.engines.reimbursement.checking import between, contract_faults
from wellrun.engines.reimbursement.contract import (
    ApcRate,
    CarveOut,
    CaseRate,
    Codes,
    Combined,
    Contract,
    DrgRate,
    FeeSchedule,
    How,
    Level,
    Match,
    ModifierCut,
    Pays,
    PercentOfCharges,
    PerDiem,
    RankCut,
    StopLoss,
    Tier,
    Trigger,
    Version,
    Withhold,
)
from wellrun.engines.reimbursement.tables import DrgTable, DrgWeight, Fee, FeeTable

FIRST = dt.date(2026, 1, 1)
REST = PercentOfCharges("rest", D("0.4"))
ROOM = (Codes("0120", "0129"),)
INPATIENT = Match(drgs=(Codes("001", "999"),))
DRGS = DrgTable("drgs", (DrgWeight("470", D(2)), DrgWeight("871", D(2), D(4), D(5))))


def of(*terms: Any, tables: Any = (), **parts: Any) -> Contract:
    return Contract("C", "P", (Version(FIRST, None, terms or (REST,), **parts),), tables=tables)


def stop(trigger: Trigger, pays: Pays, **parts: Any) -> dict[str, Any]:
    return {"stop_losses": (StopLoss("s", trigger, D(1), pays, **parts),)}


def level(*days: int, name: str = "ward", codes: tuple[Codes, ...] = ROOM) -> Level:
    return Level(name, codes, tuple(Tier(day, D(1)) for day in days))


def dated(*days: tuple[str, str]) -> Contract:
    versions = [Version(dt.date.fromisoformat(a), dt.date.fromisoformat(b) if b else None, (REST,)) for a, b in days]
    return dataclasses.replace(of(), versions=tuple(versions))


@pytest.mark.parametrize(
    ("contract", "found"),
    [
        (of(), []),
        (dated(), [("versions.none", "versions")]),
        (dated(("2026-01-01", "2026-01-01")), [("versions.days", "versions[0].until")]),
        (dated(("2026-07-01", ""), ("2026-01-01", "2026-07-01")), []),
        (dated(("2026-01-01", "2026-07-02"), ("2026-07-01", "")), [("versions.overlap", "versions[1].since")]),
        (dated(("2026-01-01", ""), ("2026-07-01", "")), [("versions.overlap", "versions[1].since")]),
        (dated(("2026-01-01", "2026-06-30"), ("2026-07-01", "")), [("versions.gap", "versions[1].since")]),
        (dataclasses.replace(of(), versions=(Version(FIRST, None, ()),)), [("terms.none", "versions[0].terms")]),
        (of(PercentOfCharges("p", D(40))), [("amount.share", "versions[0].terms[0].share")]),
        (of(PercentOfCharges("p", D("-0.4"))), [("amount.negative", "versions[0].terms[0].share")]),
        (of(REST, REST), [("names.doubled", "versions[0]"), ("terms.unreached", "versions[0].terms[1]")]),
        (of(CaseRate("c", D(1), without=Match(procedures=ROOM)), REST), []),
        (of(CaseRate("c", D(1), INPATIENT, Match()), REST), [("without.all", "versions[0].terms[0].without")]),
        (of(PerDiem("d", (level(1, 4),))), []),
        (of(PerDiem("d", (level(1, codes=(*ROOM, Codes("0125", "0125"))),))), []),
        (of(PerDiem("d", ())), [("levels.none", "versions[0].terms[0].levels")]),
        (of(PerDiem("d", (level(2),))), [("tiers.gap", "versions[0].terms[0].levels[0].tiers")]),
        (of(PerDiem("d", (level(),))), [("tiers.gap", "versions[0].terms[0].levels[0].tiers")]),
        (of(PerDiem("d", (level(1, 4, 4),))), [("tiers.order", "versions[0].terms[0].levels[0].tiers")]),
        (of(PerDiem("d", (level(1, codes=()),))), [("levels.codes", "versions[0].terms[0].levels[0]")]),
        (
            of(PerDiem("d", (level(1), level(1, name="other", codes=(Codes("0125", "0130"),))))),
            [("levels.overlap", "versions[0].terms[0].levels[1]")],
        ),
        (
            of(PercentOfCharges("p", D(0), Match(procedures=(Codes("B", "A"),)))),
            [("codes.range", "versions[0].terms[0].when.procedures[0]")],
        ),
        (of(FeeSchedule("f", "none")), [("tables.missing", "versions[0].terms[0].table")]),
        (of(FeeSchedule("f", "drgs"), tables=(DRGS,)), [("tables.missing", "versions[0].terms[0].table")]),
        (
            of(ApcRate("a", "none", D(100))),
            [("amount.share", "versions[0].terms[0].factor"), ("tables.missing", "versions[0].terms[0].table")],
        ),
        (of(DrgRate("d", "drgs", D(1)), tables=(DRGS,)), []),
        (of(DrgRate("d", "drgs", D(1), transfer=True), tables=(DRGS,)), [("tables.stay", "versions[0].terms[0]")]),
        (of(tables=(DRGS, DRGS)), [("names.doubled", "tables")]),
        (
            of(tables=(FeeTable("f", (Fee("A", D(1)), Fee("A", D(2)), Fee("A", D(-3), "26"))),)),
            [("tables.doubled", "tables[0].rows[1]"), ("amount.negative", "tables[0].rows[2].amount")],
        ),
        (of(Combined("c", How.SUM, (REST,))), [("combined.few", "versions[0].terms[0].terms")]),
        (of(carve_outs=(CarveOut("c", Match(), D("0.5")),)), [("carve_out.all", "versions[0].carve_outs[0].when")]),
        (of(modifier_cuts=(ModifierCut("m", "50", D(150)),)), [("amount.share", "versions[0].modifier_cuts[0].share")]),
        (of(rank_cuts=(RankCut("r", (D("0.5"), D(1))),)), [("ranks.order", "versions[0].rank_cuts[0].shares")]),
        (of(rank_cuts=(RankCut("r", ()),)), [("ranks.order", "versions[0].rank_cuts[0].shares")]),
        (of(rank_cuts=(RankCut("r", (D(100), D(50))),)), [("amount.share", "versions[0].rank_cuts[0].shares")] * 2),
        (of(withholds=(Withhold("w", D(2)),)), [("amount.share", "versions[0].withholds[0].share")]),
        (
            of(**stop(Trigger.DAYS, Pays.SECOND_DOLLAR, share=D("0.5"))),
            [("stop_loss.forms", "versions[0].stop_losses[0].pays")],
        ),
        (of(**stop(Trigger.DOLLARS, Pays.DAILY, daily=D(5))), [("stop_loss.forms", "versions[0].stop_losses[0].pays")]),
        (of(**stop(Trigger.DOLLARS, Pays.FIRST_DOLLAR)), [("stop_loss.nothing", "versions[0].stop_losses[0].share")]),
        (of(**stop(Trigger.DAYS, Pays.DAILY)), [("stop_loss.nothing", "versions[0].stop_losses[0].daily")]),
        (of(**stop(Trigger.STAY_MULTIPLE, Pays.DAILY, daily=D(5))), [("tables.missing", "versions[0].stop_losses[0]")]),
        (
            of(tables=(DRGS,), **stop(Trigger.STAY_MULTIPLE, Pays.DAILY, daily=D(5))),
            [("tables.stay", "versions[0].stop_losses[0]")],
        ),
        (
            dataclasses.replace(of(), appeal_days=-1, tolerance_share=D(5)),
            [("amount.share", "tolerance_share"), ("amount.negative", "appeal_days")],
        ),
    ],
)
def test_every_fault_has_its_place(contract: Contract, found: list[tuple[str, str]]) -> None:
    assert [(one.code, one.place) for one in contract_faults(contract)] == found
    assert all(one.remedy and one.expected and one.value for one in contract_faults(contract))


@pytest.mark.parametrize(
    ("parts", "overlap"),
    [
        ({}, True),
        ({"payer": "Q"}, False),
        ({"plans": ("gold",)}, False),
        ({"versions": (Version(dt.date(2025, 1, 1), FIRST, (REST,)),)}, False),
        ({"versions": (Version(dt.date(2025, 1, 1), None, (REST,)),)}, True),
    ],
)
def test_two_contracts_for_one_claim_are_found(parts: dict[str, Any], overlap: bool) -> None:
    """One that names a plan is chosen before one that names none."""
    other = dataclasses.replace(of(), key="D", **parts)
    assert len(between([other, of()])) == overlap
    assert [(one.code, one.place, one.value) for one in between([of(), other])] == [
        ("contracts.overlap", "C", "D")
    ] * overlap


def test_contracts_of_other_plans_do_not_meet() -> None:
    gold, silver = (dataclasses.replace(of(), plans=(plan,)) for plan in ("gold", "silver"))
    assert between([gold, silver]) == ()
    assert len(between([gold, dataclasses.replace(silver, plans=("silver", "gold"))])) == 1
