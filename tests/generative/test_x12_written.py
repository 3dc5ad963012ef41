"""What is written from records says the same when it is read: claims and both questions, whatever they hold."""

from __future__ import annotations

import datetime as dt
import io
import random
from decimal import Decimal
from typing import Any

from wellrun.engines.x12 import (
    Address,
    Adjustment,
    BilledClaim,
    BilledLine,
    Billing,
    ClaimStatus,
    Contact,
    Controls,
    Delimiters,
    Eligibility,
    Insured,
    Member,
    OtherPayer,
    Party,
    Place,
    Query,
    Service,
    StatusClaim,
    StatusLevel,
    StatusLine,
    Trace,
    Written,
    billing_of,
    claim_status_of,
    eligibility_of,
    judged,
    read,
    write,
    write_claims,
    write_eligibility_inquiries,
    write_status_inquiries,
)

EXAMPLES = 300
NOW = dt.datetime(2026, 11, 28, 9, 30, tzinfo=dt.UTC)
ADDRESS = Address("ZZ", "SENDER", "30", "RECEIVER", "FROM", "TO")
ENDS = (Delimiters(), Delimiters("|", ">", "!", "\n"), Delimiters("\x1d", "\x1f", "\x1e", "\x1c"))


class Chance(random.Random):
    """Values as records have them."""

    def text(self, most: int = 12) -> str:
        return "".join(self.choice("ABCXYZ 019.-'é,/") for _each in range(self.randrange(1, most))).strip() or "A"

    def code(self, *several: str) -> str:
        return self.choice(several)

    def money(self) -> Decimal:
        return Decimal(self.randrange(-(10**6), 10**8)) / self.choice((1, 10, 100))

    def day(self) -> dt.date:
        return dt.date(1900, 1, 1) + dt.timedelta(self.randrange(50_000))

    def period(self) -> tuple[dt.date, dt.date]:
        first = self.day()
        return first, first + dt.timedelta(self.choice((0, 0, 5)))

    def several(self, make: Any, most: int = 3) -> tuple[Any, ...]:
        return tuple(make() for _each in range(self.randrange(most + 1)))

    def by(self, keys: str, make: Any) -> dict[str, Any]:
        return {key: make() for key in self.sample(keys.split(), self.randrange(len(keys.split())))}

    def party(self, entity: str) -> Party:
        place = Place(self.several(self.text, 2), self.text(), "NY", "10001", self.code("", "CA"))
        contacts = self.several(lambda: Contact("IC", self.text(), (("TE", "5551234"),)), 1)
        return Party(
            *(entity, self.text(), self.code("", self.text()), "MI", self.text(), "1", self.code("", "B"), "JR"),
            *(
                self.choice((None, place)),
                self.by("SY EI G2", self.text),
                self.choice((None, self.day())),
                "F",
                contacts,
            ),
        )

    def adjustment(self) -> Adjustment:
        return Adjustment(self.code("CO", "PR"), self.code("45", "1"), self.money(), self.choice((None, Decimal(2))))

    def insured(self, relation: str) -> Insured:
        return Insured("P", relation, self.text(), self.text(), "CI")

    def line(self, number: int, *, institutional: bool) -> BilledLine:
        begins, ends = self.choice(((None, None), self.period()))
        paid = self.by("M1 M2 M3", self.money)
        return BilledLine(
            *(str(number), "HC", self.text(6), self.several(lambda: "25", 4), self.money(), "UN", self.money()),
            *(("0120", "", ()) if institutional else ("", "11", (1, *self.several(lambda: self.randrange(1, 12), 3)))),
            *(begins, ends, self.text(), self.by("G1 9F F4", self.text), self.several(self.text, 2), paid),
            *({payer: self.day() for payer in paid if self.random() < 0.5}, self.several(self.adjustment, 9), 0),
        )

    def claim(self, billing: Party, subscriber: Party, payer: Party, *, institutional: bool) -> BilledClaim:
        own = self.random() < 0.5
        diagnoses = self.several(lambda: (self.code("ABK", "ABF"), self.text(6)), 14)
        parties = [self.party(entity) for entity in self.sample(["82", "77", "DN"], self.randrange(3))]
        return BilledClaim(
            *(self.text(), self.money(), "11", "A" if institutional else "B", "1", ("Y", "A", "Y", "I")),
            *(self.several(lambda: "AA", 2), billing, subscriber, subscriber if own else self.party("QC"), payer),
            Insured("P", "18" if own else "19", "GROUP", "", "CI"),
            ("1", "2", "01") if institutional else (),
            diagnoses,
            {1: "Y"} if diagnoses and institutional else {},
            self.several(lambda: ("BH", "11", "D8", "20261103"), 2),
            {one.entity: one for one in parties},
            self.by("G1 F8 D9", self.text),
            self.by("431 434 454", self.period),
            self.by("435 096", lambda: self.choice((dt.datetime(2026, 11, 3, 14, 30), dt.time(9, 5)))),  # noqa: DTZ001
            self.by("F5 F3", self.money),
            self.several(self.text, 2),
            self.several(self.other, 2),
            tuple(self.line(number, institutional=institutional) for number in range(1, self.randrange(2, 4))),
            0,
        )

    def other(self) -> OtherPayer:
        parties = {"IL": self.party("IL"), "PR": self.party("PR")}
        adjustments = self.several(self.adjustment, 8)
        return OtherPayer(self.insured("18"), adjustments, self.by("D EAF", self.money), ("Y", "P", "Y"), parties)

    def billing(self) -> Billing:
        institutional = self.random() < 0.5
        claims: list[BilledClaim] = []
        for _provider in range(self.randrange(1, 3)):
            billing = self.party("85")
            for _subscriber in range(self.randrange(1, 3)):
                who, payer = self.party("IL"), self.party("PR")
                number = self.randrange(1, 4)
                claims += [self.claim(billing, who, payer, institutional=institutional) for _claim in range(number)]
        return Billing(self.party("41"), self.party("40"), self.text(), "CH", tuple(claims), (), ())

    def inquiry(self) -> Eligibility:
        source, receiver = self.party("PR"), self.party("1P")
        members = []
        for _member in range(self.randrange(1, 4)):
            who = self.party("IL")
            members.append(self.member("22", source, receiver, None, who))
            number = self.randrange(3)
            members += [self.member("23", source, receiver, who, self.party("03")) for _dependent in range(number)]
        return Eligibility("13", self.text(), "20261128", (), tuple(members), (), ())

    def member(self, level: str, source: Party, receiver: Party, whose: Party | None, who: Party) -> Member:
        traces = self.several(lambda: Trace("1", self.text(), "9CLINIC", ""), 2)
        diagnoses = self.several(lambda: ("ABK", self.text(5)), 3)
        dates = self.by("291 307", self.period)
        return Member(
            level, source, receiver, whose, who, traces, dates, diagnoses, (), self.several(self.query), (), 0
        )

    def query(self) -> Query:
        services = self.several(lambda: self.code("30", "98"), 4)
        procedure = Service("HC", self.text(5), ("25",)) if not services else None
        conditions = self.several(lambda: ("ZZ", "11"), 1)
        return Query(
            services, procedure, "FAM", "", self.by("9F G1", self.text), self.by("291", self.period), conditions, 0
        )

    def status(self) -> ClaimStatus:
        levels = [
            StatusLevel("1", "", "20", self.party("PR"), (), 0),
            StatusLevel("2", "1", "21", self.party("41"), (), 0),
        ]
        for number in range(3, self.randrange(4, 7)):
            level = StatusLevel(str(number), "2", "22", self.party("IL"), self.several(self.asked), 0)
            levels.append(level)
        return ClaimStatus("0010", "13", self.text(), "20261128", tuple(levels), (), ())

    def asked(self) -> StatusClaim:
        references, dates = self.by("BLT EJ 1K", self.text), self.by("472", self.period)
        line = StatusLine(Service("HC", "99213", ()), self.money(), None, "0510", Decimal(2), (), {"FJ": "L"}, {}, 0)
        trace, lines = Trace("1", self.text(), "", ""), self.choice(((), (line,)))
        return StatusClaim(trace, (), references, dates, {"T3": self.money()}, {}, lines, 0)


