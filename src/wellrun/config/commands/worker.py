"""`wellrun worker`: loads, figures and backups in the background, for a service."""

from __future__ import annotations

import argparse

from wellrun.config import installation
from wellrun.config.working import work


def arguments(_parser: argparse.ArgumentParser) -> None:
    """It takes none."""


def run(_options: argparse.Namespace) -> int:
    installation.prepare()
    work()
    return 0
