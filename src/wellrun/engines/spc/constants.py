"""Numbers that control charts are built from. No units: all are pure factors."""

from math import comb, exp, lgamma, sqrt
from types import MappingProxyType

# Bias of the mean moving range of two neighbours (d2 for n = 2) and the upper limit of a moving range (D4 for n = 2),
# to the precision printed in Montgomery, Introduction to Statistical Quality Control, appendix VI.
MOVING_RANGE_DIVISOR = 1.128
MOVING_RANGE_CEILING = 3.267
# NHS Making Data Count prints mean ± 2.66 × mean moving range; as a divisor that is 3 / 2.66, not quite 1.128.
MAKING_DATA_COUNT_DIVISOR = 3 / 2.66
# Ceiling for the standardised ranges of an I′ chart (Taylor, Normalized Individuals Chart, 2017).
STANDARD_RANGE_CEILING = 3.2665
# Power that makes waiting times between rare events nearly normal (Nelson 1994; Montgomery 7.3.5).
WAITING_TIME_POWER = 3.6
# Median over mean of an exponential waiting count (Provost and Murray, The Health Care Data Guide, 2011, p. 228).
GEOMETRIC_MEDIAN = 0.693


def c4(*, size: int) -> float:
    """Mean of the sample standard deviation of `size` normal values, in units of sigma. Size 2 or more."""
    return sqrt(2 / (size - 1)) * exp(lgamma(size / 2) - lgamma((size - 1) / 2))


def c5(*, size: int) -> float:
    """Standard deviation of the sample standard deviation, in units of sigma. Size 2 or more."""
    return sqrt(1 - c4(size=size) ** 2)


def a3(*, size: int) -> float:
    """Half width of X-bar limits per mean standard deviation (Montgomery 6.27)."""
    return 3 / (c4(size=size) * sqrt(size))


def b3(*, size: int) -> float:
    """Lower limit of an S chart per mean standard deviation, never below zero (Montgomery 6.26)."""
    return max(0.0, 1 - 3 * c5(size=size) / c4(size=size))


def b4(*, size: int) -> float:
    """Upper limit of an S chart per mean standard deviation (Montgomery 6.26)."""
    return 1 + 3 * c5(size=size) / c4(size=size)


def fewest_crossings(*, useful: int) -> int:
    """Lower 5 % point of Binomial(useful - 1, 1/2): fewer crossings of the centre line are a signal (Chen 2010)."""
    trials = max(useful - 1, 0)
    total, target = 0, 2**trials
    for crossings in range(trials + 1):
        total += comb(trials, crossings)
        if total * 20 >= target:
            return crossings
    return trials


# Best box and cut box for 10 to 100 useful points: Anhøj and Wentzel-Larsen, Smooth operator: modifying the Anhøj
# rules to improve runs analysis, PLoS ONE 2020; 15(6): e0233920. Per number of points: fewest crossings and longest
# run of the box; then, where a corner of the box is cut, the crossings from which the longest run may be full, and
# the longest run allowed at the fewest crossings (0 where no corner is cut).
_BOXES = """
10 2 6 3 5   11 3 7 4 6   12 3 6 0 0   13 3 6 0 0   14 3 6 0 0   15 4 7 6 6   16 5 8 6 7
17 5 7 0 0   18 5 7 6 6   19 5 7 6 5   20 6 7 0 0   21 7 8 0 0   22 6 7 7 6   23 6 7 7 6
24 6 7 7 6   25 6 7 0 0   26 9 9 10 7   27 9 8 10 7   28 9 8 11 7   29 10 8 0 0   30 11 10 12 9
31 11 9 14 8   32 11 8 0 0   33 11 8 12 7   34 11 8 13 7   35 12 8 0 0   36 13 9 15 8   37 14 10 0 0
38 13 8 0 0   39 15 11 0 0   40 15 9 0 0   41 15 9 17 8   42 14 8 0 0   43 14 8 0 0   44 17 10 0 0
45 17 9 0 0   46 17 9 19 8   47 17 9 20 7   48 19 12 20 11   49 19 10 21 9   50 19 9 0 0   51 19 9 21 8
52 19 9 21 7   53 21 11 23 9   54 21 10 23 8   55 21 9 0 0   56 21 9 23 8   57 23 12 25 11   58 23 10 24 9
59 23 10 26 8   60 23 9 0 0   61 23 9 24 8   62 25 11 27 9   63 25 10 27 9   64 26 11 27 10   65 26 10 27 9
66 27 12 29 10   67 27 10 0 0   68 27 10 29 8   69 28 11 29 8   70 29 14 30 13   71 29 11 31 9   72 29 10 30 9
73 30 11 31 10   74 30 10 0 0   75 31 12 32 9   76 31 11 34 8   77 31 10 33 9   78 32 11 33 8   79 33 13 37 11
80 33 11 35 9   81 33 10 0 0   82 34 11 36 10   83 33 10 36 7   84 35 11 0 0   85 35 11 38 8   86 35 10 36 9
87 35 10 38 8   88 37 12 38 10   89 37 11 39 9   90 38 12 0 0   91 37 10 39 9   92 39 13 41 12   93 39 11 40 10
94 39 11 42 8   95 39 10 0 0   96 39 10 41 8   97 41 12 42 9   98 41 11 44 9   99 42 12 43 10   100 41 10 42 9
"""


def _read_boxes() -> dict[int, tuple[int, int, int, int]]:
    figures = [int(figure) for figure in _BOXES.split()]
    rows = [figures[at : at + 5] for at in range(0, len(figures), 5)]
    return {row[0]: (row[1], row[2], row[3], row[4]) for row in rows}


BOXES = MappingProxyType(_read_boxes())
