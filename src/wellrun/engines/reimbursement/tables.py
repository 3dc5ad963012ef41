"""Tables that terms look up: fees by code, DRG weights, APC rates."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property


@dataclass(frozen=True)
class Fee:
    """What a code is paid; with a modifier, in place of the fee without it."""

    code: str
    amount: Decimal
    modifier: str = ""


@dataclass(frozen=True)
class FeeTable:
    """A fee schedule."""

    name: str
    rows: tuple[Fee, ...]

    @cached_property
    def _fees(self) -> Mapping[tuple[str, str], Decimal]:
        return {(one.code, one.modifier): one.amount for one in self.rows}

    def fee(self, code: str, modifiers: tuple[str, ...] = ()) -> tuple[Decimal, str] | None:
        """The fee, and the modifier it is for: that of the first modifier with a fee of its own, else the plain one."""
        for modifier in (*modifiers, ""):
            if (code, modifier) in self._fees:
                return self._fees[code, modifier], modifier
        return None


@dataclass(frozen=True)
class DrgWeight:
    """A relative weight, with geometric and arithmetic mean stay in days."""

    drg: str
    weight: Decimal
    geometric_stay: Decimal = Decimal(0)
    arithmetic_stay: Decimal = Decimal(0)


@dataclass(frozen=True)
class DrgTable:
    """DRG weights."""

    name: str
    rows: tuple[DrgWeight, ...]

    @cached_property
    def by_drg(self) -> Mapping[str, DrgWeight]:
        return {one.drg: one for one in self.rows}


@dataclass(frozen=True)
class ApcPrice:
    """What a procedure is paid by its APC, with the status indicator that says how (42 CFR 419)."""

    code: str
    apc: str
    indicator: str
    rate: Decimal


@dataclass(frozen=True)
class ApcTable:
    """APC rates by procedure."""

    name: str
    rows: tuple[ApcPrice, ...]

    @cached_property
    def by_code(self) -> Mapping[str, ApcPrice]:
        return {one.code: one for one in self.rows}


Table = FeeTable | DrgTable | ApcTable
