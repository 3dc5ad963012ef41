"""Elements against their tables, with the codes of the 999 (X12.6, X12.22; IK304, IK403)."""

from __future__ import annotations

import io

import pytest

from wellrun.engines.x12 import Fault, Level, element_faults, judged, read
from wellrun.engines.x12.layouts.elements import ELEMENTS
from wellrun.engines.x12.layouts.segments import COMPOSITES, ROWS, RULES
from wellrun.engines.x12.layouts.sets import LAYOUTS

CLAIM = (
    "BHT*0019*00*244579*20261127*1023*CH",
    "HL*1**20*1",
    "NM1*85*2*HARBOUR CLINIC*****XX*1234567893",
    "HL*2*1*22*0",
    "SBR*P*18*******CI",
    "CLM*A1*40***11:B:1*Y*A*Y*Y",
    "DTP*431*D8*20261101",
    "HI*ABK:J020",
    "LX*1",
    "SV1*HC:99213:25*40*UN*1***1",
    "REF*6R*L1",
)


def faults(*segments: str, set_id: str = "837", release: str = "005010X222A1") -> list[Fault]:
    text = "".join(f"{one}~" for one in (f"ST*{set_id}*0001*{release}", *segments, f"SE*{len(segments) + 2}*0001"))
    (piece,) = [one for one in read(io.BytesIO(text.encode("latin-1"))) if one.set_id]
    return element_faults(piece)


def changed(begins: str, to: str) -> list[tuple[str, int, int, str]]:
    """Faults of the claim with another segment in place of the one that begins so."""
    assert any(one.startswith(begins) for one in CLAIM)
    found = faults(*(to if one.startswith(begins) else one for one in CLAIM))
    return [(one.segment, one.element, one.component, one.code) for one in found]


def test_a_sound_claim_has_no_fault() -> None:
    assert faults(*CLAIM) == []


@pytest.mark.parametrize(
    ("begins", "to", "expected"),
    [
        ("CLM", "CLM**40***11:B:1*Y*A*Y*Y", [("CLM", 1, 0, "1")]),
        ("CLM", "CLM*A1*40***11:B:1*Y*A*Y", [("CLM", 9, 0, "1")]),
        ("CLM", f"CLM*{'A' * 39}*40***11:B:1*Y*A*Y*Y", [("CLM", 1, 0, "5")]),
        ("CLM", "CLM*A1*4 0***11:B:1*Y*A*Y*Y", [("CLM", 2, 0, "6")]),
        ("CLM", "CLM*A1*+40***11:B:1*Y*A*Y*Y", [("CLM", 2, 0, "6")]),
        ("CLM", "CLM*A1*1E2***11:B:1*Y*A*Y*Y", [("CLM", 2, 0, "6")]),
        ("CLM", "CLM*A1*-40.25***11:B:1*Y*A*Y*Y", []),
        ("CLM", "CLM*A1*40***11:B:1:9*Y*A*Y*Y", [("CLM", 5, 0, "13")]),
        ("CLM", "CLM*A1*40***11:B:123*Y*A*Y*Y", [("CLM", 5, 3, "5")]),
        ("CLM", "CLM*A1*40***11:B:1*Y^N*A*Y*Y", [("CLM", 6, 0, "12")]),
        ("CLM", "CLM*A:1*40***11:B:1*Y*A*Y*Y", [("CLM", 1, 0, "13")]),
        ("CLM", "CLM*A1*40***11::1*Y*A*Y*Y", [("CLM", 5, 2, "1")]),
        ("SV1", "SV1*HC*40*UN*1***1", [("SV1", 1, 2, "1")]),
        ("REF", "REF*6R", [("REF", 2, 0, "1"), ("REF", 2, 0, "2")]),
        ("REF", "REF*6*L1", [("REF", 1, 0, "4")]),
        ("REF", "REF*6R*L1***5", [("REF", 5, 0, "3")]),
        ("REF", "REF*6R*L\x021", [("REF", 2, 0, "6")]),
        ("DTP", "DTP*431*D8*20261131", [("DTP", 3, 0, "8")]),
        ("DTP", "DTP*431*D8*20261130", []),
        ("DTP", "DTP*431*RD8*20261130", [("DTP", 3, 0, "8")]),
        ("DTP", "DTP*431*RD8*20261130-20261201", []),
        ("DTP", "DTP*431*TM*2460", [("DTP", 3, 0, "9")]),
        ("DTP", "DTP*431*DT*202611302359", []),
        ("BHT", "BHT*0019*00*2*20261327*1023*CH", [("BHT", 4, 0, "8")]),
        ("BHT", "BHT*0019*00*2*20261127*2423*CH", [("BHT", 5, 0, "9")]),
        ("HI", "HI*ABK:J020:D8:20261399", [("HI", 1, 4, "8")]),
        ("NM1", "NM1*85*2*HARBOUR CLINIC*****XX", [("NM1", 9, 0, "2")]),
        ("NM1", "NM1*85*2*HARBOUR CLINIC******1234567893", [("NM1", 8, 0, "2")]),
    ],
)
def test_what_is_wrong_with_an_element_is_told_at_its_place(
    begins: str, to: str, expected: list[tuple[str, int, int, str]]
) -> None:
    assert changed(begins, to) == expected


