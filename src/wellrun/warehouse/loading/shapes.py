"""Whether a JSON value has the shape a reader expects, said with the path of each place where it has not.

As lenient as DuckDB's own JSON reader, so that a record is judged alike in a clean file and in a faulty one.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from wellrun.engines.fhir.shape import Structure
from wellrun.values.faults import Fault

WHOLE = {"INTEGER": 2**31, "BIGINT": 2**63}
WORDS = {"INTEGER": "a whole number", "BIGINT": "a whole number", "DOUBLE": "a number", "BOOLEAN": "true or false"}
TRUTHS = frozenset({"true", "false", "t", "f", "1", "0", "yes", "no", "y", "n"})


def mismatches(value: Any, structure: Structure | Mapping[str, Structure], path: str = "$") -> Iterator[Fault]:
    """Every place below `path` whose JSON type is not the one expected."""
    if value is None:
        return
    if isinstance(structure, Mapping):
        yield from fields(value, structure, path)
    elif isinstance(structure, list):
        if not isinstance(value, list):
            yield mismatch(path, value, "a list")
            return
        for number, item in enumerate(value):
            yield from mismatches(item, structure[0], f"{path}[{number}]")
    elif not fits(value, structure):
        yield mismatch(path, value, WORDS.get(structure, "text"))


def fields(value: Any, structure: Mapping[str, Structure], path: str) -> Iterator[Fault]:
    if not isinstance(value, dict):
        yield mismatch(path, value, "an object")
        return
    for name, inner in structure.items():
        yield from mismatches(value.get(name), inner, f"{path}.{name}")


def fits(value: Any, duckdb_type: str) -> bool:
    if duckdb_type in ("VARCHAR", "JSON"):
        return True
    if isinstance(value, dict | list):
        return False
    if duckdb_type == "BOOLEAN":
        return isinstance(value, bool | int | float) or str(value).strip().lower() in TRUTHS
    try:
        number = float(value)
    except ValueError:
        return False
    return duckdb_type not in WHOLE or -WHOLE[duckdb_type] <= number < WHOLE[duckdb_type]


def mismatch(path: str, value: Any, expected: str) -> Fault:
    return Fault(
        code="feeds.resource.shape",
        message=f"{path} is {described(value)} where {expected} is expected.",
        place=path,
        value=str(value)[:200],
        expected=expected,
        remedy="Correct the element in the sending system and send again, or mend it here.",
    )


def described(value: Any) -> str:
    return {dict: "an object", list: "a list", str: "text", bool: "true or false"}.get(type(value), "a number")
