"""`wellrun provision make NAME | end NAME | list`: the keys by which directories open and close accounts."""

from __future__ import annotations

import argparse

from wellrun.foundations.audit.actions import System
from wellrun.foundations.identity import actions
from wellrun.foundations.identity.models import ProvisioningKey

CONSOLE = System("console")


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("what", choices=["make", "end", "list"])
    parser.add_argument("name", nargs="?", default="directory", help="of the directory")


def run(options: argparse.Namespace) -> int:
    return {"make": _make, "end": _end, "list": _list}[options.what](options.name)


def _make(name: str) -> int:
    print(actions.make_provisioning_key(name=name, by=CONSOLE))  # noqa: T201
    print("This key is shown once. Give it to the directory, with the address …/scim/v2/.")  # noqa: T201
    return 0


def _end(name: str) -> int:
    keys = ProvisioningKey.objects.filter(name=name, ended_at=None)
    for key in keys:
        actions.end_provisioning_key(key=key, by=CONSOLE, why="ended on the console")
    print(f"Ended: {len(keys)}.")  # noqa: T201
    return 0 if keys else 1


def _list(_name: str) -> int:
    for key in ProvisioningKey.objects.order_by("pk"):
        state = f"ended {key.ended_at:%Y-%m-%d}" if key.ended_at else "open"
        used = f"last used {key.used_at:%Y-%m-%d %H:%M}" if key.used_at else "never used"
        print(f"{key.name}: made {key.made_at:%Y-%m-%d}, {state}, {used}")  # noqa: T201
    return 0
