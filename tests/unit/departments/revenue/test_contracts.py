"""Payer contracts: entered with every fault told, worded anew without losing a wording, in force, ended, in words."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal as D
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from tests.conftest import account
from tests.unit.departments.revenue.conftest import DAY, Office, paid, payment

from wellrun.departments.revenue.actions import contracts
from wellrun.departments.revenue.models import ContractVersion, DenialCase, Payer, PayerContract
from wellrun.departments.revenue.queries.contracts import in_use
from wellrun.foundations.access.rules import Role
from wellrun.values.faults import Refused

TEXT = """key: alpha
payer: ALPHA
tolerance: 1.00
appeal_days: 90
versions:
  - {since: 2026-01-01, until: null, terms: [{kind: fee schedule, name: schedule, table: fees, factor: 1.15}]}
tables:
  - kind: fees
    name: fees
    rows: {"99213": 80.00, "80053": 60.00}
"""


def enter(office: Office, text: str = TEXT, name: str = "Fees", code: str = "ALPHA") -> PayerContract:
    payer = Payer.objects.get(code=code)
    return contracts.enter(payer=payer, name=name, text=text, why="signed", by=office.lead, tree=office.tree)


def force(office: Office, held: PayerContract) -> PayerContract:
    held.refresh_from_db()
    return contracts.put_in_force(contract=held, version=held.version, by=office.lead, tree=office.tree)


def page(route: str, *arguments: Any) -> str:
    return f"{reverse(f'revenue:{route}', args=arguments)}?at=H1"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (TEXT.replace("factor: 1.15", "factor: lots"), ["Line 6"]),
        (
            TEXT.replace("table: fees,", "table: rates,").replace("tolerance: 1.00", "tolerance: -1"),
            ["Line 3", "Line 6"],
        ),
        (TEXT.replace("ALPHA", "BETA"), ["BETA", "ALPHA"]),
        (TEXT + "facilities: [H2]\n", ["H2", "H1"]),
        ("key: [", ["Line 2"]),
        ("", ["empty"]),
        ("key: alpha\npayer: ALPHA\nversions: []\n", ["versions"]),
        ("x" * (contracts.LONGEST + 1), ["characters"]),
    ],
)
def test_a_wording_that_makes_no_sense_is_refused_with_every_fault(office: Office, text: str, told: list[str]) -> None:
    with pytest.raises(Refused) as refused:
        enter(office, text)
    words = " ".join(fault.message for fault in refused.value.faults)
    assert all(one in words for one in told), words
    assert not PayerContract.objects.exists() and not ContractVersion.objects.exists()


def test_a_wording_stays_and_the_next_one_counts(office: Office) -> None:
    held = force(office, enter(office))
    (before,) = in_use(office.facility)
    text = TEXT.replace("1.15", "1.20")
    contracts.reword(contract=held, text=text, why="raised", version=held.version, by=office.lead, tree=office.tree)
    (after,) = in_use(office.facility)
    assert [term.factor for one in (before, after) for term in one.versions[0].terms] == [D("1.15"), D("1.20")]  # type: ignore[union-attr]
    assert [one.text for one in held.versions.order_by("number")] == [TEXT, text]
    with pytest.raises(TypeError):
        held.versions.update(text="")


def test_who_was_slower_is_told(office: Office) -> None:
    held = force(office, enter(office))
    with pytest.raises(Refused, match="quicker"):
        contracts.end(contract=held, on=DAY, why="x", version=1, by=office.lead, tree=office.tree)


def test_two_contracts_that_hold_for_the_same_claims_are_not_both_in_force(office: Office) -> None:
    force(office, enter(office))
    other = enter(office, TEXT.replace("key: alpha", "key: other"), name="Other")
    with pytest.raises(Refused, match="one contract for a claim"):
        force(office, other)
    first = PayerContract.objects.get(name="Fees")
    contracts.end(contract=first, on=DAY, why="x", version=first.version, by=office.lead, tree=office.tree)
    later = TEXT.replace("key: alpha", "key: other").replace("2026-01-01", DAY.isoformat())
    other.refresh_from_db()
    contracts.reword(contract=other, text=later, why="later", version=other.version, by=office.lead, tree=office.tree)
    force(office, other)
    assert len(in_use(office.facility)) == 2


def test_a_name_is_given_once(office: Office) -> None:
    enter(office)
    with pytest.raises(Refused, match="of this name"):
        enter(office)


def test_only_who_posts_payments_writes_contracts(office: Office) -> None:
    finance = account("finance", Role.FINANCE, "H1")
    with pytest.raises(Refused):
        contracts.enter(
            payer=Payer.objects.get(code="ALPHA"), name="F", text=TEXT, why="x", by=finance, tree=office.tree
        )


def test_a_contract_is_pasted_read_in_words_and_tried_on_a_claim(office: Office, signed_in: Any) -> None:
    browser = signed_in(office.lead)
    office.bill("C1")
    assert "No contract has been entered" in browser.get(page("contracts")).text
    payer = Payer.objects.get(code="ALPHA").pk
    given = {"payer": payer, "name": "Fees", "text": TEXT, "why": "signed"}
    shown = browser.post(page("new-contract"), given, follow=True).text
    assert "115\u00a0% of the fee in table “fees”" in shown and "draft" in shown
    held = PayerContract.objects.get()
    tried = browser.get(page("contract", held.pk) + "&claim=C1").text
    assert "$161.00 is due of $160.00 charged." in tried
    assert "schedule (base), line 1" in tried
    assert "No claim was billed" in browser.get(page("contract", held.pk) + "&claim=C9").text
    shown = browser.post(page("contract-in-force", held.pk), {"version": held.version}, follow=True).text
    assert "in force" in shown
    assert "Fees" in browser.get(page("contracts")).text


def test_a_refused_wording_stands_as_it_was_sent_with_its_faults(office: Office, signed_in: Any) -> None:
    browser = signed_in(office.lead)
    wrong = TEXT.replace("table: fees,", "table: rates,").replace("tolerance: 1.00", "tolerance: -1")
    file = SimpleUploadedFile("alpha.yaml", wrong.encode())
    given = {"payer": Payer.objects.get(code="ALPHA").pk, "name": "Fees", "why": "signed", "file": file}
    answered = browser.post(page("new-contract"), given)
    assert answered.status_code == 422
    assert "2 things are wrong with the wording" in answered.text
    assert "Line 3" in answered.text and "Line 6" in answered.text and "table: rates" in answered.text


def test_a_file_that_is_no_text_is_refused(office: Office, signed_in: Any) -> None:
    file = SimpleUploadedFile("alpha.xlsx", b"\xff\xfe\x00\x81")
    given = {"payer": Payer.objects.get(code="ALPHA").pk, "name": "Fees", "why": "signed", "file": file}
    answered = signed_in(office.lead).post(page("new-contract"), given)
    assert answered.status_code == 422 and "no text in UTF-8" in answered.text


def test_the_history_says_what_changed(office: Office, signed_in: Any) -> None:
    held, browser = force(office, enter(office)), signed_in(office.lead)
    assert "factor: 1.15" in browser.get(page("reword-contract", held.pk)).text
    given = {"text": TEXT.replace("1.15", "1.20"), "why": "raised", "version": held.version}
    browser.post(page("reword-contract", held.pk), given)
    shown = browser.get(page("wording", held.pk, 2)).text
    assert "factor: 1.20" in shown and "What it changed" in shown and "factor: 1.15" in shown
    assert "What it changed" not in browser.get(page("wording", held.pk, 1)).text
    assert browser.get(page("wording", held.pk, 3)).status_code == 404


def test_a_contract_is_ended_on_a_day(office: Office, signed_in: Any) -> None:
    held, browser = force(office, enter(office)), signed_in(office.lead)
    stale = browser.post(page("end-contract", held.pk), {"on": DAY, "why": "left", "version": 1})
    assert stale.status_code == 422 and "quicker" in stale.text
    browser.post(page("end-contract", held.pk), {"on": DAY, "why": "left", "version": held.version})
    held.refresh_from_db()
    assert held.state == PayerContract.State.ENDED and held.ended_on == DAY
    (one,) = in_use(office.facility)
    assert one.versions[0].until == DAY and one.versions[0].since == dt.date(2026, 1, 1)


def test_contracts_of_another_facility_are_not_shown(office: Office, signed_in: Any) -> None:
    held = enter(office)
    stranger = account("other.lead", Role.REVENUE, "H2")
    browser = signed_in(stranger)
    assert "Fees" not in browser.get(f"{reverse('revenue:contracts')}?at=H2").text
    assert browser.get(f"{reverse('revenue:contract', args=[held.pk])}?at=H2").status_code == 404


def test_a_contract_that_comes_into_force_or_ends_moves_the_last_day_of_denials(office: Office, signed_in: Any) -> None:
    office.bill("C1")
    office.send(payment(paid("C1", reasons=(("CO", "197", D(100)),))))
    case = DenialCase.objects.get()
    house = case.denied_on + dt.timedelta(90)
    assert case.appeal_until == house
    held = force(office, enter(office, TEXT.replace("appeal_days: 90", "appeal_days: 45")))
    case.refresh_from_db()
    assert case.appeal_until == case.denied_on + dt.timedelta(45)
    shown = signed_in(office.lead).get(f"/revenue/denials/{case.pk}/?at=H1").content.decode()
    assert "45 days" in shown and "by contract" in shown
    assert "by contract" in signed_in(office.lead).get("/revenue/denials/days/?at=H1").content.decode()
    held.refresh_from_db()
    who = {"by": office.lead, "tree": office.tree}
    contracts.end(contract=held, on=case.denied_on, why="left", version=held.version, **who)
    case.refresh_from_db()
    assert case.appeal_until == house
