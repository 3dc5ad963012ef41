"""What is wrong with a contract, a table or a file, as data."""

from __future__ import annotations

from typing import NamedTuple


class Fault(NamedTuple):
    """One fault: a stable code, where, what stands there, what was expected, and what to do.

    ``place`` names the part (``versions[0].terms[2].share``); ``line`` is that of the file, from 1, 0 without a file.
    """

    code: str
    place: str
    message: str
    value: str = ""
    expected: str = ""
    remedy: str = ""
    line: int = 0
