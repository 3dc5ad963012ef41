"""The clearing house of the demonstration: it takes what lies on the way out and answers as a real one does.

A file of claims gets a 999 and, for each claim that was received, a 277CA; a question on a claim a 277, one on
eligibility a 271. What it says is chosen by whoever plays it. It knows only files, nothing of the product inside.
"""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from types import MappingProxyType

from wellrun.engines.x12 import (
    Address,
    BilledClaim,
    ClaimStatus,
    Controls,
    Delimiters,
    Eligibility,
    Kind,
    Party,
    Piece,
    StatusClaim,
    answers_to,
    billing_of,
    claim_status_of,
    eligibility_of,
    judged,
    read,
    write,
    written,
)
from wellrun.engines.x12.writing import Composing, Group, Repeated, add_party, interchange

STATUS, BENEFITS = "005010X214", "005010X279A1"
ANSWERED = "005010X212"
ACCEPTED = ("A2", "20", "")
FOUND = ("P1", "20", "")
Codes = tuple[str, str, str]
Benefit = tuple[str | Decimal | tuple[str, ...] | None, ...]
"""The elements of an EB, from EB01 on; a tuple is repeated."""


@dataclass(frozen=True)
class Member:
    """What the payer knows of a member: since when, until when, of which plan, and the benefits."""

    plan: str
    since: dt.date
    until: dt.date | None
    benefits: tuple[Benefit, ...]
    other: Party | None = None