@pytest.mark.parametrize(
    ("begins", "to", "expected"),
    [
        ("BHT", "ZZZ*1", [("ZZZ", 0, 0, "1"), ("BHT", 0, 0, "3")]),
        ("REF", "CLP*1*1*1*1**12*X", [("CLP", 0, 0, "6")]),
        ("LX", "REF*G1*1", [("SV1", 0, 0, "7")]),
        ("CLM", "REF*G1*1", [("HI", 0, 0, "7"), ("LX", 0, 0, "7"), ("CLM", 0, 0, "3")]),
        ("REF", "BHT*0019*00*2*20261127*1023*CH", [("BHT", 0, 0, "5")]),
        ("DTP", "HL*3*2*23*0", [("HI", 0, 0, "7"), ("LX", 0, 0, "7")]),
    ],
)
def test_a_segment_that_is_not_known_not_in_its_loop_missing_or_there_twice(
    begins: str, to: str, expected: list[tuple[str, int, int, str]]
) -> None:
    assert changed(begins, to) == expected


def test_rules_between_elements() -> None:
    def codes(segment: str, set_id: str = "835") -> list[tuple[int, str]]:
        head = ("BPR*I*1*C*ACH************20261127", "TRN*1*1", "CLP*A*1*1*1**12*X")
        return [(one.element, one.code) for one in faults(*head, segment, set_id=set_id, release="005010X221A1")]

    assert codes("CAS*CO*45*1") == []
    assert codes("CAS*CO*45*1**253") == [(6, "2")]
    assert codes("CAS*CO*45*1***1") == [(5, "2")]
    assert codes("QTY*CA*1**FREE") == [(4, "10")]
    assert codes("N1*PE") == [(2, "2")]


def test_a_fault_says_what_was_expected_and_which_data_element_it_is() -> None:
    (found,) = faults(*(("REF*6*L1") if one.startswith("REF") else one for one in CLAIM))
    assert (found.level, found.reference, found.value, found.expected) == (
        Level.ELEMENT,
        "128",
        "6",
        "ID, 2 to 3 characters",
    )
    assert found.position == 12
    assert found.message
    assert found.remedy


def test_another_version_is_not_judged_and_another_set_is_told() -> None:
    assert faults("CLM**x", release="004010X098A1") == []
    (found,) = faults("UM*1", set_id="278", release="005010X217")
    assert (found.level, found.code, found.value) == (Level.TRANSACTION, "1", "278")


@pytest.mark.parametrize(("paid", "code"), [("1x", "6"), ("", "1")])
def test_what_reader_and_tables_both_find_is_told_once(paid: str, code: str) -> None:
    text = f"ST*835*0001*005010X221A1~BPR*I*{paid}*C*ACH************20261127~TRN*1*1~N1*PR*P~SE*5*0001~"
    found = [one for piece, several in judged(read(io.BytesIO(text.encode()))) if piece.set_id for one in several]
    assert [(one.place, one.code) for one in found if one.level is Level.ELEMENT] == [("BPR02 of segment 2", code)]


def test_two_components_that_are_wrong_alike_are_told_both() -> None:
    segments = [one.replace("11:B:1", "11") for one in CLAIM]
    text = "".join(f"{one}~" for one in ("ST*837*0001*005010X222A1", *segments, f"SE*{len(segments) + 2}*0001"))
    found = [one for piece, several in judged(read(io.BytesIO(text.encode()))) if piece.set_id for one in several]
    told = [(one.element, one.component, one.code) for one in found if one.level is Level.ELEMENT]
    assert told == [(5, 2, "1"), (5, 3, "1")]


def test_the_tables_fit_together() -> None:
    numbers = {one.rstrip("!+") for row in ROWS.values() for one in row.split()}
    numbers |= {one.rstrip("!") for row in COMPOSITES.values() for one in row.split()}
    assert numbers - COMPOSITES.keys() == ELEMENTS.keys()
    for name, rules in RULES.items():
        width = len(ROWS[name].split())
        assert all(int(rule[at : at + 2]) <= width for rule in rules.split() for at in range(1, len(rule), 2)), name
    for name, layout in LAYOUTS.items():
        known = layout.segments
        assert known <= ROWS.keys(), name
        named = {*layout.demanded, *layout.once, *layout.opens, *layout.within, *layout.within.values()}
        assert named <= known, (name, named - known)
        assert {*layout.within.values()} <= {*layout.opens}, name
