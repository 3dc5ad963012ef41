"""The sentences of a verdict: what may be claimed of a programme, and what may not."""

from __future__ import annotations

from enum import StrEnum

from wellrun.engines.effect.expected import ObservedExpected
from wellrun.engines.effect.matched import MatchedEffect
from wellrun.engines.effect.series import Estimate, SeriesEffect


class Finding(StrEnum):
    """What became of the facility's rate since the start."""

    FALL = "a fall"
    RISE = "a rise"
    NOTHING = "no change that chance does not explain"
    CANNOT_TELL = "cannot be told"


def may_claim(
    finding: Finding,
    series: SeriesEffect | None,
    paired: MatchedEffect | None,
    expected: ObservedExpected | None,
    *,
    attributable: bool,
    target: float,
) -> tuple[str, ...]:
    """What may be said aloud. target: the reduction hoped for, as a share of the rate."""
    said: list[str] = []
    if series and finding is Finding.FALL:
        said.append(
            f"Since the start {_percent(series.reduction.value)} fewer of those who went home came back than the time "
            f"before leads to ({_between(series.reduction)})."
        )
        said.append(
            f"That is about {series.avoided.value:.0f} returns avoided "
            f"({series.avoided.lower:.0f} to {series.avoided.upper:.0f})."
        )
        if series.reduction.lower >= target:
            said.append(f"The fall is {_percent(target)} or more.")
    elif series and finding is Finding.RISE:
        said.append(
            f"Since the start {_percent(-series.reduction.value)} more of those who went home came back than the time "
            f"before leads to ({_between(series.reduction, turned=True)})."
        )
    elif series:
        said.append(
            f"The rate moved by {_signed(-series.reduction.value)} from where the time before leads "
            f"({_between(series.reduction, turned=True)})."
        )
    if attributable:
        said.append("Nothing that was looked at speaks against the programme as the cause.")
    if paired:
        said.append(
            f"{_percent(paired.rate_treated)} of those who took part came back, and {_percent(paired.rate_others)} of "
            f"people as likely to: {_signed(-paired.reduction.value)} ({_between(paired.reduction, turned=True)})."
        )
    if expected:
        ratio = expected.ratio
        said.append(
            f"{expected.observed} came back where the risk model leads to {expected.expected:.0f}: "
            f"{_percent(ratio.value)} of it ({_percent(ratio.lower)} to {_percent(ratio.upper)})."
        )
    return tuple(said)


def may_not_claim(
    finding: Finding,
    series: SeriesEffect | None,
    paired: MatchedEffect | None,
    expected: ObservedExpected | None,
    *,
    target: float,
) -> tuple[str, ...]:
    """What may not be said, and why. target: the reduction hoped for, as a share of the rate."""
    said: list[str] = []
    if finding is Finding.CANNOT_TELL:
        said.append("That anything has changed, or that it has not: the series does not allow an answer.")
    elif finding is Finding.NOTHING:
        said.append("That returns fell because of the programme.")
        if series and series.reduction.upper > 0:
            said.append(
                f"That the programme does nothing: a fall of up to {_percent(series.reduction.upper)} "
                "would also fit what was seen."
            )
    elif finding is Finding.FALL:
        said.append("That the programme alone did it: who took part was not decided by lot.")
        if series and series.reduction.lower < target:
            said.append(f"That the fall is {_percent(target)} or more: it may be {_percent(series.reduction.lower)}.")
    if series:
        after = "this" if finding in (Finding.FALL, Finding.RISE) else "it"
        said.append(f"That {after} will stay so: nothing is known beyond the last point.")
    if paired:
        said.append("That those who took part were like the others in what no record shows.")
        if paired.unpaired:
            said.append(f"Anything of {paired.unpaired} who took part and had nobody like them to be paired with.")
    if expected:
        said.append(
            "That observed against expected proves the programme: a trend of years moves it too, and returns that were "
            "avoided make the risks themselves smaller."
        )
    return tuple(said)


def _percent(share: float) -> str:
    return f"{100 * share:.1f} %"


def _signed(share: float) -> str:
    return f"{100 * share:+.1f} %"


def _between(estimate: Estimate, *, turned: bool = False) -> str:
    low, high = (-estimate.upper, -estimate.lower) if turned else (estimate.lower, estimate.upper)
    return f"95 % interval {_percent(low)} to {_percent(high)}"
