"""Chance that belongs to a patient and not to the order of events, so that two runs differ only by what was changed.

Each draw is a hash of the run's seed, the class, the patient's number, and what is drawn at which step (SplitMix64:
Steele, Lea and Flood, OOPSLA 2014). No state is kept: a patient's stay is the same whoever was served before.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from wellrun.engines.flow.compiled import part
from wellrun.engines.flow.layout import (
    CONSTANT,
    D_COUNT,
    D_FAMILY,
    D_FIRST,
    D_SCALE,
    D_SHAPE,
    EXPONENTIAL,
    GAMMA,
    LOGNORMAL,
    QUANTILES,
    T_QUANTILES,
    WEIBULL,
)

_GOLDEN = np.uint64(0x9E3779B97F4A7C15)
_FIRST, _SECOND = np.uint64(0xBF58476D1CE4E5B9), np.uint64(0x94D049BB133111EB)
_30, _27, _31, _12 = np.uint64(30), np.uint64(27), np.uint64(31), np.uint64(12)


@part
def key_of(key: Any, number: Any) -> Any:
    """The key of a thing within another: SplitMix64's word of this number after the key."""
    word = np.uint64(key) + np.uint64(number + 1) * _GOLDEN
    word = (word ^ (word >> _30)) * _FIRST
    word = (word ^ (word >> _27)) * _SECOND
    return np.int64(word ^ (word >> _31))


@part
def uniform(key: Any, number: Any) -> float:
    """Between 0 and 1, neither included, with 52 bits."""
    return (np.float64(np.int64(np.uint64(key_of(key, number)) >> _12)) + 0.5) * 2.220446049250313e-16


@part
def normal(key: Any, number: Any) -> float:
    """A standard normal draw, by Box and Muller (Ann. Math. Stat. 1958) on two uniforms under the draw's own key."""
    own = key_of(key, number)
    return math.sqrt(-2.0 * math.log(uniform(own, 0))) * math.cos(2.0 * math.pi * uniform(own, 1))


@part
def gamma(key: Any, number: Any, shape: float) -> float:
    """A gamma draw of scale 1 by rejection (Marsaglia and Tsang, ACM TOMS 2000; 26: 363)."""
    own = key_of(key, number)
    # Below 1 the draw of shape + 1 is shrunk by a power of another uniform.
    boost = 1.0 if shape >= 1.0 else uniform(own, 0) ** (1.0 / shape)
    d = (shape if shape >= 1.0 else shape + 1.0) - 1.0 / 3.0
    c = 1.0 / math.sqrt(9.0 * d)
    at = 1
    while True:
        z = normal(own, at)
        v = (1.0 + c * z) ** 3
        if v > 0.0 and math.log(uniform(own, at + 1)) < 0.5 * z * z + d - d * v + d * math.log(v):
            return boost * d * v
        at += 2


@part
def drawn(m: Any, x: Any, duration: int, key: Any, number: int) -> Any:
    """A duration in hours by its record; infinite where it never ends."""
    family, scale = m[duration + D_FAMILY], x[duration + D_SCALE]
    if family == EXPONENTIAL:
        return -math.log(uniform(key, number)) * scale
    if family == CONSTANT:
        return scale
    if family == LOGNORMAL:
        return scale * math.exp(x[duration + D_SHAPE] * normal(key, number))
    if family == GAMMA:
        return scale * gamma(key, number, x[duration + D_SHAPE])
    if family == WEIBULL:
        return scale * (-math.log(uniform(key, number))) ** (1.0 / x[duration + D_SHAPE])
    if family == QUANTILES:
        at = uniform(key, number) * (m[duration + D_COUNT] - 1)
        low = int(at)
        first = m[T_QUANTILES] + m[duration + D_FIRST] + low
        return x[first] + (x[first + 1] - x[first]) * (at - low)
    return math.inf
