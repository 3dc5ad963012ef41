"""Sealing one value for one place: AES-256-GCM with the place as associated data, and keyed digests for equality.

Stored form of a sealed value: one version byte, the key's id (8 bytes, readable in the raw row), a nonce of 96 bits
drawn at random (NIST SP 800-38D, 8.2.2: at most 2**32 values under one key), the ciphertext and its tag of 16 bytes.
"""

from __future__ import annotations

import functools
import hashlib
import hmac
import os
import uuid
from dataclasses import dataclass

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

VERSION = b"1"
ID_LENGTH = 8
PREFIX_LENGTH = len(VERSION) + ID_LENGTH
NONCE_LENGTH = 12
TAG_LENGTH = 16


class Sealed(bytes):
    """A sealed value as it is stored. It says which key sealed it and never what it holds."""

    @property
    def key_id(self) -> str:
        return self[len(VERSION) : PREFIX_LENGTH].decode("ascii", "replace")

    def __repr__(self) -> str:
        return f"<sealed with key {self.key_id}>"

    __str__ = __repr__


class Digest(bytes):
    """A keyed digest as it is stored: the key's id, then HMAC-SHA-256."""

    @property
    def key_id(self) -> str:
        return self[len(VERSION) : PREFIX_LENGTH].decode("ascii", "replace")

    def __repr__(self) -> str:
        return f"<digest with key {self.key_id}>"

    __str__ = __repr__


@dataclass(frozen=True)
class Place:
    """Where a sealed value stands: table, column and row. A ciphertext opens in its own place only."""

    column: str
    row: uuid.UUID

    def __str__(self) -> str:
        return f"{self.column} of row {self.row}"

    def as_bytes(self) -> bytes:
        return self.column.encode() + b"\0" + self.row.bytes


class DoesNotOpen(Exception):
    """The bytes were altered, moved from another place, or sealed with another key."""


@functools.lru_cache(maxsize=64)
def _cipher(secret: bytes) -> AESGCM:
    return AESGCM(secret)


def prefix(key_id: str) -> bytes:
    """What every value sealed or digested with this key begins with."""
    return VERSION + key_id.encode("ascii")


def seal(text: str, *, key_id: str, secret: bytes, place: Place) -> Sealed:
    """The text sealed for one place."""
    nonce = os.urandom(NONCE_LENGTH)
    return Sealed(prefix(key_id) + nonce + _cipher(secret).encrypt(nonce, text.encode(), place.as_bytes()))


def open_sealed(sealed: bytes, *, secret: bytes, place: Place) -> str:
    """The text; raises ``DoesNotOpen`` rather than give back anything that was not sealed for this place."""
    body = bytes(sealed)
    nonce, rest = body[PREFIX_LENGTH : PREFIX_LENGTH + NONCE_LENGTH], body[PREFIX_LENGTH + NONCE_LENGTH :]
    if body[: len(VERSION)] != VERSION or len(rest) < TAG_LENGTH:
        raise DoesNotOpen
    try:
        return _cipher(secret).decrypt(nonce, rest, place.as_bytes()).decode()
    except InvalidTag:
        raise DoesNotOpen from None


def digest(text: str, *, key_id: str, secret: bytes, column: str) -> Digest:
    """The keyed digest of a text for one column; equal texts in two columns have unlike digests (RFC 2104)."""
    return Digest(prefix(key_id) + hmac.digest(secret, column.encode() + b"\0" + text.encode(), hashlib.sha256))
