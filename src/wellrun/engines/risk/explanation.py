"""Why this person's risk is what it is: what would it be if one thing were as with most people?

One input is put at what is usual, everything derived from it is derived anew, and the model is asked again. The
difference is what that input does for this person, all else as it is. It holds for any model, and is in percent a
reader knows. It is no cause, and the differences do not add up to the whole, since inputs act together.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from statistics import median_low, mode

from wellrun.engines.risk.cases import Value, cases_of
from wellrun.engines.risk.model import Model

LEAST = 0.005

Fields = Mapping[str, Value]
Derive = Callable[[Fields], Mapping[str, Value]]


@dataclass(frozen=True, kw_only=True)
class Reason:
    """One input's part: its value, the usual one, and the risk (0 to 1) there would be with the usual one."""

    about: str
    value: Value
    usual: Value
    risk: float
    otherwise: float
    says: str

    @property
    def raises(self) -> bool:
        return self.risk > self.otherwise


@dataclass(frozen=True, kw_only=True)
class Explanation:
    """A person's risk against the average of those learned from, and the reasons that weigh most, heaviest first."""

    risk: float
    average: float
    says: str
    reasons: tuple[Reason, ...]


def usual_of(rows: Sequence[Fields]) -> dict[str, Value]:
    """What is usual: by field the median of numbers (the lower of two), the commonest of anything else."""
    if not rows:
        raise ValueError("Without people there is nothing usual.")
    return {name: _usual([row[name] for row in rows if row[name] is not None]) for name in rows[0]}


def explain(
    model: Model,
    fields: Fields,
    *,
    usual: Fields,
    average: float,
    words: Mapping[str, str],
    derive: Derive = dict,
    most: int = 5,
) -> Explanation:
    """The inputs that raised or lowered one person's risk most.

    fields: what is known of the person. words: by field to be tried, its name in a sentence; fields without words are
    left as they are. derive: from fields to the model's inputs. Differences below half a percentage point are not told.
    """
    tried = [name for name in words if fields[name] != usual[name]]
    rows = [fields, *({**fields, name: usual[name]} for name in tried)]
    risks = model.risk(cases_of(model.inputs, [derive(row) for row in rows])).tolist()
    reasons = [
        _reason(words[name], fields[name], usual[name], risk=risks[0], otherwise=otherwise)
        for name, otherwise in zip(tried, risks[1:], strict=True)
        if abs(risks[0] - otherwise) >= LEAST
    ]
    heaviest = sorted(reasons, key=lambda each: -abs(each.risk - each.otherwise))[:most]
    return Explanation(
        risk=risks[0],
        average=average,
        says=f"The risk is {_percent(risks[0])}; the average is {_percent(average)}.",
        reasons=tuple(heaviest),
    )


def _reason(about: str, value: Value, usual: Value, *, risk: float, otherwise: float) -> Reason:
    way = "raises" if risk > otherwise else "lowers"
    return Reason(
        about=about,
        value=value,
        usual=usual,
        risk=risk,
        otherwise=otherwise,
        says=(
            f"{about[:1].upper()}{about[1:]}: {_said(value)}, where {_said(usual)} is usual. "
            f"This {way} the risk from {_percent(otherwise)} to {_percent(risk)}."
        ),
    )


def _usual(values: Sequence[Value]) -> Value:
    numbers = [each for each in values if isinstance(each, int | float)]
    if numbers and len(numbers) == len(values):
        return median_low(numbers)
    return mode(values) if values else None


def _said(value: Value) -> str:
    if value is None:
        return "not known"
    return f"{value:g}" if isinstance(value, int | float) else str(value)


def _percent(share: float) -> str:
    return f"{100 * share:.1f} %"