@dataclass
class ClearingHouse:
    """Answers by what it was told: which claims are rejected, and what of each member is known."""

    now: dt.datetime
    verdict: Callable[[BilledClaim], Codes] = lambda _claim: ACCEPTED
    standing: Callable[[StatusClaim], Codes] = lambda _claim: FOUND
    members: Mapping[str, Member] = field(default_factory=lambda: MappingProxyType({}))
    control: int = 700_000_000

    def serve(self, folder: Path) -> int:
        """Takes every file from ``out`` and lays its answers into ``in``; how many answers."""
        number = 0
        for file in sorted((folder / "out").iterdir()):
            for name, text in self.answers(file.read_bytes()):
                target = folder / "in" / name
                part = target.with_name(f".{name}")
                part.write_bytes(text.encode("latin-1"))
                part.replace(target)
                number += 1
            file.unlink()
        return number

    def answers(self, content: bytes) -> Iterator[tuple[str, str]]:
        """Name and text of each answer to a file."""
        pieces = list(read(io.BytesIO(content)))
        for answer in answers_to(judged(pieces)):
            self.control += 1
            yield f"{self.control}.999", write(written(answer, Controls(self.control, self.control), self.now).pieces)
        for kind, body in self._bodies(pieces):
            self.control += 1
            address = _back(pieces[0])
            done = interchange(address, Controls(self.control, self.control), self.now, [Group(*kind, tuple(body))])
            yield f"{self.control}.{kind[1]}", write(done.pieces)

    def _bodies(self, pieces: Sequence[Piece]) -> Iterator[tuple[tuple[str, str, str], list[tuple[list[str], ...]]]]:
        found: dict[tuple[str, str, str], list[tuple[list[str], ...]]] = {}
        for piece in pieces:
            if piece.kind is not Kind.TRANSACTION:
                continue
            answering = {
                "837": (("HN", "277", STATUS), self._acknowledged),
                "276": (("HN", "277", ANSWERED), self._stands),
                "270": (("HB", "271", BENEFITS), self._benefits),
            }.get(piece.set_id)
            if answering is not None:
                kind, write_it = answering
                found.setdefault(kind, []).append(tuple(write_it(piece).segments))
        yield from found.items()

    def _acknowledged(self, piece: Piece) -> Composing:
        sent = billing_of(piece)
        told = Composing(Delimiters())
        told.add("BHT", "0085", "08", f"CA{self.control}", self.now.date(), f"{self.now:%H%M}", "TH")
        claims = [(claim, self.verdict(claim)) for claim in sent.claims]
        _head(told, claims[0][0].payer, sent.submitter, self.control)
        told.add("TRN", "2", sent.reference)
        charge = sum((claim.charge for claim in sent.claims), Decimal(0))
        told.add("STC", ("A1", "19", "PR"), self.now.date(), "WQ", charge)
        told.add("HL", 3, 2, "19", 1)
        add_party(told, _plain(claims[0][0].billing, "85"))
        told.add("TRN", "1", "0")
        for number, (claim, codes) in enumerate(claims, start=4):
            told.add("HL", number, 3, "PT")
            add_party(told, _plain(claim.patient, "QC"))
            told.add("TRN", "2", claim.number)
            taken = codes[0] in ("A0", "A1", "A2")
            told.add("STC", codes, self.now.date(), "WQ" if taken else "U", claim.charge)
            if taken:
                told.add("REF", "1K", f"P{self.control}{number:03}")
            told.add("REF", "D9", claim.references.get("D9", ""))
        return told

    def _stands(self, piece: Piece) -> Composing:
        asked: ClaimStatus = claim_status_of(piece)
        told = Composing(Delimiters())
        told.add("BHT", "0010", "08", f"ST{self.control}", self.now.date(), f"{self.now:%H%M}", "DG")
        for level in asked.levels:
            told.add("HL", level.number, level.above, level.level, int(level.level != "22"))
            add_party(told, _plain(level.party, level.party.entity if level.party else ""))
            for claim in level.claims:
                told.add("TRN", "2", claim.trace.number)
                told.add("STC", self.standing(claim), self.now.date(), "", claim.amounts.get("T3"))
                for kind, value in claim.references.items():
                    told.add("REF", kind, value)
        return told

    def _benefits(self, piece: Piece) -> Composing:
        asked: Eligibility = eligibility_of(piece)
        told = Composing(Delimiters())
        told.add("BHT", "0022", "11", asked.reference, self.now.date(), f"{self.now:%H%M}")
        for one in asked.members:
            if not one.traces:
                # A subscriber who is only named: told above the dependent.
                continue
            holder = one.subscriber or one.person
            told.add("HL", 1, "", "20", 1)
            add_party(told, _plain(one.source, "PR"))
            told.add("HL", 2, 1, "21", 1)
            add_party(told, _plain(one.receiver, "1P"))
            told.add("HL", 3, 2, "22", int(one.subscriber is not None))
            if one.subscriber is not None:
                add_party(told, one.subscriber)
                told.add("HL", 4, 3, "23", 0)
            for trace in one.traces:
                told.add("TRN", "2", *trace[1:])
            add_party(told, one.person)
            self._of_member(told, self.members.get(holder.number if holder else ""))
        return told

    def _of_member(self, told: Composing, known: Member | None) -> None:
        if known is None:
            told.add("AAA", "N", "", "75", "C")
            return
        told.add("DTP", "346", "D8", known.since)
        if known.until is not None:
            told.add("DTP", "347", "D8", known.until)
        told.add("EB", "1", "IND", "30", "", known.plan)
        for benefit in known.benefits:
            told.add("EB", *(Repeated(one) if isinstance(one, tuple) else one for one in benefit))
        if known.other is not None:
            told.add("EB", "R", "IND", "30")
            told.add("LS", "2120")
            add_party(told, known.other)
            told.add("LE", "2120")


def _head(told: Composing, payer: Party | None, submitter: Party | None, number: int) -> None:
    told.add("HL", 1, "", "20", 1)
    add_party(told, _plain(payer, "PR"))
    told.add("TRN", "1", str(number))
    told.add("HL", 2, 1, "21", 1)
    add_party(told, _plain(submitter, "41"))


def _plain(party: Party | None, entity: str) -> Party | None:
    """Name and number of a party, as answers repeat them."""
    if party is None:
        return None
    return Party(entity, party.name, party.first, party.qualifier, party.number, kind=party.kind or "2")


def _back(first: Piece) -> Address:
    """The address of an answer: receiver and sender change places."""
    isa = first.segments[0]
    return Address(
        isa[7].strip(), isa[8].strip(), isa[5].strip(), isa[6].strip(), isa[8].strip(), isa[6].strip(), isa[15]
    )
