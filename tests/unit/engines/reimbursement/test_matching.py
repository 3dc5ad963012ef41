"""Which contract, which version."""

from __future__ import annotations

import dataclasses
import datetime as dt
from decimal import Decimal

import pytest

from wellrun.engines.reimbursement.claim import Claim, Line, Setting
from wellrun.engines.reimbursement.contract import Contract, DatedBy, PercentOfCharges, Version
from wellrun.engines.reimbursement.expected import Unpriced, Why
from wellrun.engines.reimbursement.matching import contract_of
from wellrun.engines.reimbursement.pricing import price

OLD = Version(dt.date(2025, 1, 1), dt.date(2026, 1, 1), (PercentOfCharges("old", Decimal("0.5")),))
NEW = Version(dt.date(2026, 1, 1), None, (PercentOfCharges("new", Decimal("0.6")),))
CONTRACT = Contract("wide", "P", (OLD, NEW))
STAY = Claim(
    "A",
    "P",
    "HV",
    Setting.INPATIENT,
    dt.date(2025, 12, 31),
    dt.date(2026, 1, 2),
    (Line("1", Decimal(100)),),
    "gold",
    "ppo",
)


def key(claim: Claim, *contracts: Contract) -> str | Why:
    found = contract_of(claim, contracts)
    return found.why if isinstance(found, Unpriced) else found.key


@pytest.mark.parametrize(("by", "paid"), [(DatedBy.BEGINS, 50), (DatedBy.ENDS, 60)])
def test_the_contract_says_which_day_decides_the_version(by: DatedBy, paid: int) -> None:
    assert price(STAY, dataclasses.replace(CONTRACT, dated_by=by)).allowed == paid


def test_a_version_ends_before_its_last_day() -> None:
    first = dataclasses.replace(STAY, begins=dt.date(2026, 1, 1))
    assert price(first, CONTRACT).allowed == 60


def test_no_version_is_said() -> None:
    early = dataclasses.replace(STAY, begins=dt.date(2024, 12, 31))
    assert [one.why for one in price(early, CONTRACT).unpriced] == [Why.NO_VERSION]


def test_the_contract_that_names_most_is_the_one() -> None:
    narrow = dataclasses.replace(CONTRACT, key="narrow", plans=("gold",))
    narrower = dataclasses.replace(narrow, key="narrower", facilities=("HV",))
    other = dataclasses.replace(narrower, key="other", products=("hmo",))
    assert key(STAY, CONTRACT, narrow, narrower, other) == "narrower"


def test_two_that_say_as_much_are_not_chosen_between() -> None:
    plan, place = dataclasses.replace(CONTRACT, plans=("gold",)), dataclasses.replace(CONTRACT, facilities=("HV",))
    assert key(STAY, plan, place) is Why.SEVERAL_CONTRACTS


def test_an_ended_contract_does_not_hide_the_one_in_force() -> None:
    ended = dataclasses.replace(CONTRACT, key="ended", versions=(OLD,), plans=("gold",))
    assert key(dataclasses.replace(STAY, begins=dt.date(2026, 1, 1)), CONTRACT, ended) == "wide"


def test_another_payer_has_no_contract() -> None:
    assert key(dataclasses.replace(STAY, payer="Q"), CONTRACT) is Why.NO_CONTRACT


@pytest.mark.parametrize(("numbers", "why"), [((), Why.NO_LINES), (("1", "1"), Why.DOUBLED_LINES)])
def test_lines_that_cannot_be_told_apart_are_not_priced(numbers: tuple[str, ...], why: Why) -> None:
    lines = tuple(Line(number, Decimal(1)) for number in numbers)
    answer = price(dataclasses.replace(STAY, lines=lines), CONTRACT)
    assert [one.why for one in answer.unpriced] == [why]
