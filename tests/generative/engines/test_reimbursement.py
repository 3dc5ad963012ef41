"""Pricing against brute force, and what holds for any contract and any claim."""

from __future__ import annotations

import dataclasses
import datetime as dt
from decimal import ROUND_HALF_UP, Decimal

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from wellrun.engines.reimbursement.checker import contradictions
from wellrun.engines.reimbursement.claim import Claim, Line, PatientShare, Setting
from wellrun.engines.reimbursement.contract import (
    Basis,
    CarveOut,
    CaseRate,
    Codes,
    Contract,
    Count,
    FeeSchedule,
    LesserOf,
    Level,
    Match,
    Missing,
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
    WithholdBasis,
)
from wellrun.engines.reimbursement.formats.yaml import read, write
from wellrun.engines.reimbursement.money import spread
from wellrun.engines.reimbursement.pricing import price
from wellrun.engines.reimbursement.tables import Fee, FeeTable

QUICK = settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.too_slow])
FIRST = dt.date(2026, 3, 1)
CODES = ("X1000", "X2000", "X3000", "X9999")
REVENUE = ("0120", "0200", "0250", "0278")

money = st.integers(0, 5_000_000).map(lambda cents: Decimal(cents) / 100)
shares = st.integers(0, 150).map(lambda hundredths: Decimal(hundredths) / 100)
matches = st.sampled_from(
    (
        Match(),
        Match(procedures=(Codes("X1000", "X2000"),)),
        Match(revenue_codes=(Codes("0275", "0278"),)),
        Match(setting=Setting.INPATIENT),
    )
)
lines = st.lists(
    st.builds(
        Line,
        number=st.just(""),
        charge=money,
        units=st.integers(0, 5).map(Decimal),
        revenue_code=st.sampled_from(REVENUE),
        procedure=st.sampled_from(CODES),
        modifiers=st.sampled_from(((), ("50",), ("26", "50"))),
        on=st.integers(0, 5).map(lambda day: FIRST + dt.timedelta(day)),
        cost=st.none() | money,
    ),
    min_size=1,
    max_size=6,
).map(lambda found: tuple(dataclasses.replace(one, number=str(at)) for at, one in enumerate(found)))
claims = st.builds(
    Claim,
    number=st.just("A1"),
    payer=st.just("P"),
    facility=st.just("HV"),
    setting=st.sampled_from(Setting),
    begins=st.just(FIRST),
    ends=st.integers(0, 30).map(lambda days: FIRST + dt.timedelta(days)),
    lines=lines,
    cost=st.none() | money,
    patient=st.builds(PatientShare, money, money, st.integers(0, 100).map(lambda one: Decimal(one) / 100)),
)
tiers = st.lists(st.tuples(st.integers(2, 6), money), max_size=3, unique_by=lambda one: one[0]).map(
    lambda found: (Tier(1, Decimal(700)), *(Tier(day, rate) for day, rate in sorted(found)))
)
per_diems = st.builds(
    PerDiem,
    name=st.just("days"),
    levels=st.tuples(
        st.builds(Level, st.just("ward"), st.just((Codes("0120", "0129"),)), tiers),
        st.builds(Level, st.just("intensive"), st.just((Codes("0200", "0209"),)), tiers),
    ),
    count=st.sampled_from(Count),
)
terms = st.one_of(
    per_diems,
    st.builds(PercentOfCharges, st.just("percent"), shares, matches),
    st.builds(FeeSchedule, st.just("fees"), st.just("fees"), shares, st.sampled_from(Missing), shares, matches),
    st.builds(CaseRate, st.just("case"), money, matches, st.none() | matches.filter(lambda one: one.names_lines)),
)
stop_losses = st.builds(
    StopLoss,
    name=st.just("stop"),
    trigger=st.sampled_from(Trigger),
    threshold=st.integers(0, 20_000).map(Decimal),
    pays=st.sampled_from(Pays),
    share=shares,
    daily=money,
    basis=st.sampled_from(Basis),
    never_less=st.booleans(),
)
versions = st.builds(
    Version,
    since=st.just(dt.date(2026, 1, 1)),
    until=st.none(),
    terms=st.lists(terms, max_size=3).map(tuple),
    carve_outs=st.lists(
        st.builds(CarveOut, st.just("c"), matches, shares, st.sampled_from(Basis), money), max_size=1
    ).map(tuple),
    modifier_cuts=st.lists(st.builds(ModifierCut, st.just("m"), st.just("50"), shares), max_size=1).map(tuple),
    rank_cuts=st.lists(
        st.builds(RankCut, st.just("r"), st.lists(shares, min_size=1, max_size=3).map(tuple)), max_size=1
    ).map(tuple),
    stop_losses=st.lists(stop_losses, max_size=2).map(tuple),
    lesser_of=st.sampled_from(LesserOf),
    withholds=st.lists(
        st.builds(Withhold, st.just("w"), st.just(Decimal("0.02")), st.sampled_from(WithholdBasis)), max_size=1
    ).map(tuple),
)
FEES = FeeTable("fees", (Fee("X1000", Decimal("99.99")), Fee("X2000", Decimal("0.01")), Fee("X3000", Decimal(5000))))


