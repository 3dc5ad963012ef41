"""Passwords that are long and still guessed first: common words dressed up, rows of keys, repetitions, our own names.

Lists of leaked passwords hold few of twelve characters and more; guessing programs make those by rule from shorter ones
(NIST SP 800-63B 5.1.1.2; OWASP ASVS 5.0, 6.2.4 and 6.2.11). So the rules are turned round: what remains of a password
when its dress is taken off is looked up in the list of common ones.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import Any

from django.contrib.auth.password_validation import CommonPasswordValidator
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from wellrun.foundations.organisation.models import Department, Facility, Network, Unit

DRESS = str.maketrans(
    {"0": "o", "1": "i", "3": "e", "4": "a", "5": "s", "7": "t", "@": "a", "$": "s", "!": "i", "|": "l"}
)
"""Characters that stand for letters they look like."""

ROWS = ("abcdefghijklmnopqrstuvwxyz", "01234567890", "qwertyuiop", "asdfghjkl", "zxcvbnm", "qwertzuiop", "azertyuiop")
COLUMNS = ("1qaz", "2wsx", "3edc", "4rfv", "5tgb", "6yhn", "7ujm", "8ik", "9ol")
SEASONS = (
    "spring", "summer", "autumn", "fall", "winter", "january", "february", "march", "april", "may", "june", "july",
    "august", "september", "october", "november", "december", "monday", "tuesday", "wednesday", "thursday", "friday",
    "saturday", "sunday",
)  # fmt: skip
HOUSE = ("wellrun", "hospital", "clinic", "nurse", "doctor", "health", "ward")
FEWEST_KINDS, SHORTEST_RUN, MOST_IN_RUNS = 5, 4, 0.6
FEWEST_LEFT = 6
"""Characters that must remain when the names of the house are taken out."""


def core(password: str) -> str:
    """What remains without capitals, without figures and signs before and after, and with letters for what looks so."""
    bare = re.sub(r"^[\W\d_]+|[\W\d_]+$", "", password.casefold())
    return re.sub(r"[\W_]", "", bare.translate(DRESS))


def said_again(words: str) -> str:
    """The shortest piece that the words repeat; the words themselves if they repeat none."""
    for length in range(1, len(words) // 2 + 1):
        piece = words[:length]
        if (piece * (len(words) // length + 1))[: len(words)] == words:
            return piece
    return words


def in_runs(password: str) -> float:
    """The share of a password that lies in rows or columns of keys or of the alphabet, forwards or backwards."""
    words = password.casefold()
    covered: set[int] = set()
    for row in (*ROWS, *COLUMNS):
        for way in (row, row[::-1]):
            for begin in range(len(words)):
                end = begin
                while end < len(words) and words[begin : end + 1] in way:
                    end += 1
                if end - begin >= min(SHORTEST_RUN, len(row)):
                    covered.update(range(begin, end))
    return len(covered) / len(words) if words else 0.0


@lru_cache(maxsize=1)
def common() -> frozenset[str]:
    """The common passwords, undressed."""
    listed = CommonPasswordValidator().passwords
    return frozenset(listed) | {core(one) for one in listed if len(core(one)) > 3} | frozenset(SEASONS)


def guessable(password: str) -> bool:
    """Whether a guessing program would come to it early."""
    words = password.casefold()
    if len(set(words)) < FEWEST_KINDS or len(said_again(words)) <= len(words) // 2:
        return True
    if in_runs(password) >= MOST_IN_RUNS or _lengthened(words):
        return True
    bare = core(password)
    return said_again(bare) in common() or _two_ways(bare)


def _lengthened(words: str) -> bool:
    """A common password with figures and signs after it, as it stands in the list: abc123 and more figures."""
    bare = len(re.sub(r"[\d\W_]+$", "", words))
    return any(words[:end] in common() for end in range(max(bare, SHORTEST_RUN), len(words) + 1))


def _two_ways(bare: str) -> bool:
    """A season, month or day beside one more common word: summerpassword."""
    return any(
        (bare.startswith(one) and bare[len(one) :] in common())
        or (bare.endswith(one) and bare[: -len(one)] in common())
        for one in SEASONS
    )


def without(password: str, names: Iterable[str]) -> str:
    """What remains of a password when the names of a house are taken out, the longest first."""
    left = core(password)
    for known in sorted({core(word) for name in names for word in name.split()}, key=len, reverse=True):
        if len(known) > 2:
            left = left.replace(known, "")
    return left


def names_of_the_house() -> tuple[str, ...]:
    """The product's name, words of the trade, and the names of all places."""
    places = (model.objects.values_list("name", flat=True) for model in (Network, Facility, Department, Unit))
    return (*HOUSE, *(name for found in places for name in found))


class NotGuessable:
    """Refuses a password that a guessing program would try early."""

    def validate(self, password: str, user: Any = None) -> None:
        del user
        if guessable(password):
            raise ValidationError(
                _("This password is one of those that are guessed first: %(why)s"),
                code="password_guessable",
                params={"why": _("take several words that have nothing to do with one another.")},
            )

    def get_help_text(self) -> str:
        """What is asked for, in words."""
        return _("No common word with figures after it, no rows of keys, nothing said twice.")


class NotOfTheHouse:
    """Refuses a password that is little more than names everybody here knows."""

    def validate(self, password: str, user: Any = None) -> None:
        own = (user.person.name, user.email.partition("@")[0]) if getattr(user, "person_id", None) else ()
        # Figures alone hold no name.
        if core(password) and len(without(password, (*names_of_the_house(), *own))) < FEWEST_LEFT:
            raise ValidationError(
                _("This password is little more than names that are known here; take others."), code="password_of_house"
            )

    def get_help_text(self) -> str:
        """What is asked for, in words."""
        return _("Not made of the names of this organisation, its places or yours.")
