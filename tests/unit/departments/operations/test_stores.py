"""Stores by hand, by sheet and on pages: nobody takes what is not there, and a sheet is taken whole or not at all."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from tests.clinic import Clinic, clinic  # noqa: F401 - a fixture
from tests.reading import read
from tests.signing_in import signed_in

from wellrun.departments.operations.actions import store_sheets, stores
from wellrun.departments.operations.models import StoreItem, StoreLot, StoreMove
from wellrun.departments.operations.queries.stores import held_of, item_lines, where_it_went
from wellrun.departments.operations.signals.stores import store_signals
from wellrun.foundations.access.rules import Role
from wellrun.foundations.audit.models import Entry
from wellrun.foundations.organisation.models import Facility
from wellrun.values.faults import Refused

LATER = dt.date(2199, 1, 1)


class Store:
    """A hospital's store and somebody who may do everything in it."""

    def __init__(self, clinic: Clinic) -> None:  # noqa: F811
        self.by = clinic.holder(Role.CLINICIAN, "H1")
        self.who: dict[str, Any] = {"by": self.by, "tree": clinic.tree}
        self.hospital = Facility.objects.get(code="H1")

    @property
    def now(self) -> dict[str, Any]:
        return {**self.who, "now": timezone.now()}

    def item(self, code: str = "GLV", reorder_at: int = 2) -> StoreItem:
        given: dict[str, Any] = {"name": "Gloves", "measure": "box", "lead_days": 3}
        return stores.add_item(facility=self.hospital, code=code, reorder_at=reorder_at, **given, **self.who)

    def came(self, item: StoreItem, quantity: int, lot: str = "A", expires: dt.date | None = LATER) -> StoreLot:
        given = {"place": "Store", "quantity": quantity, "lot": lot, "expires": expires}
        return stores.receive(item=item, **given, **self.now).lot  # type: ignore[arg-type]


@pytest.fixture
def store(clinic: Clinic) -> Store:  # noqa: F811
    return Store(clinic)


def there(item: StoreItem) -> dict[tuple[str, str], int]:
    return {(one.lot, one.place): one.quantity for one in held_of([item]).get(item.pk, ())}


def test_what_is_there_is_the_sum_of_all_movements(store: Store) -> None:
    item = store.item()
    first, second = store.came(item, 5, "A", timezone.localdate() + dt.timedelta(days=9)), store.came(item, 5, "B")
    moves = stores.issue(item=item, place="Store", quantity=7, to="Theatre 1", **store.now)
    assert [(move.lot, move.quantity) for move in moves] == [(first, -5), (second, -2)]
    stores.carry(lot=second, place="Store", to="Shelf", quantity=2, **store.now)
    stores.waste(lot=second, place="Shelf", quantity=1, why="Torn", **store.now)
    stores.count(lot=second, place="Store", counted=4, why="Found behind the door", **store.now)
    assert there(item) == {("B", "Store"): 4, ("B", "Shelf"): 1}
    assert stores.count(lot=second, place="Store", counted=4, why="", **store.now) is None
    assert [move.kind for move in where_it_went(first)] == ["issue", "receipt"]
    assert Entry.objects.filter(action__startswith="operations.stores.").count() == 7


def test_nobody_takes_what_is_not_there_and_all_faults_are_said(store: Store) -> None:
    item = store.item()
    lot = store.came(item, 1)
    for act in (
        lambda: stores.issue(item=item, place="Store", quantity=2, to=" ", **store.now),
        lambda: stores.carry(lot=lot, place="Store", to="Store", quantity=2, **store.now),
        lambda: stores.waste(lot=lot, place="Store", quantity=2, why="", **store.now),
        lambda: stores.receive(item=item, lot=" ", expires=None, place="", quantity=0, **store.now),
    ):
        with pytest.raises(Refused) as refused:
            act()
        assert len(refused.value.faults) >= 2
    with pytest.raises(Refused) as refused:
        store.came(item, 1, "A", None)
    assert refused.value.faults[0].place == "expires"
    with pytest.raises(Refused):
        stores.count(lot=lot, place="Store", counted=0, why=" ", **store.now)
    with pytest.raises(Refused):
        store.item()
    assert StoreMove.objects.count() == 1


def test_a_recalled_lot_is_issued_to_nobody_and_is_a_signal_until_it_is_gone(clinic: Clinic, store: Store) -> None:  # noqa: F811
    item = store.item(reorder_at=0)
    lot = store.came(item, 5)
    today = timezone.localdate()
    assert list(store_signals(today, clinic.tree)) == []
    with pytest.raises(Refused):
        stores.recall(lot=lot, why="", **store.now)
    stores.recall(lot=lot, why="The maker says so", **store.now)
    with pytest.raises(Refused) as refused:
        stores.issue(item=item, place="Store", quantity=1, to="Ward", **store.now)
    assert "Only 0 box" in refused.value.faults[0].message
    assert [one.key for one in store_signals(today, clinic.tree)] == ["stores:recalled:H1", "stores:order:H1"]
    stores.waste(lot=lot, place="Store", quantity=5, why="Sent back", **store.now)
    store.came(item, 9, "B", today + dt.timedelta(days=30))
    assert [one.key for one in store_signals(today, clinic.tree)] == ["stores:expiring:H1"]


