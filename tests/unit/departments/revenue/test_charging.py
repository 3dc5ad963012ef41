"""What was done for a patient is entered, becomes claims, goes on to the next payer, is corrected and withdrawn."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from decimal import Decimal as D
from typing import Any

import pytest
from django.test import Client
from tests.clinic import Clinic
from tests.unit.departments.revenue.conftest import Office

from wellrun.demo.remittance_text import PaidClaim, PaidLine, Payment
from wellrun.departments.revenue.actions import charges as actions
from wellrun.departments.revenue.actions import claim_making as making
from wellrun.departments.revenue.actions.charges import Entered
from wellrun.departments.revenue.actions.list_files import carry_out
from wellrun.departments.revenue.actions.lists import take_codes, take_fees
from wellrun.departments.revenue.actions.providers import name_provider
from wellrun.departments.revenue.models import (
    AccountCharge,
    ChargeAccount,
    Claim,
    ClaimContent,
    LaterContent,
    ListFile,
    Provider,
)
from wellrun.departments.revenue.queries.charges import account_for, covers_of, stays_without_charges
from wellrun.departments.revenue.queries.claims import owed_on
from wellrun.departments.revenue.queries.coding import known_code, search_codes
from wellrun.departments.revenue.queries.contents import content_of
from wellrun.departments.revenue.queries.fees import fee_on
from wellrun.departments.revenue.rules.code_lists import Code
from wellrun.departments.revenue.rules.correcting import LineChange
from wellrun.departments.revenue.rules.entries import Responsible
from wellrun.departments.revenue.rules.fee_lists import FeeRow
from wellrun.departments.revenue.rules.insurances import Cover
from wellrun.departments.revenue.rules.ledger import ledger_faults
from wellrun.departments.revenue.rules.npi import valid_npi
from wellrun.foundations.access.rules import Role
from wellrun.foundations.patients.models import Stay
from wellrun.values.faults import Refused

SINCE = dt.date(2020, 1, 1)
ALPHA = Cover("ALPHA", "ALPHA HEALTH", "54321", "M-1")
BETA = Cover("BETA", "BETA PLAN", "98765", "M-2")


@dataclass
class Charging:
    """The billing office with Ada's account and who bills and treats."""

    office: Office
    clinic: Clinic
    account: ChargeAccount
    practice: Provider
    doctor: Provider

    @property
    def who(self) -> dict[str, Any]:
        return {"by": self.office.lead, "tree": self.office.tree}

    def entered(self, **parts: Any) -> Entered:
        given = Entered(
            on=self.account.begins,
            form="P",
            amount=D(100),
            billing=self.practice,
            code="G0463",
            place="21",
            diagnoses=("I50.9",),
            rendering=self.doctor,
        )
        return replace(given, **parts)

    def enter(self, **parts: Any) -> AccountCharge:
        return actions.enter(account=self.account, entered=self.entered(**parts), **self.who)

    def insure(self, *covers: Cover) -> None:
        self.account.refresh_from_db()
        actions.insure(account=self.account, version=self.account.version, covers=covers, **self.who)

    def made(self) -> list[Claim]:
        return making.make_claims(account=self.account, **self.who)

    def paid(self, claim: Claim, *lines: PaidLine, control: str = "P-1") -> None:
        said = PaidClaim(claim.number, lines, control=control, begins=claim.begins)
        self.office.send(Payment("Alpha Health", "54321", "T1", dt.date(2026, 2, 2), (said,)))


@pytest.fixture
def charging(office: Office, clinic: Clinic) -> Charging:
    where = {"street": "1 Quay St", "city": "Tidewater", "state": "ME", "postcode": "041010001", "tax_id": "990000001"}
    who: dict[str, Any] = {"by": office.lead, "tree": office.tree}
    practice = name_provider(facility=office.facility, npi="1234567893", name="Practice", bills=True, **where, **who)
    doctor = name_provider(facility=office.facility, npi="1245319599", name="Orr", first="Sam", **who)
    stay = Stay.objects.get(patient=clinic.ada)
    account = actions.open_account(stay=stay, by=office.lead, tree=office.tree)
    return Charging(office, clinic, account, practice, doctor)


def changes(content: Any, **of_first: Any) -> list[LineChange]:
    held = [LineChange(one.number, one.procedure, one.modifiers, one.units, one.charge) for one in content.lines]
    return [held[0]._replace(**of_first), *held[1:]]


def test_a_number_of_a_provider_has_to_check() -> None:
    assert valid_npi("1234567893")
    assert not any(valid_npi(one) for one in ("1234567890", "123456789", "3234567893", "", "12345678x3"))


