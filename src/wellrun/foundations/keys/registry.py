"""What else needs a key, besides rows: backups add themselves here."""

from __future__ import annotations

from collections.abc import Callable, Iterable

KEY_USES: list[Callable[[str], Iterable[str]]] = []
"""Takes a key's id; gives a sentence for each thing that could not be opened without it."""


def register_key_use(uses: Callable[[str], Iterable[str]]) -> None:
    """Adds a source of uses; called once from an app's ``ready``."""
    KEY_USES.append(uses)
