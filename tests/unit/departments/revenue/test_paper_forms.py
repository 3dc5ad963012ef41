"""A claim on the printed forms: what stands in which field, and where (NUCC 1500 manual 02/12; UB-04, CMS-1450)."""

from __future__ import annotations

from decimal import Decimal as D

from tests.spec.revenue.charging import FACTS, PATIENT, charge, content, stay_charge
from tests.spec.revenue.test_corrections import SAME
from tests.spec.revenue.test_secondary_claims import to_second

from wellrun.departments.revenue.papers.claim_forms import placed, printed
from wellrun.departments.revenue.rules.correcting import corrected
from wellrun.departments.revenue.rules.paper_forms import Sheet, sheets


def texts(sheet: Sheet, number: str) -> list[str]:
    return [one.text for one in sheet.fields if one.number == number]


def test_the_fields_of_a_persons_claim() -> None:
    held = charge("1", "1234.5", modifiers=("25",), diagnoses=("I50.9", "E11.9"), units=D(2))
    (sheet,) = sheets(content(held, number="A1-1"))
    assert sheet.form == "CMS-1500"
    said = {number: texts(sheet, number) for number in ("1a", "2", "21", "24D", "24E", "24F", "24G", "24J", "26", "28")}
    assert said == {
        "1a": ["ALPHA-77"],
        "2": ["DOE, JAN"],
        "21": ["0", "I509", "E119"],
        "24D": ["G0463", "25"],
        "24E": ["AB"],
        "24F": ["  1234 50"],
        "24G": ["2"],
        "24J": ["1999999976"],
        "26": ["A1-1"],
        "28": ["  1234 50"],
    }
    assert texts(sheet, "33") == ["HARBOUR PRACTICE", "1 QUAY ST", "TIDEWATER ME 041010001"]


def test_where_fields_stand_on_the_paper() -> None:
    """Ten characters and six lines to the inch: 2.54 mm to the next column, 4.233 mm to the next line."""
    (sheet,) = sheets(content(charge("1"), charge("2")))
    at = {one["number"]: (one["x"], one["y"]) for one in reversed(placed(sheet))}
    assert at["1a"][0] - at["2"][0] == 49 * 2.54
    assert round(at["2"][1] - at["1a"][1], 2) == round(2 * 25.4 / 6, 2)
    assert at["21"][1] < at["24A"][1] < at["33"][1]
    rows = sorted({one["y"] for one in placed(sheet) if one["number"] == "24A"})  # type: ignore[type-var]
    assert round(rows[1] - rows[0], 2) == round(2 * 25.4 / 6, 2)  # type: ignore[operator]


def test_more_lines_than_a_form_has_go_on_the_next_whose_total_stands_last() -> None:
    first, last = sheets(content(*(charge(f"{at}") for at in range(8))))
    assert (len(texts(first, "24F")), len(texts(last, "24F"))) == (6, 2)
    assert (texts(first, "28"), texts(last, "28")) == ([], ["   800 00"])


def test_a_corrected_claim_names_the_payers_number() -> None:
    source = content(charge("1", "100", code="X1000", modifiers=("25",)), charge("2", "60", code="X2000"))
    (sheet,) = sheets(corrected(source, SAME[:1], number="C1-2", control="PAYERS-1"))
    assert texts(sheet, "22") == ["7", "PAYERS-1"]


def test_a_secondary_claim_names_the_first_payer_and_what_it_paid() -> None:
    (sheet,) = sheets(to_second())
    assert (texts(sheet, "9a"), texts(sheet, "9d")) == (["ALPHA-77"], ["ALPHA HEALTH"])
    assert texts(sheet, "29") == ["   104 00"]


def test_the_fields_of_an_institutions_claim() -> None:
    facts = FACTS._replace(bill="11", drg="291")
    (sheet,) = sheets(content(stay_charge("1", units=D(3)), facts=facts))
    assert sheet.form == "UB-04"
    said = {number: texts(sheet, number) for number in ("4", "42", "46", "47", "67", "71", "76")}
    assert said == {
        "4": ["0111"],
        "42": ["0120", "0001"],
        "46": ["3"],
        "47": ["   4100 00"] * 2,
        "67": ["I509   Y", "E119   N"],
        "71": ["291"],
        "76": ["1999999976", "ORR SAM"],
    }


def test_no_value_leaves_its_field_or_the_paper() -> None:
    long = FACTS._replace(patient=PATIENT._replace(name="A" * 60))
    for sheet in (*sheets(content(charge("1"), facts=long)), *sheets(content(stay_charge("1"), facts=long))):
        assert all(1 <= one.line <= 66 and one.column + len(one.text) - 1 <= 83 for one in sheet.fields)
        assert all(len(one.text) <= one.width for one in sheet.fields)


def test_it_is_printed_as_pages_and_a_proof_says_more() -> None:
    claim = content(*(charge(f"{at}") for at in range(8)))
    plain, proof = printed(claim), printed(claim, proof=True)
    assert plain.startswith(b"%PDF") and len(proof) > len(plain)
