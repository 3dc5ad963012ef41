"""What a route says about its part in signing in, and whether it is the reader or the page by itself who asks."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from wellrun.foundations.identity.rules import Part

View = TypeVar("View", bound=Callable[..., Any])


def part_of_signing_in(part: Part) -> Callable[[View], View]:
    """The page opens in a session that has not yet shown all it must."""

    def mark(view: View) -> View:
        view.part_of_signing_in = part  # type: ignore[attr-defined]
        return view

    return mark


def asked_by_the_page(view: View) -> View:
    """A page asks for this by itself, so asking does not show that its reader is there and extends no session.

    The view says so, never the request: a client that could say it could keep a session open or unwatched
    (OpenEMR CVE-2026-25476).
    """
    view.asked_by_the_page = True  # type: ignore[attr-defined]
    return view
