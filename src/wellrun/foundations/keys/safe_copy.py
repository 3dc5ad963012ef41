"""A copy of the keyring that a passphrase opens, for a safe in another place.

The passphrase is stretched by scrypt (RFC 7914) with 64 MiB of memory; the copy is AES-256-GCM. Without passphrase and
copy there is no way back to a lost keyring.
"""

from __future__ import annotations

import json
import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt
from django.utils.translation import gettext as _

from wellrun.foundations.keys import keyring
from wellrun.foundations.keys.keyring import Key, Ring
from wellrun.values.faults import Fault, Refused

MARK = b"wellrun keyring 1\n"
SALT_LENGTH, NONCE_LENGTH = 16, 12
COST, BLOCK, PARALLEL = 2**16, 8, 1
SHORTEST_PASSPHRASE = 12


def _stretched(passphrase: str, salt: bytes) -> bytes:
    return Scrypt(salt=salt, length=32, n=COST, r=BLOCK, p=PARALLEL).derive(passphrase.encode())


def closed(held: Ring, *, passphrase: str) -> bytes:
    """The keyring under a passphrase; refuses a passphrase that is too short."""
    if len(passphrase) < SHORTEST_PASSPHRASE:
        raise Refused(
            Fault(
                "keys.short_passphrase",
                _("The passphrase is too short."),
                expected=_("at least %(number)s characters") % {"number": SHORTEST_PASSPHRASE},
                remedy=_("Take five words that have nothing to do with each other."),
            )
        )
    salt, nonce = os.urandom(SALT_LENGTH), os.urandom(NONCE_LENGTH)
    body = json.dumps(keyring.as_json(held)).encode()
    return MARK + salt + nonce + AESGCM(_stretched(passphrase, salt)).encrypt(nonce, body, MARK)


def opened(copy: bytes, *, passphrase: str) -> Ring:
    """The keyring in a copy; refuses a wrong passphrase and an altered copy alike."""
    head = len(MARK) + SALT_LENGTH
    salt, nonce, body = copy[len(MARK) : head], copy[head : head + NONCE_LENGTH], copy[head + NONCE_LENGTH :]
    try:
        if not copy.startswith(MARK) or len(nonce) < NONCE_LENGTH:
            raise InvalidTag
        said = AESGCM(_stretched(passphrase, salt)).decrypt(nonce, body, MARK)
    except InvalidTag:
        raise Refused(
            Fault(
                "keys.copy_does_not_open",
                _("The copy of the keyring does not open: the passphrase is another, or the copy is damaged."),
                remedy=_("Check the passphrase; then take another copy."),
            )
        ) from None
    return keyring.from_json(json.loads(said))


def put_back(copy: bytes, *, passphrase: str) -> tuple[Key, ...]:
    """Adds the keys of a copy that the keyring lacks; returns them. Keys that are there stay as they are."""
    found = opened(copy, passphrase=passphrase)
    if not keyring.place().exists():
        keyring.put(found)
        return found.keys
    with keyring.changing() as held:
        lacking = tuple(key for key in found.keys if held.get(key.id) is None)
        # Older keys go first: the current key of a purpose is its last.
        keyring.put(Ring(tuple(sorted((*held.keys, *lacking), key=lambda key: key.made_at))))
    return lacking
