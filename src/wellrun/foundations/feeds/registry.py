"""What departments and higher foundations add to the front door: declared files, and what follows a load."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Protocol

from wellrun.foundations.audit.actions import Actor
from wellrun.foundations.organisation.models import Facility
from wellrun.warehouse.loading.csvfeeds import CsvFeed
from wellrun.warehouse.loading.formats import Reader


class FileStep(Protocol):
    """What a file tells apart from facts: who is being looked after now. Returns how many entries it touched."""

    def __call__(self, file: Path, *, facility: Facility, by: Actor) -> int: ...


CSV_FEEDS: list[CsvFeed] = []
READERS: list[Reader] = []
FILE_STEPS: list[FileStep] = []
AFTER_LOAD: list[Callable[[Actor], None]] = []


def register_csv_feeds(feeds: Iterable[CsvFeed]) -> None:
    """Adds the CSV files a department declares; called once from its app's ``ready``."""
    CSV_FEEDS.extend(feeds)


def register_reader(reader: Reader) -> None:
    """Adds a reader of messages in a format of its own; called once from the app's ``ready``."""
    READERS.append(reader)


def register_file_step(step: FileStep) -> None:
    """Adds what is read of each file besides its facts, once they are in."""
    FILE_STEPS.append(step)


def register_after_load(step: Callable[[Actor], None]) -> None:
    """Adds what is to be worked out anew when facts have changed."""
    AFTER_LOAD.append(step)
