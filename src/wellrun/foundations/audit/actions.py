"""``record``: who did what to which thing, when, from what to what, and why."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any, Protocol

from django.db import models, transaction
from django.utils import timezone

from wellrun.foundations.audit.models import Entry, Head


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
) -> Entry:
    """Adds one entry to the chain, inside the transaction of the write it describes."""
    with transaction.atomic():
        head = Head.objects.select_for_update().get_or_create(pk=1)[0]
        entry = Entry(
            # UTC to the microsecond, since that is what every database gives back unchanged.
            at=timezone.now().astimezone(dt.UTC),
            actor_id=by.pk,
            actor=str(by)[:200],
            action=action,
            subject_type=about._meta.label_lower,
            subject_id=str(about.pk),
            before=plain(before or {}),
            after=plain(after or {}),
            why=why,
            previous=head.digest,
        )
        entry.digest = entry.expected_digest()
        entry.save(force_insert=True)
        head.digest, head.entries = entry.digest, head.entries + 1
        head.save()
    return entry


def plain(values: Mapping[str, Any]) -> dict[str, Any]:
    """The values as JSON can hold them: a related row becomes its key, a date its ISO form."""
    return {
        name: value if isinstance(value, str | int | float | bool | None) else str(value)
        for name, value in values.items()
    }