def test_a_porter_issues_but_recalls_nothing(clinic: Clinic, store: Store) -> None:  # noqa: F811
    item = store.item()
    lot = store.came(item, 5)
    porter: dict[str, Any] = {"by": clinic.holder(Role.STAFF, "H1"), "tree": clinic.tree, "now": timezone.now()}
    stores.issue(item=item, place="Store", quantity=1, to="Ward", **porter)
    with pytest.raises(Refused) as refused:
        stores.recall(lot=lot, why="I say so", **porter)
    assert refused.value.faults[0].code.startswith("access.")


def test_a_sheet_is_taken_whole_or_not_at_all(store: Store) -> None:
    head = ",".join(store_sheets.ITEMS)

    def take(*rows: str) -> int:
        raw = "\n".join(rows).encode()
        return store_sheets.take_sheet(facility=store.hospital, raw=raw, why="Opening", **store.now)

    with pytest.raises(Refused) as refused:
        take(head, "C1,Cups,box,2,3,L1,2199-01-01,Store,5", "C2,Caps,box,many,3,,,,", "C3,Pins,box,1,1,L,soon,Store,1")
    assert [fault.message[:6] for fault in refused.value.faults] == ["Row 3:", "Row 4:"]
    assert not StoreItem.objects.exists() and not StoreMove.objects.exists()
    assert take(head, "C1,Cups,box,2,3,L1,2199-01-01,Store,5", "C1,Cups,box,2,3,L2,,Store,1") == 2
    assert there(StoreItem.objects.get()) == {("L1", "Store"): 5, ("L2", "Store"): 1}
    assert take("code,lot,place,counted", "C1,L1,Store,4", "C1,L2,Store,") == 1
    with pytest.raises(Refused) as refused:
        take("code,lot,place,counted", "C1,L9,Store,4")
    assert "No lot L9 of C1" in refused.value.faults[0].message
    for raw in (b"\xff\xfe", b"code,lot\nC1,L1\n", b""):
        with pytest.raises(Refused):
            store_sheets.take_sheet(facility=store.hospital, raw=raw, why="", **store.now)
    (line,) = item_lines(store.hospital, now=timezone.now())
    assert (line.standing.usable, line.recalled) == (5, 0)


def test_the_pages_say_how_it_stands_and_take_what_is_typed(store: Store) -> None:
    client = signed_in(store.by)
    page = reverse("operations:stores") + "?at=H1"
    assert "Nothing is kept in store here yet" in read(client.get(page))
    given = {"at": "H1", "code": "GLV", "name": "Gloves", "measure": "box", "reorder_at": 2, "lead_days": 3}
    assert client.post(reverse("operations:store-add") + "?at=H1", given).status_code == 302
    item = StoreItem.objects.get()
    enter = {"at": "H1", "lot": "A", "place": "Store", "quantity": 3, "expires": "2199-01-01"}
    assert (
        client.post(reverse("operations:store-enter", args=[item.pk, "receive"]) + "?at=H1", enter).status_code == 302
    )
    issue = reverse("operations:store-enter", args=[item.pk, "issue"]) + "?at=H1"
    told = client.post(issue, {"at": "H1", "place": "Store", "quantity": 9, "to": "Ward"})
    assert told.status_code == 422 and "Only 3 box" in read(told)
    assert client.post(issue, {"at": "H1", "place": "Store", "quantity": 1, "to": "Ward"}).status_code == 302
    assert "2 box can be issued" in read(client.get(reverse("operations:store-item", args=[item.pk]) + "?at=H1"))
    assert "1 item is to be ordered" in read(client.get(page))
    lot = read(client.get(reverse("operations:store-lot", args=[StoreLot.objects.get().pk]) + "?at=H1"))
    assert "2 are in Store" in lot and "Ward" in lot
    sheet = client.get(reverse("operations:store-count") + "?at=H1&export=csv").content.decode("utf-8-sig")
    assert sheet.splitlines() == ["code,item,lot,expires,place,counted", "GLV,Gloves,A,2199-01-01,Store,"]
    counted = SimpleUploadedFile("count.csv", sheet.replace("Store,", "Store,1").encode())
    take = reverse("operations:store-take") + "?at=H1"
    assert client.post(take, {"at": "H1", "sent": counted, "why": "Year end"}).status_code == 302
    assert there(item) == {("A", "Store"): 1}
    wrong = SimpleUploadedFile("count.csv", b"code,lot,place,counted\nGLV,A,Store,x\n")
    assert "Row 2" in read(client.post(take, {"at": "H1", "sent": wrong, "why": "Year end"}))
