"""What three payers agreed with Harbour View: invented rates and weights for HCPCS Level II and revenue codes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

MEDICARE = """key: medicare-{year}
payer: MEDICARE
dated_by: ends
tolerance: 5.00
appeal_days: 120
versions:
  - since: {since}
    until: null
    terms:
      - {{kind: DRG rate, name: stays by DRG, table: weights, base_rate: 6480.00, when: {{setting: inpatient}}}}
      - {{kind: fee schedule, name: outpatient fees, table: fees, missing: percent, share: 0.25}}
    withholds:
      - {{name: sequestration, share: 0.02}}
tables:
  - kind: DRG weights
    name: weights
    rows:
      - {{drg: "193", weight: 1.31, geometric_stay: 3.8, arithmetic_stay: 4.7}}
      - {{drg: "291", weight: 1.27, geometric_stay: 3.7, arithmetic_stay: 4.7}}
      - {{drg: "470", weight: 1.90, geometric_stay: 1.8, arithmetic_stay: 2.2}}
      - {{drg: "690", weight: 0.79, geometric_stay: 2.8, arithmetic_stay: 3.4}}
      - {{drg: "743", weight: 1.11, geometric_stay: 1.6, arithmetic_stay: 1.9}}
      - {{drg: "807", weight: 0.62, geometric_stay: 2.0, arithmetic_stay: 2.3}}
      - {{drg: "871", weight: 1.87, geometric_stay: 4.8, arithmetic_stay: 6.3}}
  - kind: fees
    name: fees
    rows: {fees}
"""

HARBORLINE = """key: harborline-{year}
payer: HARBORLINE
dated_by: begins
tolerance: 5.00
appeal_days: 90
versions:
  - since: {since}
    until: null
    terms:
      - kind: per diem
        name: days on a ward
        levels:
          - name: ward
            revenue_codes: ["0120", "0122"]
            tiers: [{{from_day: 1, rate: 1900}}, {{from_day: 4, rate: 2250}}]
          - {{name: step-down, revenue_codes: ["0206"], tiers: [{{from_day: 1, rate: 2900}}]}}
          - {{name: intensive care, revenue_codes: ["0200"], tiers: [{{from_day: 1, rate: 4600}}]}}
        when: {{setting: inpatient}}
      - {{kind: fee schedule, name: outpatient fees, table: fees, factor: 1.40, missing: percent, share: 0.45}}
    rank_cuts:
      - {{name: multiple procedures, shares: [1, 0.5], when: {{procedures: [G0168, Q4001-Q4051]}}}}
tables:
  - kind: fees
    name: fees
    rows: {fees}
"""

COASTAL = """key: coastal-{year}
payer: COASTAL
dated_by: begins
tolerance: 10.00
tolerance_share: 0.005
appeal_days: 60
versions:
  - since: {since}
    until: null
    terms:
      - kind: per diem
        name: days
        levels:
          - {{name: ward, revenue_codes: ["0120", "0122"], tiers: [{{from_day: 1, rate: 2050}}]}}
          - {{name: intensive, revenue_codes: ["0200", "0206"], tiers: [{{from_day: 1, rate: 3950}}]}}
        when: {{setting: inpatient}}
      - {{kind: percent of charges, name: outpatient share, share: 0.58}}
    stop_losses:
      - name: outlier
        trigger: dollars
        threshold: 180000
        pays: second dollar
        share: 0.50
        when: {{setting: inpatient}}
"""

FEES = (
    "{G0168: 596.40, G0380: 71.20, G0381: 118.60, G0382: 204.30, G0383: 331.80, G0384: 498.10, J1885: 4.15, "
    "J2405: 3.05, J7030: 14.90, Q4005: 62.75, Q4009: 54.10}"
)

TEXTS: Mapping[str, tuple[str, str]] = {
    "MEDICARE": ("Traditional plan", MEDICARE),
    "HARBORLINE": ("Commercial plans", HARBORLINE),
    "COASTAL": ("All plans", COASTAL),
}
"""Name and wording by payer."""

TIER, RANKS, OUTLIER = "days on a ward", "multiple procedures", "outlier"
BREACHES: Mapping[str, tuple[str, str, str]] = {
    TIER: ("HARBORLINE", ", {from_day: 4, rate: 2250}", ""),
    RANKS: ("HARBORLINE", "procedures: [G0168, Q4001-Q4051]", "procedures: [G0168, G0380-G0384, Q4001-Q4051]"),
    OUTLIER: ("COASTAL", "threshold: 180000", "threshold: 999999999"),
}
"""How a payer reads its own contract where it breaks it: the payer, and what it reads instead of what."""


def wording(payer: str, since: dt.date) -> str:
    """The contract of a payer as text, in force for days of service from then on."""
    return TEXTS[payer][1].format(year=since.year, since=since.isoformat(), fees=FEES)


def misread(breach: str, since: dt.date) -> str:
    """The contract as the payer reads it in a breach."""
    payer, said, read = BREACHES[breach]
    text = wording(payer, since)
    if said not in text:
        raise ValueError(f"{said} is not in the contract of {payer}.")
    return text.replace(said, read)
