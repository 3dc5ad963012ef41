"""Everything that is wrong with a message, by its header, the segments of its type, and fields that are times.

Tolerant on purpose: what a reader can do without is a warning. Strict checks of every field refuse nearly all real
messages and help nobody.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from wellrun.engines.hl7v2.faults import Condition, Fault, Severity
from wellrun.engines.hl7v2.message import NULL, Message, Segment
from wellrun.engines.hl7v2.reading import header_of
from wellrun.engines.hl7v2.records import Header
from wellrun.engines.hl7v2.tables import EVENTS, NEEDED, NUMBERS, PROCESSING, TIMES, VERSIONS
from wellrun.engines.hl7v2.times import moment

LONGEST_CONTROL = 199
"""Characters of MSH-10 (20 until 2.6, 199 since 2.7)."""


LAST_PLACE = 3
"""Where EVN stands at the latest, unless software segments go before it."""


def checked(message: Message) -> tuple[Fault, ...]:
    """All faults of a message, in the order of its segments."""
    header = header_of(message)
    return (*_header_faults(header, message), *_missing_segments(header, message), *_field_faults(message))


def _header_faults(header: Header, message: Message) -> Iterator[Fault]:
    events = EVENTS.get(header.type)
    if not header.type:
        yield _fault("no_type", 9, "", "type and event of the message, such as ADT^A01", Condition.REQUIRED)
    elif events is None:
        expected = ", ".join(sorted(EVENTS))
        yield _fault("unknown_type", 9, header.type, expected, Condition.MESSAGE, Severity.WARNING)
    elif events and not header.event:
        condition, severity = Condition.EVENT, Severity.ERROR
        if header.type == "ADT" and message.value("EVN", 1):
            severity = Severity.WARNING
        yield _fault("no_event", 9, header.type, "the event in the second component", condition, severity)
    elif events and header.event not in events:
        expected = f"an event of {header.type}"
        yield _fault("unknown_event", 9, header.event, expected, Condition.EVENT, Severity.WARNING)
    if not header.control:
        yield _fault("no_control", 10, "", "a number that is the message's own", Condition.REQUIRED)
    elif len(header.control) > LONGEST_CONTROL:
        expected = f"{LONGEST_CONTROL} characters at most"
        yield _fault("long_control", 10, header.control[:LONGEST_CONTROL], expected, Condition.TYPE)
    if not header.processing:
        yield _fault("no_processing", 11, "", "P, T or D", Condition.REQUIRED, Severity.WARNING)
    elif header.processing not in PROCESSING:
        yield _fault("unknown_processing", 11, header.processing, "P, T or D", Condition.PROCESSING)
    if not header.version:
        yield _fault("no_version", 12, "", "the version, such as 2.5.1", Condition.REQUIRED, Severity.WARNING)
    elif header.version not in VERSIONS:
        severity = Severity.WARNING if header.version.startswith("2") else Severity.ERROR
        yield _fault("unknown_version", 12, header.version, "a version from 2.1 to 2.9", Condition.VERSION, severity)


def _missing_segments(header: Header, message: Message) -> Iterator[Fault]:
    names = {segment.name for segment in message.segments}
    for one_of in NEEDED.get(header.type, ()):
        if not names & set(one_of):
            yield Fault(
                "hl7.no_segment",
                f"A message of type {header.type} needs {' or '.join(one_of)}, and there is none.",
                segment=one_of[0],
                expected=" or ".join(one_of),
                remedy="Send the whole message again.",
                condition=Condition.ORDER,
            )
    for position, segment in enumerate(message.segments[1:], start=2):
        if segment.name == "EVN" and position > LAST_PLACE and message.first("SFT") is None:
            yield Fault(
                "hl7.out_of_order",
                f"{segment.name} stands in place {position}, after what it should go before.",
                segment=segment.name,
                expected="the second place",
                remedy="It was read all the same.",
                condition=Condition.ORDER,
                severity=Severity.WARNING,
                line=position,
            )


def _field_faults(message: Message) -> Iterator[Fault]:
    seen: Counter[str] = Counter()
    for segment in message.segments:
        seen[segment.name] += 1
        for number in TIMES.get(segment.name, ()):
            text = segment.value(number)
            if text and text != NULL and moment(text) is None:
                yield _typed(segment, seen[segment.name], number, "a time such as 20260301083000")
        for number in NUMBERS.get(segment.name, ()):
            text = segment.value(number)
            if text and text != NULL and not text.lstrip("+-").replace(".", "", 1).isdecimal():
                yield _typed(segment, seen[segment.name], number, "a number")


def _typed(segment: Segment, occurrence: int, field: int, expected: str) -> Fault:
    return Fault(
        "hl7.not_of_its_type",
        f"{segment.name}-{field} is not {expected}.",
        segment=segment.name,
        occurrence=occurrence,
        field=field,
        value=segment.value(field),
        expected=expected,
        remedy="Correct it in the sending system; it is read as if it had not been sent.",
        condition=Condition.TYPE,
        severity=Severity.WARNING,
    )


def _fault(
    code: str, field: int, value: str, expected: str, condition: Condition, severity: Severity = Severity.ERROR
) -> Fault:
    wrong = "is missing" if not value else "is not what is expected"
    return Fault(
        f"hl7.{code}",
        f"MSH-{field} {wrong}: {expected}.",
        segment="MSH",
        occurrence=1,
        field=field,
        value=value,
        expected=expected,
        remedy="Correct it in the sending system and send the message again.",
        condition=condition,
        severity=severity,
    )
