"""`wellrun demo`: makes the demonstration facility in an empty installation."""

from __future__ import annotations

import argparse

from wellrun.config import installation


def arguments(_parser: argparse.ArgumentParser) -> None:
    """It takes none."""


def run(_options: argparse.Namespace) -> int:
    installation.prepare()
    installation.furnish_demonstration()
    return 0
