"""`wellrun x12 read|check|balance FILE`: what an X12 file holds, what is wrong with it, whether its payments balance.

Without --json nothing of a patient is printed: faults are told by their place. With it, values that are wrong are too.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

from wellrun.values.faults import Fault, Refused

if TYPE_CHECKING:
    from wellrun.engines import x12

REMITTANCE, CLAIMS = "835", "837"


def arguments(parser: argparse.ArgumentParser) -> None:
    does = parser.add_subparsers(dest="does", required=True, metavar="read | check | balance")
    for name, says in (
        ("read", "what the file holds"),
        ("check", "what is wrong with its envelopes and, for an 835 or 837, with its amounts and days"),
        ("balance", "whether every 835 in it balances, claim by claim and line by line"),
    ):
        sub = does.add_parser(name, help=says, description=says)
        sub.add_argument("file", type=Path)
        sub.add_argument("--json", action="store_true", help="print JSON")


def run(options: argparse.Namespace) -> int:
    """0 where nothing is wrong, 1 where something is. Raises Refused where the file cannot be opened."""
    try:
        with options.file.open("rb") as stream:
            answer, sound = DOES[options.does](stream)
    except OSError as error:
        raise Refused([Fault("x12.unreadable", str(error), place=str(options.file))]) from error
    if options.json:
        json.dump(answer, sys.stdout, indent=1, default=str)
        print()  # noqa: T201
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
    found = [_told(piece, fault) for piece, faults in _judged(stream) for fault in faults]
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


def _judged(stream: Any) -> Iterator[tuple[x12.Piece, Iterable[x12.Fault]]]:
    from wellrun.engines.x12 import billing_of, read, remittance_of

    for piece in read(stream):
        inside: Iterable[x12.Fault] = ()
        if piece.set_id == REMITTANCE:
            inside = remittance_of(piece).faults
        elif piece.set_id == CLAIMS:
            inside = billing_of(piece).faults
        yield piece, (*piece.faults, *inside)


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