def test_a_stay_without_a_charge_is_missed_until_something_is_charged(charging: Charging) -> None:
    place = charging.office.tree["H1"]
    missing = stays_without_charges(place, tree=charging.office.tree)
    assert {one.patient_id for one in missing} == {charging.clinic.ada.pk, charging.clinic.ben.pk}
    charging.enter()
    left = stays_without_charges(place, tree=charging.office.tree)
    assert {one.patient_id for one in left} == {charging.clinic.ben.pk}


def test_a_struck_charge_is_missed_again_and_is_not_claimed(charging: Charging) -> None:
    one = charging.enter()
    actions.strike(account=charging.account, position=one.position, why="another patient", **charging.who)
    missing = stays_without_charges(charging.office.tree["H1"], tree=charging.office.tree)
    assert charging.clinic.ada.pk in {stay.patient_id for stay in missing}
    with pytest.raises(Refused, match="No charge waits"):
        charging.made()


def test_everything_that_is_wrong_with_a_charge_is_told_by_field(charging: Charging) -> None:
    with pytest.raises(Refused) as refused:
        charging.enter(code="G046", units=D(0), on=charging.account.begins + dt.timedelta(9))
    assert {one.place for one in refused.value.faults} == {"code", "units", "on"}


def test_charges_become_a_claim_that_is_owed_and_says_who_the_patient_is(charging: Charging) -> None:
    charging.insure(ALPHA)
    charging.enter()
    charging.enter(amount=D(60))
    (claim,) = charging.made()
    content = content_of(claim)
    assert content is not None and content.patient is not None
    assert (content.charge, content.patient.first, content.patient.birth) == (D(160), "ADA", dt.date(1941, 5, 6))
    assert (owed_on([claim])[claim.pk], claim.payers, claim.patient) == (D(160), ["ALPHA"], "MRN-001")
    assert [one.number for one in claim.lines.all()] == [one.control for one in content.lines]
    assert set(AccountCharge.objects.values_list("claim", flat=True)) == {claim.pk}
    with pytest.raises(Refused, match="No charge waits"):
        charging.made()


def test_what_is_missing_for_a_claim_stops_all_of_them(charging: Charging) -> None:
    charging.insure(ALPHA)
    charging.enter()
    charging.enter(form="I", code="", place="", revenue_code="0120", diagnoses=(), rendering=None)
    with pytest.raises(Refused) as refused:
        charging.made()
    assert {one.place for one in refused.value.faults} == {"diagnoses", "attending"}
    assert Claim.objects.count() == ClaimContent.objects.count() == 0


def test_the_next_payer_is_billed_once_the_first_has_decided(charging: Charging) -> None:
    charging.insure(ALPHA, BETA)
    charging.enter()
    (claim,) = charging.made()
    with pytest.raises(Refused, match="owes nothing"):
        making.bill_next(claim=claim, **charging.who)
    charging.paid(claim, PaidLine("G0463", D(100), D(50), (("CO", "45", D(30)), ("PR", "2", D(20)))))
    making.bill_next(claim=claim, **charging.who)
    making.bill_next(claim=claim, **charging.who)
    assert LaterContent.objects.count() == 1
    content = content_of(claim, Responsible.SECONDARY)
    assert content is not None and content.payer is not None
    (line,) = content.lines
    assert (content.payer.name, line.adjudicated, content.others[0].paid) == ("BETA PLAN", {"54321": D(50)}, D(50))


def test_a_corrected_claim_replaces_and_only_the_difference_is_owed_more(charging: Charging) -> None:
    charging.insure(ALPHA)
    charging.enter()
    (claim,) = charging.made()
    content, read = content_of(claim), claim.content.read_as
    with pytest.raises(Refused, match="told no number"):
        making.void(claim=claim, why="units", **charging.who)
    claim.controls.create(facility=claim.facility, number="P-1")
    new = making.correct(claim=claim, changes=changes(content, charge=D(110)), read=read, why="units", **charging.who)
    kept = ClaimContent.objects.get(claim=new)
    said = content_of(new)
    assert said is not None
    assert (kept.frequency, kept.replaces_id, said.references["F8"]) == ("7", claim.pk, "P-1")
    assert owed_on([claim, new]) == {claim.pk: D(0), new.pk: D(110)}
    assert content_of(claim) == content
    assert ledger_faults(charging.office.entries()) == ()
    with pytest.raises(Refused, match="has been replaced"):
        making.void(claim=claim, why="again", **charging.who)


