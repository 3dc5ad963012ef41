"""Two thousand damaged FHIR and CSV files: none stops the load, and nothing in them is lost."""

import csv
import gzip
import io
import json
import os
import random
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from wellrun.warehouse.connection import Warehouse
from wellrun.warehouse.loading import ArrivalReport, CsvFeed, Entry, Origin
from wellrun.warehouse.loading.loader import Loader
from wellrun.warehouse.tables import TABLES

ORIGIN = Origin(facility="north", source="test", zone="America/New_York")
FEED = CsvFeed.of(TABLES["worked_hours"])
EACH = {"ndjson": 600, "csv": 900, "json": 350, "ndjson.gz": 150}
EVERY = 1 if "WELLRUN_THOROUGH" in os.environ else 5
"""One damage in so many is tried each time; all two thousand by `make test-thorough`."""


def resource(number: int) -> dict[str, Any]:
    common = {"id": f"r{number}", "meta": {"lastUpdated": "2024-01-01T00:00:00Z"}}
    period = {"start": "2024-03-01T10:00:00-05:00", "end": "2024-03-02T10:00:00-05:00"}
    kinds: list[dict[str, Any]] = [
        {"resourceType": "Patient", "gender": "female", "birthDate": "1980-05-01", "deceasedBoolean": False},
        {"resourceType": "Encounter", "status": "finished", "class": {"code": "IMP"}, "period": period},
        {"resourceType": "Observation", "status": "final", "valueQuantity": {"value": 7.5, "unit": "mg"}},
        {"resourceType": "Claim", "status": "active", "total": {"value": 12.5}},
    ]
    return {**kinds[number % 4], **common}


def ndjson(randoms: random.Random) -> bytes:
    kind = randoms.randrange(5)
    numbers = range(8) if kind == 4 else range(kind, 32, 4)
    return "".join(json.dumps(resource(number), ensure_ascii=False) + "\n" for number in numbers).encode()


def bundle(randoms: random.Random) -> bytes:
    entries = [{"fullUrl": f"urn:uuid:{n}", "resource": resource(n)} for n in range(randoms.randrange(1, 8))]
    return json.dumps({"resourceType": "Bundle", "type": "batch", "entry": entries}, indent=1).encode()


def table(randoms: random.Random) -> bytes:
    sink = io.StringIO()
    rows = csv.writer(sink, lineterminator=randoms.choice(("\n", "\r\n")))
    rows.writerow([column.name for column in TABLES["worked_hours"].columns])
    for number in range(8):
        rows.writerow([f"W{number}", "2024-03-01", "other", "own", 7.5 + number, "" if number % 2 else 12])
    return sink.getvalue().encode()


MAKERS: dict[str, Callable[[random.Random], bytes]] = {
    "ndjson": ndjson,
    "csv": table,
    "json": bundle,
    "ndjson.gz": lambda randoms: gzip.compress(ndjson(randoms), mtime=0),
}
TOKENS = [
    b'"',
    b"{",
    b"}",
    b"[",
    b"]",
    b",",
    b"\n",
    b"\r",
    b"\x00",
    b"\xff",
    b"\\",
    b"null",
    b"1e999",
    b"NaN",
    b"\xed\xa0\x80",
]
SWAPS = [
    (b'"2024', b'"20x4'),
    (b"1980", b"9999999"),
    (b"7.5", b'"seven"'),
    (b"{", b"["),
    (b'"id"', b'"di"'),
    (b"other", b"odd"),
]


def flipped(data: bytearray, randoms: random.Random) -> None:
    data[randoms.randrange(len(data))] = randoms.randrange(256)


def inserted(data: bytearray, randoms: random.Random) -> None:
    at = randoms.randrange(len(data))
    data[at:at] = randoms.choice(TOKENS)


def cut(data: bytearray, randoms: random.Random) -> None:
    at = randoms.randrange(len(data))
    del data[at : at + randoms.choice((1, 2, 40))]


def truncated(data: bytearray, randoms: random.Random) -> None:
    del data[randoms.randrange(len(data)) :]


def swapped(data: bytearray, randoms: random.Random) -> None:
    old, new = randoms.choice(SWAPS)
    data[:] = bytes(data).replace(old, new, randoms.choice((1, -1)))


def doubled(data: bytearray, randoms: random.Random) -> None:
    at = randoms.randrange(len(data))
    data[at:at] = data[at : at + 60]


DAMAGES = (flipped, inserted, cut, truncated, swapped, doubled)


def damaged(data: bytes, randoms: random.Random) -> bytes:
    result = bytearray(data)
    for _ in range(randoms.choice((1, 1, 2, 5))):
        if result:
            randoms.choice(DAMAGES)(result, randoms)
    return bytes(result)


def lines_of(data: bytes) -> Counter[bytes]:
    return Counter(line.strip() for line in data.split(b"\n") if line.strip())


def accepted_lines(data: bytes, entries: list[Entry]) -> Counter[bytes]:
    """The lines of a file that were not held: what is left when the held ones are taken away."""
    held = Counter(line.strip() for entry in entries for line in entry.raw.split(b"\n") if line.strip())
    assert not held - lines_of(data), "something is held that the file does not have"
    return lines_of(data) - held


def ids_in(loader: Loader, report: ArrivalReport) -> set[str]:
    names = {
        "patients": "patient",
        "encounters": "encounter",
        "observations": "observation",
        "kept_resources": "resource",
    }
    with loader.warehouse.connect({name: TABLES[name] for name in names}) as connection:
        return {
            row[0] for name, key in names.items() for row in connection.execute(f"SELECT {key} FROM {name}").fetchall()
        }


@pytest.fixture(params=EACH)
def outcomes(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Any]:
    """Every damaged file of a form with its report and what is held of it."""
    form = request.param

    def run() -> Iterator[tuple[str, bytes, ArrivalReport, list[Entry], Loader]]:
        warehouse = Warehouse(tmp_path / "warehouse")
        with Loader(warehouse, feeds=[FEED], readers=(), origin=ORIGIN) as loader:
            for seed in range(0, EACH[form], EVERY):
                randoms = random.Random(f"{form}{seed}")
                data = damaged(MAKERS[form](randoms), randoms)
                file = tmp_path / f"worked_hours.{form}"
                file.write_bytes(data)
                report = loader.take(file)
                assert isinstance(report, ArrivalReport), f"{form} {seed} was ignored"
                yield form, data, report, list(loader.quarantine.entries(report.arrival)), loader

    return run()  # type: ignore[return-value]


def test_none_stops_the_load_and_none_is_lost(outcomes: Iterator[Any]) -> None:
    some_held, some_accepted = 0, 0
    for form, data, report, entries, loader in outcomes:
        total = report.total
        assert total.read == total.accepted + total.quarantined
        assert total.accepted == total.new + total.changed + total.unchanged
        assert len(entries) == total.quarantined
        assert all(entry.faults for entry in entries)
        some_held, some_accepted = some_held + total.quarantined, some_accepted + total.accepted
        if form == "ndjson":
            rest = accepted_lines(data.removeprefix(b"\xef\xbb\xbf"), entries)
            assert sum(rest.values()) == total.accepted
            if total.accepted and total.read % 4 == 1:
                named = {json.loads(line).get("id") for line in rest} - {None}
                assert {str(name) for name in named} <= ids_in(loader, report)
        if form == "csv":
            raws = b"".join(entry.raw for entry in entries)
            assert len(raws) <= len(data)
    assert some_held > 20 // EVERY
    assert some_accepted > 20 // EVERY
