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

READING = frozenset({"GET", "HEAD", "OPTIONS"})

View = TypeVar("View", bound=Callable[..., Any])


@dataclass(frozen=True)
class Declared:
    """Who may use a route: holders of a permission, anyone signed in, or anyone. ``reason`` says why not fewer.

    ``writing`` is the permission for anything but reading, where that asks for another one.
    """

    permission: Permission | None = None
    signed_in: bool = True
    reason: str = ""
    writing: Permission | None = None

    def needed(self, method: str | None) -> Permission | None:
        """The permission a method asks for; none if every account may."""
        return self.permission if method in READING or self.writing is None else self.writing


class ReaderRequest(HttpRequest):
    """A request that has passed the door: who asks, for which place, for which day."""

    user: Account
    tree: Tree
    place: Place
    places: tuple[Place, ...]
    day: dt.date


def requires(permission: Permission, *, writing: Permission | None = None) -> Callable[[View], View]:
    """The route is for accounts that hold the permission for the place in the address; writing may ask for another."""
    return _declare(Declared(permission=permission, writing=writing))


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
