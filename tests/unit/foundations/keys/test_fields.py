"""Sealed fields: nothing readable in the database, nothing that opens in another place, equality and nothing else."""

from __future__ import annotations

import json
import pickle
from typing import Any

import pytest
from django.core import serializers
from django.core.exceptions import FieldError
from django.db import IntegrityError, connection, models, transaction
from django.test.utils import isolate_apps

from wellrun.foundations.keys.fields import BlindIndex, SealedModel, SealedText
from wellrun.foundations.keys.keyring import Purpose, ring
from wellrun.foundations.keys.sealing import Digest, Sealed
from wellrun.values.faults import Refused

MRN = "MRN 0042-planted"


def raw(model: Any, pk: Any, column: str) -> bytes:
    field = model._meta.pk
    with connection.cursor() as cursor:
        cursor.execute(
            f'SELECT "{column}" FROM {model._meta.db_table} WHERE id = %s',
            [field.get_db_prep_value(pk, connection)],
        )
        return bytes(cursor.fetchone()[0])


def put_raw(model: Any, pk: Any, column: str, value: bytes) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            f'UPDATE {model._meta.db_table} SET "{column}" = %s WHERE id = %s',
            [value, model._meta.pk.get_db_prep_value(pk, connection)],
        )


def test_t10_the_raw_row_has_no_plaintext_and_shows_the_key(cards: Any) -> None:
    card = cards.objects.create(mrn=MRN, phone="555 0100")
    stored = raw(cards, card.pk, "mrn") + raw(cards, card.pk, "phone") + raw(cards, card.pk, "mrn_index")
    assert b"planted" not in stored
    assert b"555" not in stored
    assert ring().current(Purpose.SEAL).id.encode() in raw(cards, card.pk, "mrn")


def test_what_was_sealed_is_read_again(cards: Any) -> None:
    card = cards.objects.create(mrn="Zürich 北京 " * 50, phone="1")
    read = cards.objects.get(pk=card.pk)
    assert (read.mrn, read.phone) == ("Zürich 北京 " * 50, "1")
    assert card.mrn == read.mrn


def test_nothing_and_the_empty_text_stay_what_they_are(cards: Any) -> None:
    none, empty = cards.objects.create(mrn="1", phone=None), cards.objects.create(mrn="2", phone="")
    assert cards.objects.get(pk=none.pk).phone is None
    assert cards.objects.get(pk=empty.pk).phone == ""
    assert list(cards.objects.filter(phone__isnull=True)) == [none]


def test_equal_texts_are_sealed_differently(cards: Any) -> None:
    one, two = cards.objects.create(mrn="1", phone="same"), cards.objects.create(mrn="2", phone="same")
    assert raw(cards, one.pk, "phone") != raw(cards, two.pk, "phone")


@pytest.mark.parametrize("column", ["mrn", "phone"])
def test_a_ciphertext_from_another_row_does_not_open(cards: Any, column: str) -> None:
    one, two = cards.objects.create(mrn="1", phone="10"), cards.objects.create(mrn="2", phone="20")
    put_raw(cards, one.pk, column, raw(cards, two.pk, column))
    with pytest.raises(Refused, match="does not open"):
        getattr(cards.objects.get(pk=one.pk), column)
    assert getattr(cards.objects.get(pk=two.pk), column).startswith("2")


def test_a_ciphertext_from_another_column_does_not_open(cards: Any) -> None:
    card = cards.objects.create(mrn="1", phone="10")
    put_raw(cards, card.pk, "phone", raw(cards, card.pk, "mrn"))
    with pytest.raises(Refused, match="does not open"):
        _ = cards.objects.get(pk=card.pk).phone


def test_a_ciphertext_from_another_table_does_not_open(cards: Any, others: Any) -> None:
    card = cards.objects.create(mrn="1")
    other = others.objects.create(pk=card.pk, mrn="1")
    put_raw(others, other.pk, "mrn", raw(cards, card.pk, "mrn"))
    with pytest.raises(Refused, match="does not open"):
        _ = others.objects.get(pk=other.pk).mrn


