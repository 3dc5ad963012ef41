"""What somebody else has changed since it was read is not overwritten."""

from __future__ import annotations

import pytest

from wellrun.foundations.access.versions import check_unchanged
from wellrun.values.faults import Refused


def test_what_was_read_and_is_there_passes_and_asks_for_no_words() -> None:
    check_unchanged(3, 3, code="x", words=lambda: pytest.fail("nobody was quicker"))


def test_what_was_changed_meanwhile_is_refused_with_what_was_read_and_what_is_there() -> None:
    with pytest.raises(Refused, match="Somebody was quicker") as refused:
        check_unchanged(3, 4, code="revenue.contract")
    (fault,) = refused.value.faults
    assert (fault.code, fault.place) == ("revenue.contract.changed_meanwhile", "version")
    assert (fault.value, fault.expected) == ("3", "4") and fault.remedy


def test_a_page_may_say_it_in_words_of_its_own() -> None:
    with pytest.raises(Refused, match="Ann was quicker") as refused:
        check_unchanged(1, 2, code="x", words=lambda: "Ann was quicker.", remedy="Read it.")
    assert refused.value.faults[0].remedy == "Read it."