def test_a_paid_claim_that_is_corrected_leaves_its_cash_unapplied(charging: Charging) -> None:
    charging.insure(ALPHA)
    charging.enter()
    (claim,) = charging.made()
    charging.paid(claim, PaidLine("G0463", D(100), D(70), (("CO", "45", D(30)),)))
    changed, read = changes(content_of(claim), units=D(2)), claim.content.read_as
    new = making.correct(claim=claim, changes=changed, read=read, why="two", **charging.who)
    assert owed_on([claim, new]) == {claim.pk: D(0), new.pk: D(100)}
    assert ledger_faults(charging.office.entries()) == ()


def test_the_charges_of_a_withdrawn_claim_can_be_claimed_anew(charging: Charging) -> None:
    charging.insure(ALPHA)
    charging.enter()
    (claim,) = charging.made()
    claim.controls.create(facility=claim.facility, number="P-1")
    gone = making.void(claim=claim, why="wrong patient", **charging.who)
    assert owed_on([claim, gone]) == {claim.pk: D(0), gone.pk: D(0)}
    assert ClaimContent.objects.get(claim=gone).frequency == "8"
    (again,) = charging.made()
    assert again.number not in (claim.number, gone.number)
    assert ledger_faults(charging.office.entries()) == ()


def test_who_only_enters_charges_makes_no_claim(charging: Charging) -> None:
    charging.insure(ALPHA)
    clerk = charging.clinic.holder(Role.FRONT_DESK)
    actions.enter(account=charging.account, entered=charging.entered(), by=clerk, tree=charging.office.tree)
    with pytest.raises(Refused):
        making.make_claims(account=charging.account, by=clerk, tree=charging.office.tree)
    with pytest.raises(Refused):
        actions.enter(
            account=charging.account,
            entered=charging.entered(),
            by=charging.clinic.holder(Role.FINANCE),
            tree=charging.office.tree,
        )


def test_an_account_is_of_its_facility_alone(charging: Charging) -> None:
    assert account_for(["H2"], charging.account.pk).first() is None


def test_a_list_taken_in_again_changes_nothing_and_a_later_one_ends_codes(office: Office) -> None:
    first = [Code("E119", "Type 2 diabetes mellitus without complications"), Code("I509", "Heart failure")]
    given: dict[str, Any] = {
        "system": "ICD10CM",
        "source": "test",
        "place": office.tree["H1"],
        "by": office.lead,
        "tree": office.tree,
    }
    assert take_codes(since=SINCE, codes=first, **given)[:3] == (2, 0, 0)
    assert take_codes(since=SINCE, codes=first, **given) == (0, 0, 0, 2)
    later = dt.date(2026, 10, 1)
    assert take_codes(since=later, codes=[first[0]._replace(words="Type 2 diabetes")], **given) == (0, 1, 1, 0)
    before = later - dt.timedelta(1)
    assert [known_code("ICD10CM", "I50.9", day) for day in (before, later)] == [True, False]
    assert [search_codes("ICD10CM", "E11.9", day)[0].words for day in (before, later)] == [
        first[0].words,
        "Type 2 diabetes",
    ]
    with pytest.raises(Refused, match="later list"):
        take_codes(since=SINCE, codes=first, **given)


def test_codes_are_found_by_their_beginning_and_by_words_the_best_first(office: Office) -> None:
    codes = ["E11", "E119", "E1165", "I50", "I509", "O99"]
    words = [
        "Type 2 diabetes",
        "Type 2 diabetes, plain",
        "Diabetes type 2 with sugar",
        "Heart",
        "Failure of heart",
        "Héart",
    ]
    rows = [Code(code, said) for code, said in zip(codes, words, strict=True)]
    who: dict[str, Any] = {"place": office.tree["H1"], "by": office.lead, "tree": office.tree}
    take_codes(system="ICD10CM", since=SINCE, source="test", codes=rows, **who)
    found = lambda text: [one.code for one in search_codes("ICD10CM", text, dt.date(2026, 1, 1))]  # noqa: E731
    assert found("e11") == ["E11", "E1165", "E119"]
    assert found("type 2 diab") == ["E11", "E119", "E1165"]
    assert found("heart") == ["I50", "O99", "I509"]
    assert found("failure diab") == found("") == []


