"""`wellrun hl7 read|check|ack FILE`: what HL7 v2 messages hold, what is wrong with them, what is answered to them.

Without --json nothing of a patient is printed: faults are told by their place. With it, values are too.
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from wellrun.values.faults import Fault, Refused

if TYPE_CHECKING:
    from wellrun.engines import hl7v2


def arguments(parser: argparse.ArgumentParser) -> None:
    does = parser.add_subparsers(dest="does", required=True, metavar="read | check | ack")
    for name, says in (
        ("read", "which messages the file holds; with --json all of each, and the record that is made of it"),
        ("check", "what is wrong with its envelopes, headers, segments and times"),
        ("ack", "write the answer to each message, as the listener gives it"),
    ):
        sub = does.add_parser(name, help=says, description=says)
        sub.add_argument("file", type=Path)
        sub.add_argument("--json", action="store_true", help="print JSON")


def run(options: argparse.Namespace) -> int:
    """0 where nothing is wrong, 1 where something is. Raises Refused where the file cannot be opened."""
    from wellrun.engines.hl7v2 import read_bytes

    try:
        batch = read_bytes(options.file.read_bytes())
    except OSError as error:
        raise Refused([Fault("hl7.unreadable", str(error), place=str(options.file))]) from error
    if not batch.messages:
        raise Refused([Fault("hl7.nothing", "There is no message (MSH) in the file.", place=str(options.file))])
    answer, sound = DOES[options.does](batch)
    if options.json:
        json.dump(answer, sys.stdout, indent=1, default=str)
        print()  # noqa: T201
    else:
        for line in said(answer):
            print(line)  # noqa: T201
    return 0 if sound else 1


def held(batch: hl7v2.Batch) -> tuple[dict[str, Any], bool]:
    """Each message: type, number, version, segments; the whole of it, and its record."""
    from wellrun.engines.hl7v2 import header_of, record_of

    rows = []
    for message in batch.messages:
        header = header_of(message)
        rows.append(
            {
                "type": header.type,
                "event": header.event,
                "control": header.control,
                "version": header.version,
                "segments": dict(Counter(segment.name for segment in message.segments)),
                "content": [segment.parsed() for segment in message.segments],
                "record": _plain(record_of(message)),
            }
        )
    return {"codec": batch.codec, "messages": rows}, not batch.faults


def checked(batch: hl7v2.Batch) -> tuple[dict[str, Any], bool]:
    """Every fault, with the number of its message in the file; 0 for those of the file."""
    from wellrun.engines import hl7v2

    found = [_told(0, fault) for fault in batch.faults]
    for number, message in enumerate(batch.messages, start=1):
        record = hl7v2.record_of(message)
        faults = (*hl7v2.checked(message), *(record.missing if record else ()))
        found += [_told(number, fault) for fault in faults]
    return {"faults": found}, not found


def acknowledged(batch: hl7v2.Batch) -> tuple[dict[str, Any], bool]:
    """The answer to each message that wants one."""
    from wellrun.engines import hl7v2

    now, rows = dt.datetime.now().astimezone(), []
    for number, message in enumerate(batch.messages, start=1):
        faults = hl7v2.checked(message)
        verdict = hl7v2.verdict_on(faults)
        answer = hl7v2.answer_to(message, verdict, faults, control=f"{now:%Y%m%d%H%M%S}{number}", at=now)
        rows.append({"verdict": verdict.name.lower(), "answer": answer.text if answer else ""})
    return {"answers": rows}, all(row["verdict"] == "accept" for row in rows)


def _told(number: int, fault: hl7v2.Fault) -> dict[str, Any]:
    return {"number": number, "place": fault.place, **fault._asdict()}


def _plain(value: Any) -> Any:
    """Records as dicts and lists, for JSON."""
    if hasattr(value, "_asdict"):
        return {name: _plain(one) for name, one in value._asdict().items()}
    return [_plain(one) for one in value] if isinstance(value, tuple) else value


def said(answer: dict[str, Any]) -> Iterator[str]:
    """The answer for a reader, line by line, without values."""
    for row in answer.get("messages", ()):
        names = ", ".join(f"{name} {count}" for name, count in row["segments"].items())
        yield f"{row['type']}^{row['event']} {row['version']}: {names}"
    for fault in answer.get("faults", ()):
        yield f"message {fault['number'] or '-'}, {fault['place']}: {fault['message']}"
    if "faults" in answer:
        yield f"{len(answer['faults'])} faults"
    for row in answer.get("answers", ()):
        yield row["answer"].replace("\r", "\n").rstrip() or "(no answer is wanted)"


DOES = {"read": held, "check": checked, "ack": acknowledged}
