"""Measures of requests: how quickly porters and cleaners answer, and how much is answered within its target."""

from __future__ import annotations

from datetime import date
from typing import Any

from wellrun.warehouse.measures.measure import About, Amount, Better, Display, Example, Measure, Statistic

SINCE = date(2026, 12, 1)
JANUARY = date(2026, 1, 1)
OWNER = "Director of operations"
SOURCE = "ISO 41011, response time; targets of the house by kind and urgency (content/request_targets.yaml)"


def told(name: str, kind: str, asked: str, answered: str, within: int) -> dict[str, Any]:
    """A request for an example."""
    day = "2026-01-05"
    return {
        "request": name,
        "unit": "W5",
        "kind": kind,
        "urgency": "soon",
        "asked_at": f"{day} {asked}",
        "answered_at": f"{day} {answered}",
        "respond_within": within,
    }


FOUR = (
    told("1", "porter", "08:00", "08:05", 15),
    told("2", "porter", "09:00", "09:15", 15),
    told("3", "porter", "10:00", "10:40", 15),
    told("4", "cleaning", "11:00", "11:12", 20),
)

IN_TIME = Measure(
    key="requests_answered_in_time",
    title="Requests answered in time",
    plural=True,
    department="operations",
    version=1,
    since=SINCE,
    unit="of requests answered",
    multiply=100,
    better=Better.HIGHER,
    display=Display.PERCENT,
    about=About.PLACES,
    chart="p",
    owner=OWNER,
    source=SOURCE,
    counts="Requests for cleaning, porters and repairs taken or refused within the target of their kind and urgency.",
    per="Requests that were taken or refused, by the day they were asked, or last asked again.",
    leaves_out="Requests that nobody has answered, and those cancelled before.",
    numerator=Amount("service_requests", "in_time"),
    denominator=Amount("service_requests", "answered"),
    example=Example(
        rows={"service_requests": FOUR},
        start=JANUARY,
        numerator=3,
        denominator=4,
        value=75,
        sentence="5 and exactly 15 of 15 minutes and 12 of 20 are in time, 40 of 15 are not: 3 of 4.",
    ),
)


def response_time(
    kind: str, plural: str, *, title: str, value: float, example: tuple[float, int], words: str
) -> Measure:
    """The median response of one kind of request."""
    return Measure(
        key=f"{kind}_response_time",
        title=title,
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
        source=SOURCE,
        counts="Minutes from asking, or asking again, until somebody takes or refuses the request.",
        per="The request in the middle; of two in the middle, their mean.",
        leaves_out="Requests that nobody has answered, and those cancelled before.",
        numerator=Amount("service_requests", f"{kind}_minutes"),
        denominator=Amount("service_requests", plural),
        example=Example(
            rows={"service_requests": FOUR},
            start=JANUARY,
            numerator=example[0],
            denominator=example[1],
            value=value,
            sentence=words,
        ),
    )


PORTERS = response_time(
    "porter",
    "porters",
    title="Response of porters",
    value=15,
    example=(60, 3),
    words="Of 5, 15 and 40 minutes, 15 is in the middle; cleaning is another measure.",
)
CLEANERS = response_time(
    "cleaning",
    "cleanings",
    title="Response of cleaners",
    value=12,
    example=(12, 1),
    words="One request for cleaning was taken after 12 minutes.",
)

MEASURES = (IN_TIME, PORTERS, CLEANERS)
