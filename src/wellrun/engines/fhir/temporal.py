"""Dates and times of partial precision, as FHIRPath compares and bounds them (FHIRPath, Comparison; lowBoundary)."""

from __future__ import annotations

ZONE = r"'(Z|[+-]\d\d:\d\d)$'"
EDGES = {
    "low": {"clock": "00:00:00.000", "zone": "+14:00", "month": "01"},
    "high": {"clock": "23:59:59.999", "zone": "-12:00", "month": "12"},
}
DIGITS_TO_LENGTH = {
    "date": {4: 4, 6: 7, 8: 10},
    "dateTime": {4: 4, 6: 7, 8: 10, 17: 29},
    "instant": {17: 29},
    "time": {2: 2, 4: 5, 6: 8, 9: 12},
}


def compared(sign: str, left: str, right: str) -> str:
    """SQL comparing two FHIR date texts: NULL where the coarser of them cannot tell.

    Times of day within the two texts are compared as instants, dates as text to the precision both have.
    """
    both = f"least(length({left}), length({right}), 10)"
    shared_left, shared_right = f"left({left}, {both})", f"left({right}, {both})"
    instants = f"TRY_CAST({left} AS TIMESTAMPTZ) {sign} TRY_CAST({right} AS TIMESTAMPTZ)"
    return (
        f"CASE WHEN {left} IS NULL OR {right} IS NULL THEN NULL "
        f"WHEN length({left}) = length({right}) AND length({left}) <= 10 THEN {left} {sign} {right} "
        f"WHEN length({left}) > 10 AND length({right}) > 10 THEN {instants} "
        f"WHEN {shared_left} = {shared_right} THEN NULL ELSE {shared_left} {sign} {shared_right} END"
    )


def compared_times(sign: str, left: str, right: str) -> str:
    """SQL comparing two times of day written as text, such as 18:12 and 18:12:30.5."""
    both = f"least(length({left}), length({right}), 8)"
    shared_left, shared_right = f"left({left}, {both})", f"left({right}, {both})"
    return (
        f"CASE WHEN least(length({left}), length({right})) >= 8 OR length({left}) = length({right}) "
        f"THEN rpad({left}, 12, '.000') {sign} rpad({right}, 12, '.000') "
        f"WHEN {shared_left} = {shared_right} THEN NULL ELSE {shared_left} {sign} {shared_right} END"
    )


def boundary(edge: str, kind: str, value: str) -> str:
    """SQL of the earliest ('low') or latest ('high') instant a FHIR date text can mean, to the millisecond.

    A time without a zone may be anywhere on earth: +14:00 is the earliest, -12:00 the latest.
    """
    if kind == "time":
        return clock(edge, value)
    day = f"left({value}, 10)"
    month = f"CASE WHEN length({day}) = 4 THEN {day} || '-{EDGES[edge]['month']}' ELSE {day} END"
    first = f"({month}) || '-01'"
    last = f"strftime(last_day(TRY_CAST({first} AS DATE)), '%Y-%m-%d')"
    date = f"(CASE WHEN length({day}) = 10 THEN {day} ELSE {first if edge == 'low' else last} END)"
    if kind == "date":
        return date
    zone = f"CASE WHEN length({value}) > 10 THEN regexp_extract({value}, {ZONE}) ELSE '' END"
    clock_part = f"regexp_replace(substr({value}, 12), {ZONE}, '')"
    return f"{date} || 'T' || {clock(edge, clock_part)} || coalesce(nullif({zone}, ''), '{EDGES[edge]['zone']}')"


def clock(edge: str, value: str) -> str:
    return f"(left({value}, 12) || substr('{EDGES[edge]['clock']}', length(left({value}, 12)) + 1))"


def decimal_boundary(edge: str, value: str) -> str:
    """SQL of the least or greatest decimal that rounds to the number written as `value` (a JSON number as text)."""
    places = f"CASE WHEN contains({value}, '.') THEN length({value}) - instr({value}, '.') ELSE 0 END"
    sign = "-" if edge == "low" else "+"
    return f"round(TRY_CAST({value} AS DOUBLE) {sign} 0.5 * pow(10, -({places})), 8)"
