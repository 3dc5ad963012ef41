"""A contract as text: read to the records, each fault with its line, and written back."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal as D
from pathlib import Path

import pytest

from wellrun.engines.reimbursement.contract import (
    ApcRate,
    Basis,
    CarveOut,
    CaseRate,
    Codes,
    Combined,
    Contract,
    Count,
    DatedBy,
    DrgRate,
    FeeSchedule,
    How,
    LesserOf,
    Level,
    Match,
    Missing,
    Pays,
    PercentOfCharges,
    PerDiem,
    RankCut,
    StopLoss,
    Term,
    Tier,
    Trigger,
    Version,
    Withhold,
)
from wellrun.engines.reimbursement.formats.decoding import KINDS
from wellrun.engines.reimbursement.formats.yaml import read, write
from wellrun.engines.reimbursement.tables import ApcPrice, ApcTable, DrgTable, DrgWeight, Fee, FeeTable

TEXT = """\
key: alpha
payer: ALPHA
plans: [gold]
dated_by: ends
tolerance: 5.00
appeal_days: 90
versions:
  - since: 2026-01-01
    until: 2027-01-01
    terms:
      - kind: DRG rate
        name: stays
        table: weights
        base_rate: 6100.10
        when: {drgs: [001-468, 871]}
        without: {revenue_codes: [0275-0278]}
      - kind: per diem
        name: days
        levels:
          - name: ward
            revenue_codes: [0120-0129]
            tiers: [{from_day: 1, rate: 1800}, {from_day: 4, rate: 1200.50}]
        when: {setting: inpatient}
      - kind: combined
        name: the lesser
        how: lesser
        terms:
          - {kind: case rate, name: case, amount: 900}
          - {kind: APC rate, name: classes, table: classes, factor: 1.15}
        when: {procedures: [X1000]}
      - {kind: fee schedule, name: codes, table: fees, factor: 1.10, missing: percent, share: 0.35}
    carve_outs:
      - {name: implants, when: {revenue_codes: [0275-0278]}, share: 1.10, basis: cost, threshold: 1500}
    rank_cuts:
      - {name: multiple, shares: [1, 0.5, 0.25]}
    stop_losses:
      - {name: outlier, trigger: dollars, threshold: 150000, pays: first dollar, share: 0.55}
    lesser_of: claim
    withholds:
      - {name: sequestration, share: 0.02}
tables:
  - kind: DRG weights
    name: weights
    rows:
      - {drg: 001, weight: 28.1664, geometric_stay: 29.4}
  - kind: APC rates
    name: classes
    rows:
      - {code: X1000, apc: 5521, indicator: S, rate: 88.05}
  - kind: fees
    name: fees
    rows:
      X1000: 100.05
      X1000/26: 30
      0123: 7
