"""What can be done on a page that holds many forms: each by the last word of its address."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from django.forms import Form

from wellrun.foundations.access.routes import ReaderRequest

Held = TypeVar("Held")


@dataclass(frozen=True)
class Entry(Generic[Held]):
    """One thing that can be done: its form, what it does, and where on the page one lands after it."""

    make: Callable[[ReaderRequest, Held, Any], Form]
    act: Callable[[ReaderRequest, Held, Any], Any]
    section: str = "top"

    def form(self, what: str, request: ReaderRequest, held: Held, *, bound: bool = True) -> Form:
        """The form as it was sent, or new; many stand on one page, so its labels carry its name."""
        form = self.make(request, held, request.POST if bound else None)
        form.auto_id = f"{what}-%s"
        return form


def of_version(kind: type[Form]) -> Callable[[ReaderRequest, Any, Any], Form]:
    """A form that is about the version its reader has seen."""
    return lambda _request, held, data: kind(data, initial={"version": held.version})


def plain(kind: type[Form]) -> Callable[[ReaderRequest, Any, Any], Form]:
    """A form that needs nothing but what was typed."""
    return lambda _request, _held, data: kind(data)


def forms_of(
    entries: Mapping[str, Entry[Held]], request: ReaderRequest, held: Held, tried: Mapping[str, Form]
) -> dict[str, Form]:
    """The form of each entry, by a name that a template can say: as it was tried, else new."""
    return {
        what.replace("-", "_"): tried.get(what) or entry.form(what, request, held, bound=False)
        for what, entry in entries.items()
    }


def sent_again(form: Form, version: int) -> Form:
    """What was refused because somebody was quicker: as typed, about what is so now, so that it may be sent again."""
    form.data = {name: form.data[name] for name in form.data} | {"version": str(version)}
    return form
