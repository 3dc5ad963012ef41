"""Keyed pseudonyms (HMAC-SHA-256, RFC 2104) and one secret shift of days for each person.

Without the key a pseudonym cannot be worked out from an identifier, not even by trying all of them (NIST SP 800-188).
The two padded key blocks are given out so that a query engine can compute the same in SQL.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from dataclasses import dataclass, field

KEY_BYTES = 32
PSEUDONYM_CHARACTERS = 32
"""128 bits as hexadecimal: among 10 billion people the chance of any two alike is below 1 in 10 to the 18th."""

LARGEST_SHIFT = 365
"""Days. A shift is never 0."""

SEPARATOR = "\x1f"
_BLOCK = hashlib.sha256().block_size


@dataclass(frozen=True)
class ReleaseKey:
    """The key of one release: 32 bytes. Releases under different keys cannot be joined. Never shown by ``repr``."""

    secret: bytes = field(repr=False)

    def __post_init__(self) -> None:
        if len(self.secret) != KEY_BYTES:
            raise ValueError(f"A release key has {KEY_BYTES} bytes, got {len(self.secret)}.")

    @classmethod
    def fresh(cls) -> ReleaseKey:
        """A key from the system's random source."""
        return cls(secrets.token_bytes(KEY_BYTES))

    @property
    def inner(self) -> bytes:
        """The key XOR ipad: a pseudonym is ``sha256(outer + sha256(inner + message))``."""
        return self._padded(0x36)

    @property
    def outer(self) -> bytes:
        """The key XOR opad."""
        return self._padded(0x5C)

    def _padded(self, pad: int) -> bytes:
        return bytes(byte ^ pad for byte in self.secret.ljust(_BLOCK, b"\0"))

    def pseudonym(self, kind: str, *parts: str) -> str:
        """The pseudonym of a thing of a kind ("patient"), named by its parts (facility, identifier); hexadecimal."""
        return self._digest(kind, *parts)[:PSEUDONYM_CHARACTERS]

    def shift(self, *person: str) -> int:
        """By how many days every date of a person moves: -365 to 365, never 0."""
        turned = int(self._digest("shift", *person)[:8], 16) % (2 * LARGEST_SHIFT)
        return turned - LARGEST_SHIFT if turned < LARGEST_SHIFT else turned - LARGEST_SHIFT + 1

    def _digest(self, *parts: str) -> str:
        return hmac.new(self.secret, SEPARATOR.join(parts).encode(), hashlib.sha256).hexdigest()