def bare(value: Any) -> Any:
    """A record without the places of its segments."""
    if hasattr(value, "_fields"):
        return tuple(bare(getattr(value, name)) for name in value._fields if name not in ("at", "faults"))
    return tuple(map(bare, value)) if isinstance(value, tuple) else value


def records(done: Written, ends: Delimiters, reader: Any) -> list[Any]:
    """What is read of what was written, which has to be sound as an envelope and come back unchanged."""
    assert done.faults == ()
    text = write(done.pieces)
    pieces = list(read(io.BytesIO(text.encode("latin-1"))))
    assert write(pieces) == text
    assert [fault for piece in pieces for fault in piece.faults] == []
    assert pieces[0].delimiters == ends
    found = [reader(piece) for piece in pieces if piece.set_id]
    assert [fault for one in found for fault in one.faults] == []
    return [bare(one) for one in found]


def test_claims() -> None:
    chance, claims = Chance(837), 0
    for number in range(EXAMPLES):
        ends, billing = ENDS[number % len(ENDS)], chance.billing()
        done = write_claims([billing], ADDRESS, Controls(number + 1, 7), NOW, delimiters=ends)
        assert records(done, ends, billing_of) == [bare(billing)]
        claims += len(billing.claims)
    assert claims > 2 * EXAMPLES


