"""A stay is coded, grouped, called final, and feeds its claim; what keeps bills back; restricted patients."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal as D
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from tests.unit.departments.revenue.test_charging import ALPHA, SINCE, Charging, charging, lead  # noqa: F401 - fixtures

from wellrun.departments.revenue.actions import charges as charges_actions
from wellrun.departments.revenue.actions.codings import code
from wellrun.departments.revenue.actions.lists import take_codes
from wellrun.departments.revenue.local_days import today_at
from wellrun.departments.revenue.models import AccountCharge, Claim, CodingRecord, EditLimit
from wellrun.departments.revenue.queries import charges, codings, unbilled
from wellrun.departments.revenue.queries.charges import facts_of
from wellrun.departments.revenue.queries.codings import coded_finally, coding_of, judged_of, to_code
from wellrun.departments.revenue.queries.contents import content_of
from wellrun.departments.revenue.queries.people import kept_back
from wellrun.departments.revenue.queries.published import revenue_rows
from wellrun.departments.revenue.queries.unbilled import by_reason, unbilled_in, unbilled_on
from wellrun.departments.revenue.rules.code_lists import Code
from wellrun.departments.revenue.rules.coding import Coding
from wellrun.departments.revenue.rules.grouping import LAST, Diagnosis
from wellrun.departments.revenue.rules.unbilled import Reason
from wellrun.values.faults import Refused

NEXT = dt.timedelta(days=1)
BEGUN = dt.datetime(2026, 1, 12, 15, 0, tzinfo=dt.UTC)
PNEUMONIA = (Diagnosis("J18.9", "Y"), Diagnosis("J96.01", "Y"))
HOME = ("1", "1", "01")


@pytest.fixture
def left(charging: Charging, monkeypatch: pytest.MonkeyPatch) -> Charging:  # noqa: F811 - a fixture
    """Ada was there for three days of January 2026, and everybody looks back as far as that."""
    for module in (codings, unbilled, charges):
        monkeypatch.setattr(module, "LOOKED_BACK", dt.timedelta(days=36500))
    stay, account = charging.account.stay, charging.account
    assert stay is not None
    stay.started_at, stay.ended_at = BEGUN, BEGUN + 3 * NEXT
    stay.save()
    account.begins, account.ends = BEGUN.date(), BEGUN.date() + 3 * NEXT
    account.save()
    account.save()
    assert account.patient.sex == "female"
    return charging


def coded(held: Charging, *, final: bool = True, **parts: Any) -> CodingRecord:
    held.account.refresh_from_db()
    coding = Coding(PNEUMONIA, (), HOME)._replace(**parts)
    return code(account=held.account, version=held.account.version, coding=coding, final=final, **held.who)


def waiting(held: Charging) -> set[Any]:
    tree = held.office.tree
    return {one.account.pk if one.account else None for one in to_code(tree["H1"], tree=tree)}


def test_a_stay_is_grouped_kept_and_called_final(left: Charging) -> None:
    assert left.account.pk in waiting(left)
    first = coded(left, final=False, diagnoses=PNEUMONIA[:1])
    assert (first.drg, first.final, left.account.pk in waiting(left)) == ("195", False, True)
    second = coded(left)
    assert (second.number, second.drg, second.severity, second.final) == (2, "193", "MCC", True)
    assert left.account.pk not in waiting(left)
    left.account.refresh_from_db()
    assert (left.account.drg, left.account.admission) == ("193", list(HOME))


def test_what_is_changed_afterwards_is_no_longer_final(left: Charging) -> None:
    coded(left)
    left.account.refresh_from_db()
    assert coded_finally([left.account]) == {left.account.pk}
    told = [("J18.9", "Y")]
    charges_actions.tell(account=left.account, version=left.account.version, diagnoses=told, bill="11", **left.who)
    left.account.refresh_from_db()
    assert coded_finally([left.account]) == set()


def test_to_be_final_everything_has_to_be_told(left: Charging) -> None:
    with pytest.raises(Refused) as refused:
        coded(left, diagnoses=(Diagnosis("J18.9"), Diagnosis("I10", "Y")), admission=("", "1", ""))
    assert {one.place for one in refused.value.faults} >= {"diagnoses", "type", "status"}
    assert not CodingRecord.objects.exists()


def test_somebody_who_is_still_here_is_coded_but_not_finally(left: Charging, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(codings, "today_at", lambda _facility: dt.date(2026, 2, 1))
    left.account.ends = None
    left.account.save()
    with pytest.raises(Refused, match="not left"):
        coded(left)
    assert coded(left, final=False).drg == "193"


def test_another_group_needs_a_reason(left: Charging) -> None:
    with pytest.raises(Refused) as refused:
        coded(left, drg="177")
    assert [one.place for one in refused.value.faults] == ["why"]
    made = coded(left, drg="177", why="aspiration, manual p. 201")
    assert (made.drg, made.proposed) == ("177", "193")


def test_codes_that_are_in_no_list_of_that_day_are_refused(left: Charging) -> None:
    who: dict[str, Any] = {"place": left.office.tree["H1"], **left.who}
    take_codes(system="ICD10CM", since=SINCE, source="x", codes=[Code("J189", "Pneumonia")], **who)
    take_codes(system="ICD10PCS", since=SINCE, source="x", codes=[Code("0SRD0J9", "Knee")], **who)
    with pytest.raises(Refused) as refused:
        coded(left, final=False, procedures=(("0SRC0J9", left.account.begins),))
    assert {one.value for one in refused.value.faults} == {"J96.01", "0SRC0J9"}


def test_who_was_slower_is_told(left: Charging) -> None:
    coded(left)
    coding = coding_of(left.account)
    with pytest.raises(Refused, match="quicker"):
        code(account=left.account, version=1, coding=coding, final=False, **left.who)


def test_the_claim_says_diagnoses_procedures_and_group(left: Charging) -> None:
    day = left.account.begins
    coded(left, procedures=(("0BH17EZ", day), ("5A1955Z", day)))
    left.account.refresh_from_db()
    facts = facts_of(left.account)
    assert (facts.drg, [code for code, _on in facts.procedures]) == ("207", ["0BH17EZ", "5A1955Z"])
    left.insure(ALPHA)
    left.account.refresh_from_db()
    left.account.attending = left.doctor
    left.account.save()
    left.enter(form="I", revenue_code="0120", code="", place="", diagnoses=(), rendering=None)
    (claim,) = left.made()
    content = content_of(claim)
    assert content is not None
    when = f"{day:%Y%m%d}"
    assert content.codes == (("DR", claim.drg), ("BBR", "0BH17EZ", "D8", when), ("BBQ", "5A1955Z", "D8", when))
    assert (content.present, content.admission) == ({1: "Y", 2: "Y"}, HOME)


def kept(held: Charging) -> tuple[Reason, ...]:
    tree = held.office.tree
    (one,) = [each for each in unbilled_in(tree["H1"], tree=tree) if each.account == held.account]
    return one.reasons


def test_what_keeps_a_bill_back_is_told_until_it_is_made(left: Charging) -> None:
    assert kept(left) == (Reason.CHARGES, Reason.CODING)
    left.enter()
    assert kept(left) == (Reason.CODING,)
    coded(left)
    assert kept(left) == (Reason.RULE,)
    left.insure(ALPHA)
    assert kept(left) == (Reason.CLAIM,)
    tree = left.office.tree
    sums = {one.reason: one.amount for one in by_reason(unbilled_in(tree["H1"], tree=tree))}
    assert sums[Reason.CLAIM] == D(100)
    left.made()
    assert not [one for one in unbilled_in(tree["H1"], tree=tree) if one.account == left.account]


def test_what_is_unbilled_is_told_to_the_warehouse_where_it_is_known(left: Charging) -> None:
    facility, today = left.office.facility, today_at(left.office.facility)
    assert unbilled_on(facility, [today - NEXT]) == {}
    left.enter()
    AccountCharge.objects.update(entered_at=timezone.now() - dt.timedelta(days=2))
    days = [today - 3 * NEXT, today - 2 * NEXT, today - NEXT]
    assert unbilled_on(facility, days) == {today - 2 * NEXT: D(100), today - NEXT: D(100)}
    left.insure(ALPHA)
    left.made()
    Claim.objects.update(billed_on=today - NEXT)
    assert unbilled_on(facility, days)[today - NEXT] == 0
    last = revenue_rows(today)[-1] if revenue_rows(today) else None
    assert last is None or "unbilled" in last


def test_a_restricted_patient_is_not_named_on_a_claim(left: Charging, lead: Client) -> None:  # noqa: F811
    left.insure(ALPHA)
    left.enter()
    (claim,) = left.made()
    page = lead.get(f"/revenue/claims/{claim.pk}/?at=H1").content.decode()
    assert "ADA LOVELL" in page.upper() and "M-1" in page
    left.account.patient.restricted = True
    left.account.patient.save()
    assert kept_back(claim, left.office.lead, tree=left.office.tree)
    page = lead.get(f"/revenue/claims/{claim.pk}/?at=H1").content.decode()
    assert "not shown: a restricted record" in page and "M-1" not in page
    assert lead.get(f"/revenue/claims/{claim.pk}/form/?at=H1").status_code == 404


def test_what_a_table_of_edits_finds_leads_to_the_page_of_the_tables(left: Charging, lead: Client) -> None:  # noqa: F811
    left.insure(ALPHA)
    left.enter()
    (claim,) = left.made()
    code = claim.lines.first().code
    for setting in ("P", "I"):
        EditLimit.objects.create(setting=setting, code=code, since=dt.date(2020, 1, 1), units=0, by="2", why="Policy")
    page = lead.get(f"/revenue/claims/{claim.pk}/?at=H1")
    assert page.status_code == 200 and f"mue.{code}" in page.content.decode()
    assert f'href="{reverse("revenue:edits")}?' in page.content.decode()


def test_from_the_list_to_the_final_coding_on_the_pages(left: Charging, lead: Client) -> None:  # noqa: F811
    page = lead.get("/revenue/coding/?at=H1").content.decode()
    address = f"/revenue/coding/{left.account.pk}/"
    assert address in page
    told = {"version": left.account.version, "diagnoses": "J18.9:Y J96.01:Y", "type": "1", "source": "1"}
    seen = lead.post(f"{address}?at=H1", told | {"do": "see"})
    assert (seen.status_code, CodingRecord.objects.count()) == (200, 0)
    assert "MS-DRG 193" in seen.content.decode() and "J9601 alone carries the group" in seen.content.decode()
    refused = lead.post(f"{address}?at=H1", told | {"do": "final"})
    assert refused.status_code == 422 and "Choose one; the claim needs it." in refused.content.decode()
    assert lead.post(f"{address}?at=H1", told | {"status": "01", "do": "final"}).status_code == 302
    page = lead.get(f"{address}?at=H1").content.decode()
    assert "coded finally" in page
    assert address not in lead.get("/revenue/coding/?at=H1").content.decode()
    bad = lead.post(f"{address}?at=H1", told | {"procedures": "0SRD0J9", "do": "see"})
    assert bad.status_code == 422 and "has no day" in bad.content.decode()


def test_the_page_of_what_is_not_billed_is_narrowed_and_exported(left: Charging, lead: Client) -> None:  # noqa: F811
    left.enter()
    page = lead.get("/revenue/coding/unbilled/?at=H1").content.decode()
    assert "not finally coded" in page
    only = lead.get("/revenue/coding/unbilled/?at=H1&why=claim").content.decode()
    assert str(left.account.pk) not in only
    assert lead.get("/revenue/coding/unbilled/?at=H1&export=csv")["Content-Type"].startswith("text/csv")


def test_a_stay_without_an_account_is_coded_on_a_new_one(left: Charging, lead: Client) -> None:  # noqa: F811
    stay = left.clinic.ben.stays.get()
    stay.ended_at = stay.started_at + NEXT
    stay.save()
    page = lead.get(f"/revenue/charges/stays/{stay.pk}/?at=H1").content.decode()
    assert f"/revenue/coding/stays/{stay.pk}/" in page
    sent = lead.post(f"/revenue/coding/stays/{stay.pk}/?at=H1")
    assert sent.status_code == 302 and "/revenue/coding/" in sent["Location"]
    assert lead.get(sent["Location"]).status_code == 200


def test_after_the_latest_version_it_is_grouped_to_weigh_by_and_final_by_hand_only(left: Charging) -> None:
    left.account.ends = LAST + 2 * NEXT
    left.account.save()
    found = judged_of(left.account, Coding(PNEUMONIA, (), HOME))
    assert found.grouped is not None
    assert (found.grouped.drg, found.grouped.version, found.proposed) == ("193", "43.1", "")
    with pytest.raises(Refused, match="No MS-DRG version"):
        coded(left)
    assert coded(left, final=False).drg == ""
    assert coded(left, drg="193", why="CMS grouper, version 44").proposed == ""


def test_the_list_costs_few_questions_however_long(
    left: Charging,
    lead: Client,  # noqa: F811
    django_assert_max_num_queries: Any,
) -> None:
    lead.get("/revenue/coding/unbilled/?at=H1")
    with django_assert_max_num_queries(45):
        lead.get("/revenue/coding/unbilled/?at=H1")
    with django_assert_max_num_queries(45):
        lead.get("/revenue/coding/?at=H1")
