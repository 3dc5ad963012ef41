"""`wellrun audit verify`: whether every entry of the audit stands as it was written, and if not, which is the first."""

from __future__ import annotations

import argparse

from wellrun.foundations.audit.queries import verify


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("what", choices=["verify"])


def run(_options: argparse.Namespace) -> int:
    verdict = verify()
    if verdict.whole:
        print(f"The audit is whole: {verdict.entries} entries.")  # noqa: T201
        return 0
    print(f"The audit is broken at entry {verdict.broken_at}, after {verdict.entries} whole ones. {verdict.reason}")  # noqa: T201
    return 1
