"""Mending: a held entry with its text put right is loaded as a small arrival of its own, and let go."""

from __future__ import annotations

import csv
import io
import tempfile
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from wellrun.values.faults import Fault, Refused
from wellrun.warehouse.connection import Warehouse
from wellrun.warehouse.loading.arrivals import ArrivalReport
from wellrun.warehouse.loading.csvfeeds import CsvFeed
from wellrun.warehouse.loading.formats import Reader
from wellrun.warehouse.loading.loader import Loader
from wellrun.warehouse.loading.quarantine import Entry, Quarantine
from wellrun.warehouse.loading.synthea_csv import SYNTHEA

ENDINGS = {"csv": ".csv", "bundle": ".json", "ndjson": ".ndjson"}


def replay(
    warehouse: Warehouse,
    entry: Entry,
    corrected_raw: str,
    *,
    feeds: Sequence[CsvFeed] = SYNTHEA,
    readers: Sequence[Reader] = (),
) -> ArrivalReport:
    """Loads the corrected text of a held line, bundle entry, CSV row or message, and releases the entry.

    The facts carry the digest of the corrected text as their arrival. Raises Refused, with every fault, where the text
    is still faulty: the entry then stays as it was. Replaying twice changes nothing.
    """
    endings = ENDINGS | {reader.name: reader.endings[0] for reader in readers}
    if entry.arrival.format not in endings:
        raise Refused(not_replayable(entry))
    name = f"{Path(entry.arrival.name).name.split('.')[0]}{endings[entry.arrival.format]}"
    with tempfile.TemporaryDirectory(prefix="mend-", dir=warehouse.scratch) as folder:
        file = Path(folder) / name
        file.write_text(document(entry, corrected_raw), encoding="utf-8")
        with Loader(warehouse, feeds=feeds, readers=readers, origin=entry.arrival.origin) as loader:
            outcome = loader.take(file)
        if not isinstance(outcome, ArrivalReport) or outcome.total.quarantined or not outcome.total.accepted:
            raise Refused(faults_of(outcome, loader, entry))
    Quarantine(warehouse.home).release(entry)
    return outcome


def document(entry: Entry, corrected: str) -> str:
    """The corrected text as a file of its own: a CSV row gets its header back, a bundle entry its bundle."""
    if entry.arrival.format == "csv":
        header = io.StringIO()
        csv.writer(header, lineterminator="\n").writerow(entry.headers)
        return header.getvalue() + corrected.rstrip("\r\n") + "\n"
    if entry.arrival.format == "bundle":
        return f'{{"resourceType": "Bundle", "entry": [{corrected}]}}'
    return " ".join(corrected.splitlines()) + "\n" if entry.arrival.format == "ndjson" else corrected


def faults_of(outcome: object, loader: Loader, entry: Entry) -> tuple[Fault, ...]:
    """What is still wrong; the attempt itself is not kept, as the entry already is."""
    if not isinstance(outcome, ArrivalReport):
        return (replace(not_replayable(entry), message="The corrected text is not recognised as a record."),)
    held = list(loader.quarantine.entries(outcome.arrival))
    loader.quarantine.hold(outcome.arrival, ())
    loader.ledger.forget(outcome.arrival)
    return tuple(fault for other in held for fault in other.faults) or (nothing(entry),)


def nothing(entry: Entry) -> Fault:
    return Fault(
        code="feeds.mend.empty",
        message="The corrected text holds no record.",
        place=entry.place,
        expected="the record with its fault put right",
        remedy="Give the whole text of the record.",
    )


def not_replayable(entry: Entry) -> Fault:
    return Fault(
        code="feeds.mend.format",
        message=f"No reader for the format {entry.arrival.format} is at hand, so the entry cannot be mended.",
        place=entry.place,
        value=entry.arrival.format,
        expected="a line, bundle entry, CSV row, or a message with its reader",
        remedy="Correct it in the sending system and send it again.",
    )
