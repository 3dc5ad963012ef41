"""The keyring: one file of the installation with every key, readable by its owner only, never part of a backup.

A key has one purpose. The newest key of a purpose that is not retired is used for what is new; the others open what is
old. A retired key keeps its entry, without its secret, so that nobody takes its id again.
"""

from __future__ import annotations

import base64
import datetime as dt
import fcntl
import functools
import json
import os
import secrets
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path
from types import MappingProxyType
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from django.conf import settings
from django.utils.translation import gettext as _

from wellrun.values.faults import Fault, Refused

SECRET_LENGTH = 32
FORM = 1
OPEN_TO_OTHERS = 0o037
"""Mode bits that a keyring may not have: anything for others, writing for the group."""


class Purpose(StrEnum):
    """What a key is for. One key never serves two purposes (NIST SP 800-57 part 1, 5.2)."""

    SEAL = "seal"
    INDEX = "index"
    BACKUP = "backup"
    SIGNING = "signing"


@dataclass(frozen=True)
class Key:
    """One key. ``secret`` is empty once it is retired; ``public`` is there for signing keys and stays."""

    id: str
    purpose: Purpose
    made_at: dt.datetime
    secret: bytes = b""
    public: bytes = b""
    retired_at: dt.datetime | None = None

    def __repr__(self) -> str:
        return f"<{self.purpose} key {self.id}>"


@dataclass(frozen=True)
class SigningKey:
    """What signs: its id goes beside the signature, so that the reader knows which public key to take."""

    id: str
    private: Ed25519PrivateKey

    def sign(self, message: bytes) -> bytes:
        return self.private.sign(message)


@dataclass(frozen=True)
class Ring:
    """Every key of the installation, oldest first."""

    keys: tuple[Key, ...]

    def of(self, purpose: Purpose) -> tuple[Key, ...]:
        """Keys of a purpose that still have their secret, oldest first."""
        return tuple(key for key in self.keys if key.purpose == purpose and key.secret)

    def current(self, purpose: Purpose) -> Key:
        """The key that is used for what is new."""
        held = self.of(purpose)
        if not held:
            raise Refused(
                Fault(
                    "keys.none_for_purpose",
                    _("The keyring holds no key to %(purpose)s with.") % {"purpose": purpose.value},
                    remedy=_("Make one with `wellrun keys new %(purpose)s`.") % {"purpose": purpose.value},
                )
            )
        return held[-1]

    def get(self, key_id: str) -> Key | None:
        return next((key for key in self.keys if key.id == key_id), None)

    def with_key(self, key: Key) -> Ring:
        return Ring((*(other for other in self.keys if other.id != key.id), key))


def made(purpose: Purpose, *, at: dt.datetime) -> Key:
    """A new key, not yet in any keyring."""
    key = Key(secrets.token_hex(4), purpose, at, secrets.token_bytes(SECRET_LENGTH))
    if purpose is Purpose.SIGNING:
        private = Ed25519PrivateKey.from_private_bytes(key.secret)
        return replace(key, public=private.public_key().public_bytes_raw())
    return key


def without_secret(key: Key, *, at: dt.datetime) -> Key:
    return replace(key, secret=b"", retired_at=at)


def place() -> Path:
    """Where the keyring stands."""
    file: Path = settings.KEYS_FILE
    return file


def ring() -> Ring:
    """The keyring as it stands now; one with a key for each purpose is made where there is none."""
    file = place()
    try:
        found = file.stat()
    except FileNotFoundError:
        _make_first(file)
        found = file.stat()
    if found.st_mode & OPEN_TO_OTHERS:
        raise Refused(
            Fault(
                "keys.readable_by_others",
                _("The keyring may be read by other people of this machine."),
                place=file.name,
                value=oct(found.st_mode & 0o777),
                remedy=_("Type `chmod 600` and the path of the file."),
            )
        )
    held = _LAST[file] = _read(file, (found.st_mtime_ns, found.st_size, found.st_ino))
    return held


_LAST: dict[Path, Ring] = {}


def last_ring() -> Ring:
    """The keyring as this process last read it: enough for opening, since what is in it stays true."""
    return _LAST.get(settings.KEYS_FILE) or ring()


@functools.lru_cache(maxsize=4)
def _read(file: Path, _mark: tuple[int, int, int]) -> Ring:
    """Read anew only when the file has changed, which its mark tells."""
    try:
        return from_json(json.loads(file.read_text()))
    except (ValueError, KeyError, TypeError):
        raise Refused(
            Fault(
                "keys.unreadable",
                _("The keyring cannot be read."),
                place=file.name,
                remedy=_("Put back the copy that `wellrun keys export` made, with `wellrun keys import`."),
            )
        ) from None


def from_json(said: Mapping[str, Any]) -> Ring:
    if said["form"] != FORM:
        raise ValueError("a form of a newer version")
    return Ring(
        tuple(
            Key(
                id=str(entry["id"]),
                purpose=Purpose(entry["purpose"]),
                made_at=dt.datetime.fromisoformat(entry["made_at"]),
                secret=base64.b64decode(entry["secret"]),
                public=base64.b64decode(entry["public"]),
                retired_at=dt.datetime.fromisoformat(entry["retired_at"]) if entry["retired_at"] else None,
            )
            for entry in said["keys"]
        )
    )


def as_json(held: Ring) -> dict[str, Any]:
    return {
        "form": FORM,
        "keys": [
            {
                "id": key.id,
                "purpose": key.purpose.value,
                "made_at": key.made_at.isoformat(),
                "retired_at": key.retired_at.isoformat() if key.retired_at else None,
                "secret": base64.b64encode(key.secret).decode(),
                "public": base64.b64encode(key.public).decode(),
            }
            for key in held.keys
        ],
    }


def _first_ring() -> Ring:
    now = dt.datetime.now(dt.UTC)
    return Ring(tuple(made(purpose, at=now) for purpose in Purpose))


def _make_first(file: Path) -> None:
    """Two processes may start at once: the first link wins, and both read it."""
    draft = _written_beside(file, _first_ring())
    try:
        os.link(draft, file)
    except FileExistsError:
        return
    finally:
        draft.unlink()


def _written_beside(file: Path, held: Ring) -> Path:
    draft = file.with_name(f"{file.name}.{secrets.token_hex(4)}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as new:
        json.dump(as_json(held), new, indent=1)
        new.flush()
        os.fsync(new.fileno())
    return draft


def put(held: Ring) -> None:
    """Replaces the keyring in one rename: a reader sees the old one or the new."""
    file = place()
    draft = _written_beside(file, held)
    draft.replace(file)
    folder = os.open(file.parent, os.O_RDONLY)
    os.fsync(folder)
    os.close(folder)


@contextmanager
def changing() -> Iterator[Ring]:
    """The keyring while nobody else changes it."""
    with place().with_name(f"{place().name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield ring()


def add(key: Key) -> Key:
    """Takes a key into the keyring; it becomes the current one of its purpose."""
    with changing() as held:
        put(held.with_key(key))
    return key


def signing_key() -> SigningKey:
    """The current signing key (Ed25519, RFC 8032)."""
    key = ring().current(Purpose.SIGNING)
    return SigningKey(key.id, Ed25519PrivateKey.from_private_bytes(key.secret))


def verifying_keys() -> Mapping[str, Ed25519PublicKey]:
    """Public keys by id, those of retired signing keys too: what they signed must be provable later."""
    return MappingProxyType(
        {
            key.id: Ed25519PublicKey.from_public_bytes(key.public)
            for key in ring().keys
            if key.purpose is Purpose.SIGNING
        }
    )
