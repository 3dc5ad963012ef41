"""A remittance on paper is copied line by line, and posted the way every other is (asked for in ottehr, issue 8978)."""

from __future__ import annotations

from decimal import Decimal as D
from typing import Any

import pytest
from django.test import Client
from tests.unit.departments.revenue.conftest import BY, Office

from wellrun.departments.revenue.actions import remittances, unposting
from wellrun.departments.revenue.models import Payer, RemittanceFile
from wellrun.departments.revenue.queries.claims import claim_shown
from wellrun.departments.revenue.rules.ledger import ledger_faults
from wellrun.departments.revenue.rules.paper_remittances import claims_named, outside_in, reasons_in
from wellrun.foundations.audit.models import Entry as Audited

pytestmark = pytest.mark.django_db
PAGE = "/revenue/paper/?at=H1"


@pytest.fixture
def lead(office: Office, signed_in: Any) -> Client:
    return signed_in(office.lead)  # type: ignore[no-any-return]


def head(**changed: str) -> dict[str, Any]:
    given = {"payer": str(Payer.objects.get(code="ALPHA").pk), "trace": "CHK-77", "paid_on": "2026-02-02"}
    return given | {"deposit": "130.00", "outside": "", "scan": "eob-77.pdf", "named": "c1"} | changed


def lines(first: str = "CO-45 20, PR-2 10", paid: str = "70", **changed: str) -> dict[str, str]:
    given = {
        "claims-TOTAL_FORMS": "1",
        "claims-INITIAL_FORMS": "1",
        "lines-TOTAL_FORMS": "2",
        "lines-INITIAL_FORMS": "2",
    }
    given |= {"claims-0-number": "c1", "claims-0-status": "1", "claims-0-payer_control": "PAY-9"}
    for at, (code, charge, got, why) in enumerate((("99213", "100", paid, first), ("80053", "60", "60", ""))):
        told = {"at": "0", "control": str(at + 1), "code": code, "charge": charge, "paid": got, "reasons": why}
        given |= {f"lines-{at}-{name}": value for name, value in told.items()}
    return given | changed


def posted(client: Client, data: dict[str, Any]) -> RemittanceFile:
    answer = client.post(PAGE, data)
    assert answer.status_code == 302, answer.content.decode()
    file = RemittanceFile.objects.latest("pk")
    if file.state != "done":
        remittances.carry_out(file=file.pk, by=BY)
    file.refresh_from_db()
    return file


def test_what_is_typed_is_read_as_payers_print_it() -> None:
    found = reasons_in("co-45 20.00, PR 2 16; OA-N130 1")
    assert [(one.group, one.reason, one.amount) for one in found] == [
        ("CO", "45", D("20.00")),
        ("PR", "2", D(16)),
        ("OA", "N130", D(1)),
    ]
    assert [(one.reason, one.amount, one.reference) for one in outside_in("WO 12.50 CLAIM-7\nL6 -3\n")] == [
        ("WO", D("12.50"), "CLAIM-7"),
        ("L6", D(-3), ""),
    ]
    assert claims_named("C1, C2\nC1") == ["C1", "C2"]
    for wrong in ("45 20", "CO-45", "CO-45 1.234"):
        with pytest.raises(ValueError, match=wrong.split()[0]):
            reasons_in(wrong)


def test_the_lines_of_our_claim_are_offered_and_what_is_copied_is_posted(office: Office, lead: Client) -> None:
    (claim,) = office.bill("C1")
    offered = lead.post(PAGE, head()).content.decode()
    assert 'value="99213"' in offered and 'value="80053"' in offered and "not ours" not in offered
    file = posted(lead, head() | lines())
    assert (file.source, file.scan, file.sent_by, file.name) == ("paper", "eob-77.pdf", str(office.lead), "eob-77.pdf")
    one = office.one()
    assert (one.state, one.payer, one.trace, one.deposit) == (
        "posted",
        Payer.objects.get(code="ALPHA"),
        "CHK-77",
        D(130),
    )
    assert claim_shown(claim).owed == (("patient", D("10.00")),)
    assert claim.controls.get().number == "PAY-9" and ledger_faults(office.entries()) == ()
    assert Audited.objects.filter(action="revenue.remittance.copied").exists()
    assert "copied from paper by" in lead.get(f"/revenue/payments/{one.pk}/?at=H1").content.decode()


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"deposit": "131.00"}, "are not the deposit"),
        ({"lines-0-paid": "71"}, "does not add up"),
        ({"lines-0-reasons": "45 20"}, "is no reason with an amount"),
        ({"outside": "nonsense"}, "is no reason with an amount"),
        ({"lines-0-charge": ""}, "Enter the charge, too"),
        ({"trace": ""}, "This field is required"),
    ],
)
def test_what_does_not_add_up_is_told_and_nothing_is_kept(
    changed: dict[str, str], words: str, office: Office, lead: Client
) -> None:
    office.bill("C1")
    answer = lead.post(PAGE, head() | lines() | changed)
    assert answer.status_code == 422 and words in answer.content.decode()
    assert not RemittanceFile.objects.exists()


def test_a_claim_that_is_not_ours_is_held_and_money_outside_of_claims_is_booked(office: Office, lead: Client) -> None:
    office.bill("C1")
    data = head(named="X9", deposit="135.00", outside="L6 -5.00") | lines(**{"claims-0-number": "X9"})
    offered = lead.post(PAGE, head(named="X9")).content.decode()
    assert "not ours: it will wait" in offered
    posted(lead, data)
    one = office.one()
    assert (one.state, one.claims.get().state) == ("posted", "held")


def test_the_same_paper_is_copied_once_and_a_better_copy_after_the_first_is_taken_back(
    office: Office, lead: Client
) -> None:
    (claim,) = office.bill("C1")
    posted(lead, head() | lines())
    twice = lead.post(PAGE, head() | lines())
    assert twice.status_code == 422 and "was copied before" in twice.content.decode()
    one = office.one()
    unposting.take_back(payment=one, why="typed wrongly", version=one.version, by=office.lead, tree=office.tree)
    posted(lead, head() | lines(first="CO-45 30"))
    assert claim_shown(claim).balance == 0
