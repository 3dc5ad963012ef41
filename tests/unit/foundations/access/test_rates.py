"""What asks too often is refused for the rest of the minute; others are not (OWASP ASVS 5.0, 2.4.1 and 15.2.2)."""

from __future__ import annotations

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from tests.unit.foundations.access.test_tokens import made

from wellrun.foundations.access import rates
from wellrun.foundations.access.counting import PROBES, SLOTS, MinuteCounts
from wellrun.foundations.access.rules import Permission

pytestmark = pytest.mark.django_db
NOON = 1_800_000_000


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch, settings: Any, tmp_path: Path) -> dict[str, float]:
    """A clock that stands, and counts of the test's own."""
    now = {"now": NOON}
    settings.HOME = tmp_path
    settings.RATES = {"page": 3, "program": 3, "file": 2, "unknown": 3}
    monkeypatch.setattr(rates.time, "time", lambda: now["now"])
    rates.counts.cache_clear()
    yield now
    rates.counts.cache_clear()


def statuses(client: Client, address: str, times: int, **headers: Any) -> list[int]:
    return [client.get(address, headers=headers).status_code for _ in range(times)]


def test_an_account_that_asks_too_often_waits_until_the_minute_is_over(world: Any, signed_in: Any, clock: Any) -> None:
    client, other = signed_in(world.director), signed_in(world.ward_manager)
    assert statuses(client, "/measures/", 4) == [200, 200, 200, 429]
    answer = client.get("/measures/")
    assert (answer.status_code, answer["Retry-After"]) == (429, "60")
    assert b"Try again in 60 seconds" in answer.content
    assert statuses(other, "/measures/", 1) == [200]
    clock["now"] += 60
    assert statuses(client, "/measures/", 1) == [200]


def test_a_program_is_told_in_its_own_form(world: Any, clock: Any) -> None:
    secret = made(world, world.director, Permission.READ_FIGURES)
    sent = {"Authorization": f"Bearer {secret}"}
    client = Client()
    assert statuses(client, "/api/measures/", 4, **sent)[-1] == 429
    answer = client.get("/api/measures/", headers=sent)
    assert (answer["Content-Type"], answer.json()["code"]) == ("application/problem+json", "access.too_often")


def test_files_are_fewer_than_pages(world: Any, signed_in: Any, clock: Any) -> None:
    client = signed_in(world.director)
    assert statuses(client, "/actions/?export=csv", 3) == [200, 200, 429]
    assert statuses(client, "/actions/", 1) == [200]


def test_every_route_that_makes_a_file_says_so() -> None:
    from django.urls import get_resolver
    from tests.architecture.test_doors import routes

    marked = {view.__name__ for _address, view in routes(get_resolver().url_patterns) if hasattr(view, "gives_a_file")}
    assert marked == {"brief_file", "minutes_file", "fetch"}


def test_who_is_not_signed_in_is_counted_by_address(db: None, clock: Any) -> None:
    client = Client()
    assert statuses(client, "/sign-in/", 4) == [200, 200, 200, 429]
    assert client.get("/sign-in/", REMOTE_ADDR="192.0.2.7").status_code == 200


def test_counts_are_of_the_minute_and_of_the_key(tmp_path: Path) -> None:
    counts = MinuteCounts(tmp_path / "rates", secret=b"secret")
    assert [counts.add("a", minute=1) for _ in range(3)] == [1, 2, 3]
    assert counts.add("b", minute=1) == 1
    assert counts.add("a", minute=2) == 1


def test_the_file_holds_nothing_that_says_who(tmp_path: Path) -> None:
    MinuteCounts(tmp_path / "rates", secret=b"secret").add("account 4711", minute=1)
    assert b"4711" not in (tmp_path / "rates").read_bytes()
    assert (tmp_path / "rates").stat().st_mode & 0o777 == 0o600


def test_many_keys_find_room_and_a_full_neighbourhood_counts_on(tmp_path: Path) -> None:
    counts = MinuteCounts(tmp_path / "rates", secret=b"secret")
    keys = [str(number) for number in range(SLOTS // 8)]
    assert {counts.add(key, minute=1) for key in keys} == {1}
    lost = sum(counts.add(key, minute=1) != 2 for key in keys)
    assert lost <= len(keys) // 1000
    assert PROBES == 8


COUNTING = """
import sys
from pathlib import Path
from wellrun.foundations.access.counting import MinuteCounts
counts = MinuteCounts(Path(sys.argv[1]), secret=b"secret")
for _ in range(500):
    counts.add("a", minute=1)
"""


def test_processes_count_together(tmp_path: Path) -> None:
    file = tmp_path / "rates"
    workers = [subprocess.Popen([sys.executable, "-c", COUNTING, str(file)]) for _ in range(2)]
    assert [worker.wait(timeout=60) for worker in workers] == [0, 0]
    assert MinuteCounts(file, secret=b"secret").add("a", minute=1) == 1001


def test_threads_count_together(tmp_path: Path) -> None:
    counts = MinuteCounts(tmp_path / "rates", secret=b"secret")
    with ThreadPoolExecutor(4) as pool:
        found = [one.result() for one in [pool.submit(counts.add, "a", minute=1) for _ in range(400)]]
    assert sorted(found) == list(range(1, 401))
