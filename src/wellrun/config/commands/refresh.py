"""`wellrun refresh`: figures and signals anew, from the facts that are in."""

from __future__ import annotations

import argparse


def arguments(_parser: argparse.ArgumentParser) -> None:
    """It takes none."""


def run(_options: argparse.Namespace) -> int:
    from wellrun.config import installation
    from wellrun.foundations.audit.actions import System
    from wellrun.foundations.feeds.registry import AFTER_LOAD

    installation.prepare()
    for step in AFTER_LOAD:
        step(System("wellrun refresh"))
    return 0
