"""A view to one DuckDB SELECT, by select-list unnest only.

Joins with unnest in FROM are avoided on purpose: on 345,580 Observations the lateral form took 44 times as long.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from itertools import product
from typing import Any

from wellrun.engines.fhir.elements import PRIMITIVES
from wellrun.engines.fhir.faults import InvalidPath, InvalidView, ViewFault
from wellrun.engines.fhir.operators import boolean
from wellrun.engines.fhir.paths import compiled
from wellrun.engines.fhir.shape import Shape, Structure, quoted
from wellrun.engines.fhir.syntax import Node
from wellrun.engines.fhir.values import (
    Names,
    Operand,
    Root,
    Scope,
    Value,
    as_json,
    listed,
    scalar,
    settled,
    single,
    unpacked,
)
from wellrun.engines.fhir.view import Selection, View, ViewColumn, read

DEEPEST_REPEAT = 50
MOST_BRANCHES = 500
"""How deep `repeat` may descend before the query stops with an error (DuckDB reads JSON of 128 levels, a questionnaire
uses two for each group), and how many ways through its unions a view may have."""


@dataclass(frozen=True, kw_only=True)
class OutputColumn:
    """A column of the result: its name, DuckDB type, and the FHIR type the view declares or implies."""

    name: str
    type: str
    kind: str


@dataclass(frozen=True, kw_only=True)
class ViewPlan:
    """A compiled view.

    `schema` maps each top-level element the view reads to its DuckDB type: give it to read_json as `columns`.
    `structure` is the same as nested lists and dicts, for a check of one resource outside DuckDB.
    `body` is the SELECT with a mark where the resources come from; `sql` puts them there.
    """

    name: str
    resource: str
    schema: Mapping[str, str]
    columns: tuple[OutputColumn, ...]
    body: str
    structure: Mapping[str, Structure]

    def sql(self, relation: str, *, carry: tuple[str, ...] = ()) -> str:
        """SELECT over `relation` (a table name or a bracketed query) holding this view's resource type only.

        `carry` names further columns of the relation to put before the view's own, as they are.
        """
        carried = "".join(f"{quoted(name)}, " for name in carry)
        return self.body.replace(CARRIED, carried).replace(RELATION, relation)


CARRIED = "\0carried\0"
RELATION = "\0relation\0"  # no FHIR string may hold a NUL, so no literal of a view can be mistaken for it


@dataclass(frozen=True, kw_only=True)
class Step:
    """An iteration of a branch: `focus` is iterated over, giving focus `number`."""

    selection: Selection
    focus: int
    number: int


@dataclass(frozen=True, kw_only=True)
class Branch:
    """One way through the unions of a view: its iterations in order, and its columns with the focus they read."""

    steps: tuple[Step, ...] = ()
    columns: tuple[tuple[ViewColumn, int], ...] = ()

    def __add__(self, other: Branch) -> Branch:
        return Branch(steps=self.steps + other.steps, columns=self.columns + other.columns)


def compile_view(definition: Mapping[str, Any]) -> ViewPlan:
    """A ViewDefinition (parsed JSON) as a plan.

    Raises InvalidView holding every fault found, each with its place in the definition and a remedy.
    """
    view = read(definition)
    branches = branches_of(view)
    shape = Shape(view.resource)
    first = Compiler(view, shape)
    first.all_branches(branches)  # this pass only collects the elements the view reads and the types of its columns
    compiler = Compiler(view, shape, outputs=first.outputs)
    body = compiler.all_branches(branches)
    schema = {name: below.type() for name, below in shape.children.items()} or {"id": "VARCHAR"}
    return ViewPlan(
        name=view.name,
        resource=view.resource,
        schema=schema,
        columns=tuple(compiler.outputs),
        body=body,
        structure=shape.fields(),
    )


def branches_of(view: View) -> list[Branch]:
    numbers = iter(range(1, 1_000_000))
    combined = [sum(parts, Branch()) for parts in product(*(ways(part, 0, numbers) for part in view.selections))]
    names = [[column.name for column, _ in branch.columns] for branch in combined]
    faults = duplicate_faults(combined[0]) + union_faults(view.selections)
    if not faults and len(combined) > MOST_BRANCHES:
        faults.append(
            ViewFault(
                place="select", problem=f"The unions multiply to {len(names)} parts.", remedy="Make two views of it."
            )
        )
    if faults:
        raise InvalidView(tuple(faults))
    return combined


def ways(selection: Selection, focus: int, numbers: Any) -> list[Branch]:
    """Every branch through one selection; nested selections multiply, unions add."""
    steps: tuple[Step, ...] = ()
    if selection.iteration:
        number = next(numbers)
        steps, focus = (Step(selection=selection, focus=focus, number=number),), number
    own = Branch(steps=steps, columns=tuple((column, focus) for column in selection.columns))
    parts = [ways(inner, focus, numbers) for inner in selection.selections]
    if selection.unions:
        parts.append([way for union in selection.unions for way in ways(union, focus, numbers)])
    return [sum(combination, own) for combination in product(*parts)]


def duplicate_faults(branch: Branch) -> list[ViewFault]:
    seen: set[str] = set()
    faults = []
    for column, _ in branch.columns:
        if column.name.lower() in seen:
            faults.append(
                ViewFault(
                    place=f"{column.place}.name",
                    problem=f"A second column is called {column.name}.",
                    remedy="Give every column its own name.",
                )
            )
        seen.add(column.name.lower())
    return faults


def column_names(selection: Selection) -> list[str]:
    names = [column.name for column in selection.columns]
    names += [name for inner in selection.selections for name in column_names(inner)]
    return names + (column_names(selection.unions[0]) if selection.unions else [])


def union_faults(selections: tuple[Selection, ...]) -> list[ViewFault]:
    faults = []
    for selection in selections:
        expected = column_names(selection.unions[0]) if selection.unions else []
        for union in selection.unions[1:]:
            if column_names(union) != expected:
                problem = f"Its columns are {', '.join(column_names(union))}; the first part has {', '.join(expected)}."
                faults.append(
                    ViewFault(
                        place=union.place, problem=problem, remedy="Give all parts the same columns in one order."
                    )
                )
        faults += union_faults(selection.selections) + union_faults(selection.unions)
    return faults


@dataclass
class Compiler:
    """One pass over a view. `outputs` are the columns of the result, to which every branch is cast."""

    view: View
    shape: Shape
    names: Names = field(default_factory=Names)
    outputs: list[OutputColumn] = field(default_factory=list)
    faults: list[ViewFault] = field(default_factory=list)

    def all_branches(self, branches: list[Branch]) -> str:
        parts = [self.branch(branch) for branch in branches]
        if self.faults:
            raise InvalidView(tuple(dict.fromkeys(self.faults)))
        return "\nUNION ALL\n".join(parts)

    def branch(self, branch: Branch) -> str:
        root = Root(kind=self.view.resource, shape=self.shape)
        foci: dict[int, tuple[Operand, str]] = {0: (root, "0")}
        source = self.filtered(root)
        for step in branch.steps:
            source = self.iterated(step, foci, root, source)
        cells = [
            self.cell(position, column, self.scope(root, foci[focus]))
            for position, (column, focus) in enumerate(branch.columns)
        ]
        return f"SELECT {CARRIED}{', '.join(cells)}\nFROM {source}"

    def scope(self, root: Root, focus: tuple[Operand, str]) -> Scope:
        return Scope(
            root=root, focus=focus[0], constants=dict(self.view.constants), row_index=focus[1], names=self.names
        )

    def value(self, tree: Node, place: str, scope: Scope) -> Operand | None:
        try:
            return compiled(tree, scope)
        except InvalidPath as fault:
            self.faults.append(ViewFault(place=place, problem=fault.problem, remedy=fault.remedy))
            return None

    def filtered(self, root: Root) -> str:
        conditions = [self.condition(place, tree, root) for place, tree in self.view.where]
        if not conditions:
            return f"(SELECT * FROM {RELATION})"  # noqa: S608 — text is made, nothing is run; literals are quoted
        return f"(SELECT * FROM {RELATION} WHERE {' AND '.join(conditions)})"  # noqa: S608

    def condition(self, place: str, tree: Node, root: Root) -> str:
        value = self.value(tree, f"{place}.path", self.scope(root, (root, "0")))
        if value is None:
            return "TRUE"
        if isinstance(value, Value) and value.kind not in ("boolean", None):
            self.faults.append(
                ViewFault(
                    place=f"{place}.path",
                    problem=f"This is a {value.kind}, not a condition.",
                    remedy="Compare it, or ask exists().",
                )
            )
            return "TRUE"
        return boolean(value, self.names)

    def iterated(self, step: Step, foci: dict[int, tuple[Operand, str]], root: Root, source: str) -> str:
        selection = step.selection
        place = f"{selection.place}.{selection.iteration}"
        scope = self.scope(root, foci[step.focus])
        if selection.iteration == "repeat":
            return self.repeated(step, foci, scope, source)
        found = self.value(selection.paths[0], place, scope)
        if found is None:
            foci[step.number] = (Value(sql="NULL", kind="string"), "0")
            return source
        try:
            items = listed(found, self.names)
        except InvalidPath as fault:
            self.faults.append(ViewFault(place=place, problem=fault.problem, remedy=fault.remedy))
            items = Value(sql="NULL", kind="string", many=True)
        rows = f"CASE WHEN len({items.sql}) > 0 THEN {items.sql} ELSE [NULL] END"
        rows = rows if selection.iteration == "forEachOrNull" else items.sql
        item, index = f"__e{step.number}", f"__i{step.number}"
        foci[step.number] = (replace(items, sql=item, many=False, origin=None), index)
        return f"(SELECT *, unnest({rows}) AS {item}, unnest(range(len({rows}))) AS {index} FROM {source})"  # noqa: S608

    def repeated(self, step: Step, foci: dict[int, tuple[Operand, str]], scope: Scope, source: str) -> str:
        """All descendants in document order, by a recursive query over JSON text, one level a round."""
        number = step.number
        first = self.children(step, scope)
        kinds = {value.kind for value in first} - {None}  # a path may lead nowhere at first and somewhere below
        kind = kinds.pop() if len(kinds) == 1 else None
        shape = self.repeat_shape(step, kind) if kind is not None else None
        item = Value(sql=f"__e{number}", kind=kind, packed=True, shape=shape)
        deeper = self.children(step, replace(scope, focus=replace(item, sql=f"__e{number}")))
        seed, next_ = (f"list_concat({', '.join(value.sql for value in level)})" for level in (first, deeper))
        foci[number] = (self.opened(item), f"__i{number}")
        key, walk = f"__k{number}", f"__w{number}"
        stop = f"error('repeat goes deeper than {DEEPEST_REPEAT} levels at {step.selection.place}.')"
        next_ = f"CASE WHEN len({key}) >= {DEEPEST_REPEAT} AND len({next_}) > 0 THEN {stop} ELSE {next_} END"
        e, place = f"__e{number}", f"__p{number}"
        return (
            f"(WITH RECURSIVE {walk} AS (SELECT * EXCLUDE ({place}), [{place}] AS {key} FROM "  # noqa: S608
            f"(SELECT *, unnest({seed}) AS {e}, unnest(range(len({seed}))) AS {place} FROM "
            f"(SELECT *, row_number() OVER () AS __r{number} FROM {source}))\n"
            f"UNION ALL SELECT * EXCLUDE (__f{number}, {place}) REPLACE (__f{number} AS {e}, "
            f"list_append({key}, {place}) AS {key}) FROM (SELECT *, unnest({next_}) AS __f{number}, "
            f"unnest(range(len({next_}))) AS {place} FROM {walk}))\n"
            f"SELECT *, row_number() OVER (PARTITION BY __r{number} ORDER BY {key}) - 1 AS __i{number} "
            f"FROM {walk} ORDER BY __r{number}, {key})"
        )

    def children(self, step: Step, scope: Scope) -> list[Value]:
        """What each path of a repeat finds, as lists of JSON."""
        found = []
        for number, path in enumerate(step.selection.paths):
            value = self.value(path, f"{step.selection.place}.repeat[{number}]", scope)
            if value is not None:
                listed_value = listed(value, self.names)
                json = as_json(listed_value, self.names)
                found.append(replace(json, sql=f"coalesce({json.sql}, CAST([] AS JSON[]))"))
        return found or [Value(sql="CAST([] AS JSON[])", kind=None, many=True, packed=True)]

    def repeat_shape(self, step: Step, kind: str) -> Shape:
        """The elements read from a repeated item, kept apart from those of the element it was found in."""
        return self.shape.repeats.setdefault(step.selection.place, Shape(kind))

    def opened(self, item: Value) -> Value:
        return unpacked(item, self.names) if item.kind is not None else item

    def cell(self, position: int, column: ViewColumn, scope: Scope) -> str:
        value = self.value(column.path, f"{column.place}.path", scope)
        if value is None:
            return f"NULL AS {quoted(column.name)}"
        try:
            settled_value = settled(value, self.names)
        except InvalidPath as fault:
            self.faults.append(ViewFault(place=f"{column.place}.path", problem=fault.problem, remedy=fault.remedy))
            return f"NULL AS {quoted(column.name)}"
        output = self.output(position, column, settled_value)
        return f"{self.presented(settled_value, column, output)} AS {quoted(column.name)}"

    def output(self, position: int, column: ViewColumn, value: Value) -> OutputColumn:
        """The column of the result; where one branch cannot tell its type, that of the first branch that can."""
        kind = column.kind or value.kind or ""
        one = column.sql_type or PRIMITIVES.get(kind, "JSON" if kind or value.packed else "VARCHAR")
        output = OutputColumn(name=column.name, type=one + ("[]" if column.collection else ""), kind=kind)
        if position == len(self.outputs):
            self.outputs.append(output)
        elif kind and not self.outputs[position].kind:
            self.outputs[position] = output
        return self.outputs[position]

    def presented(self, value: Value, column: ViewColumn, output: OutputColumn) -> str:
        one = output.type.removesuffix("[]")
        if one == "JSON":
            value = as_json(value, self.names)
        if not column.collection:
            return cast(scalar(single(value, self.names), base(one)), one)
        items, name = listed(value, self.names), self.names.fresh()
        item = cast(scalar(replace(items, sql=name, many=False), base(one)), one)
        cells = f"list_transform({items.sql}, lambda {name}: {item})"
        return f"coalesce({cells}, CAST([] AS {output.type}))"


def base(one: str) -> str:
    """The type a value is first read as: SQL types of a view's own choosing are cast from text."""
    return one if one in PRIMITIVES.values() or one == "JSON" else "VARCHAR"


def cast(sql: str, one: str) -> str:
    return sql if base(one) == one else f"CAST({sql} AS {one})"
