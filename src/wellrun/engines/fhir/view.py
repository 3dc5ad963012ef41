"""A ViewDefinition read into plain values; what is wrong with its form is collected, all of it, with its place.

Source: SQL on FHIR v2, StructureDefinition-ViewDefinition (constraints sql-name, sql-expressions and the text).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from wellrun.engines.fhir.elements import PRIMITIVES, is_known, is_resource
from wellrun.engines.fhir.faults import InvalidPath, InvalidView, ViewFault
from wellrun.engines.fhir.shape import text
from wellrun.engines.fhir.syntax import Node, navigates, parse
from wellrun.engines.fhir.values import Value

NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]*")
SQL_TYPE = re.compile(r"[A-Za-z][A-Za-z0-9 ]*(\(\s*\d+\s*(,\s*\d+\s*)?\))?")
ITERATIONS = ("forEach", "forEachOrNull", "repeat")
CONSTANT_KINDS = {"value" + kind[0].upper() + kind[1:]: kind for kind in PRIMITIVES if kind != "xhtml"}


@dataclass(frozen=True, kw_only=True)
class ViewColumn:
    """`kind` is the declared FHIR type, `sql_type` the type asked for with the tag ansi/type; '' where not given."""

    name: str
    path: Node
    kind: str
    sql_type: str
    collection: bool
    place: str


@dataclass(frozen=True, kw_only=True)
class Selection:
    """`iteration` is '', forEach, forEachOrNull or repeat, over `paths`."""

    iteration: str
    paths: tuple[Node, ...]
    columns: tuple[ViewColumn, ...]
    selections: tuple[Selection, ...]
    unions: tuple[Selection, ...]
    place: str


@dataclass(frozen=True, kw_only=True)
class View:
    name: str
    resource: str
    constants: Mapping[str, Value]
    selections: tuple[Selection, ...]
    where: tuple[tuple[str, Node], ...]


def read(definition: Mapping[str, Any]) -> View:
    """The view in a ViewDefinition (parsed JSON).

    Raises InvalidView with every fault of form: missing parts, unreadable paths, bad names, types and constants.
    """
    reader = Reader()
    view = reader.view(definition)
    if reader.faults:
        raise InvalidView(tuple(reader.faults))
    return view


class Reader:
    """Reads one ViewDefinition and keeps the faults it meets."""

    def __init__(self) -> None:
        self.faults: list[ViewFault] = []

    def fault(self, place: str, problem: str, remedy: str) -> None:
        self.faults.append(ViewFault(place=place, problem=problem, remedy=remedy))

    def view(self, definition: Mapping[str, Any]) -> View:
        resource = definition.get("resource")
        if not isinstance(resource, str) or not is_resource(resource):
            self.fault("resource", f"{resource!r} is not a FHIR R4 resource.", "Name one, for example Encounter.")
            resource = "Patient"
        constants = {}
        for place, item in self.items(definition, "constant", "constant"):
            constants.update(self.constant(place, item))
        selections = self.selections(definition, "select", "select")
        if not definition.get("select"):
            self.fault("select", "The view selects nothing.", "Add at least one select with a column.")
        where = tuple(
            (place, self.path(f"{place}.path", item.get("path")))
            for place, item in self.items(definition, "where", "where")
        )
        name = str(definition.get("name") or resource)
        return View(name=name, resource=resource, constants=constants, selections=selections, where=where)

    def items(self, holder: Mapping[str, Any], name: str, place: str) -> list[tuple[str, Mapping[str, Any]]]:
        given = holder.get(name, [])
        if not isinstance(given, list) or not all(isinstance(item, Mapping) for item in given):
            self.fault(place, f"{name} must be a list of objects.", "Write it as [{...}].")
            return []
        return [(f"{place}[{number}]", item) for number, item in enumerate(given)]

    def constant(self, place: str, item: Mapping[str, Any]) -> dict[str, Value]:
        name, values = item.get("name"), [key for key in item if key.startswith("value")]
        if not isinstance(name, str) or not NAME.fullmatch(name):
            self.fault(f"{place}.name", f"{name!r} is no name for a constant.", "Use letters, digits and _.")
            return {}
        if len(values) != 1 or values[0] not in CONSTANT_KINDS:
            known = ", ".join(sorted(CONSTANT_KINDS))
            self.fault(place, f"The constant {name} has {len(values)} usable values.", f"Give exactly one of {known}.")
            return {name: Value(sql="NULL", kind="string")}
        kind, given = CONSTANT_KINDS[values[0]], item[values[0]]
        if not isinstance(given, str | int | float):
            self.fault(place, f"The constant {name} has the value {given!r}.", f"Give a {kind}.")
            return {name: Value(sql="NULL", kind=kind)}
        written = str(given).lower() if kind == "boolean" else str(given)
        sql = text(written) if PRIMITIVES[kind] == "VARCHAR" else f"CAST({text(written)} AS {PRIMITIVES[kind]})"
        return {name: Value(sql=sql, kind=kind)}

    def selections(self, holder: Mapping[str, Any], name: str, place: str) -> tuple[Selection, ...]:
        return tuple(self.selection(inner, item) for inner, item in self.items(holder, name, place))

    def selection(self, place: str, item: Mapping[str, Any]) -> Selection:
        iterations = [name for name in ITERATIONS if item.get(name) is not None]
        if len(iterations) > 1:
            self.fault(place, f"{' and '.join(iterations)} stand together.", "Keep one and nest the other in a select.")
        iteration = iterations[0] if iterations else ""
        if not any(item.get(part) for part in ("column", "select", "unionAll")):
            self.fault(place, "Nothing is selected here.", "Add a column, a select or a unionAll.")
        return Selection(
            iteration=iteration,
            paths=self.paths(f"{place}.{iteration}", iteration, item.get(iteration)) if iteration else (),
            columns=tuple(self.column(*column) for column in self.items(item, "column", f"{place}.column")),
            selections=self.selections(item, "select", f"{place}.select"),
            unions=self.selections(item, "unionAll", f"{place}.unionAll"),
            place=place,
        )

    def paths(self, place: str, iteration: str, given: object) -> tuple[Node, ...]:
        if iteration != "repeat":
            return (self.path(place, given),)
        if not isinstance(given, list) or not given:
            self.fault(place, "repeat must be a list of paths.", 'Write it as ["item"].')
            return ()
        trees = tuple(self.path(f"{place}[{number}]", path) for number, path in enumerate(given))
        for number, tree in enumerate(trees):
            if not navigates(tree):
                self.fault(
                    f"{place}[{number}]", "This path never steps down and would repeat for ever.", "Name an element."
                )
        return trees

    def path(self, place: str, given: object) -> Node:
        if not isinstance(given, str) or not given.strip():
            self.fault(place, f"{given!r} is not a path.", "Write a FHIRPath expression in quotes.")
            return parse("id")
        try:
            return parse(given)
        except InvalidPath as fault:
            self.fault(place, fault.problem, fault.remedy)
            return parse("id")

    def column(self, place: str, item: Mapping[str, Any]) -> ViewColumn:
        name, kind, collection = item.get("name"), item.get("type") or "", item.get("collection", False)
        if not isinstance(name, str) or not NAME.fullmatch(name):
            self.fault(f"{place}.name", f"{name!r} is no column name.", "Use letters, digits and _, a letter first.")
        kind = self.kind(f"{place}.type", kind)
        if not isinstance(collection, bool):
            self.fault(f"{place}.collection", f"{collection!r} is neither true nor false.", "Write true or false.")
        return ViewColumn(
            name=str(name),
            path=self.path(f"{place}.path", item.get("path")),
            kind=kind,
            sql_type=self.sql_type(place, item),
            collection=collection is True,
            place=place,
        )

    def kind(self, place: str, given: object) -> str:
        """A type given bare or by its address, such as http://hl7.org/fhirpath/System.String."""
        if not isinstance(given, str):
            self.fault(place, f"{given!r} is not a type.", "Name a FHIR type in quotes.")
            return ""
        name = given.rsplit("/", 1)[-1]
        if name.startswith("System."):
            name = name[7].lower() + name[8:]
        if name and not is_known(name):
            self.fault(place, f"{given} is not a FHIR R4 type.", "Use a type such as string or dateTime.")
        return name

    def sql_type(self, place: str, item: Mapping[str, Any]) -> str:
        for inner, tag in self.items(item, "tag", f"{place}.tag"):
            if tag.get("name") == "ansi/type":
                value = str(tag.get("value", ""))
                if SQL_TYPE.fullmatch(value):
                    return value
                self.fault(inner, f"{value!r} is not an SQL type.", "Write for example DECIMAL(18,2).")
        return ""
