"""Public answers of payers, read as a front desk and a billing office read them."""

from __future__ import annotations

import datetime as dt
import io
import os
from collections.abc import Iterator
from decimal import Decimal as D
from pathlib import Path

import pytest

from wellrun.departments.revenue.rules.answers import receipt_of, told_of
from wellrun.departments.revenue.rules.claim_states import Move
from wellrun.departments.revenue.rules.eligibility import Coverage, Network, Reading, reading_of, to_collect
from wellrun.departments.revenue.words.eligibility import WHY, services_words, why
from wellrun.departments.revenue.words.sending import note_words
from wellrun.engines.x12 import Piece, claim_status_of, eligibility_of, group_answer_of, read

SHARED = Path(os.environ.get("WELLRUN_SHARED_DATA", Path(__file__).parents[3] / "shared" / "data"))
SAMPLES = SHARED / "x12"
FILES = sorted(file for file in SAMPLES.glob("*/*") if file.is_file())

pytestmark = [
    pytest.mark.conformance,
    pytest.mark.skipif(not SAMPLES.is_dir(), reason=f"no X12 samples at {SAMPLES}"),
]


def of_set(*sets: str) -> Iterator[tuple[str, Piece]]:
    for file in FILES:
        for piece in read(io.BytesIO(file.read_bytes())):
            if piece.set_id in sets:
                yield f"{file.parent.name}/{file.name}", piece


def readings(name: str, on: dt.date, *services: str) -> list[Reading]:
    (piece,) = [piece for file, piece in of_set("271") if file == name]
    return list(reading_of(eligibility_of(piece), service_on=on, services=services or ("30",)))


def test_every_answer_on_benefits_is_read_for_any_day() -> None:
    found = [
        reading
        for _name, piece in of_set("271")
        for on in (dt.date(2000, 1, 1), dt.date(2010, 6, 8), dt.date(2026, 1, 1))
        for reading in reading_of(eligibility_of(piece), service_on=on)
    ]
    assert len(found) >= 6
    assert {one.coverage for one in found} >= {Coverage.COVERED, Coverage.NOT_THAT_DAY}
    for one in found:
        assert all(why(refused).words for refused in one.refusals)
        assert all(services_words(share.services) for share in one.copays)


def test_a_states_programme_names_the_plan_and_the_other_payer() -> None:
    (one,) = readings("herophilus/271Sample_Eligible_.txt", dt.date(2010, 6, 8))
    assert (one.coverage, one.plan, one.since) == (Coverage.COVERED, "MA Eligible", dt.date(2010, 6, 1))
    assert [(other.name, other.policy) for other in one.others] == [("MEDICARE ABD", "012345679C1")]
    assert "RECERT MONTH=12" in one.messages
    (before,) = readings("herophilus/271Sample_Eligible_.txt", dt.date(2010, 5, 31))
    assert before.coverage is Coverage.NOT_THAT_DAY


def test_an_insurers_copays_are_told_for_both_networks_and_one_is_collected() -> None:
    (one,) = readings("linuxforhealth-x12/subscriber-health-benefit-check.271", dt.date(2006, 5, 1), "98")
    assert one.coverage is Coverage.COVERED
    assert [(share.network, share.amount) for share in one.copays] == [(Network.IN, D(10)), (Network.OUT, D(30))]
    collect, outside = to_collect(one, services=["98"]), to_collect(one, services=["98"], in_network=False)
    assert collect is not None and collect.amount == D(10)
    assert outside is not None and outside.amount == D(30)


def test_every_receipt_says_what_becomes_of_each_transaction_and_why() -> None:
    found = {name: receipt_of(group_answer_of(piece)) for name, piece in of_set("999")}
    assert found["imsweb-x12-parser/x12_999_accepted.txt"].others is Move.RECEIPT
    refused = found["herophilus/999_Sample__Rejected_.txt"]
    move, notes = refused.of("0028")
    assert move is Move.RETURN and (refused.functional, refused.group) == ("HC", "28")
    assert [note_words(one) for one in refused.of("28")[1]] == [note_words(one) for one in notes]
    assert "segment NM, at place 17, is not known" in [note_words(one) for one in notes]


def test_every_status_moves_the_claim_it_names() -> None:
    found = [(told.number, told.move) for _name, piece in of_set("277") for told in told_of(claim_status_of(piece))]
    assert ("3920394930203", Move.REJECTION) in found
    assert ("5781", Move.ACCEPTANCE) in found
    assert {("ABCXYZ1", Move.PENDING), ("ABCXYZ2", Move.DECISION), ("ABCXYC3", Move.DECISION)} <= set(found)
    assert all(
        note_words(note)
        for _name, piece in of_set("277")
        for told in told_of(claim_status_of(piece))
        for note in told.notes
    )


def test_every_reject_reason_of_ours_says_what_to_do() -> None:
    assert all(str(one.words).endswith(".") and str(one.remedy).endswith(".") for one in WHY.values())
