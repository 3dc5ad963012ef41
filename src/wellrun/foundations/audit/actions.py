"""``record``: who did what to which thing, when, from where, from what to what, and why.

A reading of patients is recorded in the same chain by naming them in ``patients``; a list read is one entry.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Mapping
from typing import Any, Protocol
from uuid import UUID

from django.db import models, transaction
from django.utils import timezone

from wellrun.foundations.audit.chain import append
from wellrun.foundations.audit.models import Entry
from wellrun.foundations.audit.origin import Origin, current

_JSON_NUMBER = re.compile(r"(?!-0\.0$)-?\d+\.\d+")


class Actor(Protocol):
    """Whoever acts: an account, or the system itself."""

    @property
    def pk(self) -> Any: ...

    def __str__(self) -> str: ...


class System:
    """The product acting by itself: a nightly load, a refresh, the first start."""

    pk = None

    def __init__(self, name: str = "system") -> None:
        self.name = name

    def __str__(self) -> str:
        return self.name


def record(
    action: str,
    *,
    by: Actor,
    about: models.Model,
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
    why: str = "",
    patients: Iterable[UUID] = (),
    origin: Origin | None = None,
) -> Entry:
    """Adds one entry to the chain, inside the transaction of the write it describes.

    ``origin`` is where the request or the command comes from, unless the caller knows better.
    """
    concerned = sorted({str(patient) for patient in patients})
    entry = Entry(
        # UTC to the microsecond, since that is what every database gives back unchanged.
        at=timezone.now().astimezone(dt.UTC),
        actor_id=by.pk,
        actor=_storable(str(by))[:200],
        action=action,
        subject_type=about._meta.label_lower,
        subject_id=str(about.pk),
        before=plain(before or {}),
        after=plain(after or {}),
        why=_storable(why),
        origin=(origin or current()).as_dict(),
        patients=concerned,
    )
    # It joins the transaction of the write it describes: undone with it, and no savepoint to pay for.
    with transaction.atomic(savepoint=False):
        append(entry, concerned)
    return entry


def plain(values: Mapping[str, Any]) -> dict[str, Any]:
    """The values as every database gives them back: a related row becomes its key, a date its ISO form."""
    return {name: _plain(value) for name, value in values.items()}


def _plain(value: Any) -> Any:
    if isinstance(value, str):
        return _storable(value)
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, int):
        # Beyond 53 bits a JSON reader may round.
        return value if abs(value) < 2**53 else str(value)
    if isinstance(value, float):
        # PostgreSQL writes 1e20 as an integer and drops the sign of -0.0, so such a number is kept as text.
        return value if _JSON_NUMBER.fullmatch(repr(value)) else repr(value)
    if isinstance(value, list | tuple | set | frozenset):
        return [_plain(one) for one in (sorted(value) if isinstance(value, set | frozenset) else value)]
    return _storable(str(value))


def _storable(text: str) -> str:
    """Without the characters that PostgreSQL does not keep: NUL and lone surrogates."""
    return text.replace("\x00", "\ufffd").encode("utf-8", "replace").decode("utf-8")
