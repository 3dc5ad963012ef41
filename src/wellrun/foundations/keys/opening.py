"""Sealing, opening and digesting with the keys of this installation; what does not open is a fault that says why."""

from __future__ import annotations

from django.utils.translation import gettext as _

from wellrun.foundations.keys import sealing
from wellrun.foundations.keys.keyring import Key, Purpose, last_ring, ring
from wellrun.foundations.keys.sealing import Digest, DoesNotOpen, Place, Sealed
from wellrun.values.faults import Fault, Refused


def sealed(text: str, *, place: Place) -> Sealed:
    """The text sealed for its place with the current key."""
    key = ring().current(Purpose.SEAL)
    return sealing.seal(text, key_id=key.id, secret=key.secret, place=place)


def opened(value: Sealed, *, place: Place) -> str:
    """The text; refuses where its key is missing, or it was altered or brought from another place."""
    key = _key_of(value, place)
    try:
        return sealing.open_sealed(value, secret=key.secret, place=place)
    except DoesNotOpen:
        raise Refused(
            Fault(
                "keys.does_not_open",
                _("The sealed value does not open: it was altered, or moved here from another row or column."),
                place=str(place),
                value=repr(value),
                remedy=_("Find when by `wellrun audit verify`, and restore the row from a backup."),
            )
        ) from None


def digest(text: str, *, column: str) -> Digest:
    """The digest that a new row carries."""
    key = ring().current(Purpose.INDEX)
    return sealing.digest(text, key_id=key.id, secret=key.secret, column=column)


def digests(text: str, *, column: str) -> tuple[Digest, ...]:
    """The digests that rows may carry: one for each index key, since old rows keep theirs until they are rotated."""
    return tuple(
        sealing.digest(text, key_id=key.id, secret=key.secret, column=column) for key in ring().of(Purpose.INDEX)
    )


def _key_of(value: Sealed, place: Place) -> Key:
    key = last_ring().get(value.key_id)
    if key is None or not key.secret:
        key = ring().get(value.key_id)
    if key is None or not key.secret:
        raise Refused(
            Fault(
                "keys.key_missing",
                _("The key that this value was sealed with is not in the keyring."),
                place=str(place),
                value=value.key_id,
                remedy=_("Put back the copy that `wellrun keys export` made, with `wellrun keys import`."),
            )
        )
    return key
