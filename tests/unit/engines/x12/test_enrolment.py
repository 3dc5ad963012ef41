"""The 834 as records (005010X220A1)."""

from __future__ import annotations

import datetime as dt
import io
from decimal import Decimal

from wellrun.engines.x12 import Enrolment, Unread, enrolment_of, read

D = Decimal
FROM = dt.date(2026, 1, 1)


def told(*segments: str) -> Enrolment:
    text = "".join(f"{one}~" for one in ("ST*834*0001*005010X220A1", *segments))
    (piece,) = [one for one in read(io.BytesIO(text.encode())) if one.set_id]
    return enrolment_of(piece)


FILE = (
    "BGN*00*FILE1*20261127*0930****2",
    "REF*38*POLICY1",
    "DTP*007*D8*20260101",
    "QTY*TO*2",
    "N1*P5*TIDEWATER*FI*999999999",
    "N1*IN*PAYER FOUR*XV*P04",
    "INS*Y*18*021*20*A*A:1**FT*F*Y*D8*20261120",
    "REF*0F*S1",
    "REF*1L*POLICY1",
    "DTP*356*D8*20260101",
    "NM1*IL*1*LOVELL*GREG****34*111223333",
    "PER*IP**TE*5551234",
    "N3*1 QUAY",
    "N4*MIDHAVEN*NY*10001",
    "DMG*D8*19800229*M",
    "NM1*31*1",
    "N3*PO BOX 1",
    "HD*021**HLT*PLAN1*FAM",
    "DTP*348*D8*20260101",
    "AMT*P3*45.5",
    "REF*17*A",
    "NM1*P3*1*KILDARE*BEN****XX*1999996666",
    "COB*P*POL9*1*30^35",
    "REF*60*B",
    "NM1*IN*2*OTHER",
    "DTP*344*D8*20260101",
    "HD*021**DEN",
    "LS*2700",
    "LX*1",
    "N1*75*CATEGORY",
    "REF*17*IGNORED",
    "DTP*007*D8*20260202",
    "LE*2700",
    "INS*N*19*021",
    "NM1*IL*1*LOVELL*ADA",
    "SE*37*0001",
)


def test_the_file_and_who_sends_it() -> None:
    found = told(*FILE)
    assert (found.purpose, found.reference, found.created, found.action) == ("00", "FILE1", dt.date(2026, 11, 27), "2")
    assert (found.references, found.dates, found.quantities) == ({"38": "POLICY1"}, {"007": (FROM, FROM)}, {"TO": D(2)})
    assert [(one.entity, one.name, one.number) for one in found.parties.values()] == [
        ("P5", "TIDEWATER", "999999999"),
        ("IN", "PAYER FOUR", "P04"),
    ]
    assert (found.unread, found.faults) == ((), ())


def test_a_member_and_whose_relative() -> None:
    first, second = told(*FILE).members
    assert (first.subscriber, first.relation, first.maintenance, first.reason, first.benefit_status) == (
        True,
        "18",
        "021",
        "20",
        "A",
    )
    assert (first.medicare, first.employment, first.student, first.handicapped) == ("A", "FT", "F", True)
    assert first.died == dt.date(2026, 11, 20)
    assert first.references == {"0F": "S1", "1L": "POLICY1"}
    person = first.parties["IL"]
    assert (person.first, person.birth, person.place and person.place.city) == (
        "GREG",
        dt.date(1980, 2, 29),
        "MIDHAVEN",
    )
    assert first.parties["31"].place is not None
    assert (second.subscriber, second.relation, second.coverages, second.parties["IL"].first) == (
        False,
        "19",
        (),
        "ADA",
    )


def test_coverages_with_other_payers_and_without_reporting_categories() -> None:
    health, dental = told(*FILE).members[0].coverages
    assert (health.maintenance, health.line, health.plan, health.level) == ("021", "HLT", "PLAN1", "FAM")
    assert (health.dates, health.amounts, health.references) == ({"348": (FROM, FROM)}, {"P3": D("45.5")}, {"17": "A"})
    assert list(health.parties) == ["P3"]
    (other,) = health.others
    assert (other.sequence, other.policy, other.coordination, other.services) == ("P", "POL9", "1", ("30", "35"))
    assert (other.references, other.dates, list(other.parties)) == ({"60": "B"}, {"344": (FROM, FROM)}, ["IN"])
    assert (dental.line, dental.references, dental.dates, dental.parties) == ("DEN", {}, {}, {})


def test_what_is_odd_is_told_where_it_is_and_nothing_is_refused() -> None:
    found = told("HD*021**HLT", "INS*Y*18*021", "COB*P", "DTP*1*D8*2026", "ZZ", "LS*2700", "INS*N*19", "SE*9*1")
    assert [(one.segment, one.position, one.code) for one in found.faults] == [
        ("HD", 2, "7"),
        ("COB", 4, "7"),
        ("DTP", 5, "8"),
    ]
    assert (len(found.members), found.unread) == (2, (Unread("ZZ", 6, 6),))
