"""One address for programs: what each method takes and gives, declared once; faults as problem details."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar
from urllib.parse import urlencode

from django.core.exceptions import RequestDataTooBig, SuspiciousOperation
from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _
from rest_framework import exceptions, serializers
from rest_framework.response import Response
from rest_framework.views import APIView

from wellrun.foundations.access.asked import Parameter, read_query
from wellrun.foundations.access.problems import refused, status_of
from wellrun.foundations.access.routes import Declared
from wellrun.values.faults import Fault, Refused


@dataclass(frozen=True)
class Operation:
    """One method of an address. ``gives`` and ``takes`` are serializers; ``listed`` says that it gives a page of them.

    ``refusals`` are the answers beyond those that every operation has.
    """

    name: str
    says: str
    gives: type[serializers.Serializer]
    takes: type[serializers.Serializer] | None = None
    listed: bool = False
    made: bool = False
    parameters: tuple[Parameter, ...] = ()
    refusals: tuple[int, ...] = ()
    headers: Mapping[str, str] = field(default_factory=dict)
    example: Any = None
    asks: Any = None


class Strict(serializers.Serializer):
    """Refuses fields that are not taken here: who owns a thing or what role it has is never set in passing."""

    def to_internal_value(self, data: Any) -> Any:
        if isinstance(data, Mapping) and (unknown := [str(name) for name in data if name not in self.fields]):
            raise NotAllowed(unknown, list(self.fields))
        return super().to_internal_value(data)


class NotAllowed(exceptions.APIException):
    """Fields were sent that may not be set here."""

    status_code = 400

    def __init__(self, unknown: Sequence[str], allowed: Sequence[str]) -> None:
        self.faults = tuple(
            Fault(
                "api.field_not_allowed",
                _("This field cannot be set here."),
                place=name[:100],
                expected=", ".join(allowed),
                remedy=_("Take it out."),
            )
            for name in unknown
        )
        super().__init__()


class Words(serializers.CharField):
    """Words that are words: a number is not quietly written out, and what is too long is not shortened to fit."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(trim_whitespace=False, **kwargs)

    def to_internal_value(self, data: Any) -> str:
        if not isinstance(data, str):
            self.fail("invalid")
        if not self.allow_blank and not data.strip():
            self.fail("blank")
        return str(super().to_internal_value(data))


class Number(serializers.IntegerField):
    """A whole number that was sent as one."""

    def to_internal_value(self, data: Any) -> int:
        if not isinstance(data, int) or isinstance(data, bool):
            self.fail("invalid")
        return int(super().to_internal_value(data))


class Doored(APIView):
    """An address for programs that declares on its class who may use it. It tells nobody what methods it has."""

    declared_access: ClassVar[Declared | None] = None
    metadata_class = None

    @classmethod
    def as_view(cls, **initkwargs: Any) -> Any:
        """The view for an address, with what the class declares about who may use it."""
        view = super().as_view(**initkwargs)
        view.declared_access = cls.declared_access
        return view


class Endpoint(Doored):
    """One address of the API. A method that is not declared here is not answered."""

    operations: ClassVar[Mapping[str, Operation]] = {}
    tag: ClassVar[str] = ""

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        cls.http_method_names = [*cls.operations, *(["head"] if "get" in cls.operations else [])]

    @property
    def operation(self) -> Operation:
        return self.operations["get" if self.request.method == "HEAD" else self.request.method.lower()]

    def initial(self, request: Any, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        if request.method.lower() not in self.http_method_names:
            return
        request.asked, faults = read_query(request._request.GET, self.operation.parameters)
        if faults:
            raise Unreadable(faults)

    def taken(self, request: Any) -> dict[str, Any]:
        """The body as declared; raises with every fault in it."""
        taker = self.operation.takes
        if taker is None:
            raise TypeError(f"{self.operation.name} takes no body.")
        read = taker(data=request.data)
        read.is_valid(raise_exception=True)
        return dict(read.validated_data)

    def context(self) -> dict[str, Any]:
        """What a shape must know beside the row: the day it is seen from."""
        return {"today": getattr(self.request._request, "day", None)}

    def given(self, row: Any, **headers: str) -> Response:
        """The answer as declared."""
        body = self.operation.gives(row, context=self.context()).data
        return Response(body, status=201 if self.operation.made else 200, headers=headers)

    def paged(self, rows: Any, *, total: int, shaped: Callable[[Any], Any] = lambda row: row) -> Response:
        """One page of rows, with how many there are and where the next page is."""
        page, size = self.request.asked["page"], self.request.asked["size"]
        start = (page - 1) * size
        query = self.request._request.GET.dict() | {"page": str(page + 1)}
        items = [shaped(row) for row in rows[start : start + size]]
        body = {
            "total": total,
            "next": f"{self.request.path}?{urlencode(query)}" if start + size < total else None,
            "items": self.operation.gives(items, many=True, context=self.context()).data,
        }
        return Response(body)


class Unreadable(exceptions.APIException):
    """The address asks for something that is not to be had."""

    status_code = 400

    def __init__(self, faults: Sequence[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__()


class Stale(exceptions.APIException):
    """Somebody has changed the thing since it was read."""

    status_code = 412
    faults: tuple[Fault, ...] = ()

    def __init__(self) -> None:
        super().__init__()
        words = _("Somebody has changed this since you read it.")
        self.faults = (Fault("api.stale", words, place="If-Match", remedy=_("Read it again, then change it.")),)


def answer_to(exception: Exception, context: Mapping[str, Any]) -> HttpResponse | None:
    """The problem that an exception is to its caller; none for one that is our own fault."""
    request = context["request"]._request
    if isinstance(exception, Refused):
        return refused(request, status_of(exception.faults), exception.faults)
    if isinstance(exception, NotAllowed | Unreadable | Stale):
        return refused(request, exception.status_code, exception.faults)
    if isinstance(exception, serializers.ValidationError):
        return refused(request, 422, list(faults_in(exception.detail)))
    if isinstance(exception, Http404):
        return refused(request, 404, [_not_found()])
    if isinstance(exception, RequestDataTooBig):
        return refused(request, 413, [_fault("too_big", _("The body is too big."), _("Send less at once."))])
    if isinstance(exception, SuspiciousOperation):
        return refused(request, 400, [_fault("unreadable", _("The request cannot be read."), "")])
    if isinstance(exception, exceptions.APIException):
        answer = refused(request, exception.status_code, [_said_by_framework(exception)])
        if isinstance(exception, exceptions.MethodNotAllowed):
            answer["Allow"] = ", ".join(name.upper() for name in context["view"].http_method_names)
        return answer
    return None


def _not_found() -> Fault:
    return _fault("not_found", _("There is nothing here that you may see."), _("Check the address."))


def _said_by_framework(exception: exceptions.APIException) -> Fault:
    code = exception.get_codes()
    return _fault(code if isinstance(code, str) else "invalid", str(exception.detail), "")


def _fault(code: str, message: str, remedy: str) -> Fault:
    return Fault(f"api.{code}", message, remedy=remedy)


def faults_in(detail: Any, place: str = "") -> Iterable[Fault]:
    """Every fault of a body, each with the field it is about."""
    if isinstance(detail, Mapping):
        for name, inner in detail.items():
            yield from faults_in(inner, f"{place}.{name}".strip(".") if name != "non_field_errors" else place or "body")
    elif isinstance(detail, list | tuple):
        for inner in detail:
            yield from faults_in(inner, place)
    else:
        yield Fault(f"api.{getattr(detail, 'code', 'invalid')}", str(detail), place=place)
