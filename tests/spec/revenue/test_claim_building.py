"""From charges to claims (005010X222A1, 005010X223A2; CMS Claims Processing Manual, chapters 1 and 26).

A claim is not an encounter: one encounter may be several claims, and a series of encounters one.
"""

from __future__ import annotations

import datetime as dt
from decimal import Decimal as D
from typing import Any

import pytest
from tests.spec.revenue.charging import (
    DAY,
    DOCTOR,
    FACTS,
    INSURANCES,
    PRACTICE,
    built,
    charge,
    content,
    insurance,
    stay_charge,
)

from wellrun.departments.revenue.rules.charges import charge_faults, unit_of
from wellrun.departments.revenue.rules.claim_building import Terms, drafts
from wellrun.departments.revenue.rules.claim_saying import said
from wellrun.departments.revenue.rules.insurances import Cover, covers_from_plain, covers_to_plain, insurance_of
from wellrun.engines.x12 import Place
from wellrun.values.faults import Refused

WRONG: dict[str, tuple[dict[str, Any], set[tuple[str, str]]]] = {
    "nothing is wrong": ({}, set()),
    "a charge of nothing is one": ({"amount": "0"}, set()),
    "no procedure, of a person": ({"code": ""}, {("missing", "code")}),
    "no diagnosis, of a person": ({"diagnoses": ()}, {("missing", "diagnoses")}),
    "no place, of a person": ({"place": ""}, {("missing", "place")}),
    "nobody bills": ({"billing": ""}, {("missing", "billing")}),
    "an institution's has a revenue code": ({"form": "I"}, {("missing", "revenue_code")}),
    "a modifier of no procedure": (
        {"form": "I", "revenue_code": "0300", "code": "", "modifiers": ("LT",)},
        {("missing", "code")},
    ),
    "neither a person's nor an institution's": ({"form": "X"}, {("form", "form")}),
    "a procedure of four": ({"code": "G046"}, {("shape", "code")}),
    "a diagnosis that is none": ({"diagnoses": ("250.00",)}, {("shape", "diagnoses")}),
    "a modifier of three": ({"modifiers": ("251",)}, {("shape", "modifiers")}),
    "a place that is a word": ({"place": "office"}, {("shape", "place")}),
    "no units": ({"units": D(0)}, {("units", "units")}),
    "below nothing": ({"amount": "-1"}, {("amount", "amount")}),
    "parts of a cent": ({"amount": "1.005"}, {("amount", "amount")}),
    "tomorrow": ({"on": DAY + dt.timedelta(1)}, {("future", "on")}),
    "it ends before it begins": ({"until": DAY - dt.timedelta(1)}, {("period", "until")}),
    "five modifiers": ({"modifiers": ("25", "59", "LT", "GC", "QW")}, {("too_many", "modifiers")}),
    "five diagnoses of one service": (
        {"diagnoses": ("I50.9", "E11.9", "J44.9", "N18.3", "I10")},
        {("too_many", "diagnoses")},
    ),
    "a modifier twice": ({"modifiers": ("25", "25")}, {("twice", "modifiers")}),
    "all is told, not only the first": ({"code": "", "units": D(-1)}, {("missing", "code"), ("units", "units")}),
}


@pytest.mark.parametrize("case", WRONG)
def test_what_is_wrong_with_a_charge(case: str) -> None:
    given, expected = WRONG[case]
    faults = charge_faults(charge("1", **given), today=DAY)
    assert {(one.code.rpartition(".")[2], one.place) for one in faults} == expected
    assert all(one.expected and one.remedy for one in faults)


@pytest.mark.parametrize(("code", "unit"), [("0099", "UN"), ("0100", "DA"), ("0219", "DA"), ("0220", "UN"), ("", "UN")])
def test_accommodation_is_counted_in_days(code: str, unit: str) -> None:
    assert unit_of(code) == unit


