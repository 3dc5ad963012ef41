"""`wellrun x12 read|check|balance|ack FILE`: what an X12 file holds, what is wrong with it, whether payments balance.

`ack` writes what is sent back: a 999 for each group and, where it is due, a TA1.

Without --json nothing of a patient is printed: faults are told by their place. With it, values that are wrong are too.
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import sys
from collections import Counter
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

from wellrun.values.faults import Fault, Refused

if TYPE_CHECKING:
    from wellrun.engines import x12

REMITTANCE = "835"
LAST_CONTROL = 999_999_999


def arguments(parser: argparse.ArgumentParser) -> None:
    does = parser.add_subparsers(dest="does", required=True, metavar="read | check | balance | ack")
    for name, says in (
        ("read", "what the file holds"),
        ("check", "what is wrong with its envelopes, segments and elements"),
        ("balance", "whether every 835 in it balances, claim by claim and line by line"),
        ("ack", "write the acknowledgement that is sent back: a 999 for each group, a TA1 where it is due"),
    ):
        sub = does.add_parser(name, help=says, description=says)
        sub.add_argument("file", type=Path)
        sub.add_argument("--json", action="store_true", help="print JSON")
    number = "control number of the first interchange written and of its group; those after it count on"
    sub.add_argument("--control", type=_control, required=True, metavar="NUMBER", help=number)
    sub.add_argument("--to", type=Path, metavar="FILE", help="write it there instead of printing it")


def run(options: argparse.Namespace) -> int:
    """0 where nothing is wrong, 1 where something is. Raises Refused where the file cannot be opened."""
    try:
        with options.file.open("rb") as stream:
            if options.does == "ack":
                return acknowledged(stream, options)
            answer, sound = DOES[options.does](stream)
    except OSError as error:
        raise Refused([Fault("x12.unreadable", str(error), place=str(options.file))]) from error
    if options.json:
        _dump(answer)
    else:
        for line in said(answer):
            print(line)  # noqa: T201
    return 0 if sound else 1


def held(stream: Any) -> tuple[dict[str, Any], bool]:
    """How many pieces of each kind, and of each transaction set."""
    from wellrun.engines.x12 import read

    kinds: Counter[str] = Counter()
    sets: Counter[str] = Counter()
    segments, faults = 0, 0
    for piece in read(stream):
        kinds[piece.kind.value] += 1
        segments += len(piece.segments)
        faults += len(piece.faults)
        if piece.set_id:
            sets[f"{piece.set_id} {piece.release}".strip()] += 1
    return {"pieces": dict(kinds), "transactions": dict(sets), "segments": segments, "faults": faults}, not faults


def checked(stream: Any) -> tuple[dict[str, Any], bool]:
    """Every fault, with the transaction it is in."""
    from wellrun.engines.x12 import judged, read

    found = [_told(piece, fault) for piece, faults in judged(read(stream)) for fault in faults]
    return {"faults": found}, not found


def balanced(stream: Any) -> tuple[dict[str, Any], bool]:
    """The sums of each remittance, and what does not come to them."""
    from wellrun.engines.x12 import balance_of, read, remittance_of

    rows, sound = [], True
    for piece in read(stream):
        if piece.set_id != REMITTANCE:
            continue
        remittance = remittance_of(piece)
        sums = balance_of(remittance)
        sound = sound and sums.holds
        rows.append(
            {
                "transaction": piece.control,
                "claims": len(remittance.claims),
                "claims_paid": sums.claims,
                "provider_adjustments": sums.provider_adjustments,
                "paid": sums.paid,
                "difference": sums.difference,
                "faults": [_told(piece, fault) for fault in sums.faults],
            }
        )
    return {"remittances": rows}, sound


def acknowledged(stream: Any, options: argparse.Namespace) -> int:
    """Writes the answers, as X12 or as data; 0 where all is accepted. Raises Refused where one cannot be sent."""
    from wellrun.engines.x12 import Controls, answers_to, judged, read, write, written

    sound, rows, text = True, [], ""
    now = dt.datetime.now().astimezone()
    for number, answer in enumerate(answers_to(judged(read(stream))), start=options.control):
        sound = sound and answer.sound
        rows.append({"interchange": answer.interchange._asdict(), "groups": _plain(answer.groups)})
        done = written(answer, Controls(number, number), now)
        if done.faults:
            raise Refused([Fault("x12.unsendable", one.message, place=one.place) for one in done.faults])
        text += write(done.pieces, line_end="" if answer.delimiters.ends_by_line else "\n")
    if not rows:
        raise Refused([Fault("x12.nobody", "There is no interchange (ISA) in the file, so nobody can be answered.")])
    if options.json:
        _dump({"answers": rows})
    elif options.to is not None:
        options.to.write_bytes(text.encode("latin-1"))
    else:
        print(text, end="")  # noqa: T201
    return 0 if sound else 1


def _plain(value: Any) -> Any:
    """Records as dicts and lists, for JSON."""
    if hasattr(value, "_asdict"):
        return {name: _plain(one) for name, one in value._asdict().items()}
    return [_plain(one) for one in value] if isinstance(value, tuple) else value


def _dump(answer: dict[str, Any]) -> None:
    json.dump(answer, sys.stdout, indent=1, default=str)
    print()  # noqa: T201


def _control(text: str) -> int:
    """A control number: one to nine figures (ISA13)."""
    if not (text.isdecimal() and text.isascii() and 0 < int(text) <= LAST_CONTROL):
        raise argparse.ArgumentTypeError(f"{text} is no control number from 1 to {LAST_CONTROL}.")
    return int(text)


def _told(piece: x12.Piece, fault: x12.Fault) -> dict[str, Any]:
    return {"transaction": piece.control, "place": fault.place, **fault._asdict()}


def said(answer: dict[str, Any]) -> Iterator[str]:
    """The answer for a reader, line by line, without values."""
    for name, count in (*answer.get("pieces", {}).items(), *answer.get("transactions", {}).items()):
        yield f"{name}: {count}"
    for row in answer.get("remittances", ()):
        differs = "balances" if not row["faults"] else f"does not balance, difference {_money(row['difference'])}"
        yield f"{row['transaction']}: {row['claims']} claims, {_money(row['paid'])} paid, {differs}"
        yield from (f"  {fault['place']}: {fault['message']}" for fault in row["faults"])
    if isinstance(answer.get("faults"), list):
        for fault in answer["faults"]:
            yield f"{fault['transaction'] or '-'} {fault['place']}: {fault['message']}"
        yield f"{len(answer['faults'])} faults"


def _money(amount: Decimal) -> str:
    return f"{amount:,.2f}"


DOES = {"read": held, "check": checked, "balance": balanced}
