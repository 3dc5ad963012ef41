"""What a front desk reads in an answer on benefits. Source: 271, 005010X279A1, as the public record shows it."""

from __future__ import annotations

import datetime as dt
import io
from decimal import Decimal as D
from typing import Any

from wellrun.departments.revenue.rules.eligibility import (
    Coverage,
    Network,
    OtherPayer,
    Reading,
    Refused,
    reading_of,
    to_collect,
)
from wellrun.engines.x12 import eligibility_of, read

ON = dt.date(2026, 11, 30)
ISA = "ISA*00*          *00*          *ZZ*PAYER          *ZZ*US             *260105*1200*^*00501*000000007*0*T*:~"
HEAD = "BHT*0022*11*R1*20261128*1200~HL*1**20*1~NM1*PR*2*ALPHA*****PI*1~HL*2*1*21*1~NM1*1P*2*US*****XX*1~"
MEMBER = "HL*3*2*22*0~TRN*2*T1*91~NM1*IL*1*STONE*ADA****MI*M1~"


def read_as(body: str, *, on: dt.date = ON, services: tuple[str, ...] = ("30",)) -> Reading:
    """The reading of a member of whom this is told."""
    text = f"{ISA}GS*HB*PAYER*US*20261128*1200*7*X*005010X279A1~ST*271*0001*005010X279A1~{HEAD}{MEMBER}{body}"
    stream = io.BytesIO(f"{text}SE*9*0001~GE*1*7~IEA*1*000000007~".encode())
    (piece,) = [one for one in read(stream) if one.set_id == "271"]
    (found,) = reading_of(eligibility_of(piece), service_on=on, services=services)
    return found


def test_covered_is_judged_for_the_day_of_service_not_for_the_policys() -> None:
    """openemr#2459 used the day of the policy: somebody whose plan has ended was taken for insured."""
    plan = "DTP*346*D8*20260101~DTP*347*D8*20261130~EB*1**30**GOLD~"
    assert read_as(plan).coverage is Coverage.COVERED
    assert read_as(plan, on=dt.date(2026, 12, 1)).coverage is Coverage.NOT_THAT_DAY
    assert read_as(plan, on=dt.date(2025, 12, 31)).coverage is Coverage.NOT_THAT_DAY
    assert (read_as(plan).since, read_as(plan).until, read_as(plan).plan) == (
        dt.date(2026, 1, 1),
        dt.date(2026, 11, 30),
        "GOLD",
    )


def test_an_answer_for_another_day_without_days_of_coverage_is_not_sure() -> None:
    assert read_as("DTP*472*D8*20261128~EB*1**30~").coverage is Coverage.ANOTHER_DAY
    assert read_as("DTP*472*D8*20261130~EB*1**30~").coverage is Coverage.COVERED
    assert read_as("DTP*472*D8*20261128~DTP*291*RD8*20260101-20261231~EB*1**30~").coverage is Coverage.COVERED


def test_days_of_a_benefit_go_before_days_of_the_plan() -> None:
    assert read_as("DTP*346*D8*20260101~EB*1**30~DTP*348*D8*20270101~").coverage is Coverage.NOT_THAT_DAY


def test_a_single_day_where_a_span_may_stand_is_the_first() -> None:
    assert read_as("DTP*291*D8*20260101~EB*1**30~").coverage is Coverage.COVERED


def test_inactive_is_said_and_silence_is_no_answer() -> None:
    assert read_as("EB*6**30~").coverage is Coverage.NOT_COVERED
    assert read_as("EB*D**30~").coverage is Coverage.UNSAID
    assert read_as("EB*1**35~", services=("98",)).coverage is Coverage.UNSAID


def test_a_refusal_is_neither_active_nor_inactive() -> None:
    found = read_as("AAA*N**75*C~")
    assert found.coverage is Coverage.REFUSED
    assert found.refusals == (Refused("75", "C"),)


