"""What a release is asked to be, and what it turned out to be."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from wellrun.engines.deidentification import NO_ZIPS, SMALLEST_CLASS, Anonymity, ReleaseKey, ZipPopulations


class Dates(StrEnum):
    """How dates of individuals leave. Only ``YEARS`` is Safe Harbor."""

    YEARS = "years"
    SHIFT = "shift"


class Places(StrEnum):
    """Whether facilities and units keep their codes."""

    PSEUDONYM = "pseudonym"
    KEEP = "keep"


class FileFormat(StrEnum):
    """How the files are written; the value is the ending of their names."""

    PARQUET = "parquet"
    CSV = "csv"


class SmallClasses(StrEnum):
    """What happens to rows that fewer than k people share."""

    REPORT = "report"
    BLANK = "blank"
    LEAVE_OUT = "leave-out"


class KeyOrigin(StrEnum):
    """Where the key of a release comes from, in the words of the manifest."""

    FRESH = "made for this release alone and not kept: it cannot be joined with another, nor turned back"
    GIVEN = (
        "given by the releaser, who can join it with other releases of that key; a code that can be worked out again "
        "from an identifier must meet 45 CFR 164.514(c)"
    )


@dataclass(frozen=True, kw_only=True)
class Asked:
    """A release. ``facilities`` are codes; ``None`` is every facility, an empty set is none.

    ``on`` is the day of release: ages over 89 are reckoned to its year. ``names`` are those of patients and staff, for
    scrubbing. ``quasi`` names output columns for the k-anonymity report; ``None`` takes age, sex, ZIP area and year.
    """

    tables: tuple[str, ...]
    facilities: frozenset[str] | None
    on: dt.date
    key: ReleaseKey
    key_origin: KeyOrigin = KeyOrigin.FRESH
    dates: Dates = Dates.YEARS
    places: Places = Places.PSEUDONYM
    file_format: FileFormat = FileFormat.PARQUET
    zips: ZipPopulations = NO_ZIPS
    k: int = SMALLEST_CLASS
    small_classes: SmallClasses = SmallClasses.REPORT
    quasi: tuple[str, ...] | None = None
    names: Iterable[str] = ()


@dataclass(frozen=True)
class ReleasedColumn:
    """One column: its name in the warehouse and in the file (empty if left out), the rule, values withheld."""

    column: str
    released: str
    rule: str
    withheld: int


@dataclass(frozen=True)
class ReleasedTable:
    """One table of a release. ``left_out`` and ``blanked`` are rows of small classes; ``anonymity`` is of the file."""

    table: str
    file: str
    rows: int
    left_out: int
    blanked: int
    scrubbed_texts: int
    columns: tuple[ReleasedColumn, ...]
    quasi: tuple[str, ...]
    counted: str
    anonymity: Anonymity

    def as_json(self) -> dict[str, Any]:
        """For the manifest."""
        found = self.anonymity
        return {
            "table": self.table,
            "file": self.file,
            "rows": self.rows,
            "rows_left_out": self.left_out,
            "rows_blanked": self.blanked,
            "texts_scrubbed": self.scrubbed_texts,
            "columns": [vars(column) for column in self.columns],
            "k_anonymity": {
                "quasi_identifiers": list(self.quasi),
                "counted": self.counted,
                **vars(found),
                "share_in_small": round(found.share_in_small, 6),
            },
        }


NOTES = {
    Dates.YEARS: "Dates of individuals are years (Safe Harbor, 45 CFR 164.514(b)(2)(i)(C)).",
    Dates.SHIFT: (
        "Dates are moved by a secret number of days for each patient. This is NOT Safe Harbor: such a release needs an "
        "expert’s determination (45 CFR 164.514(b)(1)), or a data use agreement as a limited data set (164.514(e))."
    ),
    Places.PSEUDONYM: "Facilities and units carry pseudonyms; the names of places are left out.",
    Places.KEEP: (
        "Facilities and units keep their codes. A place smaller than a State, together with what else is here, may "
        "not stay under Safe Harbor (45 CFR 164.514(b)(2)(i)(B))."
    ),
}

DUTY = (
    "Before it is given away: whoever releases must not know that what is left could identify somebody "
    "(45 CFR 164.514(b)(2)(ii)). Scrubbed text is not proof of that; read a sample."
)


@dataclass(frozen=True)
class Released:
    """A release that was made."""

    asked: Asked
    tables: tuple[ReleasedTable, ...]

    @property
    def safe_harbor(self) -> bool:
        """Whether the rules applied are those of Safe Harbor; the duty of actual knowledge remains."""
        asked = self.asked
        # A code that can be made again from the identifier is not one of 164.514(c) without counsel's word for it.
        fresh = asked.key_origin is KeyOrigin.FRESH
        return fresh and asked.dates is Dates.YEARS and asked.places is Places.PSEUDONYM

    def as_json(self) -> dict[str, Any]:
        """The manifest: rules and figures, no value of any row and no code of any place."""
        asked = self.asked
        return {
            "method": "Safe Harbor, 45 CFR 164.514(b)(2)" if self.safe_harbor else "not Safe Harbor; see notes",
            "safe_harbor": self.safe_harbor,
            "released_on": asked.on.isoformat(),
            "dates": asked.dates.value,
            "places": asked.places.value,
            "key": asked.key_origin.value,
            "zip_areas_shown": len(asked.zips.shown),
            "small_classes": asked.small_classes.value,
            "k": asked.k,
            "notes": [NOTES[asked.dates], NOTES[asked.places], DUTY],
            "tables": [table.as_json() for table in self.tables],
        }