def test_a_fee_is_that_of_the_day_the_modifier_and_the_place(office: Office) -> None:
    rows = [FeeRow("G0463", "", D(120), D(80)), FeeRow("G0463", "26", D(40))]
    take_fees(
        facility=office.facility,
        kind="own",
        name="Old",
        since=SINCE,
        source="x",
        rows=rows,
        by=office.lead,
        tree=office.tree,
    )
    later = dt.date(2026, 1, 1)
    new = [FeeRow("G0463", "", D(130))]
    take_fees(
        facility=office.facility,
        kind="own",
        name="New",
        since=later,
        source="x",
        rows=new,
        by=office.lead,
        tree=office.tree,
    )

    def fee(on: dt.date, *modifiers: str, place: str = "11") -> Any:
        found = fee_on(office.facility, "G0463", modifiers, on, form="P", place=place)
        return found and (found.amount, found.schedule)

    before = later - dt.timedelta(1)
    assert fee(before) == (D(120), "Old")
    assert fee(before, place="22") == (D(80), "Old")
    assert fee(before, "25", "26") == (D(40), "Old")
    assert fee(later) == (D(130), "New")
    assert fee(SINCE - dt.timedelta(1)) is None
    again = take_fees(
        facility=office.facility,
        kind="own",
        name="New",
        since=later,
        source="x",
        rows=new,
        by=office.lead,
        tree=office.tree,
    )
    assert again == (0, 0, 0, 1)


@pytest.fixture
def lead(charging: Charging, signed_in: Any) -> Client:
    return signed_in(charging.office.lead)  # type: ignore[no-any-return]


def test_from_the_list_to_a_claim_on_the_pages(charging: Charging, lead: Client) -> None:
    address = f"/revenue/charges/{charging.account.pk}/"
    listed = lead.get("/revenue/charges/?at=H1").content.decode()
    assert "Ada Lovell" in listed and "0 stays are over without a charge" in listed
    page = lead.get(f"{address}?at=H1").content.decode()
    assert "Nothing is charged yet." in page
    take_fees(
        facility=charging.office.facility,
        kind="own",
        name="Ours",
        since=SINCE,
        source="x",
        rows=[FeeRow("G0463", "", D("123.45"))],
        **charging.who,
    )
    form = {"on": charging.account.begins.isoformat(), "form": "P", "code": "g0463", "units": "2", "place": "21"}
    form |= {"diagnoses": "i50.9", "billing": charging.practice.pk, "rendering": charging.doctor.pk}
    wrong = lead.post(f"{address}add/?at=H1", form | {"units": "0"})
    assert wrong.status_code == 422 and "is not more than 0" in wrong.content.decode()
    assert lead.post(f"{address}add/?at=H1", form).status_code == 302
    assert AccountCharge.objects.get().amount == D("246.90")
    shown = lead.get(f"{address}claims/?at=H1").content.decode()
    assert "The charges become 1 claim." in shown and "has no payers" in shown
    refused = lead.post(f"{address}claims/?at=H1")
    assert refused.status_code == 422 and "No claim was made" in refused.content.decode()
    insured = {"version": 1, "payer_1": charging.office.facility.payers.get(code="ALPHA").pk, "member_1": "M-1"}
    relations = {f"relation_{at}": "18" for at in (1, 2, 3)}
    assert lead.post(f"{address}insure/?at=H1", insured | relations).status_code == 302
    assert lead.post(f"{address}claims/?at=H1").status_code == 302
    claim = Claim.objects.get()
    about = lead.get(f"/revenue/claims/{claim.pk}/?at=H1").content.decode()
    assert "ADA LOVELL" in about and "Correct it" in about
    paper = lead.get(f"/revenue/claims/{claim.pk}/form/?at=H1")
    assert paper["Content-Type"] == "application/pdf" and paper.content.startswith(b"%PDF")
    assert lead.get(f"/revenue/claims/{claim.pk}/form/?at=H1&to=secondary").status_code == 404


