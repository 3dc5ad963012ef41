"""Differences, quantities and balances of purchases in words."""

from __future__ import annotations

from decimal import Decimal

import pytest

from wellrun.departments.finance.models.invoices import DIFFERENCE_NAMES, INVOICE_STATE_NAMES
from wellrun.departments.finance.models.purchases import STATE_NAMES
from wellrun.departments.finance.rules.purchasing.matching import Difference, Kind
from wellrun.departments.finance.rules.purchasing.states import InvoiceState, Judgement, State, Step
from wellrun.departments.finance.words.purchases import (
    JUDGEMENT_NAMES,
    SAID,
    STEP_NAMES,
    difference_words,
    leaves_words,
    quantity_words,
    typed,
    unit_price,
)

D = Decimal


@pytest.mark.parametrize(
    ("difference", "words"),
    [
        (
            Difference(Kind.QUANTITY, 1, D(30), D(45), 30_00, True),
            "Gloves: 45 invoiced, 30 came and were not invoiced before: $30.00 too much.",
        ),
        (
            Difference(Kind.PRICE, 1, D("4.5"), D("4.125"), -3_75, False),
            "Gloves: 4.125 USD for one instead of $4.50: $3.75 too little, in our favour.",
        ),
        (Difference(Kind.LINE, None, D(0), D(2), 18_00, True), "2 of something that is not on the order: $18.00."),
        (Difference(Kind.TAX, None, D(4802), D(5302), 5_00, True), "Tax is 53.02 instead of 48.02: $5.00 too much."),
        (
            Difference(Kind.TOTAL, None, D(107000), D(110000), 30_00, True),
            "Its total is 1,100.00, its parts come to 1,070.00: $30.00 too much.",
        ),
    ],
)
def test_a_difference_is_a_sentence_with_what_it_comes_to(difference: Difference, words: str) -> None:
    assert difference_words(difference, name="Gloves", currency="USD") == words


def test_every_difference_state_and_step_has_its_words() -> None:
    assert set(SAID) == set(DIFFERENCE_NAMES) == set(Kind)
    assert set(STATE_NAMES) == set(State) and set(INVOICE_STATE_NAMES) == set(InvoiceState)
    assert set(STEP_NAMES) == set(Step) and set(JUDGEMENT_NAMES) == set(Judgement)
    for kind in Kind:
        assert difference_words(Difference(kind, None, D(1), D(2), 3, True), name="", currency="USD")


def test_figures_are_said_and_typed_without_zeros_that_say_nothing() -> None:
    assert [quantity_words(D(n)) for n in ("300.0000", "2.5000", "1200")] == ["300", "2.5", "1,200"]
    assert [typed(D(n)) for n in ("300.0000", "2.5000", "1E+3")] == ["300", "2.5", "1000"]
    assert [unit_price(D(n), "USD") for n in ("8.4000", "0.1250")] == ["$8.40", "0.125 USD"]


def test_what_is_left_is_said_as_it_is_meant() -> None:
    said = {"centre": "Ward 5", "account": "Ward supplies", "until": "30 June 2027", "currency": "USD"}
    assert leaves_words(left=4_120_00, **said) == "This leaves $4,120.00 of Ward 5’s Ward supplies until 30 June 2027."
    assert leaves_words(left=-50_00, **said) == (
        "This is $50.00 beyond Ward 5’s budget for Ward supplies until 30 June 2027."
    )
