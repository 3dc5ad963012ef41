"""Fails if a locked dependency has a known vulnerability; says plainly how many could not be checked.

Asks the advisory service that pip-audit asks. Where that cannot be reached nothing is known, and that is what is said.
"""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class Advice:
    """What is known of the locked dependencies."""

    checked: int
    unchecked: tuple[str, ...]
    vulnerable: tuple[str, ...]

    @property
    def words(self) -> str:
        """One line for the log of the build."""
        said = f"{self.checked} dependencies checked for known vulnerabilities, {len(self.unchecked)} could not be."
        return " ".join([said, *self.vulnerable])


def advice(report: dict[str, Any]) -> Advice:
    """Reads the report of pip-audit (its JSON format)."""
    known = [one for one in report["dependencies"] if "skip_reason" not in one]
    return Advice(
        checked=len(known),
        unchecked=tuple(one["name"] for one in report["dependencies"] if "skip_reason" in one),
        vulnerable=tuple(
            f"{one['name']} {one['version']}: {flaw['id']}, fixed in {', '.join(flaw['fix_versions']) or 'no version yet'}."
            for one in known
            for flaw in one["vulns"]
        ),
    )


def asked(requirements: Path) -> dict[str, Any]:
    """The report of pip-audit about a file of requirements with hashes."""
    words = ["--require-hashes", "--disable-pip", "--format", "json", "--progress-spinner", "off"]
    done = subprocess.run(  # noqa: S603 - our own words
        [sys.executable, "-m", "pip_audit", *words, "-r", str(requirements)], capture_output=True, text=True
    )
    if not done.stdout.strip():
        raise SystemExit(f"pip-audit could not run: {done.stderr.strip()[-500:]}")
    report: dict[str, Any] = json.loads(done.stdout)
    return report


def main() -> int:
    """0 if nothing is known to be wrong, 1 otherwise."""
    found = advice(asked(Path(sys.argv[1])))
    print(found.words)  # noqa: T201
    return 1 if found.vulnerable else 0


if __name__ == "__main__":
    sys.exit(main())
