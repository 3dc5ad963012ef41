"""Nodes of a text into records, by the records' own types: every fault is collected, with place and line."""

from __future__ import annotations

import datetime as dt
import re
import types
from collections.abc import Callable, Mapping
from dataclasses import MISSING, fields, is_dataclass
from decimal import Decimal
from enum import StrEnum
from functools import cache
from typing import Any, Union, get_args, get_origin, get_type_hints

from yaml import MappingNode, Node, ScalarNode, SequenceNode

from wellrun.engines.reimbursement import contract as records
from wellrun.engines.reimbursement.faults import Fault
from wellrun.engines.reimbursement.tables import ApcTable, DrgTable, Fee, FeeTable

NOTHING = object()
"""What could not be read; its fault is known."""

_SINGLE: Mapping[str, type] = {
    "percent of charges": records.PercentOfCharges,
    "fee schedule": records.FeeSchedule,
    "APC rate": records.ApcRate,
    "DRG rate": records.DrgRate,
    "case rate": records.CaseRate,
    "per diem": records.PerDiem,
}
KINDS: Mapping[Any, Mapping[str, type]] = {
    records.Single: _SINGLE,
    records.Term: {**_SINGLE, "combined": records.Combined},
    FeeTable | DrgTable | ApcTable: {"fees": FeeTable, "DRG weights": DrgTable, "APC rates": ApcTable},
}
"""What a record of several kinds is called, by the types it may have."""

NUMBER = re.compile(r"-?\d{1,12}(\.\d{1,10})?")


@cache
def _hints(kind: type) -> Mapping[str, Any]:
    return get_type_hints(kind)


