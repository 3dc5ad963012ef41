"""The elements of FHIR R4: what a type has, of which type, once or many times.

The table is `elements.json`, written by tools/fhir_elements.py from the public model classes.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

NUMBERS = {
    "integer": "INTEGER",
    "positiveInt": "INTEGER",
    "unsignedInt": "BIGINT",
    "integer64": "BIGINT",
    "decimal": "DOUBLE",
}
# Partial dates such as 1980-05 are legal FHIR, so dates stay text until a table casts them.
TEXTS = ("base64Binary", "canonical", "code", "date", "dateTime", "id", "instant", "markdown", "oid", "string", "time")
ADDRESSES = ("uri", "url", "uuid", "xhtml")
PRIMITIVES: dict[str, str] = {"boolean": "BOOLEAN", **NUMBERS, **dict.fromkeys(TEXTS + ADDRESSES, "VARCHAR")}
# Resources of R4 (4.0.1) that R4B took out; their elements are not in the table, so they are read as they stand.
R4_ONLY = frozenset(
    {
        *("EffectEvidenceSynthesis", "RiskEvidenceSynthesis", "SubstanceNucleicAcid", "SubstancePolymer"),
        *("SubstanceProtein", "SubstanceReferenceInformation", "SubstanceSourceMaterial", "SubstanceSpecification"),
        *("MedicinalProduct", "MedicinalProductAuthorization", "MedicinalProductContraindication"),
        *("MedicinalProductIndication", "MedicinalProductIngredient", "MedicinalProductInteraction"),
        *("MedicinalProductManufactured", "MedicinalProductPackaged", "MedicinalProductPharmaceutical"),
        "MedicinalProductUndesirableEffect",
    }
)
TEMPORALS = frozenset({"date", "dateTime", "instant", "time"})


@dataclass(frozen=True)
class Element:
    """One element of a type. `name` is its JSON name; `kind` its FHIR type; `many` whether it is a JSON list."""

    name: str
    kind: str
    many: bool


@cache
def table() -> dict[str, dict[str, str]]:
    loaded: dict[str, dict[str, str]] = json.loads(files(__package__).joinpath("elements.json").read_text())
    return loaded


def is_known(kind: str | None) -> bool:
    return kind in table() or kind in PRIMITIVES


def is_resource(kind: str) -> bool:
    """Whether FHIR R4 has a resource of this name."""
    return kind in R4_ONLY or "implicitRules" in table().get(kind, {})


def element(kind: str, name: str) -> Element | None:
    """The element `name` of a type, or None when the type has none of that name (or it is a choice)."""
    declared = table().get(kind, {}).get(name)
    if declared is None:
        return next((choice for choice in choices_of(kind) if choice.name == name), None)
    return Element(name, declared.rstrip("*"), declared.endswith("*"))


def choices(kind: str, name: str) -> tuple[Element, ...]:
    """The elements a choice such as `value[x]` stands for; empty when `name` is no choice of the type."""
    declared = table().get(kind, {}).get(f"{name}[x]", "")
    kinds = [choice.rstrip("*") for choice in declared.split("|") if choice]
    return tuple(Element(name + choice[0].upper() + choice[1:], choice, declared.endswith("*")) for choice in kinds)


def choices_of(kind: str) -> tuple[Element, ...]:
    names = [name.removesuffix("[x]") for name in table().get(kind, {}) if name.endswith("[x]")]
    return tuple(choice for name in names for choice in choices(kind, name))
