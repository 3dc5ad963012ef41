"""Signed checkpoints of the audit: what the chain's digest was after so many entries, kept outside the database.

A chain can be worked out anew by somebody who holds the whole database; it cannot be made to fit a checkpoint that
lies elsewhere, and a checkpoint cannot be made without the signing key (Ed25519, RFC 8032).
"""

from __future__ import annotations

import datetime as dt
import json
import os
import tempfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from wellrun.foundations.audit.actions import Actor
from wellrun.foundations.audit.models import Head
from wellrun.foundations.keys import keyring
from wellrun.values.faults import Fault, Refused

ENDING = ".checkpoint.json"


@dataclass(frozen=True)
class Checkpoint:
    """The digest of the chain after so many entries, at a time."""

    entries: int
    digest: str
    at: dt.datetime

    @property
    def said(self) -> bytes:
        """What is signed."""
        return json.dumps([self.entries, self.digest, self.at.isoformat()]).encode()


def folder() -> Path:
    """Where this installation keeps its own; copies belong on another machine."""
    return Path(settings.HOME) / "checkpoints"


def write(*, into: Path, at: dt.datetime) -> Path | None:
    """Writes a checkpoint of the chain as it stands; none where the last one says the same or nothing is recorded."""
    head = Head.objects.filter(pk=1).first()
    if head is None or not head.entries:
        return None
    file = into / f"audit-{head.entries:012}{ENDING}"
    if file.exists():
        return None
    point = Checkpoint(head.entries, head.digest, at)
    key = keyring.signing_key()
    said = {
        "entries": point.entries,
        "digest": point.digest,
        "at": point.at.isoformat(),
        "key": key.id,
        "signature": key.sign(point.said).hex(),
    }
    into.mkdir(parents=True, exist_ok=True)
    descriptor, fresh = tempfile.mkstemp(dir=into, prefix=".checkpoint-")
    with os.fdopen(descriptor, "w", encoding="utf-8") as new:
        json.dump(said, new)
    Path(fresh).replace(file)
    return file


def read(file: Path) -> Checkpoint:
    """A checkpoint whose signature holds. Raises ``Refused`` for any other file."""
    try:
        said = json.loads(file.read_text(encoding="utf-8"))
        point = Checkpoint(int(said["entries"]), str(said["digest"]), dt.datetime.fromisoformat(said["at"]))
        keyring.verifying_keys()[said["key"]].verify(bytes.fromhex(said["signature"]), point.said)
    except (ValueError, KeyError, TypeError, InvalidSignature) as error:
        raise Refused(
            Fault(
                "audit.checkpoint_false",
                _("This is no checkpoint of this installation, or it was altered."),
                place=file.name,
                remedy=_("Take another copy of it. If none holds, treat the audit as tampered with."),
            )
        ) from error
    return point


def points(places: Iterable[Path]) -> Mapping[int, str]:
    """The digests by number of entries, of files and of folders of checkpoints. Raises ``Refused`` for a false one."""
    files = [file for place in places for file in (sorted(place.glob(f"*{ENDING}")) if place.is_dir() else [place])]
    found = [read(file) for file in files]
    return {point.entries: point.digest for point in found}


def kept() -> Mapping[int, str]:
    """The checkpoints that this installation keeps itself."""
    return points([folder()]) if folder().is_dir() else {}


def after_load(_by: Actor) -> None:
    """A checkpoint after each load: seldom enough to be read, often enough to narrow a change to a day."""
    write(into=folder(), at=timezone.now())
