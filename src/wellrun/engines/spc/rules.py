"""The rule sets by name, as plain values: what each asks of the points, so that a chart can store and show them."""

from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType


class Pattern(StrEnum):
    """Kinds of pattern that are not chance."""

    BEYOND_LIMITS = "beyond_limits"
    TREND = "trend"
    ONE_SIDE = "one_side"
    ZONE = "zone"
    NEAR_LIMIT = "near_limit"
    ALTERNATING = "alternating"
    HUGGING = "hugging"
    MIXTURE = "mixture"
    UNUSUAL_RUNS = "unusual_runs"


@dataclass(frozen=True, kw_only=True)
class Rule:
    """A pattern with its numbers: `needed` of `within` neighbouring points, beyond or within `sigmas`."""

    code: str
    pattern: Pattern
    needed: int = 1
    within: int = 1
    sigmas: float = 3.0


@dataclass(frozen=True, kw_only=True)
class RuleSet:
    """Rules in the order in which the first that applies names a point."""

    name: str
    rules: tuple[Rule, ...]
    source: str


_BEYOND = Rule(code="beyond_limits", pattern=Pattern.BEYOND_LIMITS)

ANHOEJ = RuleSet(
    name="anhoej",
    rules=(_BEYOND, Rule(code="unusual_runs", pattern=Pattern.UNUSUAL_RUNS)),
    source="Anhøj and Olesen, Run charts revisited, PLoS ONE 2014; 9(11): e113825",
)

MAKING_DATA_COUNT = RuleSet(
    name="making_data_count",
    rules=(
        _BEYOND,
        Rule(code="trend", pattern=Pattern.TREND, needed=7, within=7),
        Rule(code="two_in_three", pattern=Pattern.NEAR_LIMIT, needed=2, within=3, sigmas=2.0),
        Rule(code="one_side", pattern=Pattern.ONE_SIDE, needed=7, within=7),
    ),
    source="NHS England, Making Data Count; NHSRplotthedots 0.2.2",
)

WESTERN_ELECTRIC = RuleSet(
    name="western_electric",
    rules=(
        Rule(code="WE1", pattern=Pattern.BEYOND_LIMITS),
        Rule(code="WE2", pattern=Pattern.ZONE, needed=2, within=3, sigmas=2.0),
        Rule(code="WE3", pattern=Pattern.ZONE, needed=4, within=5, sigmas=1.0),
        Rule(code="WE4", pattern=Pattern.ONE_SIDE, needed=8, within=8),
    ),
    source="Western Electric, Statistical Quality Control Handbook, 1956",
)

NELSON = RuleSet(
    name="nelson",
    rules=(
        Rule(code="N1", pattern=Pattern.BEYOND_LIMITS),
        Rule(code="N2", pattern=Pattern.ONE_SIDE, needed=9, within=9),
        Rule(code="N3", pattern=Pattern.TREND, needed=6, within=6),
        Rule(code="N4", pattern=Pattern.ALTERNATING, needed=14, within=14),
        Rule(code="N5", pattern=Pattern.ZONE, needed=2, within=3, sigmas=2.0),
        Rule(code="N6", pattern=Pattern.ZONE, needed=4, within=5, sigmas=1.0),
        Rule(code="N7", pattern=Pattern.HUGGING, needed=15, within=15, sigmas=1.0),
        Rule(code="N8", pattern=Pattern.MIXTURE, needed=8, within=8, sigmas=1.0),
    ),
    source="Nelson, The Shewhart control chart: tests for special causes, J Qual Technol 1984; 16: 237-239",
)

RULE_SETS = MappingProxyType({rules.name: rules for rules in (ANHOEJ, MAKING_DATA_COUNT, WESTERN_ELECTRIC, NELSON)})
