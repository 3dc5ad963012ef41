"""The demonstration's bills: three breaches are planted, and exactly these are found, to the cent."""

from __future__ import annotations

import datetime as dt
import gzip
import json
from decimal import Decimal as D
from pathlib import Path
from typing import Any

import pytest
from tests.conftest import account

from wellrun.demo.billing import ANSWERED, SPAN, STRANGER, play
from wellrun.demo.charging import Encountered, read_encounters
from wellrun.demo.contracts import BREACHES, OUTLIER, RANKS, TEXTS, TIER, misread, wording
from wellrun.departments.revenue.models import Claim, LedgerEntry, RemittanceClaim, RemittancePayment
from wellrun.departments.revenue.queries.ledger import entry_of
from wellrun.departments.revenue.queries.underpayments import underpayments
from wellrun.departments.revenue.rules.ledger import ledger_faults
from wellrun.departments.revenue.words.prices import say
from wellrun.engines.reimbursement.expected import Why
from wellrun.engines.reimbursement.formats.yaml import read
from wellrun.foundations.access.rules import Role
from wellrun.foundations.organisation.models import Facility

TODAY = dt.date(2026, 11, 28)
DAY = dt.timedelta(days=1)
CYCLE = ("MEDICARE", "HARBORLINE", "COASTAL", "MEDICAID")


def encounters() -> list[Encountered]:
    """Stays of one to eight days on two wards in turn, and a visit for every second; the payers take turns."""
    found = []
    for number in range(80):
        ended = TODAY - SPAN + (number * 40 // 80) * DAY
        days = 1 + number % 8
        began = ended - days * DAY
        found.append(
            Encountered(f"E{number:04}", f"P{number}", began, ended, (("W01" if number % 3 else "W03", began, days),))
        )
        if number % 2:
            found.append(Encountered(f"V{number:04}", f"P{number}", ended, ended, acuity=1 + number % 4))
    return found


@pytest.fixture
def hospital(world: Any) -> tuple[Facility, dict[str, str]]:
    facility = Facility.objects.get(code="H1")
    lead = account("billing.lead", Role.REVENUE, "H1")
    payers = {f"P{number}": CYCLE[number % 5 % 4] for number in range(80)}
    planted = play(encounters(), payers, facility=facility, lead=lead, today=TODAY, tree=world.tree)
    return facility, planted


def test_exactly_the_three_breaches_are_found_and_priced_to_the_cent(hospital: tuple[Facility, dict[str, str]]) -> None:
    facility, planted = hospital
    found = underpayments(facility, since=TODAY - SPAN, until=TODAY)
    assert set(planted) == {TIER, RANKS, OUTLIER}
    assert sorted(one.claim.number for one in found.lines) == sorted(planted.values())
    by_claim = {one.claim.number: one for one in found.lines}
    stay = Claim.objects.get(number=planted[TIER])
    days = (stay.ends - stay.begins).days
    # 2,250 a day from the fourth day on, where 1,900 were paid.
    assert by_claim[planted[TIER]].missing == D(350) * (days - 3)
    # The visit is none of the procedures that are cut: half of 140 % of 204.30 is missing.
    assert by_claim[planted[RANKS]].missing == D("143.01")
    # Charges above 180,000, by half.
    dear = Claim.objects.get(number=planted[OUTLIER])
    assert by_claim[planted[OUTLIER]].missing == (dear.charge - 180000) / 2 > 0
    assert by_claim[planted[OUTLIER]].shortfall.term == "outlier"
    assert "from day 4, rate 2,250" in say(by_claim[planted[TIER]].shortfall.steps[0])


def test_every_other_claim_is_counted(hospital: tuple[Facility, dict[str, str]]) -> None:
    """Nothing else differs; what is denied waits, and a payer without a contract is named."""
    facility, planted = hospital
    found = underpayments(facility, since=TODAY - SPAN, until=TODAY)
    assert found.overpaid == 0 and found.as_agreed > 50
    assert found.undecided > 0
    assert [why for why, _count in found.unpriced] == [Why.NO_CONTRACT]
    assert found.priced == len(planted) + found.as_agreed
    assert all(one.appeal.until > TODAY for one in found.lines)
    assert sum((group.missing for group in found.by_term), D(0)) == found.missing


def test_the_oddities_of_a_month_are_there(hospital: tuple[Facility, dict[str, str]]) -> None:
    """A payment taken back and corrected, one for a claim nobody billed, one by a name nobody knows, denials."""
    facility, _planted = hospital
    payments = RemittancePayment.objects.filter(facility=facility)
    assert {one.named for one in payments.filter(state="stopped")} == {STRANGER[0]}
    claims = RemittanceClaim.objects.filter(payment__facility=facility)
    (held,) = claims.filter(state="held")
    assert held.number == "HV-999999-1"
    (back,) = claims.filter(status="22")
    assert back.state == "posted" and claims.filter(claim=back.claim, status="1").count() == 2
    assert claims.filter(status="4", denied_cents__gt=0).exists()
    assert LedgerEntry.objects.filter(facility=facility, kind="transfer of responsibility").exists()
    assert Claim.objects.filter(facility=facility, remitted=None, billed_on__gt=TODAY - ANSWERED).exists()
    assert ledger_faults(entry_of(one) for one in LedgerEntry.objects.filter(facility=facility)) == ()


def test_each_contract_can_be_read_and_each_breach_reads_another() -> None:
    since = dt.date(2026, 1, 1)
    for payer in TEXTS:
        contract, faults = read(wording(payer, since))
        assert contract is not None and faults == ()
    for breach, (payer, _said, _read) in BREACHES.items():
        contract, faults = read(misread(breach, since))
        assert contract is not None and faults == () and contract.payer == payer
        assert misread(breach, since) != wording(payer, since)


def test_stays_and_visits_are_read_from_the_exports(tmp_path: Path) -> None:
    """What cannot be read is left out, as the feed leaves it out."""
    (tmp_path / "hv-record").mkdir()
    (tmp_path / "hv-emergency").mkdir()
    period = {"start": "2026-11-01T10:00:00-05:00", "end": "2026-11-04T09:00:00-05:00"}
    stay = {
        "id": "E1",
        "class": {"code": "IMP"},
        "subject": {"reference": "Patient/P1"},
        "period": period,
        "location": [{"location": {"reference": "Location/W03"}, "period": period}],
    }
    lines = [json.dumps(stay), "{}", "{}", '{"id": ']
    with gzip.open(tmp_path / "hv-record" / "Encounter.ndjson.gz", "wt") as out:
        out.write("\n".join(lines))
    head = "visit,patient,encounter,unit,acuity,arrived_at,left_at,outcome\n"
    visit = "V1,P2,,ED,3,2026-11-03T10:00:00,2026-11-03T12:00:00,home\n"
    (tmp_path / "hv-emergency" / "emergency_visits.csv").write_text(head + visit)
    since, until = dt.date(2026, 11, 1), dt.date(2026, 11, 30)
    first, second = read_encounters(tmp_path, since=since, until=until)
    assert (first.encounter, first.acuity, first.rooms) == ("V1", 3, ())
    assert (second.rooms, second.days) == ((("W03", dt.date(2026, 11, 1), 3),), 3)
    assert read_encounters(tmp_path, since=since, until=dt.date(2026, 11, 2)) == []