"""
IMPLANTS = Match(revenue_codes=(Codes("0275", "0278"),))
CONTRACT = Contract(
    "alpha",
    "ALPHA",
    (
        Version(
            dt.date(2026, 1, 1),
            dt.date(2027, 1, 1),
            (
                DrgRate(
                    "stays",
                    "weights",
                    D("6100.10"),
                    when=Match(drgs=(Codes("001", "468"), Codes("871", "871"))),
                    without=IMPLANTS,
                ),
                PerDiem(
                    "days",
                    (Level("ward", (Codes("0120", "0129"),), (Tier(1, D(1800)), Tier(4, D("1200.50")))),),
                    when=Match(setting="inpatient"),  # type: ignore[arg-type]
                ),
                Combined(
                    "the lesser",
                    How.LESSER,
                    (CaseRate("case", D(900)), ApcRate("classes", "classes", D("1.15"))),
                    Match(procedures=(Codes("X1000", "X1000"),)),
                ),
                FeeSchedule("codes", "fees", D("1.10"), "percent", D("0.35")),  # type: ignore[arg-type]
            ),
            (CarveOut("implants", IMPLANTS, D("1.10"), Basis.COST, D(1500)),),
            rank_cuts=(RankCut("multiple", (D(1), D("0.5"), D("0.25"))),),
            stop_losses=(StopLoss("outlier", Trigger.DOLLARS, D(150000), Pays.FIRST_DOLLAR, D("0.55")),),
            lesser_of=LesserOf.CLAIM,
            withholds=(Withhold("sequestration", D("0.02")),),
        ),
    ),
    ("gold",),
    dated_by=DatedBy.ENDS,
    tolerance=D("5.00"),
    appeal_days=90,
    tables=(
        DrgTable("weights", (DrgWeight("001", D("28.1664"), D("29.4")),)),
        ApcTable("classes", (ApcPrice("X1000", "5521", "S", D("88.05")),)),
        FeeTable("fees", (Fee("X1000", D("100.05")), Fee("X1000", D(30), "26"), Fee("0123", D(7)))),
    ),
)


def test_a_contract_is_read_as_it_is_written() -> None:
    assert read(TEXT) == (CONTRACT, ())


def test_what_is_written_is_read_back_and_short() -> None:
    text = write(CONTRACT)
    assert read(text) == (CONTRACT, ())
    assert "products" not in text
    assert "share: 0.55}" in text


def test_tables_may_be_kept_elsewhere() -> None:
    text = write(CONTRACT, shared=("fees",))
    assert "100.05" not in text
    assert [(one.code, one.value) for one in read(text)[1]] == [("tables.missing", "fees")]
    assert read(text, shared=CONTRACT.tables) == (CONTRACT, ())


@pytest.mark.parametrize(
    ("was", "now", "code", "line"),
    [
        ("payer: ALPHA\n", "", "yaml.missing", 1),
        ("payer: ALPHA", "payer: [ALPHA]", "yaml.value", 2),
        ("plans: [gold]", "plans: gold", "yaml.list", 3),
        ("plans: [gold]", "plan: [gold]", "yaml.unknown", 3),
        ("plans: [gold]", "payer: BETA", "yaml.doubled", 3),
        ("dated_by: ends", "dated_by: birth", "yaml.word", 4),
        ("tolerance: 5.00", "tolerance: $5", "yaml.value", 5),
        ("tolerance: 5.00", "tolerance: 5e2", "yaml.value", 5),
        ("tolerance: 5.00", "tolerance: .nan", "yaml.value", 5),
        ("appeal_days: 90", "appeal_days: 9.5", "yaml.value", 6),
        ("since: 2026-01-01", "since: 1/1/2026", "yaml.value", 8),
        ("kind: DRG rate", "kind: DRG", "yaml.kind", 11),
        ("        table: weights\n", "", "yaml.missing", 11),
        ("        table: weights\n", "        kind: case rate\n", "yaml.kind", 13),
        ("until: 2027-01-01", 'until: "null"', "yaml.value", 9),
        ("base_rate: 6100.10", "base_rate: 6,100.10", "yaml.value", 14),
        ("[001-468, 871]", "[001-468-900]", "yaml.codes", 15),
        ("[001-468, 871]", "[-468]", "yaml.codes", 15),
        ("{from_day: 1, rate: 1800}", "1800", "yaml.mapping", 22),
        ("X1000: 100.05", "X1000: a lot", "yaml.value", 53),
        ("X1000/26: 30", "/26: 30", "yaml.codes", 54),
        # What can be read and is wrong has its line as well.
        ("from_day: 1,", "from_day: 2,", "tiers.gap", 22),
        ("share: 0.55", "share: 55", "amount.share", 37),
        ("table: weights", "table: other", "tables.missing", 13),
        ("X1000/26: 30", "X1000: 30", "tables.doubled", 54),
    ],
)
def test_a_fault_has_its_line(was: str, now: str, code: str, line: int) -> None:
    assert was in TEXT
    found = read(TEXT.replace(was, now, 1))[1]
    assert [(one.code, one.line) for one in found] == [(code, line)]
    assert all(one.expected and one.remedy for one in found)


def test_all_faults_are_told_at_once() -> None:
    text = TEXT.replace("dated_by: ends", "dated_by: birth").replace("share: 0.02", "share: two")
    assert [one.line for one in read(text)[1]] == [4, 40]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "yaml.empty"),
        ("a: [", "yaml.syntax"),
        ("a: 1\n---\nb: 2\n", "yaml.syntax"),
        ("just words", "yaml.mapping"),
        ("a: &one [1]\nb: *one\n", "yaml.alias"),
        ("[" * 40 + "]" * 40, "yaml.depth"),
        ("key: !!python/object/apply:os.system [ls]\npayer: P\nversions: []\n", "yaml.value"),
    ],
)
def test_what_is_no_contract_is_said_and_nothing_is_run(text: str, code: str) -> None:
    contract, faults = read(text)
    assert contract is None
    assert faults[0].code == code


def test_a_code_twice_cannot_be_written() -> None:
    doubled = FeeTable("f", (Fee("A", D(1)), Fee("A", D(2))))
    with pytest.raises(ValueError, match="twice"):
        write(
            Contract("a", "A", (Version(dt.date(2026, 1, 1), None, (PercentOfCharges("p", D(1)),)),), tables=(doubled,))
        )


def test_the_contract_in_the_reference_is_one() -> None:
    page = (Path(__file__).parents[4] / "docs" / "reference" / "payer-contracts.md").read_text(encoding="utf-8")
    contract, faults = read(page.split("```yaml\n")[1].split("```")[0])
    assert faults == ()
    assert contract is not None
    assert len(contract.versions[0].terms) == 4
    for kind in (*KINDS[Term], *Trigger, *Pays, *Missing, *How, *Count):
        assert kind in page