def test_a_code_has_to_be_valid_on_the_day_of_service() -> None:
    asked: list[tuple[str, str, dt.date]] = []

    def none_known(system: str, code: str, on: dt.date) -> bool:
        asked.append((system, code, on))
        return False

    faults = charge_faults(charge("1"), today=DAY, known=none_known)
    assert asked == [("HCPCS", "G0463", DAY), ("ICD10CM", "I50.9", DAY)]
    assert [(one.place, one.value) for one in faults] == [("code", "G0463"), ("diagnoses", "I50.9")]


def test_one_encounter_with_one_of_everything_is_one_claim() -> None:
    (one,) = built(charge("1"), charge("2", "60"))
    assert (one.amount, one.because, [line.number for line in one.charges]) == (D(160), (), ["1", "2"])


def test_the_hospitals_part_and_the_doctors_are_two_claims() -> None:
    hospital, doctor = built(charge("1"), stay_charge("2"))
    assert (hospital.form, doctor.form) == ("I", "P")
    assert "form" in doctor.because


SPLITS: dict[str, dict[str, Any]] = {
    "billing": {"billing": "other"},
    "encounter": {"encounter": "E2"},
    "rendering": {"rendering": "other"},
    "ordering": {"ordering": "doctor"},
    "location": {"location": "clinic"},
}


@pytest.mark.parametrize("part", SPLITS)
def test_what_a_claim_has_but_one_of_splits_it_and_the_split_says_so(part: str) -> None:
    one, other = built(charge("1"), charge("2", **SPLITS[part]))
    assert (one.because, other.because) == ((), (part,))


def test_another_payer_from_a_day_on_is_another_claim() -> None:
    change = DAY + dt.timedelta(10)
    held = {"A1": Terms("A1", lambda day: ("ALPHA",) if day < change else ("BETA",))}
    one, other = drafts([charge("1"), charge("2", on=change)], held)
    assert (one.payers, other.payers, other.because) == (("ALPHA",), ("BETA",), ("payers",))


def test_an_institutions_claim_has_no_line_of_one_persons_service_so_who_renders_does_not_split_it() -> None:
    assert len(built(stay_charge("1"), stay_charge("2", rendering="doctor", ordering="doctor"))) == 1


def test_places_of_service_share_a_claim_and_a_line_says_where_it_differs() -> None:
    """CLM05-1 is the place of all lines that say no other (SV105)."""
    claim = content(charge("1"), charge("2", place="22"))
    assert (claim.place, [line.place for line in claim.lines]) == ("11", ["", "22"])


def test_the_visits_of_a_series_share_a_claim() -> None:
    (one,) = built(charge("1"), charge("2", encounter="E2", on=DAY + dt.timedelta(7)), series=True)
    assert (one.begins, one.ends) == (DAY, DAY + dt.timedelta(7))


def test_an_institution_bills_a_series_by_the_month() -> None:
    """Chapter 1, 50.2.2: repetitive outpatient services are billed monthly."""
    later = stay_charge("2", encounter="E2", on=dt.date(2026, 4, 1))
    march, april = built(stay_charge("1"), later, series=True)
    assert (march.ends, april.begins, april.because) == (DAY, dt.date(2026, 4, 1), ("period",))


@pytest.mark.parametrize(("make", "most"), [(charge, 50), (stay_charge, 999)])
def test_a_form_has_only_so_many_lines(make: Any, most: int) -> None:
    held = [make(f"{at:04}", "1") for at in range(most + 1)]
    full, rest = built(*held)
    assert (len(full.charges), len(rest.charges), rest.because) == (most, 1, ("lines",))
    assert len(built(*held[:-1])) == 1


def test_a_persons_claim_has_twelve_diagnoses() -> None:
    codes = [f"E{at}.9" for at in range(10, 23)]
    held = [charge(f"{at:02}", diagnoses=(code,)) for at, code in enumerate(codes)]
    full, rest = built(*held)
    assert (full.diagnoses, rest.diagnoses, rest.because) == (tuple(codes[:12]), (codes[12],), ("diagnoses",))


