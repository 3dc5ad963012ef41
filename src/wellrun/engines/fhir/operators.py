"""FHIRPath operators over compiled values: three-valued logic, comparison by kind, arithmetic, strings."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from wellrun.engines.fhir.elements import NUMBERS, PRIMITIVES, TEMPORALS
from wellrun.engines.fhir.faults import InvalidPath
from wellrun.engines.fhir.temporal import compared, compared_times
from wellrun.engines.fhir.values import (
    Choice,
    Names,
    Operand,
    Root,
    Value,
    as_json,
    listed,
    present,
    scalar,
    settled,
    single,
)

TEXT_KINDS = frozenset(kind for kind, duckdb_type in PRIMITIVES.items() if duckdb_type == "VARCHAR")
SQL_SIGN = {"=": "=", "!=": "<>", "~": "=", "!~": "<>", "<": "<", "<=": "<=", ">": ">", ">=": ">="}
LOGIC = {
    "and": "({a} AND {b})",
    "or": "({a} OR {b})",
    "xor": "({a} <> {b})",
    "implies": "(NOT {a} OR {b})",
}
# FHIRPath decimals keep eight places; rounding there makes 0.1 + 0.2 equal 0.3 as the specification has it.
ARITHMETIC = {
    "+": "round({a} + {b}, 8)",
    "-": "round({a} - {b}, 8)",
    "*": "round({a} * {b}, 8)",
    "/": "round({a} / nullif({b}, 0), 8)",
    "div": "trunc({a} / nullif({b}, 0))",
    "mod": "({a} % nullif({b}, 0))",
}
WHOLE = {"+": "({a} + {b})", "-": "({a} - {b})", "*": "({a} * {b})", "mod": "({a} % nullif({b}, 0))"}


def boolean(value: Operand, names: Names) -> str:
    """SQL of a value where a truth is needed: a Boolean is itself, one item of another kind is true."""
    if isinstance(value, Root | Choice):
        return f"nullif({present(value, names)}, FALSE)"
    if value.kind in ("boolean", None):
        return scalar(single(value, names), "BOOLEAN")
    return f"CASE WHEN {single(value, names).sql} IS NOT NULL THEN TRUE END"


def truth(sql: str) -> Value:
    return Value(sql=sql, kind="boolean")


def logic(sign: str, left: Operand, right: Operand, names: Names) -> Value:
    return truth(LOGIC[sign].format(a=boolean(left, names), b=boolean(right, names)))


def category(left: str | None, right: str | None) -> str:
    """How two kinds are compared: as number, boolean, time, instant, text, json; '' where they cannot be."""
    kinds = {kind for kind in (left, right) if kind is not None}
    if not kinds:
        return "text"
    if kinds <= set(NUMBERS):
        return "number"
    if kinds == {"boolean"}:
        return "boolean"
    if not kinds <= set(PRIMITIVES):
        return "json" if left == right or None in (left, right) else ""
    if kinds & ({"boolean"} | set(NUMBERS)):
        return ""
    if "time" in kinds:
        return "time"
    return "instant" if kinds & TEMPORALS else "text"


READ_AS = {"number": "DOUBLE", "boolean": "BOOLEAN", "json": "JSON"}


def pair(sign: str, left: Value, right: Value, how: str, names: Names) -> str:
    """SQL comparing two single items."""
    if how == "json":
        left, right = as_json(left, names), as_json(right, names)
        return f"(CAST({left.sql} AS VARCHAR) {sign} CAST({right.sql} AS VARCHAR))"
    both_whole = left.kind == right.kind and not left.packed and not right.packed
    read = PRIMITIVES[left.kind or "string"] if both_whole else READ_AS.get(how, "VARCHAR")
    a, b = scalar(left, read), scalar(right, read)
    if how == "instant":
        return compared(sign, a, b)
    return compared_times(sign, a, b) if how == "time" else f"({a} {sign} {b})"


def comparison(sign: str, left: Operand, right: Operand, names: Names) -> Value:
    """`< <= > >=`: of single items of comparable kinds; raises InvalidPath where they never can be compared."""
    a, b = single(left, names), single(right, names)
    how = category(a.kind, b.kind)
    if how in ("", "json", "boolean"):
        raise InvalidPath(
            f"{a.kind} {sign} {b.kind} has no meaning: these cannot be put in order.", "Compare values of one kind."
        )
    return truth(pair(SQL_SIGN[sign], a, b, how, names))


def equality(sign: str, left: Operand, right: Operand, names: Names) -> Value:
    """`=` and `!=`: empty where either side is empty, false where the counts differ, else item by item."""
    a, b = settled(left, names), settled(right, names)
    how, sql_sign = category(a.kind, b.kind), SQL_SIGN[sign]
    unequal = "FALSE" if sql_sign == "=" else "TRUE"
    if not how:
        both = f"{present(a, names)} AND {present(b, names)}"
        return truth(f"CASE WHEN {both} THEN {unequal} END")
    if not a.many and not b.many:
        return truth(pair(sql_sign, a, b, how, names))
    a, b = listed(a, names), listed(b, names)
    first_a, first_b = (replace(side, sql=f"({side.sql})[1]", many=False) for side in (a, b))
    one = pair(sql_sign, first_a, first_b, how, names)
    return truth(
        f"CASE WHEN coalesce(len({a.sql}), 0) = 0 OR coalesce(len({b.sql}), 0) = 0 THEN NULL "
        f"WHEN len({a.sql}) <> len({b.sql}) THEN {unequal} WHEN len({a.sql}) = 1 THEN {one} "
        f"ELSE {texts(a, names)} {sql_sign} {texts(b, names)} END"
    )


def texts(value: Value, names: Names) -> str:
    """A list as the list of its items' texts, so that lists of two representations compare."""
    name = names.fresh()
    item = replace(value, sql=name, many=False)
    return f"list_transform({value.sql}, lambda {name}: {scalar(item, 'VARCHAR')})"