def test_questions_for_benefits() -> None:
    chance = Chance(270)
    for number in range(EXAMPLES):
        ends, inquiry = ENDS[number % len(ENDS)], chance.inquiry()
        done = write_eligibility_inquiries([inquiry], ADDRESS, Controls(number + 1, 7), NOW, delimiters=ends)
        assert records(done, ends, eligibility_of) == [bare(inquiry)]


def test_questions_for_the_status_of_claims() -> None:
    chance = Chance(276)
    for number in range(EXAMPLES):
        ends, inquiry = ENDS[number % len(ENDS)], chance.status()
        done = write_status_inquiries([inquiry], ADDRESS, Controls(number + 1, 7), NOW, delimiters=ends)
        assert records(done, ends, claim_status_of) == [bare(inquiry)]


def test_a_value_that_holds_a_delimiter_is_a_fault_wherever_it_is() -> None:
    chance, ends = Chance(13), Delimiters()
    for character in (*ends, "\r", "\n", "\u2019"):
        billing = chance.billing()
        first = billing.claims[0]._replace(number=f"A{character}B")
        done = write_claims([billing._replace(claims=(first,))], ADDRESS, Controls(1, 1), NOW, delimiters=ends)
        (fault,) = done.faults
        assert (fault.segment, fault.element, fault.code, fault.value) == ("CLM", 1, "6", f"A{character}B")
        (place,) = [
            piece.segments[fault.position - 1]
            for piece in done.pieces
            if piece.set_id and piece.segments[0][1] == "837"
        ]
        assert place[0] == "CLM"


def test_what_is_written_has_no_fault_in_the_tables_either() -> None:
    chance = Chance(22)
    told = set()
    for number in range(40):
        done = write_claims([chance.billing()], ADDRESS, Controls(number + 1, 7), NOW)
        for _piece, faults in judged(done.pieces):
            told |= {(fault.segment, fault.element, fault.code) for fault in faults}
    # What the records hold is written as it is: these are free text too short or long for its place, and no structure.
    assert {one for one in told if one[2] not in ("4", "5")} == set()
