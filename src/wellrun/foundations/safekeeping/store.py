"""The folder of backups: sealed objects, each stored once, and one manifest for each backup, written last.

An object is a block of a file. Its name is a keyed digest of what is in it, so equal blocks are stored once and the
name tells nothing. Its name is also its associated data, so that one object never passes for another. Everything is
AES-256-GCM under keys derived (HKDF, RFC 5869) from the backup key, one for each use.
"""

from __future__ import annotations

import datetime as dt
import fcntl
import functools
import hashlib
import hmac
import json
import os
import secrets
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.utils.translation import gettext as _

from wellrun.foundations.keys.keyring import Key, Purpose, ring
from wellrun.values.faults import Fault, Refused

OBJECT, MANIFEST = b"WRO1", b"WRM1"
NONCE_LENGTH, KEY_ID_LENGTH, TAG_LENGTH = 12, 8, 16
PACKED, PLAIN = b"z", b"-"
HEAD_LENGTH = 4 + KEY_ID_LENGTH + 1
SUFFIX = ".wellrun"
STAMP = "%Y%m%dT%H%M%SZ"


@dataclass(frozen=True)
class Block:
    """One object: its name, how many bytes it holds and how many it takes up."""

    name: str
    size: int
    stored: int


@functools.lru_cache(maxsize=64)
def _derived(secret: bytes, use: str) -> bytes:
    return HKDF(SHA256(), 32, salt=None, info=b"wellrun backup " + use.encode()).derive(secret)


def damaged(place: str, why: str) -> Fault:
    """The fault of an object or manifest that cannot be trusted."""
    return Fault(
        "safekeeping.damaged",
        why,
        place=place,
        remedy=_("Take another copy of the backups, or an older backup (`wellrun backup list`)."),
    )


