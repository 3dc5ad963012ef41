"""Every kind of term has words; what a reader would ask of it is in them."""

from __future__ import annotations

import pytest

from wellrun.departments.revenue.words.contracts import in_words
from wellrun.engines.reimbursement.formats.yaml import read

HEAD = "key: k\npayer: A\nversions:\n  - since: 2026-01-01\n    until: null\n"
PLAIN = "    terms: [{kind: percent of charges, name: rest, share: 0.405}]\n"
TABLES = """tables:
  - {kind: DRG weights, name: weights, rows: [{drg: 470, weight: 1.9, geometric_stay: 1.8, arithmetic_stay: 2.1}]}
  - {kind: fees, name: fees, rows: {G0105: 327.67}}
"""


@pytest.mark.parametrize(
    ("term", "words"),
    [
        ("{kind: percent of charges, name: x, share: 0.405}", "40.5\u00a0% of the charge"),
        (
            "{kind: fee schedule, name: x, table: fees, factor: 1.15, missing: percent, share: 0.35}",
            "35\u00a0% of its charge",
        ),
        ("{kind: fee schedule, name: x, table: fees}", "has no price"),
        (
            "{kind: DRG rate, name: x, table: weights, base_rate: 6100.5, transfer: true, short_stay_days: 1, "
            "short_stay_rate: 900}",
            "times 6,100.50; a patient transferred before the mean stay is paid by day; a stay of at most 1 days",
        ),
        ("{kind: case rate, name: x, amount: 900}", "900.00 for the whole case"),
        (
            '{kind: per diem, name: x, levels: [{name: ward, revenue_codes: ["0120"], tiers: '
            "[{from_day: 1, rate: 1400}, {from_day: 4, rate: 1600}]}]}",
            "ward (0120): from day 1 1,400.00 a day, from day 4 1,600.00 a day",
        ),
        (
            "{kind: combined, name: x, how: lesser, terms: [{kind: case rate, name: a, amount: 9}, "
            "{kind: percent of charges, name: b, share: 0.5}]}",
            "the lesser of: a: 9.00 for the whole case; b: 50\u00a0% of the charge",
        ),
    ],
)
def test_a_base_term_says_what_it_pays(term: str, words: str) -> None:
    contract, faults = read(f"{HEAD}    terms: [{term}]\n{TABLES}")
    assert contract is not None, faults
    (version,) = in_words(contract)
    assert words in version.terms[0].does


@pytest.mark.parametrize(
    ("part", "words"),
    [
        (
            '    carve_outs: [{name: x, when: {revenue_codes: ["0278"]}, share: 1.1, basis: cost, threshold: 1500}]\n',
            ("110\u00a0% of cost, where it is above 1,500.00", "revenue codes 0278"),
        ),
        ('    modifier_cuts: [{name: x, modifier: "53", share: 0.5}]\n', ("with modifier 53, 50\u00a0%", "")),
        (
            "    rank_cuts: [{name: x, shares: [1, 0.5], when: {procedures: [G0100-G0199]}}]\n",
            ("100\u00a0%, 50\u00a0%", "procedures G0100–G0199"),
        ),
        (
            "    stop_losses: [{name: x, trigger: dollars, threshold: 150000, pays: second dollar, share: 0.55}]\n",
            ("once charges pass 150,000.00: 55\u00a0% of what is above it, besides the rate", ""),
        ),
        (
            "    stop_losses: [{name: x, trigger: rate multiple, threshold: 4.5, pays: first dollar, share: 0.4}]\n",
            ("once charges pass 4.5 times the rate: 40\u00a0% of all charges instead of the rate", ""),
        ),
        (
            "    stop_losses: [{name: x, trigger: days, threshold: 20, pays: daily, daily: 700}]\n",
            ("after 20 days: 700.00 for each day beyond", ""),
        ),
        ("    lesser_of: claim\n", ("no claim brings more than its charge", "")),
        ("    withholds: [{name: x, share: 0.02}]\n", ("2\u00a0% of what the payer pays is kept back", "")),
    ],
)
def test_what_changes_the_price_has_words(part: str, words: tuple[str, str]) -> None:
    contract, faults = read(f"{HEAD}{PLAIN}{part}")
    assert contract is not None, faults
    (version,) = in_words(contract)
    assert any(words[0] in one.does and words[1] in one.about for one in version.terms), version.terms


def test_what_is_left_out_of_a_rate_is_said() -> None:
    term = "{kind: case rate, name: x, amount: 9, when: {setting: inpatient}, without: {revenue_codes: [0310-0319]}}"
    contract, _faults = read(f"{HEAD}    terms: [{term}]\n")
    assert contract is not None
    assert in_words(contract)[0].terms[0].about == "stays; but not revenue codes 0310–0319"
