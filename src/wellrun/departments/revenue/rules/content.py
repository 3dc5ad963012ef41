"""Records, such as a claim's content, as plain values that JSON keeps, and back: nothing is lost, and the order stays.

The shapes are read from the records' own types, so a field that is added to them is kept without a change here. What
was kept before a field was added takes the field's default.
"""

from __future__ import annotations

import datetime as dt
import types
from collections.abc import Callable, Mapping
from decimal import Decimal
from functools import cache
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints

from wellrun.engines.x12 import BilledClaim

Record = TypeVar("Record")
Plain = Any
"""What JSON knows: text, whole numbers, nothing, lists, and mappings by text."""


def to_plain(record: tuple[Any, ...]) -> dict[str, Plain]:
    """A record by the names of its fields; amounts and days as text, so that no digit is lost."""
    plain: dict[str, Plain] = _plain(record)
    return plain


def from_plain(plain: Mapping[str, Plain]) -> BilledClaim:
    """The claim that ``to_plain`` was given. Raises ``ValueError`` where it is no claim."""
    return read_plain(BilledClaim, plain)


def read_plain(kind: type[Record], plain: Mapping[str, Plain]) -> Record:
    """The record of this kind that ``to_plain`` was given. Raises ``ValueError`` where it is none."""
    try:
        reader: Reader = _reader(kind)  # type: ignore[arg-type]
        record: Record = reader(plain)
    except (TypeError, KeyError, ArithmeticError, AttributeError) as wrong:
        raise ValueError("This is nothing that was kept.") from wrong
    return record


def _plain(value: Any) -> Plain:
    if isinstance(value, tuple):
        if hasattr(value, "_asdict"):
            return {name: _plain(held) for name, held in value._asdict().items()}
        return [_plain(one) for one in value]
    if isinstance(value, Mapping):
        return {str(key): _plain(held) for key, held in value.items()}
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, dt.date | dt.time):
        return value.isoformat()
    return value


def _moment(text: str) -> dt.datetime | dt.time:
    return dt.datetime.fromisoformat(text) if "T" in text else dt.time.fromisoformat(text)


Reader = Callable[[Any], Any]
SINGLE: Mapping[Any, Reader] = {
    str: str,
    int: int,
    Decimal: Decimal,
    dt.date: dt.date.fromisoformat,
    frozenset({dt.datetime, dt.time}): _moment,
}
"""How a single value is read back, by its type."""


@cache
def _reader(kind: Any) -> Reader:
    if kind in SINGLE:
        return SINGLE[kind]
    origin, inside = get_origin(kind), get_args(kind)
    if origin is tuple:
        return _of_tuple(inside)
    if origin is not None and isinstance(origin, type) and issubclass(origin, Mapping):
        key, held = (_reader(one) for one in inside)
        return lambda plain: {key(name): held(value) for name, value in plain.items()}
    if origin in (Union, types.UnionType):
        return _of_choice(frozenset(inside))
    return _of_record(kind)


def _of_tuple(inside: tuple[Any, ...]) -> Reader:
    if inside[-1] is Ellipsis:
        each = _reader(inside[0])
        return lambda plain: tuple([each(one) for one in plain])
    several = [_reader(one) for one in inside]
    return lambda plain: tuple([read(one) for read, one in zip(several, plain, strict=True)])


def _of_choice(kinds: frozenset[Any]) -> Reader:
    rest = kinds - {type(None)}
    read = _reader(next(iter(rest))) if len(rest) == 1 else SINGLE[rest]
    return (lambda plain: None if plain is None else read(plain)) if len(rest) < len(kinds) else read


def _of_record(kind: Any) -> Reader:
    fields = {name: _reader(hint) for name, hint in get_type_hints(kind).items() if name in kind._fields}
    return lambda plain: kind(**{name: read(plain[name]) for name, read in fields.items() if name in plain})