@QUICK
@given(versions)
def test_a_contract_written_and_read_is_the_same(version: Version) -> None:
    assert read(write(contract(version)))[0] == contract(version)


@QUICK
@given(st.data())
def test_whatever_becomes_of_a_text_is_a_contract_or_faults(data: st.DataObject) -> None:
    """Pieces cut out, put in or doubled anywhere: nothing is raised, and without a contract something is said."""
    text = write(contract(data.draw(versions)))
    for _ in range(data.draw(st.integers(1, 4))):
        at, length = data.draw(st.integers(0, len(text))), data.draw(st.integers(0, 12))
        piece = data.draw(
            st.sampled_from(
                ("", " ", "\n", ":", "- ", "[", "}", "&a ", "*a", "'", "\t", "é", "\0", "1e9", text[at : at + 40])
            )
        )
        text = text[:at] + piece + text[at + length :]
    found, faults = read(text)
    assert found is not None or faults
    assert all(fault.remedy for fault in faults)


def contract(version: Version) -> Contract:
    return Contract("C", "P", (version,), tables=(FEES,))


@QUICK
@given(claims, versions)
def test_no_answer_contradicts_itself_the_claim_or_the_contract(claim: Claim, version: Version) -> None:
    answer = price(claim, contract(version))
    assert contradictions(answer, claim, contract(version)) == ()


@QUICK
@given(claims, per_diems)
def test_tiers_are_what_counting_day_by_day_gives(claim: Claim, term: PerDiem) -> None:
    answer = price(claim, contract(Version(dt.date(2026, 1, 1), None, (term,))))
    rooms = sorted((line.on, at, line) for at, line in enumerate(claim.lines) if line.revenue_code in ("0120", "0200"))
    counted, owed = {"0120": 0, "0200": 0, "": 0}, Decimal(0)
    for _day, _at, line in rooms:
        level = term.levels[0] if line.revenue_code == "0120" else term.levels[1]
        for _ in range(int(line.units)):
            key = "" if term.count is Count.STAY else line.revenue_code
            counted[key] += 1
            owed += [tier.rate for tier in level.tiers if tier.from_day <= counted[key]][-1]
    assert answer.allowed == owed
    assert answer.complete == bool(rooms)


@QUICK
@given(claims, st.lists(shares, min_size=1, max_size=4))
def test_ranks_are_what_sorting_all_units_gives(claim: Claim, cut: list[Decimal]) -> None:
    """To half a cent for each line, since a line is rounded once."""
    version = Version(
        dt.date(2026, 1, 1),
        None,
        (FeeSchedule("f", "fees", missing=Missing.NOTHING),),
        rank_cuts=(RankCut("r", tuple(cut)),),
    )
    fees = {"X1000": Decimal("99.99"), "X2000": Decimal("0.01"), "X3000": Decimal(5000)}
    units = sorted(
        (fees.get(line.procedure, Decimal(0)) for line in claim.lines for _ in range(int(line.units))), reverse=True
    )
    units = [unit for unit in units if unit]
    owed = sum((unit * cut[min(at, len(cut) - 1)] for at, unit in enumerate(units)), Decimal(0))
    assert abs(price(claim, contract(version)).allowed - owed) <= Decimal("0.005") * len(claim.lines)


@QUICK
@given(claims, shares, money, st.sampled_from(LesserOf))
def test_a_higher_charge_never_brings_less_of_a_percentage(
    claim: Claim, share: Decimal, more: Decimal, per: LesserOf
) -> None:
    version = Version(dt.date(2026, 1, 1), None, (PercentOfCharges("p", share),), lesser_of=per)
    first = claim.lines[0]
    dearer = dataclasses.replace(
        claim, lines=(dataclasses.replace(first, charge=first.charge + more), *claim.lines[1:])
    )
    assert price(dearer, contract(version)).allowed >= price(claim, contract(version)).allowed


@QUICK
@given(st.integers(-10_000_000, 10_000_000), st.lists(money, min_size=1, max_size=20))
def test_parts_add_up_and_none_is_a_cent_from_its_share(amount: int, weights: list[Decimal]) -> None:
    whole = Decimal(amount) / 100
    parts = spread(whole.quantize(Decimal("0.01"), ROUND_HALF_UP), weights)
    assert sum(parts) == whole
    if sum(weights):
        for part, weight in zip(parts, weights, strict=True):
            assert abs(part - whole * weight / sum(weights)) < Decimal("0.0100001")