def arithmetic(sign: str, left: Operand, right: Operand, names: Names) -> Value:
    """`+ - * / div mod` on numbers, `+` on strings; dividing by zero gives nothing."""
    a, b = single(left, names), single(right, names)
    kinds = {kind for kind in (a.kind, b.kind) if kind is not None}
    if sign == "+" and kinds and kinds <= set(PRIMITIVES) - set(NUMBERS) - {"boolean"} - TEMPORALS:
        return Value(sql=f"({scalar(a, 'VARCHAR')} || {scalar(b, 'VARCHAR')})", kind="string")
    if not kinds <= set(NUMBERS):
        raise InvalidPath(f"{a.kind} {sign} {b.kind} cannot be calculated.", "Calculate with numbers.")
    whole = "decimal" not in kinds and None not in (a.kind, b.kind)
    if whole and sign in WHOLE:
        return Value(sql=WHOLE[sign].format(a=scalar(a, "BIGINT"), b=scalar(b, "BIGINT")), kind="integer64")
    sql = ARITHMETIC[sign].format(a=scalar(a, "DOUBLE"), b=scalar(b, "DOUBLE"))
    return Value(sql=f"CAST({sql} AS BIGINT)", kind="integer64") if sign == "div" else Value(sql=sql, kind="decimal")


def concatenation(_sign: str, left: Operand, right: Operand, names: Names) -> Value:
    """`&`: strings joined, an empty one as ''."""
    a, b = (f"coalesce({scalar(single(side, names), 'VARCHAR')}, '')" for side in (left, right))
    return Value(sql=f"({a} || {b})", kind="string")


def negative(operand: Operand, names: Names) -> Value:
    value = single(operand, names)
    if value.kind not in NUMBERS and value.kind is not None:
        raise InvalidPath(f"- {value.kind} cannot be calculated.", "Use a number.")
    read = "DOUBLE" if value.kind in ("decimal", None) else "BIGINT"
    return Value(sql=f"(-{scalar(value, read)})", kind="decimal" if read == "DOUBLE" else "integer64")


def membership(sign: str, left: Operand, right: Operand, names: Names) -> Value:
    """`in` (item in list) and its mirror `contains`."""
    item, items = (left, right) if sign == "in" else (right, left)
    one, many = single(item, names), listed(items, names)
    sought = scalar(one, "VARCHAR")
    return truth(
        f"CASE WHEN {sought} IS NOT NULL THEN coalesce(list_contains({texts(many, names)}, {sought}), FALSE) END"
    )


def alike(left: Value, right: Value, names: Names) -> tuple[Value, Value]:
    """Two values in one representation: texts and numbers as such, others of unequal kinds as JSON."""
    if left.kind == right.kind and left.kind in PRIMITIVES and left.packed == right.packed:
        return left, right
    kinds = {left.kind, right.kind}
    for common, members in (("decimal", set(NUMBERS)), ("string", TEXT_KINDS)):
        if kinds <= members and not left.many and not right.many:
            read = PRIMITIVES[common]
            return Value(sql=scalar(left, read), kind=common), Value(sql=scalar(right, read), kind=common)
        if kinds <= members and common == "string" and not left.packed and not right.packed:
            return replace(left, kind=common), replace(right, kind=common)
    left, right = as_json(left, names), as_json(right, names)
    kind = left.kind if left.kind == right.kind and left.kind in PRIMITIVES else None
    return replace(left, kind=kind), replace(right, kind=kind)


def union(_sign: str, left: Operand, right: Operand, names: Names) -> Value:
    """`|`: the items of both, duplicates removed."""
    a, b = alike(listed(left, names), listed(right, names), names)
    return replace(a, sql=f"list_distinct(list_concat({a.sql}, {b.sql}))", shape=None, origin=None)


Operator = Callable[[str, Operand, Operand, Names], Value]
OPERATORS: dict[str, Operator] = {
    **dict.fromkeys(LOGIC, logic),
    **dict.fromkeys(("=", "!=", "~", "!~"), equality),
    **dict.fromkeys(("<", "<=", ">", ">="), comparison),
    **dict.fromkeys(ARITHMETIC, arithmetic),
    "&": concatenation,
    **dict.fromkeys(("in", "contains"), membership),
    "|": union,
}
