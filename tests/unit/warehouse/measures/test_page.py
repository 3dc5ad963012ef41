"""The handbook page of a measure says what its definition and example say."""

from wellrun.departments.quality.measures.harm import FALLS
from wellrun.warehouse.measures.page import measure_page


def test_the_page_holds_definition_and_example():
    page = measure_page(FALLS)
    assert page.startswith("# Falls\n")
    for part in (FALLS.counts, FALLS.per, FALLS.leaves_out, FALLS.source, FALLS.owner, FALLS.example.sentence):
        assert part in page
    assert "| Value | 100.0 per 1,000 patient days |" in page
    assert "| 1 | W5 | 2026-01-06 03:00 | fall | none |" in page
