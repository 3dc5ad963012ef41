"""What departments and higher foundations add to the front door: declared files, and what follows a load."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from wellrun.engines.hl7v2 import Message
from wellrun.foundations.audit.actions import Actor
from wellrun.foundations.organisation.models import Facility
from wellrun.warehouse.loading.csvfeeds import CsvFeed
from wellrun.warehouse.loading.formats import Reader


class FileStep(Protocol):
    """What a file tells apart from facts: who is being looked after now. Returns how many entries it touched."""

    def __call__(self, file: Path, *, facility: Facility, by: Actor) -> int: ...


class TakesMessage(Protocol):
    """What a department does with one live message of a facility. Raises Refused where it cannot be: it is then held.

    It is called in the order in which the sender sent, inside a transaction, and once for each message; a message that
    somebody mends or replays comes again. ``number`` is its place in the order of its sender.
    """

    def __call__(self, message: Message, *, facility: Facility, number: int, by: Actor) -> None: ...


@dataclass(frozen=True)
class MessageStep:
    """Who takes messages of a type; of all its events if ``events`` is empty.

    ``facts``: they also go the way of the file feed into the warehouse, together with those before of the same visit.
    """

    kind: str
    take: TakesMessage
    events: frozenset[str] = frozenset()
    facts: bool = False

    def wants(self, kind: str, event: str) -> bool:
        return self.kind == kind and (not self.events or event in self.events)


CSV_FEEDS: list[CsvFeed] = []
READERS: list[Reader] = []
FILE_STEPS: list[FileStep] = []
AFTER_LOAD: list[Callable[[Actor], None]] = []
MESSAGE_STEPS: list[MessageStep] = []


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


def register_message_step(step: MessageStep) -> None:
    """Adds what takes live messages of a type; called once from the app's ``ready``. Several may take the same."""
    MESSAGE_STEPS.append(step)
