"""Rotation: readable throughout, gone on with wherever it broke off; an old key goes only when nothing needs it."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest
from tests.unit.foundations.keys.test_fields import put_raw, raw

from wellrun.foundations.audit.actions import System
from wellrun.foundations.audit.models import Entry
from wellrun.foundations.keys import actions, registry, resealing
from wellrun.foundations.keys.keyring import Purpose, ring
from wellrun.foundations.keys.models import Rotation
from wellrun.foundations.keys.resealing import sealed_models
from wellrun.values.faults import Refused

BY = System("test")


@pytest.fixture
def full(cards: Any, others: Any, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Thirty cards and a few others under the first keys; batches of four."""
    monkeypatch.setattr(resealing, "BATCH", 4)
    actions.know_ring(by=BY)
    cards.objects.bulk_create(
        [cards(mrn=f"m{number}", phone=None if number % 3 else f"{number}") for number in range(30)]
    )
    cards.objects.create(mrn="", phone="")
    others.objects.bulk_create([others(mrn=f"o{number}") for number in range(5)])
    return cards


@pytest.fixture
def tables(models: Any) -> Any:
    return sealed_models(models)


def all_readable(cards: Any) -> bool:
    found = {(card.mrn, card.phone) for card in cards.objects.all()}
    by_index = all(cards.objects.get(mrn_index=f"m{number}").mrn == f"m{number}" for number in range(30))
    return by_index and found == {(f"m{n}", None if n % 3 else f"{n}") for n in range(30)} | {("", "")}


def test_t11_rows_are_readable_before_during_and_after_a_rotation(full: Any, tables: Any) -> None:
    seen: list[bool] = []
    rotation = actions.rotate(by=BY, tables=tables, tell=lambda *_a: seen.append(all_readable(full)))
    assert len(seen) >= 9
    assert all(seen)
    assert rotation.finished_at is not None
    assert rotation.rows == 35
    assert all_readable(full)


def test_t11_after_a_rotation_no_row_is_under_the_old_key_and_it_can_go(
    full: Any, tables: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = [ring().current(purpose) for purpose in (Purpose.SEAL, Purpose.INDEX)]
    monkeypatch.setattr(actions, "REST", dt.timedelta(0))
    actions.make_key(purpose=Purpose.SEAL, by=BY)
    with pytest.raises(Refused, match=r"31 rows of keys.card|30 rows of keys.card"):
        actions.retire(key_id=old[0].id, by=BY, why="yearly", tables=tables)
    actions.rotate(by=BY, tables=tables)
    for key in old:
        assert resealing.rows_under(key.id, tables) == {}
        actions.retire(key_id=key.id, by=BY, why="yearly", tables=tables)
        assert ring().get(key.id).secret == b""  # type: ignore[union-attr]
    assert all_readable(full)
    assert Entry.objects.filter(action="keys.key.retired", why="yearly").count() == 2


def test_a_rotation_broken_off_after_each_batch_is_gone_on_with(full: Any, tables: Any) -> None:
    class Killed(Exception):
        pass

    def kill(*_words: Any) -> None:
        raise Killed

    broken = 0
    while True:
        try:
            rotation = actions.rotate(by=BY, tables=tables, tell=kill if broken < 6 else lambda *_a: None)
            break
        except Killed:
            broken += 1
            assert all_readable(full)
    assert broken == 6
    assert Rotation.objects.count() == 1
    assert resealing.rows_under(rotation.seal_key, tables) == {"keys.card": 30, "keys.other": 5}


def test_a_row_saved_while_it_is_walked_over_keeps_what_was_saved(full: Any, tables: Any, monkeypatch: Any) -> None:
    write, meddled = resealing._write, []

    def meddle_first(model: Any, columns: Any, values: Any) -> int:
        if not meddled and model is full:
            row = full.objects.get(pk=values[0][len(columns)])
            row.mrn, row.phone = "MEDDLED", "meddled"
            row.save()
            meddled.append(row.pk)
        return write(model, columns, values)

    monkeypatch.setattr(resealing, "_write", meddle_first)
    rotation = actions.rotate(by=BY, tables=tables)
    assert full.objects.get(mrn_index="meddled").phone == "meddled"
    assert rotation.finished_at is not None


def test_rows_that_do_not_open_are_all_named_and_the_others_are_done(full: Any, tables: Any) -> None:
    one, two = full.objects.filter(phone__isnull=False).exclude(mrn_index__isnull=True)[:2]
    stored = raw(full, one.pk, "mrn")
    put_raw(full, one.pk, "mrn", raw(full, two.pk, "mrn"))
    with pytest.raises(Refused) as refused:
        actions.rotate(by=BY, tables=tables)
    assert [str(one.pk) in fault.place for fault in refused.value.faults] == [True]
    assert Rotation.objects.get().finished_at is None
    put_raw(full, one.pk, "mrn", stored)
    assert actions.rotate(by=BY, tables=tables).finished_at is not None
    assert all_readable(full)


def test_a_key_in_use_or_just_replaced_or_unknown_is_not_retired(full: Any, tables: Any) -> None:
    old = ring().current(Purpose.BACKUP)
    with pytest.raises(Refused, match="the one in use"):
        actions.retire(key_id=old.id, by=BY, why="x", tables=tables)
    actions.make_key(purpose=Purpose.BACKUP, by=BY)
    with pytest.raises(Refused, match="a moment ago"):
        actions.retire(key_id=old.id, by=BY, why="x", tables=tables)
    with pytest.raises(Refused, match="no such key"):
        actions.retire(key_id="00000000", by=BY, why="x", tables=tables)


def test_what_else_needs_a_key_keeps_it(keyring: Path, db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    actions.know_ring(by=BY)
    old = ring().current(Purpose.BACKUP)
    actions.make_key(purpose=Purpose.BACKUP, by=BY)
    monkeypatch.setattr(actions, "REST", dt.timedelta(0))
    monkeypatch.setattr(registry, "KEY_USES", [lambda key_id: ["the backup of Monday"] if key_id == old.id else []])
    monkeypatch.setattr(actions, "KEY_USES", registry.KEY_USES)
    with pytest.raises(Refused, match="the backup of Monday"):
        actions.retire(key_id=old.id, by=BY, why="x", tables=[])
    assert ring().get(old.id).secret  # type: ignore[union-attr]


def test_the_steps_of_a_rotation_are_in_the_audit(full: Any, tables: Any) -> None:
    actions.rotate(by=BY, tables=tables)
    said = list(
        Entry.objects.filter(action__startswith="keys.rotation").order_by("pk").values_list("action", flat=True)
    )
    assert said == ["keys.rotation.started", "keys.rotation.finished"]
