"""FHIRPath functions: each row of FUNCTIONS says how many arguments it takes and how it becomes SQL."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from wellrun.engines.fhir.elements import is_known
from wellrun.engines.fhir.faults import InvalidPath
from wellrun.engines.fhir.keys import get_reference_key, get_resource_key
from wellrun.engines.fhir.operators import alike, boolean, texts, truth
from wellrun.engines.fhir.syntax import Literal, Member, Node
from wellrun.engines.fhir.temporal import DIGITS_TO_LENGTH, boundary, decimal_boundary
from wellrun.engines.fhir.values import (
    NOTHING,
    Names,
    Operand,
    Root,
    Scope,
    Value,
    as_json,
    child,
    each,
    field_of,
    listed,
    of_type,
    present,
    scalar,
    settled,
    single,
    without_nulls,
)

LAST = "2147483647"


@dataclass(frozen=True, kw_only=True)
class Invocation:
    """A function called on `target`; `compile` turns one of its arguments into a value in a given scope."""

    target: Operand
    arguments: tuple[Node, ...]
    scope: Scope
    compile: Callable[[Node, Scope], Operand]

    def argument(self, number: int) -> Value:
        """An argument that is one plain value, read in the scope of the call."""
        return single(self.compile(self.arguments[number], self.scope), self.scope.names)

    def criteria(self, focus: Operand, number: int = 0) -> str:
        """SQL of an argument that is a condition upon `focus`."""
        return boolean(self.compile(self.arguments[number], self.scope.within(focus)), self.scope.names)

    @property
    def names(self) -> Names:
        return self.scope.names


Body = Callable[[Invocation], Operand]


@dataclass(frozen=True)
class Function:
    """`least` and `most` are the allowed numbers of arguments."""

    least: int
    most: int
    compile: Body


def where(call: Invocation) -> Operand:
    if isinstance(call.target, Root):
        condition = call.criteria(call.target)
        guard = f"{call.target.guard} AND {condition}" if call.target.guard else condition
        return replace(call.target, guard=f"coalesce({guard}, FALSE)")
    value = settled(call.target, call.names)
    if not value.many:
        condition = call.criteria(value)
        return replace(value, sql=f"CASE WHEN {condition} THEN {value.sql} END")
    name, item = each(value, call.names)
    condition = call.criteria(item)
    return replace(value, sql=f"list_filter({value.sql}, lambda {name}: coalesce({condition}, FALSE))")


def exists(call: Invocation) -> Operand:
    kept = where(call) if call.arguments else call.target
    return truth(present(kept, call.names))


def every(call: Invocation) -> Operand:
    name, item = each(listed(call.target, call.names), call.names)
    condition = call.criteria(item)
    failing = f"list_filter({listed(call.target, call.names).sql}, lambda {name}: NOT coalesce({condition}, FALSE))"
    return truth(f"(coalesce(len({failing}), 0) = 0)")


def select(call: Invocation) -> Operand:
    if isinstance(call.target, Root):
        return call.compile(call.arguments[0], call.scope.within(call.target))
    value = settled(call.target, call.names)
    if not value.many:
        return call.compile(call.arguments[0], call.scope.within(value))
    name, item = each(value, call.names)
    found = settled(call.compile(call.arguments[0], call.scope.within(item)), call.names)
    lists = f"list_transform({value.sql}, lambda {name}: {found.sql})"
    flat = without_nulls(f"flatten({lists})" if found.many else lists, call.names)
    return replace(found, sql=flat, many=True, origin=None)


def at(position: str) -> Body:
    """first() and last(): one item of a list."""

    def body(call: Invocation) -> Operand:
        value = settled(call.target, call.names) if not isinstance(call.target, Root) else call.target
        if isinstance(value, Root) or not value.many:
            return call.target
        return replace(value, sql=f"({value.sql})[{position}]", many=False)

    return body


def sliced(bounds: str) -> Body:
    """tail(), skip(n) and take(n): part of a list; {n} stands for the argument."""

    def body(call: Invocation) -> Operand:
        value = listed(call.target, call.names)
        count = scalar(call.argument(0), "BIGINT") if call.arguments else "1"
        return replace(value, sql=f"list_slice({value.sql}, {bounds.format(n=f'greatest({count}, 0)')})")

    return body


def extension(call: Invocation) -> Operand:
    """extension(url): of a primitive, what stands in its shadow element such as _birthDate."""
    holder: Operand = call.target
    if (
        isinstance(call.target, Value)
        and call.target.kind is not None
        and not is_complex(call.target)
        and call.target.origin
    ):
        holder = shadow(call.target, call.scope)
    found = listed(child(holder, "extension", call.names), call.names)
    url = scalar(call.argument(0), "VARCHAR")
    name, item = each(found, call.names)
    wanted = scalar(single(child(item, "url", call.names), call.names), "VARCHAR")
    return replace(found, sql=f"list_filter({found.sql}, lambda {name}: coalesce({wanted} = {url}, FALSE))")


def shadow(target: Value, scope: Scope) -> Operand:
    assert target.origin is not None
    parent, name = target.origin
    if isinstance(parent, Value | Root) and parent.shape is not None:
        many = bool(target.shape and target.shape.many)
        parent.shape.child(f"_{name}", kind="Element", many=many)
        return field_of(parent, f"_{name}", parent.shape.children[f"_{name}"], scope.names)
    return child(parent, f"_{name}", scope.names)


def is_complex(value: Value) -> bool:
    return (value.kind or "")[:1].isupper()


def type_name(node: Node) -> str:
    """The type written as an argument, such as Quantity, FHIR.Quantity or System.String."""
    if not isinstance(node, Member):
        raise InvalidPath("A type was expected.", "Write its name without quotes, for example ofType(Quantity).")
    name = node.name
    if isinstance(node.target, Member) and node.target.name == "System":
        name = name[0].lower() + name[1:]
    if not is_known(name):
        raise InvalidPath(f"{name} is not a FHIR R4 type.", "Use a type such as string, dateTime or Quantity.")
    return name


def typed_as(call: Invocation) -> Operand:
    return of_type(call.target, type_name(call.arguments[0]), call.names)


def is_type(call: Invocation) -> Operand:
    of_the_type = of_type(call.target, type_name(call.arguments[0]), call.names)
    return truth(f"CASE WHEN {present(call.target, call.names)} THEN {present(of_the_type, call.names)} END")


def join(call: Invocation) -> Operand:
    """join(separator): '' where there is nothing, as the public suite has it."""
    separator = scalar(call.argument(0), "VARCHAR") if call.arguments else "''"
    items = texts(listed(call.target, call.names), call.names)
    return Value(sql=f"coalesce(array_to_string({items}, {separator}), '')", kind="string")


def bounded(edge: str) -> Body:
    def body(call: Invocation) -> Operand:
        value = single(call.target, call.names)
        if value.kind in ("decimal", "integer", "positiveInt", "unsignedInt", "integer64"):
            packed = written(value, call.scope)
            return Value(sql=decimal_boundary(edge, scalar(packed, "VARCHAR")), kind="decimal")
        if value.kind not in DIGITS_TO_LENGTH:
            raise InvalidPath(
                f"A {value.kind or 'value of unknown type'} has no boundary.", "Say its type with ofType(), or drop it."
            )
        sql = boundary(edge, value.kind, scalar(value, "VARCHAR"))
        return replace(value, sql=to_digits(sql, value.kind, call.arguments), packed=False, origin=None, shape=None)

    return body


def written(value: Value, scope: Scope) -> Value:
    """A number as it was written, so that its precision is known."""
    if value.shape is not None:
        value.shape.whole = True
    return as_json(value, scope.names)


def to_digits(sql: str, kind: str, arguments: tuple[Node, ...]) -> str:
    if not arguments:
        return sql
    wanted = arguments[0]
    lengths = DIGITS_TO_LENGTH[kind]
    if not isinstance(wanted, Literal) or wanted.kind != "integer" or int(wanted.text) not in lengths:
        raise InvalidPath("This precision has no meaning here.", f"Use one of {', '.join(map(str, lengths))}.")
    return f"left({sql}, {lengths[int(wanted.text)]})"


def iif(call: Invocation) -> Operand:
    inner = call.scope if isinstance(call.target, Root) else call.scope.within(call.target)
    condition = boolean(call.compile(call.arguments[0], inner), call.names)
    one = single(call.compile(call.arguments[1], inner), call.names)
    other = single(call.compile(call.arguments[2], inner), call.names) if len(call.arguments) > 2 else NOTHING
    if other is not NOTHING:
        one, other = alike(one, other, call.names)
    return replace(one, sql=f"CASE WHEN {condition} THEN {one.sql} ELSE {other.sql} END", origin=None)


def only(call: Invocation) -> Operand:
    return call.target if isinstance(call.target, Root) else single(call.target, call.names)


def counted(call: Invocation) -> Operand:
    if isinstance(call.target, Root):
        return Value(sql=f"CAST({present(call.target, call.names)} AS INTEGER)", kind="integer")
    return Value(sql=f"CAST(coalesce(len({listed(call.target, call.names).sql}), 0) AS INTEGER)", kind="integer")


def distinct(call: Invocation) -> Operand:
    value = listed(call.target, call.names)
    return replace(value, sql=f"list_distinct({value.sql})")


def text_function(template: str, kind: str = "string") -> Body:
    """A function of one string; {v} is the string, {a} and {b} the arguments as strings."""

    def body(call: Invocation) -> Operand:
        value = scalar(single(call.target, call.names), "VARCHAR")
        given = [
            scalar(single(call.compile(argument, call.scope), call.names), "VARCHAR") for argument in call.arguments
        ]
        a, b = [*given, "NULL", "NULL"][:2]
        return Value(sql=template.format(v=value, a=a, b=b), kind=kind)

    return body


def denied(call: Invocation) -> Operand:
    return truth(f"(NOT {boolean(call.target, call.names)})")


def empty(call: Invocation) -> Operand:
    return truth(f"(NOT {present(call.target, call.names)})")


def resource_key(call: Invocation) -> Operand:
    return get_resource_key(call.target, call.scope)


def reference_key(call: Invocation) -> Operand:
    return get_reference_key(call.target, type_name(call.arguments[0]) if call.arguments else None, call.scope)


FUNCTIONS: dict[str, Function] = {
    "where": Function(1, 1, where),
    "exists": Function(0, 1, exists),
    "empty": Function(0, 0, empty),
    "all": Function(1, 1, every),
    "select": Function(1, 1, select),
    "first": Function(0, 0, at("1")),
    "last": Function(0, 0, at("-1")),
    "single": Function(0, 0, only),
    "tail": Function(0, 0, sliced(f"2, {LAST}")),
    "skip": Function(1, 1, sliced("{n} + 1, " + LAST)),
    "take": Function(1, 1, sliced("1, {n}")),
    "count": Function(0, 0, counted),
    "distinct": Function(0, 0, distinct),
    "not": Function(0, 0, denied),
    "iif": Function(2, 3, iif),
    "ofType": Function(1, 1, typed_as),
    "as": Function(1, 1, typed_as),
    "is": Function(1, 1, is_type),
    "extension": Function(1, 1, extension),
    "hasValue": Function(0, 0, exists),
    "join": Function(0, 1, join),
    "lowBoundary": Function(0, 1, bounded("low")),
    "highBoundary": Function(0, 1, bounded("high")),
    "getResourceKey": Function(0, 0, resource_key),
    "getReferenceKey": Function(0, 1, reference_key),
    "startsWith": Function(1, 1, text_function("starts_with({v}, {a})", "boolean")),
    "endsWith": Function(1, 1, text_function("ends_with({v}, {a})", "boolean")),
    "contains": Function(1, 1, text_function("contains({v}, {a})", "boolean")),
    "matches": Function(1, 1, text_function("regexp_matches({v}, {a})", "boolean")),
    "replace": Function(2, 2, text_function("replace({v}, {a}, {b})")),
    "upper": Function(0, 0, text_function("upper({v})")),
    "lower": Function(0, 0, text_function("lower({v})")),
    "trim": Function(0, 0, text_function("trim({v})")),
    "length": Function(0, 0, text_function("CAST(length({v}) AS INTEGER)", "integer")),
    "substring": Function(
        1, 2, text_function("substr({v}, CAST({a} AS INTEGER) + 1, coalesce(CAST({b} AS INTEGER), length({v})))")
    ),
    "toString": Function(0, 0, text_function("{v}")),
    "toInteger": Function(0, 0, text_function("TRY_CAST({v} AS INTEGER)", "integer")),
    "toDecimal": Function(0, 0, text_function("TRY_CAST({v} AS DOUBLE)", "decimal")),
}