@pytest.mark.parametrize("at", [0, 3, 9, 15, 21, -1])
def test_a_flipped_byte_never_opens(cards: Any, at: int) -> None:
    card = cards.objects.create(mrn=MRN)
    bytes_ = bytearray(raw(cards, card.pk, "mrn"))
    bytes_[at] ^= 1
    put_raw(cards, card.pk, "mrn", bytes(bytes_))
    with pytest.raises(Refused) as refused:
        _ = cards.objects.get(pk=card.pk).mrn
    assert MRN not in str(refused.value)


def test_a_cut_value_does_not_open(cards: Any) -> None:
    card = cards.objects.create(mrn=MRN)
    whole = raw(cards, card.pk, "mrn")
    for length in (1, 5, 9, 20, len(whole) - 1):
        put_raw(cards, card.pk, "mrn", whole[:length])
        with pytest.raises(Refused):
            _ = cards.objects.get(pk=card.pk).mrn


def test_a_list_that_does_not_show_the_value_does_not_open_it(cards: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    from wellrun.foundations.keys import opening

    cards.objects.create(mrn=MRN)
    opened: list[str] = []
    monkeypatch.setattr(opening, "opened", lambda *_a, **_k: opened.append("opened"))
    assert [card.ward for card in cards.objects.all()] == ["W1"]
    assert opened == []


def test_a_deferred_value_is_fetched_when_asked_for(cards: Any) -> None:
    cards.objects.create(mrn=MRN)
    assert cards.objects.defer("mrn").get().mrn == MRN
    assert cards.objects.only("ward").get().mrn == MRN


def test_refreshing_reads_the_new_value(cards: Any) -> None:
    card = cards.objects.create(mrn=MRN)
    again = cards.objects.get()
    again.mrn = "new"
    again.save()
    card.refresh_from_db()
    assert card.mrn == "new"


def test_values_and_pickles_and_serializers_hold_ciphertext_only(cards: Any) -> None:
    cards.objects.create(mrn=MRN, phone=MRN)
    [[listed]] = cards.objects.values_list("mrn")
    assert isinstance(listed, Sealed)
    assert isinstance(cards.objects.values("mrn").get()["mrn"], Sealed)
    assert b"planted" not in pickle.dumps(cards.objects.get())
    assert "planted" not in repr(listed) + str(listed) + f"{listed}"
    for form in ("json", "python", "xml"):
        assert "planted" not in str(serializers.serialize(form, cards.objects.all()))
    assert json.loads(serializers.serialize("json", cards.objects.all()))[0]["fields"]["mrn"].startswith("sealed:")


def test_a_row_that_was_just_saved_pickles_without_plaintext(cards: Any) -> None:
    assert b"planted" not in pickle.dumps(cards.objects.create(mrn=MRN))


@pytest.mark.parametrize("lookup", ["exact", "iexact", "contains", "startswith", "in", "gt", "regex", "lower"])
def test_lookups_on_a_sealed_value_are_refused(cards: Any, lookup: str) -> None:
    with pytest.raises(FieldError, match=r"sealed|Unsupported"):
        list(cards.objects.filter(**{f"phone__{lookup}": ["1"] if lookup == "in" else "1"}))


def test_an_update_that_does_not_know_the_row_is_refused(cards: Any) -> None:
    card = cards.objects.create(mrn=MRN)
    with pytest.raises(FieldError, match="Save the rows"), transaction.atomic():
        cards.objects.update(mrn="other")
    with pytest.raises(FieldError, match="Save the rows"), transaction.atomic():
        cards.objects.bulk_update([card], ["mrn"])
    with pytest.raises(FieldError, match="save the row"), transaction.atomic():
        cards.objects.update(mrn_index="other")
    assert cards.objects.get().mrn == MRN


def test_many_rows_are_made_at_once(cards: Any) -> None:
    cards.objects.bulk_create([cards(mrn=f"m {number}") for number in range(30)])
    assert sorted(card.mrn for card in cards.objects.all())[:2] == ["m 0", "m 1"]
    assert cards.objects.get(mrn_index="M17").mrn == "m 17"


def test_a_row_is_found_by_equality_in_its_normal_form(cards: Any) -> None:
    one, two = cards.objects.create(mrn="ab 1"), cards.objects.create(mrn="cd 2")
    assert cards.objects.get(mrn_index="A B1") == one
    assert set(cards.objects.filter(mrn_index__in=["ab1", "cd2", "ef3"])) == {one, two}
    assert list(cards.objects.exclude(mrn_index="ab1")) == [two]
    assert not cards.objects.filter(mrn_index="").exists()
    assert not cards.objects.filter(mrn_index__in=[]).exists()


@pytest.mark.parametrize("lookup", ["contains", "startswith", "gt", "iexact", "range"])
def test_a_blind_index_knows_equality_only(cards: Any, lookup: str) -> None:
    with pytest.raises(FieldError, match="exact, in and isnull"):
        list(cards.objects.filter(**{f"mrn_index__{lookup}": "1"}))


def test_equal_texts_of_two_columns_have_unlike_digests(cards: Any, others: Any) -> None:
    a, b = cards.objects.create(mrn="1"), others.objects.create(mrn="1")
    assert raw(cards, a.pk, "mrn_index") != raw(others, b.pk, "mrn_index")


def test_the_index_follows_the_value_even_where_only_the_value_is_saved(cards: Any) -> None:
    card = cards.objects.create(mrn="old")
    card.mrn = "new"
    card.save(update_fields=["mrn"])
    assert cards.objects.get(mrn_index="new") == card
    assert not cards.objects.filter(mrn_index="old").exists()
    cards.objects.update_or_create(pk=card.pk, defaults={"mrn": "newer"})
    assert cards.objects.get(mrn_index="newer") == card


def test_a_row_without_value_has_no_digest_and_saving_other_columns_keeps_it(cards: Any) -> None:
    card = cards.objects.create(mrn="")
    assert cards.objects.get(pk=card.pk).mrn_index is None
    kept = cards.objects.create(mrn="7")
    deferred = cards.objects.defer("mrn").get(pk=kept.pk)
    deferred.ward = "W2"
    deferred.save()
    assert cards.objects.get(mrn_index="7").ward == "W2"


def test_a_unique_index_refuses_the_same_text_again(cards: Any) -> None:
    cards.objects.create(mrn="a1")
    with pytest.raises(IntegrityError), transaction.atomic():
        cards.objects.create(mrn="A 1")


def test_a_row_copied_under_a_new_key_is_refused_until_its_values_are_set_again(cards: Any) -> None:
    import uuid

    card = cards.objects.get(pk=cards.objects.create(mrn="a1").pk)
    card.pk = uuid.uuid4()
    with pytest.raises(Refused, match="does not open"), transaction.atomic():
        card.save()


def test_a_model_that_cannot_hold_sealed_fields_is_told_so() -> None:
    with isolate_apps("wellrun.foundations.keys"):

        class Wrong(models.Model):  # noqa: DJ008
            mrn = SealedText("record number", unique=True)

            class Meta:
                app_label = "keys"

        assert {found.id for found in Wrong._meta.get_field("mrn").check()} == {"keys.E001", "keys.E002"}


def test_fields_survive_a_migration_file() -> None:
    field = SealedText("x", context="old_table.mrn", null=True)
    _name, path, arguments, options = field.deconstruct()
    assert path == "wellrun.foundations.keys.fields.SealedText"
    assert SealedText(*arguments, **options).context == "old_table.mrn"
    index = BlindIndex(of="mrn", normalise=str.upper)
    _name, path, arguments, options = index.deconstruct()
    assert BlindIndex(*arguments, **options).normalise == str.upper
    assert options == {"of": "mrn", "normalise": str.upper}


def test_a_digest_is_compared_as_it_is(cards: Any) -> None:
    card = cards.objects.create(mrn="1")
    assert isinstance(card.mrn_index, Digest)
    assert cards.objects.get(mrn_index=card.mrn_index) == card
    assert issubclass(cards, SealedModel)
