"""The order in which Harbour View gives its overhead away, and invented hospitals that it is compared with.

Real cost reports are public and not ours to ship: ``wellrun peers FILE`` takes them in beside these.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping

from wellrun.demo.chance import Chance
from wellrun.demo.places import WARDS
from wellrun.demo.sharing import BASES, CAPACITY, ORDER
from wellrun.demo.story import Story
from wellrun.departments.finance.actions.cost_reports import keep_cost_reports, set_identity
from wellrun.departments.finance.actions.costing import set_cost_rules
from wellrun.departments.finance.rules.cost_reports import FIGURES, TEXTS
from wellrun.departments.finance.rules.costing import Rule
from wellrun.foundations.audit.actions import System
from wellrun.foundations.organisation.models import Facility
from wellrun.foundations.organisation.places import Tree
from wellrun.foundations.people.models import Account

FACILITY, KEEPER = "HV", "tom.achterberg"
OWN, BEDS = "990001", 180
INVENTED = 420
KINDS: Mapping[str, float] = {"STH": 0.56, "CAH": 0.28, "PH": 0.08, "RH": 0.05, "LTCH": 0.03}
BEDS_OF: Mapping[str, tuple[float, float]] = {
    "STH": (165.0, 0.62),
    "CAH": (22.0, 0.15),
    "PH": (80.0, 0.4),
    "RH": (50.0, 0.3),
    "LTCH": (45.0, 0.3),
}
"""Median and spread."""
STAY: Mapping[str, float] = {"STH": 4.6, "CAH": 3.6, "PH": 10.5, "RH": 13.0, "LTCH": 27.0}
STATES = ("NY", "NJ", "CT", "MA", "PA", "VT", "NH", "ME", "RI", "MD")


def compare(story: Story, facilities: Mapping[str, Facility], accounts: Mapping[str, Account], *, tree: Tree) -> None:
    """Sets the order, takes the invented hospitals in, and says which of them Harbour View is."""
    places = {code: number for number, code in enumerate(ORDER, start=1)}
    rules = [Rule(code, places.get(code), basis, CAPACITY.get(code, ("",))[0]) for code, basis in BASES.items()]
    facility, keeper = facilities[FACILITY], accounts[KEEPER]
    # Wards stand without a rule: they care, by bed days.
    set_cost_rules(facility=facility, rules=rules, known=[*BASES, *WARDS], version=0, by=keeper, tree=tree)
    year = story.today.year - 1
    keep_cost_reports(
        title=f"Invented hospitals {year}",
        name=f"invented-{year}.csv",
        file=io.BytesIO(_file(year)),
        by=System("demonstration"),
        invented=True,
    )
    set_identity(facility=facility, provider=OWN, version=0, by=keeper, tree=tree)


def _file(year: int) -> bytes:
    """Cost reports under the heads of the public extract."""
    chance, out = Chance("hospitals"), io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow([*TEXTS.values(), *FIGURES.values()])
    for number in range(INVENTED):
        text, figures = _hospital(chance, year, number)
        writer.writerow([*(text[name] for name in TEXTS), *(figures.get(name, "") for name in FIGURES)])
    return out.getvalue().encode()


def _hospital(chance: Chance, year: int, number: int) -> tuple[dict[str, str], dict[str, str]]:
    own = number == 0
    kind = "STH" if own else chance.weighted(dict(KINDS))
    beds = BEDS if own else max(6, round(chance.spread(*BEDS_OF[kind])))
    rural = kind == "CAH" or chance.happens(0.25)
    text = {
        "report": str(900_000 + number),
        "provider": str(990_001 + number),
        "name": "Harbour View (invented report)" if own else f"Invented hospital {number}",
        "state": "NY" if own else chance.one_of(STATES),
        "setting": "U" if own or not rural else "R",
        "kind": kind,
        "control": "2" if own else str(chance.whole(1, 13)),
        "starts": f"1/1/{year}",
        "ends": f"12/31/{year}",
    }
    return text, {name: str(round(value)) for name, value in _figures(chance, kind, beds)}


def _figures(chance: Chance, kind: str, beds: int) -> Iterator[tuple[str, float]]:
    """A year of a hospital: whole amounts whose totals are the sums of their parts."""
    full = min(0.96, max(0.12, 0.6 + 0.14 * chance.normal()))
    days = round(beds * 365 * full)
    stays = max(1, round(days / chance.spread(STAY[kind], 0.12)))
    expense = round(days * chance.spread(3_900.0, 0.22))
    net = round(expense * (1 + 0.012 + 0.075 * chance.normal()))
    gross = round(net * chance.spread(3.1, 0.25))
    inside = round(gross * min(0.9, max(0.2, 0.52 + 0.1 * chance.normal())))
    other = round(expense * chance.spread(0.035, 0.5))
    yield from (("beds", beds), ("bed_days", beds * 365), ("days", days), ("discharges", stays))
    yield from (("employees", days / 365 * gross / inside * chance.spread(4.4, 0.18)), ("costs", round(expense * 0.94)))
    yield from (("inpatient_charges", inside), ("outpatient_charges", gross - inside), ("charges", gross))
    yield from (("inpatient_revenue", inside), ("outpatient_revenue", gross - inside), ("patient_revenue", gross))
    yield from (("contractuals", gross - net), ("net_patient_revenue", net), ("operating_expense", expense))
    yield from (("service_income", net - expense), ("other_income", other), ("total_income", net - expense + other))
    yield from (("other_expenses", 0), ("net_income", net - expense + other))
    depreciation = round(expense * chance.spread(0.05, 0.25))
    yield from (("depreciation", depreciation), ("uncompensated_cost", expense * chance.spread(0.03, 0.5)))
    yield from _balance(chance, expense - depreciation, net)


def _balance(chance: Chance, cash_expense: float, net: float) -> Iterator[tuple[str, float]]:
    cash = round(cash_expense / 365 * chance.spread(38.0, 0.8))
    invested = round(cash_expense / 365 * chance.spread(70.0, 0.9))
    receivable = round(net / 365 * chance.spread(49.0, 0.2))
    current = cash + receivable + round(cash_expense * 0.04)
    fixed, owed = round(cash_expense * chance.spread(0.42, 0.35)), round(cash_expense / 365 * chance.spread(61.0, 0.3))
    long = round(fixed * chance.spread(0.55, 0.4))
    assets = current + fixed + invested
    yield from (("cash", cash), ("temporary_investments", 0), ("investments", invested), ("other_assets", invested))
    yield from (("receivable", receivable), ("allowances", 0), ("current_assets", current), ("fixed_assets", fixed))
    yield from (("assets", assets), ("current_liabilities", owed), ("long_term_liabilities", long))
    yield from (
        ("liabilities", owed + long),
        ("fund_balances", assets - owed - long),
        ("liabilities_and_funds", assets),
    )
