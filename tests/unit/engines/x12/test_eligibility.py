"""The 270 and the 271 as records (005010X279A1)."""

from __future__ import annotations

import datetime as dt
import io
from decimal import Decimal

from wellrun.engines.x12 import Delivery, Eligibility, Refusal, Service, Trace, Unread, eligibility_of, read

D = Decimal
HEAD = ("HL*1**20*1", "NM1*PR*2*PAYER FOUR*****PI*P04", "HL*2*1*21*1", "NM1*1P*2*HARBOUR CLINIC*****XX*1234567893")
ANSWER = (
    "BHT*0022*11*ASK1*20261127*0930",
    *HEAD,
    "HL*3*2*22*1",
    "TRN*2*T1*9PAYER*EXTRA",
    "NM1*IL*1*LOVELL*GREG*B**JR*MI*W123",
    "REF*6P*GROUP7",
    "N3*1 QUAY*FLOOR 2",
    "N4*MIDHAVEN*NY*10001",
    "PER*IC*HELP*TE*5551234",
    "DMG*D8*19800229*M",
    "DTP*346*D8*20260101",
    "EB*1*IND*30^35*HM*GOLD PLAN",
    "EB*B*IND*98***27*25.5*****W",
    "MSG*FIRST VISIT",
    "MSG*EACH YEAR",
    "EB*A*FAM*30*****.2",
    "EB*F*IND****23**.5*VS*20*Y*N*HC:99213:25",
    "HSD*VS*2*DA*1*7*1",
    "REF*9F*AUTH1",
    "DTP*292*RD8*20260101-20261231",
    "III*ZZ*21",
    "LS*2120",
    "NM1*P3*1*KILDARE*BEN****XX*1999996666",
    "N3*2 QUAY",
    "LE*2120",
    "HL*4*3*23*0",
    "NM1*03*1*LOVELL*ADA",
    "AAA*N**67*C",
    "SE*32*0001",
)


def told(*segments: str, set_id: str = "271") -> Eligibility:
    text = "".join(f"{one}~" for one in (f"ST*{set_id}*0001*005010X279A1", *segments))
    (piece,) = [one for one in read(io.BytesIO(text.encode())) if one.set_id]
    return eligibility_of(piece)


def test_who_is_told_of_whom() -> None:
    found = told(*ANSWER)
    assert (found.purpose, found.reference, found.created, found.unread, found.faults) == (
        "11",
        "ASK1",
        "20261127",
        (),
        (),
    )
    subscriber, dependent = found.members
    assert subscriber.source is not None
    assert subscriber.receiver is not None
    assert (subscriber.source.number, subscriber.receiver.name, subscriber.subscriber) == (
        "P04",
        "HARBOUR CLINIC",
        None,
    )
    person = subscriber.person
    assert person is not None
    assert (person.name, person.first, person.middle, person.suffix, person.kind) == ("LOVELL", "GREG", "B", "JR", "1")
    assert (person.birth, person.sex, person.references) == (dt.date(1980, 2, 29), "M", {"6P": "GROUP7"})
    assert person.place == (("1 QUAY", "FLOOR 2"), "MIDHAVEN", "NY", "10001", "")
    assert person.contacts == (("IC", "HELP", (("TE", "5551234"),)),)
    assert subscriber.traces == (Trace("2", "T1", "9PAYER", "EXTRA"),)
    assert subscriber.dates == {"346": (dt.date(2026, 1, 1), dt.date(2026, 1, 1))}
    assert (dependent.level, dependent.subscriber, dependent.person and dependent.person.first) == ("23", person, "ADA")
    assert dependent.refusals == (Refusal("N", "67", "C", 32),)


def test_what_benefits_there_are() -> None:
    active, copayment, coinsurance, limit = told(*ANSWER).members[0].benefits
    assert (active.code, active.coverage, active.services, active.insurance, active.plan) == (
        "1",
        "IND",
        ("30", "35"),
        "HM",
        "GOLD PLAN",
    )
    assert (copayment.period, copayment.amount, copayment.in_network) == ("27", D("25.5"), "W")
    assert copayment.messages == ("FIRST VISIT", "EACH YEAR")
    assert (coinsurance.coverage, coinsurance.share, coinsurance.amount) == ("FAM", D(".2"), None)
    assert (limit.quantity_qualifier, limit.quantity, limit.authorisation, limit.in_network) == ("VS", D(20), "Y", "N")
    assert limit.procedure == Service("HC", "99213", ("25",))
    assert limit.deliveries == (Delivery("VS", D(2), "DA", D(1), "7", D(1)),)
    assert (limit.references, limit.conditions) == ({"9F": "AUTH1"}, (("ZZ", "21"),))
    assert limit.dates == {"292": (dt.date(2026, 1, 1), dt.date(2026, 12, 31))}
    (other,) = limit.related
    assert (other.entity, other.first, other.place and other.place.lines) == ("P3", "BEN", ("2 QUAY",))


def test_what_is_asked() -> None:
    found = told(
        "BHT*0022*13*ASK1*20261127*0930",
        *HEAD,
        "HL*3*2*22*0",
        "TRN*1*T1*9CLINIC",
        "NM1*IL*1*LOVELL*ADA****MI*W1",
        "DMG*D8*19800229",
        "HI*ABK:J020*ABF:E119",
        "DTP*291*D8*20261127",
        "EQ*98^30**FAM*HM",
        "REF*9F*AUTH1",
        "EQ**HC:99213:25",
        "III*ZZ*11",
        "SE*16*0001",
        set_id="270",
    )
    (member,) = found.members
    first, second = member.queries
    assert (first.services, first.procedure, first.coverage, first.insurance) == (("98", "30"), None, "FAM", "HM")
    assert (second.services, second.procedure, second.conditions) == (
        (),
        Service("HC", "99213", ("25",)),
        (("ZZ", "11"),),
    )
    assert first.references == {"9F": "AUTH1"}
    assert member.diagnoses == (("ABK", "J020"), ("ABF", "E119"))
    assert (found.unread, found.faults) == ((), ())


def test_nobody_is_taken_for_whom_the_level_before_named() -> None:
    first, second = told(*HEAD, "HL*3*2*22*0", "NM1*IL*1*LOVELL*GREG", "HL*4*2*22*0", "EB*1", "SE*9*0001").members
    assert (first.person and first.person.first, second.person, second.source == first.source) == ("GREG", None, True)


def test_a_source_that_cannot_answer_at_all() -> None:
    found = told("HL*1**20*1", "NM1*PR*2*P", "AAA*Y**42*R", "SE*5*0001")
    assert (found.refusals, found.members) == ((Refusal("Y", "42", "R", 4),), ())


def test_what_is_odd_is_told_where_it_is_and_nothing_is_refused() -> None:
    found = told(
        *(
            "EB*1",
            "MSG*X",
            "HL*1**99",
            "HL*2**22",
            "EB*1******x",
            "DTP*1*D8*2026",
            "DTP*2*DT*202611271030",
            "ZZ*1",
            "YY*1",
            "EB*1",
            "XX*1",
            "SE*9*1",
        )
    )
    assert [(one.segment, one.position, one.code) for one in found.faults] == [
        ("EB", 2, "7"),
        ("MSG", 3, "7"),
        ("HL", 4, "7"),
        ("EB", 6, "6"),
        ("DTP", 7, "8"),
    ]
    assert found.unread == (Unread("ZZ", 9, 10), Unread("XX", 12, 12))
    assert len(found.members[0].benefits) == 2
