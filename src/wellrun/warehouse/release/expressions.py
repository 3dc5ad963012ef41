"""One SQL expression for each treatment. Keys and names reach DuckDB as variables, never as text of a statement."""

# ruff: noqa: S608 - names in statements come from declared tables, values go as variables
from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from wellrun.engines.deidentification import OLDEST_SHOWN
from wellrun.engines.deidentification.ages import BAND_YEARS, OVER
from wellrun.engines.deidentification.pseudonyms import LARGEST_SHIFT, PSEUDONYM_CHARACTERS, SEPARATOR
from wellrun.engines.deidentification.zips import WITHHELD
from wellrun.warehouse.release.asking import Asked, Dates, Places
from wellrun.warehouse.release.treatments import Treated, Treatment
from wellrun.warehouse.schema import Column

INNER, OUTER, ZIPS, WHERE = "release_inner", "release_outer", "release_zips", "release_facilities"
SCRUB = "release_scrub"
BORN, SEX, PERSON = "__born", "__sex", "__person"
"""What the source adds to each row: birth date, sex and pseudonym of its patient, each empty where there is none."""

CODE_SHAPE = "[A-Za-z0-9][A-Za-z0-9._/+-]{0,31}"
NO_CODE = (
    r"[0-9]{3}-[0-9]{2}-[0-9]{4}|\+?1?[-.]?[0-9]{3}[-.][0-9]{3}[-.]?[0-9]{4}|([0-9]{1,3}\.){3}[0-9]{1,3}|"
    "[0-9]{1,4}[-/.][0-9]{1,2}[-/.][0-9]{1,4}|https?.*|www.*"
)
"""Shapes of a social security number, a telephone number, an address of a computer, a date."""

LONGEST_WORDS = 200
LONGEST_SHORT_TEXT = 40
"""Characters. In a text as short as this nothing around a name tells that it is one."""

AGE_CODES = ("30525-0", "21612-7", "29553-5", "63900-5", "397669002", "424144002")
"""LOINC and SNOMED CT codes of observations that are an age in years."""

AGE_UNITS = ("a", "yr", "yrs", "year", "years", "y", "yo", "{years}")


@dataclass(frozen=True)
class Made:
    """What a column becomes: the name in the file, and the expression over the source."""

    name: str
    sql: str


