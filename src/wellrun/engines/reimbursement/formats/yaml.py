"""A contract as a text that people read: YAML in and out, each fault with its line.

Keys are the records' own names; what has its usual value is left out. A term says its ``kind``; codes are written 470
or J0100-J9999, fees as ``code: amount`` or ``code/modifier: amount``. Every figure is taken as it is written, never
through a binary number. Anchors and references are refused: a contract says things where they stand, and cannot grow
when it is read. Only nodes are made of the text, no objects.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import MISSING, fields
from decimal import Decimal
from enum import StrEnum
from typing import Any

import yaml

from wellrun.engines.reimbursement.checking import contract_faults
from wellrun.engines.reimbursement.contract import Codes, Contract
from wellrun.engines.reimbursement.faults import Fault
from wellrun.engines.reimbursement.formats.decoding import KINDS, Decoder
from wellrun.engines.reimbursement.tables import Fee, FeeTable, Table

DEEPEST = 30
LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def read(text: str, shared: Sequence[Table] = ()) -> tuple[Contract | None, tuple[Fault, ...]]:
    """The contract and every fault: of the text, of its records, and of what they say (``checking``).

    ``shared``: tables kept elsewhere that it may name. Without a contract, the text could not be read as one.
    """
    try:
        faults = tuple(_refused(text))
        node = None if faults else yaml.compose(text, LOADER)
    except yaml.YAMLError as error:
        mark: yaml.Mark | None = getattr(error, "problem_mark", None)
        message = getattr(error, "problem", None) or str(error)
        remedy = "Compare the line with a contract that can be read."
        return None, (Fault("yaml.syntax", "", message, "", "YAML", remedy, mark.line + 1 if mark else 0),)
    if faults:
        return None, faults
    if node is None:
        return None, (Fault("yaml.empty", "", "The text is empty.", "", "a contract", "Choose another file.", 1),)
    decoder = Decoder()
    contract = decoder.record(node, Contract, "")
    if decoder.faults or not isinstance(contract, Contract):
        return None, tuple(decoder.faults)
    own = {table.name for table in contract.tables}
    tables = (*contract.tables, *(table for table in shared if table.name not in own))
    whole = Contract(**{**_shallow(contract), "tables": tables})
    return whole, tuple(one._replace(line=decoder.line(one.place)) for one in contract_faults(whole))


def _shallow(contract: Contract) -> dict[str, Any]:
    return {field.name: getattr(contract, field.name) for field in fields(contract)}


def _refused(text: str) -> Iterator[Fault]:
    depth = 0
    for event in yaml.parse(text, LOADER):
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        line = event.start_mark.line + 1 if event.start_mark else 0
        anchor = getattr(event, "anchor", None)
        if anchor:
            message = "Anchors and references are not read."
            yield Fault("yaml.alias", "", message, anchor, "the thing itself", "Write it out.", line)
        if depth > DEEPEST:
            yield Fault("yaml.depth", "", "Nested too deep.", str(depth), f"at most {DEEPEST}", "Write it flat.", line)
            return


class _Dumper(yaml.SafeDumper):
    """Writes decimals and dates as people do."""

    def ignore_aliases(self, data: Any) -> bool:
        del data
        return True


def _decimal(dumper: yaml.SafeDumper, value: Decimal) -> yaml.Node:
    text = format(value, "f")
    return dumper.represent_scalar(f"tag:yaml.org,2002:{'float' if '.' in text else 'int'}", text)


_Dumper.add_representer(Decimal, _decimal)


def write(contract: Contract, shared: Sequence[str] = ()) -> str:
    """The contract as text; ``read`` gives it back. Tables named in ``shared`` are left out.

    Raises ``ValueError`` where a fee schedule has a code twice, which the text cannot say.
    """
    tables = tuple(table for table in contract.tables if table.name not in shared)
    plain = _plain(Contract(**{**_shallow(contract), "tables": tables}))
    return yaml.dump(plain, Dumper=_Dumper, sort_keys=False, allow_unicode=True, default_flow_style=None, width=110)


_NAMES: Mapping[type, str] = {kind: name for names in KINDS.values() for name, kind in names.items()}


def _plain(value: Any) -> Any:
    """Records as mappings, usual values left out; what people write shorter, as they do."""
    if isinstance(value, Codes):
        return value.first if value.first == value.last else f"{value.first}-{value.last}"
    if isinstance(value, StrEnum):
        return value.value
    if isinstance(value, tuple):
        return [_plain(one) for one in value]
    if value is None or isinstance(value, str | Decimal | int | dt.date):
        return value
    found: dict[str, Any] = {"kind": _NAMES[type(value)]} if type(value) in _NAMES else {}
    for field in fields(value):
        one = getattr(value, field.name)
        if field.default is MISSING or one != field.default:
            found[field.name] = _fees(one) if isinstance(value, FeeTable) and field.name == "rows" else _plain(one)
    return found


def _fees(rows: Sequence[Fee]) -> dict[str, Decimal]:
    found = {f"{one.code}/{one.modifier}" if one.modifier else one.code: one.amount for one in rows}
    if len(found) != len(rows):
        raise ValueError("A fee schedule has a code twice.")
    return found
