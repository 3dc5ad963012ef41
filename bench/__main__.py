"""Runs one bench by name and prints what it measured."""

from __future__ import annotations

import argparse
import json
from importlib import import_module
from pathlib import Path


def main() -> None:
    """Each bench is a module here with ``run() -> dict``."""
    here = Path(__file__).parent
    names = sorted(file.stem for file in here.glob("*.py") if not file.stem.startswith("_"))
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("name", choices=names)
    parser.add_argument("--json", action="store_true", help="print JSON instead of a list")
    chosen = parser.parse_args()
    measured = import_module(f"bench.{chosen.name}").run()
    if chosen.json:
        print(json.dumps(measured, indent=2))
        return
    for key, value in measured.items():
        print(f"{key:48} {value}")


if __name__ == "__main__":
    main()
