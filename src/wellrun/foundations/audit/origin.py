"""From where something is done: kept beside the work for as long as a request or a command lasts."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from hashlib import sha256

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.urls import Resolver404, resolve


@dataclass(frozen=True)
class Origin:
    """Address of the machine, name of the route (never its values), a mark of the session, and what else matters."""

    address: str = ""
    route: str = ""
    session: str = ""
    under: str = ""

    def as_dict(self) -> dict[str, str]:
        return {name: value for name, value in vars(self).items() if value}


CONSOLE = Origin(address="console")
_CURRENT: ContextVar[Origin] = ContextVar("origin", default=CONSOLE)


def current() -> Origin:
    """From where the work at hand is done; the machine's own console unless a request says otherwise."""
    return _CURRENT.get()


@contextmanager
def from_where(origin: Origin) -> Iterator[None]:
    """Everything recorded inside is recorded as done from there."""
    before = _CURRENT.set(origin)
    try:
        yield
    finally:
        _CURRENT.reset(before)


def client_address(request: HttpRequest) -> str:
    """The address of the client: what the last trusted proxy saw. Earlier parts of the header anyone can write."""
    seen = [part.strip() for part in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",") if part.strip()]
    hops: int = settings.PROXIES
    if hops and len(seen) >= hops:
        return str(seen[-hops])[:45]
    return str(request.META.get("REMOTE_ADDR", ""))[:45]


class Whence:
    """Keeps the origin of each request while it is answered."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        key = getattr(getattr(request, "session", None), "session_key", None) or ""
        # A part of the key's digest tells sessions apart; the key itself would open one.
        mark = sha256(key.encode()).hexdigest()[:12] if key else ""
        with from_where(Origin(client_address(request), _route(request), mark)):
            return self.get_response(request)


def _route(request: HttpRequest) -> str:
    try:
        return str(resolve(request.path_info).view_name)
    except Resolver404:
        return ""
