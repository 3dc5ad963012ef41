"""What is answered to a message, and what an answer says: MSA and ERR of versions 2.1 to 2.9 (2.9, 2.14.5, 2.14.8)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from enum import StrEnum
from typing import NamedTuple

from wellrun.engines.hl7v2.building import From, new_message, new_segment
from wellrun.engines.hl7v2.faults import CONDITIONS, Condition, Fault
from wellrun.engines.hl7v2.message import Message, Segment
from wellrun.engines.hl7v2.reading import header_of
from wellrun.engines.hl7v2.records import Header
from wellrun.engines.hl7v2.tables import PROCESSING, VERSIONS


class Verdict(StrEnum):
    """What becomes of a message: accepted, kept with errors that somebody must see to, or refused."""

    ACCEPT = "A"
    ERROR = "E"
    REFUSE = "R"


MOST_FAULTS, LONGEST_TEXT = 20, 80
"""Faults told in one answer; characters of MSA-3 (80 until 2.6)."""
ERR_BY_FIELDS = VERSIONS.index("2.5")
"""From this version on, ERR has a field for each thing and comes once for each fault."""


class Answer(NamedTuple):
    """What an answer says: its code as sent (AA, CE, …), the message it is about, its words and faults in words."""

    code: str
    control: str
    text: str = ""
    errors: tuple[str, ...] = ()

    @property
    def verdict(self) -> Verdict | None:
        """None where the code is none that there is."""
        known = self.code[:1] in ("A", "C") and self.code[1:] in set(Verdict)
        return Verdict(self.code[1:]) if known else None


def wanted(header: Header, verdict: Verdict) -> str:
    """The code to answer with, or empty where the sender wants no answer (MSH-15 and 16; table 0155).

    In the original mode it is an application's answer. In the enhanced mode we accept for safe keeping, and answer as
    an application only where no acceptance is wanted.
    """
    if not header.enhanced:
        return f"A{verdict}"
    for asked, mode in ((header.accept, "C"), (header.answer, "A")):
        if _due(asked, verdict):
            return f"{mode}{verdict}"
    return ""


def _due(asked: str, verdict: Verdict) -> bool:
    good = verdict is Verdict.ACCEPT
    # A value that table 0155 does not know is answered: silence would stop the sender.
    return {"": False, "NE": False, "AL": True, "SU": good, "ER": not good}.get(asked, True)


def acknowledgement(
    header: Header, code: str, faults: Sequence[Fault] = (), *, control: str, at: dt.datetime, text: str = ""
) -> Message:
    """The answer to a message with this header, in its version, from whom it was sent to, to whom it came from.

    ``faults`` are told by place and words, never by value. ``text`` goes before their words in MSA-3.
    """
    version = header.version if header.version in VERSIONS else "2.5.1"
    of = From(
        header.to_application,
        header.to_facility,
        header.application,
        header.facility,
        version,
        header.processing if header.processing in PROCESSING else "P",
    )
    told = [fault for fault in faults if fault.refuses] or list(faults)
    words = text or (f"{told[0].place}: {told[0].message}" if told else "")
    msa = new_segment("MSA", {1: code, 2: header.control, 3: words[:LONGEST_TEXT]})
    # 2.3 and before know no structure, and before 2.3 an ACK has no event.
    old = VERSIONS.index(version) < VERSIONS.index("2.3.1")
    event = "" if old else header.event
    more = {} if old or not event else {9: ("ACK", event, "ACK")}
    return new_message(
        "ACK", event, (msa, *_errors(told[:MOST_FAULTS], version)), of=of, control=control, at=at, more=more
    )


def answer_of(text: Message) -> Answer | None:
    """What an answer says; None where the message is none (no MSA)."""
    msa = text.first("MSA")
    if msa is None:
        return None
    errors = tuple(words for one in text.every("ERR") if (words := _words(one)))
    return Answer(msa.value(1).strip().upper(), msa.value(2).strip(), msa.whole(3), errors)


def verdict_on(faults: Sequence[Fault]) -> Verdict:
    """What becomes of a message with these faults: one that says nothing of itself is refused, errors are kept."""
    unusable = {Condition.MESSAGE, Condition.PROCESSING, Condition.VERSION}
    errors = [fault for fault in faults if fault.refuses]
    if any(fault.condition in unusable or fault.code == "hl7.no_control" for fault in errors):
        return Verdict.REFUSE
    return Verdict.ERROR if errors else Verdict.ACCEPT


def _errors(faults: Sequence[Fault], version: str) -> tuple[Segment, ...]:
    if VERSIONS.index(version) >= ERR_BY_FIELDS:
        return tuple(_error(one) for one in faults)
    # Until 2.4 one ERR with a repetition for each: segment, sequence, field, code and words.
    places = [
        (one.segment, one.occurrence or None, one.field or None, (one.condition.value, CONDITIONS[one.condition]))
        for one in faults
    ]
    return (new_segment("ERR", {1: list(places)}),) if places else ()


def _error(fault: Fault) -> Segment:
    place = (fault.segment, fault.occurrence or 1, fault.field or None, 1 if fault.component else None)
    return new_segment(
        "ERR",
        {
            2: (*place, fault.component or None) if fault.segment else None,
            3: (fault.condition.value, CONDITIONS[fault.condition], "HL70357"),
            4: fault.severity.value,
            5: (fault.code,),
            7: f"Expected {fault.expected}." if fault.expected else None,
            8: f"{fault.message} {fault.remedy}".strip(),
        },
    )


def _words(err: Segment) -> str:
    """Place and words of an ERR, in either form."""
    place = "-".join(part for part in (err.value(2, 1), err.value(2, 3)) if part)
    words = err.whole(8) or err.value(3, 2) or err.value(5, 2) or err.value(1, 4, 2) or err.whole(7)
    old = "-".join(part for part in (err.value(1, 1), err.value(1, 3)) if part)
    return f"{place or old}: {words}".removeprefix(": ").rstrip(": ")


def answer_to(
    text: Message, verdict: Verdict, faults: Sequence[Fault], *, control: str, at: dt.datetime
) -> Message | None:
    """The answer to a message as it wants to be answered; None where it wants none."""
    header = header_of(text)
    code = wanted(header, verdict)
    return acknowledgement(header, code, faults, control=control, at=at) if code else None
