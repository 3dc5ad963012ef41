"""Measures of theatres: first cases, turnover, utilisation of blocks, over-run, cancellations on the day."""

from __future__ import annotations

from datetime import date
from typing import Any

from wellrun.warehouse.measures.measure import About, Amount, Better, Display, Example, Measure, Statistic

SINCE = date(2026, 12, 1)
JANUARY = date(2026, 1, 1)
OWNER = "Director of operations"
GLOSSARY = "Association of Anesthesia Clinical Directors, Procedural Times Glossary"
UTILISATION = "In-room minutes within the block over allocated minutes; 330 and 60 minutes in 480 are 69 % and 81 %"


def outcome(name: str, **more: Any) -> dict[str, Any]:
    """A case for an example."""
    given = {"outcome": name, "day": "2026-01-05", "room": "Theatre 1", "service": "Orthopaedics"}
    return {**given, "listed": True, "cancelled": False, **more}


FOUR = (
    outcome("1", late=5.0, on_time=True),
    outcome("2", turnover=25.0),
    outcome("3", late=12.0, on_time=False, room="Theatre 2"),
    outcome("4", cancelled=True, cancelled_for="no bed"),
)
BLOCK = {
    "block": "7",
    "day": "2026-01-05",
    "room": "Theatre 1",
    "service": "Orthopaedics",
    "allocated": 480.0,
    "used": 330.0,
    "turned": 60.0,
    "over": 25.0,
}


def share(
    key: str, title: str, *, numerator: str, denominator: str, better: Better, example: Example, **words: Any
) -> Measure:
    """A share of cases."""
    return Measure(
        key=key,
        title=title,
        department="operations",
        version=1,
        since=SINCE,
        multiply=100,
        better=better,
        display=Display.PERCENT,
        about=About.PLACES,
        chart="p",
        owner=OWNER,
        numerator=Amount("theatre_cases", numerator),
        denominator=Amount("theatre_cases", denominator),
        example=example,
        **words,
    )


FIRST_CASES = share(
    "theatre_first_cases_on_time",
    "First cases in theatre on time",
    numerator="first_on_time",
    denominator="first",
    better=Better.HIGHER,
    plural=True,
    unit="of first cases",
    source=f"{GLOSSARY}: patient in room; a grace of five minutes is the house's",
    counts="First planned cases of a theatre's day whose patient was in the room within five minutes of the plan.",
    per="First planned cases of a theatre's day in which a patient came in.",
    leaves_out="Urgent cases; cancelled ones, whose place the next case takes at its own planned time.",
    example=Example(
        rows={"theatre_outcomes": FOUR},
        start=JANUARY,
        numerator=1,
        denominator=2,
        value=50,
        sentence="5 minutes late is on time, 12 is not: 1 of 2.",
    ),
)
CANCELLED = share(
    "theatre_cancelled_on_the_day",
    "Operations cancelled on the day",
    numerator="cancelled",
    denominator="listed",
    better=Better.LOWER,
    plural=True,
    unit="of planned cases",
    source="NHS England, Cancelled Elective Operations: on the day the patient was due, or later; all reasons here",
    counts="Planned cases cancelled on the day they were planned for, or later, for whatever reason.",
    per="Planned cases that stood on the list when their day began.",
    leaves_out="Urgent cases; cases cancelled before their day.",
    example=Example(
        rows={"theatre_outcomes": FOUR},
        start=JANUARY,
        numerator=1,
        denominator=4,
        value=25,
        sentence="One of four on the list is cancelled that day.",
    ),
)
TURNOVER = Measure(
    key="theatre_turnover",
    title="Theatre turnover",
    department="operations",
    version=1,
    since=SINCE,
    unit="minutes",
    statistic=Statistic.MEDIAN,
    better=Better.LOWER,
    display=Display.DURATION,
    decimals=0,
    about=About.PLACES,
    chart="i",
    owner=OWNER,
    source=f"{GLOSSARY}: from patient out of room to the next patient in room",
    counts="Minutes from one patient out of the room to the next one in, of cases that follow one another on a day.",
    per="The turnover in the middle; of two in the middle, their mean.",
    leaves_out="Gaps longer than 60 minutes, which are empty time and no turnover.",
    numerator=Amount("theatre_cases", "turnover_minutes"),
    denominator=Amount("theatre_cases", "turnovers"),
    example=Example(
        rows={"theatre_outcomes": FOUR},
        start=JANUARY,
        numerator=25,
        denominator=1,
        value=25,
        sentence="One case followed another, after 25 minutes.",
    ),
)


def utilisation(key: str, title: str, amount: str, counts: str, example: tuple[float, float, str]) -> Measure:
    """A share of the time of blocks."""
    return Measure(
        key=key,
        title=title,
        department="operations",
        version=1,
        since=SINCE,
        unit="of minutes allocated",
        multiply=100,
        better=Better.HIGHER,
        display=Display.PERCENT,
        about=About.PLACES,
        chart="i",
        owner=OWNER,
        source=UTILISATION,
        counts=counts,
        per="Minutes of the blocks that their owners kept.",
        leaves_out="Blocks released, by hand or because nothing stood in them; operating outside blocks.",
        numerator=Amount("theatre_blocks", amount),
        denominator=Amount("theatre_blocks", "allocated"),
        example=Example(
            rows={"theatre_block_days": (BLOCK,)},
            start=JANUARY,
            numerator=example[0],
            denominator=480,
            value=example[1],
            sentence=example[2],
        ),
    )


RAW = utilisation(
    "theatre_utilisation",
    "Theatre utilisation",
    "used",
    "In-room minutes of the owner's cases within the block.",
    (330, 68.75, "330 of 480 minutes are 69 %."),
)
ADJUSTED = utilisation(
    "theatre_utilisation_adjusted",
    "Theatre utilisation with turnover",
    "used_and_turned",
    "In-room minutes of the owner's cases within the block, and turnovers of up to 60 minutes between them.",
    (390, 81.25, "330 and 60 minutes of turnover of 480 are 81 %."),
)
OVER_RUN = Measure(
    key="theatre_over_run",
    title="Theatre over-run",
    department="operations",
    version=1,
    since=SINCE,
    unit="minutes a block",
    better=Better.LOWER,
    display=Display.NUMBER,
    decimals=0,
    about=About.PLACES,
    chart="i",
    owner=OWNER,
    source="Minutes in the room beyond the end of the block, of cases that were planned in it",
    counts="Minutes from the end of the block until the owner's last patient is out.",
    per="Blocks that their owners kept.",
    leaves_out="Urgent work of others after the block; blocks released.",
    numerator=Amount("theatre_blocks", "over"),
    denominator=Amount("theatre_blocks", "blocks"),
    example=Example(
        rows={"theatre_block_days": (BLOCK,)},
        start=JANUARY,
        numerator=25,
        denominator=1,
        value=25,
        sentence="One block ended 25 minutes late.",
    ),
)

MEASURES = (FIRST_CASES, TURNOVER, RAW, ADJUSTED, OVER_RUN, CANCELLED)
