"""What every reader here shares: numbered lines, and faults that are collected instead of raised one by one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Fault:
    """One thing that could not be read: where (file and line from 1), what stood there, what was expected."""

    file: str
    line: int
    value: str
    expected: str

    def __str__(self) -> str:
        return f"{self.file}, line {self.line}: {self.value!r} stands where {self.expected} is expected"


class Unreadable(ValueError):
    """A file is not what it should be; ``faults`` holds everything that was found wrong."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        super().__init__("; ".join(str(fault) for fault in faults))
        self.faults = tuple(faults)


@dataclass
class Reading:
    """Faults of one file, gathered while it is read. A figure that is no number counts as 0 until the end."""

    file: str
    faults: list[Fault] = field(default_factory=list)

    def fault(self, line: int, value: str, expected: str) -> None:
        self.faults.append(Fault(self.file, line, value, expected))

    def number(self, line: int, value: str, expected: str) -> int:
        try:
            return int(value)
        except ValueError:
            self.fault(line, value, expected)
            return 0

    def known(self, line: int, value: str, among: Sequence[str] | dict[str, object], expected: str) -> str:
        if value not in among:
            self.fault(line, value, expected)
        return value

    def finish(self) -> None:
        """Raises ``Unreadable`` where anything was wrong."""
        if self.faults:
            raise Unreadable(self.faults)


def numbered(text: str) -> Iterator[tuple[int, str]]:
    """Lines that say something, with their number; comments (#) and empty lines are left out."""
    for number, line in enumerate(text.splitlines(), start=1):
        said = line.strip()
        if said and not said.startswith("#"):
            yield number, said
