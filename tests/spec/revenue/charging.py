"""A patient of a small practice and its hospital, what was charged for, and who is billed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal as D
from typing import Any

from wellrun.departments.revenue.rules.charges import INSTITUTIONAL, PROFESSIONAL, Charge
from wellrun.departments.revenue.rules.claim_building import Draft, Terms, drafts
from wellrun.departments.revenue.rules.claim_saying import Facts, Insurance, said
from wellrun.engines.x12 import BilledClaim, Insured, Party, Place

DAY = dt.date(2026, 3, 2)
PRACTICE = Party(
    *("85", "HARBOUR PRACTICE", "", "XX", "1999999984", "2"),
    place=Place(("1 QUAY ST",), "TIDEWATER", "ME", "041010001", ""),
    references={"EI": "990000001"},
    speciality=("BI", "207R00000X"),
)
DOCTOR = Party("82", "ORR", "SAM", "XX", "1999999976", "1", speciality=("PE", "207R00000X"))
PATIENT = Party(
    *("QC", "DOE", "JAN", "", "", "1"),
    place=Place(("2 QUAY ST",), "TIDEWATER", "ME", "04101", ""),
    birth=dt.date(1950, 5, 6),
    sex="F",
)


def insurance(code: str, number: str, relation: str = "18", group: str = "") -> Insurance:
    """The patient's own, or that of somebody else of the family."""
    other = PATIENT._replace(first="PAT", birth=dt.date(1948, 1, 2), sex="M")
    who = PATIENT if relation == "18" else other
    subscriber = who._replace(entity="IL", qualifier="MI", number=f"{code}-77")
    return Insurance(Party("PR", f"{code} HEALTH", "", "PI", number, "2"), subscriber, Insured("", relation, group))


INSURANCES: Mapping[str, Insurance] = {"ALPHA": insurance("ALPHA", "54321"), "BETA": insurance("BETA", "98765", "01")}
FACTS = Facts(
    "A1",
    PATIENT,
    INSURANCES,
    {"practice": PRACTICE, "doctor": DOCTOR},
    diagnoses=(("I50.9", "Y"), ("E11.9", "N")),
    admission=("1", "1", "01"),
    attending="doctor",
)


def charge(number: str, amount: str = "100", **parts: Any) -> Charge:
    given = {"account": "A1", "encounter": "E1", "on": DAY, "form": PROFESSIONAL, "code": "G0463", "place": "11"}
    given |= {"diagnoses": ("I50.9",), "billing": "practice", "rendering": "doctor"}
    return Charge(number=number, amount=D(amount), **{**given, **parts})


def stay_charge(number: str, amount: str = "4100", **parts: Any) -> Charge:
    given: dict[str, Any] = {"form": INSTITUTIONAL, "code": "", "place": "", "revenue_code": "0120", "unit": "DA"}
    return charge(number, amount, **{**given, "diagnoses": (), "rendering": "", **parts})


def terms(
    *, series: bool = False, payers: tuple[str, ...] = ("ALPHA", "BETA"), **by_account: Terms
) -> dict[str, Terms]:
    return {"A1": Terms("A1", lambda _day: payers, series), **by_account}


def built(*charges: Charge, **how: Any) -> tuple[Draft, ...]:
    return drafts(charges, terms(**how))


def content(*charges: Charge, number: str = "A1-1", facts: Facts = FACTS) -> BilledClaim:
    (draft,) = built(*charges)
    return said(draft, facts, number)
