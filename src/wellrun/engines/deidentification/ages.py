"""Ages over 89, and years that would tell of one (45 CFR 164.514(b)(2)(i)(C))."""

from __future__ import annotations

OLDEST_SHOWN = 89
"""The greatest age, in years, that may be shown; all above are one group."""

OVER = f"{OLDEST_SHOWN + 1}+"
BAND_YEARS = 10


def reveals_old_age(year: int, *, release_year: int) -> bool:
    """Whether somebody who lived in ``year`` is, or would be, over 89 at some day of ``release_year``.

    Years of the common era. Birth years are the plain case; any event in a life so long ago tells the same.
    """
    return release_year - year > OLDEST_SHOWN


def band_of(age: int) -> str:
    """The ten-year band of an age in completed years: "40-49"; from 90 on "90+". ``ValueError`` below 0."""
    if age < 0:
        raise ValueError(f"An age cannot be negative, got {age}.")
    if age > OLDEST_SHOWN:
        return OVER
    first = age // BAND_YEARS * BAND_YEARS
    return f"{first}-{first + BAND_YEARS - 1}"
