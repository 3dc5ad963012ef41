"""`wellrun worker`: loads, figures and backups in the background, for a service."""

from __future__ import annotations

import argparse

from django.core.management import call_command

from wellrun.config import installation


def arguments(_parser: argparse.ArgumentParser) -> None:
    """It takes none."""


def run(_options: argparse.Namespace) -> int:
    installation.prepare()
    call_command("db_worker", "--interval", "0.2")
    return 0