def literal(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def name(column: str) -> str:
    return '"' + column.replace('"', '""') + '"'


def digest(kind: str, *parts: str) -> str:
    """HMAC-SHA-256 in SQL of a kind and of expressions that give text; null where a part is."""
    message = f" || chr({ord(SEPARATOR)}) || ".join((literal(kind), *parts))
    return f"sha256(getvariable('{OUTER}') || unhex(sha256(getvariable('{INNER}') || encode({message}))))"


def pseudonym(kind: str, column: str) -> str:
    """The pseudonym of a thing within its facility; the facility and its network have theirs by themselves."""
    parts = (column,) if kind in ("facility", "network") else ("facility", column)
    return f"left({digest(kind, *parts)}, {PSEUDONYM_CHARACTERS})"


def person(patient: str) -> str:
    """The pseudonym of the patient of a row."""
    return pseudonym("patient", patient)


def reveals(year: str, asked: Asked) -> str:
    """Whether a year tells of an age over 89; see ``ages.reveals_old_age``."""
    return f"{asked.on.year} - {year} > {OLDEST_SHOWN}"


def shift(patient: str) -> str:
    """Days by which a patient's dates move; see ``ReleaseKey.shift``. Null without a patient."""
    turned = f"(('0x' || left({digest('shift', 'facility', patient)}, 8))::BIGINT % {2 * LARGEST_SHIFT})"
    moved = (
        f"CASE WHEN {turned} < {LARGEST_SHIFT} THEN {turned} - {LARGEST_SHIFT} ELSE {turned} - {LARGEST_SHIFT - 1} END"
    )
    return f"({moved})"


def age_band(at: str, asked: Asked) -> str:
    """The ten-year band at a date; withheld below 90 where the birth year itself tells of an age over 89."""
    age = f"date_sub('year', {BORN}, {at}::DATE)"
    first = f"({age} // {BAND_YEARS} * {BAND_YEARS})"
    return (
        f"CASE WHEN {age} > {OLDEST_SHOWN} THEN '{OVER}' WHEN {age} < 0 OR {reveals(f'year({BORN})', asked)} THEN NULL "
        f"WHEN {age} >= 0 THEN {first} || '-' || ({first} + {BAND_YEARS - 1}) END"
    )


def made(column: Column, treated: Treated, asked: Asked, shift_by: str | None) -> Made | None:
    """What the column becomes; ``None`` if it is left out. ``shift_by`` is the column of the row's shift, if any."""
    return MAKERS[treated.treatment](column, treated, asked, shift_by)


def _keep(column: Column, _treated: Treated, _asked: Asked, _shift: str | None) -> Made | None:
    return Made(column.name, name(column.name))


def _drop(_column: Column, _treated: Treated, _asked: Asked, _shift: str | None) -> Made | None:
    return None


def _listed(column: Column, _treated: Treated, _asked: Asked, _shift: str | None) -> Made | None:
    words = ", ".join(literal(word) for word in column.allowed)
    return Made(column.name, f"CASE WHEN {name(column.name)} IN ({words or 'NULL'}) THEN {name(column.name)} END")


def shared(column: str) -> str:
    """The temporary table of the values of a column that at least k patients share."""
    return name(f"shared {column}")


def _is_shared(column: str) -> str:
    return f"{name(column)} IN (SELECT value FROM {shared(column)})"


def _code(column: Column, _treated: Treated, _asked: Asked, _shift: str | None) -> Made | None:
    value = name(column.name)
    shaped = (
        f"regexp_full_match({value}, {literal(CODE_SHAPE)}) AND NOT regexp_full_match({value}, {literal(NO_CODE)}, 'i')"
    )
    return Made(column.name, f"CASE WHEN {_is_shared(column.name)} AND {shaped} THEN {value} END")


def _words(column: Column, _treated: Treated, _asked: Asked, _shift: str | None) -> Made | None:
    value = name(column.name)
    return Made(column.name, f"CASE WHEN {_is_shared(column.name)} THEN {SCRUB}({value}) END")


def _text(column: Column, _treated: Treated, _asked: Asked, _shift: str | None) -> Made | None:
    value = name(column.name)
    told = f"length({value}) > {LONGEST_SHORT_TEXT} OR {_is_shared(column.name)}"
    return Made(column.name, f"CASE WHEN {told} THEN {SCRUB}({value}) END")


def _pseudonym(column: Column, treated: Treated, _asked: Asked, _shift: str | None) -> Made | None:
    return Made(column.name, pseudonym(treated.kind, name(column.name)))


def _place(column: Column, treated: Treated, asked: Asked, shift_by: str | None) -> Made | None:
    return {Places.KEEP: _keep, Places.PSEUDONYM: _pseudonym}[asked.places](column, treated, asked, shift_by)


def _place_name(column: Column, treated: Treated, asked: Asked, shift_by: str | None) -> Made | None:
    if asked.places is Places.KEEP:
        return Made(column.name, f"{SCRUB}({name(column.name)})")
    return _drop(column, treated, asked, shift_by)


def _year_name(column: str) -> str:
    return f"{column.removesuffix('_at').removesuffix('_on').removesuffix('_date')}_year"


def _date(column: Column, _treated: Treated, asked: Asked, shift_by: str | None) -> Made | None:
    value = name(column.name)
    hidden = reveals(f"year({value})", asked)
    if asked.dates is Dates.SHIFT and shift_by is not None:
        moved = f"({value} + to_days({shift_by}::INTEGER))::{column.kind}"
        return Made(column.name, f"CASE WHEN NOT ({hidden}) THEN {moved} END")
    return Made(_year_name(column.name), f"CASE WHEN NOT ({hidden}) THEN year({value}) END")


def _zip(column: Column, _treated: Treated, _asked: Asked, _shift: str | None) -> Made | None:
    code = f"trim({name(column.name)})"
    usable = f"regexp_full_match({code}, '[0-9]{{5}}(-?[0-9]{{4}})?|[0-9]{{3}}')"
    area = f"left({code}, 3)"
    known = f"{usable} AND list_contains(getvariable('{ZIPS}'), {area})"
    return Made(
        f"{column.name}_zip3",
        f"CASE WHEN {name(column.name)} IS NULL THEN NULL WHEN {known} THEN {area} ELSE '{WITHHELD}' END",
    )


def _count(column: Column, _treated: Treated, asked: Asked, _shift: str | None) -> Made | None:
    value = name(column.name)
    return Made(column.name, f"CASE WHEN {value} <= 0 OR {value} >= {asked.k} THEN {value} END")


def _measured(column: Column, _treated: Treated, _asked: Asked, _shift: str | None) -> Made | None:
    value = name(column.name)
    codes, units = (", ".join(literal(one) for one in some) for some in (AGE_CODES, AGE_UNITS))
    of_age = f"coalesce(code IN ({codes}), false) OR coalesce(lower(trim(value_unit)) IN ({units}), false)"
    return Made(column.name, f"CASE WHEN NOT (({of_age}) AND {value} > {OLDEST_SHOWN}) THEN {value} END")


MAKERS: dict[Treatment, Callable[[Column, Treated, Asked, str | None], Made | None]] = {
    Treatment.KEEP: _keep,
    Treatment.LISTED: _listed,
    Treatment.CODE: _code,
    Treatment.WORDS: _words,
    Treatment.TEXT: _text,
    Treatment.DROP: _drop,
    Treatment.PSEUDONYM: _pseudonym,
    Treatment.PLACE: _place,
    Treatment.PLACE_NAME: _place_name,
    Treatment.BIRTH: _date,
    Treatment.DATE: _date,
    Treatment.OPERATING_DATE: _keep,
    Treatment.ZIP: _zip,
    Treatment.COUNT: _count,
    Treatment.MEASURED: _measured,
}
SHARED_ONLY = frozenset({Treatment.CODE, Treatment.WORDS, Treatment.TEXT})
"""Treatments that ask whether enough patients share a value."""
