"""Every route declares who may use it. One that does not is refused to everybody."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from django.http import HttpRequest

from wellrun.foundations.access.rules import Permission
from wellrun.foundations.organisation.places import Place, Tree
from wellrun.foundations.people.models import Account

View = TypeVar("View", bound=Callable[..., Any])


@dataclass(frozen=True)
class Declared:
    """Who may use a route: holders of a permission, anyone signed in, or anyone. ``reason`` says why not fewer."""

    permission: Permission | None = None
    signed_in: bool = True
    reason: str = ""


class ReaderRequest(HttpRequest):
    """A request that has passed the door: who asks, for which place, for which day."""

    user: Account
    tree: Tree
    place: Place
    places: tuple[Place, ...]
    day: dt.date


def requires(permission: Permission) -> Callable[[View], View]:
    """The route is for accounts that hold the permission for the place in the address."""
    return _declare(Declared(permission=permission))


def open_to_signed_in(*, reason: str) -> Callable[[View], View]:
    """The route is for every account; it must scope what it shows by itself."""
    return _declare(Declared(reason=reason))


def open_to_anyone(*, reason: str) -> Callable[[View], View]:
    """The route needs no account."""
    return _declare(Declared(signed_in=False, reason=reason))


def _declare(declared: Declared) -> Callable[[View], View]:
    def mark(view: View) -> View:
        view.declared_access = declared  # type: ignore[attr-defined]
        return view

    return mark
