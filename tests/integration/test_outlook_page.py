"""A head reads what the year will come to, finance keeps it, and savings are shown by the ledger."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook
from tests.conftest import World, account
from tests.integration.books import loaded
from tests.integration.outlook_books import TODAY, rows
from tests.reading import read
from tests.signing_in import signed_in

from wellrun.departments.finance.models import Budget, KnownCommitment, Saving
from wellrun.departments.finance.queries import outlook as queries
from wellrun.departments.finance.queries.commitments import Commitment
from wellrun.departments.finance.signals.savings import saving_signals
from wellrun.foundations.access.rules import Role
from wellrun.foundations.audit.models import Entry

pytestmark = pytest.mark.django_db
DAY = TODAY.isoformat()
WARD = {"at": "H1/W1", "day": DAY}


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("outlook") / "warehouse"


@pytest.fixture
def booked(world: World, kept: Path) -> Iterator[World]:
    """The books of H1, worked out once for the module."""
    with loaded(rows(), kept):
        yield world


def answer(who: Client, **asked: str) -> Any:
    found = who.get(reverse("finance:outlook"), WARD | asked)
    assert found.status_code == 200
    return found


def of(found: Any, table: str = "lines") -> dict[str, Any]:
    return {row.name: row for row in found.context[table]}


def post(who: Client, route: str, given: dict[str, Any], at: str = "H1/W1", *, pk: int = 0) -> Any:
    return who.post(f"{reverse(route, args=(pk,) if pk else ())}?at={at}&day={DAY}", given)


def finance() -> Client:
    return signed_in(account("finance", Role.FINANCE, "H1"))


def test_a_head_reads_the_sentence_first_then_lines_that_add_up(booked: World) -> None:
    found = answer(signed_in(booked.ward_manager))
    page = read(found)
    # The agency is a tenth dearer since January, supplies 15 % cheaper since July.
    assert "At the end of 2026 Ward 1 will be $" in page
    assert "under budget" in page
    assert "mostly Ward supplies" in page
    assert "fiscal year 2026, booked to February 2026" in page
    assert "earlier forecasts of the same length missed" in page
    assert "By the end of 2026 Ward 1 will have brought" in page
    lines = of(found)
    assert lines["Agency staff"].over.startswith("+")
    assert lines["Ward supplies"].over.startswith("−")
    assert lines["Ward supplies"].method == "last year’s periods"
    assert "Ward 2 care" not in page


def test_a_facility_leads_down_to_cost_centres_and_lines(booked: World) -> None:
    who = signed_in(booked.director)
    found = answer(who, at="H1")
    assert set(of(found, "centres")) == {"Ward 1 care", "Ward 2 care"}
    assert "at=H1%2FW2" in of(found, "centres")["Ward 2 care"].address
    line = answer(who, at="H1/W1", centre="C1", account="6150")
    assert "Ward 1 care, Agency staff will be" in read(line)
    assert "This line: shares of past years" in read(line)
    assert "Network will be" in read(answer(who, at="NET"))


def test_a_supposition_is_reckoned_by_the_server_and_stays_in_the_address(booked: World) -> None:
    who = signed_in(booked.ward_manager)
    usual, more = answer(who), answer(who, volume="10")
    assert "Supposed so, it is $" in read(more)
    before, after = (of(one)["Ward supplies"].rest.replace(",", "") for one in (usual, more))
    assert int(after) == pytest.approx(1.1 * int(before), abs=1)
    assert "volume=10" in more.context["page"].address()
    # The agency had 50 of some 550 hours; without it own staff does them for less.
    none = answer(who, agency="0")
    assert of(none)["Agency staff"].rest == "0"
    assert "it is $" in read(none)
    assert "less." in read(none)
    # What cannot be read supposes nothing.
    assert "Supposed so" not in read(answer(who, volume="much"))
    assert "Supposed so" not in read(answer(who, volume="31"))


def test_finance_keeps_the_outlook_as_a_forecast_version(booked: World) -> None:
    who = finance()
    assert post(who, "finance:outlook-keep", {"title": "Outlook of March", "volume": "10"}, "H1").status_code == 302
    budget = Budget.objects.get()
    assert (budget.kind, budget.year, len(budget.periods)) == ("forecast", 2026, 12)
    line = budget.sheets.get(cost_centre="C1").lines.get(account="6150")
    page = answer(who, at="H1/W1", volume="10").context["page"]
    at = next(at for at, one in enumerate(page.read.lines) if one.account == "6150")
    assert line.amounts[:2] == [round(one) for one in page.read.panel.amounts[at, 24:26]]
    assert sum(line.amounts) == pytest.approx(page.year.of([at]).whole.expected, abs=12)
    assert Entry.objects.filter(action="finance.outlook.kept").count() == 1
    again = post(who, "finance:outlook-keep", {"title": "Outlook of March"}, "H1")
    assert again.status_code == 422
    assert "There is a version of this name" in read(again)
    assert post(signed_in(booked.ward_manager), "finance:outlook-keep", {"title": "x"}).status_code == 403


def test_what_is_known_to_be_paid_is_on_top_until_it_is_withdrawn(booked: World) -> None:
    who = signed_in(booked.ward_manager)
    line = {"centre": "C1", "account": "6300"}
    before = of(answer(who))["Ward supplies"].rest
    given = {**line, "title": "Slings", "month": "2026-05-01", "amount": "1000", "extra": "on"}
    assert post(who, "finance:outlook-commit", given | {"amount": "0"}).status_code == 422
    assert post(who, "finance:outlook-commit", given).status_code == 302
    held = KnownCommitment.objects.get()
    after = answer(who, **line)
    assert int(of(after)["Ward supplies"].rest.replace(",", "")) - int(before.replace(",", "")) in (999, 1000, 1001)
    assert "Slings" in read(after)
    other = signed_in(account("w2", Role.DEPARTMENT_MANAGER, "H1/W2"))
    assert post(other, "finance:outlook-withdraw", {"why": "mine"}, "H1/W2", pk=held.pk).status_code == 404
    assert post(who, "finance:outlook-withdraw", {"why": "Not ordered."}, pk=held.pk).status_code == 302
    assert of(answer(who))["Ward supplies"].rest == before
    assert Entry.objects.filter(action__startswith="finance.commitment.").count() == 2


def test_what_is_on_order_is_the_least_a_line_comes_to_in_its_month(
    booked: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    who, line = signed_in(booked.ward_manager), {"centre": "C1", "account": "6300"}
    plain = answer(who, **line)
    page, may = plain.context["page"], dt.date(2026, 5, 1)
    ahead = [one.start for one in page.read.periods[page.read.panel.booked :]].index(may)
    usual = float(page.year.expected[_at(page, "6300"), ahead])
    for cents, more in ((int(usual) - 100, 0.0), (int(usual) + 500_00, 500_00.0)):
        told = [Commitment("C1", "6300", may, cents)]
        monkeypatch.setattr(queries, "commitments", lambda _facility, _day, told=told: told)
        found = answer(who, **line)
        now = found.context["page"]
        assert now.year.expected[_at(now, "6300"), ahead] == pytest.approx(usual + more, abs=1)
        assert "On order:" in read(found)
    assert "On order:" not in read(plain)


def _at(page: Any, account: str) -> int:
    return next(at for at, one in enumerate(page.read.lines) if one.account == account)


def test_the_spreadsheet_has_what_the_page_shows(booked: World) -> None:
    found = answer(signed_in(booked.ward_manager), export="xlsx")
    assert found["Content-Disposition"].endswith('outlook-H1-W1-2026.xlsx"')
    cells = [[cell.value for cell in row] for row in load_workbook(io.BytesIO(found.content)).active.iter_rows()]
    lines = {row[1]: row for row in cells if row[2] in ("expense", "revenue")}
    assert set(lines) == {"6110 Nurses, own", "6150 Agency staff", "6300 Ward supplies", "4000 Room revenue"}
    agency = lines["6150 Agency staff"]
    assert agency[16] == f"=SUM(E{cells.index(agency) + 1}:P{cells.index(agency) + 1})"
    assert sum(agency[4:16]) == pytest.approx(
        int(of(answer(signed_in(booked.ward_manager)))["Agency staff"].whole.replace(",", "")), abs=1
    )


def test_a_place_without_books_says_what_is_missing(booked: World) -> None:
    who = signed_in(booked.director)
    assert "once its ledger and budget are loaded" in read(answer(who, at="H2"))


def test_before_anything_was_worked_out_the_page_stands_all_the_same(world: World) -> None:
    assert "Load files" in read(answer(signed_in(world.director), at="NET"))


SAVING = {
    "title": "Fewer dressings",
    "how": "One kind instead of four.",
    "line": "H1/C1/6300",
    "starts": "2025-07-01",
    "ends": "2026-06-01",
    "amount": "6000",
}


def proposed(who: Client, owner: Any, **changed: str) -> Saving:
    given = SAVING | {"owner": owner.pk} | changed
    made = post(who, "finance:saving-new", given)
    assert made.status_code == 302, read(made)
    return Saving.objects.order_by("-pk")[0]


def person(name: str) -> Any:
    from wellrun.foundations.organisation.models import Facility
    from wellrun.foundations.people.models import Person

    return Person.objects.create(name=name, facility=Facility.objects.get(code="H1"))


def test_a_saving_goes_to_the_books_once_the_ledger_shows_it(booked: World) -> None:
    head, keeper = signed_in(booked.ward_manager), finance()
    held = proposed(head, person("Hannah Weiss"))
    assert sum(held.months.values()) == 6_000_00
    assert len(held.months) == 12
    page = read(head.get(reverse("finance:saving", args=(held.pk,)), WARD))
    # Supplies cost 15 % less for eight months: some 3,800 of what they would have cost.
    assert "Fewer dressings: Promised $4,000; the ledger shows $" in page.replace("$3,990", "$4,000")
    assert "8 periods of 12" in page
    assert "It was to begin" in page
    assert post(head, "finance:saving-move", {"version": 1, "move": "validate"}, pk=held.pk).status_code == 403
    for version, move in enumerate(("validate", "budget", "book"), start=1):
        assert (
            post(keeper, "finance:saving-move", {"version": version, "move": move}, "H1", pk=held.pk).status_code == 302
        )
    assert Saving.objects.get().state == "booked"
    assert post(keeper, "finance:saving-move", {"version": 1, "move": "book"}, "H1", pk=held.pk).status_code == 422
    assert post(keeper, "finance:saving-undo", {"version": 4}, "H1", pk=held.pk).status_code == 302
    assert Saving.objects.get().state == "budgeted"
    assert "undone" in read(keeper.get(reverse("finance:saving", args=(held.pk,)), WARD | {"at": "H1"}))
    assert Entry.objects.filter(action__startswith="finance.saving.").count() == 5


def test_what_the_ledger_does_not_show_is_not_booked_and_told_in_the_morning(booked: World) -> None:
    head, keeper = signed_in(booked.ward_manager), finance()
    held = proposed(head, person("Hannah Weiss"), line="H1/C1/6110", title="Fewer nurses")
    for version, move in enumerate(("validate", "budget"), start=1):
        post(keeper, "finance:saving-move", {"version": version, "move": move}, "H1", pk=held.pk)
    refused = post(keeper, "finance:saving-move", {"version": 3, "move": "book"}, "H1", pk=held.pk)
    assert refused.status_code == 422
    assert "The ledger does not show this saving yet." in read(refused)
    (found,) = list(saving_signals(TODAY, booked.tree))
    assert found.sentence == "The ledger does not show “Fewer nurses”."
    assert found.place == "H1/W1"
    gone = {"version": 3, "move": "abandon"}
    assert post(head, "finance:saving-move", gone, pk=held.pk).status_code == 422
    assert post(head, "finance:saving-move", gone | {"why": "Nobody left."}, pk=held.pk).status_code == 302
    assert list(saving_signals(TODAY, booked.tree)) == []


def test_two_on_one_line_are_found_and_counted_once(booked: World) -> None:
    head, owner = signed_in(booked.ward_manager), person("Hannah Weiss")
    proposed(head, owner)
    second = proposed(head, owner, title="Dressings, fewer of them", amount="12000")
    page = read(head.get(reverse("finance:savings"), WARD))
    assert "2 savings promise $12,000" in page
    assert "The same money twice?" in page
    told = {draft.key.rsplit(":", 1)[1] for draft in saving_signals(TODAY, booked.tree)}
    assert told == {"late", "double"}
    one = read(head.get(reverse("finance:saving", args=(second.pk,)), WARD))
    assert "on the same line" in one
    assert "a similar name" in one
    other = signed_in(account("w2", Role.DEPARTMENT_MANAGER, "H1/W2"))
    assert other.get(reverse("finance:saving", args=(second.pk,)), {"at": "H1/W2", "day": DAY}).status_code == 404
    assert "Nothing is being saved here yet." in read(
        other.get(reverse("finance:savings"), {"at": "H1/W2", "day": DAY})
    )


def test_a_saving_that_ends_before_it_starts_is_told_beside_its_field(booked: World) -> None:
    given = SAVING | {"owner": person("Hannah Weiss").pk, "ends": "2025-06-01"}
    refused = post(signed_in(booked.ward_manager), "finance:saving-new", given)
    assert refused.status_code == 422
    assert "It ends before it starts" in read(refused)
