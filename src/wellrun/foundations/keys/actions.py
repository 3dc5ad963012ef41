"""Making keys, rotating to them and retiring old ones; each is in the audit, no secret is."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from wellrun.foundations.audit.actions import Actor, record
from wellrun.foundations.keys import keyring, safe_copy
from wellrun.foundations.keys.keyring import Key, Purpose, Ring
from wellrun.foundations.keys.models import KnownKey, Rotation
from wellrun.foundations.keys.registry import KEY_USES
from wellrun.foundations.keys.resealing import Columns, Told, reseal, rows_under, sealed_models
from wellrun.values.faults import Fault, Refused

REST = dt.timedelta(minutes=10)
"""So long after its successor was made a key may still be in the hands of a request that is under way."""


def _silent(_table: str, _done: int, _of: int) -> None:
    """Tells nobody."""


@transaction.atomic
def know_ring(*, by: Actor) -> None:
    """Takes note of keys that are new in the keyring; refuses to go on where one that rows need is missing."""
    known = {one.key_id: one for one in KnownKey.objects.select_for_update()}
    needed = [one for one in known.values() if one.retired_at is None]
    if needed and not keyring.place().exists():
        raise Refused(_missing(one) for one in needed)
    held = keyring.ring()
    missing = [one for one in needed if (key := held.get(one.key_id)) is None or not key.secret]
    if missing:
        raise Refused(_missing(one) for one in missing)
    new = [key for key in held.keys if key.secret and key.id not in known]
    for key in new:
        row = KnownKey.objects.create(key_id=key.id, purpose=key.purpose.value, made_at=key.made_at)
        record("keys.key.known", by=by, about=row, after={"key": key.id, "purpose": key.purpose.value})


def _missing(known: KnownKey) -> Fault:
    return Fault(
        "keys.ring_incomplete",
        _("The keyring lacks a key that this installation has used."),
        place=str(keyring.place().name),
        value=known.key_id,
        expected=known.purpose,
        remedy=_("Put back the copy that `wellrun keys export` made, with `wellrun keys import` (key %(key)s).")
        % {"key": known.key_id},
    )


def make_key(*, purpose: Purpose, by: Actor) -> Key:
    """A new key, in use from now on; what is old stays under the old ones until it is rotated."""
    key = keyring.add(keyring.made(purpose, at=timezone.now()))
    know_ring(by=by)
    with transaction.atomic():
        record("keys.key.made", by=by, about=KnownKey.objects.get(key_id=key.id), after={"purpose": purpose.value})
    return key


def rotate(*, by: Actor, tell: Told = _silent, tables: Sequence[Columns] | None = None) -> Rotation:
    """Seals every row anew with new keys, or goes on with a rotation that was broken off.

    Old and new rows are readable throughout. Raises ``Refused`` with every row that does not open.
    """
    rotation = _rotation_to_finish(by=by)
    held = keyring.ring()
    seal, index = held.get(rotation.seal_key), held.get(rotation.index_key)
    if seal is None or index is None:
        raise Refused(
            _missing(one) for one in KnownKey.objects.filter(key_id__in=[rotation.seal_key, rotation.index_key])
        )
    faults: list[Fault] = []
    for table in sealed_models() if tables is None else tables:
        walked = reseal(table, seal=seal, index=index, tell=tell)
        rotation.rows += walked.done
        faults.extend(walked.faults.values())
    with transaction.atomic():
        rotation.finished_at = None if faults else timezone.now()
        rotation.save(update_fields=["rows", "finished_at"])
        record(
            "keys.rotation.broken_off" if faults else "keys.rotation.finished",
            by=by,
            about=rotation,
            after={"rows": rotation.rows, "faults": len(faults)},
        )
    if faults:
        raise Refused(faults)
    return rotation


def _rotation_to_finish(*, by: Actor) -> Rotation:
    waiting = Rotation.objects.filter(finished_at=None).order_by("-pk").first()
    if waiting is not None:
        return waiting
    seal, index = (make_key(purpose=purpose, by=by) for purpose in (Purpose.SEAL, Purpose.INDEX))
    with transaction.atomic():
        rotation = Rotation.objects.create(seal_key=seal.id, index_key=index.id)
        record("keys.rotation.started", by=by, about=rotation, after={"seal": seal.id, "index": index.id})
    return rotation


def retire(*, key_id: str, by: Actor, why: str, tables: Sequence[Columns] | None = None) -> None:
    """Destroys the secret of an old key; refuses while anything needs it. Signatures made with it stay provable."""
    with keyring.changing() as held:
        key = _to_retire(held, key_id)
        uses = _uses(key, sealed_models() if tables is None else tables)
        if uses:
            raise Refused(
                Fault(
                    "keys.in_use",
                    _("This key is still needed: %(use)s") % {"use": use},
                    value=key.id,
                    remedy=_("Type `wellrun keys rotate` for rows; let backups under it run out first."),
                )
                for use in uses
            )
        with transaction.atomic():
            row = KnownKey.objects.select_for_update().get(key_id=key.id)
            row.retired_at = timezone.now()
            row.save(update_fields=["retired_at"])
            record("keys.key.retired", by=by, about=row, after={"key": key.id, "purpose": key.purpose.value}, why=why)
        keyring.put(held.with_key(keyring.without_secret(key, at=row.retired_at)))


def _to_retire(held: Ring, key_id: str) -> Key:
    key = held.get(key_id)
    if key is None or not key.secret:
        raise _cannot_retire(
            key_id, "unknown", _("The keyring holds no such key."), _("List them with `wellrun keys show`.")
        )
    current = held.current(key.purpose)
    if current == key:
        raise _cannot_retire(
            key_id,
            "current",
            _("This key is the one in use."),
            _("Make its successor first, with `wellrun keys rotate` or `wellrun keys new`."),
        )
    successor = min(other.made_at for other in held.of(key.purpose) if other.made_at > key.made_at)
    if successor > timezone.now() - REST:
        raise _cannot_retire(
            key_id,
            "just_replaced",
            _("This key was in use a moment ago, and something under way may still write with it."),
            _("Try again in ten minutes."),
        )
    return key


def _cannot_retire(key_id: str, code: str, why: str, remedy: str) -> Refused:
    return Refused(Fault(f"keys.{code}", why, value=key_id, remedy=remedy))


def _uses(key: Key, tables: Sequence[Columns]) -> list[str]:
    rows = [
        _("%(number)s rows of %(table)s") % {"number": number, "table": table}
        for table, number in rows_under(key.id, tables).items()
    ]
    return rows + [use for uses in KEY_USES for use in uses(key.id)]


@transaction.atomic
def export(*, passphrase: str, by: Actor) -> bytes:
    """The keyring, sealed with a passphrase, to be kept in another place than the backups."""
    held = keyring.ring()
    copy = safe_copy.closed(held, passphrase=passphrase)
    for row in KnownKey.objects.filter(key_id=held.current(Purpose.SEAL).id):
        record("keys.ring.exported", by=by, about=row, after={"keys": len(held.keys)})
    return copy
