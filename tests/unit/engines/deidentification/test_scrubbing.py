"""Scrubbing free text: the eighteen identifiers as they are written, what must stay, and how much is found."""

from __future__ import annotations

import time

import pytest

from wellrun.engines.deidentification import Identifier, Scrubber

SCRUBBER = Scrubber.knowing(["Ada Lovell", "Will Park"], year=2026)


@pytest.mark.parametrize(
    ("text", "gone", "kind"),
    [
        ("Discussed with Dr. Okafor today.", "Okafor", Identifier.NAME),
        ("then lovell asked for water", "lovell", Identifier.NAME),
        ("She lives at 12 Quay Street, Nyack, NY 10960.", "Quay", Identifier.PLACE),
        ("Admitted on March 3, 2024 with fever.", "March 3, 2024", Identifier.DATE),
        ("Admitted ２０２４‑０３‑０４ with fever.", "2024-03-04", Identifier.DATE),
        ("Call (212) 555-0187 at once.", "555-0187", Identifier.PHONE),
        ("Please fax 212-555-0188 to us.", "0188", Identifier.FAX),
        ("Write to a.b+c@example.org please.", "example", Identifier.EMAIL),
        ("SSN 078 05 1120 on file.", "1120", Identifier.SSN),
        ("MRN: 84726153.", "84726153", Identifier.RECORD_NUMBER),
        ("Medicare 1EG4-TE5-MK73.", "1EG4", Identifier.PLAN_NUMBER),
        ("acct no. 99182736", "99182736", Identifier.ACCOUNT),
        ("license D8374652", "D8374652", Identifier.LICENCE),
        ("plate ABC-1234", "ABC-1234", Identifier.VEHICLE),
        ("serial no. PM-83746-X", "PM-83746-X", Identifier.DEVICE),
        ("see https://portal.example.org/p/8374", "portal", Identifier.URL),
        ("from 192.168.17.42", "192.168", Identifier.IP_ADDRESS),
        ("a finger print was taken", "finger print", Identifier.BIOMETRIC),
        ("saved IMG_83746.jpg", "IMG_83746", Identifier.PHOTOGRAPH),
        ("study key QX-7731-88 drawn", "QX-7731-88", Identifier.OTHER),
    ],
)
def test_each_identifier_leaves_its_mark_only(text: str, gone: str, kind: Identifier) -> None:
    scrubbed = SCRUBBER.scrub(text)
    assert gone not in scrubbed
    assert kind.mark in scrubbed


@pytest.mark.parametrize(
    "text",
    [
        "Blood pressure 142/88, pulse 96, SpO2 97% on room air.",
        "Viral sinusitis (disorder)",
        "Given 500mg of Tylenol BID for 7 days; HbA1c 7.2%.",
        "A 62-year-old woman with COPD and type 2 diabetes since 2011.",
        "will walk to the park",
        "Crohn disease, L4-L5 stenosis, COVID-19 vaccine in 2021",
        "",
    ],
)
def test_what_identifies_nobody_stays(text: str) -> None:
    assert SCRUBBER.scrub(text) == text


@pytest.mark.parametrize(("age", "stays"), [("89", True), ("90", False), ("104", False)])
@pytest.mark.parametrize("way", ["a {}-year-old man", "{} yo male", "aged {}", "{} years of age"])
def test_ages_over_89_go(age: str, stays: bool, way: str) -> None:
    assert (age in SCRUBBER.scrub(way.format(age))) is stays


@pytest.mark.parametrize(("year", "stays"), [("1937", True), ("1936", False)])
def test_a_year_that_tells_of_an_age_over_89_goes(year: str, stays: bool) -> None:
    assert (year in SCRUBBER.scrub(f"worked as a miner since {year}")) is stays


@pytest.mark.parametrize("piece", ["a.", "A. ", "1-", "a@", "1 2 ", "van de ", "Dr. ", "x" * 50, "(1)", "\n-"])
def test_no_text_takes_long(piece: str) -> None:
    start = time.process_time()
    SCRUBBER.scrub(piece * (20_000 // len(piece)))
    assert time.process_time() - start < 5


def test_a_text_longer_than_anybody_writes_is_withheld_whole() -> None:
    assert SCRUBBER.scrub("a" * 200_001) == Identifier.OTHER.mark
