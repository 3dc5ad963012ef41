"""Faults: what is wrong, where, why and what to do next, as plain values every floor can pass on."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Fault:
    """One thing that is wrong.

    ``code`` is stable and dotted (``feeds.row.not_a_date``); ``place`` says where (file and line, field, row);
    ``value`` is what stands there; ``expected`` and ``remedy`` complete the sentence for the reader.
    """

    code: str
    message: str
    place: str = ""
    value: str = ""
    expected: str = ""
    remedy: str = ""

    def __str__(self) -> str:
        return " ".join(part for part in (f"{self.place}:" if self.place else "", self.message, self.remedy) if part)


@dataclass
class Refused(Exception):
    """Raised when something asked for may not or cannot be done; carries every fault, not only the first."""

    faults: tuple[Fault, ...] = field(default_factory=tuple)

    def __init__(self, faults: Fault | Iterable[Fault]) -> None:
        self.faults = (faults,) if isinstance(faults, Fault) else tuple(faults)
        super().__init__("; ".join(str(fault) for fault in self.faults))