class Decoder:
    """One text; ``faults`` and the lines of all places are kept."""

    def __init__(self) -> None:
        self.faults: list[Fault] = []
        self._lines: dict[str, int] = {}

    def line(self, place: str) -> int:
        """The line of a place, or of the nearest one around it."""
        while place and place not in self._lines:
            place = re.sub(r"(\.|^)[^.\[]*$|\[\d+\]$", "", place)
        return self._lines.get(place, 1)

    def record(self, node: Node, kind: type, place: str) -> Any:
        """A record from a mapping: each key once, none unknown, none missing that has no usual value."""
        self._lines[place] = node.start_mark.line + 1
        if not isinstance(node, MappingNode):
            return self._fault("yaml.mapping", place, node, "keys with values", "Write one key a line.")
        known = {field.name: field for field in fields(kind)}
        given = self._keys(node, place, known)
        hints = _hints(kind)
        found: dict[str, Any] = {}
        for name, value in given.items():
            below = f"{place}.{name}".lstrip(".")
            self._lines[below] = value.start_mark.line + 1
            rows = kind is FeeTable and name == "rows"
            found[name] = self._fees(value, below) if rows else self.value(value, hints[name], below)
        for name, field in known.items():
            if name not in given and field.default is MISSING:
                self._fault("yaml.missing", f"{place}.{name}".lstrip("."), node, f"the key {name}", "Add it.", shown="")
        complete = all(name in found or field.default is not MISSING for name, field in known.items())
        return kind(**found) if complete and NOTHING not in found.values() else NOTHING

    def _keys(self, node: MappingNode, place: str, known: Mapping[str, Any]) -> dict[str, Node]:
        given: dict[str, Node] = {}
        for key, value in node.value:
            name = key.value if isinstance(key, ScalarNode) else ""
            if name not in known:
                self._fault("yaml.unknown", place, key, f"one of {', '.join(known)}", "Correct the key.")
            elif name in given:
                self._fault("yaml.doubled", place, key, "each key once", "Leave one out.")
            else:
                given[name] = value
        return given

    def value(self, node: Node, kind: Any, place: str) -> Any:
        """A value of a type: a record, one of several kinds, a sequence, or something that is written in one word."""
        if kind in KINDS:
            return self._of_kinds(node, KINDS[kind], place)
        origin = get_origin(kind)
        if origin is tuple:
            return self._sequence(node, get_args(kind)[0], place)
        if origin in (Union, types.UnionType):
            inner = next(one for one in get_args(kind) if one is not types.NoneType)
            empty = isinstance(node, ScalarNode) and node.value in {"", "~", "null"} and not node.style
            return None if empty else self.value(node, inner, place)
        if kind is records.Codes:
            return self._codes(node, place)
        if is_dataclass(kind):
            return self.record(node, kind, place)  # type: ignore[arg-type]
        return self._word(node, kind, place)

    def _of_kinds(self, node: Node, kinds: Mapping[str, type], place: str) -> Any:
        pairs = node.value if isinstance(node, MappingNode) else []
        names = [pair for pair in pairs if pair[0].value == "kind"]
        kind = kinds.get(names[0][1].value) if names and isinstance(names[0][1], ScalarNode) else None
        if kind is None or len(names) > 1:
            at = names[-1][1] if names else node
            return self._fault("yaml.kind", place, at, f"kind: one of {', '.join(kinds)}", "Say what it is, once.")
        rest = [pair for pair in pairs if pair[0].value != "kind"]
        return self.record(MappingNode(node.tag, rest, node.start_mark, node.end_mark), kind, place)

    def _sequence(self, node: Node, kind: Any, place: str) -> Any:
        if not isinstance(node, SequenceNode):
            return self._fault("yaml.list", place, node, "a list", "Begin each with a dash, or write [one, other].")
        found = []
        for at, one in enumerate(node.value):
            below = f"{place}[{at}]"
            self._lines[below] = one.start_mark.line + 1
            found.append(self.value(one, kind, below))
        return NOTHING if NOTHING in found else tuple(found)

    def _codes(self, node: Node, place: str) -> Any:
        text = node.value if isinstance(node, ScalarNode) else ""
        ends = text.split("-")
        if not all(ends) or len(ends) > 2:
            return self._fault(
                "yaml.codes", place, node, "a code, or the first and last of a range: 470-475", "Correct it."
            )
        return records.Codes(ends[0], ends[-1])

    def _fees(self, node: Node, place: str) -> Any:
        """``code: amount``; doubled codes are kept, for ``checking`` to name."""
        if not isinstance(node, MappingNode):
            return self._fault("yaml.mapping", place, node, "code: amount", "Write one code a line.")
        rows = []
        for at, (key, value) in enumerate(node.value):
            below = f"{place}[{at}]"
            self._lines[below] = key.start_mark.line + 1
            code, _, modifier = (key.value if isinstance(key, ScalarNode) else "").partition("/")
            amount = self._word(value, Decimal, below)
            if not code:
                rows.append(self._fault("yaml.codes", below, key, "a code", "Write the code before the amount."))
            else:
                rows.append(NOTHING if amount is NOTHING else Fee(code, amount, modifier))
        return NOTHING if NOTHING in rows else tuple(rows)

    def _word(self, node: Node, kind: Any, place: str) -> Any:
        if isinstance(kind, type) and issubclass(kind, StrEnum):
            names = {one.value: one for one in kind}
            if isinstance(node, ScalarNode) and node.value in names:
                return names[node.value]
            return self._fault("yaml.word", place, node, f"one of {', '.join(names)}", "Choose one of these.")
        parse, expected = _WORDS[kind]
        try:
            return parse(node.value) if isinstance(node, ScalarNode) else self._not(node, place, expected)
        except ValueError:
            return self._not(node, place, expected)

    def _not(self, node: Node, place: str, expected: str) -> Any:
        return self._fault("yaml.value", place, node, expected, "Correct the value.")

    def _fault(self, code: str, place: str, node: Node, expected: str, remedy: str, shown: str | None = None) -> Any:
        value = shown if shown is not None else node.value if isinstance(node, ScalarNode) else _shape(node)
        message = f"{place or 'The contract'}: {value or 'nothing'}, where {expected} is expected."
        self.faults.append(Fault(code, place, message, value, expected, remedy, node.start_mark.line + 1))
        return NOTHING


def _shape(node: Node) -> str:
    return "keys with values" if isinstance(node, MappingNode) else "a list"


def _number(text: str) -> Decimal:
    if not NUMBER.fullmatch(text):
        raise ValueError(text)
    return Decimal(text)


def _whole(text: str) -> int:
    number = _number(text)
    if number != int(number):
        raise ValueError(text)
    return int(number)


def _truth(text: str) -> bool:
    if text not in {"true", "false"}:
        raise ValueError(text)
    return text == "true"


_WORDS: Mapping[Any, tuple[Callable[[str], Any], str]] = {
    str: (str, "a text"),
    Decimal: (_number, "a number without signs of money or thousands"),
    int: (_whole, "a whole number"),
    bool: (_truth, "true or false"),
    dt.date: (dt.date.fromisoformat, "a day as 2026-12-31"),
}
