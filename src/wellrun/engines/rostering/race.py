"""What the threads of one solve share: the best roster, the bound, the clock, and when to stop."""

from __future__ import annotations

import math
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from wellrun.engines.rostering.draft import Kept
from wellrun.engines.rostering.grid import HARD

EPSILON = 1e-6


@dataclass(frozen=True)
class Step:
    """One improvement: after how many seconds, to which penalty, with which bound, and by what."""

    seconds: float
    penalty: int
    bound: int
    how: str


@dataclass
class Race:
    """``progress`` hears of each improvement, ``asked`` from outside says whether to end; ``minima`` whether any cover
    is a hard minimum, which costs ``HARD`` while it is missed."""

    seconds: float
    progress: Callable[[Step], None] | None = None
    asked: Callable[[], bool] | None = None
    minima: bool = True
    floor: float = 0.0
    best: Kept | None = None
    trace: list[Step] = field(default_factory=list)
    failed: BaseException | None = None
    _lock: threading.RLock = field(default_factory=threading.RLock)
    _begun: float = field(default_factory=time.monotonic)

    def now(self) -> float:
        return time.monotonic() - self._begun

    @property
    def bound(self) -> int:
        return math.ceil(self.floor - EPSILON)

    def offer(self, kept: Kept, how: str) -> None:
        """A roster; it is taken where it is better than the best."""
        with self._lock:
            if self.best is None or kept.value < self.best.value - EPSILON:
                self.best = kept
                self._tell(how)

    def raise_bound(self, bound: float, how: str) -> None:
        with self._lock:
            if bound > self.floor + EPSILON:
                self.floor = bound
                if self.best is not None:
                    self._tell(how)

    def _tell(self, how: str) -> None:
        assert self.best is not None
        # While a hard minimum is missed the value is no penalty, so there is nothing to tell yet.
        if self.best.value < HARD or not self.minima:
            step = Step(round(self.now(), 2), round(self.best.value), self.bound, how)
            self.trace.append(step)
            if self.progress:
                self.progress(step)

    @property
    def closed(self) -> bool:
        """Nothing can be better than the best."""
        return self.best is not None and self.bound >= self.best.value - EPSILON

    def over(self) -> bool:
        return (
            self.closed
            or self.now() >= self.seconds
            or self.failed is not None
            or (self.asked is not None and self.best is not None and self.asked())
        )
