"""The keyring: made once, readable by its owner, never a silent second one, and a copy that only a passphrase opens."""

from __future__ import annotations

import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from cryptography.exceptions import InvalidSignature

from wellrun.foundations.audit.actions import System
from wellrun.foundations.audit.models import Entry
from wellrun.foundations.keys import actions, keyring, safe_copy
from wellrun.foundations.keys.keyring import Purpose
from wellrun.foundations.keys.models import KnownKey
from wellrun.values.faults import Refused

BY = System("test")
WORDS = "correct horse battery staple"


def test_a_keyring_is_made_at_first_need_for_its_owner_only(keyring: Path) -> None:
    from wellrun.foundations.keys.keyring import ring

    held = ring()
    assert {key.purpose for key in held.keys} == set(Purpose)
    assert len({key.secret for key in held.keys}) == 4
    assert stat.S_IMODE(keyring.stat().st_mode) == 0o600
    assert [file.name for file in keyring.parent.iterdir()] == ["keys.json"]
    assert ring() == held


def test_two_processes_that_start_at_once_get_one_keyring(keyring: Path) -> None:
    from wellrun.foundations.keys.keyring import ring

    with ThreadPoolExecutor(8) as pool:
        assert len(set(pool.map(lambda _n: ring(), range(16)))) == 1


def test_keys_do_not_come_from_the_secret_key(tmp_path: Path, settings: Any) -> None:
    secrets = []
    for name in ("one", "two"):
        settings.SECRET_KEY, settings.KEYS_FILE = "the same", tmp_path / name
        secrets.append({key.secret for key in keyring.ring().keys})
    assert not secrets[0] & secrets[1]


@pytest.mark.parametrize("mode", [0o604, 0o620, 0o666])
def test_a_keyring_that_others_may_read_is_refused(keyring: Path, mode: int) -> None:
    from wellrun.foundations.keys.keyring import ring

    ring()
    keyring.chmod(mode)
    with pytest.raises(Refused, match="other people"):
        ring()


@pytest.mark.parametrize("text", ["", "{", '{"form": 2, "keys": []}', '{"form": 1}', '{"form": 1, "keys": [{}]}'])
def test_a_damaged_keyring_is_refused_and_left_alone(keyring: Path, text: str) -> None:
    from wellrun.foundations.keys.keyring import ring

    keyring.write_text(text)
    keyring.chmod(0o600)
    with pytest.raises(Refused, match="cannot be read"):
        ring()
    assert keyring.read_text() == text


def test_a_key_never_shows_its_secret(keyring: Path) -> None:
    from wellrun.foundations.keys.keyring import ring

    key = ring().current(Purpose.SEAL)
    assert key.secret.hex() not in repr(ring())
    assert str(key.secret) not in f"{key} {key!r}"


def test_a_signature_is_provable_after_its_key_is_retired(keyring: Path, db: None, monkeypatch: Any) -> None:
    import datetime as dt

    from wellrun.foundations.keys.keyring import signing_key, verifying_keys

    actions.know_ring(by=BY)
    old = signing_key()
    signature = old.sign(b"head")
    actions.make_key(purpose=Purpose.SIGNING, by=BY)
    monkeypatch.setattr(actions, "REST", dt.timedelta(0))
    actions.retire(key_id=old.id, by=BY, why="test", tables=[])
    assert signing_key().id != old.id
    verifying_keys()[old.id].verify(signature, b"head")
    with pytest.raises(InvalidSignature):
        verifying_keys()[old.id].verify(signature, b"another head")


def test_a_lost_keyring_is_named_and_no_second_one_is_made(keyring: Path, db: None) -> None:
    actions.know_ring(by=BY)
    keyring.unlink()
    with pytest.raises(Refused) as refused:
        actions.know_ring(by=BY)
    assert len(refused.value.faults) == 4
    assert "keys import" in str(refused.value)
    assert not keyring.exists()


def test_a_keyring_of_another_installation_is_refused(keyring: Path, db: None) -> None:
    from wellrun.foundations.keys.keyring import ring

    actions.know_ring(by=BY)
    keyring.unlink()
    ring()
    with pytest.raises(Refused, match="lacks a key"):
        actions.know_ring(by=BY)


def test_every_key_is_in_the_audit_once_and_no_secret_is(keyring: Path, db: None) -> None:
    from wellrun.foundations.keys.keyring import ring

    actions.know_ring(by=BY)
    actions.know_ring(by=BY)
    assert Entry.objects.filter(action="keys.key.known").count() == KnownKey.objects.count() == 4
    said = str(list(Entry.objects.values()))
    assert not any(key.secret.hex() in said or str(key.secret) in said for key in ring().keys)


def test_a_copy_opens_with_its_passphrase_only(keyring: Path, db: None) -> None:
    from wellrun.foundations.keys.keyring import ring

    actions.know_ring(by=BY)
    copy = actions.export(passphrase=WORDS, by=BY)
    assert safe_copy.opened(copy, passphrase=WORDS) == ring()
    for wrong, given in ((copy, WORDS + "!"), (copy[:-1], WORDS), (copy[:20], WORDS), (b"", WORDS)):
        with pytest.raises(Refused, match="does not open"):
            safe_copy.opened(wrong, passphrase=given)
    with pytest.raises(Refused, match="too short"):
        actions.export(passphrase="short", by=BY)
    assert Entry.objects.filter(action="keys.ring.exported").count() == 1


def test_a_lost_keyring_is_put_back_and_a_present_one_keeps_what_it_has(keyring: Path, db: None) -> None:
    from wellrun.foundations.keys.keyring import add, made, ring

    first = ring()
    copy = safe_copy.closed(first, passphrase=WORDS)
    newest = add(made(Purpose.SEAL, at=first.keys[0].made_at.replace(year=2100)))
    assert safe_copy.put_back(copy, passphrase=WORDS) == ()
    assert ring().current(Purpose.SEAL) == newest
    keyring.unlink()
    assert safe_copy.put_back(copy, passphrase=WORDS) == first.keys
    assert ring() == first
