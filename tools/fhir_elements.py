#!/usr/bin/env python3
"""Write src/wellrun/engines/fhir/elements.json: every FHIR R4 type, its elements, their types and cardinality.

The facts come from the model classes of the public package `fhir.resources` (release R4B, which is R4 for every
resource a facility sends). The package is needed only here:

    python -m venv elements && elements/bin/pip install fhir.resources==8.3.0
    elements/bin/python tools/fhir_elements.py
"""

from __future__ import annotations

import importlib
import inspect
import json
import pkgutil
import re
from pathlib import Path
from typing import Any

from fhir.resources import R4B  # type: ignore[import-not-found]

TARGET = Path(__file__).parents[1] / "src/wellrun/engines/fhir/elements.json"
PYTHON_TYPES = {"bool": "boolean", "str": "string", "int": "integer", "float": "decimal"}

PRIMITIVES = frozenset(
    {
        *("Base64Binary", "Boolean", "Canonical", "Code", "Date", "DateTime", "Decimal", "Id", "Instant", "Integer"),
        *(
            "Integer64",
            "Markdown",
            "Oid",
            "PositiveInt",
            "String",
            "Time",
            "UnsignedInt",
            "Uri",
            "Url",
            "Uuid",
            "Xhtml",
        ),
    }
)


def type_name(annotation: str) -> tuple[str, bool]:
    """('HumanName', True) from 'typing.List[fhirtypes.HumanNameType] | None'."""
    inner = re.search(r"fhirtypes\.(\w+?)Type\b", annotation)
    bare = re.search(r"\b(bool|str|int|float)\b", annotation)
    name = inner.group(1) if inner else PYTHON_TYPES[bare.group(1)] if bare else "Element"
    return name, "List[" in annotation


def primitive_case(name: str) -> str:
    """FHIR writes primitives with a small first letter: fhirtypes.DateTime is dateTime."""
    return name[0].lower() + name[1:] if name in PRIMITIVES else name


def elements(model: Any) -> dict[str, str]:
    """{'name': 'HumanName*', 'deceased[x]': 'boolean|dateTime'}; a star marks a list."""
    annotations: dict[str, str] = {}
    for base in reversed(model.__mro__):
        annotations |= {key: str(value) for key, value in inspect.get_annotations(base).items()}
    result: dict[str, str] = {}
    for field, info in model.model_fields.items():
        name = info.alias or field
        if field.endswith("__ext") or name in ("resource_type", "resourceType", "fhir_comments"):
            continue
        kind, many = type_name(annotations[field])
        kind = primitive_case(kind) + ("*" if many else "")
        choice = (info.json_schema_extra or {}).get("one_of_many")
        key = f"{choice}[x]" if choice else name
        result[key] = f"{result[key]}|{kind}" if choice and key in result else kind
    return result


def main() -> None:
    table: dict[str, dict[str, str]] = {}
    for module in pkgutil.iter_modules(R4B.__path__):
        if module.name.startswith(("fhirtypes", "tests")):
            continue
        for model in vars(importlib.import_module(f"fhir.resources.R4B.{module.name}")).values():
            if isinstance(model, type) and hasattr(model, "model_fields") and "R4B" in model.__module__:
                table[model.__name__] = elements(model)
    lines = (f"{json.dumps(name)}: {json.dumps(table[name], separators=(',', ':'))}" for name in sorted(table))
    TARGET.write_text("{\n" + ",\n".join(lines) + "\n}\n")


if __name__ == "__main__":
    main()
