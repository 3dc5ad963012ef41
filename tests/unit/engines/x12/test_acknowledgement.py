"""The 999 and the TA1: read into records, made from faults, written back (005010X231A1; X12.5)."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Iterable

import pytest

from wellrun.engines.x12 import (
    Answer,
    Controls,
    ElementNote,
    Fault,
    GroupAnswer,
    InterchangeAnswer,
    Kind,
    Level,
    Piece,
    SegmentNote,
    SetAnswer,
    answers_to,
    group_answer_of,
    interchange_answer_of,
    read,
    remittance_of,
    write,
    written,
)

AT = dt.datetime(2026, 11, 28, 9, 30, tzinfo=dt.UTC)
ISA = "ISA*00*          *00*          *ZZ*SENDER         *30*RECEIVER       *261127*0712*^*00501*000000905*0*T*:"
BODY = ("BPR*I*80*C*ACH************20261127", "CLP*A*1*100*80", "CAS*CO*45*20")


def transaction(number: str, *body: str, end: str = "") -> tuple[str, ...]:
    return (f"ST*835*{number}", *body, end or f"SE*{len(body) + 2}*{number}")


def file(*sets: tuple[str, ...], isa: str = ISA, ge: str = "", iea: str = "IEA*1*000000905") -> str:
    inside = [one for each in sets for one in each]
    end = ge or f"GE*{len(sets)}*7"
    whole = [isa, "GS*HP*FROM*TO*20261127*0712*7*X*005010X221A1", *inside, end, iea]
    return "".join(f"{one}~" for one in whole if one)


def pieces(text: str) -> list[Piece]:
    return list(read(io.BytesIO(text.encode("latin-1"))))


def judged(text: str) -> Iterable[tuple[Piece, list[Fault]]]:
    for piece in pieces(text):
        yield piece, [*piece.faults, *(remittance_of(piece).faults if piece.set_id == "835" else ())]


def answer(text: str) -> Answer:
    (found,) = answers_to(judged(text))
    return found


def group(text: str) -> GroupAnswer:
    (found,) = answer(text).groups
    return found


def test_a_sound_group_is_accepted_without_naming_its_transactions() -> None:
    found = answer(file(transaction("1", *BODY), transaction("2", *BODY)))
    assert found.interchange == InterchangeAnswer("000000905", "261127", "0712", "A", "000")
    assert found.groups == (GroupAnswer("HP", "7", "005010X221A1", "A", 2, 2, 2, (), ()),)
    assert found.sound


def test_what_cannot_be_read_refuses_its_transaction_and_tells_where() -> None:
    bad = ("BPR*I*8x*C*ACH************20261341", *BODY[1:])
    found = group(file(transaction("1", *BODY), transaction("2", *bad)))
    assert (found.code, found.included, found.received, found.accepted) == ("P", 2, 2, 1)
    notes = (ElementNote(2, 0, 0, "", "6", "8x"), ElementNote(16, 0, 0, "", "8", "20261341"))
    assert found.sets == (
        SetAnswer("835", "2", "005010X221A1", "R", ("5",), (SegmentNote("BPR", 2, "", "8", (), notes),)),
    )


@pytest.mark.parametrize(
    ("end", "reasons"), [("SE*9*1", ("4",)), ("SE*5*2", ("3",)), (" ", ("3", "4"))], ids=["count", "number", "both"]
)
def test_a_transaction_whose_envelope_does_not_hold_is_refused(end: str, reasons: tuple[str, ...]) -> None:
    found = group(file(transaction("1", *BODY, end="SE*9*2" if end == " " else end)))
    assert (found.code, found.accepted) == ("R", 0)
    assert (found.sets[0].code, set(found.sets[0].reasons)) == ("R", set(reasons))


def test_what_was_read_all_the_same_is_accepted_with_a_note() -> None:
    text = file(transaction("1", *BODY))
    noted = [(piece, piece.faults) for piece in pieces(text)]
    noted[2][1].append(Fault(Level.SEGMENT, "1", "Not known.", "ZZZ", 3))
    (found,) = answers_to(noted)
    assert (found.groups[0].code, found.groups[0].accepted, found.sound) == ("E", 1, False)
    assert (found.groups[0].sets[0].code, found.groups[0].sets[0].reasons) == ("E", ("5",))


@pytest.mark.parametrize(
    ("change", "reasons"), [({"ge": "GE*2*7"}, ("5",)), ({"ge": "GE*1*8"}, ("4",)), ({"ge": " "}, ("3",))]
)
def test_a_group_whose_envelope_does_not_hold_is_refused_as_a_whole(
    change: dict[str, str], reasons: tuple[str, ...]
) -> None:
    text = file(transaction("1", *BODY), **change).replace(" ~", "")
    found = group(text)
    assert (found.code, found.reasons, found.received, found.accepted, found.sets) == ("R", reasons, 1, 0, ())


@pytest.mark.parametrize(
    ("iea", "code", "note"),
    [
        ("IEA*2*000000905", "R", "021"),
        ("IEA*1*000000906", "R", "001"),
        ("", "R", "023"),
        ("ZZ*1~IEA*1*000000905", "E", "022"),
    ],
)
def test_an_interchange_whose_envelope_does_not_hold_is_refused_as_a_whole(iea: str, code: str, note: str) -> None:
    found = answer(file(transaction("1", *BODY), iea=iea))
    assert (found.interchange.code, found.interchange.note) == (code, note)
    assert bool(found.groups) == (code == "E")


def test_an_interchange_without_an_end_is_told_of_itself_and_not_of_the_next() -> None:
    text = file(transaction("1", *BODY), iea="") + file(transaction("1", *BODY))
    assert [(one.interchange.code, one.interchange.note) for one in answers_to(judged(text))] == [
        ("R", "023"),
        ("A", "000"),
    ]


def test_written_it_goes_back_to_whom_it_came_from_and_is_sound_itself() -> None:
    bad = ("BPR*I*8x*C", *BODY[1:])
    said = answer(file(transaction("1", *bad), isa=ISA.replace("*0*T*", "*1*T*")))
    done = written(said, Controls(31, 32, 33), AT)
    assert done.faults == ()
    assert write(done.pieces, line_end="\n").splitlines() == [
        "ISA*00*          *00*          *30*RECEIVER       *ZZ*SENDER         *261128*0930*^*00501*000000031*0*T*:~",
        "TA1*000000905*261127*0712*A*000~",
        "GS*FA*TO*FROM*20261128*0930*32*X*005010X231A1~",
        "ST*999*0033*005010X231A1~",
        "AK1*HP*7*005010X221A1~",
        "AK2*835*1*005010X221A1~",
        "IK3*BPR*2**8~",
        "IK4*2**6*8x~",
        "IK5*R*5~",
        "AK9*R*1*1*0~",
        "SE*8*0033~",
        "GE*1*32~",
        "IEA*1*000000031~",
    ]
    again = pieces(write(done.pieces))
    assert [fault for piece in again for fault in piece.faults] == []
    assert [interchange_answer_of(one) for one in again if one.kind is Kind.ANSWER] == [said.interchange]
    assert [group_answer_of(one) for one in again if one.set_id == "999"] == list(said.groups)


def test_a_wrong_value_that_would_cut_the_segment_apart_is_left_out() -> None:
    said = answer(file(transaction("1", "BPR*I*1:2*C", *BODY[1:])))
    assert said.groups[0].sets[0].notes[0].elements[0].value == "1:2"
    assert "IK4*2**6~" in write(written(said, Controls(1, 1), AT).pieces)


def test_an_acknowledgement_is_never_acknowledged() -> None:
    first = written(answer(file(transaction("1", *BODY))), Controls(1, 1), AT)
    second = answer(write(first.pieces))
    assert (second.groups, second.sound, written(second, Controls(2, 2), AT).pieces) == ((), True, ())


def test_an_older_interchange_is_answered_with_a_separator_it_did_not_use() -> None:
    old = file(transaction("1", *BODY)).replace("*^*00501*", "*U*00401*")
    done = written(answer(old), Controls(1, 1), AT)
    assert done.pieces[0].segments[0][11:13] == ["^", "00501"]


def test_a_999_with_contexts_and_places_within_an_element() -> None:
    text = (
        "ST*999*1~AK1*HC*28~AK2*837*0028~IK3*CLM*22*2300*8~CTX*CLM01:123~IK4*5:1:2*1331*7*9~IK5*R*5~AK9*P*3*3*2~SE*9*1~"
    )
    (piece,) = [one for one in pieces(text) if one.set_id == "999"]
    found = group_answer_of(piece)
    note = SegmentNote("CLM", 22, "2300", "8", (("CLM01:123",),), (ElementNote(5, 1, 2, "1331", "7", "9"),))
    assert found == GroupAnswer("HC", "28", "", "P", 3, 3, 2, (), (SetAnswer("837", "0028", "", "R", ("5",), (note,)),))


def test_what_is_odd_in_a_999_is_told_and_nothing_is_refused() -> None:
    text = "ST*999*1~IK3*CLM*22~CTX*X~IK4*5~IK5*R~ZZ*1~AK2*837*1~IK3*CLM*x~AK9*A*1*1~SE*9*1~"
    (piece,) = [one for one in pieces(text) if one.set_id == "999"]
    found = group_answer_of(piece)
    assert [(one.segment, one.position, one.code) for one in found.faults] == [
        ("IK3", 2, "7"),
        ("CTX", 3, "7"),
        ("IK4", 4, "7"),
        ("IK5", 5, "7"),
        ("IK3", 8, "6"),
        ("AK9", 9, "1"),
        ("AK1", 0, "3"),
    ]
    assert found.unknown == ("ZZ",)
