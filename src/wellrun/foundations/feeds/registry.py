"""What departments and higher foundations add to the front door: declared files, and what follows a load."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from wellrun.foundations.audit.actions import Actor
from wellrun.warehouse.loading.csvfeeds import CsvFeed
from wellrun.warehouse.loading.formats import Reader

CSV_FEEDS: list[CsvFeed] = []
READERS: list[Reader] = []
AFTER_LOAD: list[Callable[[Actor], None]] = []


def register_csv_feeds(feeds: Iterable[CsvFeed]) -> None:
    """Adds the CSV files a department declares; called once from its app's ``ready``."""
    CSV_FEEDS.extend(feeds)


def register_reader(reader: Reader) -> None:
    """Adds a reader of messages in a format of its own; called once from the app's ``ready``."""
    READERS.append(reader)


def register_after_load(step: Callable[[Actor], None]) -> None:
    """Adds what is to be worked out anew when facts have changed."""
    AFTER_LOAD.append(step)
