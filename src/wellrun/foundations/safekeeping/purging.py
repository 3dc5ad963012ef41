"""Taking a backup out of its folder: its manifest first, then the objects that no other backup has."""

from __future__ import annotations

from pathlib import Path

from wellrun.foundations.safekeeping.backing_up import read
from wellrun.foundations.safekeeping.store import SUFFIX, Store


def drop_backup(folder: Path, name: str) -> int:
    """Deletes one backup; returns 1 if it was there. Raises ``Refused`` before anything goes if another is damaged."""
    store = Store(folder)
    with store.changing():
        if name not in store.manifests():
            return 0
        mine = {block.name for kept in read(store, name).files for block in kept.blocks}
        others = {
            block.name
            for other in store.manifests()
            if other != name
            for kept in read(store, other).files
            for block in kept.blocks
        }
        (folder / "manifests" / (name + SUFFIX)).unlink()
        for gone in mine - others:
            store.path(gone).unlink(missing_ok=True)
    return 1
