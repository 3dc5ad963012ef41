"""What is over is said by its figures: the parts in its direction first, and never against them."""

from __future__ import annotations

import pytest

from wellrun.departments.finance.rules.variance import Kind, Nature, Parts
from wellrun.departments.finance.words.variance import Work, part_name, reasons, signed, statement

MORE, FEWER = Work("patient_days", 740, 820), Work("patient_days", 740, 700)


@pytest.mark.parametrize(
    ("parts", "work", "said"),
    [
        (
            Parts(284_800_00, 28_000_00, 9_500_00, 3_700_00, 0, 326_000_00),
            MORE,
            "W is $41,200 over budget now: mostly more patients, then more hours and supplies than the work allowed.",
        ),
        (Parts(100_00, -50_00, 0, 0, 0, 50_00), FEWER, "W is $50 under budget now: fewer patients."),
        (Parts(100_00, 50_00, 0, 0, 0, 150_00), FEWER, "W is $50 over budget now: work in other places than planned."),
        (Parts(100_00, 50_00, 0, 0, 0, 150_00), None, "W is $50 over budget now: more work."),
        (
            Parts(100_00, -90_00, 20_00, 80_00, 0, 110_00),
            FEWER,
            "W is $10 over budget now: mostly dearer hours and supplies, "
            "then more hours and supplies than the work allowed.",
        ),
        (Parts(100_00, 5_00, -5_00, 0, 0, 100_00), MORE, "W is on budget now."),
    ],
)
def test_the_sentence_names_the_two_largest_parts_in_the_direction_of_the_whole(
    parts: Parts, work: Work | None, said: str
) -> None:
    assert parts.whole
    assert statement("W", parts, when="now", currency="USD", work=work) == said


def test_revenue_is_brought_and_not_overspent() -> None:
    parts = Parts(100_00, 0, 0, -10_00, 0, 90_00)
    said = statement("W", parts, when="now", currency="USD", kind=Kind.REVENUE)
    assert said == "W brought $10 less than planned now: lower rates."


def test_reasons_add_up_to_what_is_over() -> None:
    found = reasons(Parts(284_800_00, 28_000_00, 9_500_00, -3_700_00, 0, 318_600_00), currency="USD", work=MORE)
    assert [(one.part, one.amount.replace("\u2060", "")) for one in found] == [
        ("volume", "+$28,000"),
        ("efficiency", "+$9,500"),
        ("rate", "−$3,700"),
    ]
    assert found[0].why == "because of 80 more patient days"


def test_amounts_are_said_in_whole_units_with_their_sign() -> None:
    assert [signed(cents) for cents in (0, 49, -49, 50_00, -1_234_567_00)] == ["0", "0", "0", "+50", "−1,234,567"]


def test_parts_are_called_by_what_they_are_of() -> None:
    assert part_name("rate", [Nature.SUPPLIES]) == "Price"
    assert part_name("efficiency", [Nature.REVENUE, Nature.REVENUE]) == "Mix"
    assert part_name("efficiency", [Nature.SUPPLIES, Nature.LABOUR]) == "Efficiency"
