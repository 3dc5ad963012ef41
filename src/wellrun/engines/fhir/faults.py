"""What can be wrong with a view, said so that its author can put it right."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class ViewFault:
    """One thing wrong with a ViewDefinition: where (JSON path in it), what, and what to do."""

    place: str
    problem: str
    remedy: str

    def __str__(self) -> str:
        return f"{self.place}: {self.problem} {self.remedy}"


class InvalidView(ValueError):
    """A ViewDefinition that cannot be compiled; `faults` holds every fault found, not only the first."""

    def __init__(self, faults: tuple[ViewFault, ...]) -> None:
        self.faults = faults
        super().__init__("\n".join(str(fault) for fault in faults))


class InvalidPath(ValueError):
    """A FHIRPath expression that cannot be read or compiled; the compiler adds the place and makes a ViewFault."""

    def __init__(self, problem: str, remedy: str) -> None:
        self.problem = problem
        self.remedy = remedy
        super().__init__(f"{problem} {remedy}")