def test_a_subscriber_who_is_not_the_patient_is_asked_for_all_that_claims_say(charging: Charging, lead: Client) -> None:
    address = f"/revenue/charges/{charging.account.pk}/insure/?at=H1"
    given = {"version": "1", "payer_1": charging.office.facility.payers.get(code="ALPHA").pk, "member_1": "M-1"}
    given |= {"relation_1": "19", "relation_2": "18", "relation_3": "18", "street_1": "2 Quay St"}
    given |= {"since_1": "2026-02-01", "last_1": "2026-01-01"}
    wrong = lead.post(address, given)
    assert wrong.status_code == 422
    for words in ("Say who is insured", "date of birth; payers find", "An address has street", "before the first day"):
        assert words in wrong.content.decode()
    given |= {"subscriber_1": "Lovell, Pat", "birth_1": "1948-01-02", "sex_1": "M", "city_1": "Tidewater"}
    given |= {"state_1": "me", "postcode_1": "04101-0001", "last_1": "2026-12-31", "group_1": "G1"}
    assert lead.post(address, given).status_code == 302
    charging.account.refresh_from_db()
    (cover,) = covers_of(charging.account)
    assert (cover.family, cover.given, cover.birth, cover.sex) == ("LOVELL", "PAT", dt.date(1948, 1, 2), "M")
    assert (cover.street, cover.city, cover.state, cover.postcode) == ("2 QUAY ST", "TIDEWATER", "ME", "041010001")
    assert (cover.since, cover.until, cover.group) == (dt.date(2026, 2, 1), dt.date(2027, 1, 1), "G1")
    shown = lead.get(f"/revenue/charges/{charging.account.pk}/?at=H1").content.decode()
    assert "PAT LOVELL" in shown and 'value="1948-01-02"' in shown and 'value="2026-12-31"' in shown


def test_a_claim_is_corrected_and_withdrawn_on_its_page(charging: Charging, lead: Client) -> None:
    charging.insure(ALPHA, BETA)
    charging.enter()
    (claim,) = charging.made()
    address = f"/revenue/claims/{claim.pk}/"
    early = lead.post(f"{address}next/?at=H1")
    assert early.status_code == 422 and "owes nothing" in early.content.decode()
    form = {"lines-TOTAL_FORMS": "1", "lines-INITIAL_FORMS": "1", "lines-0-number": "1", "lines-0-kept": "on"}
    form |= {"lines-0-procedure": "G0463", "lines-0-units": "1", "lines-0-charge": "90", "why": "the fee was wrong"}
    form["read"] = claim.content.read_as
    assert "it goes again as what it was" in lead.get(f"{address}correct/?at=H1").content.decode()
    early = lead.post(f"{address}void/?at=H1", {"why": "all of it"})
    assert early.status_code == 422 and "told no number" in early.content.decode()
    claim.controls.create(facility=claim.facility, number="P-1")
    assert "Another replaces it" in lead.get(f"{address}correct/?at=H1").content.decode()
    assert lead.post(f"{address}correct/?at=H1", form).status_code == 302
    new = ClaimContent.objects.get(frequency="7").claim
    assert "Replaced by" in lead.get(f"{address}?at=H1").content.decode()
    new.controls.create(facility=claim.facility, number="P-2")
    assert lead.post(f"/revenue/claims/{new.pk}/void/?at=H1", {"why": "all of it"}).status_code == 302
    assert ClaimContent.objects.filter(frequency="8", replaces=new).exists()


def test_files_of_lists_are_taken_in_and_bad_lines_are_told(charging: Charging, lead: Client) -> None:
    from django.core.files.uploadedfile import SimpleUploadedFile

    fees = SimpleUploadedFile("ours.csv", b"code,modifier,amount\nG0463,,120.00\nG046,,1\nJ1885,,abc\n")
    form: dict[str, Any] = {
        "kind": "own",
        "facility": charging.office.facility.pk,
        "name": "Ours",
        "since": "2026-01-01",
    }
    page = lead.post("/revenue/charges/lists/fees/?at=H1", form | {"sent": fees}).content.decode()
    assert "Some lines were left out" in page and "Line 3" in page and "Line 4" in page
    assert charging.office.facility.fee_schedules.get().lines.count() == 1
    codes = SimpleUploadedFile("codes.csv", b"code,words\nG0463,Hospital outpatient clinic visit\n")
    sent = lead.post("/revenue/charges/lists/codes/?at=H1", {"kind": "own-hcpcs", "since": "2026-01-01", "sent": codes})
    assert sent.status_code == 302
    carry_out(file=ListFile.objects.get().pk, tree=charging.office.tree)
    assert "1 new" in lead.get(sent["Location"]).content.decode()
    offered = lead.get("/revenue/charges/codes/?at=H1&system=HCPCS&part=1&code=hosp").content.decode()
    assert '<option value="G0463">' in offered
    found = lead.get("/revenue/charges/codes/?at=H1&system=HCPCS&q=clinic%20vis").content.decode()
    assert "Hospital outpatient clinic visit" in found
    named = {"facility": charging.office.facility.pk, "npi": "1234567890", "name": "New"}
    wrong = lead.post("/revenue/charges/lists/providers/?at=H1", named)
    assert wrong.status_code == 422 and "does not check" in wrong.content.decode()