class Store:
    """A folder of backups. Opening one that does not exist makes an empty one; raises ``Refused`` where it cannot."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        try:
            for part in ("objects", "manifests"):
                (folder / part).mkdir(mode=0o700, parents=True, exist_ok=True)
        except OSError as error:
            raise Refused(
                Fault(
                    "safekeeping.no_folder",
                    _("The folder of backups cannot be written."),
                    value=error.strerror or "",
                    place=str(folder.name),
                    remedy=_("Name another with --to or WELLRUN_BACKUPS, on another disk than the installation."),
                )
            ) from None

    @contextmanager
    def changing(self) -> Iterator[None]:
        """While nobody else adds to the folder or takes from it."""
        with (self.folder / "lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield

    def path(self, name: str) -> Path:
        return self.folder / "objects" / name[:2] / name

    def has(self, block: Block) -> bool:
        """True if the object is there in its full length."""
        try:
            return self.path(block.name).stat().st_size == block.stored
        except FileNotFoundError:
            return False

    def put(self, body: bytes, *, pack: bool) -> tuple[Block, int]:
        """Stores a block unless it is there already; returns it and how many bytes were written."""
        key = ring().current(Purpose.BACKUP)
        name = _name(key, body)
        file = self.path(name)
        if file.exists() and file.stat().st_size > HEAD_LENGTH + NONCE_LENGTH:
            return Block(name, len(body), file.stat().st_size), 0
        packed = zlib.compress(body, 3) if pack else body
        head = OBJECT + key.id.encode() + (PACKED if pack else PLAIN)
        sealed = _sealed(key, "objects", head, packed, name)
        file.parent.mkdir(exist_ok=True)
        write_whole(file, sealed)
        return Block(name, len(body), len(sealed)), len(sealed)

    def get(self, block: Block) -> bytes:
        """What an object holds; raises ``Refused``, naming it, where it is missing, cut off or altered."""
        place = f"objects/{block.name[:2]}/{block.name}"
        try:
            stored = self.path(block.name).read_bytes()
        except FileNotFoundError:
            raise Refused(damaged(place, _("An object of the backup is missing."))) from None
        if len(stored) != block.stored:
            raise Refused(damaged(place, _("An object of the backup was cut off or has grown.")))
        head, body, key = _unsealed(stored, OBJECT, "objects", block.name, place)
        found = zlib.decompress(body) if head[-1:] == PACKED else body
        if len(found) != block.size or not hmac.compare_digest(_name(key, found), block.name):
            raise Refused(damaged(place, _("An object of the backup holds something else than was put in.")))
        return found

    def write_manifest(self, name: str, said: Mapping[str, Any]) -> int:
        """Writes the manifest of a backup: with this rename the backup is there. Returns its bytes."""
        key = ring().current(Purpose.BACKUP)
        body = zlib.compress(json.dumps(said, sort_keys=True).encode())
        sealed = _sealed(key, "manifests", MANIFEST + key.id.encode() + PACKED, body, name)
        write_whole(self.folder / "manifests" / (name + SUFFIX), sealed)
        return len(sealed)

    def read_manifest(self, name: str) -> dict[str, Any]:
        """What a backup consists of; raises ``Refused`` where it is missing or altered."""
        place = f"manifests/{name}{SUFFIX}"
        try:
            stored = (self.folder / place).read_bytes()
        except FileNotFoundError:
            raise Refused(damaged(place, _("There is no such backup."))) from None
        _head, body, _key = _unsealed(stored, MANIFEST, "manifests", name, place)
        said: dict[str, Any] = json.loads(zlib.decompress(body))
        return said

    def made_at(self) -> dict[str, dt.datetime]:
        """When each backup was made, which its name tells without a key."""
        return {name: dt.datetime.strptime(name[:16], STAMP).replace(tzinfo=dt.UTC) for name in self.manifests()}

    def manifests(self) -> list[str]:
        """The names of the backups, oldest first."""
        return sorted(file.name.removesuffix(SUFFIX) for file in (self.folder / "manifests").glob(f"*{SUFFIX}"))


def _name(key: Key, body: bytes) -> str:
    return hmac.digest(_derived(key.secret, "names"), body, hashlib.sha256).hex()


def _sealed(key: Key, use: str, head: bytes, body: bytes, name: str) -> bytes:
    nonce = os.urandom(NONCE_LENGTH)
    return head + nonce + AESGCM(_derived(key.secret, use)).encrypt(nonce, body, head + name.encode())


def _unsealed(stored: bytes, mark: bytes, use: str, name: str, place: str) -> tuple[bytes, bytes, Key]:
    head, nonce = stored[:HEAD_LENGTH], stored[HEAD_LENGTH : HEAD_LENGTH + NONCE_LENGTH]
    if len(stored) < HEAD_LENGTH + NONCE_LENGTH + TAG_LENGTH or not head.startswith(mark):
        raise Refused(damaged(place, _("This is no whole part of a backup.")))
    key_id = head[len(mark) : len(mark) + KEY_ID_LENGTH].decode("ascii", "replace")
    key = ring().get(key_id)
    if key is None or not key.secret:
        raise Refused(
            Fault(
                "safekeeping.key_missing",
                _("The key that this backup is sealed with is not in the keyring, or the backup was altered."),
                place=place,
                value=key_id,
                remedy=_("Put the keys back first: `wellrun keys import FILE`."),
            )
        )
    try:
        body = AESGCM(_derived(key.secret, use)).decrypt(
            nonce, stored[HEAD_LENGTH + NONCE_LENGTH :], head + name.encode()
        )
    except InvalidTag:
        raise Refused(damaged(place, _("A part of the backup was altered."))) from None
    return head, body, key


def write_whole(file: Path, body: bytes) -> None:
    """Writes a file in one step, flushed to disk: it is there whole or not at all."""
    draft = file.with_name(f".{file.name[:16]}.{secrets.token_hex(4)}")
    with draft.open("wb") as new:
        new.write(body)
        new.flush()
        os.fsync(new.fileno())
    draft.replace(file)
