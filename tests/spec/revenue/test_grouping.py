"""Which MS-DRG a stay falls into. Source: CMS, MS-DRG Definitions Manual (versions 36 to 43.1), by group and appendix.

Cases are made up; what they fall into is what the manual's group of that number says.
"""

from __future__ import annotations

import datetime as dt

import pytest

from wellrun.departments.revenue.rules.grouping import (
    LAST,
    VERSIONS,
    Diagnosis,
    Grouped,
    StayFacts,
    engine_of,
    group,
    version_on,
)
from wellrun.values.faults import Refused

IN_2026 = dt.date(2026, 1, 20)


def stay(*codes: str, procedures: tuple[str, ...] = (), on: dt.date = IN_2026, **more: str) -> StayFacts:
    diagnoses = tuple(Diagnosis(*code.split(":")) for code in codes)
    return StayFacts(diagnoses, on, more.get("sex", "female"), procedures, more.get("status", "01"))


def grouped(*codes: str, procedures: tuple[str, ...] = (), **more: str) -> Grouped:
    return group(stay(*codes, procedures=procedures, **more))


KNEE, HIP, DELIVERED = "0SRD0J9", "0SRB0J9", "10E0XZZ"


@pytest.mark.parametrize(
    ("codes", "procedures", "drg", "mdc"),
    [
        (("M17.11",), (KNEE,), "470", "08"),
        (("S72.001A",), (HIP,), "522", "08"),
        (("J18.9", "J96.01"), (), "193", "04"),
        (("J18.9", "E87.1"), (), "194", "04"),
        (("J18.9", "I10"), (), "195", "04"),
        (("A41.9", "J96.01"), (), "871", "18"),
        (("A41.9", "I10"), (), "872", "18"),
        (("I50.23", "J96.01"), (), "291", "05"),
        (("I50.23", "N17.9"), (), "292", "05"),
        (("N39.0", "I10"), (), "690", "11"),
        (("I63.9", "G81.91"), (), "065", "01"),
        (("J44.1", "J96.01"), (), "190", "04"),
        (("K80.20",), ("0FT44ZZ",), "419", "07"),
        (("K92.2", "D62"), (), "378", "06"),
        (("O80", "Z37.0"), (DELIVERED,), "807", "14"),
        (("O82", "Z37.0"), ("10D00Z1",), "788", "14"),
        (("Z38.00",), (), "795", "15"),
        (("F20.0",), (), "885", "19"),
        (("R07.9",), (), "313", "05"),
    ],
)
def test_a_stay_falls_into_the_group_of_the_manual(
    codes: tuple[str, ...], procedures: tuple[str, ...], drg: str, mdc: str
) -> None:
    found = grouped(*codes, procedures=procedures)
    assert (found.drg, found.mdc) == (drg, mdc)


def test_a_delivery_needs_its_outcome() -> None:
    """MDC 14: vaginal delivery is a delivery with its outcome (Z37) as a secondary diagnosis. O80 alone is 998."""
    assert grouped("O80", "Z37.0", procedures=(DELIVERED,)).words.startswith("Vaginal Delivery")
    with pytest.raises(Refused, match="998"):
        grouped("O80")


@pytest.mark.parametrize(
    ("codes", "alive", "died"),
    [(("I21.4", "N18.6"), "280", "283"), (("I21.4", "N17.9"), "281", "284"), (("I21.4",), "282", "285")],
)
def test_a_heart_attack_is_grouped_by_whether_the_patient_lived(codes: tuple[str, ...], alive: str, died: str) -> None:
    """DRG 280 to 282 discharged alive, 283 to 285 expired: status 20, and 40 to 42 of those who had hospice care."""
    assert grouped(*codes).drg == alive
    assert {grouped(*codes, status=one).drg for one in ("20", "40", "41", "42")} == {died}


def test_a_diagnosis_that_only_counts_for_the_living_counts_for_nothing_in_the_dead() -> None:
    """Appendix C, part 3: respiratory arrest (R09.2) is an MCC only for patients discharged alive."""
    assert grouped("I21.4", "R09.2").drg == "280"
    assert grouped("I21.4", "R09.2", status="20").drg == "285"


def test_a_secondary_diagnosis_close_to_the_principal_one_does_not_count() -> None:
    """Appendix C, part 1 (CC exclusions): heart failure is a CC beside pneumonia, none beside heart failure."""
    assert [(one.code, one.level) for one in grouped("J18.9", "I50.22").weighty] == [("I5022", "CC")]
    assert grouped("I50.23", "I50.22").weighty == ()


