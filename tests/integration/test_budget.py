"""A budget is made from last year, typed, passed on, locked, and then is what variance is measured against."""

from __future__ import annotations

import datetime as dt
import shutil
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from tests.conftest import World, account
from tests.integration.budgeting import finance_of_h1, keep_books, opened
from tests.reading import read
from tests.signing_in import signed_in

from wellrun.departments.finance.actions import budget_lines, budget_stages, budgets, capital
from wellrun.departments.finance.actions.budget_lines import Change
from wellrun.departments.finance.models import Budget, BudgetComment, BudgetLine, BudgetSheet, CapitalRequest
from wellrun.departments.finance.rules.budgeting import SheetState, Stage, Standing, Typed
from wellrun.departments.finance.signals.budgets import budget_signals
from wellrun.foundations.access.rules import Permission, Role
from wellrun.foundations.audit.actions import System
from wellrun.foundations.audit.models import Entry
from wellrun.foundations.catalogue import charting
from wellrun.foundations.feeds import actions as feeds
from wellrun.foundations.feeds.actions import files
from wellrun.foundations.feeds.models import Load
from wellrun.values.faults import Refused

pytestmark = pytest.mark.django_db
TODAY = dt.date(2026, 3, 2)


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("books") / "warehouse"


@pytest.fixture
def booked(world: World, settings: Any, kept: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    """The books of H1, worked out once for the module."""
    monkeypatch.setattr(files, "AFTER_LOAD", [])
    if not kept.exists():
        keep_books(settings.WAREHOUSE)
        shutil.copytree(settings.WAREHOUSE, kept)
    else:
        shutil.copytree(kept, settings.WAREHOUSE)
    charting.facts.cache_clear()
    yield world
    charting.facts.cache_clear()


@pytest.fixture
def finance(booked: World) -> Any:
    return finance_of_h1()


@pytest.fixture
def budget(booked: World, finance: Any) -> Budget:
    made: Budget = opened(booked, finance)
    return made


def line(budget: Budget, centre: str, code: str) -> BudgetLine:
    found: BudgetLine = BudgetLine.objects.get(sheet__budget=budget, sheet__cost_centre=centre, account=code)
    return found


def page(who: Any, name: str, *args: int, **more: str) -> str:
    answer = signed_in(who).get(reverse(f"finance:{name}", args=args), {"at": "H1", "day": "2026-03-02", **more})
    assert answer.status_code == 200, answer.status_code
    return read(answer)


def test_it_begins_with_what_last_year_booked_carried_on_by_days(budget: Budget) -> None:
    sheet = BudgetSheet.objects.get(budget=budget, cost_centre="C1")
    assert (sheet.place, sheet.department) == ("H1/W1", "H1/medicine")
    own = line(budget, "C1", "6110")
    # 20,000 in January and 24,000 in February: 59 days of 365.
    assert own.last_year == round(Decimal(44_000_00 * 365) / 59)
    assert sum(own.amounts) == own.last_year
    assert len(own.amounts) == 12
    # By the day, February was dearer; the months that nobody booked weigh the mean day.
    assert own.amounts[1] / 28 > own.amounts[0] / 31
    assert sheet.last_year == sum(one.last_year for one in sheet.lines.filter(kind="expense"))
    assert not BudgetSheet.objects.filter(budget=budget, cost_centre="C9").exists()
    entry = Entry.objects.get(action="finance.budget.opened")
    assert entry.after["source"] == "actual 2026 +0"


def test_it_begins_with_last_years_drivers_and_growth(booked: World, finance: Any) -> None:
    made = opened(booked, finance, "budget", "10")
    own = line(made, "C1", "6110")
    assert own.driver == "labour"
    assert own.volume is not None and own.price is not None and own.per_unit is not None
    product = own.volume * own.per_unit * own.price
    assert sum(own.amounts) == int((product * 100).to_integral_value("ROUND_HALF_UP"))
    # 100 patient days in each of two months of 59 days, carried on to 365, and a tenth more.
    assert own.volume == (Decimal(220) * 365 / 59).quantize(Decimal("0.0001"))
    assert abs(sum(own.amounts) - own.last_year * Decimal("1.1")) < own.last_year / 1000


def test_a_name_is_given_once_and_stages_follow_each_other(booked: World, finance: Any, budget: Budget) -> None:
    with pytest.raises(Refused) as refused:
        opened(booked, finance)
    assert [one.code for one in refused.value.faults] == ["finance.budget.named"]
    with pytest.raises(Refused):
        opened(booked, booked.ward_manager, title="Another")


def save(world: World, sheet: BudgetSheet, by: Any, *changes: Change) -> int:
    return budget_lines.save_lines(sheet=sheet, changes=list(changes), by=by, tree=world.tree)


def test_who_saves_over_a_line_that_moved_on_is_told_and_nothing_is_lost(
    booked: World, finance: Any, budget: Budget
) -> None:
    own, other = line(budget, "C1", "6110"), line(budget, "C1", "6800")
    first = Change(own.pk, own.version, Typed((100,) + (None,) * 11))
    assert save(booked, own.sheet, booked.ward_manager, first) == 1
    late = Change(own.pk, own.version, Typed((200,) + (None,) * 11), place="y")
    sound = Change(other.pk, other.version, Typed(year=120_00))
    with pytest.raises(Refused) as refused:
        save(booked, own.sheet, finance, sound, late)
    (fault,) = refused.value.faults
    assert fault.code == "finance.budget.moved_on"
    assert "Ward.Manager has changed 6110 Nurses, own" in fault.message
    own.refresh_from_db()
    assert own.amounts[0] == 100
    assert line(budget, "C1", "6800").amounts == other.amounts
    assert save(booked, own.sheet, finance, sound, Change(own.pk, own.version, late.typed)) == 2


def test_the_page_says_it_beside_the_line_and_keeps_what_was_typed(booked: World, finance: Any, budget: Budget) -> None:
    own = line(budget, "C1", "6110")
    sheet = own.sheet
    client = signed_in(booked.ward_manager)
    address = reverse("finance:budget-sheet", args=(sheet.pk,))
    shown = client.get(address, {"at": "H1/W1", "day": "2026-03-02"})
    posted = {name: str(field.value()) for name, field in boxes(shown).items() if field.value() is not None}
    mine = posted | {f"p-{own.pk}-0": "111.11", f"c-{own.pk}": "one nurse more", "at": "H1/W1"}
    save(booked, sheet, finance, Change(own.pk, own.version, Typed((None, 5) + (None,) * 10)))
    answer = client.post(address, mine)
    assert answer.status_code == 422
    told = read(answer)
    assert "Finance has changed 6110 Nurses, own since you opened it." in told
    again = boxes(answer)
    assert again[f"p-{own.pk}-0"].value() == "111.11"
    assert again[f"p-{own.pk}-1"].value() == "0.05"
    assert BudgetComment.objects.count() == 0
    retry = {name: str(field.value()) for name, field in again.items() if field.value() is not None}
    through = client.post(address, retry | {"at": "H1/W1"})
    assert through.status_code == 302, through.context["form"].errors
    own.refresh_from_db()
    assert own.amounts[:2] == [111_11, 5]
    assert BudgetComment.objects.get().words == "one nurse more"


def boxes(answer: Any) -> dict[str, Any]:
    form = answer.context["form"]
    return {name: form[name] for name in form.fields}


def test_a_year_is_spread_and_its_sheet_is_there_for_its_own_people_only(booked: World, budget: Budget) -> None:
    own = line(budget, "C1", "6110")
    save(booked, own.sheet, booked.ward_manager, Change(own.pk, own.version, Typed(year=1_000_01)))
    own.refresh_from_db()
    assert sum(own.amounts) == 1_000_01
    assert "Nurses, own" in page(booked.ward_manager, "budget-sheet", own.sheet.pk, at="H1/W1")
    stranger = account("other.manager", Role.DEPARTMENT_MANAGER, "H1/W2")
    answer = signed_in(stranger).get(reverse("finance:budget-sheet", args=(own.sheet.pk,)), {"at": "H1/W2"})
    assert answer.status_code == 404


def approve(world: World, sheet: BudgetSheet, finance: Any) -> None:
    head = account(f"head.{sheet.cost_centre}", Role.FACILITY_MANAGER, "H1")
    for by in (head, head, finance, head):
        sheet.refresh_from_db()
        budget_stages.pass_on(sheet=sheet, version=sheet.version, by=by, tree=world.tree)


def test_stages_are_passed_by_whose_turn_it_is(booked: World, finance: Any, budget: Budget) -> None:
    sheet = BudgetSheet.objects.get(budget=budget, cost_centre="C1")
    step = {"sheet": sheet, "tree": booked.tree}
    after = budget_stages.pass_on(**step, version=1, by=booked.ward_manager)
    assert after == Standing(SheetState.SUBMITTED, Stage.DEPARTMENT)
    with pytest.raises(Refused, match="Somebody"):
        budget_stages.pass_on(**step, version=1, by=booked.director)
    with pytest.raises(Refused) as refused:
        # The department's stage is not for the head of a ward of it.
        budget_stages.pass_on(**step, version=2, by=booked.ward_manager)
    assert refused.value.faults[0].code == "access.refused"
    with pytest.raises(Refused, match="not open"):
        save(booked, sheet, booked.ward_manager)
    with pytest.raises(Refused, match="why"):
        budget_stages.send_back(**step, version=2, why=" ", by=booked.director)
    back = budget_stages.send_back(**step, version=2, why="agency", by=booked.director)
    assert back == Standing(SheetState.RETURNED, Stage.HEAD)
    assert "agency" in page(booked.ward_manager, "budget-sheet", sheet.pk, at="H1/W1")
    assert Entry.objects.get(action="finance.budget.sent_back").why == "agency"


def test_locked_it_is_what_variance_is_measured_against_and_locked_again_a_restatement(
    booked: World, finance: Any, budget: Budget
) -> None:
    said = {"by": finance, "tree": booked.tree}
    with pytest.raises(Refused, match="all approved"):
        budget_stages.lock(budget=budget, version=1, today=TODAY, **said)
    for sheet in budget.sheets.all():
        approve(booked, sheet, finance)
    load = budget_stages.lock(budget=budget, version=1, today=TODAY, **said)
    assert load is not None
    feeds.carry_out(load=load.pk, by=System("test"))
    own = line(budget, "C1", "6110")
    asked = (
        "SELECT version, amount FROM budget_lines WHERE cost_centre = 'C1' AND account = '6110' "
        "AND month = '2027-02-01'"
    )
    assert charting.facts().rows(asked, {}) == [(1, Decimal(own.amounts[1]) / 100)]
    with pytest.raises(Refused, match="locked"):
        budget_stages.pass_on(sheet=own.sheet, version=own.sheet.version, **said)
    budget.refresh_from_db()
    budget_stages.unlock(budget=budget, version=budget.version, why="wage round", **said)
    budget.refresh_from_db()
    own.delete()
    load = budget_stages.lock(budget=budget, version=budget.version, today=TODAY, **said)
    assert load is not None
    feeds.carry_out(load=load.pk, by=System("test"))
    # A line that the restatement has no longer is nothing from now on; the version before stays readable.
    assert sorted(charting.facts().rows(asked, {})) == [(1, Decimal(own.amounts[1]) / 100), (2, Decimal(0))]
    assert Load.objects.latest("pk").status == Load.Status.LOADED


def test_targets_from_above_stand_against_sums_from_below(booked: World, finance: Any, budget: Budget) -> None:
    sheet = BudgetSheet.objects.get(budget=budget, cost_centre="C2")
    budgets.set_target(sheet=sheet, cents=10_000_00, by=finance, tree=booked.tree)
    told = page(finance, "budget", budget.pk)
    assert "$10,000" in told
    assert "Nobody: every sheet is in time." in told
    late = page(finance, "budget", budget.pk, day="2026-09-20")
    assert "2 sheets are late" in late
    assert "5 days" in late


def test_the_morning_tells_whose_turn_it_is_and_has_let_its_day_pass(booked: World, budget: Budget) -> None:
    assert list(budget_signals(dt.date(2026, 9, 1), booked.tree)) == []
    (soon, *_more) = budget_signals(dt.date(2026, 9, 10), booked.tree)
    assert "5 days" in soon.facts
    found = {draft.place: draft for draft in budget_signals(dt.date(2026, 9, 20), booked.tree)}
    assert found["H1/W1"].audience is Permission.PLAN_BUDGETS
    assert "5 days late" in found["H1/W1"].facts


def test_purchases_are_asked_for_ranked_and_decided(booked: World, budget: Budget) -> None:
    sheet = BudgetSheet.objects.get(budget=budget, cost_centre="C1")
    given = {"title": "Monitors", "reason": "old", "cents": 12_000_00, "life_years": 5, "months": 6}
    made = capital.ask_capital(sheet=sheet, **given, by=booked.ward_manager, tree=booked.tree)
    said = {"request": made, "by": booked.director, "tree": booked.tree, "rank": 1}
    with pytest.raises(Refused, match="why"):
        capital.decide_capital(**said, version=1, state="refused", why="")
    capital.decide_capital(**said, version=1, state="approved", why="")
    with pytest.raises(Refused, match="opened it"):
        capital.decide_capital(**said, version=1, state="refused", why="no")
    assert CapitalRequest.objects.get().state == "approved"
    told = page(booked.director, "capital", budget.pk)
    assert "Monitors" in told and "$1,200" in told


def test_two_versions_are_compared_line_by_line(booked: World, finance: Any, budget: Budget) -> None:
    other = opened(booked, finance, growth="10", title="Revised")
    told = page(finance, "budget-compare", other.pk, **{"with": str(budget.pk)})
    assert "more than Budget 2027" in told
    assert "Ward 1 care, Nurses, own" in told
    answer = signed_in(finance).get(reverse("finance:budget-compare", args=(other.pk,)), {"at": "H1", "with": "x"})
    assert answer.status_code == 404


def test_pages_of_opening_adding_and_locking(booked: World, finance: Any) -> None:
    client: Client = signed_in(finance)
    assert "No budget is being made yet" in page(finance, "budgets")
    days = {"head": "2026-09-15", "department": "2026-09-10", "finance": "2026-10-31", "board": "2026-11-30"}
    given = {"at": "H1", "year": "2027", "kind": "original", "title": "B", "source": "budget", "growth": "2"} | days
    answer = client.post(reverse("finance:budget-open"), given)
    assert answer.status_code == 422
    assert "This stage ends before the one it waits for." in read(answer)
    assert client.post(reverse("finance:budget-open"), given | {"department": "2026-09-20"}).status_code == 302
    sheet = BudgetSheet.objects.get(cost_centre="C1")
    more = {"at": "H1", "account": "6999", "name": "Tea", "kind": "expense", "driver": "price", "volume": "100"}
    address = reverse("finance:budget-line", args=(sheet.pk,))
    assert client.post(address, more).status_code == 422
    assert client.post(address, more | {"price": "1.255"}).status_code == 302
    tea = BudgetLine.objects.get(account="6999")
    assert sum(tea.amounts) == 125_50
    assert "Tea" in page(finance, "budget-sheet", sheet.pk)
    lock = client.post(
        reverse("finance:budget-lock", args=(sheet.budget_id,)), {"at": "H1", "version": 1, "step": "lock"}
    )
    assert lock.status_code == 422
    assert "all approved" in read(lock)
    back = {"at": "H1", "version": "1", "step": "back", "why": "x"}
    moved = client.post(reverse("finance:budget-move", args=(sheet.pk,)), back)
    assert moved.status_code == 422
    target = client.post(reverse("finance:budget-target", args=(sheet.pk,)), {"at": "H1", "target": "5.25"})
    assert target.status_code == 302
    sheet.refresh_from_db()
    assert sheet.target == 525
