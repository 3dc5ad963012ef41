"""How a price came about, in words; every name that the engine gives has one."""

from __future__ import annotations

import dataclasses
import re
from pathlib import Path

from django.utils.translation import override
from tests.unit.engines.reimbursement.test_checker import CLAIM, CONTRACT, DAY, RIGHT

import wellrun.engines.reimbursement as engine
from wellrun.departments.revenue.words.prices import FIGURES, KINDS, LOOKS_FOR, say, sentences
from wellrun.engines.reimbursement.contract import Version
from wellrun.engines.reimbursement.expected import Why
from wellrun.engines.reimbursement.pricing import price

NAMED = re.compile(r'\("([A-Za-z][A-Za-z ,]+)", ')


def test_steps_are_told_in_sentences_with_their_figures() -> None:
    assert sentences(RIGHT) == (
        "case (base), 2 lines: case rate 150: 150.00.",
        "lesser of (lesser of), 2 lines: charge 100.00, per claim: 150.00 → 100.00.",
        "patient share (patient’s share), 2 lines: deductible 10, copayment 0.00, coinsurance 0: 100.00 → 90.00.",
    )


def test_what_has_no_price_is_told_with_what_was_looked_for() -> None:
    none = dataclasses.replace(CONTRACT, versions=(Version(DAY, None, ()),))
    assert sentences(price(CLAIM, none))[0] == "No term holds for this line (line 1)."


def test_every_reason_has_its_words() -> None:
    assert set(LOOKS_FOR) == set(Why)


def test_every_figure_and_kind_that_the_engine_names_has_its_words() -> None:
    folder = Path(str(engine.__file__)).parent
    for name in ("base", "adjusting", "perdiem", "medicare", "apc", "stoploss", "pricing"):
        named = set(NAMED.findall((folder / f"{name}.py").read_text()))
        assert named <= set(FIGURES) | set(KINDS), named - set(FIGURES) - set(KINDS)


def test_the_words_are_asked_for_when_they_are_shown() -> None:
    with override("en"):
        assert "base" in say(RIGHT.steps[0])
