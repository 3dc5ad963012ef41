"""The rules that are shipped: what is public knowledge of the national forms and codes, each with its source."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from wellrun.departments.revenue.rules.scrubbing.reading import read_rules
from wellrun.departments.revenue.rules.scrubbing.rule import Rule

CONTENT = Path(__file__).parents[2] / "content" / "scrubbing.yaml"


@lru_cache(maxsize=1)
def shipped_rules() -> tuple[Rule, ...]:
    """The shipped rules in their order. Raises ``ValueError`` with every fault of the file."""
    rules, faults = read_rules(CONTENT.read_text(encoding="utf-8"))
    if faults:
        raise ValueError("\n".join(str(one) for one in faults))
    return rules
