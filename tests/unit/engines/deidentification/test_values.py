"""Pseudonyms, shifts, ages, ZIP areas and classes, by the words of 45 CFR 164.514(b)."""

from __future__ import annotations

import hashlib
import hmac

import pytest

from wellrun.engines.deidentification import (
    NO_ZIPS,
    Misread,
    ReleaseKey,
    ZipPopulations,
    anonymity,
    band_of,
    reveals_old_age,
    zip_populations,
)

KEY = ReleaseKey(bytes(range(32)))


def test_a_pseudonym_is_hmac_sha_256_of_kind_and_parts() -> None:
    """RFC 2104."""
    expected = hmac.new(KEY.secret, b"patient\x1fH1\x1f42", hashlib.sha256).hexdigest()[:32]
    assert KEY.pseudonym("patient", "H1", "42") == expected
    inner = hashlib.sha256(KEY.inner + b"patient\x1fH1\x1f42").digest()
    assert hashlib.sha256(KEY.outer + inner).hexdigest()[:32] == expected


def test_kind_facility_and_key_each_make_another_pseudonym() -> None:
    made = {KEY.pseudonym(*parts) for parts in (("patient", "H1", "4"), ("visit", "H1", "4"), ("patient", "H2", "4"))}
    made.add(ReleaseKey.fresh().pseudonym("patient", "H1", "4"))
    assert len(made) == 4


def test_a_key_is_of_32_bytes_and_does_not_show_itself() -> None:
    with pytest.raises(ValueError, match="32 bytes"):
        ReleaseKey(b"short")
    assert KEY.secret.hex() not in repr(KEY)
    assert str(KEY.secret) not in repr(KEY)


def test_a_shift_is_of_at_most_a_year_and_never_none() -> None:
    shifts = {KEY.shift("H1", str(number)) for number in range(20_000)}
    assert (min(shifts), max(shifts)) == (-365, 365)
    assert 0 not in shifts


@pytest.mark.parametrize(
    ("age", "band"), [(0, "0-9"), (9, "0-9"), (10, "10-19"), (89, "80-89"), (90, "90+"), (117, "90+")]
)
def test_bands(age: int, band: str) -> None:
    assert band_of(age) == band


def test_an_age_is_not_negative() -> None:
    with pytest.raises(ValueError, match="-1"):
        band_of(-1)


def test_a_year_reveals_from_ninety_years_before_release() -> None:
    assert not reveals_old_age(1937, release_year=2026)
    assert reveals_old_age(1936, release_year=2026)


@pytest.mark.parametrize(
    ("code", "area"),
    [("10591", "105"), ("10591-1234", "105"), ("105", "105"), ("03601", "000"), ("9", "000"), ("1059x", "000")],
)
def test_an_area_is_named_only_above_20000_people(code: str, area: str) -> None:
    assert ZipPopulations({"105": 20_001, "036": 20_000}).area(code) == area
    assert NO_ZIPS.area(code) == "000"


def test_every_faulty_line_of_a_list_is_told() -> None:
    found, wrong = zip_populations(["\ufeffZIP3, Population", "105,30000", "1,2", "036,x", "105,1", "", '100,"1,000"'])
    assert found.people == {"105": 30_000, "100": 1_000}
    assert [one.line for one in wrong] == [3, 4, 5]
    assert zip_populations(["a,b"])[1] == (
        Misread(1, "The first line must name the columns zip3 and population, not ['a', 'b']."),
    )


def test_classes_below_k_are_small() -> None:
    found = anonymity({1: (2, 2), 10: (1, 10), 11: (1, 11)}, k=11)
    assert (found.smallest, found.classes, found.small_classes, found.rows, found.rows_in_small) == (1, 4, 3, 23, 12)
    assert anonymity({}).share_in_small == 0
    with pytest.raises(ValueError, match="2 or more"):
        anonymity({}, k=1)
