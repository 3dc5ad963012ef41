"""What a FHIRPath expression stands for while it is compiled: SQL text with its FHIR type and cardinality."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from itertools import count

from wellrun.engines.fhir.elements import PRIMITIVES, choices, element
from wellrun.engines.fhir.faults import InvalidPath
from wellrun.engines.fhir.shape import Shape, quoted, text


@dataclass(frozen=True, kw_only=True)
class Value:
    """`sql` is a list when `many`. `packed`: physically JSON text. `kind` None: not in R4, so always packed.

    `origin` is the value this one is an element of, and the element's name.
    """

    sql: str
    kind: str | None
    many: bool = False
    packed: bool = False
    shape: Shape | None = None
    origin: tuple[Operand, str] | None = None


@dataclass(frozen=True, kw_only=True)
class Root:
    """The resource itself: its elements are columns. `guard` is the condition of a where() upon it."""

    kind: str
    shape: Shape
    guard: str = ""


@dataclass(frozen=True, kw_only=True)
class Choice:
    """An element such as value[x] before ofType() has said which; reading all its forms is put off until needed."""

    parent: Value | Root
    name: str


Operand = Value | Root | Choice
NOTHING = Value(sql="NULL", kind="string")


@dataclass
class Names:
    """Fresh names for the parameters of generated lambdas."""

    numbers: count[int] = field(default_factory=count)

    def fresh(self) -> str:
        return f"x{next(self.numbers)}"


@dataclass(frozen=True, kw_only=True)
class Scope:
    """What is known while one expression is compiled."""

    root: Root
    focus: Operand
    constants: dict[str, Value]
    row_index: str = "0"
    names: Names = field(default_factory=Names)

    def within(self, focus: Operand) -> Scope:
        return replace(self, focus=focus)


def each(value: Value, names: Names) -> tuple[str, Value]:
    """A lambda parameter and the value it stands for: one item of a list."""
    name = names.fresh()
    return name, replace(value, sql=name, many=False)


def mapped(value: Value, body: str, parameter: str) -> str:
    return f"list_transform({value.sql}, lambda {parameter}: {body})"


def without_nulls(sql: str, names: Names) -> str:
    name = names.fresh()
    return f"list_filter({sql}, lambda {name}: {name} IS NOT NULL)"


def unpacked(value: Value, names: Names) -> Value:
    """The same value with its elements as struct fields."""
    if not value.packed or value.shape is None or value.kind is None:
        return value
    structure = text(value.shape.opened())
    if not value.many:
        return replace(value, sql=f"json_transform({value.sql}, {structure})", packed=False)
    name = names.fresh()
    return replace(value, sql=mapped(value, f"json_transform({name}, {structure})", name), packed=False)


def child(parent: Operand, name: str, names: Names) -> Operand:
    """The element `name` of a value; of an unknown element, whatever JSON stands there."""
    if isinstance(parent, Choice):
        return child(settled(parent, names), name, names)
    if isinstance(parent, Value) and parent.sql == "NULL":
        return NOTHING
    if parent.kind is None or parent.shape is None:
        assert isinstance(parent, Value)
        return unknown_child(parent, name, names)
    if choices(parent.kind, name):
        return Choice(parent=parent, name=name)
    known = element(parent.kind, name)
    if known is None:
        return unknown_element(parent, name, names)
    shape = parent.shape.child(name, kind=known.kind, many=known.many)
    return field_of(parent, name, shape, names)


def field_of(parent: Value | Root, name: str, shape: Shape, names: Names) -> Value:
    kind = shape.kind
    found = Value(sql="", kind=kind, many=shape.many, packed=shape.packed, shape=shape, origin=(parent, name))
    if isinstance(parent, Root):
        column = quoted(name)
        found = replace(found, sql=f"CASE WHEN {parent.guard} THEN {column} END" if parent.guard else column)
    else:
        holder = unpacked(parent, names)
        if holder.many:
            return replace(found, sql=fields_of_list(holder, name, shape, names), many=True)
        found = replace(found, sql=f"struct_extract({holder.sql}, {text(name)})")
    return replace(found, sql=without_nulls(found.sql, names)) if shape.many and kind in PRIMITIVES else found


def fields_of_list(holder: Value, name: str, shape: Shape, names: Names) -> str:
    parameter = names.fresh()
    fields = mapped(holder, f"struct_extract({parameter}, {text(name)})", parameter)
    return without_nulls(f"flatten({fields})" if shape.many else fields, names)


def unknown_element(parent: Value | Root, name: str, names: Names) -> Value:
    shape = parent.shape.child(name, kind=None, many=False) if parent.shape else None
    assert shape is not None
    found = field_of(parent, name, shape, names)
    return replace(listed_json(found, names), origin=(parent, name))


def unknown_child(parent: Value, name: str, names: Names) -> Value:
    pointer = text("$." + quoted(name))
    body = replace(parent, kind=None, packed=True, shape=None)
    if body.many:
        parameter = names.fresh()
        sql = mapped(body, f"json_extract({parameter}, {pointer})", parameter)
    else:
        sql = f"json_extract({body.sql}, {pointer})"
    return replace(listed_json(replace(body, sql=sql), names), origin=(parent, name))


def listed_json(value: Value, names: Names) -> Value:
    """JSON of unknown cardinality as a list: an array's items, or the one value."""
    parameter = value.sql if not value.many else names.fresh()
    items = (
        f"CASE WHEN {parameter} IS NULL OR json_type({parameter}) = 'NULL' THEN CAST([] AS JSON[]) "
        f"WHEN json_type({parameter}) = 'ARRAY' THEN CAST({parameter} AS JSON[]) "
        f"ELSE [CAST({parameter} AS JSON)] END"
    )
    sql = f"flatten({mapped(value, items, parameter)})" if value.many else items
    return replace(value, sql=sql, kind=None, many=True, packed=True, shape=None)


