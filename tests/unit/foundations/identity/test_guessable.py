"""Long passwords that are guessed first (OWASP ASVS 5.0, 6.1.2, 6.2.4 and 6.2.11)."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.password_validation import CommonPasswordValidator, validate_password
from django.core.exceptions import ValidationError
from tests.conftest import account

from wellrun.foundations.identity.guessable import core, guessable, in_runs, said_again

EARLY = (
    "password1234", "Password2026!", "P@ssw0rd12345", "passwordpassword", "Summer2026!!!", "summer-2026-2026",
    "qwertyuiop12", "1qaz2wsx3edc", "1qaz@WSX3edc4", "aaaaaaaaaaaa", "abcabcabcabc", "abcdefghijkl", "123456789012",
    "987654321098", "zxcvbnmasdfghjkl", "Monday123456", "letmein123456", "iloveyou12345", "!!dragon!!1234",
    "S0ph1e123456", "november2026x"[:12] + "!", "welcomewelcome", "summerpassword",
    "poiuytrewq12", "Winter20262026", "football!!!!1",
)  # fmt: skip
LATE = (
    "correct horse battery staple", "tram-candle-otter-42", "quite another sentence", "mein Hund frisst Kiesel",
    "vK9#tq2LmZ8w", "842019375561", "seven grey umbrellas", "the lift smells of toast", "Rhabarber und Schrauben",
)  # fmt: skip


@pytest.mark.parametrize("password", EARLY)
def test_common_words_dressed_up_rows_of_keys_and_repetitions_are_refused(password: str) -> None:
    assert guessable(password)


@pytest.mark.parametrize("password", LATE)
def test_several_words_and_chance_are_not(password: str) -> None:
    assert not guessable(password)


def test_every_common_password_made_long_by_figures_is_refused() -> None:
    """The list holds 19,646; with figures after it to twelve characters each of them fits our own rule of length."""
    long = [
        one + "1234567890123456"[: 12 - len(one)] if len(one) < 12 else one
        for one in CommonPasswordValidator().passwords
    ]
    assert len(set(long)) > 3000
    assert [one for one in long if not guessable(one)] == []


def test_the_parts_of_the_rule() -> None:
    assert core("!!P@ssw0rd_2026!!") == "password"
    assert (said_again("abcabcab"), said_again("abcd")) == ("abc", "abcd")
    assert in_runs("qwertyuiop12") > 0.8 > 0.3 > in_runs("correct horse")


@pytest.mark.parametrize("password", ["Hospital-H1-2026", "ward.manager1234", "Emergency-Ward-1!", "wellrunwellrun1"])
def test_names_of_the_house_and_of_the_person_are_no_password(world: Any, password: str) -> None:
    with pytest.raises(ValidationError):
        validate_password(password, world.ward_manager)


def test_another_sentence_with_one_such_name_is(world: Any) -> None:
    validate_password("nine otters in the ward", world.ward_manager)
    validate_password("quite another sentence", account("nobody.else", None, ""))
