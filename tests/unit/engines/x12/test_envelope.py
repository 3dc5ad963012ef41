"""Interchanges, groups and transactions: taken apart, judged, put together as they came."""

from __future__ import annotations

import io
from collections.abc import Sequence

import pytest

from wellrun.engines.x12 import Delimiters, Kind, Piece, read, write
from wellrun.engines.x12 import segments as cutting

ISA = "ISA*00*          *00*          *ZZ*SENDER         *ZZ*RECEIVER       *261127*0712*^*00501*000000905*0*P*:"
BODY = (
    *("GS*HP*S*R*20261127*0712*7*X*005010X221A1", "ST*835*0001", "BPR*I*0*C*NON************20261127"),
    *("SE*3*0001", "GE*1*7", "IEA*1*000000905"),
)


def file(*segments: str, ends: str = "~", line: str = "") -> str:
    return "".join(f"{segment}{ends}{line}" for segment in (segments or (ISA, *BODY)))


def pieces(text: str | bytes) -> list[Piece]:
    return list(read(io.BytesIO(text if isinstance(text, bytes) else text.encode("latin-1"))))


def codes(found: Sequence[Piece]) -> list[tuple[str, str]]:
    return [(fault.level.value, fault.code) for piece in found for fault in piece.faults]


def changed(**by: str) -> str:
    """The file with other segments in place of those that begin so; an empty one is left out."""
    kept = [by.get(segment.split("*")[0], segment) for segment in (ISA, *BODY)]
    return file(*(segment for segment in kept if segment))


def test_a_file_is_taken_apart_in_its_order() -> None:
    found = pieces(file())
    assert [piece.kind for piece in found] == [
        Kind.INTERCHANGE,
        Kind.GROUP,
        Kind.TRANSACTION,
        Kind.GROUP_END,
        Kind.INTERCHANGE_END,
    ]
    inside = found[2]
    assert (inside.set_id, inside.control, inside.release, inside.at, len(inside.segments)) == (
        "835",
        "0001",
        "005010X221A1",
        3,
        3,
    )
    assert codes(found) == []


@pytest.mark.parametrize("line", ["", "\n", "\r\n", "\r"])
def test_line_ends_between_segments_mean_nothing_and_everything_else_comes_back(line: str) -> None:
    found = pieces(file(line=line))
    assert codes(found) == []
    assert write(found) == file()
    assert write(found, line_end="\n") == file(line="\n")


@pytest.mark.parametrize("ends", ["\n", "\r", "\x1c", "'", "|"])
def test_whatever_ends_a_segment_is_read_from_the_first(ends: str) -> None:
    found = pieces(file(ends=ends))
    assert found[0].delimiters == Delimiters("*", ":", "^", ends)
    assert (codes(found), write(found)) == ([], file(ends=ends))


def test_other_delimiters_in_a_second_interchange_of_the_file() -> None:
    other = file().replace("*", "|").replace("~", "\x1c").replace(":", ">")
    found = pieces(file() + "\r\n" + other + file(line="\r\n"))
    assert [piece.delimiters.element for piece in found if piece.kind is Kind.INTERCHANGE] == ["*", "|", "*"]
    assert (codes(found), write(found)) == ([], file() + other + file())


def test_a_name_that_begins_like_an_interchange_is_none() -> None:
    text = changed(BPR="BPR*ISA*ISABEL~ISABEL*1", SE="SE*4*0001")
    assert len(pieces(text)) == 5
    assert write(pieces(text)) == text


def test_every_byte_survives() -> None:
    text = changed(BPR="BPR*Núñez\u0081\u00ff*").encode("latin-1")
    assert write(pieces(text)).encode("latin-1") == text


def test_a_mark_before_the_first_segment_and_spaces_behind_the_last_mean_nothing() -> None:
    assert codes(pieces(b"\xef\xbb\xbf" + file().encode() + b"\r\n\x1a  \n")) == []


def test_what_an_isa_filled_to_a_wrong_width_separates_by_is_found_all_the_same() -> None:
    short = file().replace("SENDER         ", "SENDER").replace("          ", "")
    assert codes(pieces(short)) == []


def test_an_older_version_has_no_repetition() -> None:
    old = file().replace("*^*00501", "*U*00401")
    assert pieces(old)[0].delimiters.repetition == ""


