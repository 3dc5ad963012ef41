"""T16, T17: whatever is done to the stored audit behind its back is found, and the place is named."""

from __future__ import annotations

import random
from collections.abc import Callable
from uuid import UUID

import pytest
from django.db import connection

from wellrun.foundations.audit.actions import System, record
from wellrun.foundations.audit.models import Entry, Head, Mention
from wellrun.foundations.audit.queries import verify
from wellrun.foundations.organisation.models import Network

pytestmark = pytest.mark.django_db

COLUMNS = {
    "form": 1,
    "actor_id": 99,
    "actor": "somebody else",
    "action": "test.other",
    "subject_type": "audit.head",
    "subject_id": "77",
    "before": {"n": "other"},
    "after": {},
    "why": "another reason",
    "origin": {"address": "203.0.113.9"},
    "patients": [],
}
ENTRIES = 60


def patient(number: int) -> UUID:
    return UUID(int=number + 1)


@pytest.fixture
def chain() -> list[int]:
    network = Network.objects.create(code="N", name="Network")
    written = [
        record(
            "test.step",
            by=System(f"robot {number % 3}"),
            about=network,
            before={"n": number},
            after={"n": number + 1},
            why="because",
            patients=[patient(number), patient(number + 1)],
        ).pk
        for number in range(ENTRIES)
    ]
    assert verify().whole
    return written


def alter(chain: list[int], chance: random.Random) -> int:
    entry = chance.choice(chain)
    column = chance.choice(sorted(COLUMNS))
    Entry.objects.filter(pk=entry).update(**{column: COLUMNS[column]})
    return entry


def move_the_hour(chain: list[int], chance: random.Random) -> int:
    entry = Entry.objects.get(pk=chance.choice(chain))
    Entry.objects.filter(pk=entry.pk).update(at=entry.at.replace(microsecond=(entry.at.microsecond + 1) % 1_000_000))
    return entry.pk


def remove(chain: list[int], chance: random.Random) -> int:
    position = chance.randrange(len(chain) - 1)
    Mention.objects.filter(entry=chain[position]).delete()
    Entry.objects.filter(pk=chain[position]).delete()
    return chain[position + 1]


def swap(chain: list[int], chance: random.Random) -> int:
    first, second = sorted(chance.sample(chain, 2))
    one, other = Entry.objects.get(pk=first), Entry.objects.get(pk=second)
    Mention.objects.all().delete()
    Entry.objects.filter(pk__in=[first, second]).delete()
    one.pk, other.pk = second, first
    one.save(force_insert=True)
    other.save(force_insert=True)
    for entry in Entry.objects.all():
        Mention.objects.bulk_create([Mention(entry=entry, patient=one) for one in entry.patients])
    return first


def insert(chain: list[int], chance: random.Random) -> int:
    """An entry of the forger's own, well formed, put between two that are there."""
    position = chance.randrange(1, len(chain))
    later = chain[position:]
    Mention.objects.filter(entry__in=later).delete()
    moved = list(Entry.objects.filter(pk__in=later).order_by("pk"))
    Entry.objects.filter(pk__in=later).delete()
    before = Entry.objects.get(pk=chain[position - 1])
    forged = Entry(
        pk=later[0], at=before.at, actor="nobody", action="test.forged", subject_type="x", subject_id="1",
        previous=before.digest,
    )  # fmt: skip
    forged.digest = forged.expected_digest()
    forged.save(force_insert=True)
    for entry in moved:
        entry.pk += 1
        entry.save(force_insert=True)
        Mention.objects.bulk_create([Mention(entry=entry, patient=one) for one in entry.patients])
    return later[0] + 1


def cut_the_end(chain: list[int], chance: random.Random) -> int:
    kept = chance.randrange(1, len(chain))
    Mention.objects.filter(entry__in=chain[kept:]).delete()
    Entry.objects.filter(pk__in=chain[kept:]).delete()
    return chain[kept - 1] + 1


def hide_a_patient(chain: list[int], chance: random.Random) -> int:
    entry = chance.choice(chain)
    Mention.objects.filter(entry=entry).order_by("?").first().delete()  # type: ignore[union-attr]
    return entry


def name_another_patient(chain: list[int], chance: random.Random) -> int:
    entry = chance.choice(chain)
    Mention.objects.create(entry_id=entry, patient=patient(1000))
    return entry


TAMPERINGS: list[Callable[[list[int], random.Random], int]] = [
    alter, alter, alter, move_the_hour, remove, swap, insert, cut_the_end, hide_a_patient, name_another_patient,
]  # fmt: skip


@pytest.mark.parametrize("seed", range(100))
def test_each_of_a_hundred_tamperings_is_found_where_it_is(chain: list[int], seed: int) -> None:
    chance = random.Random(seed)
    expected = TAMPERINGS[seed % len(TAMPERINGS)](chain, chance)
    verdict = verify()
    assert not verdict.whole
    assert verdict.broken_at == expected
    assert verdict.reason


def forge_everything(*, up_to: int) -> None:
    """The whole chain worked out anew by someone who knows how, with its head."""
    previous, count = "0" * 64, 0
    for entry in Entry.objects.order_by("pk")[:up_to]:
        entry.actor, entry.previous = "somebody else", previous
        entry.digest = previous = entry.expected_digest()
        entry.save()
        count += 1
    Head.objects.update(digest=previous, entries=count)


def test_a_chain_worked_out_anew_is_found_by_a_checkpoint_kept_elsewhere(chain: list[int]) -> None:
    points = {20: Entry.objects.get(pk=chain[19]).digest}
    forge_everything(up_to=ENTRIES)
    assert verify().whole, "the database alone cannot show it"
    verdict = verify(points=points)
    assert verdict.broken_at == chain[19]


def test_a_chain_cut_off_with_its_head_is_found_by_a_checkpoint_kept_elsewhere(chain: list[int]) -> None:
    points = {ENTRIES: Entry.objects.get(pk=chain[-1]).digest}
    Mention.objects.filter(entry__in=chain[40:]).delete()
    Entry.objects.filter(pk__in=chain[40:]).delete()
    Head.objects.update(digest=Entry.objects.get(pk=chain[39]).digest, entries=40)
    assert verify().whole, "the database alone cannot show it"
    assert verify(points=points).broken_at == chain[39] + 1


def test_an_entry_of_the_first_form_is_still_proved(chain: list[int]) -> None:
    """Entries written before origin and patients were kept say so, and cannot be passed off as later ones."""
    head = Head.objects.get()
    old = Entry(form=1, at=Entry.objects.get(pk=chain[0]).at, actor="a", action="b", previous=head.digest)
    old.digest = old.expected_digest()
    old.save(force_insert=True)
    Head.objects.update(digest=old.digest, entries=ENTRIES + 1)
    assert verify().whole
    Entry.objects.filter(pk=old.pk).update(form=2)
    assert verify().broken_at == old.pk


def test_values_are_kept_as_every_database_gives_them_back(chain: list[int]) -> None:
    network = Network.objects.get()
    record(
        "test.hard",
        by=System("a\x00b"),
        about=network,
        after={
            "large": 2**70,
            "tiny": 1e-9,
            "zero": -0.0,
            "huge": 1e20,
            "half": 0.5,
            "nul": "a\x00b",
            "list": [1, "a"],
        },
    )
    assert connection.vendor in {"sqlite", "postgresql"}
    assert verify().whole
    assert Entry.objects.order_by("-pk")[0].after["half"] == 0.5
