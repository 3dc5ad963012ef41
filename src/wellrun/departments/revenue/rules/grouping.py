"""Which MS-DRG a stay falls into, by which version, and which diagnoses decide it.

Source: CMS, *MS-DRG Definitions Manual*, versions 36 to 43.1, as ``drgpy`` holds them (docs/decisions/0027). The answer
is a proposal to a coder. What the library cannot group, or answers against the manual, is a fault and no group.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from wellrun.values.faults import Fault, Refused

if TYPE_CHECKING:
    from drgpy.msdrg import DRGEngine

VERSIONS: tuple[tuple[dt.date, str], ...] = (
    (dt.date(2018, 10, 1), "36"),
    (dt.date(2019, 10, 1), "37"),
    (dt.date(2020, 10, 1), "38"),
    (dt.date(2021, 10, 1), "39"),
    (dt.date(2022, 10, 1), "40"),
    (dt.date(2023, 10, 1), "41"),
    (dt.date(2024, 4, 1), "41.1"),
    (dt.date(2024, 10, 1), "42"),
    (dt.date(2025, 4, 1), "42.1"),
    (dt.date(2025, 10, 1), "43"),
    (dt.date(2026, 4, 1), "43.1"),
)
"""First day of discharge of each version (CMS, MS-DRG Classifications and Software)."""

LAST = dt.date(2026, 9, 30)
"""The fiscal year of the latest version ends; CMS puts a new one in force on each 1 October."""

DIED = frozenset({"20", "40", "41", "42"})
"""Discharge status (FL 17 of the NUBC) of somebody who has died."""

SEXES = {"female": "F", "male": "M", "F": "F", "M": "M"}
PRESENT = frozenset({"Y", "N", "U", "W", "1", ""})
"""Present on admission (CMS): yes, no, not documented, cannot be determined, exempt; empty: not told."""

ACQUIRED = frozenset({"N", "U"})
HIV = "B20"
NO_VERSION = "revenue.drg.version"
NO_GROUP = frozenset({"000", "998", "999"})
PROCEDURE = re.compile(r"[0-9A-HJ-NP-Z]{7}")
DIAGNOSIS = re.compile(r"[A-Z][0-9][0-9A-Z][0-9A-Z]{0,4}")
STATUS = re.compile(r"[0-9]{2}")


class Diagnosis(NamedTuple):
    """ICD-10-CM, with or without its point, and whether it was present on admission."""

    code: str
    present: str = ""

    @property
    def plain(self) -> str:
        return self.code.replace(".", "").upper()


class StayFacts(NamedTuple):
    """What a stay is grouped by. ``diagnoses``: the principal one first. ``sex`` as the registry says it.

    ``status``: of the patient on leaving, two digits. ``procedures``: ICD-10-PCS.
    """

    diagnoses: tuple[Diagnosis, ...]
    discharged: dt.date
    sex: str
    procedures: tuple[str, ...] = ()
    status: str = "01"


class Weighty(NamedTuple):
    """A secondary diagnosis that counts: ``level`` MCC or CC. ``without``: the group if it were not coded."""

    code: str
    level: str
    without: str
    present: str = ""


class Grouped(NamedTuple):
    """The group of a stay, by which version, and what of it rests on which diagnosis.

    ``severity``: MCC, CC or none, of the diagnoses that count. ``weighty``: those that count, in their order.
    ``least``: the group with the principal diagnosis and the procedures alone.
    """

    drg: str
    words: str
    mdc: str
    surgical: bool
    version: str
    severity: str
    weighty: tuple[Weighty, ...]
    least: str

    @property
    def rests_on(self) -> tuple[Weighty, ...]:
        """Diagnoses without any one of which the group would be another: what the physician has to have documented."""
        return tuple(one for one in self.weighty if one.without != self.drg)

    @property
    def acquired(self) -> tuple[Weighty, ...]:
        """Those that were not there on admission: on CMS's list of hospital-acquired conditions, one does not count.

        The list (Appendix I) is not in the library, so that whether it is on it is for the coder to say.
        """
        return tuple(one for one in self.weighty if one.present in ACQUIRED)


def version_on(discharged: dt.date) -> str:
    """The version that was in force. Raises ``Refused`` for a day that none of ours covers."""
    found = [name for since, name in VERSIONS if since <= discharged]
    if found and discharged <= LAST:
        return found[-1]
    expected = f"{VERSIONS[0][0]} to {LAST}"
    remedy = "Group it with the grouper of that year and enter the DRG by hand."
    said = f"No MS-DRG version for a discharge on {discharged} is here."
    raise Refused(Fault(NO_VERSION, said, "discharged", discharged.isoformat(), expected, remedy))


def group(stay: StayFacts, *, version: str = "") -> Grouped:
    """The MS-DRG of a stay, by the version of its day or another one that is named.

    Raises ``Refused`` with everything that keeps it from being grouped.
    """
    faults = [*_wrong(stay)]
    if faults:
        raise Refused(faults)
    version = version or version_on(stay.discharged)
    engine = engine_of(version)
    dx = tuple(dict.fromkeys(one.plain for one in stay.diagnoses))
    if not engine.dxmap.get(dx[0]):
        # The library would try the code again without its last character, and group what was never coded.
        raise Refused(_no_group(dx[0], "999", f"a principal diagnosis of MS-DRG version {version}"))
    asked = _Asked(engine, stay)
    answers = asked.all(dx)
    drg = answers[0] if answers else "999"
    if drg in NO_GROUP:
        raise Refused(_no_group(dx[0], drg, "a principal diagnosis that can be grouped"))
    if _doubtful(engine, answers, dx):
        raise Refused(_doubt(drg))
    held, told = engine.drgmap[drg], asked.present
    weighty = tuple(
        Weighty(code, level, asked.first(tuple(one for one in dx if one != code)), told[code])
        for code in dx[1:]
        if (level := asked.level(dx, code, drg))
    )
    levels = {one.level for one in weighty}
    severity = "MCC" if "MCC" in levels else "CC" if "CC" in levels else ""
    return Grouped(drg, held["desc"], held["mdc"], held["is_surgical"], version, severity, weighty, asked.first(dx[:1]))


class _Asked(NamedTuple):
    """The engine with what stays the same while diagnoses are left out."""

    engine: DRGEngine
    stay: StayFacts

    @property
    def present(self) -> dict[str, str]:
        """By code, since the library drops what is coded twice before it counts places; what was said first counts."""
        return {one.plain: one.present for one in reversed(self.stay.diagnoses)}

    @property
    def given(self) -> Mapping[str, object]:
        stay = self.stay
        return {
            "gender": SEXES[stay.sex],
            "is_alive": stay.status not in DIED,
            "poa": {code: told or "Y" for code, told in self.present.items()},
            "discharge_status": stay.status,
        }

    def all(self, dx: tuple[str, ...]) -> list[str]:
        return list(self.engine.get_drg_all(list(dx), list(self.stay.procedures), **self.given))

    def first(self, dx: tuple[str, ...]) -> str:
        return next(iter(self.all(dx)), "999")

    def level(self, dx: tuple[str, ...], code: str, drg: str) -> str:
        """What a secondary diagnosis counts as beside this principal one, in this group: MCC, CC or nothing."""
        left_out = self.engine.drg_exclusions.get(drg, set())
        features = self.engine.get_features([dx[0], code], [], severity_exclusions=left_out, **self.given)
        return next((name for name in ("MCC", "CC") if features[f"_{name}"]), "")


@lru_cache(maxsize=3)
def engine_of(version: str) -> DRGEngine:
    """The grouper of a version; it takes half a second to read, and some 100 MB."""
    from drgpy.msdrg import DRGEngine

    return DRGEngine(f"v{version}")


def _wrong(stay: StayFacts) -> Iterator[Fault]:
    """What does not even have the shape of a stay."""
    if not stay.diagnoses:
        yield _fault("diagnosis", "", "a principal diagnosis", "Enter what the stay was chiefly for.")
    yield from _misshapen("diagnosis", (one.plain for one in stay.diagnoses), DIAGNOSIS, "ICD-10-CM, as I50.9")
    yield from _misshapen("procedure", stay.procedures, PROCEDURE, "ICD-10-PCS, seven characters")
    yield from _misshapen("status", [stay.status], STATUS, "two digits, as 01 for home")
    for one in stay.diagnoses:
        if one.present not in PRESENT:
            yield _fault("present", one.present, "Y, N, U, W or 1", f"Say whether {one.code} was present on admission.")
    if stay.sex not in SEXES:
        yield _fault("sex", stay.sex, "female or male", "CMS groups by one of the two; group it by hand.")


def _misshapen(place: str, values: Iterable[str], shape: re.Pattern[str], expected: str) -> Iterator[Fault]:
    for value in values:
        if not shape.fullmatch(value):
            yield _fault(place, value, expected, "Correct it.")


def _doubtful(engine: DRGEngine, answers: list[str], dx: tuple[str, ...]) -> bool:
    """Whether the answer contradicts the manual on MDC 25, which holds those with HIV, and nobody else.

    The library puts operations beside some principal diagnoses there without HIV, and with HIV as a secondary diagnosis
    leaves the stay in the MDC of the principal one.
    """
    in_hiv = [engine.drgmap.get(one, {}).get("mdc") == "25" for one in answers]
    if HIV in dx:
        return any(in_hiv) and not in_hiv[0]
    return bool(in_hiv[0])


def _doubt(drg: str) -> Fault:
    said = f"The grouper answers {drg}, which contradicts the Definitions Manual on MDC 25 (HIV)."
    remedy = "Group it by the manual and enter the DRG by hand."
    return Fault("revenue.drg.doubtful", said, "drg", drg, "a group of the manual", remedy)


def _no_group(code: str, drg: str, expected: str) -> Fault:
    said = f"{code} as principal diagnosis falls into DRG {drg}: it cannot be grouped."
    remedy = "Choose what the stay was chiefly for: no cause from outside and no code that only describes an outcome."
    return Fault("revenue.drg.no_group", said, "diagnosis", code, expected, remedy)


def _fault(place: str, value: str, expected: str, remedy: str) -> Fault:
    said = f"{value or 'Nothing'} is not {expected}."
    return Fault(f"revenue.drg.{place}", said, place, value, expected, remedy)
