"""`wellrun upgrade`: goes on with an upgrade of the database that broke off; does nothing where none did."""

from __future__ import annotations

import argparse

from wellrun.config import installation


def arguments(_parser: argparse.ArgumentParser) -> None:
    """It takes none."""


def run(_options: argparse.Namespace) -> int:
    installation.finish_upgrade()
    print("The database is up to date.")  # noqa: T201
    return 0
