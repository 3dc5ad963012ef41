"""A planted identifier does not come through whatever surrounds it; ages and years agree; recall is measured."""

from __future__ import annotations

import datetime as dt

from hypothesis import given, settings
from hypothesis import strategies as st
from tests.notes import held_out_again
from tests.notes.measuring import measure
from tests.notes.writing import notes

from wellrun.engines.deidentification import Scrubber, band_of, reveals_old_age

SCRUBBER = Scrubber.knowing(["Zebulon Quackenbush"], year=2026)
PLANTED = ("Quackenbush", "078-05-1120", "(212) 555-0187", "zq@example.org", "84726153", "192.168.17.42", "03/17/2024")
AROUND = st.text(alphabet="abc XYZ.,;:()[]\n\t\"'-/#é", max_size=30)


@settings(max_examples=60, deadline=None)
@given(before=AROUND, after=AROUND, planted=st.sampled_from(PLANTED))
def test_a_planted_identifier_does_not_come_through(before: str, after: str, planted: str) -> None:
    assert planted not in SCRUBBER.scrub(f"{before} {planted} {after}")


@given(born=st.dates(dt.date(1900, 1, 1), dt.date(2026, 1, 1)), days=st.integers(0, 45_000))
def test_a_shown_birth_year_never_tells_of_an_age_over_89(born: dt.date, days: int) -> None:
    if not reveals_old_age(born.year, release_year=2026):
        at = min(born + dt.timedelta(days=days), dt.date(2026, 12, 31))
        age = at.year - born.year - ((at.month, at.day) < (born.month, born.day))
        assert band_of(max(age, 0)) != "90+"


def test_recall_and_precision_over_notes_that_no_rule_was_made_by() -> None:
    """Measured 0.957 and 1.000 when the set was first read; a change that finds less is to be seen."""
    table, _wrong = measure(notes(held_out_again.TEMPLATES, held_out_again.FORMS, each=15, seed=7), year=2026)
    found = table["ALL"]
    assert found.recall is not None
    assert found.precision is not None
    assert found.recall >= 0.95
    assert found.precision >= 0.98