def of_type(value: Operand, kind: str, names: Names) -> Operand:
    """The form of a choice that has this type; any other value if it is of the type, else nothing."""
    if isinstance(value, Root):
        return value if kind in (value.kind, "Resource", "DomainResource") else NOTHING
    if isinstance(value, Choice):
        known = value.parent.kind is not None and choices(value.parent.kind, value.name)
        wanted = next((form for form in known or () if form.kind == kind), None)
        return child(value.parent, wanted.name, names) if wanted else NOTHING
    if value.kind is None and value.origin is not None:
        parent, name = value.origin
        return typed(child(parent, name + kind[0].upper() + kind[1:], names), kind)
    return value if value.kind in (kind, None) else NOTHING


def typed(value: Operand, kind: str) -> Operand:
    """JSON of which ofType() has said the type. A complex type stays JSON; a primitive is read as itself."""
    return replace(value, kind=kind) if isinstance(value, Value) and kind in PRIMITIVES else value


def settled(value: Operand, names: Names) -> Value:
    """A choice as whichever of its forms is there, in JSON; any other value as it is."""
    if isinstance(value, Value):
        return value
    if isinstance(value, Root):
        raise InvalidPath("The path gives the whole resource.", "Name an element, for example id.")
    forms = [form_of(value, form.name, names) for form in choices(value.parent.kind or "", value.name)]
    merged = f"coalesce({', '.join(form.sql for form in forms)})"
    if forms[0].many:
        merged = f"flatten([{', '.join(form.sql for form in forms)}])"
    return Value(sql=merged, kind=None, many=forms[0].many, packed=True, origin=(value.parent, value.name))


def form_of(value: Choice, name: str, names: Names) -> Value:
    form = child(value.parent, name, names)
    assert isinstance(form, Value)
    return as_json(form, names)


def as_json(value: Value, names: Names) -> Value:
    """The value as JSON text."""
    if value.kind not in PRIMITIVES and value.shape is not None:
        value.shape.whole = True
    if value.packed:
        return value
    if not value.many:
        return replace(value, sql=f"to_json({value.sql})", packed=True)
    name = names.fresh()
    return replace(value, sql=mapped(value, f"to_json({name})", name), packed=True)


def listed(value: Operand, names: Names) -> Value:
    """The value as a list, an absent one as NULL or an empty list."""
    value = settled(value, names)
    if value.many:
        return value
    return replace(value, sql=f"CASE WHEN {value.sql} IS NOT NULL THEN [{value.sql}] END", many=True)


def single(value: Operand, names: Names) -> Value:
    """The one item, or NULL; the query fails where there are more (FHIRPath, singleton evaluation of collections)."""
    value = settled(value, names)
    if not value.many:
        return value
    fault = "error('More than one value where the view allows one. Use first() or collection: true.')"
    return replace(value, sql=f"CASE WHEN len({value.sql}) > 1 THEN {fault} ELSE ({value.sql})[1] END", many=False)


def scalar(value: Value, duckdb_type: str) -> str:
    """SQL of one item in a DuckDB type."""
    if value.packed:
        return value.sql if duckdb_type == "JSON" else converted(f"({value.sql} ->> '$')", duckdb_type)
    if PRIMITIVES.get(value.kind or "") == duckdb_type:
        return value.sql
    if value.kind not in PRIMITIVES:
        return f"CAST(to_json({value.sql}) AS {duckdb_type})"
    return f"CAST({value.sql} AS {duckdb_type})"


def converted(sql: str, duckdb_type: str) -> str:
    return sql if duckdb_type == "VARCHAR" else f"TRY_CAST({sql} AS {duckdb_type})"


def present(value: Operand, names: Names) -> str:
    """SQL that is true where the value has at least one item."""
    if isinstance(value, Root):
        return value.guard or "TRUE"
    if isinstance(value, Choice) and not (isinstance(value.parent, Value) and value.parent.many):
        forms = choices(value.parent.kind or "", value.name)
        return "(" + " OR ".join(present(child(value.parent, form.name, names), names) for form in forms) + ")"
    value = settled(value, names)
    return f"coalesce(len({value.sql}) > 0, FALSE)" if value.many else f"({value.sql} IS NOT NULL)"
