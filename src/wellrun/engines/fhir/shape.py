"""Which elements a view reads, as a tree, and the DuckDB types that make a JSON reader parse just those."""

from __future__ import annotations

import json
from dataclasses import dataclass, field

from wellrun.engines.fhir.elements import PRIMITIVES

Structure = str | list["Structure"] | dict[str, "Structure"]


@dataclass
class Shape:
    """One element and those below it that the view asks for. Filled while a view is compiled, then read.

    `kind` is its FHIR type (None where R4 has no such element); `whole` asks for its JSON text as it stands;
    `repeats` are the shapes of items that `repeat` finds, by the place of the selection.
    """

    kind: str | None
    many: bool = False
    whole: bool = False
    children: dict[str, Shape] = field(default_factory=dict)
    repeats: dict[str, Shape] = field(default_factory=dict)

    def child(self, name: str, *, kind: str | None, many: bool) -> Shape:
        return self.children.setdefault(name, Shape(kind, many))

    @property
    def packed(self) -> bool:
        """Whether the element arrives as JSON text: asked for whole, unknown, or only tested for presence."""
        return self.whole or (self.kind not in PRIMITIVES and not self.children)

    def one_type(self) -> str:
        if self.packed:
            return "JSON"
        if self.kind in PRIMITIVES:
            return PRIMITIVES[self.kind]
        return f"STRUCT({', '.join(f'{quoted(name)} {below.type()}' for name, below in self.children.items())})"

    def type(self) -> str:
        """The DuckDB type, such as STRUCT("system" VARCHAR, "code" VARCHAR)[]."""
        return self.one_type() + ("[]" if self.many else "")

    def structure(self) -> Structure:
        """The same without the list, in the notation of DuckDB's json_transform."""
        return self.one_type() if self.packed or self.kind in PRIMITIVES else self.fields()

    def fields(self) -> dict[str, Structure]:
        below = {name: child.structure() for name, child in self.children.items()}
        return {name: [inner] if self.children[name].many else inner for name, inner in below.items()}

    def opened(self) -> str:
        """What json_transform needs to open the element's JSON text into the fields the view reads."""
        return json.dumps(self.fields() or "JSON", separators=(",", ":"))


def quoted(name: str) -> str:
    """A name as a DuckDB identifier."""
    return '"' + name.replace('"', '""') + '"'


def text(value: str) -> str:
    """A string as a DuckDB literal."""
    return "'" + value.replace("'", "''") + "'"