def test_a_charge_given_twice_or_of_no_account_is_refused_with_both_reasons() -> None:
    with pytest.raises(Refused) as refused:
        built(charge("1"), charge("1"), charge("2", account="A9"))
    assert [one.code for one in refused.value.faults] == ["revenue.charge.given_twice", "revenue.charge.account"]


def test_what_a_persons_claim_says() -> None:
    claim = content(charge("1", modifiers=("25",), diagnoses=("I50.9", "E11.9")), charge("2", diagnoses=("E11.9",)))
    assert claim.diagnoses == (("ABK", "I509"), ("ABF", "E119"))
    assert [line.pointers for line in claim.lines] == [(1, 2), (2,)]
    assert [line.control for line in claim.lines] == ["1", "2"]
    assert (claim.billing, claim.parties) == (PRACTICE, {"82": DOCTOR})
    assert (claim.patient, claim.insured.sequence, claim.insured.relation) == (claim.subscriber, "P", "18")


def test_who_bills_for_their_own_work_is_told_once() -> None:
    assert content(charge("1", rendering="practice")).parties == {}


def test_what_an_institutions_claim_says() -> None:
    claim = content(stay_charge("1", units=D(3), until=DAY + dt.timedelta(2)))
    assert (claim.place, claim.place_qualifier, claim.dates) == ("13", "A", {"434": (DAY, DAY + dt.timedelta(2))})
    assert claim.diagnoses == (("ABK", "I509"), ("ABF", "E119"))
    assert claim.present == {1: "Y", 2: "N"}
    assert (set(claim.parties), claim.lines[0].revenue_code, claim.lines[0].pointers) == ({"71"}, "0120", ())


def test_a_patient_insured_by_somebody_else_is_named_beside_them() -> None:
    facts = FACTS._replace(insurances={**INSURANCES, "ALPHA": insurance("ALPHA", "54321", "19")})
    claim = content(charge("1"), facts=facts)
    assert claim.subscriber is not None and claim.patient is not None
    assert (claim.subscriber.first, claim.patient.first, claim.patient.entity) == ("PAT", "JAN", "QC")


def test_all_that_is_missing_for_a_claim_is_told_together() -> None:
    (draft,) = built(stay_charge("1"))
    facts = FACTS._replace(insurances={}, providers={}, diagnoses=(), attending="")
    with pytest.raises(Refused) as refused:
        said(draft, facts, "A1-1")
    places = [one.place for one in refused.value.faults]
    assert places == ["insurance", "insurance", "providers", "diagnoses", "attending"]


def test_a_subscriber_who_is_not_the_patient_is_named_with_birth_sex_and_address() -> None:
    """SBR, NM1, N3, N4 and DMG of loop 2010BA (005010X222A1, 005010X223A2)."""
    cover = Cover("ALPHA", "ALPHA HEALTH", "54321", "A-77", "19", "G1", family="DOE", given="PAT", sex="M")
    cover = cover._replace(
        birth=dt.date(1948, 1, 2), street="2 QUAY ST", city="TIDEWATER", state="ME", postcode="04101"
    )
    made = insurance_of(cover, FACTS.patient)
    assert (made.subscriber.first, made.subscriber.birth, made.subscriber.sex) == ("PAT", dt.date(1948, 1, 2), "M")
    assert made.subscriber.place == Place(("2 QUAY ST",), "TIDEWATER", "ME", "04101", "")
    assert (made.subscriber.number, made.insured.relation, made.insured.group) == ("A-77", "19", "G1")
    assert covers_from_plain(covers_to_plain([cover])) == (cover,)


def test_where_a_service_was_given_is_told_where_it_is_not_the_place_of_who_bills() -> None:
    clinic = FACTS.providers["practice"]._replace(name="HARBOUR CLINIC", number="1999999968")
    facts = FACTS._replace(providers={**FACTS.providers, "clinic": clinic}, location="clinic")
    assert content(charge("1"), facts=facts).parties["77"].name == "HARBOUR CLINIC"
    assert "77" not in content(charge("1"), facts=FACTS._replace(location="practice")).parties
    assert "77" not in content(charge("1")).parties
