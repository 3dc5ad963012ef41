"""When two records may be one patient's (after ONC's Patient Identification and Matching Final Report, 2014)."""

from __future__ import annotations

import pytest

from wellrun.foundations.patients.likeness import Known, Likeness, likeness

ADA = Known("Lovell", "Ada", "1941-05-06", "female")


@pytest.mark.parametrize(
    ("other", "expected"),
    [
        (Known("LOVELL", "ada mary", "19410506", "female"), Likeness.LIKELY),
        (Known("Lovell", "A.", "1941-05-06", ""), Likeness.LIKELY),
        # Children of one birth share family name and date of birth.
        (Known("Lovell", "Ida", "1941-05-06", "female"), Likeness.POSSIBLE),
        (Known("Lovell", "", "1941-05-06", "female"), Likeness.POSSIBLE),
        (Known("Lovell", "Ada", "1941-05-06", "male"), Likeness.POSSIBLE),
        (Known("Lovell", "Ada", "1941-06-05", "female"), Likeness.APART),
        (Known("Lovel", "Ada", "1941-05-06", "female"), Likeness.APART),
        (Known("Lovell", "Ada", "", "female"), Likeness.APART),
    ],
)
def test_how_much_speaks_for_one_patient(other: Known, expected: Likeness) -> None:
    assert likeness(ADA, other) is likeness(other, ADA) is expected


def test_nothing_known_of_either_says_nothing() -> None:
    assert likeness(Known("", "", ""), Known("", "", "")) is Likeness.APART