@pytest.mark.parametrize(
    ("by", "expected"),
    [
        ({"SE": "SE*4*0001"}, [("transaction", "4")]),
        ({"SE": "SE**0001"}, [("transaction", "4")]),
        ({"SE": "SE*3*0002"}, [("transaction", "3")]),
        ({"SE": "SE*3*1"}, []),
        ({"SE": ""}, [("transaction", "2")]),
        ({"ST": "ST*835"}, [("transaction", "7"), ("transaction", "3")]),
        ({"GE": "GE*2*7"}, [("group", "5")]),
        ({"GE": "GE*1*8"}, [("group", "4")]),
        ({"GE": ""}, [("group", "3")]),
        ({"IEA": "IEA*2*000000905"}, [("interchange", "021")]),
        ({"IEA": "IEA*1*000000906"}, [("interchange", "001")]),
        ({"IEA": ""}, [("interchange", "023")]),
        ({"ISA": ""}, [("interchange", "024"), ("interchange", "001")]),
        ({"GS": ""}, [("group", "4"), ("interchange", "021")]),
        ({"ST": ""}, [("segment", "stray"), ("segment", "stray"), ("group", "5")]),
    ],
)
def test_what_is_wrong_with_an_envelope_is_told_and_nothing_is_lost(
    by: dict[str, str], expected: list[tuple[str, str]]
) -> None:
    found = pieces(changed(**by))
    assert codes(found) == expected
    assert write(found) == changed(**by)


def test_the_same_control_number_twice_in_a_group() -> None:
    twice = (*BODY[:4], *BODY[1:4], "GE*2*7", BODY[5])
    assert codes(pieces(file(ISA, *twice))) == [("transaction", "23")]


@pytest.mark.parametrize(
    ("numbers", "again"),
    [("1 2 3 2", "2"), ("5 6 8 7 8", "8"), ("9 1 2 9", "9"), ("A B A", "A"), ("0003 0004 3", "3"), ("1 2 3 5 9 4", "")],
)
def test_a_control_number_that_comes_again_is_found_in_whatever_order_they_come(numbers: str, again: str) -> None:
    sets = [one for number in numbers.split() for one in (f"ST*835*{number}", f"SE*2*{number}")]
    found = pieces(file(ISA, BODY[0], *sets, f"GE*{len(numbers.split())}*7", BODY[5]))
    assert [fault.value for piece in found for fault in piece.faults] == ([again] if again else [])


def test_a_second_group_counts_anew() -> None:
    more = (*BODY[:5], *BODY[:5], "IEA*2*000000905")
    assert codes(pieces(file(ISA, *more))) == []


def test_a_file_that_is_cut_off_is_told_as_such_wherever_it_is_cut() -> None:
    whole = file()
    for cut in range(1, len(whole) - 1):
        found = pieces(whole[:cut])
        assert codes(found), whole[:cut]
        assert write(found).rstrip("~ ") == whole[:cut].rstrip("~ "), whole[:cut]


def test_where_the_first_segment_is_none_of_an_interchange_the_usual_delimiters_are_taken() -> None:
    found = pieces("ST*835*1~SE*2*1~")
    assert (found[0].kind, codes(found)) == (Kind.TRANSACTION, [("interchange", "024")])


@pytest.mark.parametrize("text", ["", " \r\n", "\x1a", "~", "~~", "hello", "ISA", "ISA*", "\x00" * 500])
def test_what_is_no_x12_breaks_nothing(text: str) -> None:
    pieces(text)


def test_blocks_of_any_size_tell_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    other = file().replace("*", "|").replace("~", "'")
    text = file(line="\r\n") + other + file(ends="\n")
    whole = pieces(text)
    for size in (1, 2, 7, 105, 106, 107, 300):
        monkeypatch.setattr(cutting, "BLOCK", size)
        assert pieces(text) == whole, size


def test_a_segment_without_an_end_does_not_fill_the_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cutting, "BLOCK", 64)
    monkeypatch.setattr(cutting, "LONGEST", 256)
    found = pieces("x" * 5000)
    assert max(len(segment[0]) for piece in found for segment in piece.segments) < 400
