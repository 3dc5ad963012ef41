"""The shipped rules: each finds what it says, and nothing in a claim that is as it should be.

Source of each rule: its ``source`` in ``content/scrubbing.yaml``.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal as D
from pathlib import Path

import pytest
from tests.spec.revenue.charging import DOCTOR
from tests.spec.revenue.scrubbed import (
    AT_STAY,
    AT_VISIT,
    DAY,
    STAY,
    TODAY,
    VISIT,
    Spoil,
    diagnosed,
    first_line,
    found,
    having,
    ids,
    of_party,
    of_person,
    priced,
)

from wellrun.departments.revenue.rules.scrubbing.changes import changed
from wellrun.departments.revenue.rules.scrubbing.conditions import Op
from wellrun.departments.revenue.rules.scrubbing.facts import FACTS, Context, service_of
from wellrun.departments.revenue.rules.scrubbing.findings import Action, ChangeKind
from wellrun.departments.revenue.rules.scrubbing.reading import read_rules
from wellrun.departments.revenue.rules.scrubbing.shipped import shipped_rules
from wellrun.departments.revenue.rules.scrubbing.writing import write_rules
from wellrun.departments.revenue.words.scrubbing import CHANGES_SAID, FACTS_SAID, OPS_SAID, sentence
from wellrun.engines.x12 import BilledClaim

WRONG = "1234567890"
MALE = of_person(sex="M")
LATER = DAY + dt.timedelta(1)


def both(*spoils: Spoil) -> Spoil:
    def spoil(claim: BilledClaim) -> BilledClaim:
        for one in spoils:
            claim = one(claim)
        return claim

    return spoil


def twice(claim: BilledClaim) -> BilledClaim:
    one = claim.lines[0]
    return claim._replace(lines=(one, one._replace(number="2", control="9")), charge=2 * one.charge)


VISITS: Mapping[str, Spoil] = {
    "no-member-number": of_party("subscriber", number=""),
    "no-patient-name": of_person(name=""),
    "no-birth-date": of_person(birth=None),
    "no-patient-address": of_person(place=None),
    "no-payer-number": of_party("payer", number=""),
    "no-billing-provider": of_party("billing", number=""),
    "no-billing-address": of_party("billing", place=None),
    "no-line": having(lines=(), charge=D(0)),
    "lines-do-not-add-up": having(charge=D(161)),
    "billing-npi-unsound": of_party("billing", number=WRONG),
    "rendering-npi-unsound": having(parties={"82": DOCTOR._replace(number=WRONG)}),
    "referring-npi-unsound": having(parties={"DN": DOCTOR._replace(number=WRONG)}),
    "diagnosis-unsound": diagnosed("I50.9"),
    "diagnosis-twice": diagnosed("I509", "I509"),
    "external-cause-first": diagnosed("W010XXA", "S420"),
    "external-cause-alone": diagnosed("W010XXA"),
    "pregnancy-of-a-man": both(MALE, diagnosed("O800")),
    "male-organs-of-a-woman": diagnosed("N400"),
    "female-organs-of-a-man": both(MALE, diagnosed("N800")),
    "newborn-record-of-an-adult": diagnosed("O800", "P073"),
    "line-without-diagnosis": first_line(pointers=()),
    "pointer-to-nothing": first_line(pointers=(1, 3)),
    "procedure-unsound": first_line(procedure="9921"),
    "no-procedure": first_line(procedure=""),
    "no-place-of-service": having(place="office"),
    "modifier-unsound": first_line(modifiers=("2",)),
    "both-sides-and-one": first_line(modifiers=("50", "LT")),
    "bilateral-units": first_line(modifiers=("50",), units=D(2)),
    "professional-and-technical": first_line(modifiers=("26", "TC")),
    "stopped-before-and-after": first_line(modifiers=("73", "74")),
    "notice-given-and-not": first_line(modifiers=("GA", "GZ")),
    "no-units": first_line(units=D(0)),
    "timed-units-not-whole": first_line(procedure="97110", units=D("1.5")),
    "timed-units-beyond-a-day": first_line(procedure="97110", units=D(97)),
    "minutes-of-no-anaesthesia": first_line(unit="MJ"),
    "negative-charge": priced("-1"),
    "ends-before-it-begins": first_line(ends=DAY - dt.timedelta(1)),
    "before-birth": of_person(birth=LATER),
    "correction-without-reference": having(frequency="7"),
    "same-line-twice": twice,
}
STAYS: Mapping[str, Spoil] = {
    "attending-npi-unsound": having(parties={"71": DOCTOR._replace(number=WRONG)}),
    "outside-the-statement": first_line(begins=LATER, ends=LATER),
    "no-admission-date": having(moments={}),
    "no-admission-type": having(admission=("", "1", "01")),
    "no-admission-source": having(admission=("1", "", "01")),
    "no-discharge-status": having(admission=("1", "1", "")),
    "left-before-admission": having(moments={"435": dt.datetime.combine(LATER, dt.time(1))}),
    "still-here": having(admission=("1", "1", "30")),
    "revenue-code-unsound": first_line(revenue_code="120"),
    "revenue-code-without-procedure": both(having(place="13"), first_line(revenue_code="0450")),
}
BESIDE: Mapping[str, Context] = {
    "diagnosis-not-valid": AT_VISIT._replace(known=lambda system, code, _day: (system, code) != ("ICD10CM", "I509")),
    "procedure-not-valid": AT_VISIT._replace(known=lambda system, code, _day: (system, code) != ("HCPCS", "G0463")),
    "future-day": AT_VISIT._replace(today=DAY - dt.timedelta(1), billed_on=TODAY),
    "billed-before-it-was-done": AT_VISIT._replace(billed_on=DAY - dt.timedelta(1)),
    "billed-already": AT_VISIT._replace(billed=frozenset({service_of(VISIT.lines[0], "P")})),
    "filed-too-late": AT_VISIT._replace(file_until=TODAY - dt.timedelta(1)),
}


def test_in_claims_that_are_as_they_should_be_no_rule_finds_anything() -> None:
    assert found(VISIT) == found(STAY, AT_STAY) == ()


@pytest.mark.parametrize("rule", VISITS)
def test_a_rule_of_visits_finds_what_it_says_and_only_that(rule: str) -> None:
    assert ids(found(VISITS[rule](VISIT))) == [rule]


@pytest.mark.parametrize("rule", STAYS)
def test_a_rule_of_stays_finds_what_it_says_and_only_that(rule: str) -> None:
    assert ids(found(STAYS[rule](STAY), AT_STAY)) == [rule]


@pytest.mark.parametrize("rule", BESIDE)
def test_a_rule_finds_what_is_known_beside_the_claim(rule: str) -> None:
    assert ids(found(VISIT, BESIDE[rule])) == [rule]


def test_a_claim_without_a_diagnosis_has_pointers_to_nothing_too() -> None:
    assert ids(found(having(diagnoses=())(VISIT))) == ["no-diagnosis", "pointer-to-nothing"]


def test_every_shipped_rule_is_tried_here() -> None:
    assert {one.id for one in shipped_rules()} == {*VISITS, *STAYS, *BESIDE, "no-diagnosis"}


def test_every_shipped_rule_says_what_to_do_and_names_its_source() -> None:
    assert all(one.remedy and one.source.document and one.source.page and one.source.url for one in shipped_rules())


def test_the_shipped_rules_are_written_and_read_as_they_are() -> None:
    assert read_rules(write_rules(shipped_rules())) == (shipped_rules(), ())


def test_a_finding_tells_place_value_expectation_and_remedy() -> None:
    (one,) = found(VISITS["pointer-to-nothing"](VISIT))
    assert (one.place, one.line, one.value, one.action) == ("2400/1/SV107", 1, "1", Action.STOP)
    assert one.expected and one.remedy


def test_a_claim_that_withdraws_another_is_not_judged() -> None:
    """It repeats what that one said: a rule that stopped it would leave the wrong claim with the payer."""
    assert found(having(frequency="8", diagnoses=())(VISIT)) == ()


def test_a_rule_holds_for_its_days_of_service() -> None:
    """ICD-10-CM is in force from 1 October 2015 (45 CFR 162.1002(c))."""
    old = first_line(begins=dt.date(2015, 9, 30), ends=dt.date(2015, 9, 30))(diagnosed("4280")(VISIT))
    assert ids(found(old)) == []
    assert ids(found(diagnosed("4280")(VISIT))) == ["diagnosis-unsound"]


def test_the_change_of_an_external_cause_puts_the_condition_first() -> None:
    spoiled = VISITS["external-cause-first"](VISIT)
    (one,) = found(spoiled)
    assert changed(spoiled, one.fix).diagnoses == (("ABK", "S420"), ("ABF", "W010XXA"))
    assert found(changed(spoiled, one.fix)) == ()


def test_units_of_both_parts_become_the_whole_service() -> None:
    spoiled = VISITS["professional-and-technical"](VISIT)
    (one,) = found(spoiled)
    assert changed(spoiled, one.fix).lines[0].modifiers == () and found(changed(spoiled, one.fix)) == ()


def test_the_reference_page_shows_a_rule_that_is_read_and_names_every_fact() -> None:
    page = (Path(__file__).parents[3] / "docs" / "reference" / "scrubbing.md").read_text(encoding="utf-8")
    read, faults = read_rules(page.split("```yaml\n")[1].split("```")[0])
    assert [one.id for one in read] == ["coastal-imaging-authorisation"] and faults == ()
    rows = {line.split("`")[1] for line in page.split("## Facts")[1].split("## Changes")[0].splitlines() if "`" in line}
    assert rows == set(FACTS)


def test_every_fact_question_and_change_can_be_said() -> None:
    assert set(FACTS_SAID) == set(FACTS)
    assert {*OPS_SAID, Op.GIVEN} == set(Op) and set(CHANGES_SAID) == set(ChangeKind)
    assert all(sentence(one.when) for one in shipped_rules())


@pytest.mark.parametrize(
    ("wrong", "value"),
    [
        ("when: {member: {given: perhaps}}", "perhaps"),
        ("when: {member: {above: 3}}", "above"),
        ("when: {line.code: {is: X}}", "line.code"),
        ("when: {charge: {above: much}}", "much"),
        ("when: {today: {after: {fact: charge}}}", "fact"),
        ("when: {member: {like: ['9*9']}}", "9*9"),
        ("when: {all: []}", "nothing"),
        ("when: {some line: {line.code: {is: X}}, member: {given: true}}", "some line, member"),
        ("action: shout", "shout"),
        ("scope: {forms: [Q]}", "Q"),
        ("since: 2026-02-30", "2026-02-30"),
        ("fix: [{set frequency: '1'}]", "warn"),
        ("colour: red", "colour"),
        ("id: Not An Id", "Not An Id"),
        ("about: nothing-known", "nothing-known"),
        ("source: {page: '3'}", "nothing"),
    ],
)
def test_what_is_wrong_with_a_rule_is_told_with_line_value_and_remedy(wrong: str, value: str) -> None:
    parts = {
        "id": "id: one",
        "words": "words: Something.",
        "action": "action: warn",
        "about": "about: member",
        "when": "when: {member: {given: false}}",
        "remedy": "remedy: Do it.",
        "source": "source: {document: House}",
    }
    parts[wrong.partition(":")[0]] = wrong
    read, faults = read_rules("\n".join(parts.values()))
    assert read == () and faults
    assert any(value in one.message and one.place.startswith("line ") and one.remedy for one in faults)


def test_what_refers_repeats_or_cannot_be_parsed_is_refused() -> None:
    for text in ("a: &x 1\nb: *x", "id: one\nid: two", "{", ""):
        read, faults = read_rules(text)
        assert read == () and len(faults) == 1 and faults[0].remedy
