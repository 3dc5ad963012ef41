"""The audit chain finds any change, removal or reordering, and says where."""

from __future__ import annotations

import pytest
from django.db import transaction

from wellrun.foundations.audit.actions import System, record
from wellrun.foundations.audit.models import Entry
from wellrun.foundations.audit.queries import history, verify
from wellrun.foundations.organisation.models import Network

pytestmark = pytest.mark.django_db


@pytest.fixture
def network() -> Network:
    network = Network.objects.create(code="N", name="Network")
    for number in range(5):
        record(
            "test.step", by=System(), about=network, before={"n": number}, after={"n": number + 1, "day": "2026-01-01"}
        )
    return network


def test_an_untouched_chain_is_whole(network: Network) -> None:
    verdict = verify()
    assert verdict.whole
    assert verdict.entries == 5


@pytest.mark.parametrize("column", ["actor", "action", "subject_id", "why"])
def test_an_altered_entry_is_found_where_it_stands(network: Network, column: str) -> None:
    third = Entry.objects.order_by("pk")[2]
    Entry.objects.filter(pk=third.pk).update(**{column: "forged"})
    assert verify().broken_at == third.pk


def test_a_removed_entry_is_found(network: Network) -> None:
    second, third = Entry.objects.order_by("pk")[1:3]
    second.delete()
    assert verify().broken_at == third.pk


def test_entries_cut_from_the_end_are_found(network: Network) -> None:
    last = Entry.objects.order_by("-pk")[0]
    last.delete()
    assert not verify().whole


def test_two_swapped_entries_are_found(network: Network) -> None:
    first, second = Entry.objects.order_by("pk")[:2]
    a, b = first.after, second.after
    Entry.objects.filter(pk=first.pk).update(after=b)
    Entry.objects.filter(pk=second.pk).update(after=a)
    assert a != b
    assert verify().broken_at == first.pk


def test_a_record_is_undone_with_the_write_it_describes(network: Network) -> None:
    def write_and_fail() -> None:
        with transaction.atomic():
            record("test.undone", by=System(), about=network)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        write_and_fail()
    assert not Entry.objects.filter(action="test.undone").exists()
    assert verify().whole


def test_the_history_of_a_row_is_newest_first(network: Network) -> None:
    assert [entry.after["n"] for entry in history(network)] == [5, 4, 3, 2, 1]


def test_the_digest_covers_what_the_database_gives_back(network: Network) -> None:
    entry = Entry.objects.get(pk=Entry.objects.order_by("pk")[0].pk)
    assert entry.digest == entry.expected_digest()