def test_what_was_not_there_on_admission_is_told_since_it_may_be_hospital_acquired() -> None:
    """Appendix I: a condition acquired in hospital (as a pressure ulcer of stage 4) does not count.

    drgpy has no such list, so that the coder is told.
    """
    assert grouped("J18.9", "L89.154:Y").acquired == ()
    for told in ("N", "U"):
        found = grouped("J18.9", f"L89.154:{told}", "I10:N")
        assert [(one.code, one.without) for one in found.acquired] == [("L89154", "195")]


def test_it_says_which_diagnosis_the_group_rests_on_and_what_it_would_be_without() -> None:
    found = grouped("J18.9", "J96.01", "E87.1", "I10")
    assert [(one.code, one.level, one.without) for one in found.weighty] == [
        ("J9601", "MCC", "194"),
        ("E871", "CC", "193"),
    ]
    assert [one.code for one in found.rests_on] == ["J9601"]
    assert (found.severity, found.least) == ("MCC", "195")


def test_with_two_that_carry_it_the_group_rests_on_neither_alone() -> None:
    found = grouped("J18.9", "J96.01", "N18.6")
    assert [one.level for one in found.weighty] == ["MCC", "MCC"]
    assert (found.rests_on, found.least) == ((), "195")


def test_an_operation_that_fits_no_principal_diagnosis_is_told_apart() -> None:
    """DRG 981 to 983."""
    assert grouped("N39.0", procedures=(KNEE,)).drg == "983"


@pytest.mark.parametrize(("since", "name"), VERSIONS)
def test_the_version_is_that_of_the_day_of_discharge(since: dt.date, name: str) -> None:
    assert version_on(since) == name
    if since > VERSIONS[0][0]:
        assert version_on(since - dt.timedelta(days=1)) != name


@pytest.mark.parametrize("day", [VERSIONS[0][0] - dt.timedelta(days=1), LAST + dt.timedelta(days=1)])
def test_a_day_without_a_version_is_a_fault_with_a_remedy(day: dt.date) -> None:
    with pytest.raises(Refused) as refused:
        group(stay("I10", on=day))
    (fault,) = refused.value.faults
    assert (fault.code, fault.value) == ("revenue.drg.version", day.isoformat())
    assert "by hand" in fault.remedy


def test_versions_differ() -> None:
    """Version 38 brought groups of their own for hips replaced after a fracture (521, 522)."""
    hip = {"procedures": (HIP,)}
    assert group(stay("S72.001A", on=dt.date(2020, 9, 30), **hip)).drg == "470"  # type: ignore[arg-type]
    assert group(stay("S72.001A", on=dt.date(2020, 10, 1), **hip)).drg == "522"  # type: ignore[arg-type]


@pytest.mark.parametrize("principal", ["W19.XXXA", "J18.99", "Y93.9"])
def test_a_cause_from_outside_or_an_unknown_code_is_no_principal_diagnosis(principal: str) -> None:
    """Ungroupable (999). The library alone would read J18.99 as J18.9."""
    with pytest.raises(Refused, match="999"):
        grouped(principal)


def test_everything_that_is_wrong_is_told_at_once() -> None:
    with pytest.raises(Refused) as refused:
        grouped("I5!.9", "I10:Q", procedures=("0SR",), sex="unknown", status="1")
    assert {one.place for one in refused.value.faults} == {"diagnosis", "present", "procedure", "sex", "status"}


def test_without_any_diagnosis_there_is_no_group() -> None:
    with pytest.raises(Refused, match="principal"):
        group(StayFacts((), IN_2026, "male"))


@pytest.mark.parametrize(
    ("codes", "procedures"), [(("J18.9",), (KNEE,)), (("J18.9",), ("0DTJ4ZZ",)), (("J18.9", "B20"), ())]
)
def test_where_the_library_contradicts_the_manual_on_hiv_nothing_is_proposed(
    codes: tuple[str, ...], procedures: tuple[str, ...]
) -> None:
    """MDC 25 holds stays with HIV (B20) as principal, or as secondary beside a related condition; no others."""
    with pytest.raises(Refused, match="MDC 25"):
        grouped(*codes, procedures=procedures)


def test_a_code_told_twice_counts_once_with_what_was_said_first() -> None:
    once, twice = grouped("J18.9", "L89.154:N"), grouped("J18.9", "L89.154:N", "L89.154:Y")
    assert once == twice


def test_the_library_is_read_once_for_a_version() -> None:
    assert engine_of("43") is engine_of("43")
