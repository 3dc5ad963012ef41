"""`wellrun keys show|new|rotate|retire|export|import`: the keys that identifiers, backups and signatures stand on."""

from __future__ import annotations

import argparse
import getpass
import os
import sys
from collections.abc import Callable
from pathlib import Path

from wellrun.foundations.audit.actions import System
from wellrun.foundations.keys import actions, keyring, safe_copy
from wellrun.foundations.keys.keyring import Purpose
from wellrun.foundations.keys.resealing import rows_under, sealed_models

BY = System("wellrun keys")


def arguments(parser: argparse.ArgumentParser) -> None:
    what = parser.add_subparsers(dest="what", required=True, metavar="WHAT")
    what.add_parser("show", help="list the keys and how many rows need each")
    new = what.add_parser("new", help="make a key for what is new")
    new.add_argument("purpose", type=Purpose, choices=list(Purpose))
    what.add_parser("rotate", help="seal every row anew with new keys; go on where it was broken off")
    retire = what.add_parser("retire", help="destroy an old key that nothing needs")
    retire.add_argument("key")
    retire.add_argument("--why", required=True)
    for name, says in (
        ("export", "write a copy that a passphrase opens"),
        ("import", "put back keys from such a copy"),
    ):
        copy = what.add_parser(name, help=says)
        copy.add_argument("file", type=Path)
        copy.add_argument(
            "--passphrase-file", type=Path, help="asked for, or taken from WELLRUN_PASSPHRASE, if left out"
        )


def run(options: argparse.Namespace) -> int:
    return STEPS[options.what](options)


def _show(_options: argparse.Namespace) -> int:
    held, tables = keyring.ring(), sealed_models()
    for key in held.keys:
        state = "retired" if not key.secret else "current" if key == held.current(key.purpose) else "opens what is old"
        rows = sum(rows_under(key.id, tables).values()) if key.secret else 0
        print(f"{key.id}  {key.purpose:8} {key.made_at:%Y-%m-%d %H:%M}  {state:18} {rows} rows")  # noqa: T201
    return 0


def _new(options: argparse.Namespace) -> int:
    print(f"Made {actions.make_key(purpose=options.purpose, by=BY)!r}.")  # noqa: T201
    return 0


def _rotate(_options: argparse.Namespace) -> int:
    rotation = actions.rotate(by=BY, tell=_progress)
    print(f"\n{rotation.rows} rows are sealed with key {rotation.seal_key} and found with key {rotation.index_key}.")  # noqa: T201
    print("Export the keyring anew (`wellrun keys export`); old keys can go with `wellrun keys retire`.")  # noqa: T201
    return 0


def _progress(table: str, done: int, of: int) -> None:
    if sys.stderr.isatty():
        print(f"\r{table}: {done} of {of}", end="", file=sys.stderr, flush=True)  # noqa: T201


def _retire(options: argparse.Namespace) -> int:
    actions.retire(key_id=options.key, by=BY, why=options.why)
    print(f"Key {options.key} is destroyed.")  # noqa: T201
    return 0


def _export(options: argparse.Namespace) -> int:
    copy = actions.export(passphrase=_passphrase(options), by=BY)
    descriptor = os.open(options.file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(copy)
    print(f"{options.file} holds every key. Keep it in another place than the backups, and its passphrase in a third.")  # noqa: T201
    return 0


def _import(options: argparse.Namespace) -> int:
    put = safe_copy.put_back(options.file.read_bytes(), passphrase=_passphrase(options))
    print(f"{len(put)} keys were put back.")  # noqa: T201
    return 0


def _passphrase(options: argparse.Namespace) -> str:
    if options.passphrase_file:
        return str(options.passphrase_file.read_text().rstrip("\n"))
    return os.environ.get("WELLRUN_PASSPHRASE") or getpass.getpass("Passphrase: ")


STEPS: dict[str, Callable[[argparse.Namespace], int]] = {
    "show": _show,
    "new": _new,
    "rotate": _rotate,
    "retire": _retire,
    "export": _export,
    "import": _import,
}
