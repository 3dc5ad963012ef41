"""Cost reports are taken in whole, and a hospital reads where it stands among hospitals like it."""

from __future__ import annotations

import gzip
import io
from argparse import Namespace
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from tests.conftest import World, account
from tests.integration.costing_books import TODAY
from tests.reading import read
from tests.signing_in import signed_in
from tests.unit.departments.finance.test_cost_reports import MONEY, SOUND, file_of

from wellrun.config.commands import peers as command
from wellrun.departments.finance.actions.cost_reports import keep_cost_reports
from wellrun.departments.finance.models import CostReport, CostReportFile, PeerIdentity
from wellrun.foundations.access.rules import Role
from wellrun.foundations.audit.actions import System
from wellrun.foundations.audit.models import Entry
from wellrun.values.faults import Refused

pytestmark = pytest.mark.django_db
AT = {"at": "H1", "day": TODAY.isoformat()}


def hospitals(count: int = 30) -> bytes:
    """Hospitals 0 to 29, each with ten more of cash than the one before; the first has filed twice, one is doubtful."""
    rows = [{**SOUND, **MONEY, "provider": f"3301{number:02}", "cash": str(10 * number)} for number in range(count)]
    rows.append({**rows[0], "starts": "11/1/2020", "cash": "99999"})
    rows[3] = {**rows[3], "beds": "-1", "assets": "1001"}
    return file_of(*rows).getvalue().encode()


@pytest.fixture
def keeper(world: World) -> Client:
    return signed_in(account("Tom", Role.FINANCE, "H1"))


def take(content: bytes, name: str = "2020.csv") -> CostReportFile:
    return keep_cost_reports(title="Reports 2020", name=name, file=io.BytesIO(content), by=System("test"))


def test_every_row_is_kept_with_its_doubts_and_ratios(world: World) -> None:
    made = take(gzip.compress(hospitals()), "2020.csv.gz")
    assert (made.reports_count, made.doubtful) == (31, 2)
    row = CostReport.objects.get(provider="330103")
    assert row.doubts[0][:2] == ["line 5, Number of Beds", "-1"]
    assert row.figures["cash"] == "30"
    assert CostReport.objects.get(provider="330105").ratios["occupancy"] == 50.0
    assert Entry.objects.filter(action="finance.cost_reports.taken").count() == 1


def test_the_same_file_twice_a_broken_one_and_another_file_are_refused_and_leave_nothing(world: World) -> None:
    take(hospitals())
    for content in (hospitals(), gzip.compress(hospitals(29))[:-40], b"a,b\n1,2\n", file_of().getvalue().encode()):
        with pytest.raises(Refused):
            take(content)
    assert CostReportFile.objects.count() == 1
    assert CostReport.objects.count() == 31


def test_the_command_tells_what_came_of_a_file(world: World, tmp_path: Path, capsys: Any) -> None:
    file = tmp_path / "reports.csv"
    file.write_bytes(hospitals())
    assert command.run(Namespace(file=file, title="")) == 0
    said = capsys.readouterr().out
    assert "31 reports are in, 2 of them doubtful." in said
    with pytest.raises(Refused):
        command.run(Namespace(file=tmp_path / "none.csv", title=""))


def test_a_page_says_where_the_hospital_stands_how_surely_and_among_how_many(keeper: Client) -> None:
    address = reverse("finance:peers")
    assert "once a file of cost reports is in" in read(keeper.get(address, AT))
    take(hospitals())
    assert "Nobody has said yet which hospital" in read(keeper.get(address, AT))
    said = keeper.post(f"{reverse('finance:peer-identity')}?at=H1", {**AT, "version": 0, "provider": "330120"})
    assert said.status_code == 302
    answer = keeper.get(address, AT)
    # 20 of the 29 others have less cash; of the first, the report of the whole year counts. Hospital 3 has no beds.
    assert answer.context["page"].count == 28
    assert "is better than 68 % (49 to 82) of 28 hospitals like yours." in read(answer)
    assert "far out" not in read(answer)
    wider = keeper.get(address, {**AT, "asked": "1"})
    assert wider.context["page"].count == 29
    assert keeper.get(address, {**AT, "export": "csv"})["Content-Type"].startswith("text/csv")


def test_too_few_peers_are_said_to_be(keeper: Client) -> None:
    take(hospitals(8))
    PeerIdentity.objects.create(facility_id=_facility(), provider="330101")
    page = read(keeper.get(reverse("finance:peers"), AT))
    assert "too few to say where it stands" in page
    assert "too few to say where you stand" in page


def test_invented_hospitals_are_said_to_be_invented(keeper: Client) -> None:
    keep_cost_reports(title="Demo", name="d.csv", file=io.BytesIO(hospitals()), by=System("demo"), invented=True)
    PeerIdentity.objects.create(facility_id=_facility(), provider="330101")
    assert "These hospitals are invented for the demonstration" in read(keeper.get(reverse("finance:peers"), AT))


def test_a_file_is_handed_in_and_its_totals_and_doubts_are_listed(keeper: Client) -> None:
    address = f"{reverse('finance:cost-report-files')}?at=H1&day={TODAY}"
    sent = SimpleUploadedFile("2020.csv", hospitals())
    answer = keeper.post(address, {"title": "Reports", "sent": sent}, follow=True)
    page = read(answer)
    assert "31 reports are in; 2 of them say something doubtful" in page
    assert "Number of Beds" in page
    sent.seek(0)
    again = keeper.post(address, {"title": "Reports", "sent": sent})
    assert again.status_code == 422
    assert "This file is in already." in read(again)


def test_a_number_that_is_none_and_a_change_by_two_are_refused(keeper: Client) -> None:
    address = f"{reverse('finance:peer-identity')}?at=H1"
    assert keeper.post(address, {"version": 0, "provider": "33-01"}).status_code == 422
    assert keeper.post(address, {"version": 0, "provider": "50001"}).status_code == 302
    assert keeper.post(address, {"version": 0, "provider": "50002"}).status_code == 422
    assert PeerIdentity.objects.get().provider == "050001"


def _facility() -> int:
    from wellrun.foundations.organisation.models import Facility

    return Facility.objects.get(code="H1").pk
