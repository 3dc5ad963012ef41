"""The description of the API (OpenAPI), written from what each endpoint declares."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.conf import settings
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.utils import OpenApiExample, OpenApiParameter, OpenApiResponse
from rest_framework import serializers

from wellrun.foundations.access.asked import LONGEST_WORDS, PRINTABLE, YEARS, Kind, Parameter
from wellrun.foundations.access.endpoints import Operation
from wellrun.foundations.access.problems import PROBLEM

REFUSALS: Mapping[int, str] = {
    400: "The address or the body asks for something that is not to be had here; every fault is listed.",
    401: "Nobody is signed in, or the access token opens nothing.",
    403: "You have no role, or the token no permission, that allows this here.",
    404: "There is nothing here that you may see.",
    406: "The answer is JSON only.",
    409: "The state of things stands against it.",
    412: "Somebody has changed it since you read it.",
    413: "The body is too big.",
    415: "The body is not of the kind that is taken here.",
    422: "Fields are at fault; all of them are listed.",
}
ALWAYS = (400, 401, 403, 406)
WITH_BODY = (413, 415, 422)


class FaultShape(serializers.Serializer):
    """One thing that is wrong."""

    code = serializers.CharField(help_text="Stable and dotted.")
    message = serializers.CharField(help_text="What is wrong, in words.")
    place = serializers.CharField(help_text="The field or parameter.", allow_blank=True)
    value = serializers.CharField(help_text="What stands there.", allow_blank=True)
    expected = serializers.CharField(help_text="What would be right.", allow_blank=True)
    remedy = serializers.CharField(help_text="What to do next.", allow_blank=True)


class ProblemShape(serializers.Serializer):
    """Why something was refused (RFC 9457)."""

    type = serializers.CharField()
    title = serializers.CharField()
    status = serializers.IntegerField()
    detail = serializers.CharField()
    code = serializers.CharField()
    message = serializers.CharField()
    remedy = serializers.CharField(allow_blank=True)
    faults = FaultShape(many=True)


class DoorScheme(OpenApiAuthenticationExtension):
    """Either a token or a session opens an address."""

    target_class = "wellrun.foundations.access.let_in.AtTheDoor"
    name = ["token", "session"]

    def get_security_requirement(self, _auto_schema: Any) -> list[dict[str, list[str]]]:
        return [{"token": []}, {"session": []}]

    def get_security_definition(self, _auto_schema: Any) -> list[dict[str, str]]:
        return [
            {"type": "http", "scheme": "bearer", "description": "An access token, made on the page Access tokens."},
            {
                "type": "apiKey",
                "in": "cookie",
                "name": settings.SESSION_COOKIE_NAME,
                "description": "A signed-in browser; writes also need the header X-CSRFToken.",
            },
        ]


class Described(AutoSchema):
    """Writes each operation as its endpoint declares it."""

    @property
    def operation(self) -> Operation:
        declared: Operation = self.view.operations[self.method.lower()]
        return declared

    def is_excluded(self) -> bool:
        return not hasattr(self.view, "operations")

    def get_operation_id(self) -> str:
        return self.operation.name

    def get_summary(self) -> str:
        return self.operation.says

    def get_description(self) -> str:
        needed = self.view.declared_access.needed(self.method)
        return f"Needs the permission “{needed}”." if needed else "For every account."

    def get_tags(self) -> list[str]:
        return [self.view.tag]

    def get_request_serializer(self) -> Any:
        return self.operation.takes

    def get_override_parameters(self) -> list[Any]:
        asked = [_parameter(one) for one in self.operation.parameters]
        headers = [
            OpenApiParameter(name, str, OpenApiParameter.HEADER, description=says)
            for name, says in self.operation.headers.items()
        ]
        return asked + headers

    def get_response_serializers(self) -> Any:
        said = self.operation
        answers: dict[Any, Any] = {
            201 if said.made else 200: OpenApiResponse(
                _page_of(self, said.gives) if said.listed else said.gives, description=said.says, examples=_shown(said)
            )
        }
        for status in sorted({*ALWAYS, *(WITH_BODY if said.takes else ()), *said.refusals}):
            answers[(status, PROBLEM)] = OpenApiResponse(ProblemShape, description=REFUSALS[status])
        return answers

    def get_serializer_name(self, serializer: Any, direction: Any) -> str:
        return str(super().get_serializer_name(serializer, direction)).removesuffix("Shape")

    def _map_serializer(self, serializer: Any, direction: Any, bypass_extensions: bool = False) -> Any:
        # Exact in both directions: nothing is taken or given that is not named.
        return {**super()._map_serializer(serializer, direction, bypass_extensions), "additionalProperties": False}


def _shown(said: Operation) -> list[OpenApiExample]:
    if said.example is None:
        return []
    body = {"total": 1, "next": None, "items": [said.example]} if said.listed else said.example
    return [OpenApiExample("Example", body, response_only=True)]


def _page_of(described: AutoSchema, gives: Any) -> dict[str, Any]:
    return {
        "type": "object",
        "additionalProperties": False,
        "required": ["total", "next", "items"],
        "properties": {
            "total": {"type": "integer", "minimum": 0},
            "next": {"type": ["string", "null"], "description": "Address of the next page."},
            "items": {"type": "array", "items": described.resolve_serializer(gives, "response").ref},
        },
    }


def _parameter(one: Parameter) -> OpenApiParameter:
    return OpenApiParameter(one.name, _SHAPES[one.kind](one), description=one.says, required=one.required)


_SHAPES: Mapping[Kind, Any] = {
    Kind.WORDS: lambda _one: {
        "type": "string",
        "minLength": 1,
        "maxLength": LONGEST_WORDS,
        "pattern": f"^{PRINTABLE}$",
    },
    Kind.WHOLE: lambda one: _with_default({"type": "integer", "minimum": one.least, "maximum": one.most}, one),
    Kind.DAY: lambda _one: {
        "type": "string",
        "format": "date",
        "pattern": YEARS,
        "example": "2026-11-30",
    },
    Kind.ONE_OF: lambda one: _with_default({"type": "string", "enum": list(one.among())}, one),
}


def _with_default(shape: dict[str, Any], one: Parameter) -> dict[str, Any]:
    return shape if one.unless_given is None else {**shape, "default": one.unless_given}


@lru_cache(maxsize=1)
def description() -> dict[str, Any]:
    """The whole description. It follows from the code alone, so it is worked out once for each process."""
    made: dict[str, Any] = SchemaGenerator(urlconf=None).get_schema(request=None, public=True)
    return made


@dataclass(frozen=True)
class Line:
    """One operation as the page lists it."""

    method: str
    address: str
    says: str
    needs: str
    takes: tuple[tuple[str, str, str], ...]
    answers: str


def described_operations() -> list[tuple[str, list[Line]]]:
    """Every operation by group, from the description, so that page and description never differ."""
    groups: dict[str, list[Line]] = {}
    for address, methods in description()["paths"].items():
        for method, said in methods.items():
            takes = (
                [(one["name"], _in_words(one["schema"]), one.get("description", "")) for one in said["parameters"]]
                if "parameters" in said
                else []
            )
            takes += _fields(said)
            line = Line(
                method.upper(),
                address,
                said["summary"],
                said["description"],
                tuple(takes),
                ", ".join(said["responses"]),
            )
            groups.setdefault(said["tags"][0], []).append(line)
    return sorted(groups.items())


def _fields(said: Mapping[str, Any]) -> list[tuple[str, str, str]]:
    content = said.get("requestBody", {}).get("content", {})
    for kind in content.values():
        shape = description()["components"]["schemas"][kind["schema"]["$ref"].rsplit("/", 1)[1]]
        return [(name, _in_words(one), one.get("description", "")) for name, one in shape["properties"].items()]
    return []


def _in_words(shape: Mapping[str, Any]) -> str:
    if "enum" in shape:
        return ", ".join(map(str, shape["enum"]))
    return str(shape.get("format") or shape.get("type") or "one of several")