def test_copay_and_coinsurance_by_service_and_network() -> None:
    """ottehr#5129, #5737: every service and both networks, whatever of it a payer leaves blank."""
    found = read_as("EB*1**30~EB*B*IND*98^UC***27*25*****Y~EB*B*IND*98***27*60*****N~EB*A*IND*48*****.2****W~")
    assert [(one.services, one.network, one.amount) for one in found.copays] == [
        (("98", "UC"), Network.IN, D(25)),
        (("98",), Network.OUT, D(60)),
    ]
    assert [(one.services, one.part, one.network) for one in found.coinsurance] == [(("48",), D("0.2"), Network.EITHER)]


def test_a_deductible_is_its_total_and_what_remains_of_it() -> None:
    found = read_as(
        "EB*1**30~EB*C*IND*30***23*1500*****Y~EB*C*IND*30***29*400*****Y~EB*C*FAM*30***23*3000*****Y~"
        "EB*C*FAM*30***24*1000*****Y~EB*G*IND*30***23*5000~"
    )
    one, family = found.deductibles
    assert (one.level, one.total, one.remaining, one.reached) == ("IND", D(1500), D(400), D(1100))
    assert (family.level, family.total, family.remaining) == ("FAM", D(3000), D(2000))
    (pocket,) = found.pockets
    assert (pocket.total, pocket.remaining, pocket.reached, pocket.network) == (D(5000), None, None, Network.UNSAID)


def test_the_payer_that_really_pays_is_found_where_it_is_named() -> None:
    """ottehr#7447: a state's programme answers, a plan it has handed the person to pays."""
    found = read_as("EB*1**30~EB*R*IND*30~REF*18*P77~LS*2120~NM1*PR*2*BAY HEALTH PLAN*****PI*5512~LE*2120~")
    assert found.others == (OtherPayer("BAY HEALTH PLAN", "5512", "PR", "P77", ("30",)),)


def collected(body: str, **asked: Any) -> Any:
    return to_collect(read_as(f"EB*1**30~{body}"), **asked)


def test_a_copay_for_the_service_is_what_is_collected() -> None:
    """ottehr#5130."""
    body = "EB*B*IND*98***27*25*****Y~EB*B*IND*UC***27*75*****Y~EB*C*IND*30***29*400*****Y~"
    assert collected(body, services=["98"], allowed=D(180)).amount == D(25)
    assert collected(body, services=["UC"], allowed=D(180)).amount == D(75)


def test_else_the_open_deductible_and_then_the_coinsurance_of_what_is_allowed() -> None:
    body = "EB*C*IND*30***29*100*****Y~EB*A*IND*30*****.2****Y~"
    found = collected(body, services=["48"], allowed=D(1100))
    assert [(one.kind, one.amount) for one in found.steps] == [("deductible", D(100)), ("coinsurance", D("200.00"))]
    assert found.amount == D(300)
    assert collected(body, services=["48"], allowed=D(60)).amount == D(60)


def test_nobody_pays_beyond_the_limit_of_the_year() -> None:
    body = "EB*C*IND*30***29*500*****Y~EB*G*IND*30***29*120*****Y~"
    assert collected(body, allowed=D(900)).amount == D(120)
    assert collected("EB*B*IND*98***27*25~EB*G*IND*30***29*0~", services=["98"]).amount == 0


def test_the_familys_deductible_closes_a_persons() -> None:
    body = "EB*C*IND*30***29*500*****Y~EB*C*FAM*30***29*0*****Y~"
    assert collected(body, allowed=D(900)).amount == 0


def test_nothing_is_suggested_where_coverage_is_not_sure_or_nothing_is_told() -> None:
    assert to_collect(read_as("EB*6**30~EB*B*IND*98***27*25~"), services=["98"]) is None
    assert collected("", allowed=D(900)) is None
    assert collected("EB*B*IND*98***27*60*****N~", services=["98"]) is None
