"""The check digit of a National Provider Identifier (45 CFR 162.406; ISO 7812 with the prefix 80840)."""

from __future__ import annotations

PREFIX = 24
"""What the prefix 80840 adds to the sum of every number of ten digits."""


def valid_npi(text: str) -> bool:
    """Whether a text is ten digits, the first 1 or 2, with the check digit of Luhn's formula."""
    if len(text) != 10 or not (text.isascii() and text.isdigit()) or text[0] not in "12":
        return False
    doubled = (int(one) * 2 for one in text[-2::-2])
    total = PREFIX + sum(one // 10 + one % 10 for one in doubled) + sum(int(one) for one in text[-1::-2])
    return total % 10 == 0
